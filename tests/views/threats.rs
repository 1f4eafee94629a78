//! §7.4's threats by example: answers and states from the links in view, which link decides,
//! what lapses, and what claims and the dates keep out.

use dateline::answer::{Filters, Question};
use dateline::clocks::Clocks;
use serde_json::{Value, json};

use super::story::*;

fn threats() -> Question {
    Question::Threats {
        why: false,
        filters: Filters::default(),
    }
}

fn why() -> Question {
    Question::Threats {
        why: true,
        filters: Filters::default(),
    }
}

/// A threat of 10 January by the US.
fn threat(fields: Value) -> Value {
    let mut fixed = json!({
        "by": {"country": "US"}, "against": ["EUROPE"], "consequence": "tariffs of 25 %",
    });
    for (name, value) in fields.as_object().unwrap() {
        fixed[name] = value.clone();
    }
    event("threat", "2026-01-10", fixed)
}

fn deed(happened: &str) -> Value {
    event(
        "statement",
        happened,
        json!({"by": {"country": "DK"}, "act": "rejects"}),
    )
}

fn did(relation: &str, effect: u64) -> Value {
    about(
        "link",
        json!({"cause": id(1), "effect": id(effect), "relation": relation}),
    )
}

fn claimed(mut event: Value) -> Value {
    event["claimed_by"] = json!("a rival");
    event
}

#[test]
fn a_threat_alone_is_open_and_unanswered() {
    let by = json!({"id": "boj", "name": "Bank of Japan", "country": "JP", "type": "central_bank"});
    let history = Story::of([threat(
        json!({"by": by, "label": "threat-of-boj", "until": "2026-03-31"}),
    )]);
    // Recorded on 1 February: D is the end of that day, before the threat lapses.
    assert_eq!(
        row(&history, &clocks(), &threats()),
        json!({
            "position": 1, "id": id(1), "label": "threat-of-boj", "by": "boj",
            "against": ["EUROPE"], "happened": "2026-01-10", "consequence": "tariffs of 25 %",
            "until": "2026-03-31", "response": null, "response_by": null, "status": "open",
            "status_by": null, "disputed": 0,
        })
    );
}

#[test]
fn a_threat_expires_once_its_last_instant_is_before_d() {
    let history = Story::of([threat(json!({"until": "2026-01-20"}))]);
    let at = |date| row(&history, &on(date), &threats())["status"].clone();
    assert_eq!(
        (at("2026-01-19"), at("2026-01-20"), at("2026-01-21")),
        (json!("open"), json!("open"), json!("expired"))
    );
    // D without --on: the day of the last recorded entry, 1 February.
    holds(
        &row(&history, &clocks(), &threats()),
        json!({"status": "expired"}),
    );
}

#[test]
fn of_each_kind_of_link_the_latest_effect_decides() {
    let history = Story::of([
        threat(json!({"until": "2026-01-20"})),
        deed("2026-01-12"),
        deed("2026-01-14"),
        deed("2026-01"),
        did("defies", 2),
        did("complies", 3),
        did("carries_out", 4),
        did("withdraws", 3),
        did("triggers", 4),
    ]);
    // Complied on the 14th, after the defiance of the 12th. January ends after the 14th, so it is
    // carried out (@4), not withdrawn (@3). `triggers` says nothing of it. What was carried out
    // no longer expires.
    holds(
        &row(&history, &clocks(), &why()),
        json!({
            "response": "complied", "response_by": 3, "status": "carried_out", "status_by": 4,
            "entries": [1, 3, 4, 6, 7], "disputed": 0,
        }),
    );
}

#[test]
fn of_effects_that_end_together_the_later_recorded_decides_then_the_later_link() {
    let history = Story::of([
        threat(json!({})),
        deed("2026-01-31"),
        deed("2026-01"),
        did("complies", 3),
        did("defies", 2),
        did("partly_carries_out", 3),
        did("withdraws", 3),
    ]);
    holds(
        &row(&history, &clocks(), &why()),
        json!({
            "response": "complied", "response_by": 3, "status": "withdrawn", "status_by": 3,
            "entries": [1, 3, 4, 7],
        }),
    );
    holds(
        &row(&history, &known(6), &threats()),
        json!({"status": "partly", "status_by": 3}),
    );
}

#[test]
fn a_link_against_the_dates_or_with_a_retracted_end_decides_nothing() {
    let history = Story::of([
        threat(json!({})),
        deed("2026-01-08"),
        deed("2026-01-09"),
        deed("2026-01-12"),
        did("defies", 2),
        did("defies", 3),
        did("complies", 4),
        retraction(4),
    ]);
    // The 9th may be the 10th of another zone, the 8th may not.
    holds(
        &row(&history, &known(5), &threats()),
        json!({"response": null}),
    );
    holds(
        &row(&history, &known(6), &threats()),
        json!({"response": "defied", "response_by": 3}),
    );
    holds(
        &row(&history, &known(7), &threats()),
        json!({"response": "complied"}),
    );
    holds(
        &row(&history, &known(8), &threats()),
        json!({"response": "defied"}),
    );
}

#[test]
fn claimed_links_and_effects_count_only_with_claims() {
    let history = Story::of([
        threat(json!({})),
        deed("2026-01-12"),
        claimed(deed("2026-01-13")),
        claimed(did("defies", 2)),
        did("carries_out", 3),
        claimed(threat(json!({}))),
    ]);
    holds(
        &row(&history, &clocks(), &threats()),
        json!({"position": 1, "response": null, "status": "open"}),
    );
    // The threat and the link that are claimed; an effect is not of the view's kinds.
    assert_eq!(
        left_out(&history, &clocks(), &threats()),
        json!([0, {"claims": 2}])
    );
    let claims = Clocks {
        claims: true,
        ..Clocks::default()
    };
    let found = rows(&history, &claims, &threats());
    assert_eq!(found.len(), 2);
    holds(
        &found[0],
        json!({"response": "defied", "status": "carried_out"}),
    );
}

#[test]
fn links_are_counted_as_left_out_whatever_they_say() {
    let history = Story::of([
        deed("2026-01-12"),
        deed("2026-01-13"),
        claimed(link(1, 2)),
        link(1, 2),
    ]);
    assert_eq!(
        left_out(&history, &clocks(), &threats()),
        json!([0, {"claims": 1}])
    );
}

#[test]
fn the_clocks_hide_what_came_later() {
    let history = Story::of([
        threat(json!({})),
        deed("2026-01-12"),
        did("defies", 2),
        correction(1, json!({"consequence": "tariffs of 50 %"})),
    ]);
    // The link has no dated source: a desk's inference is not public.
    let public = ask(&history, &published("2026-01-31"), &threats()).citation;
    assert_eq!(public.undated, 1);
    holds(
        &row(&history, &published("2026-01-31"), &threats()),
        json!({"response": null, "consequence": "tariffs of 50 %"}),
    );
    holds(
        &row(&history, &on("2026-01-11"), &threats()),
        json!({"response": null}),
    );
    assert!(rows(&history, &on("2026-01-09"), &threats()).is_empty());
}

#[test]
fn disputes_of_what_the_row_rests_on_are_counted_once_an_entry() {
    let history = Story::of([
        threat(json!({})),
        deed("2026-01-12"),
        did("defies", 2),
        did("carries_out", 2),
        dispute(1),
        dispute(1),
        dispute(2),
        dispute(3),
    ]);
    holds(
        &row(&history, &clocks(), &why()),
        json!({"disputed": 3, "entries": [1, 2, 3, 4]}),
    );
}

#[test]
fn filters_choose_threats() {
    let history = Story::of([
        threat(json!({"tags": ["trade"]})),
        threat(json!({"by": {"country": "CN"}, "against": ["US"]})),
    ]);
    let positions = |filters: Filters| {
        let question = Question::Threats {
            why: false,
            filters,
        };
        let rows = rows(&history, &clocks(), &question);
        rows.iter()
            .map(|row| row["position"].clone())
            .collect::<Vec<_>>()
    };
    let of = |country: &str| Filters {
        country: vec![country.into()],
        ..Filters::default()
    };
    assert_eq!(positions(of("US")), [1, 2]);
    assert_eq!(positions(of("EUROPE")), [1]);
    let tagged = Filters {
        tag: vec!["trade".into()],
        ..Filters::default()
    };
    assert_eq!(positions(tagged), [1]);
}
