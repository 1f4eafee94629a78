//! An event that is still text against the same with its fields read: whatever stands in it, both say
//! the same. Each question is put to a fresh copy, since a first one may read all fields.

#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use serde_json::{Value, json};

use super::quick::Bench;
use super::stored::Event;
use super::{Kind, json};

/// Members that are asked for.
const NAMES: [&str; 12] = [
    "amount",
    "asset",
    "by",
    "changes",
    "claimed_by",
    "happened",
    "instrument",
    "label",
    "note",
    "sources",
    "target",
    "toward",
];

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("2026-01-20".to_owned()),
        Just("2026-01~".to_owned()),
        Just("01a20a47-92bf-717d-be26-059200e544cf".to_owned()),
        Just("us_treasury".to_owned()),
        Just("US".to_owned()),
        Just("美债 \"quoted\" \\ [,]{:}".to_owned()),
        "[ -~]{0,8}",
        any::<String>(),
    ]
}

/// What may stand in an event, or will never: lists in lists, sources that are none.
fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        4 => text().prop_map(Value::from),
        1 => Just(Value::Null),
        1 => any::<bool>().prop_map(Value::from),
        1 => any::<i32>().prop_map(Value::from),
    ];
    let key = prop_oneof![
        prop::sample::select(
            &[
                "published",
                "publisher",
                "evidence",
                "name",
                "id",
                "country"
            ][..]
        )
        .prop_map(str::to_owned),
        prop::sample::select(&["value", "currency", "class", "issuer", "tenor", "sources"][..])
            .prop_map(str::to_owned),
        text(),
    ];
    leaf.prop_recursive(3, 24, 4, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(key.clone(), inner, 0..4).prop_map(|fields| json!(fields)),
        ]
    })
}

fn event() -> impl Strategy<Value = Value> {
    let fields = prop::collection::btree_map(prop::sample::select(&NAMES[..]), value(), 0..8);
    let kind = prop::sample::select(&Kind::ALL[..]);
    (fields, kind).prop_map(|(fields, kind)| {
        let mut event = json!(fields);
        event["kind"] = Value::from(kind.name());
        event
    })
}

/// All that can be asked of an event, one by one.
type Question = fn(&Event) -> String;

const QUESTIONS: [Question; 14] = [
    |event| format!("{:?}", event.kind()),
    |event| format!("{:?}", event.fields()),
    |event| format!("{:?}", NAMES.map(|name| event.text(name))),
    |event| format!("{:?}", NAMES.map(|name| event.is_empty_list(name))),
    |event| format!("{:?}", event.happened()),
    |event| format!("{:?}", NAMES.map(|name| event.party(name))),
    |event| format!("{:?}", event.amount("amount")),
    |event| format!("{:?}", event.asset("asset")),
    |event| format!("{:?}", event.instrument("instrument")),
    |event| format!("{:?}", NAMES.map(|name| event.list(name))),
    |event| format!("{:?}", event.evidence()),
    |event| format!("{:?}", event.reference("target")),
    |event| format!("{:?} {:?}", event.sources(), event.first_published()),
    |event| format!("{:?} {:?}", event.first_published(), event.label()),
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn text_says_what_fields_say(value in event(), other in event()) {
        let written = |value: &Value| json::canonical(value);
        let read = |value: &Value| Event::from_log(value.clone()).unwrap();
        let unread = |value: &Value| Event::unread(&written(value), &mut Bench::default());
        for ask in QUESTIONS {
            if let Some(event) = unread(&value) {
                prop_assert_eq!(ask(&event), ask(&read(&value)), "{}", value);
            }
        }
        if let (Some(one), Some(two)) = (unread(&value), unread(&other)) {
            let more = one.with_sources_of([&two].into_iter());
            prop_assert_eq!(more, read(&value).with_sources_of([&read(&other)].into_iter()));
        }
    }
}

#[test]
fn most_events_stay_text() {
    let text = r#"{"by":{"country":"US"},"happened":"2026-01-20","kind":"statement","sources":[{"publisher":"A"}]}"#;
    assert!(Event::unread(text, &mut Bench::default()).is_some());
}
