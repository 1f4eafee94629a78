//! REFs: how a command or an event names an entry. Owns their shapes; never looks one up.

use uuid::Uuid;

/// A REF as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reference {
    /// `@17` or `#17`.
    Position(u64),
    /// The whole UUID.
    Id(Uuid),
    /// A label, or (when it is also ≥ 6 hex digits) the end of a UUID: labels go first.
    Label(String),
    /// The last ≥ 6 hex digits of a UUID, lower case, hyphens dropped.
    Suffix(String),
}

impl Reference {
    /// Reads a REF.
    pub fn parse(_text: &str) -> Result<Reference, super::Fault> {
        todo!()
    }
}
