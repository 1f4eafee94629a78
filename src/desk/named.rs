//! A REF of an event of a batch: where it stands in the text as decoded, and what it names once
//! that is known. Owns the shape; thirty million of them must fit in memory.

use uuid::Uuid;

/// A REF of an event of the batch.
#[derive(Debug, Clone, Copy)]
pub struct Named {
    /// The event.
    pub(super) event: u32,
    /// Where it stands in the event's text as decoded.
    pub(super) start: u32,
    pub(super) length: u32,
    /// Its place in `resolve::FIELDS`.
    pub(super) field: u8,
    /// Whether it stands inside `changes`.
    pub changed: bool,
    /// What it names, once that is known.
    pub target: Option<Uuid>,
    /// The event of the batch that it names, if it is one.
    pub inside: Option<u32>,
}

impl Named {
    /// The field in which it stands.
    pub fn field(&self) -> &'static str {
        let field = super::resolve::FIELDS.get(usize::from(self.field));
        field.copied().unwrap_or_default()
    }

    /// The event it is of.
    pub fn event(&self) -> usize {
        self.event as usize
    }
}
