//! One segment read from the log: its bytes cut into lines, each hashed and read. Owns what of a
//! segment can be checked by itself; whether segments fit together is `write`'s to see.

use super::block::Table;
use super::gather::{Place, Segment};
use super::{Sound, doubt, lean, swift};
use crate::event::quick::Bench;
use crate::event::when::Instant;
use crate::log::codec::{self, Commit, Frames, LineKind};
use crate::log::file::FileLog;
use crate::merkle::{self, Hash};

/// What was read.
#[derive(Debug, Default)]
pub(super) struct Piece {
    /// Position of its first entry; 0 when it has none.
    pub(super) first: u64,
    /// Of its last.
    pub(super) last: u64,
    pub(super) leaves: Vec<Hash>,
    /// The commit lines, each with how many entries of the piece come before it.
    pub(super) commits: Vec<(usize, Commit)>,
    pub(super) segment: Segment,
    /// The blocks of the segment that point into no book.
    pub(super) blocks: Vec<(Table, Vec<u8>)>,
}

/// More than a line and its line feed.
const LINE: usize = codec::MAX_LINE + 2;

/// Reads the lines that begin from byte `from` up to (not with) byte `to`.
pub(super) fn read(log: &FileLog, from: u64, to: u64) -> Sound<Piece> {
    let length = usize::try_from(to.saturating_sub(from)).unwrap_or(usize::MAX);
    // From the byte before, which shows whether a line begins at the first.
    let before = from.saturating_sub(1);
    let mut bytes = log.bytes(before, length.saturating_add(1))?;
    let whole = length.saturating_add(1);
    let mut begin = match line_feed(&bytes) {
        Some(at) => at + 1,
        None => return Ok(Piece::default()),
    };
    if begin >= whole {
        return Ok(Piece::default());
    }
    if bytes.last() != Some(&b'\n') {
        let rest = log.bytes(before + bytes.len() as u64, LINE)?;
        match line_feed(&rest) {
            Some(at) => bytes.extend_from_slice(rest.get(..=at).unwrap_or_default()),
            None => return doubt("a line without an end"),
        }
    }
    let (mut piece, mut tools) = (Piece::default(), Tools::default());
    while let Some(rest) = bytes.get(begin..).filter(|rest| !rest.is_empty()) {
        let Some(length) = line_feed(rest) else {
            return doubt("a line without an end");
        };
        let line = rest.get(..length).unwrap_or_default();
        piece.line(line, before + begin as u64, log.binding(), &mut tools)?;
        begin += length + 1;
    }
    piece.blocks = piece.segment.blocks();
    Ok(piece)
}

/// Where the next line feed is.
fn line_feed(bytes: &[u8]) -> Option<usize> {
    memchr::memchr(b'\n', bytes)
}

/// What lines are read with, kept from line to line.
#[derive(Default)]
struct Tools {
    frames: Frames,
    bench: Bench,
}

impl Piece {
    fn line(&mut self, line: &[u8], offset: u64, binding: &Hash, tools: &mut Tools) -> Sound<()> {
        if line.len() > codec::MAX_LINE {
            return doubt("a line longer than any may be");
        }
        match codec::kind(line) {
            LineKind::Commit => return self.commit(line),
            LineKind::Entry => {}
            LineKind::Other => return doubt("a line that is neither entry nor commit"),
        }
        let frame = match tools.frames.entry(line) {
            Ok(frame) if frame.schema == codec::SCHEMA => frame,
            Ok(_) => return doubt("an entry of another schema"),
            Err(error) => return doubt(error.to_string()),
        };
        if frame.log.as_ref() != (frame.position == 1).then_some(binding) {
            return doubt("entry 1 binds another header, or another entry binds one");
        }
        let place = Place {
            position: frame.position,
            id: frame.id,
            recorded_at: frame.recorded_at,
            offset,
            leaf: merkle::leaf_hash(line),
        };
        self.place(&place)?;
        let quick = tools.bench.read(frame.event);
        match quick.filter(|quick| quick.id.is_none()) {
            Some(quick) if swift::is_drawn_from(quick.kind) => {
                self.segment.take(&place, swift::event(&quick));
            }
            Some(quick) => self.segment.take_moment(&place, &quick),
            None => {
                let event = lean::event(frame.event, lean::Depth::Kept)?;
                self.segment.take(&place, event);
            }
        }
        self.leaves.push(place.leaf);
        Ok(())
    }

    fn commit(&mut self, line: &[u8]) -> Sound<()> {
        match codec::decode_commit(line) {
            Ok(commit) => {
                self.commits.push((self.leaves.len(), commit));
                Ok(())
            }
            Err(error) => doubt(error.to_string()),
        }
    }

    fn place(&mut self, entry: &Place) -> Sound<()> {
        if self.first == 0 {
            self.first = entry.position;
        } else if entry.position != self.last + 1 {
            return doubt("a position that does not follow");
        }
        let before = self.segment.spine.recorded.last();
        if before.is_some_and(|before| Instant(*before) > entry.recorded_at) {
            return doubt("an entry recorded before the one before it");
        }
        self.last = entry.position;
        Ok(())
    }
}
