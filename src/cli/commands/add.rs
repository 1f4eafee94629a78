//! `add`: one event, its fields as flags made from the field tables, or as JSON. Owns the
//! list of kinds that a bare `add` prints.

use clap::{Arg, ArgMatches, Command};

use super::Spec;
use crate::cli::app::example_lines;
use crate::cli::context::Context;
use crate::cli::converse::{self, StoreShelf, Terminal};
use crate::cli::env::SystemClock;
use crate::cli::error::CliError;
use crate::cli::evidence::Files;
use crate::cli::{fields, parties, sources, write};
use crate::desk::{Clock, Draft, Place};
use crate::event::{Kind, sentence, tables};
use crate::import;

pub const SPEC: Spec = Spec {
    name: "add",
    about: "Record one event",
    examples: &[
        "add threat --by US --against EU --happened 2026-01-21 --consequence \"tariffs of 10 percent\" --publisher Reuters --published 2026-01-21",
        "add fund-exit --holder \"Example Pension, DK, pension_fund\" --asset us_treasury:US --stage announced --amount \"~100M USD\" --happened 2026-01-20 --publisher Reuters",
        "add holding --holder CN --asset us_treasury:US --amount 6830亿美元 --happened 2025-11 --url https://example.org/tic",
        "add --from-json event.json",
    ],
    build,
    run,
};

/// Kinds that have a command of their own.
const ELSEWHERE: [Kind; 5] = [
    Kind::Link,
    Kind::Correction,
    Kind::Retraction,
    Kind::Dispute,
    Kind::Corroboration,
];

fn build(command: Command) -> Command {
    let command = command
        .arg(
            Arg::new("from-json")
                .long("from-json")
                .value_name("FILE|-")
                .help("The event as one JSON object, from a file or standard input"),
        )
        .args_conflicts_with_subcommands(false)
        .subcommand_value_name("KIND")
        .subcommand_help_heading("Kinds")
        .disable_help_subcommand(true);
    let command = write::args(command);
    kinds().fold(command, |command, kind| {
        command.subcommand(kind_command(kind))
    })
}

fn kinds() -> impl Iterator<Item = Kind> {
    tables::writable().filter(|kind| !ELSEWHERE.contains(kind))
}

fn kind_command(kind: Kind) -> Command {
    let name = kind.name().replace('_', "-");
    let command = Command::new(name.clone())
        .about(purpose(kind))
        .defer(with_fields);
    match name == kind.name() {
        true => command,
        false => command.alias(kind.name()),
    }
}

/// The command of a kind with its flags, which are made when it is the one that is run.
fn with_fields(command: Command) -> Command {
    let Some(kind) = kind_of(command.get_name()) else {
        return command;
    };
    let command = command
        .args(fields::args(kind, &[]))
        .args(sources::args(kind))
        .after_help(format!(
            "Examples:\n{}",
            example_lines(&fields::example(kind))
        ));
    write::args(command)
}

fn kind_of(name: &str) -> Option<Kind> {
    Kind::from_name(&name.replace('-', "_"))
}

/// What a kind is for, in one line.
fn purpose(kind: Kind) -> &'static str {
    match kind {
        Kind::Threat => "Somebody threatened: who, against whom, with what consequence",
        Kind::FundExit => "A holder leaves an asset: announced, under way, completed or cancelled",
        Kind::Holding => "How much of an asset a holder held (a level, not a flow)",
        Kind::YieldMove => "A bond's yield: its level, its change, or a record",
        Kind::PolicyShift => "A state or bank changed its policy",
        Kind::Sanction => "A sanction, export control or tariff, from threat to withdrawal",
        Kind::Statement => "Somebody said something, and which kind of act it was",
        Kind::Observation => "A figure about a state or party: debt, a percentage, a count, a rank",
        Kind::Forecast => "Somebody said what will happen",
        Kind::Link => "One event bears on another",
        Kind::Correction => "Details of an entry are replaced",
        Kind::Retraction => "An entry is withdrawn",
        Kind::Dispute => "Somebody contests an entry",
        Kind::Corroboration => "Another source reports the same as an entry",
        Kind::Citation => "What an article relied on",
    }
}

fn run(matches: &ArgMatches, context: &mut Context<'_>) -> Result<u8, CliError> {
    let file = matches.get_one::<String>("from-json");
    match (matches.subcommand(), file) {
        (Some(_), Some(_)) => Err(CliError::bad_input(
            "usage",
            "--from-json brings the kind along: give one or the other",
            "leave the kind out, or --from-json",
        )),
        (Some((name, matches)), None) => from_flags(name, matches, context),
        (None, Some(file)) => from_json(file, matches, context),
        (None, None) if context.env.asks => converse(matches, context),
        (None, None) => Err(list_of_kinds()),
    }
}

fn from_flags(name: &str, matches: &ArgMatches, context: &mut Context<'_>) -> Result<u8, CliError> {
    let Some(kind) = kind_of(name) else {
        return Err(list_of_kinds());
    };
    let (mut event, mut faults) = fields::read(kind, matches);
    parties::fill(kind, context, &mut event, &mut faults)?;
    let files = sources::add(kind, matches, context, &mut event, &mut faults)?;
    let draft = Draft {
        input: write::decoded(event, faults)?,
        place: Place::default(),
    };
    recorded(matches, context, draft, files)
}

fn from_json(file: &str, matches: &ArgMatches, context: &mut Context<'_>) -> Result<u8, CliError> {
    let draft: Draft = import::one(file)?;
    recorded(matches, context, draft, Files::default())
}

/// Asks for the event, then records it as if its fields had come by flags.
fn converse(matches: &ArgMatches, context: &mut Context<'_>) -> Result<u8, CliError> {
    let shelf = StoreShelf::open(context.store()?)?;
    // Those that have commands of their own as well: whoever is asked need not know them.
    let kinds = tables::writable().map(|kind| (kind, purpose(kind)));
    let kinds: Vec<(Kind, &str)> = kinds.collect();
    let mut terminal = Terminal {
        width: context.style().width,
    };
    let fields = converse::hold(&kinds, &mut terminal, &shelf, SystemClock.now())?;
    match fields {
        Some(fields) => write::one(matches, context, fields, Vec::new(), Files::default()),
        None => {
            context.note("nothing was recorded");
            Ok(0)
        }
    }
}

/// Records one event, and says what is recorded already of the same kind, day and actor.
fn recorded(
    matches: &ArgMatches,
    context: &mut Context<'_>,
    draft: Draft,
    files: Files,
) -> Result<u8, CliError> {
    let alike = context
        .store()?
        .look(|look| look.alike(&draft.input.event))?;
    let outcome = write::commit_with(matches, context, &mut std::iter::once(Ok(draft)), files)?;
    if outcome.receipt.entries > 0 {
        for (entry, event) in alike {
            context.warn(&format!(
                "@{} is of the same kind, day and actor: {}; if it is the same, retract one of the two",
                entry.position,
                sentence::headline(&event)
            ));
        }
    }
    write::print(context, &outcome.receipt, false)
}

fn list_of_kinds() -> CliError {
    let mut text = String::from("which kind of event? One of");
    for kind in kinds() {
        let name = kind.name().replace('_', "-");
        text.push_str(&format!("\n  {name:<13} {}", purpose(kind)));
    }
    CliError::bad_input(
        "no_kind",
        text,
        "`dateline add KIND --help` lists the fields; links and amendments have commands of their own (link, correct, retract, dispute, corroborate)",
    )
}
