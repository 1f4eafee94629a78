//! `log`: entries in the order in which they were recorded, all kinds. Owns the flags only;
//! which rows are in view is the projection's.

use clap::{ArgMatches, Command};

use super::Spec;
use crate::answer::Question;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::read;

pub const SPEC: Spec = Spec {
    name: "log",
    about: "List entries in the order in which they were recorded",
    examples: &[
        "log --limit 10",
        "log --known @5 --json",
        "log --kind fund-exit,holding --country DK",
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
    read::filter_args(read::clock_args(command), FILTERS)
}

fn run(matches: &ArgMatches, context: &mut Context<'_>) -> Result<u8, CliError> {
    let question = Question::Log(read::filters(matches)?);
    read::ask(matches, context, &question)
}
