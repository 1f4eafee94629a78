//! A quick reading of an event: its JSON without the members that no fact is drawn from, which are
//! most of its bytes. Owns which those are; a test holds the facts of the rest against those of the whole.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::{Sound, doubt};
use crate::event::Event;

/// How much of an event is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Depth {
    /// What is kept in files.
    Kept,
    /// What any fact or filter asks.
    Asked,
}

/// Members of an event that are passed over; tags too, where only what is kept is read.
const PASSED: &[&str] = &[
    "title",
    "titles",
    "note",
    "quote",
    "speaker",
    "condition",
    "reason",
    "claim",
];

/// Members of a party that are passed over.
const PASSED_INSIDE: &[&str] = &["names"];

/// Members of a source that are not, and those that are not passed over by any.
const OF_SOURCES: &[&str] = &[
    "published",
    "publisher",
    "origin",
    "url",
    "evidence",
    "grade",
    "terms",
];
const KEPT_OF_SOURCES: &[&str] = &["published"];

/// Where in an event a value stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Level {
    Event,
    Source,
    Inside,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place(Level, Depth);

impl Place {
    fn passes(self, name: &str) -> bool {
        match (self.0, self.1) {
            (Level::Event, Depth::Kept) => name == "tags" || PASSED.contains(&name),
            (Level::Event, Depth::Asked) => PASSED.contains(&name),
            (Level::Source, Depth::Kept) => !KEPT_OF_SOURCES.contains(&name),
            (Level::Source, Depth::Asked) => !OF_SOURCES.contains(&name),
            (Level::Inside, _) => PASSED_INSIDE.contains(&name),
        }
    }

    fn below(self, name: &str) -> Place {
        let level = match (self.0, name) {
            (Level::Event, "sources") | (Level::Source, _) => Level::Source,
            _ => Level::Inside,
        };
        Place(level, self.1)
    }
}

/// The event of an entry line, as far as facts are drawn from it.
pub(super) fn event(text: &str, depth: Depth) -> Sound<Event> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = Place(Level::Event, depth).deserialize(&mut reader);
    let ended = value.and_then(|value| reader.end().map(|()| value));
    match ended.ok().and_then(Event::from_log) {
        Some(event) => Ok(event),
        None => doubt("an entry whose event cannot be read"),
    }
}

impl<'de> DeserializeSeed<'de> for Place {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Value, D::Error> {
        reader.deserialize_any(self)
    }
}

/// The name of a member, and whether it is passed over.
struct Named(Place);

impl<'de> DeserializeSeed<'de> for Named {
    type Value = Option<String>;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Self::Value, D::Error> {
        reader.deserialize_str(self)
    }
}

impl Visitor<'_> for Named {
    type Value = Option<String>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a name")
    }

    fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
        Ok((!self.0.passes(name)).then(|| name.to_owned()))
    }
}

impl<'de> Visitor<'de> for Place {
    type Value = Value;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(self)? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut fields = Map::new();
        while let Some(name) = members.next_key_seed(Named(self))? {
            match name {
                Some(name) => {
                    let value = members.next_value_seed(self.below(&name))?;
                    fields.insert(name, value);
                }
                None => {
                    members.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(Value::Object(fields))
    }
}
