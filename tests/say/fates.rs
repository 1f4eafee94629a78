//! What is said about entries: claims, attribution, disputes, corrections, retractions, links
//! and amendments; which of it the three clocks let through.

use dateline::answer::{Question, View};
use dateline::clocks::Clocks;
use dateline::facts::History;
use dateline::projection::saying::Lang;
use serde_json::{Value, json};

use crate::views::story::*;

fn said(happened: &str, fields: Value) -> Value {
    let mut fixed = json!({"by": {"country": "DK"}, "act": "warns", "toward": ["US"]});
    for (name, value) in fields.as_object().unwrap() {
        fixed[name] = value.clone();
    }
    event("statement", happened, fixed)
}

fn question(position: u64, lang: Lang, history: bool) -> Question {
    Question::Say {
        reference: format!("@{position}"),
        lang,
        history,
    }
}

fn sentence(history: &History, clocks: &Clocks, position: u64, lang: Lang) -> String {
    let row = row(history, clocks, &question(position, lang, false));
    row["sentence"].as_str().unwrap().to_owned()
}

#[track_caller]
fn says(history: &History, position: u64, en: &str, zh: &str) {
    assert_eq!(sentence(history, &clocks(), position, Lang::En), en);
    assert_eq!(sentence(history, &clocks(), position, Lang::Zh), zh);
}

#[test]
fn sources_are_named_with_those_they_cite() {
    let with = |sources: Value| Story::of([said("2026-01-20", json!({ "sources": sources }))]);
    let plain = "Denmark gave a warning to the United States on 20 January 2026";
    for (sources, end) in [
        (
            json!([{"publisher": "RFI", "origin": "AFP"}]),
            ", according to RFI, which cited AFP.",
        ),
        (
            json!([{"publisher": "AFP", "origin": "AFP"}]),
            ", according to AFP.",
        ),
        (
            json!([{"url": "https://www.example.org/a?b"}]),
            ", according to example.org.",
        ),
        (
            json!([{"publisher": "RFI", "origin": "AFP"}, {"publisher": "Bank of Japan"}]),
            ", according to RFI (citing AFP) and the Bank of Japan.",
        ),
        (
            json!([{"publisher": "A"}, {"publisher": "B"}, {"publisher": "A"}, {"publisher": "C"}, {"publisher": "D"}]),
            ", according to A, B, C and 1 more.",
        ),
        (
            json!([{"publisher": "an official", "terms": "off_record"}, {"publisher": "A"}]),
            ", according to A.",
        ),
        (
            json!([{"publisher": "an official", "terms": "deep_background"}]),
            ".",
        ),
    ] {
        let history = with(sources);
        assert_eq!(
            sentence(&history, &clocks(), 1, Lang::En),
            format!("{plain}{end}")
        );
    }
}

#[test]
fn a_claim_is_said_as_a_claim() {
    let claim = |sources: Value| {
        Story::of([said(
            "2026-01-20",
            json!({"claimed_by": "the commentary", "sources": sources}),
        )])
    };
    says(
        &claim(json!([{"publisher": "the commentary", "origin": "CNN"}, {"publisher": "TASS"}])),
        1,
        "The commentary, citing CNN, claims that Denmark gave a warning to the United States on \
         20 January 2026; TASS also reported it.",
        "The commentary（援引CNN）称，丹麦于2026年1月20日向美国发出警告；TASS也有报道。",
    );
    says(
        &claim(json!([{"publisher": "TASS"}])),
        1,
        "The commentary claims that Denmark gave a warning to the United States on 20 January \
         2026, according to TASS.",
        "据TASS报道，the commentary称，丹麦于2026年1月20日向美国发出警告。",
    );
}

#[test]
fn disputes_and_with_history_corrections_follow() {
    let contested = |by: Option<&str>| {
        about(
            "dispute",
            json!({"target": id(1), "by": by, "claim": "nobody said so."}),
        )
    };
    let history = Story::of([
        said("2026-01-20", json!({})),
        correction(1, json!({"act": "demands"})),
        contested(Some("The desk")),
        contested(None),
    ]);
    says(
        &history,
        1,
        "Denmark made a demand of the United States on 20 January 2026, according to Wire; this \
         is disputed by the desk: nobody said so; this is disputed: nobody said so.",
        "据Wire报道，丹麦于2026年1月20日向美国提出要求；编辑部对此提出异议：“nobody said so”；\
         此说存在争议：“nobody said so”。",
    );
    let full = row(&history, &clocks(), &question(1, Lang::En, true));
    let text = full["sentence"].as_str().unwrap();
    assert!(
        text.ends_with("; corrected on 2 February 2026 (better known)."),
        "{text}"
    );
    assert_eq!(
        sentence(&history, &known(1), 1, Lang::En),
        "Denmark gave a warning to the United States on 20 January 2026, according to Wire."
    );
}

#[test]
fn what_was_retracted_is_said_as_retracted() {
    let history = Story::of([said("2026-01-20", json!({})), retraction(1)]);
    says(
        &history,
        1,
        "Retracted on 2 February 2026 (wrong): Denmark gave a warning to the United States on 20 \
         January 2026, according to Wire.",
        "于2026年2月2日已撤回（原因：“wrong”）：据Wire报道，丹麦于2026年1月20日向美国发出警告。",
    );
    let found = ask(&history, &clocks(), &question(1, Lang::En, false));
    let View::Say(rows) = found.view else {
        panic!("sentences")
    };
    assert_eq!(rows[0].cautions.len(), 1);
}

#[test]
fn a_link_joins_titles_or_sentences_and_says_what_the_dates_say() {
    let history = Story::of([
        said(
            "2026-01-22",
            json!({"title": "The threat", "titles": {"zh": "威胁"}}),
        ),
        said("2026-01-20", json!({})),
        link(1, 2),
        about(
            "link",
            json!({"cause": id(2), "effect": id(1), "relation": "responds_to", "confidence": 0.6,
                "claimed_by": "TASS", "sources": [{"publisher": "TASS"}]}),
        ),
        retraction(2),
    ]);
    says(
        &history,
        3,
        "In the desk's own reading, “The threat” (22 January 2026) caused “Denmark gave a warning \
         to the United States on 20 January 2026”; this is contradicted by the dates as recorded; \
         one of the two has been retracted.",
        "编辑部自行推断：“威胁”（2026年1月22日）造成了“丹麦于2026年1月20日向美国发出警告”；\
         这与所记录的日期相矛盾；其中一项已被撤回。",
    );
    assert_eq!(
        sentence(&history, &known(4), 4, Lang::En),
        "TASS claims that “The threat” (22 January 2026) was a response to “Denmark gave a warning \
         to the United States on 20 January 2026” (held with medium confidence)."
    );
}

#[test]
fn amendments_name_what_they_are_about() {
    let history = Story::of([
        said("2026-01-20", json!({"claimed_by": "TASS"})),
        correction(
            1,
            json!({"note": "checked", "titles": {"zh": "警告"}, "title": "Warning"}),
        ),
        dispute(1),
        retraction(3),
        about(
            "corroboration",
            json!({"target": id(1), "sources": [{"publisher": "RFI", "origin": "AFP"}]}),
        ),
        retraction(4),
    ]);
    let warning =
        "Denmark gave a warning to the United States on 20 January 2026 (headline: “Warning”)";
    let claim = format!("the claim of TASS that {warning}");
    for (position, sentence) in [
        (
            2,
            format!(
                "The desk corrected on 2 February 2026 its record of {claim} (changed: note and title; reason: better known)."
            ),
        ),
        (3, format!("An unnamed party disputed {claim}: not so.")),
        (
            4,
            format!(
                "Retracted on 6 February 2026 (wrong): the desk undid on 4 February 2026 the dispute of its record of {claim} (reason: wrong)."
            ),
        ),
        (5, format!("RFI (citing AFP) also reported {claim}.")),
        (
            6,
            format!(
                "The desk undid on 6 February 2026 its withdrawal of its record of {claim} (reason: wrong)."
            ),
        ),
    ] {
        assert_eq!(
            self::sentence(&history, &clocks(), position, Lang::En),
            sentence
        );
    }
    assert_eq!(
        sentence(&history, &clocks(), 2, Lang::Zh),
        "编辑部于2026年2月2日更正了关于“TASS称，丹麦于2026年1月20日向美国发出警告（标题：‘警告’）”这一说法的记录\
         （更改项：备注和标题），原因：“better known”。"
    );
}

#[test]
fn what_the_clocks_leave_out_is_not_said() {
    let history = Story::of([said(
        "2026-01-20",
        json!({"sources": [{"publisher": "Wire"}]}),
    )]);
    let asked = question(1, Lang::En, false);
    assert_eq!(rows(&history, &published("2026-02-01"), &asked).len(), 0);
    assert_eq!(
        left_out(&history, &published("2026-02-01"), &asked),
        json!([1, {}])
    );
    assert_eq!(rows(&history, &on("2026-01-19"), &asked).len(), 0);
    assert_eq!(rows(&history, &on("2026-01-20"), &asked).len(), 1);
    assert_eq!(refused(&history, &known(0), &asked).code, "ref_unknown");
    let citation = ask(&history, &clocks(), &question(1, Lang::Zh, true)).citation;
    assert_eq!(
        json!([
            citation.query["command"],
            citation.query["arguments"],
            citation.query["lang"],
            citation.query["history"]
        ]),
        json!(["say", [id(1)], "zh", true])
    );
}
