//! Random histories held against what must be so of any of them: the reference with itself, and the generator with its brief.
//! Owns those properties and the count of what the generator brings about.
//! Never knows an engine.

use std::collections::BTreeMap;

use proptest::{
    prelude::*,
    strategy::{Strategy, ValueTree},
    test_runner::{Config, TestRunner},
};
use serde_json::{Value, json};

use super::super::{
    generator, known,
    valid,
};
use super::*;

proptest! {
    #![proptest_config(Config { cases: 96, failure_persistence: None, ..Config::default() })]

    #[test]
    fn every_question_has_an_answer(commits in generator::histories(40), query in generator::queries(), view in generator::views()) {
        let (entries, refused) = Desk::record(&commits);
        prop_assert!(refused.is_empty(), "{refused:?}");
        for known in known::as_known(&entries, None) {
            prop_assert_eq!(valid::event(&known.event), Ok(()));
        }
        let query = query.of(&entries);
        let view = view.of(&entries, &query);
        let answer = answer(&entries, &query, &view);
        prop_assert_eq!(plain(&answer), answer);
    }

    #[test]
    fn the_log_at_n_is_all_that_known_n_sees(commits in generator::histories(24), query in generator::queries(), view in generator::views()) {
        let (entries, _) = Desk::record(&commits);
        let query = query.of(&entries);
        let view = view.of(&entries, &query);
        let n = query.known.unwrap_or(entries.len() as u64) as usize;
        let cut = answer(&entries[..n], &Query { known: None, ..query.clone() }, &view);
        prop_assert_eq!(answer(&entries, &query, &view), cut);
    }

    #[test]
    fn holders_of_a_country_add_up(commits in generator::histories(40)) {
        let (entries, _) = Desk::record(&commits);
        let total = |by: By| {
            let mut total = BTreeMap::<String, [i128; 2]>::new();
            for row in rows(&entries, &Query::default(), &divestment(by)) {
                let sum = total.entry(row["currency"].to_string()).or_default();
                for (i, column) in ["pending", "executed"].iter().enumerate() {
                    sum[i] += super::super::money::micro(row[column]["low"].as_str().expect("low")).expect("money");
                }
            }
            total.retain(|_, sum| *sum != [0, 0]);
            total
        };
        prop_assert_eq!(total(By::Holder), total(By::Country));
    }
}

/// What 120 histories bring about, so that a change of the generator cannot quietly empty a test.
#[test]
fn the_generator_brings_everything_about() {
    let mut runner = TestRunner::deterministic();
    let mut seen = BTreeMap::<String, usize>::new();
    for _ in 0..120 {
        let tree = generator::histories(48).new_tree(&mut runner).expect("a history");
        let (entries, _) = Desk::record(&tree.current());
        let mut saw = |what: String| *seen.entry(what).or_insert(0) += 1;
        let all = known::as_known(&entries, None);
        for known in &all {
            saw(known.kind().to_owned());
            let counted = |k: &&known::Known| k.kind() == "correction" && !k.retracted && k.event["target"] == known.id;
            let mut now = known.entry["event"].clone();
            for correction in all.iter().filter(counted) {
                match known::corrected(&now, &correction.event["changes"]) {
                    Some(next) => now = next,
                    None => saw("correction that must be skipped".to_owned()),
                }
            }
            if known.is_amendment() && known.retracted {
                saw(format!("retracted {}", known.kind()));
            }
        }
        views_seen(&entries, &mut saw);
    }
    for what in [
        "threat", "fund_exit", "holding", "yield_move", "policy_shift", "sanction", "statement", "observation", "forecast",
        "link", "correction", "retraction", "dispute", "corroboration", "retracted correction", "retracted retraction",
        "retracted dispute", "retracted corroboration", "correction that must be skipped", "impossible", "order_unclear",
        "cycle", "broken", "disputed", "two paths", "overdue", "unquantified", "null currency", "levels of two series",
        "executed after level", "chain of three", "claims", "possible", "blocs", "no_country", "no_target",
        "same_country", "not_effective", "undated",
    ] {
        assert!(seen.get(what).is_some_and(|n| *n >= 5), "{what} is seen less than five times: {seen:#?}");
    }
}

fn views_seen(entries: &[Value], saw: &mut dyn FnMut(String)) {
    let query = Query { published: Some("2026-02".to_owned()), ..on("2026-01-22") };
    for (query, view) in [
        (&Query::default(), divestment(By::Holder)),
        (&query, divestment(By::Asset)),
        (&query, stance()),
    ] {
        let answer = answer(entries, query, &view);
        for (reason, _) in answer["left_out"].as_object().expect("counts") {
            saw(reason.clone());
        }
        for (what, so) in [("undated", answer["undated"] != json!(0))] {
            if so {
                saw(what.to_owned());
            }
        }
        for row in answer["rows"].as_array().expect("rows").iter().filter(|row| row.get("overdue").is_some()) {
            for (what, so) in [
                ("overdue", row["overdue"] != json!(0)),
                ("unquantified", row["unquantified"] != json!(0)),
                ("null currency", row["currency"].is_null()),
                ("levels of two series", row["levels"].as_array().is_some_and(|l| l.len() > 1)),
                ("executed after level", row["executed_after_level"]["high"].as_str().is_some_and(|h| h != "0")),
                ("chain of three", row["entries"].as_array().is_some_and(|e| e.len() > 2)),
            ] {
                if so {
                    saw(what.to_owned());
                }
            }
        }
    }
    for position in 1..=entries.len() {
        let view = View::Chain { of: id(entries, position), causes: false, effects: false, to: Some(id(entries, 1)), all: false };
        let graph = answer(entries, &Query::default(), &view);
        for edge in graph["edges"].as_array().expect("edges") {
            for flag in edge["flags"].as_array().expect("flags") {
                saw(flag.as_str().expect("a flag").to_owned());
            }
        }
        if graph["paths"].as_array().is_some_and(|paths| paths.len() > 1) {
            saw("two paths".to_owned());
        }
    }
}
