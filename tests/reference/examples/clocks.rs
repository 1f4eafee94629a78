//! Examples of §2: what dates span, what is public when, and which amendments count.
//! Owns dates, the order of checks, corrections that are skipped, and retractions of retractions.
//! Never asks a fold of §7 for more than which events it took in.

use serde_json::{Value, json};

use super::super::{
    dates::{Span, a_year_less, span, widened},
    known,
};
use super::*;

const HOUR: i64 = 3_600_000_000;
/// 2026-01-21T00:00:00Z: 20,474 days after 1970-01-01 (56 years of 365 + 14 leap days = 20,454 to 2026-01-01, and 20).
const JAN_21: i64 = 20_474 * 24 * HOUR;

#[test]
fn dates_span_their_unit_to_its_last_microsecond() {
    let is = |text: &str, earliest: i64, latest: i64| {
        assert_eq!(span(text), Some(Span { earliest, latest }), "{text}");
    };
    is("2026-01-21", JAN_21, JAN_21 + 24 * HOUR - 1);
    is("2026-01-21~", JAN_21, JAN_21 + 24 * HOUR - 1);
    is(
        "2026-01",
        JAN_21 - 20 * 24 * HOUR,
        JAN_21 + 11 * 24 * HOUR - 1,
    );
    is(
        "2026",
        JAN_21 - 20 * 24 * HOUR,
        JAN_21 + 345 * 24 * HOUR - 1,
    );
    // A first quarter has 31 + 28 + 31 = 90 days.
    is(
        "2026-33",
        JAN_21 - 20 * 24 * HOUR,
        JAN_21 + 70 * 24 * HOUR - 1,
    );
    is(
        "2026-01-20/2026-01-21",
        JAN_21 - 24 * HOUR,
        JAN_21 + 24 * HOUR - 1,
    );
    is("../2026-01-21", i64::MIN, JAN_21 + 24 * HOUR - 1);
    // 18:30 in Tokyo is 09:30 in UTC; a datetime to the second spans that second, to the millisecond that millisecond.
    let half_past_nine = JAN_21 + 9 * HOUR + HOUR / 2;
    is(
        "2026-01-21T18:30:00+09:00",
        half_past_nine,
        half_past_nine + 999_999,
    );
    is(
        "2026-01-21T09:30:00.250Z",
        half_past_nine + 250_000,
        half_past_nine + 250_999,
    );
    is(
        "2026-01-21T09:30:00.000001Z",
        half_past_nine + 1,
        half_past_nine + 1,
    );
    for wrong in [
        "2026-13",
        "2026-02-29",
        "26",
        "2026-01-21T09:30Z",
        "2026-01-21/",
        "0000",
    ] {
        assert_eq!(span(wrong), None, "{wrong}");
    }
}

#[test]
fn widening_and_a_year_less() {
    let day = widened("2026-01-21").expect("a date");
    assert_eq!(
        (day.earliest, day.latest),
        (JAN_21 - 12 * HOUR, JAN_21 + 36 * HOUR - 1)
    );
    let time = widened("2026-01-21T00:00:00Z").expect("a date");
    assert_eq!((time.earliest, time.latest), (JAN_21, JAN_21 + 999_999));
    for (text, less) in [
        ("2026-01-21", "2025-01-21"),
        ("2024-02-29", "2023-02-28"),
        ("2024-02-29T10:00:00Z", "2023-02-28T10:00:00Z"),
        ("2025-33", "2024-33"),
        ("2024-02-29/2024-03-05~", "2023-02-28/2023-03-05~"),
    ] {
        assert_eq!(a_year_less(text).as_deref(), Some(less));
    }
    assert_eq!(a_year_less("0001-05"), None);
}

/// Statements by the United States, so that each shows as one row of the timeline.
fn statement(label: &str, happened: &str, fields: Value) -> Value {
    let all = with(
        json!({"by": {"country": "US"}, "act": "comments", "toward": ["DK"]}),
        &fields,
    );
    event(label, "statement", happened, all)
}

fn positions(answer: &Value) -> Vec<u64> {
    let rows = answer["rows"].as_array().expect("rows");
    rows.iter()
        .map(|row| row["position"].as_u64().expect("a position"))
        .collect()
}

#[test]
fn the_happened_clock_keeps_the_certain() {
    let log = log(&[
        statement("before", "2026-01-21", json!({})),
        statement("wide", "2026-01", json!({})),
        statement("after", "2026-02-01", json!({})),
    ]);
    let certain = answer(&log, &on("2026-01-22"), &View::Timeline);
    assert_eq!(positions(&certain), [1]);
    assert_eq!(certain["left_out"], json!({"possible": 1}));
    // A day has possibly happened from its first microsecond on.
    let first = answer(&log, &on("2026-02-01T00:00:00.000000Z"), &View::Timeline);
    assert_eq!(first["left_out"], json!({"possible": 1}));
    let query = Query {
        possible: true,
        ..on("2026-01-22")
    };
    let possible = answer(&log, &query, &View::Timeline);
    assert_eq!(
        positions(&possible),
        [2, 1],
        "by earliest instant: the month began first"
    );
    assert_eq!(possible["left_out"], json!({}));
    // Through its latest instant: all of January includes the month itself.
    assert_eq!(
        positions(&answer(&log, &on("2026-01"), &View::Timeline)),
        [2, 1]
    );
}

#[test]
fn the_published_clock_takes_the_source_whose_latest_instant_is_earliest() {
    let of = |dates: &[&str]| {
        let sources: Vec<Value> = dates
            .iter()
            .map(|date| json!({"publisher": "FT", "published": date}))
            .collect();
        json!({"sources": sources})
    };
    let log = log(&[
        statement("month", "2026-01-21", of(&["2026-01"])),
        statement("two", "2026-01-21", of(&["2026-03-01", "2026-01-22"])),
        statement(
            "none",
            "2026-01-21",
            json!({"sources": [{"publisher": "FT"}]}),
        ),
        statement(
            "none-but-claimed",
            "2026-01-21",
            json!({"sources": [{"publisher": "FT"}], "claimed_by": "TASS"}),
        ),
        event(
            "c",
            "corroboration",
            "",
            json!({"target": "month", "sources": [{"publisher": "AP", "published": "2026-01-23"}]}),
        ),
    ]);
    // "month" is certain only by the end of January, or by the 23rd through its corroboration.
    let by_22 = answer(&log, &published("2026-01-22"), &stance());
    assert_eq!(by_22["rows"][0]["entries"], json!([2]));
    // Claims are checked first: the claimed undated statement counts as a claim.
    assert_eq!(
        (&by_22["undated"], &by_22["left_out"]),
        (&json!(1), &json!({"claims": 1}))
    );
    let by_23 = answer(&log, &published("2026-01-23"), &stance());
    assert_eq!(by_23["rows"][0]["entries"], json!([1, 2]));
    // Without the position of the corroboration, only by the end of the month.
    let before = Query {
        known: Some(4),
        ..published("2026-01-23")
    };
    assert_eq!(rows(&log, &before, &stance())[0]["entries"], json!([2]));
}

#[test]
fn a_retraction_of_a_retraction_of_a_retraction() {
    let log = log(&[
        statement("s", "2026-01-21", json!({})),
        retraction("r1", "s"),
        retraction("r2", "r1"),
        retraction("r3", "r2"),
    ]);
    for (known, live) in [(1, true), (2, false), (3, true), (4, false)] {
        let query = Query {
            known: Some(known),
            ..Query::default()
        };
        assert_eq!(
            !rows(&log, &query, &View::Timeline).is_empty(),
            live,
            "at {known}"
        );
    }
    let statuses: Vec<Value> = rows(&log, &Query::default(), &View::Log)
        .iter()
        .map(|row| row["status"].clone())
        .collect();
    assert_eq!(statuses, ["retracted", "live", "retracted", "live"]);
}

#[test]
fn an_amendment_counts_once_one_of_its_sources_is_public_or_if_none_is_dated() {
    let retract = |label: &str, target: &str, fields: Value| {
        let mut all = json!({"target": target, "reason": "no"});
        if fields.is_array() {
            all["sources"] = fields;
        }
        event(label, "retraction", "", all)
    };
    let log = log(&[
        statement("dated", "2026-01-20", json!({})),
        statement("undated", "2026-01-20", json!({})),
        retract(
            "r1",
            "dated",
            json!([{"publisher": "FT", "published": "2026-02-01"}]),
        ),
        retract("r2", "undated", json!([{"publisher": "FT"}])),
    ]);
    assert_eq!(
        positions(&answer(&log, &published("2026-01-31"), &View::Timeline)),
        [1]
    );
    assert_eq!(
        positions(&answer(&log, &published("2026-02-01"), &View::Timeline)),
        [0_u64; 0]
    );
}

#[test]
fn a_correction_that_would_leave_no_valid_event_is_skipped() {
    let correct = |label: &str, changes: Value| {
        event(
            label,
            "correction",
            "",
            json!({"target": "o", "changes": changes, "reason": "read again"}),
        )
    };
    let log = log(&[
        event(
            "o",
            "observation",
            "2026-01-20",
            json!({"subject": {"country": "US"}, "measure": "debt", "amount": usd("7")}),
        ),
        correct("c1", json!({"amount": null, "percent": "18"})),
        correct("c2", json!({"percent": "19"})),
        event(
            "r",
            "retraction",
            "",
            json!({"target": "c1", "reason": "no"}),
        ),
    ]);
    let at = |n: usize| known::as_known(&log[..n], None)[0].clone();
    assert_eq!(
        (at(3).event["percent"].clone(), at(3).event.get("amount")),
        (json!("19"), None)
    );
    // Without c1, c2 would leave both an amount and a percent: it counts, but changes nothing.
    assert_eq!(
        (at(4).event["amount"].clone(), at(4).event.get("percent")),
        (usd("7"), None)
    );
    assert_eq!((at(3).revisions, at(4).revisions), (2, 1));
}

#[test]
fn the_log_lists_retracted_entries_amendments_and_links_as_far_as_they_are_public() {
    let dated = |date: &str| json!([{"publisher": "FT", "published": date}]);
    let link = |label: &str, fields: Value| {
        let base = json!({"cause": "a", "effect": "b", "relation": "causes"});
        event(label, "link", "", with(base, &fields))
    };
    let dispute = |label: &str, fields: Value| {
        event(
            label,
            "dispute",
            "",
            with(json!({"target": "a", "claim": "no"}), &fields),
        )
    };
    let log = log(&[
        statement("a", "2026-01-20", json!({"claimed_by": "TASS"})),
        statement("b", "2026-01-21", json!({})),
        statement("c", "2026-02-21", json!({})),
        link("l", json!({"sources": dated("2026-01-20")})),
        link("m", json!({})),
        dispute("d", json!({"sources": dated("2026-02-20")})),
        dispute("e", json!({})),
        retraction("r", "b"),
    ]);
    assert_eq!(
        positions(&answer(&log, &Query::default(), &View::Log)),
        [1, 2, 3, 4, 5, 6, 7, 8]
    );
    let public = Query {
        on: Some("2026-01-31".to_owned()),
        ..published("2026-01-31")
    };
    let answer = answer(&log, &public, &View::Log);
    // c has not happened, the link m has no dated source, the dispute d was not public; b is retracted and stays.
    assert_eq!(positions(&answer), [1, 2, 4, 7, 8]);
    assert_eq!(
        (&answer["undated"], &answer["left_out"]),
        (&json!(1), &json!({}))
    );
    says(
        &answer["rows"][0],
        json!({"status": "live", "revisions": 0, "disputed": 1}),
    );
    says(&answer["rows"][1], json!({"status": "retracted"}));
}
