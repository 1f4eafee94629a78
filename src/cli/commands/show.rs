//! `show`: one entry with its sources, amendments, versions and links. Owns the flags, and
//! looks for the files that it cites; what belongs to an entry is the projection's.

use clap::{Arg, ArgAction, ArgMatches, Command};
use serde_json::Value;

use super::Spec;
use crate::answer::{Answer, Question, View};
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::read;
use crate::evidence::{Name, Shelf};
use crate::projection::rows::{EntryView, HeldRow};

pub const SPEC: Spec = Spec {
    name: "show",
    about: "Show one entry: its fields, sources, amendments and links",
    examples: &["show @1", "show @2 --history", "show @3 --json"],
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
            Arg::new("history")
                .long("history")
                .action(ArgAction::SetTrue)
                .help("Also every version of it"),
        );
    read::clock_args(command)
}

fn run(matches: &ArgMatches, context: &mut Context<'_>) -> Result<u8, CliError> {
    read::ask_and(matches, context, &question(matches)?, held)
}

/// What is asked.
///
/// # Errors
/// None.
pub fn question(matches: &ArgMatches) -> Result<Question, CliError> {
    Ok(Question::Show {
        reference: matches
            .get_one::<String>("reference")
            .cloned()
            .unwrap_or_default(),
        history: matches.get_flag("history"),
    })
}

/// What the store has of the files that the entry and its amendments cite.
fn held(answer: &mut Answer, context: &Context<'_>) -> Result<(), CliError> {
    if let View::Entry(view) = &mut answer.view {
        held_by(view, &context.store()?.evidence());
    }
    Ok(())
}

/// The same on a shelf.
pub fn held_by(view: &mut EntryView, shelf: &Shelf) {
    let amendments = view.amendments.iter().map(|amendment| &amendment.event);
    let events = std::iter::once(&view.entry.event).chain(amendments);
    let mut names: Vec<Name> = Vec::new();
    for name in events.flat_map(cited) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    if names.is_empty() {
        return;
    }
    let rows = names.iter().map(|name| {
        let found = shelf.look(name);
        HeldRow {
            name: name.to_string(),
            state: found.state.word(),
            bytes: found.bytes,
        }
    });
    view.evidence = Some(rows.collect());
}

fn cited(event: &Value) -> Vec<Name> {
    let sources = event.get("sources").and_then(Value::as_array);
    let names = sources.into_iter().flatten().filter_map(|source| {
        let name = source.get("evidence").and_then(Value::as_str);
        name.and_then(Name::parse)
    });
    names.collect()
}
