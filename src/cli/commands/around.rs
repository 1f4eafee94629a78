//! `around`: what happened in the days before and after an event. Owns the flags only;
//! distances are the projection's.

use clap::{Arg, ArgMatches, Command};

use super::Spec;
use crate::answer::Question;
use crate::answer::query::OF_EVENTS;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::read;
use crate::projection::around::DAYS;

pub const SPEC: Spec = Spec {
    name: "around",
    about: "What happened in the days before and after an event",
    examples: &[
        "around @3",
        "around trump-threat --days 2",
        "around @3 --country JP --format csv",
    ],
    build,
    run,
};

fn build(command: Command) -> Command {
    let command = command
        .arg(
            Arg::new("reference")
                .value_name("REF")
                .required(true)
                .help("The event"),
        )
        .arg(
            Arg::new("days")
                .long("days")
                .value_name("N")
                .allow_hyphen_values(true)
                .value_parser(clap::value_parser!(u32))
                .help("So many days before and after it [default: 7]"),
        );
    read::filter_args(read::clock_args(command), OF_EVENTS)
}

fn run(matches: &ArgMatches, context: &mut Context<'_>) -> Result<u8, CliError> {
    read::ask(matches, context, &question(matches)?)
}

/// What is asked.
///
/// # Errors
/// A flag whose value is none.
pub fn question(matches: &ArgMatches) -> Result<Question, CliError> {
    Ok(Question::Around {
        reference: read::given(matches, "reference")
            .unwrap_or_default()
            .to_owned(),
        days: matches.get_one("days").copied().unwrap_or(DAYS),
        filters: read::filters(matches)?,
    })
}
