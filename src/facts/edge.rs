//! The edge fact: a causal claim between two entries, as one entry makes it. Owns the
//! reading of a `link`; never looks at its ends.

use serde_json::{Number, Value};
use uuid::Uuid;

use crate::event::{Event, Kind};

/// A causal claim.
#[derive(Debug, Clone, PartialEq)]
pub struct Edge {
    /// Entry of the cause.
    pub cause: Uuid,
    /// Entry of the effect.
    pub effect: Uuid,
    /// `causes`, `triggers`, …
    pub relation: String,
    /// From 0 to 1; `None` when nobody said.
    pub confidence: Option<Number>,
    /// Who asserts it, when the desk does not.
    pub claimed_by: Option<String>,
}

impl Edge {
    /// The fact of a `link`; `None` for other kinds.
    pub fn of(event: &Event) -> Option<Edge> {
        if event.kind() != Kind::Link {
            return None;
        }
        let confidence = match event.fields().get("confidence") {
            Some(Value::Number(number)) => Some(number.clone()),
            _ => None,
        };
        Some(Edge {
            cause: event.reference("cause")?,
            effect: event.reference("effect")?,
            relation: event.text("relation")?.to_owned(),
            confidence,
            claimed_by: event.claimed_by().map(str::to_owned),
        })
    }
}
