//! Examples of §7.4, `yields` and `observations`: first, latest, highest, lowest, and what counts.
//! Owns one test for each rule.
//! Never tests which events are in view: see `clocks`.

use serde_json::{Value, json};

use super::*;

fn moved(label: &str, happened: &str, fields: Value) -> Value {
    let base = json!({"instrument": {"issuer": "JP", "tenor": "30Y"}});
    event(label, "yield_move", happened, with(base, &fields))
}

fn yields(since: Option<&str>) -> View {
    View::Yields {
        since: since.map(str::to_owned),
        why: true,
    }
}

#[test]
fn levels_in_the_order_in_which_they_ended() {
    let log = log(&[
        moved("a", "2026-01-19", json!({"level": "3.660"})),
        moved("b", "2026-01-20", json!({"level": "3.91", "from": "3.66"})),
        moved("c", "2026-01-20", json!({"level": "3.88"})),
        moved("d", "2026-01-18", json!({"level": "3.91"})),
        moved("e", "2026-01", json!({"level": "-0.05"})),
        moved("f", "2026-01-21", json!({"change_bp": "5"})),
        moved("g", "2026-01-21", json!({"record": "high"})),
    ]);
    let asked = rows(&log, &Query::default(), &yields(None));
    assert_eq!(asked.len(), 1);
    // The month ends last; (−0.05 − 3.91) × 100 = −396. d is first, and of the two highest the earlier.
    says(
        &asked[0],
        json!({
            "issuer": "JP", "tenor": "30Y", "series": null, "level": "-0.05", "level_on": "2026-01", "change_bp": "-396",
            "high": "3.91", "high_on": "2026-01-18", "low": "-0.05", "low_on": "2026-01", "n": 5,
            "disputed": 0, "entries": [1, 2, 3, 4, 5],
        }),
    );
    // On the 21st the month is not over: c is the latest by position; (3.88 − 3.91) × 100 = −3.
    says(
        &rows(&log, &on("2026-01-21"), &yields(None))[0],
        json!({"level": "3.88", "level_on": "2026-01-20", "change_bp": "-3", "low": "3.66", "low_on": "2026-01-19", "n": 4}),
    );
    // From the 19th on: the month begins before that, and so is out.
    says(
        &rows(&log, &Query::default(), &yields(Some("2026-01-19")))[0],
        json!({"level": "3.88", "change_bp": "22", "high": "3.91", "high_on": "2026-01-20", "low": "3.66", "n": 3}),
    );
}

#[test]
fn a_record_without_a_figure_is_listed_and_a_change_is_not() {
    let log = log(&[
        moved(
            "a",
            "2026-01-19",
            json!({"record": "high", "series": "mof", "change_bp": "25"}),
        ),
        moved(
            "b",
            "2026-01-20",
            json!({"from": "3.66", "change_bp": "25"}),
        ),
    ]);
    let asked = rows(&log, &Query::default(), &yields(None));
    assert_eq!(asked.len(), 1);
    says(
        &asked[0],
        json!({
            "series": "mof", "level": null, "level_on": null, "change_bp": null, "high": null, "high_on": null,
            "low": null, "low_on": null, "n": 0, "entries": [1],
        }),
    );
}

fn observed(label: &str, happened: &str, fields: Value) -> Value {
    let base = json!({"subject": {"country": "US"}, "measure": "federal_debt"});
    event(label, "observation", happened, with(base, &fields))
}

#[test]
fn one_row_for_each_unit() {
    let log = log(&[
        observed(
            "a",
            "2026-01-20",
            json!({"amount": usd("38400000000000.50")}),
        ),
        observed("b", "2025", json!({"amount": usd("36")})),
        observed(
            "c",
            "2026-01-19",
            json!({"amount": {"value": "33", "currency": "EUR", "bound": "at_least"}}),
        ),
        observed("d", "2026-01-20", json!({"percent": "-1.50"})),
        observed("e", "2026-01-20", json!({"count": 170_000})),
        observed("f", "2026-01-20", json!({"rank": 1})),
        observed("g", "2026-01-20", json!({"rank": 2})),
        observed("h", "2026-01-20", json!({"rank": 2, "series": "imf"})),
        observed(
            "i",
            "2026-01-20",
            json!({"rank": 3, "subject": {"name": "Fed", "country": "US"}}),
        ),
    ]);
    let asked = rows(&log, &Query::default(), &View::Observations { why: true });
    let short = |row: &Value| {
        let text = |field: &str| row[field].as_str().unwrap_or("-").to_owned();
        ["subject", "series", "unit", "value", "first"]
            .map(text)
            .join(" ")
    };
    assert_eq!(
        asked.iter().map(short).collect::<Vec<_>>(),
        [
            "Fed - rank 3 3",
            "US - EUR 33 33",
            "US - USD 38400000000000.5 36",
            "US - count 170000 170000",
            "US - percent -1.5 -1.5",
            "US - rank 2 1",
            "US imf rank 2 2",
        ]
    );
    says(
        &asked[2],
        json!({
            "subject": "US", "country": "US", "measure": "federal_debt", "on": "2026-01-20", "first_on": "2025",
            "n": 2, "disputed": 0, "entries": [1, 2],
        }),
    );
}
