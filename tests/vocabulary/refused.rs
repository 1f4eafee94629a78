//! What is refused: by the schemas and by decoding alike, and what only decoding can refuse.
//! Holds the two to each other; the texts of the faults are pinned in `faults`.

use dateline::event::decode::decode;
use dateline::event::{Kind, schema};
use serde_json::{Value, json};

use super::rules::{changed, codes, object};

/// Both the schema of the kind and decoding refuse a minimal event changed so.
fn both_refuse(kind: Kind, patches: impl IntoIterator<Item = Value>) {
    let validator = jsonschema::validator_for(&schema::schema(kind)).unwrap();
    for patch in patches {
        let event = changed(kind, patch.clone());
        assert!(!validator.is_valid(&event), "the schema takes {patch}");
        assert!(decode(object(event)).is_err(), "decoding takes {patch}");
    }
}

#[test]
fn common_fields_and_parties() {
    both_refuse(
        Kind::Threat,
        [
            json!({"happened": null}),
            json!({"happened": "2026-1-20"}),
            json!({"happened": "2026-01-20/.."}),
            json!({"ongoing": false}),
            json!({"title": "two\nlines"}),
            json!({"title": "x".repeat(201)}),
            json!({"titles": {}}),
            json!({"titles": {"no tag": "x"}}),
            json!({"label": "A"}),
            json!({"surprise": 1}),
            json!({"against": []}),
            json!({"against": "US"}),
            json!({"consequence": ""}),
            json!({"means": "magic"}),
            json!({"by": {"id": "us"}}),
            json!({"by": {"country": "US", "type": "king"}}),
        ],
    );
}

#[test]
fn sources() {
    let cases = [
        json!(null),
        json!([{"title": "no publisher"}]),
        json!(vec![json!({"publisher": "a"}); 101]),
        json!([{"publisher": "a person", "terms": "off_record", "url": "https://example.org"}]),
        json!([{"url": "example.org"}]),
        json!([{"publisher": "a", "grade": "A7"}]),
        json!([{"publisher": "a", "evidence": "sha256:00"}]),
        json!([{"publisher": "a", "lang": "no tag"}]),
    ];
    both_refuse(
        Kind::Threat,
        cases.map(|sources| json!({"sources": sources})),
    );
    both_refuse(Kind::Corroboration, [json!({"sources": null})]);
}

#[test]
fn figures() {
    let amounts = [
        json!({"value": 1, "currency": "USD"}),
        json!({"value": "-1", "currency": "USD"}),
        json!({"value": "1.0000001", "currency": "USD"}),
        json!({"value": "1"}),
    ];
    both_refuse(
        Kind::Holding,
        amounts.map(|amount| json!({"amount": amount})),
    );
    both_refuse(Kind::Holding, [json!({"asset": {"class": "US Treasury"}})]);
    both_refuse(
        Kind::YieldMove,
        [
            json!({"record": null}),
            json!({"instrument": {"issuer": "JP", "tenor": "thirty years"}}),
        ],
    );
    both_refuse(Kind::Sanction, [json!({"entities": null})]);
    both_refuse(
        Kind::Observation,
        [
            json!({"count": 3}),
            json!({"rank": 0}),
            json!({"rank": 1.5}),
        ],
    );
}

#[test]
fn links_and_amendments() {
    both_refuse(
        Kind::Link,
        [
            json!({"happened": "2026-01-20"}),
            json!({"confidence": 2}),
            json!({"cause": "no ref!"}),
        ],
    );
    both_refuse(
        Kind::Correction,
        [
            json!({"changes": {}}),
            json!({"changes": {"kind": "threat"}}),
            json!({"claimed_by": "somebody"}),
        ],
    );
}

#[test]
fn what_only_decoding_refuses() {
    let cases = [
        (
            Kind::Threat,
            json!({"happened": "2026-02-30"}),
            "impossible_date",
            "happened",
        ),
        (
            Kind::Threat,
            json!({"against": ["US", "UK"]}),
            "unknown_country",
            "against.1",
        ),
        (
            Kind::Threat,
            json!({"by": {"country": "US", "names": {"zh": "a\u{0}b"}}}),
            "control_character",
            "by.names.zh",
        ),
        (
            Kind::Holding,
            json!({"amount": {"value": "2", "high": "1", "currency": "USD"}}),
            "backwards_range",
            "amount.high",
        ),
        (
            Kind::Link,
            json!({"confidence": 0.12345}),
            "bad_confidence",
            "confidence",
        ),
        (
            Kind::Correction,
            json!({"changes": {"tittle": "x"}}),
            "unknown_field",
            "changes.tittle",
        ),
        (
            Kind::Correction,
            json!({"changes": {"sources": [{"title": "a\u{7}"}]}}),
            "control_character",
            "changes.sources.0.title",
        ),
        (
            Kind::Threat,
            json!({"sources": [{"publisher": "Reuters", "terms": "deep_background"}]}),
            "would_name_source",
            "sources.0.publisher",
        ),
    ];
    for (kind, patch, code, field) in cases {
        let found = codes(decode(object(changed(kind, patch))));
        assert_eq!(found, [(code, field.to_owned())]);
    }
}
