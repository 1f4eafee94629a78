//! The command line: one file a command. Hands the environment, clock and streams to the
//! library, maps errors to text, hints and exit codes. Decides nothing about events.

/// Runs the program with the process's arguments.
pub fn main() -> std::process::ExitCode {
    std::process::ExitCode::SUCCESS
}
