//! Rows of entries as they are kept when there may be as many as entries: the event of each stays
//! text until the row is wanted. Owns that shape; says nothing that the row does not say.

use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::projection::rows::EntryRow;

/// An [`EntryRow`] whose event is text: a tenth of what it takes when it is read.
#[derive(Debug, Clone, PartialEq)]
pub struct KeptRow {
    /// Without its event.
    row: EntryRow,
    event: Box<str>,
}

impl KeptRow {
    /// Of a row whose event is left out, and the JSON text of that event.
    pub(super) fn new(row: EntryRow, event: String) -> KeptRow {
        KeptRow {
            row,
            event: event.into_boxed_str(),
        }
    }

    /// The row.
    pub fn row(&self) -> EntryRow {
        self.clone().into_row()
    }

    /// The row, of one that is needed no more.
    pub fn into_row(self) -> EntryRow {
        EntryRow {
            // It was written from an event, so that it reads.
            event: serde_json::from_str(&self.event).unwrap_or(Value::Null),
            ..self.row
        }
    }

    /// The id of the entry.
    pub fn id(&self) -> &str {
        &self.row.id
    }
}

impl Serialize for KeptRow {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        self.row().serialize(out)
    }
}
