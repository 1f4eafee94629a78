//! What an entry says after its corrections, told from texts: the fast twin of `amend::corrected`, for
//! events that are surely valid before and after. Owns no rule; of what it is not sure it says nothing.

use super::{Sound, doubt};
use crate::event::quick::{Bench, Quick};
use crate::log::Mark;
use crate::log::codec::{self, EntryLine};
use crate::log::file::FileLog;

/// What no correction changes: one that would is left to the exact way.
const FIXED: [&str; 3] = ["id", "kind", "label"];

/// Bytes of a first look at a line; most are shorter.
const LOOK: usize = 2048;

/// A line of the log.
#[derive(Debug, Default)]
pub(super) struct Line(Vec<u8>);

impl Line {
    /// Reads the entry at a mark.
    pub(super) fn read(&mut self, log: &FileLog, mark: Mark) -> Sound<EntryLine<'_>> {
        // From the byte before on, which must end a line.
        let from = mark.offset.saturating_sub(1);
        for most in [LOOK, codec::MAX_LINE + 2] {
            self.0.resize(most, 0);
            let read = log.read_at(from, &mut self.0)?;
            self.0.truncate(read);
            let end = memchr::memchr(b'\n', self.0.get(1..).unwrap_or_default());
            if let Some(end) = end {
                self.0.truncate(end + 1);
                break;
            }
        }
        let line = self.0.strip_prefix(b"\n").map(codec::decode_entry);
        match line {
            Some(Ok(entry)) if entry.position == mark.position => Ok(entry),
            _ => doubt(format!("entry {} is not where it was", mark.position)),
        }
    }
}

/// Benches for an event, a correction of it, and what that leaves.
#[derive(Debug, Default)]
pub(super) struct Patches {
    before: Bench,
    correction: Bench,
    after: Bench,
    text: String,
}

impl Patches {
    /// The stored form of an event after a correction, if that is surely valid.
    pub(super) fn patched(&mut self, event: &str, correction: &str) -> Option<&str> {
        let before = self.before.read(event).filter(is_plain)?;
        if before.kind.is_amendment() {
            return None;
        }
        let correction = self.correction.read(correction).filter(is_plain)?;
        let changes = correction.view.member("changes")?;
        if FIXED.iter().any(|name| changes.member(name).is_some()) {
            return None;
        }
        self.text.clear();
        before.view.patched(changes, &mut self.text)?;
        let after = self.after.read(&self.text)?;
        (after.kind == before.kind && after.id.is_none()).then_some(after.stored)
    }

    /// An event that is surely valid.
    pub(super) fn read<'b>(&'b mut self, event: &'b str) -> Option<Quick<'b>> {
        self.after.read(event).filter(is_plain)
    }
}

/// Whether it has no id beside it.
fn is_plain(quick: &Quick<'_>) -> bool {
    quick.id.is_none()
}
