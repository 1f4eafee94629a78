//! `export`: what the store holds in a form that other programs read, one sub-command a format.
//! Owns where the file goes and what is told beside it; the formats on the command line are in
//! `forms`, the forms themselves are the `export` room's.

mod databases;
mod forms;

use clap::{ArgMatches, Command};

use super::Spec;
use crate::cli::ask::tell_damage;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::meter::Meter;
use crate::cli::read;
use crate::cli::sink::Sink;
use crate::clocks::Clocks;
use crate::export::{Asked, Cut, Facts, Ledger, Passage, Progress};
use crate::facts::History;
use crate::projection::tally::Tally;
use crate::render;
use crate::store::Store;
use forms::{FORMS, Form};

pub const SPEC: Spec = Spec {
    name: "export",
    about: "Hand events on to other programs, as files that they read",
    examples: &[
        "export events -o all.jsonl",
        "export csv --bom --country DK -o danish.csv",
        "export timelinejs --published 2026-01-25 -o timeline.json",
        "export sqlite -o store.db",
        "export parquet -o store.parquet",
    ],
    build,
    run,
};

fn build(command: Command) -> Command {
    let command = command
        .subcommand_value_name("FORMAT")
        .subcommand_help_heading("Formats")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_help_subcommand(true)
        .after_help(
            "Every format takes the three clocks and the filters: dateline export csv --help",
        );
    let built = FORMS.iter().map(forms::built);
    built.fold(command, Command::subcommand)
}

/// What a format is written with.
struct Work<'w> {
    matches: &'w ArgMatches,
    passage: &'w Passage<'w>,
    /// Facts in files, for a format that holds the rows of views: that is `sqlite` alone.
    #[cfg_attr(not(feature = "sqlite"), allow(dead_code))]
    facts: &'w mut Facts<'w>,
    tally: Tally,
    progress: &'w mut Progress<'w>,
    out: &'w mut Sink,
}

fn run(matches: &ArgMatches, context: &mut Context<'_>) -> Result<u8, CliError> {
    let named = matches.subcommand().and_then(|(name, matches)| {
        let form = FORMS.iter().find(|form| form.name == name)?;
        Some((form, matches))
    });
    match named {
        Some((form, matches)) => export(form, matches, context),
        None => Err(CliError::bad_input(
            "usage",
            "no format was given",
            "run `dateline export --help`",
        )),
    }
}

fn export(form: &Form, matches: &ArgMatches, context: &mut Context<'_>) -> Result<u8, CliError> {
    let asked = Asked {
        format: form.name,
        reference: read::given(matches, "reference").map(str::to_owned),
        flags: forms::flags(form, matches),
    };
    let known = read::given(matches, "known");
    let cut = known.map(|text| read::cut("known", text)).transpose()?;
    let clocks = Clocks {
        known: cut.map(|_| 0),
        ..read::clocks_at(matches, None)?
    };
    let filters = read::filters(matches)?;
    let store = context.store()?;
    let log = store.log()?;
    context.out.whole(matches.get_flag("force"))?;
    let mut meter = Meter::of("entries", context);
    let mut progress = |done, all| meter.tell(done, all);
    let mut ledger = Ledger::read(&log, cut.unwrap_or(Cut::Head), &mut progress)?;
    let damage = ledger.take_damage();
    let passage = Passage::new(&ledger, asked, clocks, filters).resolved(&mut progress)?;
    let mut work = Work {
        matches,
        passage: &passage,
        facts: &mut |tries| facts(&store, tries),
        tally: Tally::default(),
        progress: &mut progress,
        out: context.out,
    };
    let told = (form.write)(&mut work)?;
    let citation = passage.citation(&work.tally);
    drop(meter);
    context.out.keep().map_err(CliError::output)?;
    context.note(&format!("{told}\n{}", render::citation_line(&citation)));
    Ok(damage.map_or(0, |damage| tell_damage(damage, ledger.position(), context)))
}

/// The facts of a store, built again if they were doubted.
fn facts(store: &Store, tries: u32) -> Option<History> {
    if tries > 0 {
        store.forget_facts();
    }
    // Whatever is met here the log says better, and it has been read already.
    store.facts(&|_, _| {}).ok().map(|read| read.history)
}
