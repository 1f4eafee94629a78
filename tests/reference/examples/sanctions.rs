//! Examples of §7.4, `sanctions`: what is in force at D, since when, and what a stage inherits.
//! Owns one test for each rule.
//! Never tests joining by `follows` by itself: see `exits`.

use serde_json::{Value, json};

use super::*;

fn view() -> View {
    View::Sanctions { why: true }
}

fn stage(label: &str, happened: &str, action: &str, follows: &str, fields: Value) -> Value {
    let mut base = json!({"by": ["EU"], "measure": "tariff", "action": action, "against": ["US"]});
    if !follows.is_empty() {
        base["follows"] = json!(follows);
    }
    event(label, "sanction", happened, with(base, &fields))
}

fn story() -> Vec<Value> {
    log(&[
        stage(
            "threatened",
            "2026-01-01",
            "threatened",
            "",
            json!({"program": "P1", "entities": ["Acme"]}),
        ),
        stage(
            "imposed",
            "2026-01-05",
            "imposed",
            "threatened",
            json!({"effective": "2026-02-01", "expires": "2026-06"}),
        ),
        stage(
            "extended",
            "2026-02-20",
            "extended",
            "imposed",
            json!({"expires": "2026-12", "against": ["US", "JP"]}),
        ),
        stage(
            "lifted",
            "2026-03-01",
            "lifted",
            "extended",
            json!({"effective": "2026-04-01"}),
        ),
        stage(
            "again",
            "2026-05-01",
            "imposed",
            "lifted",
            json!({"measure": "financial"}),
        ),
        stage(
            "eased",
            "2026-05-10",
            "eased",
            "again",
            json!({"program": "P2"}),
        ),
    ])
}

#[test]
fn the_furthest_effective_stage_is_what_is_in_force() {
    let log = story();
    let at = |date: &str| rows(&log, &on(date), &view());
    // Announced on 5 January, in force from 1 February.
    assert_eq!(at("2026-01-31"), [] as [Value; 0]);
    let imposed = at("2026-02-10");
    assert_eq!(imposed.len(), 1);
    says(
        &imposed[0],
        json!({
            "position": 2, "id": id(&log, 2).to_string(), "by": ["EU"], "against": ["US"], "entities": ["Acme"],
            "measure": "tariff", "program": "P1", "since": "2026-02-01", "expires": "2026-06",
            "disputed": 0, "entries": [1, 2],
        }),
    );
    says(
        &at("2026-03-31")[0],
        json!({"position": 3, "against": ["US", "JP"], "program": "P1", "since": "2026-02-01", "expires": "2026-12"}),
    );
    assert_eq!(at("2026-04-01"), [] as [Value; 0], "lifted");
    // Imposed again: nothing comes across the lifting.
    says(
        &at("2026-05-05")[0],
        json!({"position": 5, "measure": "financial", "program": null, "entities": [], "since": "2026-05-01", "expires": null}),
    );
    says(
        &at("2026-05-10")[0],
        json!({"position": 6, "measure": "tariff", "program": "P2", "since": "2026-05-01"}),
    );
}

#[test]
fn what_has_expired_is_not_in_force() {
    let log = story();
    let before = Query {
        known: Some(2),
        ..on("2026-06-30")
    };
    assert_eq!(rows(&log, &before, &view()).len(), 1);
    let after = Query {
        known: Some(2),
        ..on("2026-07-01")
    };
    assert_eq!(rows(&log, &after, &view()), [] as [Value; 0]);
}

#[test]
fn a_stage_not_yet_effective_waits_behind_the_one_that_is() {
    let log = log(&[
        stage("a", "2026-01-05", "imposed", "", json!({"program": "P1"})),
        stage(
            "b",
            "2026-01-06",
            "lifted",
            "a",
            json!({"effective": "2026-12"}),
        ),
        stage("c", "2026-01-07", "tightened", "b", json!({})),
        stage("d", "2026-01-08", "threatened", "c", json!({})),
    ]);
    let at = |known: u64| {
        rows(
            &log,
            &Query {
                known: Some(known),
                ..on("2026-01-31")
            },
            &view(),
        )
    };
    says(
        &at(2)[0],
        json!({"position": 1, "program": "P1", "since": "2026-01-05"}),
    );
    // Further along than the lifting that is yet to come; but what it lacks does not come across that.
    says(
        &at(3)[0],
        json!({"position": 3, "program": null, "since": "2026-01-05", "entries": [1, 2, 3]}),
    );
    assert_eq!(at(4), [] as [Value; 0], "only threatened");
}

#[test]
fn a_date_that_is_not_certain_by_d_is_not_yet() {
    let log = log(&[stage(
        "a",
        "2026-01-05",
        "imposed",
        "",
        json!({"effective": "2026-01"}),
    )]);
    assert_eq!(rows(&log, &on("2026-01-30"), &view()), [] as [Value; 0]);
    assert_eq!(rows(&log, &on("2026-01-31"), &view()).len(), 1);
}
