//! `sources`: how much rests on each publisher, and how much of it on nobody else. Owns the
//! flags only.

use clap::{ArgMatches, Command};

use super::Spec;
use crate::answer::Question;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::read;

pub const SPEC: Spec = Spec {
    name: "sources",
    about: "How much rests on each publisher, and on whom it relays",
    examples: &[
        "sources",
        "sources --publisher Reuters --why",
        "sources --claims --format csv",
    ],
    build,
    run,
};

const FILTERS: &[&str] = &["publisher", "limit"];

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
    Ok(Question::Sources {
        why: matches.get_flag("why"),
        filters: read::filters(matches)?,
    })
}
