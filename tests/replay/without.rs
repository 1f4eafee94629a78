//! The counterfactual by example: what falls away with a source, an author or an entry, and what
//! that changes.

use dateline::answer::follow::Followed;
use dateline::answer::without::{Counterfactual, counterfactual, parse};
use dateline::facts::{History, Scope};
use serde_json::{Value, json};

use crate::views::story::*;

fn exit(sources: Value) -> Value {
    let mut exit = event(
        "fund_exit",
        "2026-01-20",
        json!({
            "holder": {"id": "fund", "country": "DK"}, "asset": {"class": "us_treasury", "issuer": "US"},
            "stage": "announced", "amount": amount("100"),
        }),
    );
    exit["sources"] = sources;
    exit
}

fn without(history: &History, view: &str, what: &[&str]) -> Counterfactual {
    let scope = Scope::new(history, &clocks()).unwrap();
    let what: Vec<_> = what
        .iter()
        .map(|text| parse(&scope, text).unwrap())
        .collect();
    let view = Followed::named(view).unwrap();
    counterfactual(history, &clocks(), view, &what).unwrap().1
}

fn changes(found: &Counterfactual) -> Vec<&str> {
    found.rows.iter().map(|row| row.change).collect()
}

#[test]
fn an_event_falls_away_with_its_last_source() {
    let history = Story::of([
        exit(json!([{"publisher": "Wire", "published": "2026-01-20"}])),
        exit(json!([{"publisher": "Wire"}, {"publisher": "Paper", "origin": "Fund"}])),
    ]);
    let found = without(&history, "divestment", &["publisher=Wire"]);
    assert_eq!(
        (&found.entries[..], &found.thinned[..]),
        (&[1][..], &[2][..])
    );
    assert_eq!(changes(&found), ["changed"]);
    let low = |row: &Option<Value>| row.as_ref().unwrap()["pending"]["low"].clone();
    assert_eq!(
        (low(&found.rows[0].before), low(&found.rows[0].after)),
        (json!("200"), json!("100"))
    );
    // Without the relay as well nothing is left.
    let found = without(&history, "divestment", &["publisher=Wire", "origin=Fund"]);
    assert_eq!(
        (&found.entries[..], changes(&found)),
        (&[1, 2][..], vec!["removed"])
    );
    // Letter by letter.
    let found = without(&history, "divestment", &["publisher=wire"]);
    assert!(found.entries.is_empty() && found.rows.is_empty());
    assert_eq!(found.unmatched, ["publisher=wire"]);
}

#[test]
fn what_somebody_else_corroborates_stays() {
    let history = Story::of([
        exit(json!([{"publisher": "Wire"}])),
        correction(1, json!({"amount": {"value": "250"}})),
        about(
            "corroboration",
            json!({"target": id(1), "sources": [{"publisher": "Paper"}]}),
        ),
    ]);
    let found = without(&history, "divestment", &["publisher=Wire"]);
    // The entry keeps the source that the corroboration added, and its correction.
    assert_eq!(
        (&found.entries[..], &found.thinned[..]),
        (&[][..], &[1][..])
    );
    assert!(found.rows.is_empty());
    // Without the corroboration's source it stands as recorded.
    let found = without(&history, "divestment", &["publisher=Paper"]);
    assert_eq!((&found.entries[..], changes(&found)), (&[3][..], vec![]));
    let found = without(
        &history,
        "divestment",
        &["publisher=Paper", "publisher=Wire"],
    );
    assert_eq!(
        (&found.entries[..], changes(&found)),
        (&[1, 3][..], vec!["removed"])
    );
}

#[test]
fn amendments_fall_away_with_their_sources_but_the_desks_own_stay() {
    let mut sourced = correction(1, json!({"amount": {"value": "250"}}));
    sourced["sources"] = json!([{"publisher": "Paper"}]);
    let own = correction(1, json!({"deadline": "2026-06"}));
    let history = Story::of([exit(json!([{"publisher": "Wire"}])), sourced, own]);
    let found = without(&history, "divestment", &["publisher=Paper"]);
    assert_eq!(found.entries, [2]);
    let row = found.rows[0].after.as_ref().unwrap();
    assert_eq!(
        (&row["pending"]["low"], &row["overdue"]),
        (&json!("100"), &json!(0))
    );
}

#[test]
fn an_entry_goes_with_its_amendments_and_its_links_and_joins_its_stages_still() {
    let mut done = exit(json!([{"publisher": "Wire"}]));
    done["stage"] = json!("completed");
    done["follows"] = json!(id(1));
    done.as_object_mut().unwrap().remove("amount");
    let history = Story::of([
        exit(json!([{"publisher": "Wire"}])),
        done,
        link(1, 2),
        about(
            "corroboration",
            json!({"target": id(2), "sources": [{"publisher": "Paper"}]}),
        ),
    ]);
    let reference = format!("@{}", 2);
    let found = without(&history, "divestment", &[&reference]);
    assert_eq!(found.entries, [2, 3, 4]);
    let row = found.rows[0].after.as_ref().unwrap();
    assert_eq!(
        (&row["pending"]["low"], &row["executed"]["low"]),
        (&json!("100"), &json!("0"))
    );
    let found = without(&history, "chain", &[&reference]);
    assert_eq!(changes(&found), ["removed", "removed"]);
    // The first stage out, the second has no amount to complete.
    let found = without(&history, "divestment", &["@1"]);
    assert_eq!(changes(&found), ["added", "removed"]);
    assert_eq!(found.rows[0].after.as_ref().unwrap()["unquantified"], 1);
}

#[test]
fn an_author_takes_along_what_was_recorded() {
    let history = Story::of([exit(json!([{"publisher": "Wire"}])), dispute(1)]);
    let found = without(&history, "divestment", &["author=desk@example.org"]);
    assert_eq!(
        (&found.entries[..], changes(&found)),
        (&[1, 2][..], vec!["removed"])
    );
    let found = without(&history, "divestment", &["author=nobody"]);
    assert_eq!(
        (changes(&found), &found.unmatched[..]),
        (vec![], &["author=nobody".to_owned()][..])
    );
}

#[test]
fn what_cannot_be_left_out_is_refused() {
    let history = Story::of([exit(json!([{"publisher": "Wire"}]))]);
    let scope = Scope::new(&history, &clocks()).unwrap();
    for (text, code) in [
        ("editor=Wire", "bad_without"),
        ("publisher=", "bad_without"),
        ("nobody", "ref_unknown"),
        ("@2", "ref_unknown"),
    ] {
        assert_eq!(parse(&scope, text).unwrap_err().code, code, "{text}");
    }
}
