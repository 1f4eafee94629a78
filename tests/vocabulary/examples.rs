//! A minimal and a full valid event of every kind, their headlines, and what becomes of them
//! in the stored form.

use dateline::event::decode::{decode, decode_text};
use dateline::event::json::canonical;
use dateline::event::sentence::headline;
use dateline::event::{Kind, schema, tables};
use serde_json::{Map, Value, json};

/// Kind, headline made from its fields, the fields; those of events about the world lack
/// `happened` and `sources` here.
const MINIMAL: &[(Kind, &str, &str)] = &[
    (
        Kind::Threat,
        "United States threatened Europe: retaliation",
        r#"{"by": {"country": "US"}, "against": ["EUROPE"], "consequence": "retaliation"}"#,
    ),
    (
        Kind::FundExit,
        "AkademikerPension announced the sale of its us_treasury:US",
        r#"{"holder": {"name": "AkademikerPension"}, "asset": {"class": "us_treasury", "issuer": "US"}, "stage": "announced"}"#,
    ),
    (
        Kind::Holding,
        "China held 682.6 bn USD of gold",
        r#"{"holder": {"country": "CN"}, "asset": {"class": "gold"}, "amount": {"value": "682600000000", "currency": "USD"}}"#,
    ),
    (
        Kind::YieldMove,
        "JP 30Y yield a record high",
        r#"{"instrument": {"issuer": "JP", "tenor": "30Y"}, "record": "high"}"#,
    ),
    (
        Kind::PolicyShift,
        "Japan changed its monetary policy",
        r#"{"by": {"country": "JP"}, "area": "monetary"}"#,
    ),
    (
        Kind::Sanction,
        "European Union imposed an asset freeze on Sberbank",
        r#"{"by": ["EU"], "entities": ["Sberbank"], "measure": "asset_freeze", "action": "imposed"}"#,
    ),
    (
        Kind::Statement,
        "United States was dismissive",
        r#"{"by": {"country": "US"}, "act": "dismisses"}"#,
    ),
    (
        Kind::Observation,
        "Japan: treasury holder rank no. 1",
        r#"{"subject": {"country": "JP"}, "measure": "treasury_holder_rank", "rank": 1}"#,
    ),
    (
        Kind::Forecast,
        "Citi expects: bonds will be sold",
        r#"{"by": {"name": "Citi"}, "claim": "bonds will be sold"}"#,
    ),
    (
        Kind::Link,
        "greenland-threat → danish-exit (motivates)",
        r#"{"cause": "greenland-threat", "effect": "danish-exit", "relation": "motivates"}"#,
    ),
    (
        Kind::Correction,
        "Correction of @17 (until): a misprint",
        r#"{"target": "@17", "changes": {"until": null}, "reason": "a misprint"}"#,
    ),
    (
        Kind::Retraction,
        "Retraction of …04e28b42: recorded twice",
        r#"{"target": "01890a5d-ac96-774b-bcce-b30204e28b42", "reason": "recorded twice"}"#,
    ),
    (
        Kind::Dispute,
        "The desk disputes @17: the figure is of 2024",
        r#"{"target": "@17", "claim": "the figure is of 2024"}"#,
    ),
    (
        Kind::Corroboration,
        "Bloomberg corroborates @17",
        r#"{"target": "@17", "sources": [{"publisher": "Bloomberg"}]}"#,
    ),
];

/// A minimal event of every kind: kind, headline made from its fields, the event.
pub fn minimal() -> Vec<(Kind, &'static str, Value)> {
    let event = |kind: Kind, fields: &str| {
        let mut event: Value = serde_json::from_str(fields).unwrap();
        event["kind"] = kind.name().into();
        if tables::field(kind, "happened").is_some() {
            event["happened"] = "2026-01-20".into();
            event["sources"] = json!([{"publisher": "Reuters"}]);
        }
        event
    };
    MINIMAL
        .iter()
        .map(|(kind, headline, fields)| (*kind, *headline, event(*kind, fields)))
        .collect()
}

/// An event with every field that its kind may have, each as in the table's example.
pub fn full(kind: Kind) -> Value {
    let mut event = Map::new();
    event.insert("kind".into(), kind.name().into());
    event.insert("id".into(), "01890a5d-ac96-774b-bcce-b30204e28b42".into());
    let figures = ["percent", "count", "rank"];
    for field in tables::all(kind) {
        if !(kind == Kind::Observation && figures.contains(&field.name)) {
            let example = dateline::event::flag::json_example(field);
            event.insert(field.name.into(), example.expect(field.name));
        }
    }
    if kind == Kind::Corroboration || kind.is_amendment() || kind == Kind::Link {
        assert!(!event.contains_key("happened"));
    }
    Value::Object(event)
}

fn stored(event: &Value) -> Value {
    let Value::Object(fields) = event.clone() else {
        panic!("no object")
    };
    let input =
        decode(fields).unwrap_or_else(|problems| panic!("{event}\n{}", super::told(&problems)));
    Value::Object(input.event.fields().clone())
}

#[test]
fn every_kind_has_a_minimal_event() {
    let examples = minimal();
    let kinds: Vec<Kind> = examples.iter().map(|(kind, ..)| *kind).collect();
    assert_eq!(kinds, tables::writable().collect::<Vec<_>>());
    for (_, _, event) in examples {
        assert_eq!(stored(&event), event, "the stored form is as given");
    }
}

#[test]
fn every_kind_has_a_full_event() {
    for kind in tables::writable() {
        let event = full(kind);
        let mut expected = event.clone();
        expected.as_object_mut().unwrap().remove("id");
        if kind == Kind::Link {
            expected["confidence"] = json!(0.6);
        }
        assert_eq!(stored(&event), expected, "{}", kind.name());
    }
}

#[test]
fn every_example_of_a_nested_object_is_valid() {
    let mut source = Map::new();
    for field in tables::nested::SOURCE {
        source.insert(
            field.name.into(),
            dateline::event::flag::json_example(field).expect(field.name),
        );
    }
    let (_, _, mut event) = minimal().remove(0);
    event["sources"] = json!([source]);
    let mut party = Map::new();
    for field in tables::nested::PARTY {
        party.insert(
            field.name.into(),
            dateline::event::flag::json_example(field).expect(field.name),
        );
    }
    event["by"] = Value::Object(party);
    assert_eq!(stored(&event), event);
}

#[test]
fn schemas_take_what_decoding_takes() {
    for (kind, _, event) in minimal() {
        let validator = jsonschema::validator_for(&schema::schema(kind)).unwrap();
        for event in [event, full(kind)] {
            let errors: Vec<String> = validator
                .iter_errors(&event)
                .map(|error| error.to_string())
                .collect();
            assert!(errors.is_empty(), "{}: {errors:?}", kind.name());
        }
    }
}

#[test]
fn every_line_of_the_story_is_valid() {
    let folder = super::root().join("fixtures/treasury-standoff");
    let mut events = 0;
    for file in std::fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path())
    {
        if file.extension().is_none_or(|end| end != "jsonl") {
            continue;
        }
        for line in std::fs::read_to_string(&file).unwrap().lines() {
            let input = decode_text(line).unwrap_or_else(|problems| {
                panic!("{}: {line}\n{}", file.display(), super::told(&problems))
            });
            let event: Value = serde_json::from_str(line).unwrap();
            assert!(
                jsonschema::is_valid(&schema::schema(input.event.kind()), &event),
                "{line}"
            );
            events += 1;
        }
    }
    assert!(events > 100, "{events}");
}

#[test]
fn a_headline_is_made_from_the_fields() {
    for (_, expected, event) in minimal() {
        let input = decode_text(&event.to_string()).unwrap();
        assert_eq!(headline(&input.event), expected);
    }
}

#[test]
fn headlines_of_full_events() {
    let mut lines = String::new();
    for kind in tables::writable() {
        let mut event = full(kind);
        event.as_object_mut().unwrap().remove("title");
        let input = decode_text(&event.to_string()).unwrap();
        let line = headline(&input.event);
        assert!(line.chars().count() <= 200, "{line}");
        lines += &format!("{line}\n");
    }
    assert_eq!(lines, FULL_HEADLINES);
}

const FULL_HEADLINES: &str = "\
United States threatened Europe: big retaliation, if Europe sells US assets
AkademikerPension (DK) announced the sale of all of its us_treasury:US (about 100 M USD, 40 M USD done) by 2026-01-31
AkademikerPension (DK) held 683 bn USD of us_treasury:US, TIC
JP 30Y yield at 3.66 %, from 3.41 %, up 25 bp, a record high
United States changed its monetary policy from yield-curve control to market yields, away from United States
United States and European Union imposed an asset freeze on Russia, Sberbank, EU 20th package
Scott Bessent for United States was dismissive toward Denmark and European Union: “a false narrative”
United States: federal debt 38.4 trn USD, TIC
United States expects by 2026-12: up to 130 bn of bonds sold (130 bn USD)
greenland-threat → danish-exit (motivates, confidence 0.6)
Correction of @17 (until): the fund corrected its figure
Retraction of @17: the fund corrected its figure
AkademikerPension disputes @17: not directly related to Greenland
Reuters corroborates @17
";

#[test]
fn the_stored_form_drops_nulls_and_empty_lists_and_writes_words_out() {
    let event = r#"{"kind":"link","cause":"@1","effect":"@2","relation":"causes","confidence":"high",
        "tags":[],"titles":{"en":"Cafe\u0301","zh":null},"note":null,"id":"01890A5DAC96774BBCCEB30204E28B42"}"#;
    let input = decode_text(event).unwrap();
    assert_eq!(
        input.event.canonical(),
        r#"{"cause":"@1","confidence":0.9,"effect":"@2","kind":"link","relation":"causes","titles":{"en":"Café"}}"#
    );
    assert_eq!(
        input.id.unwrap().to_string(),
        "01890a5d-ac96-774b-bcce-b30204e28b42"
    );
}

#[test]
fn changes_keep_nulls_and_empty_lists() {
    let event = r#"{"kind":"correction","target":"@1","reason":"r",
        "changes":{"note":null,"tags":[],"title":"Cafe\u0301","confidence":"low","amount":{"high":null}}}"#;
    let input = decode_text(event).unwrap();
    assert_eq!(
        canonical(&input.event.fields()["changes"]),
        r#"{"amount":{"high":null},"confidence":0.3,"note":null,"tags":[],"title":"Café"}"#
    );
}

#[test]
fn canonical_text_orders_keys_by_utf_16() {
    let value =
        json!({"\u{10000}": 1, "\u{e000}": 2, "a\"\\\u{1}\u{8}\u{7f}": [0.1, 1e21, -0.0, 1e-7]});
    let text = "{\"a\\\"\\\\\\u0001\\b\u{7f}\":[0.1,1e+21,0,1e-7],\"\u{10000}\":1,\"\u{e000}\":2}";
    assert_eq!(canonical(&value), text);
}
