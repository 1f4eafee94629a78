//! `yields`: where bond yields stand, how far they moved, their highs and lows. Owns the flags
//! only.

use clap::{ArgMatches, Command};

use super::Spec;
use crate::answer::Question;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::read;

pub const SPEC: Spec = Spec {
    name: "yields",
    about: "Where bond yields stand, and how far they moved",
    examples: &[
        "yields",
        "yields --country JP --since 2026-01-01",
        "yields --why --format csv",
        "yields -M --since 2025-11",
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
    Ok(Question::Yields {
        why: matches.get_flag("why"),
        filters: read::filters(matches)?,
    })
}
