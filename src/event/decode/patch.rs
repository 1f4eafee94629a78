//! Corrections: the merge patch as it may be recorded, and RFC 7396 applied to an event with
//! the result decoded anew. Names in a patch are checked against all kinds, values only for
//! what holds of every text: what the patch means is known when its target is.

use serde_json::{Map, Value};

use super::value::{confidence, empty_object, wrong_type};
use super::{Reader, decode};
use crate::event::field::{Field, FieldType};
use crate::event::json::{MAX_DEPTH, canonical_object};
use crate::event::nearest::nearest_field;
use crate::event::problem::{Fault, Problem};
use crate::event::quick::{Bench, Patches};
use crate::event::stored::Event;
use crate::event::tables;
use crate::event::text::{check_line, check_lines, nfc, quoted};

/// What identifies an entry cannot be corrected.
const FIXED: [(&str, &str); 3] = [
    ("kind", "retract it and record an event of the other kind"),
    (
        "label",
        "a label stands for ever; retract it and record it anew",
    ),
    ("id", "an id stands for ever; retract it and record it anew"),
];

/// Applies an RFC 7396 merge patch to an event's fields and validates the result (same kind).
pub fn patched(event: &Event, changes: &Map<String, Value>) -> Result<Event, Vec<Problem>> {
    let fixed: Vec<Problem> = FIXED
        .iter()
        .filter(|(name, _)| changes.contains_key(*name))
        .map(|(name, hint)| unchangeable(name, hint).at(*name))
        .collect();
    if !fixed.is_empty() {
        return Err(fixed);
    }
    let mut fields = event.fields().clone();
    merge(&mut fields, changes, 0);
    match stands(&fields) {
        Some(event) => Ok(event),
        None => decode(fields).map(|input| input.event),
    }
}

/// The same of a correction, as texts, if the outcome is surely valid: then it need not be made of
/// values, and may stay text itself.
pub fn corrected(event: &Event, correction: &Event) -> Option<Event> {
    let mut patches = Patches::default();
    let after = patches.patched(event.as_text()?, correction.as_text()?)?;
    Event::unread(after.stored, &mut Bench::default())
}

/// The event of fields that surely stand in its stored form already, as the log would give it.
fn stands(fields: &Map<String, Value>) -> Option<Event> {
    let text = canonical_object(fields);
    let mut bench = Bench::default();
    let quick = bench.read(&text)?;
    let same = quick.id.is_none() && quick.stored == text;
    Event::from_log(serde_json::from_str(&text).ok().filter(|_| same)?)
}

/// RFC 7396; deeper than any event it leaves things be, and decoding refuses the result.
fn merge(target: &mut Map<String, Value>, patch: &Map<String, Value>, depth: usize) {
    for (name, change) in patch {
        match change {
            Value::Null => {
                target.remove(name);
            }
            Value::Object(inner) if depth < MAX_DEPTH => {
                let mut object = match target.remove(name) {
                    Some(Value::Object(object)) => object,
                    _ => Map::new(),
                };
                merge(&mut object, inner, depth + 1);
                target.insert(name.clone(), Value::Object(object));
            }
            other => {
                target.insert(name.clone(), other.clone());
            }
        }
    }
}

fn unchangeable(name: &str, hint: &str) -> Fault {
    Fault::new(
        "unchangeable_field",
        format!("a correction cannot change {name}"),
        hint,
    )
}

impl Reader {
    pub(super) fn changes(&mut self, field: &Field, value: &Value) -> Option<Value> {
        let Value::Object(given) = value else {
            self.tell(wrong_type(field, value));
            return None;
        };
        if given.is_empty() {
            self.tell(empty_object());
        }
        let mut stored = Map::new();
        for (name, change) in given {
            if self.is_full() {
                break;
            }
            if let Some((name, hint)) = FIXED.iter().find(|(fixed, _)| fixed == name) {
                self.tell_at(name, unchangeable(name, hint));
                continue;
            }
            let every = tables::writable().flat_map(tables::all);
            if !every.clone().any(|field| field.name == name) {
                self.tell_at(name, unknown(name, nearest_field(name, every)));
                continue;
            }
            let change = self.within(name, |reader| reader.change(name, change));
            stored.insert(name.clone(), change);
        }
        Some(Value::Object(stored))
    }

    /// A value inside a patch: texts in NFC, nulls and empty lists kept.
    fn change(&mut self, name: &str, value: &Value) -> Value {
        if name == "confidence" && self.path.len() == 2 && !value.is_null() {
            let number = confidence(value).map_err(|fault| self.tell(fault));
            return number.unwrap_or_default();
        }
        if self.path.len() > MAX_DEPTH {
            self.tell(Fault::new(
                "too_deep",
                format!("nested deeper than {MAX_DEPTH} levels"),
                "an event needs four; check the brackets",
            ));
            return Value::Null;
        }
        match value {
            // Blank text is no text anywhere: what it does in its field, decoding the result says.
            Value::String(given) if given.trim().is_empty() => Value::String(nfc(given)),
            Value::String(given) => {
                let check = if may_have_lines(name) {
                    check_lines
                } else {
                    check_line
                };
                match check(given) {
                    Ok(text) => Value::String(text),
                    Err(fault) => {
                        self.tell(fault);
                        Value::Null
                    }
                }
            }
            Value::Array(items) => {
                let item = |(index, item): (usize, &Value)| {
                    self.within(&index.to_string(), |reader| reader.change(name, item))
                };
                Value::Array(items.iter().enumerate().map(item).collect())
            }
            Value::Object(object) => {
                let mut stored = Map::new();
                for (name, value) in object {
                    let value = self.within(name, |reader| {
                        if !is_plain(name) {
                            reader.tell(unknown(name, None));
                        }
                        reader.change(name, value)
                    });
                    stored.insert(name.clone(), value);
                }
                Value::Object(stored)
            }
            other => other.clone(),
        }
    }
}

fn unknown(name: &str, near: Option<&str>) -> Fault {
    Fault::new(
        "unknown_field",
        format!("no kind has a field {}", quoted(name)),
        match near {
            Some(near) => format!("did you mean {near}?"),
            None => "name the fields as the target has them".to_owned(),
        },
    )
}

/// Names of fields and language tags are ASCII without control characters.
fn is_plain(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_graphic())
}

/// Whether a field of that name may hold line feeds somewhere.
fn may_have_lines(name: &str) -> bool {
    tables::writable()
        .flat_map(tables::all)
        .chain(tables::nested::SOURCE)
        .any(|field| field.name == name && matches!(field.ty, FieldType::Text { lines: true, .. }))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use serde_json::{Value, json};

    use super::{FIXED, corrected, patched};
    use crate::event::quick::{self, Bench};
    use crate::event::stored::Event;

    const TARGET: &str = r#"{"act":"warns","by":{"country":"DK","name":"Fund","names":{"da":"F"}},"happened":"2026-01","kind":"statement","sources":[{"publisher":"A"}],"tags":["a"],"toward":["US"]}"#;

    fn both(target: &str, changes: &str) -> (Option<Event>, Option<Event>) {
        let patch = format!(
            r#"{{"changes":{changes},"kind":"correction","reason":"r","target":"01a20a47-92bf-717d-be26-059200e544cf"}}"#
        );
        let unread = |text: &str| Event::unread(text, &mut Bench::default());
        let quick = corrected(&unread(target).unwrap(), &unread(&patch).unwrap());
        let event = Event::from_log(serde_json::from_str(target).unwrap()).unwrap();
        let changes: Value = serde_json::from_str(changes).unwrap();
        (quick, patched(&event, changes.as_object().unwrap()).ok())
    }

    #[test]
    fn as_texts_it_comes_to_the_same() {
        for changes in [
            r#"{"act":"denies"}"#,
            r#"{"by":{"name":null,"names":null}}"#,
            r#"{"happened":"2026-02-03","note":"a \"b\"","tags":null}"#,
            r#"{"by":{"names":{"da":"G","en":"H"}},"toward":["US","EU"]}"#,
            r#"{"sources":[{"publisher":"B","published":"2026"}]}"#,
        ] {
            let (quick, exact) = both(TARGET, changes);
            assert!(exact.is_some(), "{changes}");
            assert_eq!(quick, exact, "{changes}");
            let (quick, exact) = (quick.unwrap(), exact.unwrap());
            assert_eq!(quick.canonical(), exact.canonical());
        }
    }

    #[test]
    fn both_ways_leave_the_same_alone() {
        assert_eq!(FIXED.map(|(name, _)| name), quick::FIXED);
    }

    #[test]
    fn what_it_is_not_sure_of_is_left_to_the_exact_way() {
        for changes in [
            r#"{"act":null}"#,
            r#"{"act":"sings"}"#,
            r#"{"kind":"threat"}"#,
            r#"{"label":"a-b"}"#,
            r#"{"toward":[]}"#,
            r#"{"act":"denies","act":"warns"}"#,
            r#"{"by":{"name":"A","name":"B"}}"#,
        ] {
            assert_eq!(both(TARGET, changes).0, None, "{changes}");
        }
        let event = Event::from_log(json!({"kind": "statement", "act": "warns"})).unwrap();
        assert_eq!(corrected(&event, &event), None);
    }
}
