//! The three clocks by example: what counts as happened, as public and as known, alone and
//! together, and what the citation says was left out.

use dateline::answer::By;
use dateline::clocks::Clocks;
use serde_json::{Value, json};

use super::story::*;

fn exit(happened: &str, published: Value) -> Value {
    let mut exit = event(
        "fund_exit",
        happened,
        json!({
            "holder": {"id": "fund", "country": "DK"}, "asset": {"class": "us_treasury", "issuer": "US"},
            "stage": "announced", "amount": amount("100"),
        }),
    );
    exit["sources"] = json!([{"publisher": "Wire"}]);
    if !published.is_null() {
        exit["sources"][0]["published"] = published;
    }
    exit
}

fn count(history: &dateline::facts::History, clocks: &Clocks) -> usize {
    rows(history, clocks, &divestment(By::Holder)).len()
}

#[test]
fn on_keeps_the_certain_and_possible_also_the_rest() {
    let history = Story::of([exit("2026-01", json!("2026-01-20"))]);
    assert_eq!(count(&history, &on("2026-01-31")), 1);
    assert_eq!(count(&history, &on("2026-01-30")), 0);
    assert_eq!(
        left_out(&history, &on("2026-01-30"), &divestment(By::Holder)),
        json!([0, {"possible": 1}])
    );
    assert_eq!(
        left_out(&history, &on("2025-12-31"), &divestment(By::Holder)),
        json!([0, {}])
    );
    let possible = Clocks {
        possible: true,
        ..on("2026-01-01")
    };
    assert_eq!(count(&history, &possible), 1);
}

#[test]
fn published_asks_for_the_first_certainly_dated_source() {
    let history = Story::of([
        exit("2026-01-20", json!("2026-01")),
        exit("2026-01-20", json!(null)),
        about(
            "corroboration",
            json!({"target": id(1), "sources": [{"publisher": "Other", "published": "2026-01-21"}]}),
        ),
    ]);
    let question = divestment(By::Holder);
    // Published some time in January: certainly by the 31st. The second has no dated source.
    assert_eq!(
        count(
            &history,
            &Clocks {
                published: Some(when("2026-01-30")),
                ..known(2)
            }
        ),
        0
    );
    assert_eq!(
        count(
            &history,
            &Clocks {
                published: Some(when("2026-01-31")),
                ..known(2)
            }
        ),
        1
    );
    assert_eq!(
        left_out(&history, &published("2026-01-31"), &question),
        json!([1, {}])
    );
    // The corroboration's source was out on the 21st.
    assert_eq!(count(&history, &published("2026-01-21")), 1);
    assert_eq!(count(&history, &published("2026-01-20")), 0);
}

#[test]
fn an_amendment_counts_once_it_is_public_or_when_it_is_the_desks_own() {
    let mut dated = correction(1, json!({"amount": {"value": "200"}}));
    dated["sources"] = json!([{"publisher": "Wire", "published": "2026-01-25"}]);
    let history = Story::of([
        exit("2026-01-20", json!("2026-01-20")),
        dated,
        retraction(1),
        retraction(3),
    ]);
    let pending =
        |clocks: &Clocks| row(&history, clocks, &divestment(By::Holder))["pending"]["low"].clone();
    let at = |published: &str, known| Clocks {
        published: Some(when(published)),
        known: Some(known),
        ..Clocks::default()
    };
    assert_eq!(pending(&at("2026-01-24", 2)), "100");
    assert_eq!(pending(&at("2026-01-25", 2)), "200");
    // The retraction has no source: it counts on every published clock, until it is retracted.
    assert_eq!(count(&history, &at("2026-01-24", 3)), 0);
    assert_eq!(pending(&at("2026-01-24", 4)), "100");
    assert_eq!(pending(&known(1)), "100");
}

#[test]
fn claims_are_left_out_unless_asked_for() {
    let mut claim = exit("2026-01-20", json!(null));
    claim["claimed_by"] = json!("The commentary");
    let history = Story::of([claim]);
    // A claim is left out as a claim, whatever else is wrong with it.
    assert_eq!(
        left_out(&history, &published("2026-01-31"), &divestment(By::Holder)),
        json!([0, {"claims": 1}])
    );
    let claims = Clocks {
        claims: true,
        ..clocks()
    };
    assert_eq!(count(&history, &claims), 1);
    assert_eq!(count(&history, &clocks()), 0);
}

#[test]
fn the_log_at_nothing_has_no_rows_and_the_root_of_nothing() {
    let history = Story::of([exit("2026-01-20", json!("2026-01-20"))]);
    let answer = ask(&history, &known(0), &divestment(By::Holder));
    assert_eq!(answer.citation.position, 0);
    assert_eq!(
        answer.citation.root,
        "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
    );
    assert_eq!(count(&history, &known(0)), 0);
}
