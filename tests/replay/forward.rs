//! Threats and sanctions folded forward, by example: an arrival changes the rows that it
//! contributes to, wherever it comes from (an effect, an amendment, a day), and no others. Each
//! story is also held against the answer at every position.

use dateline::clocks::Clocks;
use dateline::facts::History;
use serde_json::{Value, json};

use super::effects::{asked, effects};
use super::follow::whole_replay_is_the_answers;
use crate::views::story::*;

/// Position, change, `aged`, and fields of the row after it.
pub fn told(history: &History, clocks: &Clocks, view: &str, fields: &[&str]) -> Value {
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
pub fn fixed() -> Clocks {
    on("2026-12-31")
}

fn threat(happened: &str, until: Option<&str>) -> Value {
    let fields = json!({
        "by": {"country": "US"}, "against": ["DK"], "consequence": "a tariff", "until": until,
    });
    event("threat", happened, without_nulls(fields))
}

/// Fields that are null are not there.
pub fn without_nulls(mut fields: Value) -> Value {
    let fields_of = fields.as_object_mut().unwrap();
    fields_of.retain(|_, value| !value.is_null());
    fields
}

/// What anybody says on a day.
pub fn deed(happened: &str) -> Value {
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
fn a_link_that_names_another_effect_hears_of_that_one() {
    let history = Story::of([
        threat("2026-01-10", None),
        deed("2026-01-12"),
        deed("2026-01-13"),
        did(1, "defies", 2),
        correction(4, json!({"effect": id(3)})),
        retraction(2),
        retraction(3),
    ]);
    let found = told(&history, &fixed(), "threats", &["response_by"]);
    let expected = json!([
        [1, "added", false, null],
        [4, "changed", false, 2],
        [5, "changed", false, 3],
        [7, "changed", false, null],
    ]);
    assert_eq!(found, expected);
}

#[test]
fn an_effect_that_cannot_be_one_does_not_hide_one_that_can() {
    // The day before may be any zone's, and reach noon; the hour is one, and comes too early.
    let history = Story::of([
        threat("2026-01-10T10:00:00Z", None),
        deed("2026-01-09"),
        deed("2026-01-10T09:00:00Z"),
        did(1, "defies", 2),
        did(1, "complies", 3),
    ]);
    let found = told(&history, &fixed(), "threats", &["response_by"]);
    assert_eq!(
        found,
        json!([[1, "added", false, null], [4, "changed", false, 2]])
    );
}

#[test]
fn a_threat_recorded_on_its_last_day_expires_on_the_next() {
    let history = Story::of([
        deed("2026-02-01"),
        threat("2026-01-10", Some("2026-02-02")),
        deed("2026-02-01"),
    ]);
    let found = told(&history, &clocks(), "threats", &["status"]);
    assert_eq!(
        found,
        json!([[2, "added", false, "open"], [3, "changed", true, "expired"]])
    );
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

/// A stage that follows another.
fn stage(action: &str, follows: Option<u64>, fields: Value) -> Value {
    let mut stage = sanction(action, fields);
    if let Some(follows) = follows {
        stage["follows"] = json!(id(follows));
    }
    stage
}

#[test]
fn a_measure_is_counted_from_its_first_stage_after_it_was_lifted() {
    let history = Story::of([
        stage("imposed", None, json!({"happened": "2026-01-01"})),
        stage("lifted", Some(1), json!({"happened": "2026-01-02"})),
        stage("imposed", Some(2), json!({"happened": "2026-01-03"})),
        stage("tightened", Some(3), json!({"happened": "2026-01-04"})),
        stage("extended", Some(4), json!({"happened": "2026-01-05"})),
        // Disputed is a stage that the row takes nothing from.
        dispute(4),
        correction(2, json!({"action": "eased"})),
        // And the first ones turn out to belong to another measure.
        correction(3, json!({"follows": null})),
        correction(3, json!({"follows": id(1)})),
    ]);
    let found = told(
        &history,
        &fixed(),
        "sanctions",
        &["position", "since", "disputed"],
    );
    let gone = |at: u64| json!([at, "removed", false, null, null, null]);
    let expected = json!([
        [1, "added", false, 1, "2026-01-01", 0],
        gone(2),
        [3, "added", false, 3, "2026-01-03", 0],
        gone(4),
        [4, "added", false, 4, "2026-01-03", 0],
        gone(5),
        [5, "added", false, 5, "2026-01-03", 0],
        [6, "changed", false, 5, "2026-01-03", 1],
        [7, "changed", false, 5, "2026-01-01", 1],
        [8, "added", false, 2, "2026-01-01", 0],
        [8, "changed", false, 5, "2026-01-03", 1],
        gone(9),
        [9, "changed", false, 5, "2026-01-01", 1],
    ]);
    assert_eq!(found, expected);
}

#[test]
fn a_first_stage_that_takes_effect_late_moves_the_beginning_of_those_after_it() {
    let history = Story::of([
        stage("imposed", None, json!({"effective": "2026-02-03"})),
        stage("extended", Some(1), json!({"effective": "2026-01-05"})),
        deed("2026-01-12"),
    ]);
    let found = told(&history, &clocks(), "sanctions", &["position", "since"]);
    let expected = json!([
        [2, "added", false, 2, "2026-01-05"],
        [3, "changed", true, 2, "2026-02-03"],
    ]);
    assert_eq!(found, expected);
}

#[test]
fn what_was_hashed_before_is_hashed_again_where_it_changed() {
    // More rows than lie between two seals; links, and events that come late, in between.
    let mut story = Story::new();
    for at in 1..=150 {
        let day = format!("2026-01-{:02}", 1 + (at * 7) % 28);
        let event = match at % 10 {
            4 => link(at - 1, at - 2),
            9 if at > 100 => retraction(at - 97),
            _ => deed(&day),
        };
        story.add(event);
    }
    let history = story.told();
    for view in ["chain", "timeline"] {
        whole_replay_is_the_answers(&history, &fixed(), view);
    }
}
