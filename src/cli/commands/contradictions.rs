//! `contradictions`: independent events that give different values for the same thing. Owns
//! the flags only; what is the same thing is the projection's.

use clap::{Arg, ArgMatches, Command};
use serde_json::Value;

use super::Spec;
use crate::answer::Question;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::read;
use crate::event::decimal::Decimal;
use crate::projection::contradictions::TOLERANCE;

pub const SPEC: Spec = Spec {
    name: "contradictions",
    about: "Independent sources that give different values for the same thing",
    examples: &[
        "contradictions",
        "contradictions --tolerance 0.1",
        "contradictions --kind holding --country CN --why",
    ],
    build,
    run,
};

fn build(command: Command) -> Command {
    let command = command
        .arg(
            Arg::new("tolerance")
                .long("tolerance")
                .value_name("PERCENT")
                .allow_hyphen_values(true)
                .help("List values more than so many percent apart [default: 0.5]"),
        )
        .arg(super::stance::why());
    read::filter_args(read::clock_args(command), &["kind", "country", "limit"])
}

fn run(matches: &ArgMatches, context: &mut Context<'_>) -> Result<u8, CliError> {
    read::ask(matches, context, &question(matches)?)
}

/// What is asked.
///
/// # Errors
/// A flag whose value is none.
pub fn question(matches: &ArgMatches) -> Result<Question, CliError> {
    Ok(Question::Contradictions {
        tolerance: match read::given(matches, "tolerance") {
            None => TOLERANCE,
            Some(text) => tolerance(text)?,
        },
        why: matches.get_flag("why"),
        filters: read::filters(matches)?,
    })
}

fn tolerance(text: &str) -> Result<Decimal, CliError> {
    let figure = text.trim().trim_end_matches('%').trim_end();
    let value = Value::String(figure.to_owned());
    Decimal::check(&value, false).map_err(|fault| CliError::flag("tolerance", fault))
}
