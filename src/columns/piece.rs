//! One segment read from the log: its bytes cut into lines, each hashed and read. Owns what of a
//! segment can be checked by itself; whether segments fit together is `write`'s to see.

use super::block::Table;
use super::gather::{Place, Segment};
use super::lines::Lines;
use super::swift::Names;
use super::{Doubt, Sound, doubt, lean};
use crate::event::quick::Bench;
use crate::event::when::Instant;
use crate::keys::{Beside, Record, Swift};
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
    pub(super) keys: Keys,
}

/// The keys of some entries that stand together.
#[derive(Debug, Default)]
pub(super) struct Keys {
    /// Of each entry its position, where its line begins, and how many records are its.
    entries: Vec<(u64, u64, usize)>,
    records: Vec<Record>,
}

impl Keys {
    /// Hands them on.
    pub(super) fn hand_over(self, beside: &mut Beside) {
        let mut rest = self.records.as_slice();
        for (position, offset, many) in self.entries {
            let (own, others) = rest.split_at(many.min(rest.len()));
            rest = others;
            beside.entry(position, offset, own);
        }
    }
}

/// Reads the lines that begin from byte `from` up to (not with) byte `to`; of the entries from the
/// position `keys` on their keys too.
pub(super) fn read(
    log: &FileLog,
    part: (u64, u64),
    keys: Option<u64>,
    tools: &mut Tools,
) -> Sound<Piece> {
    let mut piece = Piece::default();
    // They are of one segment's book.
    tools.names.clear();
    let mut buffer = std::mem::take(&mut tools.buffer);
    let mut lines = Lines::of(log, part, &mut buffer)?;
    while let Some((offset, line)) = lines.advance()? {
        piece.line(line, offset, log.binding(), keys, tools)?;
    }
    tools.buffer = buffer;
    piece.blocks = piece.segment.blocks();
    Ok(piece)
}

/// What lines are read with, kept from line to line.
#[derive(Default)]
pub(super) struct Tools {
    buffer: Vec<u8>,
    frames: Frames,
    bench: Bench,
    names: Names,
    swift: Swift,
}

impl Piece {
    fn line(
        &mut self,
        line: &[u8],
        offset: u64,
        binding: &Hash,
        keys: Option<u64>,
        tools: &mut Tools,
    ) -> Sound<()> {
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
        let wants_keys = keys.is_some_and(|first| frame.position >= first);
        let before = self.keys.records.len();
        let quick = tools.bench.read(frame.event);
        match quick.filter(|quick| quick.id.is_none()) {
            Some(quick) => {
                self.segment.take_quick(&place, &quick, &mut tools.names);
                if wants_keys {
                    let records = &mut self.keys.records;
                    tools
                        .swift
                        .records(frame.id, frame.position, &quick, records);
                }
            }
            None => {
                let event = lean::event(frame.event, lean::Depth::Kept)?;
                self.segment.take(&place, event);
                if wants_keys {
                    let entry = frame.entry().map_err(|error| Doubt(error.to_string()))?;
                    self.keys.records.extend(Record::of(&entry));
                }
            }
        }
        if wants_keys {
            let many = self.keys.records.len() - before;
            self.keys.entries.push((frame.position, offset, many));
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
