//! From a JSON object to a valid event in stored form, with every problem of it at once.
//! Driven by the field tables; holds no rule of a single kind that a table could hold.
//! REFs are checked for shape only: the desk resolves them.

use serde_json::{Map, Value};
use uuid::Uuid;

use super::problem::Problem;
use super::stored::Event;

/// An input event: the stored form (REFs as given) and the `id` that stood beside it.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    /// Given `id`, if any.
    pub id: Option<Uuid>,
    /// The event, REFs not yet resolved.
    pub event: Event,
}

/// Decodes one input line: UTF-8 JSON text of one object.
pub fn decode_text(_text: &str) -> Result<Input, Vec<Problem>> {
    todo!()
}

/// Decodes a JSON object (`id` allowed beside the fields).
pub fn decode(_fields: Map<String, Value>) -> Result<Input, Vec<Problem>> {
    todo!()
}

/// Applies an RFC 7396 merge patch to an event's fields and validates the result (same kind).
pub fn patched(_event: &Event, _changes: &Map<String, Value>) -> Result<Event, Vec<Problem>> {
    todo!()
}
