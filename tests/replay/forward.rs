//! The folds of the further views by example: an arrival changes the rows that it contributes to,
//! wherever it comes from (an effect, an amendment, a day), and no others. Each story is also
//! held against the answer at every position.

use dateline::clocks::Clocks;
use dateline::facts::History;
use serde_json::{Value, json};

use super::effects::{asked, effects};
use super::follow::whole_replay_is_the_answers;
use crate::views::story::*;

/// Position, change, `aged`, and fields of the row after it.
fn told(history: &History, clocks: &Clocks, view: &str, fields: &[&str]) -> Value {
    whole_replay_is_the_answers(history, clocks, view);
    let short = |row: &Value| {
        let mut short = vec![
            row["position"].clone(),
            row["change"].clone(),
            row["aged"].clone(),
        ];
        short.extend(fields.iter().map(|field| row["after"][*field].clone()));
        json!(short)
    };
    let effects = effects(history, clocks, &asked(view));
    effects.iter().map(short).collect()
}

/// D stays where it is, so that no day moves anything.
fn fixed() -> Clocks {
    on("2026-12-31")
}

fn threat(happened: &str, until: Option<&str>) -> Value {
    let fields = json!({
        "by": {"country": "US"}, "against": ["DK"], "consequence": "a tariff", "until": until,
    });
    event("threat", happened, without_nulls(fields))
}

fn without_nulls(mut fields: Value) -> Value {
    let fields_of = fields.as_object_mut().unwrap();
    fields_of.retain(|_, value| !value.is_null());
    fields
}

fn deed(happened: &str) -> Value {
    let fields = json!({"by": {"country": "DK"}, "act": "rejects"});
    event("statement", happened, fields)
}

fn did(cause: u64, relation: &str, effect: u64) -> Value {
    let fields = json!({"cause": id(cause), "effect": id(effect), "relation": relation});
    about("link", fields)
}

#[test]
fn what_becomes_of_an_effect_reaches_the_threat() {
    let history = Story::of([
        threat("2026-01-10", None),
        threat("2026-01-10", None),
        deed("2026-01-12"),
        deed("2026-01-14"),
        did(1, "defies", 3),
        did(1, "complies", 4),
        // The effect that decides goes, comes back, turns out to be earlier, then impossible.
        retraction(4),
        retraction(7),
        correction(4, json!({"happened": "2026-01-11"})),
        correction(3, json!({"happened": "2026-01-01"})),
        dispute(4),
    ]);
    let found = told(
        &history,
        &fixed(),
        "threats",
        &["response", "response_by", "disputed"],
    );
    let first = json!([
        [1, "added", false, null, null, 0],
        [2, "added", false, null, null, 0],
        [5, "changed", false, "defied", 3, 0],
        [6, "changed", false, "complied", 4, 0],
        [7, "changed", false, "defied", 3, 0],
        [8, "changed", false, "complied", 4, 0],
        [9, "changed", false, "defied", 3, 0],
        [10, "changed", false, "complied", 4, 0],
        [11, "changed", false, "complied", 4, 1],
    ]);
    assert_eq!(found, first);
}

#[test]
fn a_link_that_waits_for_its_ends_speaks_when_they_come() {
    let history = Story::of([
        did(2, "carries_out", 3),
        threat("2026-01-10", None),
        deed("2026-01-12"),
        threat("2026-01-11", None),
        correction(1, json!({"cause": id(4)})),
        retraction(1),
    ]);
    let found = told(&history, &fixed(), "threats", &["id", "status"]);
    let expected = json!([
        [2, "added", false, id(2), "open"],
        [3, "changed", false, id(2), "carried_out"],
        [4, "added", false, id(4), "open"],
        [5, "changed", false, id(2), "open"],
        [5, "changed", false, id(4), "carried_out"],
        [6, "changed", false, id(4), "open"],
    ]);
    assert_eq!(found, expected);
}

#[test]
fn a_threat_expires_with_the_day_and_its_own_amendments_count() {
    // Recorded from 1 February on, one a day: D passes the 2nd with the third entry.
    let history = Story::of([
        threat("2026-01-10", Some("2026-02-02")),
        deed("2026-02-01"),
        deed("2026-02-01"),
        correction(1, json!({"until": "2026-02-05", "happened": "2026-01-09"})),
        did(1, "withdraws", 2),
        retraction(5),
        correction(1, json!({"happened": "2026-02-03"})),
        retraction(1),
    ]);
    let found = told(&history, &clocks(), "threats", &["status"]);
    let expected = json!([
        [1, "added", false, "open"],
        [3, "changed", true, "expired"],
        [4, "changed", false, "open"],
        [5, "changed", false, "withdrawn"],
        [6, "changed", false, "expired"],
        [7, "changed", false, "expired"],
        [8, "removed", false, null],
    ]);
    assert_eq!(found, expected);
}

fn sanction(action: &str, fields: Value) -> Value {
    let mut all = json!({"by": ["EU"], "against": ["RU"], "measure": "tariff", "action": action});
    let fields = fields.as_object().unwrap().clone();
    all.as_object_mut().unwrap().extend(fields);
    event("sanction", "2026-01-05", all)
}

#[test]
fn a_measure_begins_and_runs_out_with_the_day() {
    let history = Story::of([
        sanction(
            "imposed",
            json!({"effective": "2026-02-02", "expires": "2026-02-03"}),
        ),
        deed("2026-01-12"),
        deed("2026-01-12"),
        deed("2026-01-12"),
        // Extended in time, as one learns too late; until a day that D has not reached.
        sanction(
            "extended",
            json!({"follows": id(1), "expires": "2026-02-05"}),
        ),
        deed("2026-01-12"),
    ]);
    let found = told(&history, &clocks(), "sanctions", &["since", "expires"]);
    let expected = json!([
        [2, "added", true, "2026-02-02", "2026-02-03"],
        [4, "removed", true, null, null],
        [5, "added", false, "2026-02-02", "2026-02-05"],
        [6, "removed", true, null, null],
    ]);
    assert_eq!(found, expected);
}

#[test]
fn a_stage_takes_over_from_those_before_it_as_they_are_known() {
    let next = |action: &str, follows: u64, fields: Value| {
        let mut stage = sanction(action, fields);
        stage["follows"] = json!(id(follows));
        stage.as_object_mut().unwrap().remove("against");
        stage["entities"] = json!(["A Bank"]);
        stage
    };
    let mut lifted = next("lifted", 2, json!({"effective": "2027"}));
    lifted["against"] = json!(["BY"]);
    let history = Story::of([
        sanction("imposed", json!({"program": "One"})),
        next("tightened", 1, json!({})),
        correction(1, json!({"program": "Two"})),
        dispute(1),
        lifted,
        // Not lifted yet, it keeps what came before it from being taken over all the same.
        next("extended", 5, json!({"program": "Three"})),
        retraction(5),
        correction(2, json!({"follows": null})),
        retraction(6),
    ]);
    let fields = ["id", "program", "against", "since", "disputed"];
    let found = told(&history, &fixed(), "sanctions", &fields);
    let row = |at: u64, change: &str, of: u64, program: Value, against: Value, disputed: u64| {
        json!([
            at,
            change,
            false,
            id(of),
            program,
            against,
            "2026-01-05",
            disputed
        ])
    };
    let gone = |at: u64| json!([at, "removed", false, null, null, null, null, null]);
    let expected = json!([
        row(1, "added", 1, json!("One"), json!(["RU"]), 0),
        gone(2),
        row(2, "added", 2, json!("One"), json!(["RU"]), 0),
        row(3, "changed", 2, json!("Two"), json!(["RU"]), 0),
        row(4, "changed", 2, json!("Two"), json!(["RU"]), 1),
        gone(6),
        row(6, "added", 6, json!("Three"), json!([]), 1),
        row(7, "changed", 6, json!("Three"), json!(["RU"]), 1),
        row(8, "added", 1, json!("Two"), json!(["RU"]), 1),
        row(8, "changed", 6, json!("Three"), json!([]), 0),
        row(9, "added", 2, json!(null), json!([]), 0),
        gone(9),
    ]);
    assert_eq!(found, expected);
}

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
