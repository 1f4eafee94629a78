//! `timeline`: events in the order in which they happened, without links and amendments. Owns
//! the flags only; which rows are in view is the projection's.

use clap::{ArgMatches, Command};

use super::Spec;
use crate::answer::Question;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::read;

pub const SPEC: Spec = Spec {
    name: "timeline",
    about: "List events in the order in which they happened",
    examples: &[
        "timeline --since 2026-01-20 --until 2026-01-22",
        "timeline --on 2026-01-21 --published 2026-01-21",
        "timeline --country DK --format markdown",
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
    read::ask(matches, context, &question(matches)?)
}

/// What is asked.
///
/// # Errors
/// A flag whose value is none.
pub fn question(matches: &ArgMatches) -> Result<Question, CliError> {
    Ok(Question::Timeline(read::filters(matches)?))
}
