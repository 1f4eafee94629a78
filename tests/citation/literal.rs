//! Drift against the literal reference, over random histories cut anywhere: the rows that it
//! tells are those that two literal answers do not share, and the inputs those whose amendments
//! count at one of the two positions only.

use std::collections::BTreeSet;

use dateline::answer::asked::parse;
use dateline::answer::drift::{DriftRow, DriftView, drift};
use dateline::answer::pin::pin;
use dateline::answer::{View, answer};
use dateline::clocks::Clocks;
use dateline::event::decode;
use dateline::facts::History;
use dateline::log::Entry;
use dateline::merkle::leaf_hash;
use proptest::prelude::*;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::agree::{Bench, clocks, question, recorded};
use crate::reference::{self, Query, generator, plain};

/// A history of these entries, whatever log they are of.
fn told(history: &History, entries: Vec<Entry>) -> History {
    let leaves = entries
        .iter()
        .map(|entry| leaf_hash(&entry.position.to_be_bytes()));
    let leaves = leaves.collect();
    History::from_entries(history.header().clone(), entries, leaves)
}

/// The history with a citation at its end, of what was known at a position.
fn cited(history: &History, fields: serde_json::Map<String, Value>) -> History {
    let mut fields = fields;
    fields.insert("label".into(), json!("cited"));
    let mut entries = history.entries().to_vec();
    let last = entries.last().unwrap().clone();
    entries.push(Entry {
        position: last.position + 1,
        id: Uuid::from_u128(99),
        // On the same day, so that D stays.
        recorded_at: dateline::event::when::Instant(last.recorded_at.0 + 1),
        event: decode::citation(fields).unwrap().event,
        ..last
    });
    told(history, entries)
}

/// The rows of a literal answer, of every list of it.
fn rows(answer: &Value) -> Vec<Value> {
    let lists = ["rows", "nodes", "edges", "paths"].iter();
    let lists = lists.filter_map(|name| answer.get(*name).and_then(Value::as_array));
    lists.flatten().cloned().collect()
}

/// Those of the one that are not in the other, as often as they are not.
fn less(one: &[Value], other: &[Value]) -> Vec<String> {
    let mut rest: Vec<&Value> = other.iter().collect();
    let mut left = Vec::new();
    for row in one {
        match rest.iter().position(|known| *known == row) {
            Some(at) => drop(rest.remove(at)),
            None => left.push(row.to_string()),
        }
    }
    left.sort();
    left
}

fn sides(found: &[&DriftRow], side: fn(&DriftRow) -> &Option<Value>) -> Vec<String> {
    let rows = found.iter().filter_map(|row| side(row).as_ref());
    let mut rows: Vec<String> = rows.map(|row| plain(row).to_string()).collect();
    rows.sort();
    rows
}

/// Whether an amendment counts at a position: it is there, and no retraction of it counts.
fn counts(entries: &[Value], amendment: &Value, upto: u64) -> bool {
    amendment["position"].as_u64().unwrap() <= upto
        && !entries.iter().any(|other| {
            other["event"]["kind"] == "retraction"
                && other["event"]["target"] == amendment["id"]
                && counts(entries, other, upto)
        })
}

/// What became of an entry between two positions, as drift says it.
fn became(entries: &[Value], position: u64, [then, now]: [u64; 2]) -> Vec<(u64, &'static str)> {
    let entry = &entries[position as usize - 1];
    let about = entries.iter().filter(|one| {
        let kind = one["event"]["kind"].as_str().unwrap();
        ["correction", "retraction", "dispute", "corroboration"].contains(&kind)
            && one["event"]["target"] == entry["id"]
    });
    let changes = about.filter_map(|one| {
        let kind = one["event"]["kind"].as_str().unwrap();
        match (counts(entries, one, then), counts(entries, one, now)) {
            (true, false) => Some((position, "undone")),
            (false, true) => match kind {
                "correction" => Some((position, "corrected")),
                "retraction" => Some((position, "retracted")),
                "dispute" => Some((position, "disputed")),
                _ => None,
            },
            _ => None,
        }
    });
    changes.collect()
}

/// The positions that the rows of an answer name as what they rest on.
fn named(history: &History, asked: &Clocks, view: &reference::View) -> BTreeSet<u64> {
    let why = question(view).with_why();
    let answered = answer(history, asked, &why).unwrap();
    let mut found = BTreeSet::new();
    let body = dateline::answer::pin::body(&answered);
    let lists = match &body {
        Value::Array(rows) => vec![rows.clone()],
        other => ["rows", "nodes", "edges"]
            .iter()
            .filter_map(|name| other.get(*name).and_then(Value::as_array).cloned())
            .collect(),
    };
    for row in lists.into_iter().flatten() {
        for name in ["entries", "positions"] {
            let listed = row[name].as_array().into_iter().flatten();
            found.extend(listed.filter_map(Value::as_u64));
        }
        found.extend(row["position"].as_u64());
    }
    found
}

fn log_of(bench: &Bench) -> String {
    let events = bench.entries();
    let events = events
        .iter()
        .map(|e| format!("  @{} {}\n", e["position"], e["event"]));
    events.collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn drift_is_what_two_literal_answers_do_not_share(
        commits in generator::histories(30),
        pick in (generator::queries(), generator::views()),
        cut in any::<prop::sample::Index>(),
    ) {
        let bench = recorded(&commits);
        let entries = bench.entries();
        prop_assume!(!entries.is_empty());
        let head = bench.position();
        let known = cut.index(entries.len()) as u64 + 1;
        let then = Query { known: Some(known), ..pick.0.of(&entries) };
        let now = Query { known: Some(head), ..then.clone() };
        let view = pick.1.of(&entries, &then);
        let history = told(&bench.history(), bench.history().entries().to_vec());
        let Ok(pinned) = pin(&history, &clocks(&then), &question(&view)) else { return Ok(()) };
        let fields = pinned.fields.clone();
        let asked = parse(fields["query"].as_object().unwrap(), &|_| None).unwrap();
        let found = drift(&cited(&history, fields), None, Some("cited"), &|_| None).unwrap();
        let View::Drift(DriftView { rows: told, citations, .. }) = &found.view else { panic!("{found:?}") };
        let context = format!("{view:?} {then:?}\n{}", log_of(&bench));
        prop_assert!(told.iter().all(|row| row.finding != "answer"), "{:?}\n{}", told, context);
        let [old, new] = [&then, &now].map(|query| rows(&plain(&reference::answer(&entries, query, &view))));
        let differing: Vec<&DriftRow> = told.iter().filter(|row| row.finding == "row").collect();
        prop_assert_eq!(sides(&differing, |row| &row.before), less(&old, &new), "before: {}", context);
        prop_assert_eq!(sides(&differing, |row| &row.after), less(&new, &old), "after: {}", context);
        // The citation itself is a row of the log, and no drift of it.
        if !matches!(view, reference::View::Log) {
            let same = citations[0].digest_now.as_ref() == Some(&citations[0].digest);
            prop_assert_eq!(same, old == new, "{}", context);
        }
        let inputs: BTreeSet<(u64, &str)> = told
            .iter()
            .filter(|row| row.finding == "input")
            .map(|row| (row.key["position"].as_u64().unwrap(), row.change))
            .collect();
        for (position, change) in &inputs {
            prop_assert!(became(&entries, *position, [known, head]).contains(&(*position, change)), "{} {}\n{}", position, change, context);
        }
        for position in named(&history, &asked.clocks, &view) {
            for pair in became(&entries, position, [known, head]) {
                prop_assert!(inputs.contains(&pair), "{:?} is not told\n{}", pair, context);
            }
        }
        prop_assert_eq!(citations[0].state, if told.is_empty() { "same" } else { "drifted" });
    }
}
