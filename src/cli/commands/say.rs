//! `say`: one entry as a sentence for publication. Owns the flags only; the words are those of
//! `schema/say/`.

use clap::{Arg, ArgAction, ArgMatches, Command};

use super::Spec;
use crate::answer::Question;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::read;
use crate::projection::saying::Lang;

pub const SPEC: Spec = Spec {
    name: "say",
    about: "Say an entry in a sentence for publication",
    examples: &[
        "say akademiker-exit",
        "say akademiker-exit --lang zh",
        "say link-threat-exit --published 2026-06-30",
        "say trump-threat --history --known @100",
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
                .help("The entry"),
        )
        .arg(
            Arg::new("lang")
                .long("lang")
                .value_name("LANG")
                .value_parser(Lang::ALL.map(Lang::tag))
                .default_value(Lang::default().tag())
                .hide_possible_values(true)
                .help("In which language: en or zh"),
        )
        .arg(
            Arg::new("history")
                .long("history")
                .action(ArgAction::SetTrue)
                .help("Also name its corrections"),
        )
        .after_help(
            "What others claim is said as their claim, disputes and retractions are said, and sources\n\
             that spoke on deep background or off the record are not named.",
        );
    read::clock_args(command)
}

fn run(matches: &ArgMatches, context: &mut Context<'_>) -> Result<u8, CliError> {
    read::ask(matches, context, &question(matches)?)
}

/// What is asked.
///
/// # Errors
/// A flag whose value is none.
pub fn question(matches: &ArgMatches) -> Result<Question, CliError> {
    let lang = matches.get_one::<String>("lang").map(String::as_str);
    Ok(Question::Say {
        reference: matches
            .get_one::<String>("reference")
            .cloned()
            .unwrap_or_default(),
        lang: lang.and_then(Lang::from_tag).unwrap_or_default(),
        history: matches.get_flag("history"),
    })
}
