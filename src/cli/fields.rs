//! The fields of a kind as flags, made from the field tables: `--change-bp` for `change_bp`.
//! Collects what was given and every fault of it; validates nothing that decoding validates.

use clap::{Arg, ArgAction, ArgMatches};
use serde_json::{Map, Value};

use super::env::SystemClock;
use crate::desk::Clock;
use crate::event::field::{Field, FieldType, Rule};
use crate::event::flag::from_flag;
use crate::event::{Kind, Problem, tables};

const OWN: &str = "Fields";
const COMMON: &str = "Every event";

/// The flags of a kind's fields, without the sources' and without those in `besides` (which
/// the command takes in another way).
pub fn args(kind: Kind, besides: &[&str]) -> Vec<Arg> {
    let own = tables::fields(kind).iter().map(|field| (field, OWN));
    let common = tables::common(kind).iter().map(|field| (field, COMMON));
    let mut args: Vec<Arg> = own
        .chain(common)
        .filter(|(field, _)| is_flag(field) && !besides.contains(&field.name))
        .map(|(field, heading)| arg(field, heading))
        .collect();
    args.push(
        Arg::new("id")
            .long("id")
            .value_name("UUID")
            .help("Its id, if it already has one; the same again is not recorded twice")
            .help_heading(COMMON),
    );
    args
}

fn is_flag(field: &Field) -> bool {
    field.ty != FieldType::Sources
}

fn arg(field: &Field, heading: &'static str) -> Arg {
    let arg = Arg::new(argument(field)).help_heading(heading);
    let arg = match field.name {
        "tags" => arg.long("tag").alias("tags"),
        _ => arg.long(field.flag()),
    };
    if field.ty == FieldType::Flag {
        return arg.action(ArgAction::SetTrue).help(help(field));
    }
    let needed = if field.required { " [needed]" } else { "" };
    let arg = arg
        .value_name(placeholder(field))
        .help(help(field) + needed)
        .allow_negative_numbers(matches!(field.ty, FieldType::Decimal { .. }));
    match field.ty.repeats() {
        true => arg.action(ArgAction::Append),
        false => arg,
    }
}

/// Fields live under ids of their own: a positional argument may have the same name.
fn argument(field: &Field) -> String {
    format!("field-{}", field.name)
}

/// The field that an argument is of, by the argument's id.
pub fn name_of(argument: &str) -> Option<&str> {
    argument.strip_prefix("field-")
}

/// What a field is for, as a sentence of the help.
pub fn help(field: &Field) -> String {
    let mut letters = field.help.chars();
    let first: Option<String> = letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect());
    let words = field
        .ty
        .words()
        .map(|words| format!(": {}", words.join(", ")));
    first.unwrap_or_default() + &words.unwrap_or_default()
}

/// What stands for the value of a field's flag.
pub fn placeholder(field: &Field) -> &'static str {
    match field.ty {
        FieldType::Date => "DATE",
        FieldType::Decimal { .. } | FieldType::Integer { .. } => "NUMBER",
        FieldType::Party => "PARTY",
        FieldType::Amount => "AMOUNT",
        FieldType::Asset => "ASSET",
        FieldType::Instrument => "ISSUER/TENOR",
        FieldType::Code | FieldType::Codes => "CODE",
        FieldType::Word(_) | FieldType::Snake => "WORD",
        FieldType::Reference => "REF",
        FieldType::Confidence => "0..1|low|medium|high",
        FieldType::ByLanguage { .. } => "LANG=TEXT",
        FieldType::Names => "NAME",
        FieldType::Tags => "TAG",
        FieldType::Label => "LABEL",
        FieldType::Url => "URL",
        _ => "TEXT",
    }
}

/// What was given by flags, as JSON fields, and every fault of it.
pub fn read(kind: Kind, matches: &ArgMatches) -> (Map<String, Value>, Vec<Problem>) {
    let mut fields = Map::new();
    let mut faults = Vec::new();
    fields.insert("kind".into(), kind.name().into());
    for field in tables::all(kind).filter(|field| is_flag(field)) {
        let name = argument(field);
        if field.ty == FieldType::Flag {
            if matches!(matches.try_get_one::<bool>(&name), Ok(Some(true))) {
                fields.insert(field.name.into(), Value::Bool(true));
            }
            continue;
        }
        let texts = matches.try_get_many::<String>(&name).ok().flatten();
        if let Some(value) = gathered(field, texts.into_iter().flatten(), &mut faults) {
            fields.insert(field.name.into(), value);
        }
    }
    if let Ok(Some(id)) = matches.try_get_one::<String>("id") {
        fields.insert("id".into(), id.as_str().into());
    }
    (fields, faults)
}

/// The value of a field from each time its flag was given.
pub fn gathered<'a>(
    field: &Field,
    texts: impl Iterator<Item = &'a String>,
    faults: &mut Vec<Problem>,
) -> Option<Value> {
    let mut whole: Option<Value> = None;
    for text in texts {
        match from_flag(field, text, SystemClock.now()) {
            Ok(value) => join(&mut whole, value),
            Err(fault) => faults.push(fault.at(field.name)),
        }
    }
    whole
}

/// A repeated flag adds to the list, or to the texts by language.
fn join(whole: &mut Option<Value>, value: Value) {
    match (whole.as_mut(), value) {
        (Some(Value::Array(items)), Value::Array(more)) => items.extend(more),
        (Some(Value::Object(texts)), Value::Object(more)) => texts.extend(more),
        (_, value) => *whole = Some(value),
    }
}

/// A command line that records an event of a kind, made from the examples of its tables.
pub fn example(kind: Kind) -> String {
    let mut line = format!("add {}", kind.name().replace('_', "-"));
    let mut names: Vec<&str> = tables::fields(kind)
        .iter()
        .filter(|field| field.required)
        .map(|field| field.name)
        .collect();
    for rule in tables::rules(kind) {
        if let Rule::AnyOf([first, ..]) | Rule::OneOf([first, ..]) = rule {
            names.push(first);
        }
    }
    names.push("happened");
    for field in names.iter().filter_map(|name| tables::field(kind, name)) {
        line.push_str(&format!(" --{} {}", field.flag(), quoted(field.example)));
    }
    line + " --publisher Reuters --published 2026-01-21"
}

fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_:/.@,+".contains(c);
    match text.chars().all(plain) {
        true => text.to_owned(),
        false => format!("\"{text}\""),
    }
}

/// How a missing field is given on the command line.
pub fn flag_hint(kind: Kind, name: &str) -> Option<String> {
    if name == "sources" {
        return Some(
            "who reported it: --publisher Reuters --published 2026-01-20, or --source-of REF"
                .to_owned(),
        );
    }
    let field = tables::field(kind, name)?;
    Some(format!(
        "{}: --{} {}",
        field.help,
        field.flag(),
        quoted(field.example)
    ))
}
