//! One value by the type of its field: from JSON's long form to the stored form, or the
//! fault. A short form found in JSON is refused with its long form as the hint.

use serde_json::{Map, Value};

use super::Reader;
use super::object::is_there;
use super::text;
use crate::event::decimal::Decimal;
use crate::event::field::{Field, FieldType};
use crate::event::flag::{from_flag, json_example};
use crate::event::json::{MAX_INTEGER, canonical};
use crate::event::problem::Fault;
use crate::event::shown::found;
use crate::event::tables::MAX_SOURCES;
use crate::event::text::{check_lang, check_line};
use crate::event::when::Instant;

impl Reader {
    /// The stored form of a value, or `None` after telling what is wrong with it.
    pub(super) fn value(&mut self, field: &Field, value: &Value) -> Option<Value> {
        let result = match field.ty {
            FieldType::Party | FieldType::Amount | FieldType::Asset | FieldType::Instrument => {
                return self.nested(field, value);
            }
            FieldType::Sources => return self.sources(field, value),
            FieldType::Codes | FieldType::Names | FieldType::Tags => {
                return self.list(field, value);
            }
            FieldType::ByLanguage { max } => return self.by_language(field, value, max),
            FieldType::Changes => return self.changes(field, value),
            FieldType::Query => return self.query(field, value),
            FieldType::Integer { min } => integer(field, value, min),
            FieldType::Flag => flag(value),
            FieldType::Confidence => confidence(value),
            FieldType::Decimal { signed } => Decimal::check(value, signed).map(|_| value.clone()),
            _ => match value {
                Value::String(given) => text::stored(field.ty, given).map(Value::String),
                other => Err(wrong_type(field, other)),
            },
        };
        result.map_err(|fault| self.tell(fault)).ok()
    }

    fn nested(&mut self, field: &Field, value: &Value) -> Option<Value> {
        let (Value::Object(given), Some(table)) = (value, field.ty.table()) else {
            self.tell(wrong_type(field, value));
            return None;
        };
        let object = self.object(table, field.ty.rules(), given, field.ty.noun());
        Some(Value::Object(object))
    }

    fn sources(&mut self, field: &Field, value: &Value) -> Option<Value> {
        let (Value::Array(items), Some(table)) = (value, field.ty.table()) else {
            self.tell(wrong_type(field, value));
            return None;
        };
        if items.len() > MAX_SOURCES {
            self.tell(Fault::new(
                "too_many_sources",
                format!(
                    "{} sources, and an event has at most {MAX_SOURCES}",
                    items.len()
                ),
                "keep those that carry it; others can corroborate it",
            ));
            return None;
        }
        let mut stored = Vec::new();
        for (index, item) in items.iter().enumerate().filter(|(_, item)| is_there(item)) {
            self.within(&index.to_string(), |reader| match item {
                Value::Object(given) => {
                    let rules = field.ty.rules();
                    let object = reader.object(table, rules, given, field.ty.noun());
                    stored.push(Value::Object(object));
                }
                other => reader.tell(wrong_item(field, other)),
            });
        }
        Some(Value::Array(stored))
    }

    /// Codes, names, tags: texts, nulls left out.
    fn list(&mut self, field: &Field, value: &Value) -> Option<Value> {
        let Value::Array(items) = value else {
            self.tell(wrong_type(field, value));
            return None;
        };
        let mut stored = Vec::new();
        for (index, item) in items.iter().enumerate().filter(|(_, item)| !item.is_null()) {
            if self.is_full() {
                break;
            }
            let result = match item {
                Value::String(given) => match field.ty {
                    FieldType::Codes => text::stored(FieldType::Code, given),
                    _ => check_line(given),
                },
                other => Err(wrong_item(field, other)),
            };
            match result {
                Ok(text) => stored.push(Value::String(text)),
                Err(fault) => self.tell_at(&index.to_string(), fault),
            }
        }
        Some(Value::Array(stored))
    }

    fn by_language(&mut self, field: &Field, value: &Value, max: Option<usize>) -> Option<Value> {
        let Value::Object(given) = value else {
            self.tell(wrong_type(field, value));
            return None;
        };
        let mut stored = Map::new();
        for (tag, value) in given.iter().filter(|(_, value)| !value.is_null()) {
            if self.is_full() {
                break;
            }
            let one = FieldType::Text { lines: false, max };
            let result = check_lang(tag).and_then(|()| match value {
                Value::String(given) => text::stored(one, given),
                other => Err(wrong_item(field, other)),
            });
            match result {
                Ok(text) => {
                    stored.insert(tag.clone(), Value::String(text));
                }
                Err(fault) => self.tell_at(tag, fault),
            }
        }
        if given.values().all(Value::is_null) {
            self.tell(empty_object());
        }
        Some(Value::Object(stored))
    }
}

impl Reader {
    /// The query of an answer: its texts in NFC and without controls; what it asks is for
    /// whoever asks it again to say.
    fn query(&mut self, field: &Field, value: &Value) -> Option<Value> {
        match value {
            Value::Object(given) if given.get("command").is_some_and(Value::is_string) => {
                self.queried(value)
            }
            other => {
                self.tell(wrong_type(field, other));
                None
            }
        }
    }

    fn queried(&mut self, value: &Value) -> Option<Value> {
        Some(match value {
            Value::String(text) => match check_line(text) {
                Ok(text) => Value::String(text),
                Err(fault) => {
                    self.tell(fault);
                    return None;
                }
            },
            Value::Array(items) => {
                let items = items.iter().map(|item| self.queried(item));
                Value::Array(items.collect::<Option<_>>()?)
            }
            Value::Object(fields) => {
                let fields = fields
                    .iter()
                    .map(|(name, value)| Some((name.clone(), self.queried(value)?)));
                Value::Object(fields.collect::<Option<_>>()?)
            }
            other => other.clone(),
        })
    }
}

/// An object without fields, where one with fields is meant.
pub(super) fn empty_object() -> Fault {
    Fault::new(
        "empty_object",
        "an empty object says nothing",
        "leave the field out",
    )
}

/// A field that is not of its type; the hint shows the long form of what was meant.
pub(super) fn wrong_type(field: &Field, value: &Value) -> Fault {
    let meant = value
        .as_str()
        .filter(|_| field.ty.has_short_form())
        .and_then(|text| from_flag(field, text, Instant(0)).ok());
    let hint = match meant.or_else(|| json_example(field)) {
        Some(example) => format!("write {}", canonical(&example)),
        None => field.help.to_owned(),
    };
    Fault::new(
        "wrong_type",
        format!(
            "{} is {}, not {}",
            field.name,
            field.ty.json_noun(),
            found(value)
        ),
        hint,
    )
}

fn wrong_item(field: &Field, value: &Value) -> Fault {
    let item = match field.ty {
        FieldType::Sources => "an object",
        _ => "text",
    };
    Fault::new(
        "wrong_type",
        format!("each of {} is {item}, not {}", field.name, found(value)),
        match json_example(field) {
            Some(example) => format!("write {}", canonical(&example)),
            None => field.help.to_owned(),
        },
    )
}

fn integer(field: &Field, value: &Value, min: u64) -> Result<Value, Fault> {
    let least = |ok: bool| {
        if ok {
            return Ok(value.clone());
        }
        Err(Fault::new(
            "bad_integer",
            format!("{} is below {min}", found(value)),
            format!("{} is a whole number from {min}", field.name),
        ))
    };
    match value {
        Value::Number(number) => match (number.as_u64(), number.as_i64()) {
            (Some(number), _) if number >= MAX_INTEGER => Err(Fault::new(
                "number_too_large",
                format!("{number} is too large to be exact as a JSON number"),
                "write it as text, in quotes",
            )),
            (Some(number), _) => least(number >= min),
            (None, Some(_)) => least(false),
            (None, None) => Err(Fault::new(
                "bad_integer",
                format!("{number} is written as a float"),
                format!("{} is a whole number, like 17", field.name),
            )),
        },
        Value::String(text) => {
            let digits = (1..=18).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
            match text.parse::<u64>() {
                Ok(number) if digits => least(number >= min),
                _ => Err(Fault::new(
                    "bad_integer",
                    format!("{} is no whole number", found(value)),
                    "at most 18 digits and nothing else",
                )),
            }
        }
        other => Err(wrong_type(field, other)),
    }
}

fn flag(value: &Value) -> Result<Value, Fault> {
    match value {
        Value::Bool(true) => Ok(Value::Bool(true)),
        other => Err(Fault::new(
            "wrong_type",
            format!("this field is true or left out, not {}", found(other)),
            "write true, or leave it out",
        )),
    }
}

/// What the words for a confidence stand for.
const CONFIDENCE: [(&str, f64); 3] = [("low", 0.3), ("medium", 0.6), ("high", 0.9)];

/// The number of a confidence: words expanded, whole numbers without a fraction.
pub(super) fn confidence(value: &Value) -> Result<Value, Fault> {
    let number = match value {
        Value::Number(number) => number.as_f64(),
        Value::String(word) => {
            let known = CONFIDENCE.iter().find(|(name, _)| name == word);
            known.map(|(_, number)| *number)
        }
        _ => None,
    };
    match number {
        Some(number) if !(0.0..=1.0).contains(&number) => Err(Fault::new(
            "bad_confidence",
            format!("a confidence is from 0 to 1, not {}", found(value)),
            "1 is certain, 0.5 as likely as not",
        )),
        Some(number) if (number * 1e4).round() / 1e4 != number => Err(Fault::new(
            "bad_confidence",
            format!("{} has more than four decimals", found(value)),
            format!("write {}", (number * 1e4).round() / 1e4),
        )),
        Some(0.0) => Ok(Value::from(0)),
        Some(1.0) => Ok(Value::from(1)),
        Some(number) => Ok(Value::from(number)),
        None => Err(Fault::new(
            "bad_confidence",
            format!("a confidence is a number from 0 to 1, not {}", found(value)),
            "a number like 0.6 without quotes, or low, medium or high",
        )),
    }
}
