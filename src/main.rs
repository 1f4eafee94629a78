//! The `dateline` binary: hands arguments, environment, clock and streams to `cli`.
//! It decides nothing itself.

fn main() -> std::process::ExitCode {
    dateline::cli::main()
}
