//! `log`, `timeline` and `show` by example, with their filters; how an entry is named, and
//! what the query of a citation says.

use dateline::answer::{Filters, Question, View};
use dateline::clocks::Clocks;
use dateline::facts::History;
use dateline::projection::rows::EntryView;
use serde_json::{Value, json};

use super::story::*;

fn said(happened: &str, fields: Value) -> Value {
    let mut fixed = json!({"by": {"country": "DK"}, "act": "warns", "toward": ["US"]});
    for (name, value) in fields.as_object().unwrap() {
        fixed[name] = value.clone();
    }
    event("statement", happened, fixed)
}

fn log() -> Question {
    Question::Log(Filters::default())
}

fn timeline() -> Question {
    Question::Timeline(Filters::default())
}

fn positions(history: &History, clocks: &Clocks, question: &Question) -> Vec<u64> {
    rows(history, clocks, question)
        .iter()
        .map(|row| row["position"].as_u64().unwrap())
        .collect()
}

fn story() -> History {
    Story::of([
        said(
            "2026-01-22",
            json!({"tags": ["greenland"], "label": "warning"}),
        ),
        said(
            "2026-01-20",
            json!({"by": {"country": "SE"}, "toward": ["CN"]}),
        ),
        said("2026", json!({"claimed_by": "The commentary"})),
        correction(1, json!({"act": "demands"})),
        dispute(1),
        retraction(2),
        link(1, 3),
        about(
            "corroboration",
            json!({"target": id(1), "sources": [{"publisher": "Other"}]}),
        ),
    ])
}

#[test]
fn the_log_shows_everything_as_known() {
    let history = story();
    let found = rows(&history, &clocks(), &log());
    assert_eq!(found.len(), 8);
    holds(
        &found[0],
        json!({
            "position": 1, "id": id(1), "recorded_at": "2026-02-01T12:00:00.000000Z", "recorded_by": "desk@example.org",
            "status": "live", "revisions": 1, "disputed": 1,
        }),
    );
    assert_eq!(found[0]["event"]["act"], "demands");
    assert_eq!(found[0]["event"]["sources"].as_array().unwrap().len(), 2);
    holds(&found[1], json!({"status": "retracted"}));
    assert_eq!(found[3]["event"]["kind"], "correction");
    assert_eq!(
        rows(&history, &known(3), &log())[0]["event"]["act"],
        "warns"
    );
    // --on asks only what has a happened date, and a link goes with its ends: 1 is yet to come.
    assert_eq!(
        positions(&history, &on("2026-01-21"), &log()),
        [2, 4, 5, 6, 8]
    );
}

#[test]
fn amendments_are_public_by_their_own_rule_in_the_log() {
    let mut dated = dispute(1);
    dated["sources"] = json!([{"publisher": "Wire", "published": "2026-03-01"}]);
    let history = Story::of([
        said("2026-01-22", json!({})),
        dated,
        dispute(1),
        link(1, 1 + 3),
        said("2026-01-23", json!({})),
    ]);
    // 2 is not yet public, 3 is the desk's own; the link (4) has no source: undated.
    assert_eq!(
        positions(&history, &published("2026-02-28"), &log()),
        [1, 3, 5]
    );
    assert_eq!(
        left_out(&history, &published("2026-02-28"), &log()),
        json!([1, {}])
    );
}

#[test]
fn the_timeline_follows_what_happened() {
    let history = story();
    // 2026 begins first; 2 is retracted; amendments and links have not happened.
    assert_eq!(positions(&history, &clocks(), &timeline()), [3, 1]);
    assert_eq!(positions(&history, &known(5), &timeline()), [3, 2, 1]);
    assert_eq!(
        left_out(&history, &on("2026-01-31"), &timeline()),
        json!([0, {"possible": 1}])
    );
}

#[test]
fn equal_beginnings_go_by_the_end_then_by_position() {
    let history = Story::of([
        said("2026-01", json!({})),
        said("2026-01-01", json!({})),
        said("2026-01", json!({})),
        said("2025-12-31", json!({})),
    ]);
    assert_eq!(positions(&history, &clocks(), &timeline()), [4, 2, 1, 3]);
}

#[test]
fn filters_choose_rows_and_the_limit_comes_last() {
    let history = story();
    let with = |filters: Filters| positions(&history, &clocks(), &Question::Log(filters));
    let one = |text: &str| vec![text.to_owned()];
    let none = Filters::default;
    assert_eq!(
        with(Filters {
            kind: one("link"),
            ..none()
        }),
        [7]
    );
    assert_eq!(
        with(Filters {
            country: one("SE"),
            ..none()
        }),
        [2]
    );
    assert_eq!(
        with(Filters {
            country: one("US"),
            ..none()
        }),
        [1, 3]
    );
    assert_eq!(
        with(Filters {
            tag: one("greenland"),
            ..none()
        }),
        [1]
    );
    assert_eq!(
        with(Filters {
            publisher: one("Other"),
            ..none()
        }),
        [1, 8]
    );
    assert_eq!(
        with(Filters {
            since: Some(when("2026-01-21")),
            ..none()
        }),
        [1, 3]
    );
    assert_eq!(
        with(Filters {
            until: Some(when("2026-01-20")),
            ..none()
        }),
        [2, 3]
    );
    assert_eq!(
        with(Filters {
            country: one("US"),
            limit: Some(1),
            ..none()
        }),
        [1]
    );
}

fn shown(history: &History, clocks: &Clocks, reference: &str) -> EntryView {
    let question = Question::Show {
        reference: reference.into(),
        history: true,
    };
    match ask(history, clocks, &question).view {
        View::Entry(view) => *view,
        other => panic!("{other:?}"),
    }
}

#[test]
fn show_tells_versions_amendments_and_links() {
    let history = story();
    let view = shown(&history, &clocks(), "warning");
    let states: Vec<_> = view
        .amendments
        .iter()
        .map(|row| (row.position, row.kind, row.state))
        .collect();
    assert_eq!(
        states,
        [
            (4, "correction", "counted"),
            (5, "dispute", "counted"),
            (8, "corroboration", "counted")
        ]
    );
    let versions: Vec<_> = view
        .versions
        .unwrap()
        .into_iter()
        .map(|one| (one.position, one.reason, one.event["act"].clone()))
        .collect();
    assert_eq!(
        versions,
        [
            (1, None, json!("warns")),
            (4, Some("better known".into()), json!("demands"))
        ]
    );
    assert_eq!(view.links.len(), 1);
    assert_eq!(view.links[0].position, 7);
    assert_eq!(view.others[0].0, id(3));
    // An amendment, by position, and a retracted event, by its id.
    assert_eq!(shown(&history, &clocks(), "@6").entry.status, "live");
    let gone = shown(&history, &clocks(), &id(2));
    assert_eq!(
        (gone.entry.status, gone.amendments[0].state),
        ("retracted", "counted")
    );
}

#[test]
fn an_amendment_may_be_undone_hidden_or_without_effect() {
    let mut later = correction(1, json!({"act": "rejects"}));
    later["sources"] = json!([{"publisher": "Wire", "published": "2026-03-01"}]);
    let history = Story::of([
        said("2026-01-22", json!({})),
        dispute(1),
        retraction(2),
        later,
        correction(1, json!({"toward": null, "speaker": {"no": "text"}})),
    ]);
    let view = shown(&history, &published("2026-02-01"), "@1");
    let states: Vec<_> = view.amendments.iter().map(|row| row.state).collect();
    assert_eq!(states, ["retracted", "not_public", "skipped"]);
    // A skipped correction counts, yet leaves no version.
    assert_eq!(
        (
            view.entry.revisions,
            view.entry.disputed,
            view.versions.unwrap().len()
        ),
        (1, 0, 1)
    );
}

#[test]
fn the_end_of_an_id_names_it_when_no_other_ends_so() {
    let history = story();
    assert_eq!(shown(&history, &clocks(), "00000007").entry.position, 7);
    // Five digits have none of the shapes of a REF; six that end no id have one, and name nothing.
    for (reference, code) in [("00000", "bad_reference"), ("999999", "ref_unknown")] {
        let question = Question::Show {
            reference: reference.into(),
            history: false,
        };
        assert_eq!(refused(&history, &clocks(), &question).code, code);
    }
}

#[test]
fn the_query_can_be_asked_again() {
    let history = story();
    let question = Question::Chain {
        reference: "warning".into(),
        side: dateline::answer::Side::Causes,
        to: Some("@3".into()),
        all: false,
        filters: Filters::default(),
    };
    let clocks = Clocks {
        known: Some(7),
        claims: true,
        ..on("2026-01-31")
    };
    let citation = ask(&history, &clocks, &question).citation;
    let expected = json!({
        "command": "chain", "arguments": [id(1)], "to": id(3), "causes": true, "effects": false, "all": false,
        "on": "2026-01-31", "published": null, "known": 7, "possible": false, "claims": true,
    });
    assert_eq!(Value::Object(citation.query), expected);
    assert_eq!(
        (citation.position, citation.origin.as_str()),
        (7, "example.org/desk")
    );
    assert_eq!(citation.rules, None);
}
