//! `around` by example: which days lie near enough, signs of distances, and what the clocks
//! leave out.

use dateline::answer::{Filters, Question};
use serde_json::{Value, json};

use super::story::*;

fn around(position: u64, days: u32) -> Question {
    Question::Around {
        reference: format!("@{position}"),
        days,
        filters: Filters::default(),
    }
}

fn said(happened: &str) -> Value {
    event(
        "statement",
        happened,
        json!({"by": {"country": "US"}, "act": "comments"}),
    )
}

fn found(rows: &[Value]) -> Value {
    let pair = |row: &Value| json!([row["position"], row["days"]]);
    json!(rows.iter().map(pair).collect::<Vec<_>>())
}

#[test]
fn events_within_so_many_days_come_in_the_order_in_which_they_happened() {
    let history = Story::of([
        said("2026-01-20/2026-01-21"),
        said("2026-01-24"),
        said("2026-01-23"),
        said("2026-01-18T23:00:00Z"),
        said("2026-01-17"),
        said("2026"),
        link(1, 2),
    ]);
    let rows = rows(&history, &clocks(), &around(1, 2));
    // From the 21st to the 23rd are two days, from the 18th to the 20th as well; 2026 overlaps.
    assert_eq!(found(&rows), json!([[6, 0], [4, -2], [1, 0], [3, 2]]));
    holds(&rows[1], json!({"status": "live", "revisions": 0}));
    assert_eq!(rows[1]["event"]["kind"], "statement");
}

#[test]
fn no_day_at_all_leaves_what_overlaps_or_shares_a_day() {
    let history = Story::of([
        said("2026-01-20T08:00:00Z"),
        said("2026-01-20T20:00:00Z"),
        said("2026-01-21"),
    ]);
    assert_eq!(
        found(&rows(&history, &clocks(), &around(1, 0))),
        json!([[1, 0], [2, 0]])
    );
    assert_eq!(
        rows(&history, &clocks(), &around(1, u32::MAX)).len(),
        3,
        "the widest window takes in everything"
    );
}

#[test]
fn counts_are_those_of_the_timeline_and_claims_are_taken_in() {
    let mut claimed = said("2026-01-21");
    claimed["claimed_by"] = json!("a rival");
    let history = Story::of([
        said("2026-01-20"),
        claimed,
        said("2026-01-20/2026-01-31"),
        said("2025/2027"),
        said("2020/2026"),
    ]);
    let clocks = on("2026-01-25");
    assert_eq!(
        found(&rows(&history, &clocks, &around(1, 7))),
        json!([[1, 0], [2, 1]])
    );
    assert_eq!(
        left_out(&history, &clocks, &around(1, 7)),
        json!([0, {"possible": 3}])
    );
}

#[test]
fn the_event_asked_about_gives_its_date_though_it_is_out_of_view() {
    let history = Story::of([
        said("2026-01-20"),
        said("2026-01-21"),
        correction(1, json!({"happened": "2026-01-10"})),
        retraction(1),
    ]);
    let at = |position| found(&rows(&history, &known(position), &around(1, 7)));
    assert_eq!(at(2), json!([[1, 0], [2, 1]]));
    assert_eq!(at(3), json!([[1, 0]]));
    assert_eq!(at(4), json!([]));
}

#[test]
fn only_an_event_has_anything_around_it() {
    let history = Story::of([said("2026-01-20"), said("2026-01-21"), link(1, 2)]);
    let error = refused(&history, &clocks(), &around(3, 7));
    assert_eq!(error.code, "ref_not_event");
    assert_eq!(
        refused(&history, &clocks(), &around(9, 7)).code,
        "ref_unknown"
    );
    let query = ask(&history, &clocks(), &around(1, 3)).citation.query;
    assert_eq!(
        json!([query["command"], query["arguments"], query["days"]]),
        json!(["around", [id(1)], 3])
    );
}
