//! `chain`: what led to an entry and what came of it, or the paths between two. Owns the
//! flags only; walking is the projection's.

use clap::{Arg, ArgAction, ArgMatches, Command};

use super::Spec;
use crate::answer::{Question, Side};
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::read;

pub const SPEC: Spec = Spec {
    name: "chain",
    about: "What led to an event, and what came of it",
    examples: &[
        "chain @1",
        "chain @2 --effects --json",
        "chain @1 --to @2",
        "chain --format csv",
    ],
    build,
    run,
};

fn build(command: Command) -> Command {
    let command = command.args(walk_args()).arg(
        Arg::new("to")
            .long("to")
            .value_name("REF")
            .requires("reference")
            .help("Also the paths between the two, strongest first"),
    );
    read::clock_args(command)
}

/// The event and the way from there: what any picture of a chain asks for.
pub fn walk_args() -> Vec<Arg> {
    let switch = |name: &'static str, help: &'static str| {
        Arg::new(name)
            .long(name)
            .requires("reference")
            .action(ArgAction::SetTrue)
            .help(help)
    };
    vec![
        Arg::new("reference")
            .value_name("REF")
            .help("The event [default: every event and link, without depths]"),
        switch("causes", "Only what led to it").conflicts_with("effects"),
        switch("effects", "Only what came of it"),
        switch(
            "all",
            "Also walk links that the dates contradict or that are broken",
        ),
    ]
}

/// Which way is asked for.
pub fn side(matches: &ArgMatches) -> Side {
    match (matches.get_flag("causes"), matches.get_flag("effects")) {
        (true, _) => Side::Causes,
        (_, true) => Side::Effects,
        _ => Side::Both,
    }
}

fn run(matches: &ArgMatches, context: &mut Context<'_>) -> Result<u8, CliError> {
    read::ask(matches, context, &question(matches)?)
}

/// What is asked.
///
/// # Errors
/// A flag whose value is none.
pub fn question(matches: &ArgMatches) -> Result<Question, CliError> {
    let Some(reference) = matches.get_one::<String>("reference").cloned() else {
        return Ok(Question::Graph);
    };
    Ok(Question::Chain {
        reference,
        side: side(matches),
        to: read::given(matches, "to").map(str::to_owned),
        all: matches.get_flag("all"),
        filters: read::filters(matches)?,
    })
}
