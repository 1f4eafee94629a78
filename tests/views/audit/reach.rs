//! The audit of single entries by example: what they rest on, and what rests on them; how the
//! citation names them.

use dateline::answer::{Audit, Question};
use serde_json::json;

use super::*;

fn exit(fields: Value) -> Value {
    let mut fixed = json!({
        "holder": {"country": "DK"}, "asset": {"class": "gold"}, "stage": "announced",
    });
    for (name, value) in fields.as_object().unwrap() {
        fixed[name] = value.clone();
    }
    event("fund_exit", "2026-01-20", fixed)
}

/// Two stages, two statements, a link to one of them, and a dispute of the first stage.
fn story() -> dateline::facts::History {
    let wire = || json!([{"publisher": "Wire", "published": "2026-01-20"}]);
    Story::of([
        exit(json!({})),
        exit(json!({"stage": "under_way", "follows": id(1)})),
        said("2026-01-20", wire()),
        said("2026-01-20", wire()),
        link(3, 4),
        dispute(1),
    ])
}

fn positions(of: &[&str]) -> Vec<(String, u64)> {
    let question = Question::Audit(Audit {
        about: of.iter().map(|text| (*text).to_owned()).collect(),
        ..Audit::default()
    });
    let rows = rows(&story(), &clocks(), &question).into_iter();
    rows.map(|row| {
        let rule = row["rule"].as_str().unwrap().to_owned();
        (rule, row["position"].as_u64().unwrap())
    })
    .collect()
}

fn of(rule: &str, position: u64) -> (String, u64) {
    (rule.to_owned(), position)
}

#[test]
fn a_stage_rests_on_the_stages_before_it() {
    let first = [of("single_origin", 1), of("unsettled_dispute", 1)];
    assert_eq!(positions(&["@1"]), first);
    assert_eq!(
        positions(&["@2"]),
        [
            of("single_origin", 1),
            of("single_origin", 2),
            of("unsettled_dispute", 1)
        ]
    );
    // A dispute is asked about by what it disputes.
    assert_eq!(positions(&["@6"]), first);
}

#[test]
fn a_link_rests_on_its_ends_and_an_event_carries_its_links() {
    let [third, fourth] = [3, 4].map(|at| of("single_origin", at));
    let open = of("unclear_link", 5);
    assert_eq!(positions(&["@5"]), [third.clone(), fourth, open.clone()]);
    assert_eq!(positions(&["@3"]), [third.clone(), open.clone()]);
    assert_eq!(
        positions(&["@3", "@1"]),
        [
            of("single_origin", 1),
            third,
            open,
            of("unsettled_dispute", 1)
        ]
    );
}

#[test]
fn the_citation_names_the_entries_and_the_rules() {
    let question = Question::Audit(Audit {
        about: vec!["@3".into(), "@1".into()],
        rules: vec![Rule::named("no_evidence").unwrap()],
        ..Audit::default()
    });
    let query = ask(&story(), &clocks(), &question).citation.query;
    assert_eq!(query["arguments"], json!([id(3), id(1)]));
    assert_eq!(
        (&query["rule"], &query["level"]),
        (&json!(["no_evidence"]), &Value::Null)
    );
}

#[test]
fn a_ref_that_names_nothing_is_refused() {
    let question = Question::Audit(Audit {
        about: vec!["@9".into()],
        ..Audit::default()
    });
    assert_eq!(refused(&story(), &clocks(), &question).code, "ref_unknown");
}

#[test]
fn the_total_counts_what_the_limit_cuts() {
    let question = Question::Audit(Audit {
        filters: Filters {
            limit: Some(1),
            ..Filters::default()
        },
        ..Audit::default()
    });
    let dateline::answer::View::Audit(view) = ask(&story(), &clocks(), &question).view else {
        panic!("an audit");
    };
    assert_eq!((view.rows.len(), view.total), (1, 6));
}
