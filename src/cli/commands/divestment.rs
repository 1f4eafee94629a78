//! `divestment`: exits said and done, beside levels held, by holder, country or asset. Owns
//! the flags only; the sums are the projection's.

use clap::{Arg, ArgMatches, Command};

use super::Spec;
use crate::answer::{By, Question};
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::read;

pub const SPEC: Spec = Spec {
    name: "divestment",
    about: "Who is leaving which asset: pending, executed, and levels held",
    examples: &[
        "divestment",
        "divestment --by country --asset us_treasury",
        "divestment --on 2026-02-05 --why",
        "divestment --country CN -Y --since 2024",
    ],
    build,
    run,
};

fn build(command: Command) -> Command {
    let command = command
        .arg(
            Arg::new("by")
                .long("by")
                .value_name("LEVEL")
                .value_parser(["holder", "country", "asset"])
                .default_value("holder")
                .help("One row a holder, country or asset"),
        )
        .arg(
            Arg::new("asset")
                .long("asset")
                .value_name("CLASS")
                .help("Only this class of asset, or CLASS:ISSUER"),
        )
        .arg(super::stance::why());
    let filters = &["country", "since", "limit"];
    read::filter_args(read::period_args(read::clock_args(command)), filters)
}

fn run(matches: &ArgMatches, context: &mut Context<'_>) -> Result<u8, CliError> {
    read::ask(matches, context, &question(matches)?)
}

/// What is asked.
///
/// # Errors
/// A flag whose value is none.
pub fn question(matches: &ArgMatches) -> Result<Question, CliError> {
    Ok(Question::Divestment {
        by: match read::given(matches, "by") {
            Some("country") => By::Country,
            Some("asset") => By::Asset,
            _ => By::Holder,
        },
        asset: read::given(matches, "asset").map(str::to_owned),
        why: matches.get_flag("why"),
        filters: read::filters(matches)?,
    })
}
