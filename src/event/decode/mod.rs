//! From a JSON object to a valid event in stored form, with every problem of it at once.
//! Driven by the field tables; holds no rule of a single kind that a table could hold.
//! REFs are checked for shape only: the desk resolves them.

mod object;
mod patch;
mod rules;
mod text;
mod value;

use serde_json::{Map, Value};
use uuid::Uuid;

use super::json;
use super::kind::Kind;
use super::nearest::nearest_word;
use super::problem::{Fault, Problem};
use super::shown::{either, found, step};
use super::stored::Event;
use super::tables;
use super::text::quoted;

pub use patch::{corrected, patched};

/// An input event: the stored form (REFs as given) and the `id` that stood beside it.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    /// Given `id`, if any.
    pub id: Option<Uuid>,
    /// The event, REFs not yet resolved.
    pub event: Event,
}

/// Decodes one input line: UTF-8 JSON text of one object.
pub fn decode_text(text: &str) -> Result<Input, Vec<Problem>> {
    let (map, mut problems) = json::read_object(text);
    match map.map(decode) {
        Some(Ok(input)) if problems.is_empty() => return Ok(input),
        // What reading told of a value, decoding need not tell again.
        Some(Err(more)) => {
            let told = problems.clone();
            problems.extend(more.into_iter().filter(|problem| !told.contains(problem)));
        }
        _ => {}
    }
    problems.truncate(json::MAX_PROBLEMS);
    Err(problems)
}

/// Decodes one input line as it came from a file: bytes that ought to be UTF-8.
pub fn decode_bytes(bytes: &[u8]) -> Result<Input, Vec<Problem>> {
    match std::str::from_utf8(bytes) {
        Ok(text) => decode_text(text),
        Err(error) => Err(vec![
            Fault::new(
                "bad_utf8",
                format!("not UTF-8 from byte {} on", error.valid_up_to() + 1),
                "save the file as UTF-8",
            )
            .at(""),
        ]),
    }
}

/// Decodes a JSON object (`id` allowed beside the fields).
pub fn decode(fields: Map<String, Value>) -> Result<Input, Vec<Problem>> {
    decode_as(fields, Reader::kind)
}

/// Decodes a citation, which the program alone writes: no input may be one.
pub fn citation(mut fields: Map<String, Value>) -> Result<Input, Vec<Problem>> {
    fields.insert("kind".into(), Kind::Citation.name().into());
    decode_as(fields, |_, _| Some(Kind::Citation))
}

fn decode_as(
    mut fields: Map<String, Value>,
    kind: impl FnOnce(&mut Reader, Option<Value>) -> Option<Kind>,
) -> Result<Input, Vec<Problem>> {
    let mut reader = Reader::default();
    let id = fields.remove("id").and_then(|id| reader.id(&id));
    let Some(kind) = kind(&mut reader, fields.remove("kind")) else {
        return Err(reader.problems);
    };
    let mut stored = reader.event(kind, &fields);
    if !reader.problems.is_empty() {
        return Err(reader.problems);
    }
    stored.insert("kind".into(), kind.name().into());
    Ok(Input {
        id,
        event: Event::trusted(kind, stored),
    })
}

/// Where decoding stands and what it has found.
#[derive(Default)]
struct Reader {
    path: Vec<String>,
    problems: Vec<Problem>,
}

impl Reader {
    /// Whether enough has been told: hostile input is not searched for more.
    fn is_full(&self) -> bool {
        self.problems.len() >= json::MAX_PROBLEMS
    }

    /// Puts a fault at the place where decoding stands.
    fn tell(&mut self, fault: Fault) {
        if !self.is_full() {
            self.problems.push(fault.at(self.path.join(".")));
        }
    }

    /// Puts a fault at a field of the object where decoding stands.
    fn tell_at(&mut self, name: &str, fault: Fault) {
        self.within(name, |reader| reader.tell(fault));
    }

    /// Does something one step further in: at a field, or an item.
    fn within<T>(&mut self, name: &str, what: impl FnOnce(&mut Reader) -> T) -> T {
        self.path.push(step(name));
        let result = what(self);
        self.path.pop();
        result
    }

    fn id(&mut self, value: &Value) -> Option<Uuid> {
        if value.is_null() {
            return None;
        }
        let id = value.as_str().and_then(|text| Uuid::parse_str(text).ok());
        if id.is_none() {
            self.tell_at(
                "id",
                Fault::new(
                    "bad_id",
                    format!("an id is a UUID, not {}", found(value)),
                    "leave it out: the store gives one; a readable name goes into label",
                ),
            );
        }
        id
    }

    fn kind(&mut self, value: Option<Value>) -> Option<Kind> {
        let names: Vec<_> = tables::writable().map(Kind::name).collect();
        let fault = match value {
            None | Some(Value::Null) => Fault::new(
                "missing_field",
                "an event needs a kind",
                format!("one of {}", either(&names)),
            ),
            Some(Value::String(name)) => match Kind::from_name(&name) {
                Some(Kind::Citation) => Fault::new(
                    "reserved_kind",
                    "citation is written by the store itself",
                    "leave the line out: `dateline cite` pins an answer anew",
                ),
                Some(kind) => return Some(kind),
                None => unknown_kind(&name, &names),
            },
            Some(other) => Fault::new(
                "wrong_type",
                format!("a kind is text, not {}", found(&other)),
                format!("one of {}", either(&names)),
            ),
        };
        self.tell_at("kind", fault);
        None
    }
}

fn unknown_kind(name: &str, names: &[&'static str]) -> Fault {
    let near = nearest_word(name, names.iter().copied());
    let hint = match near {
        Some(near) => format!("did you mean {near}?"),
        None => format!("one of {}", either(names)),
    };
    Fault::new(
        "unknown_kind",
        format!("there is no kind {}", quoted(name)),
        hint,
    )
}
