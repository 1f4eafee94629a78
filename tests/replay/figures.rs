//! Yields, observations, sources and contradictions folded forward, by example: what comes, is
//! amended or goes changes the rows that it contributes to. Each story is also held against the
//! answer at every position.

use serde_json::{Value, json};

use super::forward::{deed, fixed, told, without_nulls};
use crate::views::story::*;

fn bond(happened: &str, fields: Value) -> Value {
    let mut all = json!({"instrument": {"issuer": "JP", "tenor": "30Y"}});
    let fields = fields.as_object().unwrap().clone();
    all.as_object_mut().unwrap().extend(fields);
    event("yield_move", happened, all)
}

#[test]
fn highs_and_lows_come_and_go_with_their_levels() {
    let history = Story::of([
        bond("2026-01-20", json!({"record": "high"})),
        dispute(1),
        bond("2026-01-21", json!({"level": "3.5"})),
        bond("2026-01-20", json!({"level": "3.9"})),
        bond("2026-01-22", json!({"level": "3.9"})),
        retraction(4),
        correction(5, json!({"series": "close"})),
        correction(5, json!({"level": null, "change_bp": "4"})),
        retraction(3),
    ]);
    let fields = ["series", "level", "high_on", "low", "n", "disputed"];
    let found = told(&history, &fixed(), "yields", &fields);
    let expected = json!([
        [1, "added", false, null, null, null, null, 0, 0],
        [2, "changed", false, null, null, null, null, 0, 1],
        // A level, and the record is nothing in the row any more.
        [3, "changed", false, null, "3.5", "2026-01-21", "3.5", 1, 0],
        [4, "changed", false, null, "3.5", "2026-01-20", "3.5", 2, 0],
        [5, "changed", false, null, "3.9", "2026-01-20", "3.5", 3, 0],
        [6, "changed", false, null, "3.9", "2026-01-22", "3.5", 2, 0],
        [7, "changed", false, null, "3.5", "2026-01-21", "3.5", 1, 0],
        [7, "added", false, "close", "3.9", "2026-01-22", "3.9", 1, 0],
        [8, "removed", false, null, null, null, null, null, null],
        [9, "changed", false, null, null, null, null, 0, 1],
    ]);
    assert_eq!(found, expected);
}

#[test]
fn what_is_disputed_goes_with_what_was() {
    let history = Story::of([
        bond("2026-01-20", json!({"level": "3.5"})),
        bond("2026-01-21", json!({"level": "3.6"})),
        dispute(1),
        retraction(1),
        bond("2026-01-22", json!({"record": "low", "series": "close"})),
        retraction(5),
        retraction(6),
        correction(5, json!({"level": "3.4"})),
    ]);
    let found = told(&history, &fixed(), "yields", &["series", "n", "disputed"]);
    let expected = json!([
        [1, "added", false, null, 1, 0],
        [2, "changed", false, null, 2, 0],
        [3, "changed", false, null, 2, 1],
        [4, "changed", false, null, 1, 0],
        [5, "added", false, "close", 0, 0],
        [6, "removed", false, null, null, null],
        [7, "added", false, "close", 0, 0],
        [8, "changed", false, "close", 1, 0],
    ]);
    assert_eq!(found, expected);
}

#[test]
fn a_row_of_observations_shows_the_country_last_named() {
    let seen = |happened: &str, country: Option<&str>, count: u64| {
        let subject = without_nulls(json!({"id": "fund", "name": "A Fund", "country": country}));
        let fields = json!({"subject": subject, "measure": "funds", "count": count});
        event("observation", happened, fields)
    };
    let history = Story::of([
        seen("2026-01-02", None, 2),
        seen("2026-01-01", Some("DK"), 1),
        seen("2026-01-04", Some("SE"), 4),
        seen("2026-01-05", None, 5),
        retraction(3),
        correction(2, json!({"subject": {"country": null}})),
        correction(4, json!({"measure": "banks"})),
        retraction(4),
        dispute(1),
    ]);
    let fields = ["measure", "country", "value", "first", "n", "disputed"];
    let found = told(&history, &fixed(), "observations", &fields);
    let expected = json!([
        [1, "added", false, "funds", null, "2", "2", 1, 0],
        [2, "changed", false, "funds", "DK", "2", "1", 2, 0],
        [3, "changed", false, "funds", "SE", "4", "1", 3, 0],
        [4, "changed", false, "funds", "SE", "5", "1", 4, 0],
        [5, "changed", false, "funds", "DK", "5", "1", 3, 0],
        [6, "changed", false, "funds", null, "5", "1", 3, 0],
        [7, "added", false, "banks", null, "5", "5", 1, 0],
        [7, "changed", false, "funds", null, "2", "1", 2, 0],
        [8, "removed", false, null, null, null, null, null, null],
        [9, "changed", false, "funds", null, "2", "1", 2, 1],
    ]);
    assert_eq!(found, expected);
}

#[test]
fn sources_are_counted_anew_with_each_amendment() {
    let mut first = deed("2026-01-12");
    first["sources"] = json!([
        {"publisher": "Wire", "published": "2026-01"},
        {"publisher": "Wire", "published": "2026-01-31"},
    ]);
    let added = json!({
        "target": id(1),
        "sources": [{"publisher": "Paper", "published": "2026-02", "url": "https://example.org/a"}],
    });
    let paper = json!([{"publisher": "Paper", "published": "2025", "origin": "Wire"}]);
    let history = Story::of([
        first,
        about("corroboration", added),
        dispute(1),
        correction(1, json!({"sources": paper})),
        retraction(2),
        retraction(1),
    ]);
    let fields = [
        "publisher",
        "origin",
        "sole_source",
        "first_published",
        "last_published",
        "disputed",
    ];
    let found = told(&history, &fixed(), "sources", &fields);
    let gone = |at: u64| json!([at, "removed", false, null, null, null, null, null, null]);
    let expected = json!([
        [1, "added", false, "Wire", null, 1, "2026-01", "2026-01", 0],
        [2, "added", false, "Paper", null, 0, "2026-02", "2026-02", 0],
        [
            2, "changed", false, "Wire", null, 0, "2026-01", "2026-01", 0
        ],
        [
            3, "changed", false, "Paper", null, 0, "2026-02", "2026-02", 1
        ],
        [
            3, "changed", false, "Wire", null, 0, "2026-01", "2026-01", 1
        ],
        [4, "added", false, "Paper", "Wire", 0, "2025", "2025", 1],
        gone(4),
        gone(5),
        [5, "changed", false, "Paper", "Wire", 1, "2025", "2025", 1],
        gone(6),
    ]);
    assert_eq!(found, expected);
}

#[test]
fn first_and_last_are_of_the_sources_that_are_left() {
    let said = |published: &str| {
        let mut said = deed("2026-01-12");
        said["sources"] = json!([{"publisher": "Wire", "published": published}]);
        said
    };
    let changed = |published: &str| json!([{"publisher": "Wire", "published": published}]);
    let history = Story::of([
        // The same last instant: the date met first stays, that of the lower position.
        said("2026-01-31"),
        said("2026-01"),
        said("2025"),
        said("2026-02"),
        correction(3, json!({"sources": changed("2026-01")})),
        retraction(4),
        retraction(1),
    ]);
    let fields = ["events", "first_published", "last_published"];
    let found = told(&history, &fixed(), "sources", &fields);
    let expected = json!([
        [1, "added", false, 1, "2026-01-31", "2026-01-31"],
        [2, "changed", false, 2, "2026-01-31", "2026-01-31"],
        [3, "changed", false, 3, "2025", "2026-01-31"],
        [4, "changed", false, 4, "2025", "2026-02"],
        [5, "changed", false, 4, "2026-01-31", "2026-02"],
        [6, "changed", false, 3, "2026-01-31", "2026-01-31"],
        [7, "changed", false, 2, "2026-01", "2026-01"],
    ]);
    assert_eq!(found, expected);
}

fn level(publisher: &str, happened: &str, value: &str) -> Value {
    let fields = json!({
        "holder": {"country": "CN"}, "asset": {"class": "us_treasury", "issuer": "US"},
        "amount": amount(value), "sources": [{"publisher": publisher}],
    });
    event("holding", happened, fields)
}

#[test]
fn a_wide_date_contradicts_while_nothing_inside_it_agrees() {
    let history = Story::of([
        level("Year", "2025", "100"),
        level("June", "2025-06-10", "200"),
        level("July", "2025-07-10", "300"),
        // One that agrees with the year, and goes again; a publisher in common is no support.
        level("May", "2025-05-10", "100"),
        retraction(4),
        level("Year", "2025-05-11", "100"),
        correction(2, json!({"happened": "2025-07-10"})),
        correction(3, json!({"amount": {"value": "200"}})),
        dispute(1),
        correction(1, json!({"asset": {"class": "gold", "issuer": null}})),
    ]);
    let found = told(
        &history,
        &fixed(),
        "contradictions",
        &["positions", "values", "disputed"],
    );
    let gone = |at: u64| json!([at, "removed", false, null, null, null]);
    let expected = json!([
        [2, "added", false, [1, 2], ["100", "200"], 0],
        [3, "added", false, [1, 3], ["100", "300"], 0],
        gone(4),
        gone(4),
        [5, "added", false, [1, 2], ["100", "200"], 0],
        [5, "added", false, [1, 3], ["100", "300"], 0],
        [7, "changed", false, [1, 2], ["100", "200"], 0],
        [7, "added", false, [2, 3], ["200", "300"], 0],
        [8, "changed", false, [1, 3], ["100", "200"], 0],
        gone(8),
        [9, "changed", false, [1, 2], ["100", "200"], 1],
        [9, "changed", false, [1, 3], ["100", "200"], 1],
        gone(10),
        gone(10),
    ]);
    assert_eq!(found, expected);
}

#[test]
fn a_wide_date_that_comes_last_finds_its_support() {
    let history = Story::of([
        level("May", "2025-05-10", "100"),
        level("June", "2025-06-10", "200"),
        level("Year", "2025", "100"),
        // One publisher of both: no support, and no contradiction either.
        correction(1, json!({"sources": [{"publisher": "Year"}]})),
        correction(
            2,
            json!({"sources": [{"publisher": "Paper", "origin": "Year"}]}),
        ),
        correction(2, json!({"sources": [{"publisher": "Paper"}]})),
    ]);
    let found = told(&history, &fixed(), "contradictions", &["positions"]);
    let expected = json!([
        [4, "added", false, [2, 3]],
        [5, "removed", false, null],
        [6, "added", false, [2, 3]],
    ]);
    assert_eq!(found, expected);
}

#[test]
fn values_are_held_against_all_whose_dates_overlap() {
    let same = json!({"amount": {"value": "100"}});
    let history = Story::of([
        level("A", "2025-06-10/2025-06-20", "100"),
        level("B", "2025-06-20/2025-07-30", "200"),
        level("C", "2025-06-01/2025-06-10", "300"),
        level("D", "2025-06-21T12:00:00Z", "200"),
        level("E", "2025-06-20T23:59:59Z", "400"),
        // A period inside a period, which agrees: then the wider one spares what is narrower.
        level("F", "2025-06-12/2025-06-13", "100"),
        correction(6, json!({"happened": "2025-06-12/2025-06-21"})),
        correction(2, same),
    ]);
    let found = told(&history, &fixed(), "contradictions", &["positions"]);
    let gone = |at: u64| json!([at, "removed", false, null]);
    let expected = json!([
        [2, "added", false, [1, 2]],
        [3, "added", false, [1, 3]],
        [5, "added", false, [1, 5]],
        gone(6),
        [7, "added", false, [1, 5]],
        [7, "added", false, [2, 6]],
        [7, "added", false, [4, 6]],
        [7, "added", false, [5, 6]],
        gone(8),
        [8, "added", false, [2, 4]],
        [8, "added", false, [2, 5]],
        gone(8),
    ]);
    assert_eq!(found, expected);
}
