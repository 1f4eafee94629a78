//! The fast way into the stored form against the exact one: what it accepts is accepted, with
//! the same bytes, id, label and REFs; and of what desks write it accepts nearly all.

use dateline::event::decode::{decode, decode_text, patched};
use dateline::event::quick::Bench;
use proptest::prelude::*;
use serde_json::Value;

use super::properties::any_event;

/// Whether the fast way took it; if so, it must say what the exact way says.
fn agrees(text: &str) -> bool {
    let mut bench = Bench::default();
    let Some(quick) = bench.read(text) else {
        return false;
    };
    let exact = decode_text(text).unwrap_or_else(|problems| panic!("{text}\n{problems:?}"));
    assert_eq!(quick.stored, exact.event.canonical(), "{text}");
    assert_eq!(quick.kind, exact.event.kind());
    assert_eq!(quick.id, exact.id);
    assert_eq!(quick.label(), exact.event.label());
    let found: Vec<(&str, bool, &str)> = quick
        .refs
        .iter()
        .map(|found| (found.field, found.changed, &quick.stored[found.at.clone()]))
        .collect();
    let mut due = Vec::new();
    let fields = exact.event.fields();
    for (object, changed) in [
        (Some(fields), false),
        (fields.get("changes").and_then(Value::as_object), true),
    ] {
        for field in ["cause", "effect", "target", "follows"] {
            let text = object.and_then(|object| object.get(field)?.as_str());
            due.extend(text.map(|text| (field, changed, text)));
        }
    }
    assert_eq!(found, due, "{text}");
    true
}

fn fixture_lines() -> Vec<String> {
    let dir = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/treasury-standoff");
    let mut lines = Vec::new();
    for item in std::fs::read_dir(dir).unwrap() {
        let path = item.unwrap().path();
        if path.extension().is_some_and(|end| end == "jsonl") {
            let text = std::fs::read_to_string(path).unwrap();
            lines.extend(text.lines().map(str::to_owned));
        }
    }
    lines
}

#[test]
fn what_a_desk_wrote_goes_the_fast_way() {
    let lines = fixture_lines();
    let slow: Vec<&String> = lines.iter().filter(|line| !agrees(line)).collect();
    // `confidence` in words must be expanded; all else of the fixture is plain.
    for line in &slow {
        assert!(line.contains("\"confidence\": \""), "{line}");
    }
    assert!(
        slow.len() * 4 < lines.len(),
        "{} of {}",
        slow.len(),
        lines.len()
    );
}

#[test]
fn small_changes_of_what_a_desk_wrote_are_judged_alike() {
    let pieces = [
        "",
        "null",
        "[]",
        "{}",
        "\"\"",
        "\" \"",
        "0",
        "1.50",
        "-1",
        "1e3",
        "true",
        "false",
        "\"x\"",
        "\"US\"",
        "\"2026-02-30\"",
        "\"2026-02-28\"",
        "\"\\u0041\"",
        "\"\\n\"",
        "\"e\u{301}\"",
        "\"\u{85}\"",
        ",",
        ":",
        "}",
        "]",
        "{",
        " ",
    ];
    for line in fixture_lines().iter().step_by(7) {
        let cuts: Vec<usize> = line
            .match_indices(['"', ':', ',', '{', '}', '[', ']'])
            .map(|(at, _)| at)
            .collect();
        for (number, at) in cuts.iter().enumerate() {
            let piece = pieces[number % pieces.len()];
            agrees(&format!("{}{piece}{}", &line[..*at], &line[*at..]));
            let end = cuts.get(number + 2).copied().unwrap_or(line.len());
            agrees(&format!("{}{piece}{}", &line[..*at], &line[end..]));
            agrees(&format!("{}{}", &line[..*at], &line[end..]));
        }
    }
}

/// RFC 7396, literally.
fn merged(target: &Value, patch: &Value) -> Value {
    let Value::Object(patch) = patch else {
        return patch.clone();
    };
    let mut object = target.as_object().cloned().unwrap_or_default();
    for (name, change) in patch {
        match change {
            Value::Null => drop(object.remove(name)),
            change => {
                let target = object.get(name).cloned().unwrap_or_default();
                object.insert(name.clone(), merged(&target, change));
            }
        }
    }
    Value::Object(object)
}

proptest! {
    #[test]
    fn a_patched_event_is_that_of_the_merged_fields_decoded(
        event in any_event(), other in any_event(), chosen in any::<u32>(), gone in any::<u32>(),
    ) {
        let Ok(input) = decode_text(&event.to_string()) else { return Ok(()) };
        let mut changes = serde_json::Map::new();
        for (at, (name, value)) in other.as_object().unwrap().iter().enumerate() {
            if chosen >> at & 1 == 1 && !["kind", "label", "id"].contains(&name.as_str()) {
                let value = if gone >> at & 7 == 7 { Value::Null } else { value.clone() };
                changes.insert(name.clone(), value);
            }
        }
        let fields = Value::Object(input.event.fields().clone());
        let after = merged(&fields, &Value::Object(changes.clone()));
        let due = decode(after.as_object().unwrap().clone()).map(|input| input.event);
        let found = patched(&input.event, &changes);
        prop_assert_eq!(&found, &due);
        prop_assert_eq!(found.map(|event| event.canonical()), due.map(|event| event.canonical()));
    }

    #[test]
    fn a_patch_of_the_text_is_the_patch_of_the_event(
        event in any_event(), other in any_event(), chosen in any::<u32>(), gone in any::<u32>(),
    ) {
        let mut changes = serde_json::Map::new();
        for (at, (name, value)) in other.as_object().unwrap().iter().enumerate() {
            if chosen >> at & 1 == 1 {
                let value = match gone >> at & 7 {
                    7 => Value::Null,
                    6 => serde_json::json!({"name": null, "value": value}),
                    _ => value.clone(),
                };
                changes.insert(name.clone(), value);
            }
        }
        let (text, patch) = (event.to_string(), Value::Object(changes));
        let (mut one, mut two) = (Bench::default(), Bench::default());
        let patch_text = patch.to_string();
        let (Some(view), Some(change)) = (one.look(&text), two.look(&patch_text)) else { return Ok(()) };
        let mut out = String::new();
        if view.patched(change, &mut out).is_some() {
            let found: Value = serde_json::from_str(&out).unwrap();
            prop_assert_eq!(found, merged(&event, &patch));
        }
    }

    #[test]
    fn the_fast_way_says_what_the_exact_one_says(event in any_event()) {
        agrees(&event.to_string());
    }

    #[test]
    fn a_bent_event_is_judged_alike(event in any_event(), at in any::<prop::sample::Index>(), with in "[\\PC]{0,2}|[0-9\"{}\\[\\],:\\\\ntu]") {
        let mut text: Vec<char> = event.to_string().chars().collect();
        let at = at.index(text.len());
        text.splice(at..=at, with.chars());
        agrees(&text.into_iter().collect::<String>());
    }

    #[test]
    fn members_in_any_order_and_twice(event in any_event(), turn in 0usize..8, twice in any::<bool>()) {
        let object = event.as_object().unwrap();
        let mut members: Vec<String> = object.iter().map(|(key, value)| format!("{}: {value}", Value::from(key.as_str()))).collect();
        let turn = turn % members.len();
        members.rotate_left(turn);
        if twice {
            members.push(members[0].clone());
        }
        let taken = agrees(&format!("{{{}}}", members.join(" , ")));
        prop_assert!(!(taken && twice));
    }
}
