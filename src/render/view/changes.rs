//! Changes of rows in words, one line each: the row, then every field with what it was and what
//! it is. Owns how a key and a value are said; `diff` and `replay` share it.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde_json::{Map, Value};

use crate::answer::diff::ChangeRow;
use crate::projection::rows::Band;
use crate::render::block::{Block, Cell, Tone};
use crate::render::{Names, csv, money};

/// What is said of one changed row.
#[derive(Debug, Clone, Copy)]
pub struct Told<'a> {
    /// The view.
    pub view: &'a str,
    /// What names the row.
    pub key: &'a Map<String, Value>,
    /// The row before.
    pub before: Option<&'a Value>,
    /// The row now.
    pub after: Option<&'a Value>,
}

/// The changes of `diff`, view by view.
pub fn blocks(rows: &[ChangeRow], names: &Names<'_>) -> Vec<Block> {
    if rows.is_empty() {
        return vec![Block::text("Nothing changed.")];
    }
    let mut page = Vec::new();
    let mut view = "";
    for row in rows {
        if row.view != view {
            if !view.is_empty() {
                page.push(Block::Gap);
            }
            view = row.view;
            page.push(Block::Heading(view.to_owned()));
        }
        let mut cells = line(&told(row), names);
        cells.push(Cell::toned(through(row), Tone::Dim));
        page.push(Block::Line(2, cells));
    }
    page
}

/// A row of `diff` to be told.
pub fn told(row: &ChangeRow) -> Told<'_> {
    Told {
        view: row.view,
        key: &row.key,
        before: row.before.as_ref(),
        after: row.after.as_ref(),
    }
}

fn through(row: &ChangeRow) -> String {
    let entries: Vec<String> = row.entries.iter().map(|at| format!("@{at}")).collect();
    match entries.is_empty() {
        true if row.aged => "  (the day moved)".to_owned(),
        true => String::new(),
        false => format!("  (through {})", entries.join(", ")),
    }
}

/// One change: `+ row: field value`, `- row`, or `row: field before → after`.
pub fn line(told: &Told<'_>, names: &Names<'_>) -> Vec<Cell> {
    let key = key_words(told, names);
    match (told.before, told.after) {
        (_, None) => vec![Cell::toned(format!("- {key}"), Tone::Bad)],
        (None, Some(row)) => {
            let said = summary(told, row);
            let colon = if said.is_empty() { "" } else { ": " };
            vec![
                Cell::toned(format!("+ {key}"), Tone::Good),
                Cell::new(format!("{colon}{said}")),
            ]
        }
        _ => {
            let moved: Vec<String> = fields(told)
                .into_iter()
                .map(|(name, was, is)| format!("{name} {was} → {is}"))
                .collect();
            vec![Cell::new(format!("  {key}: {}", moved.join(", ")))]
        }
    }
}

/// The fields of a row that differ: name, as it was, as it is.
pub fn fields(told: &Told<'_>) -> Vec<(String, String, String)> {
    let fields = |row: Option<&Value>| row.map(|row| leaves(told, row)).unwrap_or_default();
    let (old, new) = (fields(told.before), fields(told.after));
    let mut all: Vec<&String> = old.keys().chain(new.keys()).collect();
    all.sort();
    all.dedup();
    let value = |fields: &BTreeMap<String, String>, name: &String| {
        fields.get(name).cloned().unwrap_or_else(|| "–".to_owned())
    };
    let differing = all
        .into_iter()
        .filter(|name| old.get(*name) != new.get(*name));
    differing
        .map(|name| (name.clone(), value(&old, name), value(&new, name)))
        .collect()
}

/// What a row says in words, but for what it does not say.
pub fn summary(told: &Told<'_>, row: &Value) -> String {
    let said = leaves(told, row).into_iter();
    let said = said.filter(|(_, value)| !is_nothing(value));
    let said: Vec<String> = said
        .map(|(name, value)| format!("{name} {value}"))
        .collect();
    said.join(", ")
}

fn is_nothing(value: &str) -> bool {
    matches!(value, "" | "–" | "0" | "no")
}

/// What names a row, as a person would say it.
pub fn key_words(told: &Told<'_>, names: &Names<'_>) -> String {
    let row = told.after.or(told.before);
    let text = |name: &str| told.key.get(name).and_then(Value::as_str);
    let field = |name: &str| row.and_then(|row| row.get(name)).and_then(Value::as_str);
    let entry = |id: &str| match names(id) {
        Some(entry) => format!("@{} {}", entry.position, entry.headline),
        None => id.to_owned(),
    };
    match told.view {
        "divestment" => divestment_words(told.key),
        "stance" => format!(
            "{} toward {}, {}",
            text("country").unwrap_or("–"),
            text("toward").unwrap_or("–"),
            text("actors").unwrap_or("–")
        ),
        "chain" => match (text("node"), field("cause"), field("effect")) {
            (None, Some(cause), Some(effect)) => {
                let at = |id: &str| names(id).map(|entry| format!("@{}", entry.position));
                let [cause, effect] = [cause, effect].map(|id| at(id).unwrap_or(id.to_owned()));
                format!("link {cause} → {effect}")
            }
            (node, ..) => entry(node.unwrap_or_default()),
        },
        "threats" | "sanctions" | "timeline" => entry(text("id").unwrap_or_default()),
        "yields" => format!(
            "{}/{}{}",
            text("issuer").unwrap_or("–"),
            text("tenor").unwrap_or("–"),
            text("series")
                .map(|series| format!(" {series}"))
                .unwrap_or_default()
        ),
        "contradictions" => {
            let at = told.key.get("positions").and_then(Value::as_array);
            let at: Vec<String> = at
                .into_iter()
                .flatten()
                .map(|at| format!("@{at}"))
                .collect();
            at.join(" against ")
        }
        _ => listed(told.key),
    }
}

fn divestment_words(key: &Map<String, Value>) -> String {
    let text = |name: &str| key.get(name).and_then(Value::as_str);
    let who = match (text("holder"), text("country")) {
        (Some(holder), Some(country)) if holder != country => format!("{holder} ({country})"),
        (holder, country) => holder.or(country).unwrap_or("all").to_owned(),
    };
    let issuer = text("issuer").map(|issuer| format!(":{issuer}"));
    let currency = text("currency").map(|currency| format!(" {currency}"));
    format!(
        "{who}, {}{}{}",
        text("asset").unwrap_or("–"),
        issuer.unwrap_or_default(),
        currency.unwrap_or_default()
    )
}

/// The values of a key, nulls left out.
fn listed(key: &Map<String, Value>) -> String {
    let said = key.values().filter(|value| !value.is_null()).map(plain);
    said.collect::<Vec<_>>().join(", ")
}

/// The fields of a row that its key does not say, by name, each as a text.
fn leaves(told: &Told<'_>, row: &Value) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let fields = row.as_object().into_iter().flatten();
    for (name, value) in fields {
        let in_key =
            told.key.contains_key(name) || matches!(name.as_str(), "id" | "cause" | "effect");
        if !in_key && name != "position" {
            leaf(name, value, &mut found);
        }
    }
    found
}

fn leaf(name: &str, value: &Value, found: &mut BTreeMap<String, String>) {
    let said = name.replace('_', " ");
    match value {
        Value::Object(fields) if fields.contains_key("approx") => {
            found.insert(said, band(fields));
        }
        Value::Object(fields) if fields.contains_key("weight") => {
            let part = |name: &str| fields.get(name).map(plain).unwrap_or_default();
            let axis = format!(
                "{} {} (weight {})",
                part("score"),
                part("label"),
                part("weight")
            );
            found.insert(said, axis);
        }
        Value::Object(fields) => {
            for (inner, value) in fields {
                leaf(&format!("{name}.{inner}"), value, found);
            }
        }
        Value::Array(levels) if name == "levels" => {
            for level in levels {
                level_leaf(level, found);
            }
        }
        other => {
            found.insert(said, plain(other));
        }
    }
}

fn band(fields: &Map<String, Value>) -> String {
    let text = |name: &str| fields.get(name).and_then(Value::as_str).map(str::to_owned);
    money::band(&Band {
        low: text("low").unwrap_or_default(),
        high: text("high"),
        approx: fields.get("approx") == Some(&Value::Bool(true)),
    })
}

/// A level under the name of its series; what is derived from it goes without saying.
fn level_leaf(level: &Value, found: &mut BTreeMap<String, String>) {
    let text = |name: &str| level.get(name).and_then(Value::as_str);
    let name = match text("series") {
        Some(series) => format!("level ({series})"),
        None => "level".to_owned(),
    };
    let current = text("current").map(money::level).unwrap_or_default();
    let below = text("below_peak").filter(|below| *below != "0");
    let below = below.map(|below| format!(", {} below its peak", money::level(below)));
    let on = text("current_on").unwrap_or_default();
    found.insert(
        name,
        format!("{current} on {on}{}", below.unwrap_or_default()),
    );
}

fn plain(value: &Value) -> String {
    match value {
        Value::Null => "–".to_owned(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(items) if items.is_empty() => "–".to_owned(),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(", "),
        Value::Object(fields) => fields.values().map(plain).collect::<Vec<_>>().join(", "),
        Value::Number(number) => number.to_string().replace('-', "−"),
    }
}

/// The changes of `diff` as CSV: rows and keys as JSON text, for the rows of all views differ.
///
/// # Errors
/// Those of the writer.
pub fn write_csv(rows: &[ChangeRow], out: &mut dyn Write) -> io::Result<()> {
    let head = [
        "view", "change", "aged", "key", "before", "after", "entries",
    ];
    csv::write_record(head.into_iter(), out)?;
    for row in rows {
        let key = Value::Object(row.key.clone()).to_string();
        let json = |value: &Option<Value>| value.as_ref().map(Value::to_string);
        let cells = [
            row.view.to_owned(),
            row.change.to_owned(),
            row.aged.to_string(),
            key,
            json(&row.before).unwrap_or_default(),
            json(&row.after).unwrap_or_default(),
            Value::from(row.entries.clone()).to_string(),
        ];
        csv::write_record(cells.iter().map(String::as_str), out)?;
    }
    Ok(())
}
