//! What a correction note says, point by point, in plain text: what was printed and holds no
//! longer, and what became of the reports behind it. Owns the words for readers; lays out nothing.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::answer::drift::DriftRow;
use crate::event::codes;
use crate::render::Names;
use crate::render::view::difference::{Difference, differences, input_fields, row_words};

/// What holders are called that rows know by an id.
type Holders = BTreeMap<String, String>;

/// What a note says, point by point, in plain text.
pub(super) struct Points {
    /// What the article said and what holds now.
    pub(super) figures: Vec<String>,
    /// What became of the reports behind it.
    pub(super) reports: Vec<String>,
    /// For the desk alone.
    pub(super) desk: Vec<String>,
}

/// The points of the findings of one citation.
pub(super) fn points(rows: &[&DriftRow], names: &Names<'_>, holders: &Holders) -> Points {
    let of = |finding: &'static str| rows.iter().filter(move |row| row.finding == finding);
    let reason = |row: &&DriftRow| row.reason.clone().unwrap_or_default();
    Points {
        figures: of("row")
            .filter_map(|row| figure(row, names, holders))
            .collect(),
        reports: of("input").map(|row| report(row, names)).collect(),
        desk: of("answer").map(reason).collect(),
    }
}

/// A row that is other now, as a sentence; none if what differs is the desk's own book-keeping
/// (how many corrections and disputes there are), which the reports below tell.
fn figure(row: &DriftRow, names: &Names<'_>, holders: &Holders) -> Option<String> {
    const INNER: [&str; 4] = ["disputed", "revisions", "entries", "evidence"];
    if row.key.contains_key("amendment") || row.key.contains_key("version") {
        return None;
    }
    let what = match row.view.as_str() {
        "divestment" if row.key.contains_key("asset") => exits(&row.key, holders),
        _ => quoted(row_words(row, names)),
    };
    let said: Vec<Difference> = differences(row)
        .into_iter()
        .filter(|(name, ..)| !INNER.contains(&name.as_str()))
        .collect();
    let is_entry = row.key.contains_key("position");
    Some(match (row.change, said.as_slice()) {
        (_, []) => return None,
        ("removed", _) if is_entry => format!("{what}: this no longer holds."),
        ("added", _) if is_entry => format!("{what}: this was not in the earlier version."),
        ("removed", [(_, was, _), ..]) => {
            format!(
                "{what}: this no longer holds. It was given as {}.",
                worded(was)
            )
        }
        ("added", [(_, _, is), ..]) => {
            format!(
                "{what}: this was not in the earlier version. It is {}.",
                worded(is)
            )
        }
        (_, said) => {
            let moved = said.iter().map(|(name, was, is)| {
                let name = field_words(name);
                format!(
                    "{name} was given as {} and is now {}",
                    worded(was),
                    worded(is)
                )
            });
            format!("{what}: {}.", moved.collect::<Vec<_>>().join("; "))
        }
    })
}

/// An entry by its headline alone: its position is the desk's.
fn quoted(words: String) -> String {
    let headline = words.strip_prefix('@').and_then(|rest| {
        let (position, headline) = rest.split_once(' ')?;
        position.parse::<u64>().is_ok().then_some(headline)
    });
    headline.map_or(words.clone(), |headline| format!("“{headline}”"))
}

/// `Denmark, us treasury (US), USD`.
fn exits(key: &Map<String, Value>, holders: &Holders) -> String {
    let text = |name: &str| key.get(name).and_then(Value::as_str);
    let place = |code: &str| codes::name(code).unwrap_or(code).to_owned();
    let who = [
        text("holder").map(|id| holders.get(id).map_or(id, String::as_str).to_owned()),
        text("country").map(place),
    ];
    let mut parts: Vec<String> = who.into_iter().flatten().collect();
    parts.dedup();
    let asset = text("asset").unwrap_or("–").replace('_', " ");
    let issuer = text("issuer").map(|issuer| format!(" ({issuer})"));
    parts.push(format!("{asset}{}", issuer.unwrap_or_default()));
    parts.extend(text("currency").map(str::to_owned));
    parts.join(", ")
}

/// A field of a row as readers know it.
fn field_words(name: &str) -> &str {
    match name {
        "pending" => "the amount announced and not yet sold",
        "executed" => "the amount sold",
        "executed after level" => "the amount sold since the last known holding",
        "unquantified" => "the number of sales without a figure",
        "overdue" => "the number of sales past their deadline",
        other => other,
    }
}

/// A figure without the signs of a table.
fn worded(text: &str) -> String {
    text.replace("≥ ", "at least ")
        .replace("≤ ", "at most ")
        .replace('~', "about ")
}

/// What became of a report, as a sentence.
fn report(row: &DriftRow, names: &Names<'_>) -> String {
    let name = format!("@{}", row.key.get("position").unwrap_or(&Value::Null));
    let entry = names(&name);
    let headline = entry
        .as_ref()
        .map_or(name.as_str(), |entry| &entry.headline);
    let happened = entry.as_ref().map(|entry| entry.happened().to_owned());
    let of = match happened.filter(|day| !day.is_empty()) {
        Some(day) => format!("The report “{headline}” ({})", date(&day)),
        None => format!("The report “{headline}”"),
    };
    let what = match (row.change, &row.by) {
        ("retracted", _) => "has been withdrawn".to_owned(),
        ("disputed", Some(by)) => format!("is disputed by {by}"),
        ("disputed", None) => "is disputed".to_owned(),
        ("undone", _) => "stands again as it was before it was amended".to_owned(),
        _ => "has been corrected".to_owned(),
    };
    let fields: Vec<String> = input_fields(row)
        .into_iter()
        .map(|(field, was, is)| format!("{field} from {} to {}", worded(&was), worded(&is)))
        .collect();
    let fields = match fields.is_empty() {
        true => String::new(),
        false => format!(" ({})", fields.join("; ")),
    };
    match &row.reason {
        Some(reason) => format!("{of} {what}{fields}: {}", stopped(reason)),
        None => format!("{of} {what}{fields}."),
    }
}

fn stopped(text: &str) -> String {
    let text = text.trim();
    match text.ends_with(['.', '!', '?', '。', '！', '？']) {
        true => text.to_owned(),
        false => format!("{text}."),
    }
}

/// `25 January 2026` of a day; any other date as it is written.
pub(super) fn date(text: &str) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let parts: Vec<&str> = text.split('-').collect();
    let month = |text: &str| {
        let number: usize = text.parse().ok()?;
        MONTHS.get(number.checked_sub(1)?)
    };
    match parts.as_slice() {
        [year, month_text, day] if day.len() == 2 => match (month(month_text), day.parse::<u8>()) {
            (Some(month), Ok(day)) => format!("{day} {month} {year}"),
            _ => text.to_owned(),
        },
        [year, month_text] => match month(month_text) {
            Some(month) => format!("{month} {year}"),
            None => text.to_owned(),
        },
        _ => text.to_owned(),
    }
}
