//! `sanctions`: the measures in force. Owns the flags only; what is in force is the
//! projection's.

use clap::{ArgMatches, Command};

use super::Spec;
use crate::answer::Question;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::read;

pub const SPEC: Spec = Spec {
    name: "sanctions",
    about: "Which sanctions are in force, and since when",
    examples: &[
        "sanctions",
        "sanctions --country EU --on 2022-06-01",
        "sanctions --why --json",
    ],
    build,
    run,
};

const FILTERS: &[&str] = &["country", "limit"];

fn build(command: Command) -> Command {
    let command = command.arg(super::stance::why());
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
    Ok(Question::Sanctions {
        why: matches.get_flag("why"),
        filters: read::filters(matches)?,
    })
}
