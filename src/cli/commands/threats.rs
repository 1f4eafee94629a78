//! `threats`: who threatened whom, how it was answered, what came of it. Owns the flags only;
//! which link decides is the projection's.

use clap::{ArgMatches, Command};

use super::Spec;
use crate::answer::Question;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::read;

pub const SPEC: Spec = Spec {
    name: "threats",
    about: "Who threatened whom, how it was answered, and what came of it",
    examples: &[
        "threats",
        "threats --country US --why",
        "threats --on 2026-01-25 --format markdown",
    ],
    build,
    run,
};

const FILTERS: &[&str] = &["country", "tag", "publisher", "since", "until", "limit"];

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
    Ok(Question::Threats {
        why: matches.get_flag("why"),
        filters: read::filters(matches)?,
    })
}
