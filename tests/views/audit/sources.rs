//! The rules about sources by example: voices, dates, grades, terms, copies, claimants, and what
//! settles each.

use serde_json::{Value, json};

use super::*;

/// Whether a rule finds an event with these sources.
fn finds(rule: &str, sources: Value) -> bool {
    let history = Story::of([said("2026-01-20", sources)]);
    !at(&history, &clocks(), rule).is_empty()
}

fn about(rule: &str, sources: Value) -> String {
    let history = Story::of([said("2026-01-20", sources)]);
    let found = found(&history, &clocks(), rule);
    assert_eq!(found.len(), 1, "{found:#?}");
    found[0]["about"].as_str().unwrap().to_owned()
}

#[test]
fn several_reports_that_relay_one_origin_are_one() {
    assert_eq!(
        about(
            "single_origin",
            json!([
                {"publisher": "Reuters", "origin": "AkademikerPension"},
                {"publisher": "Bloomberg", "origin": "AkademikerPension"},
                {"publisher": "AkademikerPension"},
            ])
        ),
        "all of its 3 sources have it from one: AkademikerPension"
    );
    assert!(!finds(
        "single_origin",
        json!([{"publisher": "Reuters"}, {"publisher": "Bloomberg", "origin": "Ritzau"}])
    ));
    assert_eq!(
        about("single_origin", json!([{"url": "https://example.org/a"}])),
        "rests on one source: https://example.org/a"
    );
}

#[test]
fn an_independent_corroboration_settles_it_and_a_relay_does_not() {
    let more = |publisher: &str, origin: Value| {
        super::super::story::about(
            "corroboration",
            json!({"target": id(1), "sources": [{"publisher": publisher, "origin": origin}]}),
        )
    };
    let history = Story::of([
        said("2026-01-20", json!([{"publisher": "Reuters"}])),
        more("CNBC", json!("Reuters")),
        more("Ritzau", Value::Null),
        retraction(3),
    ]);
    let at = |position| at(&history, &known(position), "single_origin");
    assert_eq!((at(2), at(3), at(4)), (vec![1], vec![], vec![1]));
}

#[test]
fn one_date_among_the_sources_is_enough() {
    let undated = json!([{"publisher": "FT", "accessed": "2026-01-21"}, {"publisher": "Blog"}]);
    assert_eq!(
        about("no_dated_source", undated),
        "none of its 2 sources has a date"
    );
    assert_eq!(
        about("no_dated_source", json!([{"publisher": "FT"}])),
        "its source, FT, has no date"
    );
    assert!(!finds(
        "no_dated_source",
        json!([{"publisher": "FT"}, {"publisher": "Blog", "published": "2026-01"}])
    ));
}

#[test]
fn one_copy_among_the_sources_is_enough() {
    assert_eq!(
        about(
            "no_evidence",
            json!([{"publisher": "FT", "archive_url": "https://a.example/1"}])
        ),
        "no copy of its source, FT, is kept"
    );
    assert!(!finds(
        "no_evidence",
        json!([{"publisher": "FT"}, {"publisher": "Blog", "evidence": evidence()}])
    ));
}

#[test]
fn grades_are_weak_below_b2_and_ungraded_is_said_apart() {
    let of = |grades: &[&str]| {
        let sources = grades.iter().map(|grade| match *grade {
            "" => json!({"publisher": "FT"}),
            grade => json!({"publisher": "FT", "grade": grade}),
        });
        let sources: Value = sources.collect();
        let rules = ["weak_grade", "weak_source", "ungraded"];
        let found = rules
            .into_iter()
            .filter(|rule| finds(rule, sources.clone()));
        found.collect::<Vec<_>>()
    };
    for good in ["A1", "A2", "B1", "B2"] {
        assert!(of(&[good]).is_empty(), "{good}");
    }
    for weak in ["A3", "B3", "C1", "C2", "D5", "E1", "F1", "F6", "A6"] {
        assert_eq!(of(&[weak]), ["weak_grade"], "{weak}");
    }
    assert_eq!(of(&["", "C2"]), ["weak_grade"]);
    assert_eq!(of(&["C2", "B2"]), ["weak_source"]);
    assert!(of(&["", "B2"]).is_empty());
    assert_eq!(of(&["", ""]), ["ungraded"]);
    assert_eq!(
        about(
            "weak_grade",
            json!([{"publisher": "Blog", "grade": "D4"}, {"publisher": "Wire"}])
        ),
        "graded below B2: Blog D4"
    );
}

#[test]
fn one_voice_on_the_record_is_enough() {
    let hushed = json!([
        {"publisher": "an official of the ministry", "terms": "off_record"},
        {"publisher": "FT", "terms": "background"},
    ]);
    assert_eq!(
        about("not_on_record", hushed),
        "spoke only so: an official of the ministry off the record and FT on background"
    );
    assert!(!finds(
        "not_on_record",
        json!([{"publisher": "FT", "terms": "on_record"}])
    ));
    assert!(!finds(
        "not_on_record",
        json!([{"publisher": "FT"}, {"publisher": "a banker", "terms": "deep_background"}])
    ));
}

#[test]
fn a_claimant_is_publisher_or_origin_of_a_source() {
    let claimed = |source: Value| {
        let mut event = said("2026-01-20", json!([source]));
        event["claimed_by"] = json!("Rival");
        let history = Story::of([event]);
        (
            at(&history, &clocks(), "claim_unattributed").len(),
            at(&history, &claims(), "claim_unattributed").len(),
        )
    };
    assert_eq!(claimed(json!({"publisher": "FT"})), (0, 1));
    assert_eq!(
        claimed(json!({"publisher": "FT", "origin": "Rival"})),
        (0, 0)
    );
    assert_eq!(claimed(json!({"publisher": "Rival"})), (0, 0));
    assert!(!finds("claim_unattributed", json!([{"publisher": "FT"}])));
}

/// What became of copies, whoever asks has found out: a fold reads no file.
#[test]
fn a_copy_that_is_gone_or_altered_is_found_and_one_that_is_held_is_not() {
    let copy = |digit: &str| format!("sha256:{}", digit.repeat(64));
    let source =
        |publisher: &str, digit: &str| json!({"publisher": publisher, "evidence": copy(digit)});
    let history = Story::of([
        said("2026-01-20", json!([source("Reuters", "a")])),
        said("2026-01-20", json!([source("Reuters", "b")])),
        said(
            "2026-01-20",
            json!([
                source("新华社", "a"),
                source("Ritzau", "b"),
                source("AP", "c")
            ]),
        ),
        super::super::story::about(
            "corroboration",
            json!({"target": id(2), "sources": [source("AP", "c")]}),
        ),
    ]);
    let ask = |lost: &[(&str, &'static str)], clocks: &Clocks| {
        let lost = lost.iter().map(|(digit, state)| (copy(digit), *state));
        let question = Question::Audit(Audit {
            rules: vec![Rule::named("evidence_lost").unwrap()],
            lost: lost.collect(),
            ..Audit::default()
        });
        let rows = rows(&history, clocks, &question).into_iter();
        let told = rows.map(|row| {
            (
                row["position"].as_u64().unwrap(),
                row["about"].as_str().unwrap().to_owned(),
            )
        });
        told.collect::<Vec<_>>()
    };
    assert_eq!(ask(&[], &clocks()), []);
    assert_eq!(
        ask(&[("a", "missing"), ("c", "altered")], &clocks()),
        [
            (1, "the copy of Reuters is missing".to_owned()),
            (2, "the copy of AP is altered".to_owned()),
            (
                3,
                "copies are lost: 新华社 (missing) and AP (altered)".to_owned()
            ),
        ]
    );
    // Before the corroboration, the second event did not cite it.
    assert_eq!(ask(&[("c", "missing")], &known(3)).len(), 1);
}
