//! `events` → `import` into a new store → every view answers the same: on random histories, on
//! every clock. What is the new store's own (who recorded it and when, positions after a cut) is
//! set aside; with a cut on what was public or had happened, so are the counts of what is not there.

use std::collections::HashMap;

use dateline::event::when::Instant;
use dateline::export::events;
use dateline::log::Log;
use proptest::prelude::*;
use serde_json::{Map, Value};

use super::exported;
use crate::agree::{self, Bench, FIRST_DAY, recorded};
use crate::reference::{Query, View, generator};

/// The lines that an export writes.
fn lines(bench: &Bench, query: &Query) -> Vec<Value> {
    let (count, text, _) = exported(bench, agree::clocks(query), None, |passage, tally, out| {
        events::write(passage, tally, &mut |_, _| {}, out).unwrap()
    });
    let lines = text.lines().map(|line| serde_json::from_str(line).unwrap());
    let lines: Vec<Value> = lines.collect();
    assert_eq!(lines.len() as u64, count);
    lines
}

/// A store made of them at once, on the day on which the last considered entry was recorded: D is
/// the same.
fn imported(bench: &Bench, query: &Query, lines: &[Value]) -> Result<Bench, String> {
    let known = query.known.unwrap_or(bench.position());
    let entries = bench.entries();
    let last = known.checked_sub(1).and_then(|at| entries.get(at as usize));
    let day = last.map_or(FIRST_DAY, |entry| {
        let text = entry["recorded_at"].as_str().unwrap();
        Instant::from_text(text).unwrap().day()
    });
    let mut other = Bench::new();
    if !lines.is_empty() {
        other.try_record(lines, day)?;
    }
    Ok(other)
}

/// The positions of a store by the ids there.
fn ids(bench: &Bench) -> HashMap<u64, String> {
    let entries = bench.entries();
    let id = |entry: &Value| entry["id"].as_str().unwrap().to_owned();
    (1..).zip(entries.iter().map(id)).collect()
}

/// Members that hold positions.
const PLACES: [&str; 6] = [
    "position",
    "positions",
    "entries",
    "response_by",
    "status_by",
    "beside",
];

/// An answer with ids for positions, and without what is the store's own.
fn settled(value: &Value, ids: &HashMap<u64, String>) -> Value {
    match value {
        Value::Object(fields) => {
            let mut settled = Map::new();
            for (name, field) in fields {
                let field = match PLACES.contains(&name.as_str()) {
                    true => named(field, ids),
                    false => settled_field(name, field, ids),
                };
                settled.insert(name.clone(), field);
            }
            Value::Object(settled)
        }
        Value::Array(items) => {
            let items = items.iter().filter(|item| !by_the_record(item));
            items.map(|item| settled(item, ids)).collect()
        }
        other => other.clone(),
    }
}

/// A finding about dates that may be those of the record: an undated correction dates from when it
/// was recorded, which is the store's own.
fn by_the_record(item: &Value) -> bool {
    item["rule"] == "source_after_correction"
}

fn settled_field(name: &str, field: &Value, ids: &HashMap<u64, String>) -> Value {
    match name {
        "recorded_at" | "recorded_by" => Value::Null,
        _ => settled(field, ids),
    }
}

fn named(value: &Value, ids: &HashMap<u64, String>) -> Value {
    match value {
        Value::Array(items) => items.iter().map(|item| named(item, ids)).collect(),
        Value::Number(number) => match number.as_u64().and_then(|at| ids.get(&at)) {
            Some(id) => Value::String(id.clone()),
            None => value.clone(),
        },
        other => settled(other, ids),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_store_made_of_an_export_answers_the_same(
        commits in generator::histories(40),
        known in generator::queries(),
        asked in prop::collection::vec((generator::queries(), generator::views()), 1..8),
    ) {
        let bench = recorded(&commits);
        let entries = bench.entries();
        let cut = Query { known: known.of(&entries).known, ..Query::default() };
        let lines = lines(&bench, &cut);
        let other = imported(&bench, &cut, &lines).map_err(TestCaseError::fail)?;
        let (history, again) = (bench.history(), other.history());
        for (query, view) in asked {
            if entries.is_empty() {
                continue;
            }
            let query = Query { known: cut.known, ..query.of(&entries) };
            let view = view.of(&entries, &query);
            let old = agree::engine(&history, &query, &view);
            let new = agree::engine(&again, &Query { known: None, ..query.clone() }, &view);
            let old = old.map(|value| settled(&value, &ids(&bench)));
            let new = new.map(|value| settled(&value, &ids(&other)));
            prop_assert_eq!(old, new, "{:?} {:?}", query, view);
        }
    }

    /// An export of what was public, or had happened, by then: a store made of it, asked on the same
    /// clocks, gives the same rows, and so it does without them but for what had to come along.
    #[test]
    fn a_cut_on_the_other_clocks_holds_what_they_let_through(
        commits in generator::histories(40),
        query in generator::queries(),
        asked in prop::collection::vec(generator::views(), 1..8),
    ) {
        let bench = recorded(&commits);
        let entries = bench.entries();
        let query = query.of(&entries);
        let lines = lines(&bench, &query);
        let other = match imported(&bench, &query, &lines) {
            Ok(other) if !entries.is_empty() => other,
            Ok(_) => return Ok(()),
            // Of two stages that follow one, the retraction of either may not be public yet: then
            // the write door says so.
            Err(reason) => {
                prop_assert!(query.published.is_some() && reason.contains("follows"), "{reason}");
                return Ok(());
            }
        };
        let (history, again) = (bench.history(), other.history());
        for view in asked {
            let view = view.of(&entries, &query);
            // What is listed whatever became of it is listed with what it belongs to only.
            if matches!(view, View::Log | View::Audit(_)) {
                continue;
            }
            let old = agree::engine(&history, &query, &view);
            let new = agree::engine(&again, &Query { known: None, ..query.clone() }, &view);
            let rows = |answer: Result<Value, String>, bench: &Bench| {
                answer.map(|mut value| {
                    for counts in ["undated", "left_out"] {
                        value.as_object_mut().unwrap().remove(counts);
                    }
                    settled(&value, &ids(bench))
                })
            };
            let (old, new) = (rows(old, &bench), rows(new, &other));
            // A chain is asked of an event that the cut may leave out.
            if new.as_ref().is_err_and(|error| error.contains("no entry")) {
                continue;
            }
            prop_assert_eq!(old, new, "{:?} {:?}", query, view);
        }
    }
}

#[test]
fn what_is_exported_twice_is_the_same_and_recorded_once() {
    let commits = super::pictures::story();
    let bench = recorded(&commits);
    let all = lines(&bench, &Query::default());
    let other = imported(&bench, &Query::default(), &all).unwrap();
    assert_eq!(other.position(), bench.position());
    assert_eq!(lines(&other, &Query::default()), all);
    assert!(bench.log().head().position > 3);
}

/// What was retracted before it happened is no row of that day, but a link on it is one: broken.
#[test]
fn a_broken_link_goes_out_with_its_end_that_never_happened() {
    let said = |label: &str, happened: &str| {
        serde_json::json!({"kind": "statement", "label": label, "happened": happened,
            "by": {"country": "US"}, "act": "comments",
            "sources": [{"publisher": "Example Wire", "published": "2026-01-02"}]})
    };
    let link = |effect: &str| serde_json::json!({"kind": "link", "cause": "now", "effect": effect, "relation": "causes"});
    let retraction =
        serde_json::json!({"kind": "retraction", "target": "never", "reason": "a date misread"});
    let bench = recorded(&[
        vec![said("now", "2026-01-10")],
        vec![said("never", "2026-02-10"), said("later", "2026-02-11")],
        vec![link("never"), link("later")],
        vec![retraction],
    ]);
    let by_then = Query {
        on: Some("../2026-01-22".to_owned()),
        ..Query::default()
    };
    let lines = lines(&bench, &by_then);
    let labels: Vec<_> = lines
        .iter()
        .map(|line| line["label"].as_str().unwrap_or("-"))
        .collect();
    assert_eq!(labels, ["now", "never", "-", "-"], "{lines:?}");
    let other = imported(&bench, &by_then, &lines).unwrap();
    let root = bench.entries()[0]["id"].as_str().unwrap().parse().unwrap();
    let chain = View::Chain {
        of: root,
        causes: false,
        effects: false,
        to: None,
        all: false,
    };
    let old = agree::engine(&bench.history(), &by_then, &chain).unwrap();
    let new = agree::engine(&other.history(), &by_then, &chain).unwrap();
    assert_eq!(settled(&old, &ids(&bench)), settled(&new, &ids(&other)));
    assert_eq!(old["edges"][0]["flags"], serde_json::json!(["broken"]));
    assert_eq!(old["edges"].as_array().unwrap().len(), 1);
}
