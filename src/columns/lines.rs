//! The lines that begin in a part of the log, one after the other, through one buffer that stays in
//! the processor's own memory; and one line of an entry by itself. Owns these buffers and where a line
//! begins; knows nothing of what an event says.

use super::{Sound, doubt};
use crate::log::Mark;
use crate::log::codec::{self, EntryLine, MAX_LINE};
use crate::log::file::FileLog;

/// Bytes read at once, if the part has as many.
const MOST: usize = 1 << 18;

/// Bytes read at once of a line that goes on beyond the part.
const LEAST: usize = 1 << 12;

/// A part of the log under the reader.
pub(super) struct Lines<'a> {
    log: &'a FileLog,
    buffer: &'a mut Vec<u8>,
    /// Where in the log the buffer begins.
    offset: u64,
    /// Where in the buffer the next line begins.
    at: usize,
    /// Bytes in the buffer.
    filled: usize,
    to: u64,
}

impl<'a> Lines<'a> {
    /// Of the lines that begin from a byte up to (not with) another.
    pub(super) fn of(
        log: &'a FileLog,
        (from, to): (u64, u64),
        buffer: &'a mut Vec<u8>,
    ) -> Sound<Lines<'a>> {
        let mut lines = Lines {
            log,
            buffer,
            // From the byte before on: what it ends, or is within, began before.
            offset: from.saturating_sub(1),
            at: 0,
            filled: 0,
            to,
        };
        lines.advance()?;
        Ok(lines)
    }

    /// The next line without its line feed, and where it begins.
    pub(super) fn advance(&mut self) -> Sound<Option<(u64, &[u8])>> {
        let length = loop {
            if self.offset + self.at as u64 >= self.to {
                return Ok(None);
            }
            let rest = self.buffer.get(self.at..self.filled).unwrap_or_default();
            match memchr::memchr(b'\n', rest) {
                Some(length) => break length,
                None => self.fill()?,
            }
        };
        let begin = self.at;
        self.at += length + 1;
        let line = self.buffer.get(begin..begin + length).unwrap_or_default();
        Ok(Some((self.offset + begin as u64, line)))
    }

    /// Reads on; what was begun of a line moves to the beginning of the buffer.
    fn fill(&mut self) -> Sound<()> {
        self.buffer.copy_within(self.at..self.filled, 0);
        self.offset += self.at as u64;
        self.filled -= self.at;
        self.at = 0;
        if self.filled > MAX_LINE {
            return doubt("a line longer than any may be");
        }
        let next = self.offset + self.filled as u64;
        let left = usize::try_from(self.to.saturating_sub(next)).unwrap_or(usize::MAX);
        let end = self.filled + left.clamp(LEAST, MOST);
        if self.buffer.len() < end {
            self.buffer.resize(end, 0);
        }
        let room = self.buffer.get_mut(self.filled..end).unwrap_or_default();
        match self.log.read_at(next, room)? {
            0 => doubt("a line without an end"),
            read => {
                self.filled += read;
                Ok(())
            }
        }
    }
}

/// Bytes of a first look at a line; most are shorter.
const LOOK: usize = 2048;

/// A line of an entry.
#[derive(Debug, Default)]
pub(super) struct Line(Vec<u8>);

impl Line {
    /// Reads the entry at a mark.
    pub(super) fn read(&mut self, log: &FileLog, mark: Mark) -> Sound<EntryLine<'_>> {
        // From the byte before on, which must end a line.
        let from = mark.offset.saturating_sub(1);
        for most in [LOOK, MAX_LINE + 2] {
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
