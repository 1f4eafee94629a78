//! A census of the generator: what a fixed run of histories brings about, so that a change cannot quietly empty a test.
//! Owns the list of what must be seen, and how often at least.
//! Never judges an answer: it counts what stands in it.

use std::collections::BTreeMap;

use proptest::{
    strategy::{Strategy, ValueTree},
    test_runner::TestRunner,
};
use serde_json::{Value, json};

use super::super::{audit, contradictions, generator, known, pools, world::World};
use super::*;

const HISTORIES: usize = 160;
const AT_LEAST: usize = 5;

const EXPECTED: &[&str] = &[
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
    "complied",
    "defied",
    "one response of several",
    "carried_out",
    "partly",
    "withdrawn",
    "expired",
    "open",
    "in force",
    "in force until",
    "in force since an earlier stage",
    "program from an earlier stage",
    "against and entities",
    "yield without level",
    "two levels of a yield",
    "yield of a series",
    "two figures of an observation",
    "percent",
    "count",
    "rank",
    "EUR",
    "contradiction",
    "contradiction of dates that differ",
    "contradiction between series",
    "spared by a wide date",
    "sole source",
    "not the sole source",
    "evidence",
    "origin",
    "url alone",
    "before",
    "after",
    "audit of one entry",
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
        count_further(&entries, &mut seen);
        count_findings(&entries, &mut seen);
    }
    let rules = audit::RULES.iter().map(|(rule, _)| *rule);
    let expected: Vec<&str> = EXPECTED.iter().copied().chain(rules).collect();
    let often = |what: &str| seen.get(what).is_some_and(|n| *n >= AT_LEAST);
    let rare: Vec<_> = expected.iter().filter(|what| !often(what)).collect();
    assert!(
        rare.is_empty(),
        "{rare:?}: seen less than {AT_LEAST} times: {seen:#?}"
    );
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

/// The views of §7.4, one list of remarks for each.
fn count_further(entries: &[Value], seen: &mut Census) {
    let (why, since, tolerance) = (true, None, None);
    let views = [
        View::Threats { why },
        View::Sanctions { why },
        View::Yields { since, why },
        View::Observations { why },
        View::Contradictions { tolerance, why },
        View::Sources { why },
    ];
    for view in &views {
        for row in rows(entries, &on("2026-02-10"), view) {
            for (what, so) in remarks(&row, view, entries) {
                if so {
                    saw(seen, &what);
                }
            }
        }
    }
    let spared = contradictions::spared_pairs(&mut World::at(entries, &Query::default()));
    if spared > 0 {
        saw(seen, "spared by a wide date");
    }
    if !entries.is_empty() && !known::is_amendment(&entries[0]["event"]) {
        let (of, days) = (id(entries, 1), 20);
        for row in rows(entries, &Query::default(), &View::Around { of, days }) {
            match row["days"].as_i64().expect("days").signum() {
                -1 => saw(seen, "before"),
                1 => saw(seen, "after"),
                _ => {}
            }
        }
    }
}

/// What the rules of the audit find, claims included.
fn count_findings(entries: &[Value], seen: &mut Census) {
    let query = Query {
        claims: true,
        ..on("2026-02-10")
    };
    for of in [None, entries.first().and_then(|entry| entry["id"].as_str())] {
        let asked = audit::Asked {
            rule: None,
            level: "court",
            of: of.map(str::to_owned),
            lost: vec![pools::evidence()],
        };
        for row in rows(entries, &query, &View::Audit(asked)) {
            match of {
                None => saw(seen, row["rule"].as_str().expect("a rule")),
                Some(_) => saw(seen, "audit of one entry"),
            }
        }
    }
}

fn remarks(row: &Value, view: &View, entries: &[Value]) -> Vec<(String, bool)> {
    let word = |field: &str| (row[field].as_str().unwrap_or("-").to_owned(), true);
    let own = |field: &str| {
        let position = row["position"].as_u64().unwrap_or(1) as usize;
        entries[position - 1]["event"].get(field).is_some()
    };
    let has = |field: &str| !row[field].is_null();
    let some = |field: &str| row[field].as_u64().is_some_and(|n| n > 0);
    let many = |field: &str| row[field].as_u64().is_some_and(|n| n > 1);
    let differ = |field: &str| row[field][0] != row[field][1];
    let list: Vec<(&str, bool)> = match view {
        View::Threats { .. } => {
            let answers = entries.iter().filter(|e| {
                e["event"]["cause"] == row["id"]
                    && matches!(e["event"]["relation"].as_str(), Some("complies" | "defies"))
            });
            let several = has("response") && answers.count() > 1;
            let mut words = vec![word("response"), word("status")];
            words.push(("one response of several".to_owned(), several));
            return words;
        }
        View::Sanctions { .. } => vec![
            ("in force", true),
            ("in force until", has("expires")),
            (
                "in force since an earlier stage",
                row["since"]
                    != entries[row["position"].as_u64().unwrap_or(1) as usize - 1]["event"]["happened"]
                    && !own("effective"),
            ),
            (
                "program from an earlier stage",
                has("program") && !own("program"),
            ),
            (
                "against and entities",
                row["against"] != json!([]) && row["entities"] != json!([]),
            ),
        ],
        View::Yields { .. } => vec![
            ("yield without level", !has("level")),
            ("two levels of a yield", many("n")),
            ("yield of a series", has("series")),
        ],
        View::Observations { .. } => {
            return vec![
                word("unit"),
                ("two figures of an observation".to_owned(), many("n")),
            ];
        }
        View::Contradictions { .. } => vec![
            ("contradiction", true),
            ("contradiction of dates that differ", differ("happened")),
            ("contradiction between series", differ("series")),
        ],
        _ => vec![
            ("sole source", some("sole_source")),
            ("not the sole source", row["sole_source"] != row["events"]),
            ("evidence", some("with_evidence")),
            ("origin", has("origin")),
            ("url alone", !has("publisher")),
        ],
    };
    list.into_iter()
        .map(|(what, so)| (what.to_owned(), so))
        .collect()
}
