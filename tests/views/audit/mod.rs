//! The audit by example: each rule with what it finds and what it leaves alone, and what is
//! asked about, listed and cited. Owns nothing of the program.

mod amendments;
mod figures;
mod links;
mod reach;
mod sources;

use dateline::answer::{Audit, Filters, Question};
use dateline::clocks::Clocks;
use dateline::facts::History;
use dateline::projection::audit::rules::{Level, Rule};
use serde_json::{Value, json};

use super::story::*;

fn audit(rule: &str) -> Question {
    Question::Audit(Audit {
        rules: vec![Rule::named(rule).unwrap()],
        why: true,
        ..Audit::default()
    })
}

/// The findings of one rule.
fn found(history: &History, clocks: &Clocks, rule: &str) -> Vec<Value> {
    rows(history, clocks, &audit(rule))
}

/// The positions that one rule finds.
fn at(history: &History, clocks: &Clocks, rule: &str) -> Vec<u64> {
    let found = found(history, clocks, rule).into_iter();
    found.map(|row| row["position"].as_u64().unwrap()).collect()
}

/// Names of the rules that find anything at a level, each as often as it does.
fn rules(history: &History, clocks: &Clocks, level: Level) -> Vec<String> {
    let question = Question::Audit(Audit {
        level,
        ..Audit::default()
    });
    let found = rows(history, clocks, &question).into_iter();
    found
        .map(|row| row["rule"].as_str().unwrap().to_owned())
        .collect()
}

fn said(happened: &str, sources: Value) -> Value {
    event(
        "statement",
        happened,
        json!({"by": {"country": "US"}, "act": "comments", "sources": sources}),
    )
}

fn claims() -> Clocks {
    Clocks {
        claims: true,
        ..Clocks::default()
    }
}

fn evidence() -> String {
    format!("sha256:{}", "ab".repeat(32))
}

/// Two voices, dated, graded, one of them kept.
fn sound() -> Value {
    said(
        "2026-01-20",
        json!([
            {"publisher": "Reuters", "published": "2026-01-20", "grade": "A1", "evidence": evidence()},
            {"publisher": "Ritzau", "published": "2026-01-20", "grade": "B2"},
        ]),
    )
}

#[test]
fn a_sound_record_is_clean_at_every_level() {
    let mut first = link(1, 2);
    first["sources"] = json!([{"publisher": "Reuters", "published": "2026-01-22"}]);
    let mut later = sound();
    later["happened"] = json!("2026-01-22");
    let history = Story::of([sound(), later, first]);
    for level in Level::ALL {
        assert!(rules(&history, &clocks(), level).is_empty(), "{level:?}");
    }
    let answer = ask(&history, &clocks(), &Question::Audit(Audit::default()));
    assert_eq!(answer.citation.query["level"], "publish");
}

#[test]
fn levels_include_each_other() {
    let history = Story::of([said("2026-01-20", json!([{"publisher": "Blog"}]))]);
    let of = |level| rules(&history, &clocks(), level);
    assert_eq!(of(Level::Basic), ["no_dated_source"]);
    assert_eq!(of(Level::Publish), ["no_dated_source", "single_origin"]);
    assert_eq!(
        of(Level::Court),
        [
            "no_dated_source",
            "single_origin",
            "no_evidence",
            "ungraded"
        ]
    );
}

#[test]
fn a_row_says_what_was_found_why_it_matters_and_what_would_settle_it() {
    let mut event = said(
        "2026-01-20",
        json!([{"publisher": "FT", "origin": "Alecta"}]),
    );
    event["label"] = json!("the-sale");
    let history = Story::of([event]);
    let rule = Rule::named("single_origin").unwrap();
    assert_eq!(
        found(&history, &clocks(), "single_origin"),
        [json!({
            "rule": "single_origin", "level": "publish", "position": 1, "beside": [], "id": id(1),
            "label": "the-sale", "kind": "statement", "claimed_by": null,
            "about": "rests on one source: FT relaying Alecta", "why": rule.why,
            "settle": "find a report that has it from somebody else, `dateline corroborate the-sale \
                       --publisher NAME --published DATE`, or print whose word it is",
            "entries": [1],
        })]
    );
}

#[test]
fn the_clocks_decide_what_is_asked_about_and_the_citation_counts_the_rest() {
    let mut claimed = said("2026-01-20", json!([{"publisher": "Blog"}]));
    claimed["claimed_by"] = json!("Blog");
    let history = Story::of([
        said(
            "2026-01-20",
            json!([{"publisher": "FT", "published": "2026-01-20"}]),
        ),
        said(
            "2026-01",
            json!([{"publisher": "FT", "published": "2026-01-20"}]),
        ),
        claimed,
        said("2026-01-20", json!([{"publisher": "FT"}])),
        retraction(1),
    ]);
    assert_eq!(at(&history, &known(1), "single_origin"), [1]);
    assert_eq!(at(&history, &clocks(), "single_origin"), [2, 4]);
    assert_eq!(at(&history, &claims(), "single_origin"), [2, 3, 4]);
    let day = Clocks {
        published: Some(when("2026-01-20")),
        ..on("2026-01-20")
    };
    assert!(at(&history, &day, "single_origin").is_empty());
    // The claim is left out first; of the others one has no date, and one may yet happen.
    assert_eq!(
        left_out(&history, &day, &audit("impossible_link")),
        json!([1, {"claims": 1, "possible": 1}])
    );
}

#[test]
fn filters_choose_findings_by_any_entry_that_they_rest_on() {
    let mut danish = said("2026-01-20", json!([{"publisher": "FT"}]));
    danish["by"] = json!({"country": "DK"});
    danish["tags"] = json!(["sales"]);
    let history = Story::of([
        danish,
        said("2026-01-19", json!([{"publisher": "Politico"}])),
        link(1, 2),
    ]);
    let of = |filters: Filters| {
        let question = Question::Audit(Audit {
            filters,
            ..Audit::default()
        });
        let rows = rows(&history, &clocks(), &question).into_iter();
        rows.map(|row| row["position"].as_u64().unwrap())
            .collect::<Vec<_>>()
    };
    let none = Filters::default;
    let list = |text: &str| vec![text.to_owned()];
    assert_eq!(of(none()), [1, 2, 1, 2, 3]);
    // The link touches Denmark by its cause.
    let country = list("DK");
    assert_eq!(of(Filters { country, ..none() }), [1, 1, 3]);
    let kind = list("link");
    assert_eq!(of(Filters { kind, ..none() }), [3]);
    let (tag, publisher) = (list("sales"), list("Politico"));
    assert!(
        of(Filters {
            tag,
            publisher,
            ..none()
        })
        .is_empty()
    );
    let until = Some(when("2026-01-19"));
    assert_eq!(of(Filters { until, ..none() }), [2, 2, 3]);
}
