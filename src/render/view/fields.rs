//! The fields of a changed row in words. Owns which of them people are told, in which order, and
//! how each value is said: figures in readable units beside their dates, an entry by its event.

use serde_json::{Map, Value};

use super::event::value_text;
use super::observations;
use crate::projection::rows::Band;
use crate::render::money;

/// A name, and what the row says under it.
pub type Said = Vec<(String, String)>;

/// The order of what is said most; all else comes after, by name.
const ORDER: &[&str] = &[
    "about",
    "values",
    "apart",
    "pending",
    "executed",
    "unquantified",
    "overdue",
    "words",
    "deeds",
    "gap",
    "by",
    "against",
    "entities",
    "measure",
    "program",
    "since",
    "expires",
    "consequence",
    "until",
    "response",
    "response by",
    "status",
    "status by",
    "level",
    "move",
    "high",
    "low",
    "value",
    "first",
    "n",
];

/// Fields that name an entry or a row; others say as much in better words.
const UNSAID: [&str; 4] = ["id", "cause", "effect", "position"];

/// What a row of a view says, but for what its key does.
pub fn said(view: &str, key: &Map<String, Value>, row: &Value) -> Said {
    let Some(row) = row.as_object() else {
        return Said::new();
    };
    let mut found = match view {
        "observations" => observation(row),
        "yields" => bond(row),
        "contradictions" => contradiction(row),
        "timeline" => return entry(row),
        _ => Said::new(),
    };
    let done = match view {
        "observations" => &["value", "on", "first", "first_on", "unit"][..],
        "yields" => &[
            "level",
            "level_on",
            "high",
            "high_on",
            "low",
            "low_on",
            "change_bp",
        ][..],
        "contradictions" => &["about", "values", "happened", "apart_percent", "series"][..],
        _ => &[],
    };
    for (name, value) in row {
        let name = name.as_str();
        if !key.contains_key(name) && !UNSAID.contains(&name) && !done.contains(&name) {
            leaf(name, value, &mut found);
        }
    }
    let place = |name: &str| ORDER.iter().position(|known| *known == name);
    found.sort_by(|(one, _), (other, _)| {
        let order = |name: &str| (place(name).unwrap_or(ORDER.len()), name.to_owned());
        order(one).cmp(&order(other))
    });
    found
}

fn text<'r>(row: &'r Map<String, Value>, name: &str) -> Option<&'r str> {
    row.get(name).and_then(Value::as_str)
}

/// A figure and its date, as `name` and `name_on` give them.
fn dated(
    row: &Map<String, Value>,
    [name, on]: [&str; 2],
    say: impl Fn(&str) -> String,
) -> Option<String> {
    let (value, on) = (text(row, name)?, text(row, on)?);
    Some(format!("{} ({on})", say(value)))
}

fn observation(row: &Map<String, Value>) -> Said {
    let unit = text(row, "unit").unwrap_or_default();
    let figure = |value: &str| observations::figure(value, unit, None);
    let mut said = Said::new();
    let value = dated(row, ["value", "on"], figure);
    said.extend(value.map(|value| ("value".to_owned(), value)));
    if row.get("n").and_then(Value::as_u64) != Some(1) {
        let first = dated(row, ["first", "first_on"], figure);
        said.extend(first.map(|first| ("first".to_owned(), first)));
    }
    said
}

fn bond(row: &Map<String, Value>) -> Said {
    let percent = |value: &str| format!("{} %", value.replacen('-', "−", 1));
    let mut said = Said::new();
    for (name, on) in [
        ("level", "level_on"),
        ("high", "high_on"),
        ("low", "low_on"),
    ] {
        let value = dated(row, [name, on], percent);
        said.extend(value.map(|value| (name.to_owned(), value)));
    }
    let moved = text(row, "change_bp").filter(|moved| *moved != "0");
    said.extend(moved.map(|moved| {
        let moved = moved.replacen('-', "−", 1);
        ("move".to_owned(), format!("{moved} bp"))
    }));
    if said.is_empty() {
        said.push(("level".to_owned(), "none, only a record".to_owned()));
    }
    said
}

fn contradiction(row: &Map<String, Value>) -> Said {
    let list = |name: &str| -> Vec<String> {
        let items = row.get(name).and_then(Value::as_array);
        items.into_iter().flatten().map(plain).collect()
    };
    let about = row.get("about").and_then(Value::as_object);
    let unit = about.and_then(|about| text(about, "unit").or(text(about, "currency")));
    let values = list("values").into_iter().map(|value| match unit {
        Some(unit) => observations::figure(&value, unit, None),
        None => format!("{value} %"),
    });
    let dated = values.zip(list("happened"));
    let dated: Vec<String> = dated.map(|(value, on)| format!("{value} ({on})")).collect();
    let apart = row.get("apart_percent").map(plain).unwrap_or_default();
    let mut said = Said::new();
    said.extend(about.map(|about| ("about".to_owned(), thing(about))));
    said.push(("values".to_owned(), dated.join(" against ")));
    said.push(("apart".to_owned(), format!("{apart} %")));
    let series = list("series");
    if series.iter().any(|series| series != "–") {
        said.push(("series".to_owned(), series.join(" against ")));
    }
    said
}

/// What two values are about.
fn thing(about: &Map<String, Value>) -> String {
    let words = |name: &str| text(about, name).map(|text| text.replace('_', " "));
    let of = |name: &str, mark: &str| text(about, name).map(|text| format!("{mark}{text}"));
    let parts: Vec<String> = match text(about, "kind") {
        Some("holding") => [of("holder", ""), of("asset", ", "), of("issuer", ":")],
        Some("yield_move") => [of("issuer", ""), of("tenor", "/"), of("basis", ", ")],
        _ => [
            of("subject", ""),
            words("measure").map(|text| format!(" {text}")),
            None,
        ],
    }
    .into_iter()
    .flatten()
    .collect();
    parts.concat()
}

/// Fields of an entry row that say who holds it, not what it says.
const OF_THE_LOG: [&str; 8] = [
    "event",
    "id",
    "position",
    "recorded_at",
    "recorded_by",
    "kind",
    "found_in",
    "matches",
];

/// What an entry row says: its event's fields, then what became of it.
pub fn entry(row: &Map<String, Value>) -> Said {
    let event = row.get("event").and_then(Value::as_object);
    let own = event
        .into_iter()
        .flatten()
        .filter(|(name, _)| !matches!(name.as_str(), "kind" | "target"))
        .map(|(name, value)| match name.as_str() {
            "sources" => (name.clone(), sources(value)),
            _ => (name.clone(), value_text(value)),
        });
    let rest = row
        .iter()
        .filter(|(name, _)| !OF_THE_LOG.contains(&name.as_str()))
        .map(|(name, value)| (name.clone(), value_text(value)));
    own.chain(rest)
        .map(|(name, text)| (name.replace('_', " "), text))
        .collect()
}

/// Sources by their publishers, else where they stand.
pub fn sources(value: &Value) -> String {
    let named = value.as_array().into_iter().flatten().filter_map(|source| {
        let name = source.get("publisher").or_else(|| source.get("url"));
        name.and_then(Value::as_str).map(str::to_owned)
    });
    named.collect::<Vec<_>>().join(", ")
}

fn leaf(name: &str, value: &Value, found: &mut Said) {
    let said = name.replace('_', " ");
    match value {
        Value::Object(fields) if fields.contains_key("approx") => found.push((said, band(fields))),
        Value::Object(fields) if fields.contains_key("weight") => {
            let part = |name: &str| fields.get(name).map(plain).unwrap_or_default();
            let axis = format!(
                "{} {} (weight {})",
                part("score"),
                part("label"),
                part("weight")
            );
            found.push((said, axis));
        }
        Value::Object(fields) => {
            for (inner, value) in fields {
                leaf(&format!("{name}.{inner}"), value, found);
            }
        }
        Value::Array(levels) if name == "levels" => {
            found.extend(levels.iter().map(level));
        }
        other => found.push((said, plain(other))),
    }
}

fn band(fields: &Map<String, Value>) -> String {
    let text = |name: &str| text(fields, name).map(str::to_owned);
    money::band(&Band {
        low: text("low").unwrap_or_default(),
        high: text("high"),
        approx: fields.get("approx") == Some(&Value::Bool(true)),
    })
}

/// A level under the name of its series; what is derived from it goes without saying.
fn level(level: &Value) -> (String, String) {
    let text = |name: &str| level.get(name).and_then(Value::as_str);
    let name = match text("series") {
        Some(series) => format!("level ({series})"),
        None => "level".to_owned(),
    };
    let current = text("current").map(money::level).unwrap_or_default();
    let below = text("below_peak").filter(|below| *below != "0");
    let below = below.map(|below| format!(", {} below its peak", money::level(below)));
    let on = text("current_on").unwrap_or_default();
    let said = format!("{current} on {on}{}", below.unwrap_or_default());
    (name, said)
}

/// A value as it stands.
pub fn plain(value: &Value) -> String {
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
