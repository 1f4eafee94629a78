//! The flags of one source (`--publisher --url --published …`) and `--source-of REF`, which
//! cites the sources of an earlier entry again. Owns their names; validates nothing.

use clap::{Arg, ArgAction, ArgMatches};
use serde_json::{Map, Value};

use super::context::Context;
use super::error::CliError;
use super::evidence::Files;
use super::fields::{gathered, help, placeholder};
use crate::event::field::{Field, FieldType};
use crate::event::{Kind, Problem, tables};

const HEADING: &str = "Its source";

/// The flags of a source of an event of a kind. Each is also known with `source-` before it.
pub fn args(kind: Kind) -> Vec<Arg> {
    let mut args: Vec<Arg> = tables::source_flags(kind)
        .into_iter()
        .map(|(flag, field)| {
            let (value, help) = said(field);
            let arg = Arg::new(argument(field.name))
                .value_name(value)
                .help(help)
                .help_heading(HEADING);
            match flag.starts_with("source-") {
                true => arg.long(flag),
                false => arg.alias(format!("source-{flag}")).long(flag),
            }
        })
        .collect();
    args.push(
        Arg::new("source-of")
            .long("source-of")
            .value_name("REF")
            .action(ArgAction::Append)
            .help("Cite the sources of that entry again")
            .help_heading(HEADING),
    );
    args
}

/// Fields of a source that a whole import can be given, and their flags: those of a mapped row
/// that its mapping does not know.
const OF_IMPORT: [&str; 8] = [
    "publisher",
    "url",
    "title",
    "published",
    "accessed",
    "lang",
    "origin",
    "grade",
];

/// The flags of the source of a mapped import.
pub fn args_of_import() -> Vec<Arg> {
    let fields = tables::source_flags(Kind::Holding).into_iter();
    let fields = fields.filter(|(_, field)| OF_IMPORT.contains(&field.name));
    let arg = |(flag, field): (String, &'static Field)| {
        let (value, help) = said(field);
        Arg::new(argument(field.name))
            .long(flag)
            .value_name(value)
            .help(help)
            .requires("mapping")
            .help_heading("Source of the rows")
    };
    fields.map(arg).collect()
}

/// The fields of a source given to a mapped import.
pub fn of_import(matches: &ArgMatches, faults: &mut Vec<Problem>) -> Map<String, Value> {
    let mut source = Map::new();
    for (flag, field) in tables::source_flags(Kind::Holding) {
        if !OF_IMPORT.contains(&field.name) {
            continue;
        }
        let text = matches.get_one::<String>(&argument(field.name));
        let mut own = Vec::new();
        if let Some(value) = gathered(field, text.into_iter(), &mut own) {
            source.insert(field.name.into(), value);
        }
        let flagged = own
            .into_iter()
            .map(|problem| problem.fault.at(format!("--{flag}")));
        faults.extend(flagged);
    }
    source
}

/// What stands for the value of a source's flag, and its help.
fn said(field: &Field) -> (&'static str, String) {
    match field.ty {
        FieldType::Evidence => (
            "FILE|sha256:…",
            "A file that shows it: kept in the store and cited; or the name of one kept".to_owned(),
        ),
        _ => (placeholder(field), help(field)),
    }
}

fn argument(name: &str) -> String {
    format!("source-field-{name}")
}

/// Puts the sources given by flags into an event's fields. Gives the files that they cite.
///
/// # Errors
/// A `--source-of` that names no entry, a file that cannot be taken.
pub fn add(
    kind: Kind,
    matches: &ArgMatches,
    context: &Context<'_>,
    fields: &mut Map<String, Value>,
    faults: &mut Vec<Problem>,
) -> Result<Files, CliError> {
    let mut files = Files::default();
    let mut sources = Vec::new();
    let mut source = Map::new();
    for (_, field) in tables::source_flags(kind) {
        let mut own = Vec::new();
        let text = matches.get_one::<String>(&argument(field.name)).cloned();
        let text = match text {
            Some(text) if field.ty == FieldType::Evidence => Some(files.cited(context, &text)?),
            text => text,
        };
        if let Some(value) = gathered(field, text.iter(), &mut own) {
            source.insert(field.name.into(), value);
        }
        faults.extend(own.into_iter().map(|problem| {
            let field = format!("sources.0.{}", problem.field);
            problem.fault.at(field)
        }));
    }
    if !source.is_empty() {
        sources.push(Value::Object(source));
    }
    for reference in matches
        .get_many::<String>("source-of")
        .into_iter()
        .flatten()
    {
        sources.extend(sources_of(context, reference)?);
    }
    if !sources.is_empty() {
        fields.insert("sources".into(), Value::Array(sources));
    }
    Ok(files)
}

/// The sources of an entry as known.
fn sources_of(context: &Context<'_>, reference: &str) -> Result<Vec<Value>, CliError> {
    let found = context.store()?.look(|look| {
        Ok(match look.entry(reference)? {
            Ok(entry) => {
                let event = look.as_known(&entry)?.event.into_owned();
                Ok((entry.position, event))
            }
            Err(fault) => Err(fault),
        })
    })?;
    let (position, event) = found.map_err(|fault| CliError::flag("source-of", fault))?;
    match event.fields().get("sources") {
        Some(Value::Array(sources)) => Ok(sources.clone()),
        _ => Err(CliError::bad_input(
            "no_source",
            format!("--source-of {reference}: @{position} has no source"),
            "name an entry that has one, or give --publisher",
        )),
    }
}
