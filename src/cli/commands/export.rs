//! `export`: what the store holds in a form that other programs read, one sub-command a format.
//! Owns the flags, where the file goes and what is told beside it; the forms are the `export`
//! room's.

use std::io::Write;

use clap::{Arg, ArgAction, ArgMatches, Command};
use serde_json::Map;

use super::Spec;
use crate::answer::exported::{self, Reached};
use crate::cli::app::example_lines;
use crate::cli::ask::tell_damage;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::read;
use crate::export::{self, Cut, Ledger, Passage};
use crate::projection::tally::Tally;
use crate::render;

pub const SPEC: Spec = Spec {
    name: "export",
    about: "Hand events on to other programs: as files that they read",
    examples: &[
        "export events -o all.jsonl",
        "export events --known @100 --country DK --force -o known.jsonl",
    ],
    build,
    run,
};

/// A format: its words for people, its own flags, and what writes it.
struct Form {
    name: &'static str,
    about: &'static str,
    notes: &'static str,
    examples: &'static [&'static str],
    write: fn(&mut Work<'_, '_>) -> Result<(), CliError>,
}

/// Every format, in the order of the help.
const FORMS: &[Form] = &[Form {
    name: "events",
    about: "JSON lines that `dateline import` takes, to make another store of them",
    notes: "Entries as recorded, in that order, with their ids, amendments and links, and whatever\n\
            those refer to: imported into a new store they give the same answers. Who recorded\n\
            them and when is the new store's own; citations stay behind.",
    examples: &[
        "export events -o all.jsonl",
        "export events --known @100 --publisher Reuters",
    ],
    write: events,
}];

const FILTERS: &[&str] = &[
    "kind",
    "country",
    "tag",
    "publisher",
    "since",
    "until",
    "limit",
];

fn build(command: Command) -> Command {
    let command = command
        .subcommand_value_name("FORMAT")
        .subcommand_help_heading("Formats")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_help_subcommand(true);
    FORMS
        .iter()
        .fold(command, |command, form| command.subcommand(built(form)))
}

fn built(form: &Form) -> Command {
    let force = Arg::new("force")
        .long("force")
        .action(ArgAction::SetTrue)
        .help("Replace the file of -o if there is one");
    let command = Command::new(form.name).about(form.about).arg(force);
    let lines = form.examples.iter().map(|example| example_lines(example));
    let examples: Vec<String> = lines.collect();
    read::filter_args(read::clock_args(command), FILTERS).after_help(format!(
        "{}\n\nExamples:\n{}",
        form.notes,
        examples.join("\n")
    ))
}

/// What a format is written with.
struct Work<'w, 'e> {
    context: &'w mut Context<'e>,
    passage: &'w Passage<'w>,
    tally: Tally,
}

fn run(matches: &ArgMatches, context: &mut Context<'_>) -> Result<u8, CliError> {
    let named = matches.subcommand().and_then(|(name, matches)| {
        let form = FORMS.iter().find(|form| form.name == name)?;
        Some((form, matches))
    });
    let Some((form, matches)) = named else {
        return Err(CliError::bad_input(
            "usage",
            "no format was given",
            "run `dateline export --help`",
        ));
    };
    let asked = read::given(matches, "known");
    let cut = asked.map(|text| read::cut("known", text)).transpose()?;
    let filters = read::filters(matches)?;
    let clocks = read::clocks_at(matches, None)?;
    context.out.whole(matches.get_flag("force"))?;
    let log = context.store()?.log()?;
    let mut ledger = Ledger::read(&log, cut.unwrap_or(Cut::Head), &mut |_, _| {})?;
    let damage = ledger.take_damage();
    let clocks = crate::clocks::Clocks {
        known: cut.map(|_| ledger.position()),
        ..clocks
    };
    let passage = Passage::new(&ledger, clocks, filters);
    let mut work = Work {
        context,
        passage: &passage,
        tally: Tally::default(),
    };
    (form.write)(&mut work)?;
    let tally = work.tally;
    context.out.keep().map_err(CliError::output)?;
    let reached = Reached {
        position: ledger.position(),
        root: ledger.root(),
    };
    let citation = exported::citation(
        ledger.header(),
        reached,
        (form.name, Map::new()),
        (passage.clocks(), passage.filters()),
        &tally,
    );
    context.note(&render::citation_line(&citation));
    Ok(damage.map_or(0, |damage| tell_damage(damage, ledger.position(), context)))
}

fn events(work: &mut Work<'_, '_>) -> Result<(), CliError> {
    let out: &mut dyn Write = work.context.out;
    let written = export::events::write(work.passage, &mut work.tally, &mut |_, _| {}, out)?;
    work.context.note(&format!("{written} entries"));
    Ok(())
}
