//! Who made a row other when the row itself never named them: what was missing and came. Owns
//! examples of `diff`'s entries; that some are always named is held at random in `follow`.

use dateline::answer::diff::{ChangeRow, Moving, diff};
use dateline::answer::follow::Followed;
use dateline::facts::History;
use serde_json::{Value, json};

use crate::views::story::*;

fn told(history: &History, view: &str, ends: [u64; 2]) -> Vec<ChangeRow> {
    let [before, after] = ends.map(known);
    let views = [Followed::named(view).unwrap()];
    let (_, rows) = diff(history, [&before, &after], Moving::Known, &views).unwrap();
    rows.map(Result::unwrap).collect()
}

/// Entries of the one row of a view that is gone, which `holds` of.
fn gone(history: &History, view: &str, ends: [u64; 2], holds: impl Fn(&Value) -> bool) -> Vec<u64> {
    let rows = told(history, view, ends);
    let gone = rows.iter().filter(|row| row.change == "removed");
    let gone: Vec<&ChangeRow> = gone
        .filter(|row| row.before.as_ref().is_some_and(&holds))
        .collect();
    assert_eq!(gone.len(), 1, "{rows:#?}");
    assert_eq!(gone[0].aged, gone[0].entries.is_empty());
    gone[0].entries.clone()
}

fn debt(happened: &str, value: &str, publisher: &str) -> Value {
    let fields = json!({
        "subject": {"country": "DK"}, "measure": "federal_debt", "amount": amount(value),
        "sources": [{"publisher": publisher, "published": "2026"}],
    });
    event("observation", happened, fields)
}

fn of_rule(rule: &str) -> impl Fn(&Value) -> bool {
    move |row| row["rule"] == rule
}

#[test]
fn a_contradiction_is_settled_by_the_value_that_supports_one_of_the_two() {
    let history = Story::of([
        debt("2025", "100", "A"),
        debt("2025-06-01", "200", "B"),
        // Neither agrees with the year nor lies inside it.
        debt("2024-06-01", "100", "C"),
        debt("2025-07-01", "100", "C"),
    ]);
    assert_eq!(gone(&history, "contradictions", [2, 4], |_| true), [4]);
    let rule = of_rule("contradiction");
    assert_eq!(gone(&history, "audit", [2, 4], rule), [4]);
}

#[test]
fn a_threat_that_ran_out_is_settled_by_a_link_and_its_effect() {
    let threat = json!({"by": {"country": "US"}, "against": ["DK"], "consequence": "tariffs", "until": "2025-08-01"});
    let said = json!({"by": {"country": "US"}, "act": "concedes"});
    let mut withdrawn = link(1, 2);
    withdrawn["relation"] = json!("withdraws");
    let history = Story::of([
        event("threat", "2025-07-01", threat),
        event("statement", "2025-08-01", said),
        withdrawn,
    ]);
    let rule = of_rule("threat_past_until");
    assert_eq!(gone(&history, "audit", [1, 3], &rule), [2, 3]);
    assert_eq!(gone(&history, "audit", [2, 3], &rule), [3]);
}

fn exit(happened: &str, fields: Value) -> Value {
    let mut exit = event(
        "fund_exit",
        happened,
        json!({
            "holder": {"id": "fund", "country": "DK"}, "asset": {"class": "us_treasury", "issuer": "US"},
            "stage": "announced", "amount": amount("100"),
        }),
    );
    for (name, value) in fields.as_object().unwrap() {
        exit[name] = value.clone();
    }
    exit
}

#[test]
fn an_exit_that_is_late_or_counted_twice_is_settled_by_its_next_stage() {
    let history = Story::of([
        exit("2025-01-20", json!({"deadline": "2025-12-31"})),
        exit("2025-01-21", json!({})),
        exit(
            "2025-12-01",
            json!({"stage": "completed", "follows": id(1)}),
        ),
        correction(2, json!({"follows": id(3)})),
    ]);
    let late = of_rule("deadline_passed");
    assert_eq!(gone(&history, "audit", [2, 3], late), [3]);
    let twice = of_rule("doubled_exit");
    assert_eq!(gone(&history, "audit", [2, 3], &twice), [3]);
}

#[test]
fn levels_of_two_series_are_others_once_a_later_level_has_come() {
    let level = |happened: &str, series: &str| {
        let fields = json!({
            "holder": {"country": "CN"}, "asset": {"class": "us_treasury", "issuer": "US"},
            "amount": amount("100"), "series": series,
        });
        event("holding", happened, fields)
    };
    let history = Story::of([
        level("2025-01", "one"),
        level("2025-01", "other"),
        level("2025-02", "other"),
    ]);
    let mixed = of_rule("series_mixed");
    assert_eq!(gone(&history, "audit", [2, 3], mixed), [3]);
}
