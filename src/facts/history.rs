//! The history: every entry of a log, indexed by id, label and amendment target, with the
//! leaf hashes that give the root at any position. What a read folds; built once per read.

use uuid::Uuid;

use crate::log::{Entry, Header, Log, LogError};

/// A log held in memory for reading.
#[derive(Debug)]
pub struct History {
    header: Header,
    entries: Vec<Entry>,
}

impl History {
    /// Reads a whole log. On damage the sound commits before it, and the error beside them.
    pub fn load(_log: &dyn Log) -> (History, Option<LogError>) {
        todo!()
    }
    /// The header of the log.
    pub fn header(&self) -> &Header {
        &self.header
    }
    /// All entries, position 1 first.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }
    /// The root at a position, as text.
    pub fn root_at(&self, _position: u64) -> String {
        todo!()
    }
    /// The earliest entry of that id.
    pub fn by_id(&self, _id: Uuid) -> Option<&Entry> {
        todo!()
    }
    /// The earliest entry of that label.
    pub fn by_label(&self, _label: &str) -> Option<&Entry> {
        todo!()
    }
    /// The entries that a REF names (label first, then end of a UUID).
    pub fn resolve(&self, _reference: &str) -> Vec<&Entry> {
        todo!()
    }
}
