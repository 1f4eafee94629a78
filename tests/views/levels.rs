//! §7.1's levels by example: series apart, the peak and its ties, change from a year before
//! or from `--since`, and what was executed after the latest level.

use dateline::answer::{By, Filters, Question};
use serde_json::{Value, json};

use super::story::*;

fn level(happened: &str, value: &str, fields: Value) -> Value {
    let mut fixed = json!({
        "holder": {"country": "CN"}, "asset": {"class": "us_treasury", "issuer": "US"}, "amount": amount(value),
    });
    for (name, value) in fields.as_object().unwrap() {
        fixed[name] = value.clone();
    }
    event("holding", happened, fixed)
}

fn since(date: &str) -> Question {
    let filters = Filters {
        since: Some(when(date)),
        ..Filters::default()
    };
    Question::Divestment {
        by: By::Holder,
        asset: None,
        why: false,
        filters,
    }
}

#[test]
fn the_current_level_stands_against_its_peak_and_the_year_before() {
    let history = Story::of([
        level(
            "2013-11",
            "1316.7",
            json!({"series": "tic", "basis": "market"}),
        ),
        level("2024-11", "768.6", json!({"series": "tic"})),
        level("2024-12", "759", json!({"series": "tic"})),
        level(
            "2025-11",
            "682.6",
            json!({"series": "tic", "attribution": "custodian"}),
        ),
    ]);
    // Peak 1316.7 − 682.6 = 634.1 below. A year before November 2025 is November 2024 (December
    // lies after it): 682.6 − 768.6 = −86.
    let expected = json!([{
        "series": "tic", "basis": null, "attribution": "custodian",
        "current": "682.6", "current_on": "2025-11", "peak": "1316.7", "peak_on": "2013-11",
        "below_peak": "634.1", "change": "-86", "change_from": "2024-11",
    }]);
    holds(
        &row(&history, &clocks(), &divestment(By::Holder)),
        json!({"levels": expected, "pending": {"low": "0", "high": "0", "approx": false}}),
    );
    // Since the end of 2024 the latest level wholly before is December's: 682.6 − 759 = −76.4.
    let moved = &row(&history, &clocks(), &since("2024-12-31"))["levels"][0];
    assert_eq!(
        json!([moved["change"], moved["change_from"]]),
        json!(["-76.4", "2024-12"])
    );
    // November 2013 is not wholly at or before 15 November 2013: nothing to measure from.
    let moved = &row(&history, &clocks(), &since("2013-11-15"))["levels"][0];
    assert_eq!(
        json!([moved["change"], moved["change_from"]]),
        json!([null, null])
    );
}

#[test]
fn series_are_never_compared_and_null_comes_first() {
    let history = Story::of([
        level("2025-11", "683", json!({"series": "tic"})),
        level("2025-10", "700", json!({})),
        level("2025-10", "650", json!({})),
    ]);
    let levels = row(&history, &clocks(), &divestment(By::Holder))["levels"].clone();
    // Both levels without series are of October: the later recorded one is current.
    holds(
        &levels[0],
        json!({"series": null, "current": "650", "peak": "700", "below_peak": "50"}),
    );
    holds(
        &levels[1],
        json!({"series": "tic", "current": "683", "peak": "683", "below_peak": "0", "change": null}),
    );
    assert_eq!(levels.as_array().unwrap().len(), 2);
}

#[test]
fn a_tied_peak_is_the_earliest() {
    let history = Story::of([
        level("2025-03", "9", json!({})),
        level("2025-01", "9", json!({})),
        level("2025-02", "1", json!({})),
    ]);
    let levels = row(&history, &clocks(), &divestment(By::Holder))["levels"].clone();
    holds(
        &levels[0],
        json!({"current": "9", "current_on": "2025-03", "peak_on": "2025-01", "below_peak": "0"}),
    );
}

#[test]
fn a_leap_day_has_its_year_before_on_the_28th() {
    let history = Story::of([
        level("2023-02-28", "5", json!({})),
        level("2023-03-01", "6", json!({})),
        level("2024-02-29", "8", json!({})),
    ]);
    let levels = row(&history, &clocks(), &divestment(By::Holder))["levels"].clone();
    holds(
        &levels[0],
        json!({"change": "3", "change_from": "2023-02-28"}),
    );
}

#[test]
fn executed_after_the_level_counts_chains_whose_state_is_later() {
    let sold = |happened: &str, value: &str| {
        event(
            "fund_exit",
            happened,
            json!({
                "holder": {"country": "CN"}, "asset": {"class": "us_treasury", "issuer": "US"},
                "stage": "completed", "amount": amount(value),
            }),
        )
    };
    let history = Story::of([
        level("2025-11", "683", json!({})),
        level("2025-10", "700", json!({"series": "tic"})),
        sold("2025-11-15", "10"),
        sold("2025-12-01", "4"),
        sold("2025-11-01/2025-12-31", "2"),
    ]);
    // The latest level of the row ends on 30 November: 4 + 2 came after, by their latest instants.
    let expected = json!({"low": "6", "high": "6", "approx": false});
    holds(
        &row(&history, &clocks(), &divestment(By::Holder)),
        json!({"executed_after_level": expected}),
    );
}

#[test]
fn a_correction_replaces_the_level_from_its_position_on() {
    let history = Story::of([
        level("2025-11", "682.6", json!({})),
        correction(1, json!({"amount": {"value": "683.9"}})),
    ]);
    let at = |position| {
        row(&history, &known(position), &divestment(By::Holder))["levels"][0]["current"].clone()
    };
    assert_eq!((at(1), at(2)), (json!("682.6"), json!("683.9")));
}
