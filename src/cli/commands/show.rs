//! `show`: one entry with its sources, amendments, versions and links. Owns the flags only;
//! what belongs to an entry is the projection's.

use clap::{Arg, ArgAction, ArgMatches, Command};

use super::Spec;
use crate::answer::Question;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::read;

pub const SPEC: Spec = Spec {
    name: "show",
    about: "Show one entry: its fields, sources, amendments and links",
    examples: &["show @1", "show @2 --history", "show @3 --json"],
    build,
    run,
};

fn build(command: Command) -> Command {
    let command = command
        .arg(
            Arg::new("reference")
                .value_name("REF")
                .required(true)
                .help("The entry"),
        )
        .arg(
            Arg::new("history")
                .long("history")
                .action(ArgAction::SetTrue)
                .help("Also every version of it"),
        );
    read::clock_args(command)
}

fn run(matches: &ArgMatches, context: &mut Context<'_>) -> Result<u8, CliError> {
    let question = Question::Show {
        reference: matches
            .get_one::<String>("reference")
            .cloned()
            .unwrap_or_default(),
        history: matches.get_flag("history"),
    };
    read::ask(matches, context, &question)
}
