//! `log`: entries in the order in which they were recorded, all kinds. Owns the flags only;
//! which rows are in view is the projection's.

use clap::{Arg, ArgAction, ArgMatches, Command};

use super::Spec;
use crate::answer::Question;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::follow::follow;
use crate::cli::read;

pub const SPEC: Spec = Spec {
    name: "log",
    about: "List entries in the order in which they were recorded",
    examples: &[
        "log --limit 10",
        "log --known @5 --json",
        "log --kind fund-exit,holding --country DK",
        "log --follow --limit 10",
    ],
    build,
    run,
};

const FILTERS: &[&str] = &[
    "kind",
    "country",
    "tag",
    "publisher",
    "since",
    "until",
    "limit",
];

fn build(command: Command) -> Command {
    let command = command.arg(
        Arg::new("follow")
            .long("follow")
            .action(ArgAction::SetTrue)
            .conflicts_with("known")
            .help("Go on with what others record, a line an entry, until Ctrl-C"),
    );
    read::filter_args(read::clock_args(command), FILTERS)
}

fn run(matches: &ArgMatches, context: &mut Context<'_>) -> Result<u8, CliError> {
    if matches.get_flag("follow") {
        return follow(matches, context, &read::filters(matches)?);
    }
    read::ask(matches, context, &question(matches)?)
}

/// What is asked.
///
/// # Errors
/// A flag whose value is none.
pub fn question(matches: &ArgMatches) -> Result<Question, CliError> {
    Ok(Question::Log(read::filters(matches)?))
}
