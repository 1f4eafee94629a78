//! Rules that need more than one input to be shown: all problems at once, suggestions,
//! strict JSON, exact numbers, terms of sources, patches, ids that stand for parties.

use dateline::event::decode::{decode, decode_text, patched};
use dateline::event::flag::fill_parties;
use dateline::event::{Kind, Problem};
use serde_json::{Map, Value, json};

use super::examples::minimal;
use super::told;

/// A minimal event of a kind, changed by a merge patch.
pub fn changed(kind: Kind, patch: Value) -> Value {
    let (_, _, event) = minimal()
        .into_iter()
        .find(|(found, ..)| *found == kind)
        .unwrap();
    let mut event = event;
    for (name, value) in patch.as_object().unwrap() {
        match value {
            Value::Null => event.as_object_mut().unwrap().remove(name),
            value => event
                .as_object_mut()
                .unwrap()
                .insert(name.clone(), value.clone()),
        };
    }
    event
}

pub fn object(event: Value) -> Map<String, Value> {
    match event {
        Value::Object(map) => map,
        _ => panic!("no object"),
    }
}

/// Code and field of each problem.
pub fn codes(
    found: Result<dateline::event::decode::Input, Vec<Problem>>,
) -> Vec<(&'static str, String)> {
    let problems = found.err().unwrap_or_default();
    problems
        .into_iter()
        .map(|problem| (problem.fault.code, problem.field))
        .collect()
}

#[test]
fn all_problems_of_an_event_are_told_at_once() {
    let problems = decode_text(
        r#"{"kind":"fund_exit","date":"2026-01-20","holder":{"country":"UK","kind":"insurer"},
        "asset":"us_treasury:US","stage":"announce","amount":{"value":1.5,"currency":"usd"},
        "sources":[{"titel":"x"},{"url":"https://example.org","published":"2026-02-30"}],"stage":"completed"}"#,
    )
    .unwrap_err();
    assert_eq!(told(&problems), ALL_AT_ONCE);
}

const ALL_AT_ONCE: &str = r#"duplicate_key at "stage": the key "stage" stands twice in one object
  keep one of the two
unknown_field at "date": a fund_exit has no field "date"
  did you mean happened?
unknown_field at "holder.kind": a party has no field "kind"
  did you mean type?
unknown_country at "holder.country": "UK" is not the code of a country (ISO 3166-1, two capital letters) or of a bloc
  did you mean GB?
wrong_type at "asset": asset is an object, not "us_treasury:US"
  write {"class":"us_treasury","issuer":"US"}
unknown_word at "stage": "announce" is not one of announced, under_way, completed or cancelled
  did you mean announced?
bad_decimal at "amount.value": 1.5 is a JSON number; figures are decimal strings
  put it between quotes: "1.5"
unknown_currency at "amount.currency": "usd" is not the code of a currency (ISO 4217, three capital letters)
  did you mean USD?
missing_field at "happened": a fund_exit needs happened
  when it happened, like "2026-01-20"
unknown_field at "sources.0.titel": a source has no field "titel"
  did you mean title?
missing_one_of at "sources.0": a source needs publisher or url
  give at least one of them
impossible_date at "sources.1.published": "2026-02-30" does not exist: 2026-02 has the days 01 to 28
  check the day against the source
"#;

#[test]
fn a_source_on_terms_is_described_and_not_named() {
    let with = |publisher: &str, terms: &str| {
        let sources = json!([{"publisher": publisher, "terms": terms, "published": "2026-01-20", "lang": "en", "grade": "B2"}]);
        decode(object(changed(Kind::Threat, json!({"sources": sources})))).is_ok()
    };
    for described in [
        "a senior Treasury official",
        "Officials close to the talks",
        "知情人士",
        "A fund manager in Copenhagen",
        "two people familiar with it",
    ] {
        assert!(with(described, "off_record"), "{described}");
        assert!(with(described, "deep_background"), "{described}");
    }
    for named in ["Scott Bessent", "Reuters", "贝森特"] {
        assert!(!with(named, "off_record"), "{named}");
        assert!(with(named, "background"), "{named}");
    }
}

#[test]
fn nulls_and_empty_lists_count_as_absent() {
    let event = changed(
        Kind::Threat,
        json!({"tags": [], "note": [null], "label": []}),
    );
    let input = decode(object(event)).unwrap();
    assert_eq!(input.event.fields().len(), 6);
    let missing = changed(Kind::Threat, json!({"sources": [null]}));
    assert_eq!(
        codes(decode(object(missing))),
        [("missing_field", "sources".to_owned())]
    );
}

#[test]
fn duplicate_keys_are_told_at_any_depth_and_reading_goes_on() {
    let found = codes(decode_text(
        r#"{"kind":"threat","by":{"country":"US","country":"US"},"against":["EU"],"consequence":"c",
        "happened":"2026","sources":[{"publisher":"a","publisher":"b"}],"sources":[],"mistake":1}"#,
    ));
    let expected = [
        ("duplicate_key", "by.country"),
        ("duplicate_key", "sources.0.publisher"),
        ("duplicate_key", "sources"),
        ("unknown_field", "mistake"),
    ];
    assert_eq!(
        found,
        expected.map(|(code, field)| (code, field.to_owned()))
    );
}

#[test]
fn nesting_is_bounded_and_never_overflows() {
    let deep = format!(
        "{{\"kind\":{}1{}}}",
        "[".repeat(500_000),
        "]".repeat(500_000)
    );
    assert_eq!(codes(decode_text(&deep)), [("too_deep", "kind".to_owned())]);
    let mut value = json!(1);
    for _ in 0..200 {
        value = json!({"a": value});
    }
    let event =
        json!({"kind": "correction", "target": "@1", "reason": "r", "changes": {"note": value}});
    assert_eq!(codes(decode(object(event)))[0].0, "too_deep");
}

#[test]
fn no_input_is_told_more_than_a_hundred_problems() {
    let codes: Vec<String> = (0..50_000).map(|number| format!("X{number}")).collect();
    let mut event = object(changed(Kind::Threat, json!({"against": codes})));
    assert_eq!(decode(event.clone()).unwrap_err().len(), 100);
    event.extend((0..50_000).map(|number| (format!("field{number}"), json!(1))));
    assert_eq!(decode(event).unwrap_err().len(), 100);
}

#[test]
fn numbers_stay_exact() {
    let with = |count: &str| {
        codes(decode_text(&format!(
            r#"{{"kind":"observation","happened":"2026","sources":[{{"url":"https://example.org"}}],"subject":{{"country":"US"}},"measure":"people","count":{count}}}"#
        )))
    };
    assert_eq!(with("9007199254740991"), []);
    assert_eq!(with("\"900719925474099212\""), []);
    for wrong in ["9007199254740992", "18446744073709551616", "1e20"] {
        assert_eq!(with(wrong)[0].0, "number_too_large", "{wrong}");
    }
    for wrong in [
        "1.0",
        "-1",
        "\"-1\"",
        "\"1.0\"",
        "\"1234567890123456789\"",
        "\"\"",
        "\" 1\"",
    ] {
        assert_eq!(with(wrong)[0].0, "bad_integer", "{wrong}");
    }
    assert_eq!(with("1e999")[0].0, "bad_json");
}

#[test]
fn a_patch_is_applied_and_the_result_decoded() {
    let (_, _, event) = minimal().remove(1);
    let event = decode(object(event)).unwrap().event;
    let patch = object(
        json!({"amount": {"value": "5", "currency": "USD", "high": null}, "scope": "full", "stage": "completed"}),
    );
    let result = patched(&event, &patch).unwrap();
    assert_eq!(
        result.fields()["amount"],
        json!({"value": "5", "currency": "USD"})
    );
    let again = patched(
        &result,
        &object(json!({"amount": {"value": "6"}, "scope": null})),
    )
    .unwrap();
    assert_eq!(
        again.fields()["amount"],
        json!({"value": "6", "currency": "USD"})
    );
    assert!(!again.fields().contains_key("scope"));
    let wrong = patched(
        &again,
        &object(json!({"stage": null, "sources": [], "amount": {"value": "x"}, "label": "new"})),
    )
    .unwrap_err();
    assert_eq!(wrong[0].fault.code, "unchangeable_field");
    let wrong = patched(
        &again,
        &object(json!({"stage": null, "sources": [], "amount": {"value": "x"}, "against": ["US"]})),
    )
    .unwrap_err();
    let fields: Vec<&str> = wrong.iter().map(|problem| problem.field.as_str()).collect();
    assert_eq!(fields, ["against", "stage", "amount.value", "sources"]);
}

#[test]
fn an_id_alone_becomes_the_party_recorded_under_it() {
    let mut fields = object(changed(
        Kind::FundExit,
        json!({"holder": {"id": "akademiker"}}),
    ));
    let recorded = json!({"id": "akademiker", "name": "AkademikerPension", "country": "DK"});
    assert!(decode(fields.clone()).is_err());
    assert!(
        fill_parties(Kind::FundExit, &mut fields, |id| (id == "akademiker")
            .then(|| recorded.clone()))
        .is_empty()
    );
    let event = decode(fields.clone()).unwrap().event;
    assert_eq!(event.parties().collect::<Vec<_>>(), [&recorded]);
    fields.insert("holder".into(), json!({"id": "nobody"}));
    let problems = fill_parties(Kind::FundExit, &mut fields, |_| None);
    assert_eq!(
        (problems[0].fault.code, problems[0].field.as_str()),
        ("unknown_party", "holder")
    );
}

#[test]
fn misspelt_names_are_told_the_right_one() {
    let hint = |kind: Kind, name: &str| {
        let problems = decode(object(changed(kind, json!({name: "x"})))).unwrap_err();
        let found = problems
            .into_iter()
            .find(|problem| problem.field == name)
            .unwrap();
        found.fault.hint.unwrap()
    };
    for (kind, wrong, right) in [
        (Kind::Threat, "hapened", "did you mean happened?"),
        (Kind::Threat, "agianst", "did you mean against?"),
        (Kind::Threat, "Speaker", "did you mean speaker?"),
        (Kind::Threat, "source", "did you mean sources?"),
        (Kind::FundExit, "fund", "did you mean holder?"),
        (Kind::YieldMove, "change-bp", "did you mean change_bp?"),
        (Kind::Holding, "stage", "it is a field of fund_exit"),
    ] {
        assert_eq!(hint(kind, wrong), right, "{wrong}");
    }
}

#[test]
fn a_citation_is_read_from_the_log_but_never_taken_in() {
    let citation = json!({"kind": "citation", "anything": [1, 2]});
    assert_eq!(
        codes(decode(object(citation.clone()))),
        [("reserved_kind", "kind".to_owned())]
    );
    let event = dateline::event::Event::from_log(citation).unwrap();
    assert_eq!(event.kind(), Kind::Citation);
    assert!(dateline::event::Event::from_log(json!({"kind": "gossip"})).is_none());
    assert!(dateline::event::Event::from_log(json!([1])).is_none());
}
