//! Worked examples: the formulas of §2, §5 (replay) and §7 by hand, the arithmetic in a comment beside each.
//! Owns the small helpers by which an example is written down.
//! Never draws a number from the reference itself: what is expected was computed on paper.

mod census;
mod chains;
mod clocks;
mod contradictions;
mod exits;
mod figures;
mod histories;
mod levels;
mod replays;
mod sanctions;
mod scores;
mod sources;
mod stances;
mod threats;

use serde_json::{Value, json};
use uuid::Uuid;

use super::{By, Query, View, answer, desk::Desk, plain};

/// An event with a label, a date (none for links and amendments) and one dated source, plus the fields given.
fn event(label: &str, kind: &str, happened: &str, fields: Value) -> Value {
    let mut event = json!({"label": label, "kind": kind});
    if !happened.is_empty() {
        event["happened"] = json!(happened);
        event["sources"] = json!([{"publisher": "Reuters", "published": "2026-01-20"}]);
    }
    with(event, &fields)
}

/// The object with these fields set.
fn with(object: Value, fields: &Value) -> Value {
    let mut object = object;
    for (name, value) in fields.as_object().expect("fields") {
        object[name] = value.clone();
    }
    object
}

fn retraction(label: &str, target: &str) -> Value {
    event(
        label,
        "retraction",
        "",
        json!({"target": target, "reason": "no"}),
    )
}

/// The log of these events, one commit each, positions from 1; all must be accepted.
fn log(events: &[Value]) -> Vec<Value> {
    let commits: Vec<Vec<Value>> = events.iter().map(|event| vec![event.clone()]).collect();
    let (entries, refused) = Desk::record(&commits);
    assert!(refused.is_empty(), "{refused:#?}");
    entries
}

/// The UUID of the entry at a position.
fn id(log: &[Value], position: usize) -> Uuid {
    let text = log[position - 1]["id"].as_str().expect("an id");
    Uuid::parse_str(text).expect("a UUID")
}

fn on(date: &str) -> Query {
    Query {
        on: Some(date.to_owned()),
        ..Query::default()
    }
}

fn published(date: &str) -> Query {
    Query {
        published: Some(date.to_owned()),
        ..Query::default()
    }
}

fn divestment(by: By) -> View {
    View::Divestment {
        by,
        since: None,
        asset_class: None,
        country: None,
        why: true,
    }
}

fn stance() -> View {
    View::Stance {
        country: None,
        toward: None,
        why: true,
    }
}

/// The rows of an answer.
fn rows(log: &[Value], query: &Query, view: &View) -> Vec<Value> {
    answer(log, query, view)["rows"]
        .as_array()
        .expect("rows")
        .clone()
}

/// The given fields of a row, and no others, in the plain form of numbers.
fn part(row: &Value, fields: &Value) -> Value {
    let names = fields.as_object().expect("fields").keys();
    plain(
        &names
            .map(|name| (name.clone(), row[name].clone()))
            .collect(),
    )
}

/// That the fields named in `expected` are so in `row`.
#[track_caller]
fn says(row: &Value, expected: Value) {
    assert_eq!(part(row, &expected), plain(&expected), "in {row:#}");
}

fn b(low: &str, high: &str, approx: bool) -> Value {
    let high = if high == "∞" {
        Value::Null
    } else {
        json!(high)
    };
    json!({"low": low, "high": high, "approx": approx})
}

fn usd(value: &str) -> Value {
    json!({"value": value, "currency": "USD"})
}
