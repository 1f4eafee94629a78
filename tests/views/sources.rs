//! §7.4's sources by example: one row a publisher and origin, what counts once an event, and
//! independence by origin.

use dateline::answer::{Filters, Question};
use dateline::clocks::Clocks;
use serde_json::{Value, json};

use super::story::*;

fn sources() -> Question {
    Question::Sources {
        why: true,
        filters: Filters::default(),
    }
}

fn said(sources: Value) -> Value {
    event(
        "statement",
        "2026-01-20",
        json!({"by": {"country": "US"}, "act": "comments", "sources": sources}),
    )
}

fn evidence() -> String {
    format!("sha256:{}", "ab".repeat(32))
}

#[test]
fn a_publisher_counts_once_an_event_for_each_origin() {
    let history = Story::of([
        said(json!([
            {"publisher": "Reuters", "published": "2026-01-20"},
            {"publisher": "Reuters", "published": "2026-01-22", "evidence": evidence()},
            {"publisher": "Reuters", "origin": "TASS", "published": "2026-01"},
        ])),
        said(json!([{"publisher": "Reuters", "published": "2026-01-21T10:00:00Z"}])),
    ]);
    assert_eq!(
        json!(rows(&history, &clocks(), &sources())),
        json!([
            {"publisher": "Reuters", "origin": null, "events": 2, "sole_source": 1,
             "with_evidence": 1, "first_published": "2026-01-20", "last_published": "2026-01-22",
             "disputed": 0, "entries": [1, 2]},
            {"publisher": "Reuters", "origin": "TASS", "events": 1, "sole_source": 0,
             "with_evidence": 0, "first_published": "2026-01", "last_published": "2026-01",
             "disputed": 0, "entries": [1]},
        ])
    );
}

#[test]
fn relays_of_one_origin_are_one_voice_also_by_corroboration() {
    let history = Story::of([
        said(json!([
            {"publisher": "CNBC", "origin": "Reuters"},
            {"publisher": "Reuters"},
        ])),
        about(
            "corroboration",
            json!({"target": id(1), "sources": [{"publisher": "FT"}]}),
        ),
    ]);
    let sole = |position| {
        let rows = rows(&history, &known(position), &sources());
        let row = |row: &Value| json!([row["publisher"], row["sole_source"]]);
        json!(rows.iter().map(row).collect::<Vec<_>>())
    };
    assert_eq!(sole(1), json!([["CNBC", 1], ["Reuters", 1]]));
    assert_eq!(sole(2), json!([["CNBC", 0], ["FT", 0], ["Reuters", 0]]));
}

#[test]
fn of_dates_that_end_together_the_first_met_is_shown_and_unnamed_come_first() {
    let history = Story::of([
        said(json!([{"url": "https://example.org/b"}, {"url": "https://example.org/a"}])),
        said(json!([{"publisher": "FT", "published": "2026-01-31"}])),
        said(json!([{"publisher": "FT", "published": "2026-01"}])),
        dispute(3),
    ]);
    let found = rows(&history, &clocks(), &sources());
    holds(
        &found[0],
        json!({"publisher": null, "origin": null, "events": 1, "sole_source": 0,
               "first_published": null, "last_published": null}),
    );
    holds(
        &found[1],
        json!({"first_published": "2026-01-31", "last_published": "2026-01-31", "disputed": 1}),
    );
}

#[test]
fn claims_links_and_amendments_are_no_events_here() {
    let mut claimed = said(json!([{"publisher": "Rival"}]));
    claimed["claimed_by"] = json!("Rival");
    let mut link = link(1, 2);
    link["sources"] = json!([{"publisher": "Linker"}]);
    let history = Story::of([
        said(json!([{"publisher": "FT"}])),
        claimed,
        link,
        retraction(1),
    ]);
    holds(
        &row(&history, &known(3), &sources()),
        json!({"publisher": "FT"}),
    );
    assert!(rows(&history, &known(4), &sources()).is_empty());
    assert_eq!(
        left_out(&history, &known(3), &sources()),
        json!([0, {"claims": 1}])
    );
    let claims = Clocks {
        claims: true,
        ..known(3)
    };
    let filters = Filters {
        publisher: vec!["Rival".into()],
        ..Filters::default()
    };
    let question = Question::Sources {
        why: false,
        filters,
    };
    holds(
        &row(&history, &claims, &question),
        json!({"publisher": "Rival"}),
    );
}
