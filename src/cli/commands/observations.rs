//! `observations`: the latest figure of each series beside the first. Owns the flags only.
//! Converts no unit.

use clap::{ArgMatches, Command};

use super::Spec;
use crate::answer::Question;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::read;

pub const SPEC: Spec = Spec {
    name: "observations",
    about: "The latest and the first figure of each series",
    examples: &[
        "observations",
        "observations --country US --on 2026-01-25",
        "observations --claims --json",
        "observations -Y --since 2020",
    ],
    build,
    run,
};

const FILTERS: &[&str] = &["country", "since", "limit"];

fn build(command: Command) -> Command {
    let command = command.arg(super::stance::why());
    read::filter_args(read::period_args(read::clock_args(command)), FILTERS)
}

fn run(matches: &ArgMatches, context: &mut Context<'_>) -> Result<u8, CliError> {
    read::ask(matches, context, &question(matches)?)
}

/// What is asked.
///
/// # Errors
/// A flag whose value is none.
pub fn question(matches: &ArgMatches) -> Result<Question, CliError> {
    Ok(Question::Observations {
        why: matches.get_flag("why"),
        filters: read::filters(matches)?,
    })
}
