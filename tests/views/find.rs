//! `find` by example: given texts in several scripts and fields, when words are asked for,
//! then these entries, with the places in which the words stand.

use dateline::answer::{Filters, Find, Question};
use dateline::clocks::Clocks;
use dateline::facts::History;
use serde_json::{Value, json};

use super::story::*;

pub fn find(words: &str) -> Question {
    Question::Find(Find {
        words: words.into(),
        retracted: false,
        within: None,
        filters: Filters::default(),
    })
}

pub fn said(happened: &str, fields: Value) -> Value {
    let mut event = event(
        "statement",
        happened,
        json!({"by": {"country": "DK"}, "act": "comments"}),
    );
    for (name, value) in fields.as_object().unwrap() {
        event[name] = value.clone();
    }
    event
}

/// Positions of what is found, as known at some clocks.
#[track_caller]
pub fn found_at(history: &History, clocks: &Clocks, words: &str) -> Vec<u64> {
    let rows = rows(history, clocks, &find(words));
    rows.iter()
        .map(|row| row["position"].as_u64().unwrap())
        .collect()
}

#[track_caller]
pub fn found(history: &History, words: &str) -> Vec<u64> {
    found_at(history, &clocks(), words)
}

#[test]
fn a_danish_name_is_found_with_and_without_its_letters() {
    let history = Story::of([
        said("2026-01-20", json!({"title": "Ærø og Grønland sælger"})),
        said("2026-01-21", json!({"title": "Århus køber"})),
    ]);
    for words in [
        "Ærø",
        "ærø",
        "aero",
        "AERO",
        "Grønland",
        "gronl",
        "sælg",
        "saelger",
    ] {
        assert_eq!(found(&history, words), [1], "{words}");
    }
    for words in ["Århus", "arhus", "A\u{30a}rhus", "kob"] {
        assert_eq!(found(&history, words), [2], "{words}");
    }
    assert_eq!(
        found(&history, "nland"),
        [0; 0],
        "a beginning of a word, not a part of one"
    );
}

#[test]
fn chinese_is_found_anywhere_in_a_text() {
    let history = Story::of([
        said(
            "2026-01-20",
            json!({"titles": {"zh": "丹麦养老基金将清仓美债"}}),
        ),
        said(
            "2026-01-21",
            json!({"note": "中国减持美国国债，第三大持有者"}),
        ),
        said(
            "2026-01-22",
            json!({"sources": [{"publisher": "新浪财经", "published": "2026-01-22"}]}),
        ),
    ]);
    assert_eq!(found(&history, "养老基金"), [1]);
    assert_eq!(found(&history, "清仓美债"), [1]);
    assert_eq!(found(&history, "美"), [1, 2], "a title comes first");
    assert_eq!(found(&history, "债"), [1, 2], "the last letter too");
    assert_eq!(found(&history, "国债第三"), [2; 0], "not over a comma");
    assert_eq!(found(&history, "国债，第三"), [2]);
    assert_eq!(found(&history, "美债 丹麦"), [1], "two words in any order");
    assert_eq!(found(&history, "债美"), [0; 0]);
    assert_eq!(found(&history, "新浪"), [3]);
}

#[test]
fn japanese_and_korean_are_found_by_their_parts() {
    let history = Story::of([
        said("2026-01-20", json!({"title": "日銀が国債を売る"})),
        said(
            "2026-01-21",
            json!({"title": "한국은행이 미국 국채를 매각"}),
        ),
        said("2026-01-22", json!({"title": "ﾄﾞﾙ安"})),
    ]);
    assert_eq!(found(&history, "国債"), [1]);
    assert_eq!(found(&history, "한국은행"), [2]);
    assert_eq!(found(&history, "국채"), [2]);
    assert_eq!(found(&history, "ドル"), [3]);
}

#[test]
fn russian_is_found_by_the_beginnings_of_words_whatever_their_case() {
    let history = Story::of([
        said(
            "2026-01-20",
            json!({"title": "Минфин России продаёт облигации США"}),
        ),
        said("2026-01-21", json!({"quote": "Это ложь"})),
    ]);
    for words in [
        "МИНФИН",
        "росси",
        "продает",
        "облиг сша",
        "\"России продаёт\"",
    ] {
        assert_eq!(found(&history, words), [1], "{words}");
    }
    assert_eq!(found(&history, "ложь"), [2]);
    assert_eq!(
        found(&history, "\"росси\""),
        [0; 0],
        "in quotation marks a word is whole"
    );
}

#[test]
fn english_words_must_all_be_found_and_phrases_as_they_stand() {
    let history = Story::of([
        said(
            "2026-01-20",
            json!({"quote": "It is a false narrative.", "speaker": "Scott Bessent"}),
        ),
        said(
            "2026-01-21",
            json!({"note": "A narrative that proved false", "tags": ["davos"]}),
        ),
        said("2026-01-22", json!({"label": "false-narrative"})),
    ]);
    assert_eq!(found(&history, "false narrative"), [3, 2, 1]);
    assert_eq!(found(&history, "“false narrative”"), [3, 1]);
    assert_eq!(found(&history, "false-narr"), [3, 1]);
    assert_eq!(found(&history, "narrative bessent"), [1]);
    assert_eq!(found(&history, "narrative davos"), [2]);
    assert_eq!(found(&history, "narrative nobody"), [0; 0]);
}

#[test]
fn names_quotes_notes_reasons_and_claims_are_texts() {
    let history = Story::of([
        event(
            "fund_exit",
            "2026-01-20",
            json!({
                "holder": {"name": "AkademikerPension", "names": {"zh": "丹麦学界养老基金"}, "country": "DK"},
                "asset": {"class": "us_treasury", "issuer": "US"}, "stage": "announced",
                "reason": "poor government finances",
                "sources": [{"publisher": "Reuters", "origin": "Bloomberg", "quote": "not related", "published": "2026-01-20"}],
            }),
        ),
        event(
            "sanction",
            "2026-01-21",
            json!({"by": ["US"], "entities": ["Sberbank"], "measure": "financial", "action": "imposed", "program": "Package 20"}),
        ),
        event(
            "threat",
            "2026-01-22",
            json!({"by": {"country": "US"}, "against": ["EUROPE"], "consequence": "big retaliation"}),
        ),
        about(
            "dispute",
            json!({"target": id(1), "by": "The fund", "claim": "an investment decision"}),
        ),
        about(
            "retraction",
            json!({"target": id(4), "reason": "taken back by phone"}),
        ),
        link(1, 3),
    ]);
    for (words, position, field) in [
        ("akademiker", 1, "holder.name"),
        ("学界", 1, "holder.names.zh"),
        ("treasury", 1, "asset.class"),
        ("finances", 1, "reason"),
        ("reuters", 1, "sources.0.publisher"),
        ("bloomberg", 1, "sources.0.origin"),
        ("related", 1, "sources.0.quote"),
        ("sberbank", 2, "entities"),
        ("package", 2, "program"),
        ("retaliation", 3, "consequence"),
        ("phone", 5, "reason"),
    ] {
        let row = row(&history, &clocks(), &find(words));
        holds(&row, json!({"position": position, "found_in": [field]}));
    }
    assert_eq!(
        found(&history, "announced"),
        [0; 0],
        "a word of the vocabulary is no text"
    );
    assert_eq!(found(&history, &id(1)), [0; 0]);
}

#[test]
fn a_row_is_an_entry_row_with_the_places() {
    let history = Story::of([
        said(
            "2026-01-20",
            json!({"title": "Denmark's fund sells", "note": "The fund\nsells; the fund said so"}),
        ),
        dispute(1),
    ]);
    let row = row(&history, &clocks(), &find("fund sells"));
    holds(
        &row,
        json!({
            "position": 1, "id": id(1), "status": "live", "revisions": 0, "disputed": 1,
            "found_in": ["title", "note"],
            "matches": [
                {"field": "title", "snippet": "Denmark's fund sells", "marks": [[10, 14], [15, 20]]},
                {"field": "note", "snippet": "The fund sells; the fund said so", "marks": [[4, 8], [9, 14], [20, 24]]},
            ],
        }),
    );
    assert_eq!(row["event"]["title"], "Denmark's fund sells");
}
