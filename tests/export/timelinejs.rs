//! `timelinejs`: held against the documented form of TimelineJS 3, member by member, on random
//! histories; nothing of a text becomes markup; no source is named that must not be.

use dateline::answer::{self, Question, View};
use dateline::export::timelinejs::{self, Options};
use dateline::say::Lang;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::exported;
use crate::agree::{self, Bench, recorded};
use crate::reference::{Query, generator};

fn written(bench: &Bench, query: &Query, options: &Options) -> Value {
    let clocks = agree::clocks(query);
    let (slides, text, _) = exported(bench, clocks, None, |passage, tally, out| {
        timelinejs::write(passage, options, tally, &mut |_, _| {}, out).unwrap()
    });
    let value: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(value["events"].as_array().unwrap().len() as u64, slides);
    value
}

/// The members of an object are among those that the documentation names.
fn only(object: &Map<String, Value>, members: &[&str]) {
    for name in object.keys() {
        assert!(members.contains(&name.as_str()), "{name} in {object:?}");
    }
}

/// What the documentation of the format says of a timeline object.
pub fn assert_documented(timeline: &Value) {
    let timeline = timeline.as_object().unwrap();
    only(timeline, &["events", "title", "eras", "scale"]);
    assert_eq!(timeline["scale"], "human");
    slide(&timeline["title"], true);
    let mut ids = std::collections::HashSet::new();
    for event in timeline["events"].as_array().unwrap() {
        slide(event, false);
        assert!(
            ids.insert(event["unique_id"].as_str().unwrap()),
            "ids are unique"
        );
    }
}

fn slide(slide: &Value, title: bool) {
    let slide = slide.as_object().unwrap();
    only(
        slide,
        &[
            "start_date",
            "end_date",
            "text",
            "media",
            "group",
            "display_date",
            "background",
            "autolink",
            "unique_id",
        ],
    );
    assert!(
        title || slide.contains_key("start_date"),
        "required but in titles"
    );
    for name in ["start_date", "end_date"] {
        if let Some(date) = slide.get(name) {
            assert_date(date);
        }
    }
    let text = slide["text"].as_object().unwrap();
    only(text, &["headline", "text"]);
    assert!(text.values().all(Value::is_string));
    for name in ["group", "display_date", "unique_id"] {
        assert!(slide.get(name).is_none_or(Value::is_string));
    }
    assert_eq!(slide["autolink"], json!(false));
}

fn assert_date(date: &Value) {
    let date = date.as_object().unwrap();
    let bounds = [
        ("year", 1, 9999),
        ("month", 1, 12),
        ("day", 1, 31),
        ("hour", 0, 23),
        ("minute", 0, 59),
        ("second", 0, 59),
    ];
    only(date, &bounds.map(|(name, _, _)| name));
    assert!(date.contains_key("year"), "required");
    let mut ended = false;
    for (name, least, most) in bounds {
        let part = date.get(name);
        assert!(
            !(ended && part.is_some()),
            "a part stands only under the one above it: {date:?}"
        );
        ended = part.is_none();
        let within = |part: &Value| (least..=most).contains(&part.as_u64().unwrap());
        assert!(part.is_none_or(within), "{name} of {date:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_form_is_the_documented_one_and_the_slides_are_the_timeline(
        commits in generator::histories(40),
        query in generator::queries(),
        zh in any::<bool>(),
    ) {
        let bench = recorded(&commits);
        let query = query.of(&bench.entries());
        let lang = if zh { Lang::Zh } else { Lang::En };
        let timeline = written(&bench, &query, &Options { lang, title: None });
        assert_documented(&timeline);
        let history = bench.history();
        let question = Question::Timeline(Default::default());
        let found = answer::answer(&history, &agree::clocks(&query), &question).unwrap();
        let View::Entries(rows) = found.view else { panic!("no timeline") };
        prop_assert_eq!(rows.len(), timeline["events"].as_array().unwrap().len());
        let citation = timeline["title"]["text"]["text"].as_str().unwrap();
        prop_assert!(citation.contains(&found.citation.root), "{citation}");
    }
}

fn one(source: Value) -> Value {
    let event = json!({"kind": "statement", "happened": "2026-01-22", "by": {"country": "US"},
        "act": "comments", "title": "<script>alert(1)</script>", "quote": "a & <b>",
        "sources": [{"publisher": "One", "url": "https://example.org/a?b=1&c=2", "published": "2026-01-22"}, source]});
    let bench = recorded(&[vec![event]]);
    assert!(bench.refused.is_empty(), "{:?}", bench.refused);
    written(&bench, &Query::default(), &Options::default())
}

#[test]
fn texts_are_texts_and_addresses_are_links() {
    let timeline = one(json!({"publisher": "Two & <i>"}));
    let text = &timeline["events"][0]["text"];
    assert_eq!(text["headline"], "&lt;script&gt;alert(1)&lt;/script&gt;");
    let body = text["text"].as_str().unwrap();
    assert!(body.contains("a &amp; &lt;b&gt;"), "{body}");
    assert!(
        body.contains("<a href=\"https://example.org/a?b=1&amp;c=2\">One</a>, 2026-01-22"),
        "{body}"
    );
    assert!(body.contains("<li>Two &amp; &lt;i&gt;</li>"), "{body}");
}

#[test]
fn a_source_that_spoke_off_the_record_is_not_named() {
    let timeline = one(json!({"publisher": "a person at the ministry", "terms": "off_record"}));
    let body = timeline["events"][0]["text"]["text"].as_str().unwrap();
    assert!(!body.contains("a person at the ministry"), "{body}");
    let timeline = one(json!({"publisher": "a person at the ministry", "terms": "background"}));
    let body = timeline["events"][0]["text"]["text"].as_str().unwrap();
    assert!(body.contains("a person at the ministry"), "{body}");
}

#[test]
fn claims_and_disputes_are_said() {
    let claimed = json!({"kind": "statement", "label": "it", "happened": "2026-01-22",
        "by": {"country": "US"}, "act": "comments", "claimed_by": "A commentary",
        "sources": [{"publisher": "One"}]});
    let dispute =
        json!({"kind": "dispute", "target": "it", "by": "The ministry", "claim": "never said"});
    let timeline = written(
        &recorded(&[vec![claimed], vec![dispute]]),
        &Query::default(),
        &Options::default(),
    );
    let body = timeline["events"][0]["text"]["text"].as_str().unwrap();
    assert!(
        body.contains("A commentary") && body.contains("never said"),
        "{body}"
    );
}
