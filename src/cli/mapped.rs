//! A mapped import from the command line: the mapping by name or file, the store's word on
//! each row, the file of rejects, the counts at the end. Owns their texts; what a row becomes
//! is the `import` room's, whether it changed the desk's.

use std::fs::File;
use std::io::{BufWriter, Read, Seek, Write};
use std::path::{Path, PathBuf};

use clap::ArgMatches;
use serde::Serialize;
use serde_json::{Map, Value};

use super::context::Context;
use super::error::CliError;
use super::{sources, write};
use crate::desk::row::Row;
use crate::desk::{DeskError, Outcome, Place, Placed, Receipt, Singly};
use crate::event::decode::{self, Input};
use crate::event::json;
use crate::event::nearest::nearest_word;
use crate::import::map::{self, BadMapping, Mapping};
use crate::import::{Counts, Mapped, Opened, Settled};
use crate::render::{Format, csv, json as json_out, jsonl};
use crate::store::look::Look;

/// Progress is shown after each so many rows.
const STEP: u64 = 10_000;

/// Largest mapping file.
const LARGEST: u64 = 1 << 20;

/// The names of the mappings that come with the program.
pub fn names() -> impl Iterator<Item = &'static str> {
    map::BUILT_IN.iter().map(|(name, _)| *name)
}

/// The help of `--mapping`.
pub fn help() -> String {
    let names: Vec<&str> = names().collect();
    format!(
        "How rows become events: a TOML file, or one of {}",
        names.join(", ")
    )
}

/// The receipt of a mapped import: what was recorded, and what was read and not.
#[derive(Serialize)]
struct MappedReceipt<'r> {
    #[serde(flatten)]
    receipt: &'r Receipt,
    read: u64,
    skipped: u64,
    rejected: u64,
}

/// Runs the import.
///
/// # Errors
/// Whatever kept it from being recorded.
pub fn run(
    matches: &ArgMatches,
    context: &mut Context<'_>,
    name: &str,
    files: &[&String],
    dry_run: bool,
) -> Result<u8, CliError> {
    let mapping = mapping(name)?;
    let mut faults = Vec::new();
    let source = sources::of_import(matches, &mut faults);
    if !faults.is_empty() {
        return Err(CliError::problems(faults));
    }
    named(&mapping, &source)?;
    let mut opened = Vec::new();
    for file in files {
        opened.push(Opened::new(file, &mapping)?);
    }
    let path = matches.get_one::<PathBuf>("rejects");
    let mut rejects = path.map(|path| rejected_into(path, files)).transpose()?;
    let mut kept = tempfile::SpooledTempFile::new(16 << 20);
    let store = context.store()?;
    let shows = context.env.warns && !context.globals.quiet;
    let done = store.look(|look| {
        let mut settle = |input: Input, place: &Place| settled(look, input, place);
        let out = rejects.as_mut().map(|out| out as &mut dyn Write);
        let mapped = Mapped::new(&mapping, opened, source, &mut settle, out);
        let mut mapped = match mapped {
            Ok(mapped) => mapped,
            Err(error) => return Ok(Err(CliError::output(error))),
        };
        let mut seen = 0;
        let mut drafts = std::iter::from_fn(|| {
            let drafted = mapped.next()?;
            if shows && mapped.counts.read >= seen + STEP {
                seen = mapped.counts.read;
                let _ = write!(std::io::stderr(), "\r{seen} rows read");
            }
            if let (true, Ok(draft)) = (dry_run, &drafted)
                && let Err(source) = writeln!(kept, "{}", line(&draft.input))
            {
                let name = "the printed events".to_owned();
                return Some(Err(DeskError::Input { name, source }));
            }
            Some(drafted)
        });
        let outcome = write::commit_from(matches, context, &mut Singly(&mut drafts), dry_run);
        if shows && seen > 0 {
            let _ = writeln!(std::io::stderr());
        }
        Ok(outcome.map(|outcome| (outcome, mapped.counts)))
    })?;
    if let Some(mut out) = rejects {
        out.flush().map_err(CliError::output)?;
    }
    let (outcome, counts) = done?;
    match dry_run {
        true => print_events(context, kept, &outcome, &counts),
        false => print(context, &outcome, counts),
    }
}

/// Somebody has to be named whom the rows come from.
fn named(mapping: &Mapping, source: &Map<String, Value>) -> Result<(), CliError> {
    let given = source.contains_key("publisher") || source.contains_key("url");
    match given || mapping.names_source() {
        true => Ok(()),
        false => Err(CliError::bad_input(
            "no_source",
            format!(
                "the mapping {} names no source, and its rows name none",
                mapping.name
            ),
            "say who published the file: --publisher NAME, perhaps --url and --published",
        )),
    }
}

/// A row against the store.
fn settled(look: &Look<'_>, input: Input, place: &Place) -> Result<Settled, DeskError> {
    let file = place.file.as_deref().unwrap_or_default();
    let file = Path::new(file).file_name();
    let file = file.map(|name| name.to_string_lossy().into_owned());
    match look.settled(input, file.as_deref().unwrap_or("standard input"))? {
        Row::New(input) => Ok(Settled::New(input)),
        Row::Already => Ok(Settled::Already),
        Row::Changed(fields) => match decode::decode(fields) {
            Ok(input) => Ok(Settled::Correction(input)),
            Err(problems) => Err(DeskError::Refused(
                problems
                    .into_iter()
                    .map(|problem| Placed {
                        place: place.clone(),
                        problem,
                    })
                    .collect(),
            )),
        },
    }
}

/// An event as `import` takes it: its id beside its fields.
fn line(input: &Input) -> String {
    let mut fields = input.event.fields().clone();
    if let Some(id) = input.id {
        fields.insert("id".into(), id.to_string().into());
    }
    json::canonical_object(&fields)
}

fn mapping(name: &str) -> Result<Mapping, CliError> {
    if let Some(built_in) = map::built_in(name) {
        return built_in.map_err(|bad| bad_mapping(name, bad));
    }
    let path = Path::new(name);
    let is_file = path.extension().is_some_and(|end| end == "toml") || name.contains(['/', '\\']);
    if !is_file && !path.exists() {
        let near = nearest_word(name, names());
        let known: Vec<&str> = names().collect();
        let hint = match near {
            Some(near) => format!("did you mean {near}?"),
            None => "write one in ten lines (schema/import.md) and name the file".to_owned(),
        };
        return Err(CliError::bad_input(
            "unknown_mapping",
            format!("there is no mapping {name}; there are {}", known.join(", ")),
            hint,
        ));
    }
    let mut text = Vec::new();
    let read = File::open(path).and_then(|file| file.take(LARGEST + 1).read_to_end(&mut text));
    read.map_err(|error| CliError::unreadable(name, &error))?;
    let whole = |message: &str| BadMapping {
        line: None,
        message: message.to_owned(),
        hint: None,
    };
    if text.len() as u64 > LARGEST {
        return Err(bad_mapping(name, whole("larger than 1 MiB")));
    }
    let Ok(text) = String::from_utf8(text) else {
        return Err(bad_mapping(name, whole("not UTF-8 text")));
    };
    let stem = path
        .file_stem()
        .map(|stem| stem.to_string_lossy().into_owned());
    Mapping::parse(&text, &stem.unwrap_or_default()).map_err(|bad| bad_mapping(name, bad))
}

fn bad_mapping(name: &str, bad: BadMapping) -> CliError {
    let place = match bad.line {
        Some(line) => format!("{name}:{line}"),
        None => name.to_owned(),
    };
    let way_on = "schema/import.md describes mappings, schema/import/*.toml are examples";
    let hint = match bad.hint {
        Some(hint) if hint.ends_with('?') => format!("{hint} {way_on}"),
        Some(hint) => format!("{hint}; {way_on}"),
        None => way_on.to_owned(),
    };
    CliError::bad_input("bad_mapping", format!("{place}: {}", bad.message), hint)
}

fn rejected_into(path: &Path, files: &[&String]) -> Result<BufWriter<File>, CliError> {
    if files.iter().any(|file| Path::new(file.as_str()) == path) {
        return Err(CliError::bad_input(
            "usage",
            format!(
                "--rejects {}: this is the file that is read",
                path.display()
            ),
            "name another file",
        ));
    }
    File::create(path)
        .map(BufWriter::new)
        .map_err(CliError::output)
}

fn print_events(
    context: &mut Context<'_>,
    mut kept: tempfile::SpooledTempFile,
    outcome: &Outcome,
    counts: &Counts,
) -> Result<u8, CliError> {
    kept.rewind().map_err(CliError::output)?;
    context.put(|out| std::io::copy(&mut kept, out).map(|_| ()))?;
    context.note(&sentence(&receipt(&outcome.receipt, counts), counts, true));
    Ok(0)
}

fn print(context: &mut Context<'_>, outcome: &Outcome, counts: Counts) -> Result<u8, CliError> {
    let whole = receipt(&outcome.receipt, &counts);
    let told = sentence(&whole, &counts, false);
    let shown = MappedReceipt {
        receipt: &whole,
        read: counts.read,
        skipped: counts.skipped.values().sum(),
        rejected: counts.rejected,
    };
    let format = context.style().format;
    let printed = context.put(|out| match format {
        Format::Json => json_out::write_value(&shown, out),
        Format::Jsonl => jsonl::line(&shown, out),
        Format::Csv => csv::write_rows(std::slice::from_ref(&shown), out),
        Format::Table | Format::Markdown => writeln!(out, "{told}"),
    });
    write::printed(context, printed, told.lines().next().unwrap_or_default())
}

/// The desk's receipt, with the rows that never came to the desk.
fn receipt(of_desk: &Receipt, counts: &Counts) -> Receipt {
    let few = counts.ids.len() <= crate::desk::LARGE;
    Receipt {
        already: of_desk.already + counts.already,
        corrected: counts.corrected,
        ids: few.then(|| counts.ids.clone()),
        ..of_desk.clone()
    }
}

/// Receipt and counts in words.
fn sentence(receipt: &Receipt, counts: &Counts, dry_run: bool) -> String {
    let mut text = write::sentence(receipt, dry_run);
    let verb = if dry_run { "to record" } else { "recorded" };
    text.push_str(&format!(
        "\nread {}: {verb} {}, already {}, corrected {}, rejected {}",
        counts.read,
        receipt.entries - receipt.corrected.min(receipt.entries),
        receipt.already,
        receipt.corrected,
        counts.rejected
    ));
    for (why, count) in &counts.skipped {
        text.push_str(&format!("\nleft out {count}: {why}"));
    }
    text
}
