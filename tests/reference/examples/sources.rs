//! Examples of §7.4, `sources` and `around`.
//! Owns one test for each rule.
//! Never tests which events are in view: see `clocks`.

use serde_json::{Value, json};

use super::*;

fn said(label: &str, happened: &str, sources: Value) -> Value {
    let fields = json!({"by": {"country": "US"}, "act": "comments", "sources": sources});
    event(label, "statement", happened, fields)
}

/// Two publications of one publisher; one relayed beside the one it relays; a URL alone; a corroborated and disputed one.
fn story() -> Vec<Value> {
    let evidence = format!("sha256:{}", "00".repeat(32));
    log(&[
        said(
            "a",
            "2026-01-20",
            json!([{"publisher": "FT", "published": "2026-01-20"}, {"publisher": "FT", "published": "2026-01-19", "evidence": evidence}]),
        ),
        said(
            "b",
            "2026-01-20",
            json!([{"publisher": "FT", "origin": "Bloomberg"}, {"publisher": "Bloomberg", "published": "2026-01"}]),
        ),
        said("c", "2026-01-20", json!([{"url": "https://example.org/a"}])),
        said(
            "d",
            "2026-01-20",
            json!([{"publisher": "FT", "published": "2026-01-21T10:00:00Z"}]),
        ),
        event("x", "dispute", "", json!({"target": "d", "claim": "no"})),
        event(
            "y",
            "corroboration",
            "",
            json!({"target": "d", "sources": [{"publisher": "AP"}]}),
        ),
    ])
}

#[test]
fn one_row_for_each_publisher_and_origin() {
    let log = story();
    let row = |publisher: Value,
               origin: Value,
               counts: [u64; 4],
               dates: [Value; 2],
               entries: Value| {
        json!({
            "publisher": publisher, "origin": origin, "events": counts[0], "sole_source": counts[1],
            "with_evidence": counts[2], "disputed": counts[3], "first_published": dates[0], "last_published": dates[1],
            "entries": entries,
        })
    };
    let none = [Value::Null, Value::Null];
    let month = [json!("2026-01"), json!("2026-01")];
    let ft = [json!("2026-01-19"), json!("2026-01-21T10:00:00Z")];
    assert_eq!(
        rows(&log, &Query::default(), &View::Sources { why: true }),
        [
            row(
                Value::Null,
                Value::Null,
                [1, 1, 0, 0],
                none.clone(),
                json!([3])
            ),
            row(
                json!("AP"),
                Value::Null,
                [1, 0, 0, 1],
                none.clone(),
                json!([4])
            ),
            row(
                json!("Bloomberg"),
                Value::Null,
                [1, 1, 0, 0],
                month,
                json!([2])
            ),
            row(json!("FT"), Value::Null, [2, 1, 1, 1], ft, json!([1, 4])),
            // Bloomberg is the one voice of b.
            row(
                json!("FT"),
                json!("Bloomberg"),
                [1, 1, 0, 0],
                none,
                json!([2])
            ),
        ]
    );
}

#[test]
fn around_counts_days_of_utc_either_way() {
    let one = json!([{"publisher": "FT"}]);
    let log = log(&[
        said("ref", "2026-01-20/2026-01-21", one.clone()),
        said("same", "2026-01-21", one.clone()),
        said("next", "2026-01-22T23:59:59Z", one.clone()),
        said("wide", "2026-01", one.clone()),
        said("two-before", "2026-01-18", one.clone()),
        with(
            said("claimed", "2026-01-24", one.clone()),
            &json!({"claimed_by": "TASS"}),
        ),
        said("month-after", "2026-02", one.clone()),
        said("gone", "2026-01-21", one),
        retraction("r", "gone"),
    ]);
    let around = |position: usize, days: i64| {
        let view = View::Around {
            of: id(&log, position),
            days,
        };
        rows(&log, &Query::default(), &view)
            .iter()
            .map(|row| {
                (
                    row["position"].as_u64().expect("a position"),
                    row["days"].as_i64().expect("days"),
                )
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(around(1, 0), [(4, 0), (1, 0), (2, 0)]);
    assert_eq!(around(1, 1), [(4, 0), (1, 0), (2, 0), (3, 1)]);
    assert_eq!(
        around(1, 11),
        [(4, 0), (5, -2), (1, 0), (2, 0), (3, 1), (6, 3), (7, 11)]
    );
    // Seen from February: all of January is the day before.
    assert_eq!(around(7, 1), [(4, -1), (7, 0)]);
    // A retracted entry can be asked about.
    assert_eq!(around(8, 0), [(4, 0), (1, 0), (2, 0)]);
}
