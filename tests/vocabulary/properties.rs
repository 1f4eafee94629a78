//! What must hold of any input: decoding never panics, and what it takes is a fixed point of
//! writing and reading. Valid events are generated from the field tables themselves.

use dateline::event::decode::{decode, decode_bytes, decode_text, patched};
use dateline::event::field::{Field, FieldType};
use dateline::event::flag::{from_flag, json_example};
use dateline::event::json::canonical;
use dateline::event::sentence::headline;
use dateline::event::when::Instant;
use dateline::event::{Kind, schema, tables};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::examples::full;

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        prop_oneof![
            Just("US"),
            Just("2026-01-20"),
            Just("low"),
            Just("@1"),
            Just("1.5"),
            Just("")
        ]
        .prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(any_name(), inner, 0..5)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

fn any_name() -> impl Strategy<Value = String> {
    let names: Vec<String> = tables::writable()
        .flat_map(tables::all)
        .chain(tables::nested::SOURCE)
        .chain(tables::nested::AMOUNT)
        .chain(tables::nested::PARTY)
        .map(|field| field.name.to_owned())
        .collect();
    prop_oneof![4 => prop::sample::select(names), 1 => any::<String>()]
}

fn any_kind() -> impl Strategy<Value = Kind> {
    prop::sample::select(tables::writable().collect::<Vec<_>>())
}

/// A valid value for a field: its example or one of the type's other faces.
fn valid(field: &'static Field) -> BoxedStrategy<Value> {
    let example = json_example(field).expect(field.name);
    let line = "[a-zé中 ]{0,20}[a-z中]";
    match field.ty {
        FieldType::Text { lines: true, .. } => {
            "[a-z\n\té]{0,20}[a-z]".prop_map(Value::from).boxed()
        }
        FieldType::Text { .. } => line.prop_map(Value::from).boxed(),
        FieldType::Date => prop::sample::select(
            &[
                "2026",
                "2026-02",
                "2026-33",
                "2026-02-28~",
                "2026-01-20/2026-01-31",
                "2026-01-22T14:30:00Z",
                "2026-01-22T14:30:00+01:00",
            ][..],
        )
        .prop_map(Value::from)
        .boxed(),
        FieldType::Decimal { signed: true } => r"-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,6})?"
            .prop_map(Value::from)
            .boxed(),
        FieldType::Decimal { .. } => r"(0|[1-9][0-9]{0,17})(\.[0-9]{1,6})?"
            .prop_map(Value::from)
            .boxed(),
        FieldType::Word(words) => prop::sample::select(words).prop_map(Value::from).boxed(),
        FieldType::Confidence => (0..=10_000_u32)
            .prop_map(|share| json!(f64::from(share) / 1e4))
            .boxed(),
        FieldType::Integer { min } => prop_oneof![
            (min..1 << 53).prop_map(Value::from),
            (min..1 << 59).prop_map(|number| number.to_string().into())
        ]
        .boxed(),
        FieldType::Codes => prop::collection::vec(
            prop::sample::select(&["US", "DK", "EU", "NATO", "SU"][..]),
            1..4,
        )
        .prop_map(Value::from)
        .boxed(),
        FieldType::Names | FieldType::Tags => prop::collection::vec(line, 1..4)
            .prop_map(Value::from)
            .boxed(),
        FieldType::Label => "[a-z][a-z0-9-]{1,20}".prop_map(Value::from).boxed(),
        FieldType::ByLanguage { .. } => prop::collection::btree_map(
            prop::sample::select(vec!["en".to_owned(), "zh-Hant".to_owned()]),
            line,
            1..3,
        )
        .prop_map(|map| json!(map))
        .boxed(),
        _ => Just(example).boxed(),
    }
}

/// A valid event of any kind with some of its optional fields.
pub fn any_event() -> impl Strategy<Value = Value> {
    any_kind().prop_flat_map(|kind| {
        let fields: Vec<BoxedStrategy<Option<(String, Value)>>> = tables::all(kind)
            .map(|field| {
                let value = valid(field).prop_map(move |value| (field.name.to_owned(), value));
                if field.required {
                    value.prop_map(Some).boxed()
                } else {
                    prop::option::of(value).boxed()
                }
            })
            .collect();
        fields.prop_map(move |fields| {
            let mut event: Map<String, Value> = fields.into_iter().flatten().collect();
            event.insert("kind".into(), kind.name().into());
            repair(kind, &mut event);
            Value::Object(event)
        })
    })
}

/// Makes the rules between fields hold.
fn repair(kind: Kind, event: &mut Map<String, Value>) {
    let fill = |event: &mut Map<String, Value>, name: &str| {
        let example = json_example(tables::field(kind, name).unwrap()).unwrap();
        event.insert(name.into(), example);
    };
    match kind {
        Kind::Observation => {
            let figures = ["amount", "percent", "count", "rank"];
            let first = figures.into_iter().find(|name| event.contains_key(*name));
            for name in figures.into_iter().filter(|name| Some(*name) != first) {
                event.remove(name);
            }
            if first.is_none() {
                fill(event, "rank");
            }
        }
        Kind::YieldMove
            if !["level", "from", "change_bp"]
                .iter()
                .any(|name| event.contains_key(*name)) =>
        {
            fill(event, "record")
        }
        Kind::Sanction if !event.contains_key("entities") => fill(event, "against"),
        _ => {}
    }
}

proptest! {
    #[test]
    fn writing_and_reading_is_the_identity(event in any_event()) {
        let input = decode_text(&event.to_string()).map_err(|problems| TestCaseError::fail(super::told(&problems)))?;
        let text = input.event.canonical();
        let again = decode_text(&text).unwrap().event;
        prop_assert_eq!(&again.canonical(), &text);
        prop_assert_eq!(&again, &input.event);
        let value: Value = serde_json::from_str(&text).unwrap();
        let from_log = dateline::event::Event::from_log(value).unwrap();
        prop_assert_eq!(&from_log, &input.event);
        prop_assert!(headline(&from_log).chars().count() <= 200);
        let nothing = patched(&from_log, &Map::new()).unwrap();
        prop_assert_eq!(nothing, from_log);
    }

    #[test]
    fn canonical_text_is_that_of_the_general_serializer(value in any_json()) {
        let judged = serde_json_canonicalizer::to_string(&value).unwrap();
        prop_assert_eq!(canonical(&value), judged);
    }

    #[test]
    fn what_decoding_takes_the_schema_takes(event in any_event()) {
        let kind = Kind::from_name(event["kind"].as_str().unwrap()).unwrap();
        prop_assert!(decode_text(&event.to_string()).is_ok());
        let validator = jsonschema::validator_for(&schema::schema(kind)).unwrap();
        let errors: Vec<String> = validator.iter_errors(&event).map(|error| error.to_string()).collect();
        prop_assert!(errors.is_empty(), "{:?}", errors);
    }

    #[test]
    fn decoding_never_panics_on_json(kind in any_kind(), more in prop::collection::btree_map(any_name(), any_json(), 0..8)) {
        let mut event = full(kind);
        event.as_object_mut().unwrap().extend(more);
        let Value::Object(map) = event else { unreachable!() };
        if let Ok(input) = decode(map) {
            let text = input.event.canonical();
            prop_assert_eq!(decode_text(&text).unwrap().event.canonical(), text);
        }
    }

    #[test]
    fn patching_never_panics(event in any_event(), changes in prop::collection::btree_map(any_name(), any_json(), 0..4)) {
        let event = decode_text(&event.to_string()).unwrap().event;
        if let Ok(after) = patched(&event, &changes.into_iter().collect()) {
            prop_assert_eq!(after.kind(), event.kind());
        }
    }

    #[test]
    fn reading_never_panics_on_bytes(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = decode_bytes(&bytes);
    }

    #[test]
    fn reading_never_panics_on_nearly_json(text in r#"[\[\]{}",:0-9a-z\\u.eE+\-]{0,60}"#) {
        let _ = decode_text(&text);
        let _ = decode_text(&format!("{{\"kind\":{text}"));
    }

    #[test]
    fn flags_never_panic(kind in any_kind(), text in any::<String>()) {
        for field in tables::all(kind) {
            let _ = from_flag(field, &text, Instant(0));
        }
    }
}
