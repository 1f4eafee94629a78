//! The rules about amendments: open disputes, skipped corrections, and sources and corrections
//! that are out of step.

use serde_json::{Value, json};

use super::*;

fn sources(dates: &[&str]) -> Value {
    let sources = dates.iter().map(|date| match *date {
        "" => json!({"publisher": "FT"}),
        date => json!({"publisher": "FT", "published": date}),
    });
    sources.collect()
}

/// An event of these sources, corrected by these.
fn corrected(own: &[&str], from: &[&str]) -> dateline::facts::History {
    let mut mend = correction(1, json!({"speaker": "The minister"}));
    if !from.is_empty() {
        mend["sources"] = sources(from);
    }
    Story::of([said("2026-01-20", sources(own)), mend])
}

#[test]
fn a_dispute_is_open_until_a_later_correction_or_its_retraction() {
    let history = Story::of([
        sound(),
        correction(1, json!({"note": "first"})),
        dispute(1),
        correction(1, json!({"note": "second"})),
        dispute(1),
        retraction(5),
    ]);
    let at = |position| at(&history, &known(position), "unsettled_dispute");
    assert_eq!(
        (at(2), at(3), at(4), at(5)),
        (vec![], vec![1], vec![], vec![1])
    );
    assert!(at(6).is_empty());
    let open = found(&history, &known(5), "unsettled_dispute");
    holds(
        &open[0],
        json!({"entries": [1, 5], "about": "disputed by @5"}),
    );
}

#[test]
fn of_many_disputes_three_are_named_and_all_are_listed() {
    let disputes = (0..5).map(|_| dispute(1));
    let history = Story::of([sound()].into_iter().chain(disputes));
    let about = |position| found(&history, &known(position), "unsettled_dispute").remove(0);
    holds(&about(5), json!({"about": "disputed by @2, @3, @4 and @5"}));
    let more = json!({"about": "disputed by @2, @3, @4 and 2 more", "entries": [1, 2, 3, 4, 5, 6]});
    holds(&about(6), more);
}

#[test]
fn a_correction_that_cannot_be_applied_is_found() {
    let figure = event(
        "observation",
        "2026-01-20",
        json!({"subject": {"country": "US"}, "measure": "federal_debt", "percent": "18"}),
    );
    let history = Story::of([
        figure,
        correction(1, json!({"percent": null, "rank": 2})),
        correction(1, json!({"rank": 3})),
        retraction(2),
    ]);
    assert!(at(&history, &known(3), "correction_skipped").is_empty());
    let found = found(&history, &clocks(), "correction_skipped");
    holds(
        &found[0],
        json!({"position": 1, "entries": [1, 3], "about": "@3 is left out: nothing valid comes of it"}),
    );
}

#[test]
fn a_source_older_than_the_correction_still_says_what_was_corrected() {
    let finds = |own: &[&str], from: &[&str]| {
        !at(&corrected(own, from), &clocks(), "source_before_correction").is_empty()
    };
    assert!(finds(&["2026-01-20"], &["2026-03-18"]));
    assert!(finds(&["2026-01-20", ""], &["2026-01-20", "2026-03-18"]));
    // A source of the same day, one that may be as old, a correction on nobody's dated word.
    assert!(!finds(&["2026-01-20"], &["2026-01-20"]));
    assert!(!finds(&["2026-01-20"], &["2026-01"]));
    assert!(!finds(&["2026-01-20"], &[]));
    assert!(!finds(&["2026-01-20", "2026-04"], &["2026-03-18"]));
    assert!(!finds(&[""], &["2026-03-18"]));
    let history = corrected(&["2026-01-20"], &["2026-03-18"]);
    holds(
        &found(&history, &clocks(), "source_before_correction")[0],
        json!({
            "position": 1, "entries": [1, 2],
            "about": "corrected by @2 from a source of 2026-03-18; its own are of 2026-01-20 and before",
            "settle": "cite what the correction (@2) rests on as well: `dateline corroborate @1 --source-of @2`",
        }),
    );
}

#[test]
fn citing_what_the_correction_rests_on_settles_it() {
    let mut mend = correction(1, json!({"speaker": "The minister"}));
    mend["sources"] = sources(&["2026-03-18"]);
    let same = about(
        "corroboration",
        json!({"target": id(1), "sources": sources(&["2026-03-18"])}),
    );
    let history = Story::of([said("2026-01-20", sources(&["2026-01-20"])), mend, same]);
    assert_eq!(at(&history, &known(2), "source_before_correction"), [1]);
    assert!(at(&history, &clocks(), "source_before_correction").is_empty());
}

#[test]
fn an_only_source_newer_than_the_correction_cannot_confirm_it() {
    let finds = |own: &[&str], from: &[&str]| {
        !at(&corrected(own, from), &clocks(), "source_after_correction").is_empty()
    };
    assert!(finds(&["2026-01-22"], &["2026-01-20"]));
    assert!(finds(
        &["2026-01-22", "2026-01-23"],
        &["2026-01-20", "2026-01-25"]
    ));
    assert!(!finds(&["2026-01-20"], &["2026-01-20"]));
    assert!(!finds(&["2026-01"], &["2026-01-20"]));
    assert!(!finds(&["2026-01-22", ""], &["2026-01-20"]));
    // Recorded on 2 February 2026, when nothing dates the correction.
    assert!(!finds(&["2026-01-22"], &[]));
    assert!(finds(&["2026-02-03"], &[]));
    let history = corrected(&["2026-01-22"], &["2026-01-20"]);
    holds(
        &found(&history, &clocks(), "source_after_correction")[0],
        json!({
            "position": 1, "entries": [1, 2],
            "about": "its only source, FT, is of 2026-01-22, after @2 corrected it",
        }),
    );
}

#[test]
fn another_voice_is_another_source() {
    let mut mend = correction(1, json!({"speaker": "The minister"}));
    mend["sources"] = sources(&["2026-01-20"]);
    let two = json!([
        {"publisher": "FT", "published": "2026-01-22"},
        {"publisher": "Ritzau", "published": "2026-01-22"},
    ]);
    let history = Story::of([said("2026-01-20", two), mend]);
    assert!(at(&history, &clocks(), "source_after_correction").is_empty());
}

#[test]
fn a_correction_of_substance_names_a_source() {
    let finds = |changes: Value, own: Option<Value>| {
        let mut mend = correction(1, changes);
        if let Some(own) = own {
            mend["sources"] = own;
        }
        let history = Story::of([sound(), mend]);
        !at(&history, &clocks(), "correction_unsourced").is_empty()
    };
    assert!(finds(json!({"happened": "2026-01-21"}), None));
    assert!(!finds(
        json!({"happened": "2026-01-21"}),
        Some(sources(&[""]))
    ));
    assert!(!finds(json!({"title": "He said so", "note": null}), None));
    let with_sources = json!({"happened": "2026-01-21", "sources": sources(&["2026-01-21"])});
    assert!(!finds(with_sources, None));
    let later = about(
        "corroboration",
        json!({"target": id(1), "sources": sources(&["2026-01-21"])}),
    );
    let history = Story::of([
        sound(),
        correction(1, json!({"happened": "2026-01-21"})),
        later,
    ]);
    assert_eq!(at(&history, &known(2), "correction_unsourced"), [1]);
    assert!(at(&history, &clocks(), "correction_unsourced").is_empty());
}
