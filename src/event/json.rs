//! JSON in and out: strict reading (duplicate keys at any depth, depth, lone surrogates and
//! numbers that a double cannot hold are problems) and RFC 8785 writing. Knows no field.
//! Reading goes on after a problem where it can, so that all of them are told at once.

use std::cell::RefCell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

pub use super::canonical::{canonical, canonical_object};
use super::problem::{Fault, Problem};
use super::shown;
use super::text::quoted;

/// Objects and arrays may be nested this deep; the outermost object counts as one.
pub const MAX_DEPTH: usize = 64;

/// Whole numbers from here on are not exact in every JSON reader: they go in as text.
pub const MAX_INTEGER: u64 = 1 << 53;

/// No input is told more problems than this.
pub const MAX_PROBLEMS: usize = 100;

/// Reads text that holds one JSON object and nothing else (a leading byte order mark and
/// surrounding white space are allowed). Otherwise every problem found, with its path.
pub fn parse_object(text: &str) -> Result<Map<String, Value>, Vec<Problem>> {
    match read_object(text) {
        (Some(map), problems) if problems.is_empty() => Ok(map),
        (_, problems) => Err(problems),
    }
}

/// The object as far as it could be read (with the first of duplicate keys), and what is
/// wrong with its text. Without an object there is at least one problem.
pub(crate) fn read_object(text: &str) -> (Option<Map<String, Value>>, Vec<Problem>) {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let sink = RefCell::new(Sink::default());
    let mut reader = serde_json::Deserializer::from_str(text);
    let read = Node {
        sink: &sink,
        depth: 0,
    }
    .deserialize(&mut reader)
    .and_then(|value| reader.end().map(|()| value));
    let mut sink = sink.into_inner();
    match read {
        Ok(Value::Object(map)) => (Some(map), sink.problems),
        Ok(other) => {
            sink.tell(String::new(), not_an_object(&other));
            (None, sink.problems)
        }
        Err(error) => {
            if !sink.too_deep {
                sink.tell(String::new(), bad_json(&error, text));
            }
            (None, sink.problems)
        }
    }
}

/// The word for what a JSON value is.
pub(crate) fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

fn not_an_object(value: &Value) -> Fault {
    Fault::new(
        "not_an_object",
        format!("an event is a JSON object, not {}", type_of(value)),
        "write {\"kind\": …, …}, one object for each event",
    )
}

fn bad_json(error: &serde_json::Error, text: &str) -> Fault {
    let place = place(text, error.line(), error.column());
    let whole = error.to_string();
    let what = whole.split(" at line ").next().unwrap_or_default();
    if what.contains("surrogate") || what.contains("hex escape") {
        return Fault::new(
            "lone_surrogate",
            format!("half of a surrogate pair stands alone {place}"),
            "write the character itself in UTF-8, or both halves of its \\u escape",
        );
    }
    if text.trim().is_empty() {
        return Fault::new(
            "bad_json",
            "there is no text where a JSON object should be",
            "write {\"kind\": …, …}",
        );
    }
    Fault::new(
        "bad_json",
        format!("not valid JSON {place}: {what}"),
        "check quotes, commas and brackets there",
    )
}

/// `at column 7`, with the line if there are several; columns count characters, from 1.
fn place(text: &str, line: usize, byte: usize) -> String {
    let found = text.split('\n').nth(line.saturating_sub(1)).unwrap_or("");
    let before = found.char_indices().take_while(|(at, _)| *at < byte);
    let column = before.count().max(1);
    if text.trim_end().contains('\n') {
        format!("at line {line}, column {column}")
    } else {
        format!("at column {column}")
    }
}

/// Where reading stands and what it has found.
#[derive(Default)]
struct Sink {
    path: Vec<Step>,
    problems: Vec<Problem>,
    too_deep: bool,
}

enum Step {
    Key(String),
    Index(usize),
}

impl Sink {
    fn tell(&mut self, field: String, fault: Fault) {
        if self.problems.len() < MAX_PROBLEMS {
            self.problems.push(fault.at(field));
        }
    }

    fn here(&self) -> String {
        let steps: Vec<String> = self
            .path
            .iter()
            .map(|step| match step {
                Step::Key(key) => shown::step(key),
                Step::Index(index) => index.to_string(),
            })
            .collect();
        steps.join(".")
    }

    /// A whole number (or a huge one written as a float) that a double may not hold.
    fn inexact(&mut self, number: &dyn fmt::Display) {
        let field = self.here();
        let fault = Fault::new(
            "number_too_large",
            format!("{number} is too large to be exact as a JSON number"),
            "write it as text, in quotes",
        );
        self.tell(field, fault);
    }
}

/// One value to be read, and how deep it lies.
#[derive(Clone, Copy)]
struct Node<'a> {
    sink: &'a RefCell<Sink>,
    depth: usize,
}

impl<'a> Node<'a> {
    fn inner<E: serde::de::Error>(self) -> Result<Node<'a>, E> {
        if self.depth < MAX_DEPTH {
            return Ok(Node {
                sink: self.sink,
                depth: self.depth + 1,
            });
        }
        let mut sink = self.sink.borrow_mut();
        sink.too_deep = true;
        // The path would be as long as the nesting: its first step says enough.
        sink.path.truncate(1);
        let field = sink.here();
        sink.tell(
            field,
            Fault::new(
                "too_deep",
                format!("nested deeper than {MAX_DEPTH} levels"),
                "an event needs four; check the brackets",
            ),
        );
        Err(E::custom("too deep"))
    }
}

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        if value.unsigned_abs() >= MAX_INTEGER {
            self.sink.borrow_mut().inexact(&value);
        }
        Ok(Value::from(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        if value >= MAX_INTEGER {
            self.sink.borrow_mut().inexact(&value);
        }
        Ok(Value::from(value))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        if value.abs() >= MAX_INTEGER as f64 {
            self.sink.borrow_mut().inexact(&format_args!("{value:e}"));
        }
        Ok(Value::from(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let inner = self.inner()?;
        let mut list = Vec::new();
        loop {
            self.sink.borrow_mut().path.push(Step::Index(list.len()));
            match items.next_element_seed(inner)? {
                Some(item) => list.push(item),
                None => break,
            }
            self.sink.borrow_mut().path.pop();
        }
        self.sink.borrow_mut().path.pop();
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let inner = self.inner()?;
        let mut map = Map::new();
        while let Some(key) = entries.next_key::<String>()? {
            self.sink.borrow_mut().path.push(Step::Key(key.clone()));
            let again = map.contains_key(&key);
            if again {
                let mut sink = self.sink.borrow_mut();
                let field = sink.here();
                sink.tell(field, duplicate(&key));
            }
            let value = entries.next_value_seed(inner)?;
            self.sink.borrow_mut().path.pop();
            if !again {
                map.insert(key, value);
            }
        }
        Ok(Value::Object(map))
    }
}

fn duplicate(key: &str) -> Fault {
    Fault::new(
        "duplicate_key",
        format!("the key {} stands twice in one object", quoted(key)),
        "keep one of the two",
    )
}
