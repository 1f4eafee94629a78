//! §7.4's yields and observations by example: the latest, the first, highs and lows with
//! their ties, records without a figure, and units that never share a row.

use dateline::answer::{Filters, Question, View};
use dateline::clocks::Clocks;
use serde_json::{Value, json};

use super::story::*;

fn yields(filters: Filters) -> Question {
    Question::Yields { why: true, filters }
}

fn observations() -> Question {
    Question::Observations {
        why: true,
        filters: Filters::default(),
    }
}

fn moved(happened: &str, fields: Value) -> Value {
    let mut fixed = json!({"instrument": {"issuer": "JP", "tenor": "30Y"}});
    for (name, value) in fields.as_object().unwrap() {
        fixed[name] = value.clone();
    }
    event("yield_move", happened, fixed)
}

fn level(happened: &str, level: &str) -> Value {
    moved(happened, json!({"level": level}))
}

fn seen(happened: &str, fields: Value) -> Value {
    let mut fixed = json!({"subject": {"country": "US"}, "measure": "federal_debt"});
    for (name, value) in fields.as_object().unwrap() {
        fixed[name] = value.clone();
    }
    event("observation", happened, fixed)
}

#[test]
fn a_yield_moves_from_its_first_level_to_its_last() {
    let history = Story::of([
        level("2026-01-21", "3.66"),
        level("2026-01-19", "3.41"),
        level("2026-01-20", "3.88"),
        moved("2026-01-22", json!({"change_bp": "-9"})),
    ]);
    // (3.66 − 3.41) × 100 = 25 bp. A move without a level is none.
    assert_eq!(
        row(&history, &clocks(), &yields(Filters::default())),
        json!({
            "issuer": "JP", "tenor": "30Y", "series": null, "level": "3.66",
            "level_on": "2026-01-21", "change_bp": "25", "high": "3.88", "high_on": "2026-01-20",
            "low": "3.41", "low_on": "2026-01-19", "n": 3, "disputed": 0, "entries": [1, 2, 3],
        })
    );
}

#[test]
fn levels_of_one_instant_go_by_position_and_ties_to_the_earliest() {
    let history = Story::of([
        level("2026-01", "-0.25"),
        level("2026-01-31", "-0.5"),
        level("2026-01-30", "-0.25"),
        level("2026-01-29", "-0.5"),
    ]);
    // The order is 29th, 30th, then January and the 31st, which end together: by position.
    // (−0.5 − −0.5) × 100 = 0.
    holds(
        &row(&history, &clocks(), &yields(Filters::default())),
        json!({
            "level": "-0.5", "level_on": "2026-01-31", "change_bp": "0", "high": "-0.25",
            "high_on": "2026-01-30", "low": "-0.5", "low_on": "2026-01-29", "n": 4,
        }),
    );
}

#[test]
fn since_keeps_only_what_happened_wholly_from_then_on() {
    let history = Story::of([
        level("2026-01-19", "3.41"),
        level("2026-01", "3.5"),
        level("2026-01-20", "3.6"),
        level("2026-01-21", "3.66"),
    ]);
    let since = |date: &str| {
        yields(Filters {
            since: Some(when(date)),
            ..Filters::default()
        })
    };
    // January begins before the 20th. (3.66 − 3.6) × 100 = 6 bp.
    holds(
        &row(&history, &clocks(), &since("2026-01-20")),
        json!({"change_bp": "6", "n": 2, "entries": [3, 4]}),
    );
    // All of them: January is the latest, as it ends. (3.5 − 3.41) × 100 = 9 bp.
    holds(
        &row(&history, &clocks(), &since("2026")),
        json!({"n": 4, "change_bp": "9"}),
    );
    assert!(rows(&history, &clocks(), &since("2026-01-22")).is_empty());
}

#[test]
fn a_record_without_a_figure_is_listed_where_there_is_no_level() {
    let history = Story::of([
        moved("2026-01-20", json!({"record": "high"})),
        moved("2026-01-20", json!({"record": "high", "series": "close"})),
        moved("2026-01-21", json!({"level": "3.66", "series": "close"})),
        moved("2026-01-22", json!({"from": "3.5", "series": "odd"})),
        dispute(1),
    ]);
    let found = rows(&history, &clocks(), &yields(Filters::default()));
    assert_eq!(found.len(), 2, "{found:#?}");
    assert_eq!(
        found[0],
        json!({
            "issuer": "JP", "tenor": "30Y", "series": null, "level": null, "level_on": null,
            "change_bp": null, "high": null, "high_on": null, "low": null, "low_on": null,
            "n": 0, "disputed": 1, "entries": [1],
        })
    );
    holds(
        &found[1],
        json!({"series": "close", "level": "3.66", "change_bp": "0", "n": 1, "entries": [3]}),
    );
}

#[test]
fn yields_come_by_issuer_tenor_and_series_and_keep_their_points() {
    let of = |issuer: &str, tenor: &str, series: Value| {
        let bond = json!({"issuer": issuer, "tenor": tenor});
        moved(
            "2026-01-20",
            json!({"instrument": bond, "level": "1", "series": series}),
        )
    };
    let history = Story::of([
        of("US", "10Y", json!("b")),
        of("US", "10Y", json!(null)),
        of("JP", "40Y", json!(null)),
        of("JP", "30Y", json!("a")),
    ]);
    let found = rows(&history, &clocks(), &yields(Filters::default()));
    let keys: Vec<Value> = found
        .iter()
        .map(|row| json!([row["issuer"], row["tenor"], row["series"]]))
        .collect();
    assert_eq!(
        json!(keys),
        json!([
            ["JP", "30Y", "a"],
            ["JP", "40Y", null],
            ["US", "10Y", null],
            ["US", "10Y", "b"]
        ])
    );
    let filters = Filters {
        country: vec!["JP".into()],
        limit: Some(1),
        ..Filters::default()
    };
    let View::Yields(rows) = ask(&history, &clocks(), &yields(filters)).view else {
        panic!("yields")
    };
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].points[0].value.to_string(), "1");
}

#[test]
fn an_observation_stands_beside_its_first() {
    let history = Story::of([
        seen(
            "2026-01",
            json!({"amount": {"value": "38.4", "currency": "USD", "bound": "at_least"}}),
        ),
        seen(
            "2024-07-26",
            json!({"amount": {"value": "35", "currency": "USD"}}),
        ),
    ]);
    assert_eq!(
        row(&history, &clocks(), &observations()),
        json!({
            "subject": "US", "country": "US", "measure": "federal_debt", "series": null,
            "value": "38.4", "unit": "USD", "on": "2026-01", "first": "35",
            "first_on": "2024-07-26", "n": 2, "disputed": 0, "entries": [1, 2],
        })
    );
}

#[test]
fn units_and_series_never_share_a_row() {
    let history = Story::of([
        seen("2026-01-01", json!({"percent": "-1.5"})),
        seen("2026-01-02", json!({"rank": 3})),
        seen("2026-01-03", json!({"count": 170_000})),
        seen("2026-01-04", json!({"amount": amount("5")})),
        seen("2026-01-05", json!({"count": 180_000, "series": "a"})),
        seen("2026-01-06", json!({"count": "999999999999999999"})),
    ]);
    let found = rows(&history, &clocks(), &observations());
    let shown: Vec<Value> = found
        .iter()
        .map(|row| json!([row["series"], row["unit"], row["value"], row["n"]]))
        .collect();
    assert_eq!(
        json!(shown),
        json!([
            [null, "USD", "5", 1],
            [null, "count", "999999999999999999", 2],
            [null, "percent", "-1.5", 1],
            [null, "rank", "3", 1],
            ["a", "count", "180000", 1],
        ])
    );
}

#[test]
fn a_subject_is_its_key_whatever_country_it_is_given() {
    let fund = |fields: Value, happened: &str| {
        let mut subject = json!({"id": "fund", "name": "A Fund"});
        subject
            .as_object_mut()
            .unwrap()
            .extend(fields.as_object().unwrap().clone());
        seen(happened, json!({"subject": subject, "count": 1}))
    };
    let (dk, se) = (json!({"country": "DK"}), json!({"country": "SE"}));
    let mut claimed = fund(json!({"country": "NO"}), "2026-01-04");
    claimed["claimed_by"] = json!("a rival");
    let history = Story::of([
        fund(dk, "2026-01-02"),
        fund(se, "2026-01-01"),
        claimed,
        fund(json!({"name": "The Fund"}), "2026-01-03"),
        seen(
            "2026-01-05",
            json!({"subject": {"name": "A Fund", "country": "DK"}, "count": 1}),
        ),
    ]);
    let found = |clocks: &Clocks| -> Vec<Value> {
        let rows = rows(&history, clocks, &observations());
        let short = |row: &Value| json!([row["subject"], row["country"], row["on"], row["n"]]);
        rows.iter().map(short).collect()
    };
    // One row; its country is the latest that was said, which the latest figure need not say. Without
    // an id the name is the key.
    let other = json!(["A Fund", "DK", "2026-01-05", 1]);
    assert_eq!(
        json!(found(&clocks())),
        json!([other, ["fund", "DK", "2026-01-03", 3]])
    );
    assert_eq!(
        json!(found(&on("2026-01-01"))),
        json!([["fund", "SE", "2026-01-01", 1]])
    );
    let claims = Clocks {
        claims: true,
        ..Clocks::default()
    };
    assert_eq!(
        json!(found(&claims)),
        json!([other, ["fund", "NO", "2026-01-04", 4]])
    );
    let question = |country: &str| Question::Observations {
        why: false,
        filters: Filters {
            country: vec![country.into()],
            ..Filters::default()
        },
    };
    assert_eq!(rows(&history, &clocks(), &question("DK")).len(), 2);
    assert_eq!(rows(&history, &clocks(), &question("SE")).len(), 0);
}
