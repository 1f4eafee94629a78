//! Entry lines of a commit that a walk has moved over, kept for handing over: what was cut of a
//! line to check it is not cut again. Owns making an entry of that; checks nothing.

use uuid::Uuid;

use crate::event::quick::Bench;
use crate::event::when::Instant;
use crate::log::codec::{EntryLine, LineError};
use crate::log::{Mark, Read};
use crate::merkle::Hash;

/// A line of a commit, kept for handing over.
pub(super) struct Kept {
    /// Where it stands in the file.
    pub offset: u64,
    /// And among the bytes that are kept.
    pub from: usize,
    pub to: usize,
    pub leaf: Hash,
    pub frame: Frame,
}

/// What an entry line says around its event, as cut once.
pub(super) struct Frame {
    id: Uuid,
    position: u64,
    recorded_at: Instant,
    recorded_by: String,
    schema: u64,
    /// Bytes of its event.
    event: usize,
}

/// Bytes of an entry line before its event.
const OPENING: usize = "{\"entry\":{\"event\":".len();

impl Frame {
    pub fn of(entry: EntryLine<'_>) -> Frame {
        Frame {
            id: entry.id,
            position: entry.position,
            recorded_at: entry.recorded_at,
            recorded_by: entry.recorded_by,
            schema: entry.schema,
            event: entry.event.len(),
        }
    }
}

impl Kept {
    /// The entry that its line holds.
    ///
    /// # Errors
    /// The event is none.
    pub fn read(&self, line: &[u8], bench: &mut Bench) -> Result<Read, LineError> {
        let event = line.get(OPENING..OPENING + self.frame.event);
        let event = event.and_then(|event| std::str::from_utf8(event).ok());
        let entry = EntryLine {
            event: event.unwrap_or_default(),
            id: self.frame.id,
            log: None,
            position: self.frame.position,
            recorded_at: self.frame.recorded_at,
            recorded_by: self.frame.recorded_by.clone(),
            schema: self.frame.schema,
        };
        Ok(Read {
            entry: entry.entry_by(bench)?,
            mark: Mark {
                position: self.frame.position,
                offset: self.offset,
            },
            leaf: self.leaf,
            length: line.len() as u64,
        })
    }
}
