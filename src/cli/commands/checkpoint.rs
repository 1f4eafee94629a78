//! `checkpoint`: what the log is now (or was), to be published: origin, position, root, and who
//! signed. Owns the flags; attesting is the store's.

use clap::{Arg, ArgAction, ArgMatches, Command};

use super::Spec;
use crate::cli::attest;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::note::Short;
use crate::store::attest::Wanted;

pub const SPEC: Spec = Spec {
    name: "checkpoint",
    about: "Print the head of the log, signed, to be published",
    examples: &[
        "checkpoint",
        "checkpoint -o published.txt",
        "checkpoint --short",
        "checkpoint --known @100 --json",
    ],
    build,
    run,
};

const AFTER: &str = "What is published cannot be taken back: who changes the log after it makes a fork, \
     which anybody can show with `dateline verify --against` and the checkpoint, or with \
     the short line that is printed beside it. The format is C2SP tlog-checkpoint; see \
     schema/proof.md.";

fn build(command: Command) -> Command {
    let command = command.arg(
        Arg::new("short")
            .long("short")
            .action(ArgAction::SetTrue)
            .conflicts_with("sign")
            .help("Only the line for print: position and the first 160 bits of the root"),
    );
    attest::args(command).after_help(AFTER)
}

fn run(matches: &ArgMatches, context: &mut Context<'_>) -> Result<u8, CliError> {
    let attested = attest::attest(matches, context, Wanted::Head)?;
    if matches.get_flag("short") && !context.style().format.is_json() {
        let head = attested.checkpoint();
        let short = Short::new(head.position, &head.root);
        context.put(|out| writeln!(out, "{short}"))?;
        return Ok(0);
    }
    attest::print(&attested, context)?;
    Ok(0)
}
