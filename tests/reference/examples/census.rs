//! A census of the generator: what a fixed run of histories brings about, so that a change cannot quietly empty a test.
//! Owns the list of what must be seen, and how often at least.
//! Never judges an answer: it counts what stands in it.

use std::collections::BTreeMap;

use proptest::{
    strategy::{Strategy, ValueTree},
    test_runner::TestRunner,
};
use serde_json::{Value, json};

use super::super::{generator, known};
use super::*;

const HISTORIES: usize = 80;
const AT_LEAST: usize = 5;

const EXPECTED: [&str; 39] = [
    "threat",
    "fund_exit",
    "holding",
    "yield_move",
    "policy_shift",
    "sanction",
    "statement",
    "observation",
    "forecast",
    "link",
    "correction",
    "retraction",
    "dispute",
    "corroboration",
    "retracted correction",
    "retracted retraction",
    "retracted dispute",
    "retracted corroboration",
    "correction that must be skipped",
    "impossible",
    "order_unclear",
    "cycle",
    "broken",
    "disputed",
    "two paths",
    "overdue",
    "unquantified",
    "null currency",
    "two levels",
    "executed after level",
    "three entries",
    "claims",
    "possible",
    "blocs",
    "no_country",
    "no_target",
    "same_country",
    "not_effective",
    "undated",
];

type Census = BTreeMap<String, usize>;

#[test]
fn the_generator_brings_everything_about() {
    let mut runner = TestRunner::deterministic();
    let mut seen = Census::new();
    for _ in 0..HISTORIES {
        let tree = generator::histories(48)
            .new_tree(&mut runner)
            .expect("a history");
        let (entries, _) = Desk::record(&tree.current());
        count_entries(&entries, &mut seen);
        count_rows(&entries, &mut seen);
        count_graphs(&entries, &mut seen);
    }
    for what in EXPECTED {
        let often = seen.get(what).is_some_and(|n| *n >= AT_LEAST);
        assert!(
            often,
            "{what} is seen less than {AT_LEAST} times: {seen:#?}"
        );
    }
}

fn saw(seen: &mut Census, what: &str) {
    *seen.entry(what.to_owned()).or_insert(0) += 1;
}

fn count_entries(entries: &[Value], seen: &mut Census) {
    let all = known::as_known(entries, None);
    for known in &all {
        saw(seen, known.kind());
        if known.is_amendment() && known.retracted {
            saw(seen, &format!("retracted {}", known.kind()));
        }
        let counted = |k: &&known::Known| {
            k.kind() == "correction" && !k.retracted && k.event["target"] == known.id
        };
        let mut now = known.entry["event"].clone();
        for correction in all.iter().filter(counted) {
            match known::corrected(&now, &correction.event["changes"]) {
                Some(next) => now = next,
                None => saw(seen, "correction that must be skipped"),
            }
        }
    }
}

fn count_rows(entries: &[Value], seen: &mut Census) {
    let filtered = Query {
        published: Some("2026-02".to_owned()),
        ..on("2026-01-22")
    };
    for (query, view) in [
        (&Query::default(), divestment(By::Holder)),
        (&filtered, divestment(By::Asset)),
        (&filtered, stance()),
    ] {
        let answer = answer(entries, query, &view);
        for reason in answer["left_out"].as_object().expect("counts").keys() {
            saw(seen, reason);
        }
        if answer["undated"] != json!(0) {
            saw(seen, "undated");
        }
        for row in answer["rows"]
            .as_array()
            .expect("rows")
            .iter()
            .filter(|row| row.get("levels").is_some())
        {
            count_row(row, seen);
        }
    }
}

fn count_row(row: &Value, seen: &mut Census) {
    let longer =
        |field: &str, than: usize| row[field].as_array().is_some_and(|list| list.len() > than);
    let after = &row["executed_after_level"]["high"];
    for (what, so) in [
        ("overdue", row["overdue"] != json!(0)),
        ("unquantified", row["unquantified"] != json!(0)),
        ("null currency", row["currency"].is_null()),
        ("two levels", longer("levels", 1)),
        ("three entries", longer("entries", 2)),
        (
            "executed after level",
            after.is_string() && *after != json!("0"),
        ),
    ] {
        if so {
            saw(seen, what);
        }
    }
}

fn count_graphs(entries: &[Value], seen: &mut Census) {
    // Links are mostly among the first few events.
    for position in 1..=entries.len().min(10) {
        let (of, to) = (id(entries, position), Some(id(entries, 1)));
        let view = View::Chain {
            of,
            causes: false,
            effects: false,
            to,
            all: false,
        };
        let graph = answer(entries, &Query::default(), &view);
        for edge in graph["edges"].as_array().expect("edges") {
            for flag in edge["flags"].as_array().expect("flags") {
                saw(seen, flag.as_str().expect("a flag"));
            }
        }
        if graph["paths"]
            .as_array()
            .is_some_and(|paths| paths.len() > 1)
        {
            saw(seen, "two paths");
        }
    }
}
