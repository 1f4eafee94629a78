//! §7.4's sanctions by example: what is in force at D, since when, and what a stage takes
//! over from the stages before it.

use dateline::answer::{Filters, Question};
use serde_json::{Value, json};

use super::story::*;

fn sanctions() -> Question {
    Question::Sanctions {
        why: false,
        filters: Filters::default(),
    }
}

fn why() -> Question {
    Question::Sanctions {
        why: true,
        filters: Filters::default(),
    }
}

/// A stage by the EU against Russia.
fn stage(action: &str, happened: &str, fields: Value) -> Value {
    let mut fixed =
        json!({"by": ["EU"], "against": ["RU"], "measure": "asset_freeze", "action": action});
    for (name, value) in fields.as_object().unwrap() {
        fixed[name] = value.clone();
    }
    event("sanction", happened, fixed)
}

/// A stage that follows the entry at a position.
fn next(action: &str, happened: &str, follows: u64) -> Value {
    stage(action, happened, json!({"follows": id(follows)}))
}

#[test]
fn a_measure_is_in_force_from_its_effective_day_through_its_last() {
    let history = Story::of([stage(
        "imposed",
        "2026-01-05",
        json!({"effective": "2026-01-10", "expires": "2026-01-20", "program": "Package 20",
               "entities": ["A Bank"]}),
    )]);
    let at = |date| rows(&history, &on(date), &sanctions()).len();
    assert_eq!(
        (
            at("2026-01-09"),
            at("2026-01-10"),
            at("2026-01-20"),
            at("2026-01-21")
        ),
        (0, 1, 1, 0)
    );
    assert_eq!(
        row(&history, &on("2026-01-10"), &sanctions()),
        json!({
            "position": 1, "id": id(1), "by": ["EU"], "against": ["RU"], "entities": ["A Bank"],
            "measure": "asset_freeze", "program": "Package 20", "since": "2026-01-10",
            "expires": "2026-01-20", "disputed": 0,
        })
    );
    // A wide effective is certain only at its end.
    let history = Story::of([stage(
        "imposed",
        "2026-01-05",
        json!({"effective": "2026-01"}),
    )]);
    assert!(rows(&history, &on("2026-01-30"), &sanctions()).is_empty());
    holds(
        &row(&history, &on("2026-01-31"), &sanctions()),
        json!({"since": "2026-01"}),
    );
}

#[test]
fn a_stage_takes_over_what_it_does_not_say() {
    let history = Story::of([
        stage(
            "threatened",
            "2026-01-01",
            json!({"program": "Package 20", "entities": ["A Bank"], "expires": "2026-12-31"}),
        ),
        next("imposed", "2026-01-05", 1),
        stage(
            "extended",
            "2026-01-10",
            json!({"follows": id(2), "expires": "2027-06-30"}),
        ),
    ]);
    // The nearest expiry stands; the threat gives the names, but in force since the imposition.
    holds(
        &row(&history, &clocks(), &why()),
        json!({
            "position": 3, "program": "Package 20", "entities": ["A Bank"], "since": "2026-01-05",
            "expires": "2027-06-30", "entries": [1, 2, 3],
        }),
    );
    assert!(rows(&history, &on("2026-01-04"), &sanctions()).is_empty());
}

#[test]
fn a_lifted_measure_begins_anew() {
    let history = Story::of([
        stage("imposed", "2026-01-01", json!({"program": "Old"})),
        next("tightened", "2026-01-02", 1),
        next("lifted", "2026-01-03", 2),
        next("imposed", "2026-01-04", 3),
        next("eased", "2026-01-05", 4),
    ]);
    holds(
        &row(&history, &on("2026-01-02"), &sanctions()),
        json!({"position": 2, "program": "Old", "since": "2026-01-01"}),
    );
    assert!(rows(&history, &on("2026-01-03"), &sanctions()).is_empty());
    // Nothing is taken over across the lifting.
    holds(
        &row(&history, &on("2026-01-05"), &why()),
        json!({"position": 5, "program": null, "since": "2026-01-04", "entries": [1, 2, 3, 4, 5]}),
    );
}

#[test]
fn what_is_announced_for_later_changes_nothing_yet() {
    let history = Story::of([
        stage("imposed", "2026-01-01", json!({})),
        stage(
            "lifted",
            "2026-01-02",
            json!({"follows": id(1), "effective": "2026-02-01"}),
        ),
    ]);
    holds(
        &row(&history, &on("2026-01-15"), &why()),
        json!({"position": 1, "entries": [1]}),
    );
    assert!(rows(&history, &on("2026-02-01"), &sanctions()).is_empty());
}

#[test]
fn a_stage_out_of_view_still_joins_the_others() {
    let history = Story::of([
        stage("imposed", "2026-01-01", json!({"program": "Package 20"})),
        next("lifted", "2026-01-02", 1),
        next("imposed", "2026-01-03", 2),
        retraction(2),
    ]);
    // Without the lifting it is one measure since the first day.
    holds(
        &row(&history, &known(4), &why()),
        json!({"position": 3, "program": "Package 20", "since": "2026-01-01", "entries": [1, 3]}),
    );
    holds(
        &row(&history, &known(3), &sanctions()),
        json!({"program": null, "since": "2026-01-03"}),
    );
}

#[test]
fn threats_withdrawals_and_claims_make_no_row() {
    let mut claimed = stage("imposed", "2026-01-01", json!({}));
    claimed["claimed_by"] = json!("a rival");
    let history = Story::of([
        stage("threatened", "2026-01-01", json!({})),
        stage("imposed", "2026-01-01", json!({})),
        next("withdrawn", "2026-01-02", 2),
        claimed,
    ]);
    assert!(rows(&history, &clocks(), &sanctions()).is_empty());
    assert_eq!(
        left_out(&history, &clocks(), &sanctions()),
        json!([0, {"claims": 1}])
    );
}

#[test]
fn rows_come_by_position_and_filters_look_at_both_sides() {
    let other = stage(
        "imposed",
        "2026-01-01",
        json!({"by": ["US"], "against": ["IR"]}),
    );
    let history = Story::of([
        stage("imposed", "2026-01-01", json!({})),
        other,
        next("tightened", "2026-01-02", 1),
        dispute(1),
    ]);
    let positions = |country: &[&str]| {
        let filters = Filters {
            country: country.iter().map(|code| (*code).to_owned()).collect(),
            ..Filters::default()
        };
        let question = Question::Sanctions {
            why: false,
            filters,
        };
        let rows = rows(&history, &clocks(), &question);
        rows.iter()
            .map(|row| row["position"].clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(positions(&[]), [2, 3]);
    assert_eq!(positions(&["IR"]), [2]);
    assert_eq!(positions(&["EU"]), [3]);
    let found = rows(&history, &clocks(), &sanctions());
    holds(&found[1], json!({"disputed": 1}));
}
