//! `find` by example: which of the entries that have the words come first, what corrections
//! and the clocks make of them, what is counted and what is refused.

use dateline::answer::{Answer, Filters, Find, Question, View};
use dateline::clocks::Clocks;
use serde_json::json;

use super::find::{find, found, found_at, said};
use super::story::*;

#[test]
fn titles_come_first_then_what_happened_last() {
    let history = Story::of([
        said("2026-01-20", json!({"note": "bond"})),
        said("2026-01-22", json!({"note": "bond"})),
        said("2026-01-22", json!({"note": "bond"})),
        said("2026-01-19", json!({"title": "bond"})),
        said("2026-01-21", json!({"title": "bond"})),
        about("dispute", json!({"target": id(1), "claim": "no bond"})),
        said("2026", json!({"note": "bond"})),
    ]);
    // In the title: 5 on the 21st, 4 on the 19th. Elsewhere: 7 ends with the year, 3 was
    // recorded after 2, and a dispute has not happened.
    assert_eq!(found(&history, "bond"), [5, 4, 7, 3, 2, 1, 6]);
    let limited = Question::Find(Find {
        words: "bond".into(),
        retracted: false,
        within: None,
        filters: Filters {
            limit: Some(2),
            ..Filters::default()
        },
    });
    let View::Found(view) = ask(&history, &clocks(), &limited).view else {
        panic!("find finds")
    };
    assert_eq!((view.rows.len(), view.total), (2, 7));
}

#[test]
fn what_is_corrected_is_found_as_known_then() {
    let history = Story::of([
        said("2026-01-20", json!({"title": "Fund sells gold"})),
        correction(
            1,
            json!({"title": "Fund sells silver", "note": "quicksilver"}),
        ),
        about(
            "corroboration",
            json!({"target": id(1), "sources": [{"publisher": "Tidende"}]}),
        ),
    ]);
    assert_eq!(found(&history, "gold"), [0; 0]);
    assert_eq!(found_at(&history, &known(1), "gold"), [1]);
    assert_eq!(found_at(&history, &known(1), "silver"), [0; 0]);
    // The correction itself, with what it changes, is an entry too.
    assert_eq!(found(&history, "silver"), [1, 2]);
    assert_eq!(found(&history, "quicksilver sells"), [1, 2]);
    assert_eq!(found(&history, "tidende fund"), [1]);
}

#[test]
fn the_clocks_choose_and_the_citation_counts_matches_only() {
    let history = Story::of([
        said("2026-01-20", json!({"title": "bond one"})),
        said("2026", json!({"title": "bond two"})),
        said(
            "2026-01-20",
            json!({"title": "bond three", "claimed_by": "The commentary"}),
        ),
        said(
            "2026-01-20",
            json!({"title": "bond four", "sources": [{"publisher": "Wire"}]}),
        ),
        said(
            "2026-01-20",
            json!({"title": "gold", "claimed_by": "The commentary"}),
        ),
        said("2026-01-20", json!({"title": "bond five"})),
        retraction(6),
    ]);
    assert_eq!(found(&history, "bond"), [2, 4, 1]);
    assert_eq!(
        left_out(&history, &clocks(), &find("bond")),
        json!([0, {"claims": 1, "retracted": 1}])
    );
    assert_eq!(found_at(&history, &on("2026-01-31"), "bond"), [4, 1]);
    assert_eq!(found_at(&history, &published("2026-01-31"), "bond"), [2, 1]);
    assert_eq!(
        left_out(&history, &published("2026-01-31"), &find("bond")),
        json!([1, {"claims": 1, "retracted": 1}])
    );
    assert_eq!(found_at(&history, &known(6), "bond five"), [6]);
    let claims = Clocks {
        claims: true,
        ..clocks()
    };
    assert_eq!(found_at(&history, &claims, "bond"), [2, 4, 3, 1]);
    let retracted = Question::Find(Find {
        words: "five".into(),
        retracted: true,
        within: None,
        filters: Filters::default(),
    });
    holds(
        &row(&history, &clocks(), &retracted),
        json!({"position": 6, "status": "retracted"}),
    );
}

#[test]
fn filters_choose_rows() {
    let history = Story::of([
        said("2026-01-20", json!({"title": "bond", "tags": ["davos"]})),
        event(
            "statement",
            "2026-01-22",
            json!({"by": {"country": "SE"}, "act": "comments", "title": "bond"}),
        ),
        event(
            "forecast",
            "2026-01-23",
            json!({"by": {"country": "DK"}, "claim": "bonds fall"}),
        ),
    ]);
    let with = |filters: Filters| {
        let question = Question::Find(Find {
            words: "bond".into(),
            retracted: false,
            within: None,
            filters,
        });
        let rows = rows(&history, &clocks(), &question);
        rows.iter()
            .map(|row| row["position"].as_u64().unwrap())
            .collect::<Vec<_>>()
    };
    let none = Filters::default;
    assert_eq!(
        with(Filters {
            country: vec!["DK".into()],
            ..none()
        }),
        [1, 3]
    );
    assert_eq!(
        with(Filters {
            kind: vec!["forecast".into()],
            ..none()
        }),
        [3]
    );
    assert_eq!(
        with(Filters {
            tag: vec!["davos".into()],
            ..none()
        }),
        [1]
    );
    assert_eq!(
        with(Filters {
            publisher: vec!["Wire".into()],
            ..none()
        }),
        [2, 1, 3]
    );
    assert_eq!(
        with(Filters {
            since: Some(when("2026-01-21")),
            ..none()
        }),
        [2, 3]
    );
    assert_eq!(
        with(Filters {
            until: Some(when("2026-01-21")),
            ..none()
        }),
        [1]
    );
}

#[test]
fn the_query_of_the_citation_says_it_all() {
    let history = Story::of([said("2026-01-20", json!({"title": "bond"}))]);
    let Answer { citation, .. } = ask(&history, &clocks(), &find("“Bond” x"));
    assert_eq!(citation.query["command"], "find");
    assert_eq!(citation.query["arguments"], json!(["“Bond” x"]));
    assert_eq!(citation.query["retracted"], false);
    assert!(citation.query.contains_key("kind") && !citation.query.contains_key("within"));
}

#[test]
fn a_query_without_a_word_or_with_too_many_is_refused() {
    let history = Story::of([said("2026-01-20", json!({"title": "bond"}))]);
    for words in ["", "  ", "?!", "“”"] {
        assert_eq!(
            refused(&history, &clocks(), &find(words)).code,
            "query_empty"
        );
    }
    let many: String = (0..65).map(|number| format!("{number} ")).collect();
    for words in [many, "word ".repeat(2_000_000), "x".repeat(4_097)] {
        let error = refused(&history, &clocks(), &find(&words));
        assert_eq!(error.code, "query_too_long");
        assert!(error.message.len() < 200);
    }
}
