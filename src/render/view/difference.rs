//! A differing row of any cited view in words: what it is called, and each field as it was and as
//! it is. Owns how entries and what belongs to them are said; other rows are said as `diff` does.

use serde_json::{Map, Value};

use super::changes::{self, Told};
use super::event::value_text;
use super::fields::{entry, sources};
use crate::answer::drift::DriftRow;
use crate::render::Names;

/// A name, as it was, as it is.
pub type Difference = (String, String, String);

/// What names a row, as a person would say it.
pub fn row_words(row: &DriftRow, names: &Names<'_>) -> String {
    let at = |name: &str| row.key.get(name).map(|at| format!("@{at}"));
    let named = |at: String| match names(&at) {
        Some(entry) => format!("{at} {}", entry.headline),
        None => at,
    };
    match () {
        () if row.key.is_empty() => "all that is found".to_owned(),
        () if row.key.contains_key("amendment") => {
            let side = row.after.as_ref().or(row.before.as_ref());
            let kind = side
                .and_then(|side| side.get("kind"))
                .and_then(Value::as_str);
            format!(
                "{} {}",
                kind.unwrap_or("amendment"),
                at("amendment").unwrap_or_default()
            )
        }
        () if row.key.contains_key("version") => {
            format!("version of {}", at("version").unwrap_or_default())
        }
        () if row.key.contains_key("path") => "a path".to_owned(),
        () if row.key.contains_key("edge") => edge(row, names),
        () if row.key.contains_key("position") => named(at("position").unwrap_or_default()),
        () if row.key.len() == 1 && row.key.contains_key("currency") => {
            let currency = row.key.get("currency").and_then(Value::as_str);
            format!("total, {}", currency.unwrap_or("–"))
        }
        () => changes::key_words(&told(row), names),
    }
}

fn edge(row: &DriftRow, names: &Names<'_>) -> String {
    let side = row.after.as_ref().or(row.before.as_ref());
    let end = |name: &str| {
        let id = side?.get(name)?.as_str()?;
        Some(names(id).map_or(id.to_owned(), |entry| format!("@{}", entry.position)))
    };
    let (cause, effect) = (end("cause"), end("effect"));
    format!(
        "link {} → {}",
        cause.unwrap_or_default(),
        effect.unwrap_or_default()
    )
}

/// A row of drift as `diff` would tell it.
pub fn told(row: &DriftRow) -> Told<'_> {
    Told {
        view: &row.view,
        key: &row.key,
        before: row.before.as_ref(),
        after: row.after.as_ref(),
    }
}

/// The fields of a row that differ; of one that came or went all that it says, on one side.
pub fn differences(row: &DriftRow) -> Vec<Difference> {
    let sides = [&row.before, &row.after].map(|side| side.as_ref().and_then(Value::as_object));
    let is_entry = sides
        .iter()
        .flatten()
        .any(|side| side.contains_key("event"));
    match sides {
        [Some(before), Some(after)] if is_entry => {
            let (old, new) = (entry(before), entry(after));
            by_name(&old, &new)
        }
        [before, after] if is_entry => {
            let words =
                |side: Option<&Map<String, Value>>| side.map_or("–".to_owned(), entry_words);
            vec![(row.change.to_owned(), words(before), words(after))]
        }
        [Some(_), Some(_)] => changes::fields(&told(row)),
        _ => {
            let told = told(row);
            let words = |side: Option<&Value>| {
                side.map_or("–".to_owned(), |side| changes::summary(&told, side))
            };
            let (before, after) = (words(told.before), words(told.after));
            vec![(row.change.to_owned(), before, after)]
        }
    }
}

/// What is said of an entry that came or went, beside its headline: of an amendment what it
/// does, of anything else what it is and when.
fn entry_words(side: &Map<String, Value>) -> String {
    let said = entry(side);
    let of = |names: [&str; 4]| {
        let known = names.into_iter().filter_map(|name| {
            let (_, text) = said.iter().find(|(known, _)| known == name)?;
            Some(text.clone())
        });
        known.collect::<Vec<_>>().join(": ")
    };
    let kind = side.get("event").and_then(|event| event.get("kind"));
    let kind = kind
        .and_then(Value::as_str)
        .unwrap_or("entry")
        .replace('_', " ");
    match of(["by", "changes", "claim", "reason"]) {
        words if side.contains_key("state") && !words.is_empty() => words,
        _ => match side.get("event").and_then(|event| event.get("happened")) {
            Some(happened) => format!("{kind}, {}", value_text(happened)),
            None => kind,
        },
    }
}

fn by_name(old: &[(String, String)], new: &[(String, String)]) -> Vec<Difference> {
    let find = |list: &[(String, String)], name: &str| {
        let found = list.iter().find(|(known, _)| known == name);
        found.map_or("–".to_owned(), |(_, text)| text.clone())
    };
    let mut names: Vec<&str> = old
        .iter()
        .chain(new)
        .map(|(name, _)| name.as_str())
        .collect();
    names.sort_unstable();
    names.dedup();
    let pairs = names
        .into_iter()
        .map(|name| (name.to_owned(), find(old, name), find(new, name)));
    pairs.filter(|(_, was, is)| was != is).collect()
}

/// The fields of an input that are other now.
pub fn input_fields(row: &DriftRow) -> Vec<Difference> {
    let fields = |side: &Option<Value>| {
        let fields = side.as_ref().and_then(Value::as_object);
        let fields = fields.into_iter().flatten();
        let said = fields.map(|(name, value)| {
            let text = match (name.as_str(), value) {
                (_, Value::Null) => "–".to_owned(),
                ("sources", sources_given) => sources(sources_given),
                (_, value) => value_text(value),
            };
            (name.replace('_', " "), text)
        });
        said.collect::<Vec<_>>()
    };
    by_name(&fields(&row.before), &fields(&row.after))
}
