//! The rules about links by example: dates, ends that fell, disputes, and links that nobody
//! vouches for.

use serde_json::{Value, json};

use super::*;

/// Statements of the 20th, the 22nd, the 22nd, and of all January.
fn told(more: impl IntoIterator<Item = Value>) -> dateline::facts::History {
    let days = ["2026-01-20", "2026-01-22", "2026-01-22", "2026-01"];
    let days = days.map(|day| said(day, json!([{"publisher": "FT", "published": "2026-01-22"}])));
    Story::of(days.into_iter().chain(more))
}

#[test]
fn an_effect_before_its_cause_is_impossible() {
    let history = told([link(1, 2), link(2, 1)]);
    assert_eq!(
        found(&history, &clocks(), "impossible_link")[0]["about"],
        "@2 (2026-01-22) → @1 (2026-01-20): the effect came first"
    );
    let found = found(&history, &clocks(), "impossible_link");
    assert_eq!(found.len(), 1);
    holds(
        &found[0],
        json!({"position": 6, "kind": "link", "entries": [1, 2, 6]}),
    );
}

#[test]
fn the_order_is_open_where_the_spans_overlap() {
    let history = told([link(1, 2), link(2, 3), link(2, 4), link(2, 1)]);
    assert_eq!(at(&history, &clocks(), "unclear_link"), [6, 7]);
    // Better dates settle it.
    let mended = told([
        link(2, 3),
        correction(2, json!({"happened": "2026-01-22T09:00:00Z"})),
        correction(3, json!({"happened": "2026-01-22T10:00:00Z"})),
    ]);
    assert_eq!(at(&mended, &known(6), "unclear_link"), [5]);
    assert!(at(&mended, &clocks(), "unclear_link").is_empty());
}

#[test]
fn a_link_with_a_retracted_end_is_found_for_that_alone() {
    let history = told([link(2, 1), retraction(2), retraction(6)]);
    assert_eq!(at(&history, &known(5), "impossible_link"), [5]);
    assert!(at(&history, &known(6), "impossible_link").is_empty());
    let broken = found(&history, &known(6), "link_on_retracted");
    assert_eq!(broken.len(), 1);
    holds(
        &broken[0],
        json!({
            "position": 5, "entries": [1, 2, 5, 6],
            "about": "its cause, @2, was retracted by @6",
        }),
    );
    assert!(at(&history, &clocks(), "link_on_retracted").is_empty());
}

#[test]
fn links_of_claims_are_taken_in_and_marked() {
    let mut claimed = link(2, 1);
    claimed["claimed_by"] = json!("a commentary");
    claimed["sources"] = json!([{"publisher": "a commentary"}]);
    let history = told([claimed]);
    let found = found(&history, &clocks(), "impossible_link");
    holds(&found[0], json!({"claimed_by": "a commentary"}));
    assert!(at(&history, &claims(), "inferred_link").is_empty());
}

#[test]
fn a_dispute_of_the_link_or_of_an_end_stands_until_a_correction() {
    let mut by = dispute(1);
    by["by"] = json!("The fund");
    let history = told([
        link(1, 2),
        by,
        dispute(5),
        correction(1, json!({"note": "asked again"})),
        correction(5, json!({"confidence": 0.3})),
        link(3, 2),
    ]);
    let first = found(&history, &known(6), "link_on_disputed");
    holds(
        &first[0],
        json!({
            "position": 5, "entries": [1, 5, 6],
            "about": "@1 → @2: its cause, @1, is disputed by The fund (@6)",
        }),
    );
    let both = found(&history, &known(7), "link_on_disputed");
    holds(
        &both[0],
        json!({
            "entries": [1, 5, 6, 7],
            "about": "@1 → @2: disputed by @7 and its cause, @1, is disputed by The fund (@6)",
        }),
    );
    assert_eq!(at(&history, &known(8), "link_on_disputed"), [5]);
    assert!(at(&history, &clocks(), "link_on_disputed").is_empty());
}

#[test]
fn a_link_without_a_source_is_the_desks_own_until_somebody_says_it() {
    let said = about(
        "corroboration",
        json!({"target": id(5), "sources": [{"publisher": "TASS"}]}),
    );
    let history = told([link(1, 2), said]);
    let bare = found(&history, &known(5), "inferred_link");
    holds(
        &bare[0],
        json!({"position": 5, "entries": [1, 2, 5], "about": "@1 → @2: causes, by nobody's word"}),
    );
    assert!(at(&history, &clocks(), "inferred_link").is_empty());
}
