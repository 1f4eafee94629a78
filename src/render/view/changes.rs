//! Changes of rows in words, one line each: the row, then every field with what it was and what
//! it is. Owns how a row is named; `diff` and `replay` share it.

use serde_json::{Map, Value};

use crate::answer::diff::ChangeRow;
use crate::render::Names;
use crate::render::block::{Cell, Tone};

use super::fields::{plain, said};

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

/// A row of `diff` to be told.
pub fn told(row: &ChangeRow) -> Told<'_> {
    Told {
        view: row.view,
        key: &row.key,
        before: row.before.as_ref(),
        after: row.after.as_ref(),
    }
}

/// Positions for people: the first few and the number of the others, all if they are few.
pub fn positions(all: &[u64]) -> String {
    const FEW: usize = 12;
    let named = |some: &[u64]| {
        let named: Vec<String> = some.iter().map(|at| format!("@{at}")).collect();
        named.join(", ")
    };
    match all.split_at_checked(FEW) {
        Some((first, others)) if others.len() > 1 => {
            format!("{} and {} others", named(first), others.len())
        }
        _ => named(all),
    }
}

/// One change: `+ row: field value`, `- row`, or `row: field before → after`.
pub fn line(told: &Told<'_>, names: &Names<'_>) -> Vec<Cell> {
    let key = key_words(told, names);
    match (told.before, told.after) {
        (_, None) => vec![Cell::toned(format!("- {key}"), Tone::Bad)],
        (None, Some(row)) => {
            // Of an event that came, its title says the most.
            let said = match (told.view, row.get("event")) {
                ("timeline", Some(event)) => happened(event),
                ("chain", None) if told.key.contains_key("node") => happened(row),
                _ => summary(told, row),
            };
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

fn happened(row: &Value) -> String {
    let happened = row.get("happened").and_then(Value::as_str);
    happened.unwrap_or_default().to_owned()
}

/// The fields of a row that differ: name, as it was, as it is.
pub fn fields(told: &Told<'_>) -> Vec<(String, String, String)> {
    let said = |row: Option<&Value>| row.map(|row| said(told.view, told.key, row));
    let [old, new] = [said(told.before), said(told.after)].map(Option::unwrap_or_default);
    let of = |fields: &[(String, String)], name: &str| {
        let found = fields.iter().find(|(known, _)| known == name);
        found.map_or("–".to_owned(), |(_, value)| value.clone())
    };
    let gone = old
        .iter()
        .filter(|(name, _)| !new.iter().any(|(known, _)| known == name));
    let names = new.iter().chain(gone).map(|(name, _)| name);
    let pairs = names.map(|name| (name.clone(), of(&old, name), of(&new, name)));
    pairs.filter(|(_, was, is)| was != is).collect()
}

/// What a row says in words, but for what it does not say.
pub fn summary(told: &Told<'_>, row: &Value) -> String {
    let said = said(told.view, told.key, row).into_iter();
    // That a row has one figure, the figure says.
    let said = said.filter(|(name, value)| !is_nothing(value) && (name != "n" || value != "1"));
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
        "observations" => observation_words(told.key),
        _ => listed(told.key),
    }
}

fn observation_words(key: &Map<String, Value>) -> String {
    let text = |name: &str| key.get(name).and_then(Value::as_str);
    let series = text("series").map(|series| format!(" ({series})"));
    format!(
        "{} {}, {}{}",
        text("subject").unwrap_or("–"),
        text("measure").unwrap_or("–").replace('_', " "),
        text("unit").unwrap_or("–"),
        series.unwrap_or_default()
    )
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_positions_are_the_first_few_and_a_number() {
        assert_eq!(positions(&[3, 7]), "@3, @7");
        let many: Vec<u64> = (1..=13).collect();
        assert!(positions(&many).ends_with("@12, @13"));
        let more: Vec<u64> = (1..=40).collect();
        assert!(positions(&more).ends_with("@11, @12 and 28 others"));
    }
}
