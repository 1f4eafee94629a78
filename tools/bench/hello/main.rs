//! A greeting with a command line of clap, as many programs have one: what starting a process
//! costs anyway. Owns nothing else.

use clap::Parser;

/// Greets.
#[derive(Parser)]
#[command(version, about)]
struct Args {
    /// Whom to greet
    #[arg(long, default_value = "world")]
    name: String,
    /// As JSON
    #[arg(long)]
    json: bool,
}

fn main() {
    let args = Args::parse();
    match args.json {
        true => println!("{{\"hello\":\"{}\"}}", args.name),
        false => println!("Hello, {}!", args.name),
    }
}
