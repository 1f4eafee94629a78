//! Writing a part: pieces of the log in, blocks out. Owns the order of blocks, the books that rows
//! point into, and the two checks that make a part one of this log: positions without a gap, and the root.

use std::io::Write;

use super::block::{self, Slot, Table};
use super::commits::Commits;
use super::part::Span;
use super::piece::Piece;
use super::resolve::Ids;
use super::root::Roots;
use super::{Limits, Sound, book, doubt, facts, resolve};
use crate::facts::book::Book;
use crate::log::Head;

/// A part in the making.
pub(super) struct Writer<'a, W> {
    pub(super) out: W,
    limits: &'a Limits,
    pub(super) name: String,
    /// Where the part begins: the end of what is before.
    after: Head,
    due: u64,
    offset: u64,
    roots: Roots,
    commits: Commits,
    book: Book,
    number: u32,
    pub(super) slots: Vec<Slot>,
    /// Those of the entries so far, where somebody will ask.
    pub(super) ids: Ids,
    keeps_ids: bool,
}

/// The positions of a block's segment.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reach {
    pub(super) first: u64,
    pub(super) last: u64,
}

impl<'a, W: Write> Writer<'a, W> {
    /// A part of the entries after `after`.
    pub(super) fn new(
        out: W,
        name: String,
        after: Head,
        limits: &'a Limits,
        keeps_ids: bool,
    ) -> Self {
        Writer {
            out,
            limits,
            name,
            due: after.position + 1,
            offset: 0,
            roots: Roots::after(&after.frontier),
            commits: Commits::after(&after),
            after,
            book: Book::default(),
            number: 0,
            slots: Vec::new(),
            ids: Ids::default(),
            keeps_ids,
        }
    }

    fn block(&mut self, table: Table, reach: Reach, times: (i64, i64), bytes: &[u8]) -> Sound<()> {
        self.slots.push(Slot {
            table,
            book: self.number,
            first: reach.first,
            last: reach.last,
            from: times.0,
            to: times.1,
            offset: self.offset,
            bytes: bytes.len() as u64,
            sum: block::sum(&self.name, self.offset, bytes),
        });
        self.out.write_all(bytes)?;
        self.offset += bytes.len() as u64;
        Ok(())
    }

    /// Takes the next piece of the log in.
    pub(super) fn take(&mut self, piece: Piece) -> Sound<()> {
        if piece.first != 0 && piece.first != self.due {
            return doubt(format!("entry {} where {} is due", piece.first, self.due));
        }
        self.hash(&piece)?;
        if piece.first == 0 {
            return Ok(());
        }
        let reach = Reach {
            first: piece.first,
            last: piece.last,
        };
        self.segment(piece, reach)
    }

    /// Hashes its lines into the tree, and holds its commits against that.
    fn hash(&mut self, piece: &Piece) -> Sound<()> {
        let mut commits = piece.commits.iter().peekable();
        for hashed in 0..=piece.leaves.len() {
            while let Some((_, commit)) = commits.next_if(|(before, _)| *before == hashed) {
                let frontier = self.roots.frontier().unwrap_or_default();
                self.commits.close(commit, self.due - 1, &frontier.root())?;
            }
            let recorded = piece.segment.spine.recorded_at(hashed);
            if let (Some(leaf), Some(recorded)) = (piece.leaves.get(hashed), recorded) {
                self.commits.entry(recorded)?;
                self.roots.push(*leaf);
                self.due += 1;
            }
        }
        Ok(())
    }

    fn segment(&mut self, piece: Piece, reach: Reach) -> Sound<()> {
        let segment = piece.segment;
        let recorded = &segment.spine.recorded;
        let edge = |at: Option<&i64>| at.copied().unwrap_or(0);
        let times = (edge(recorded.first()), edge(recorded.last()));
        for (table, bytes) in piece.blocks {
            let times = match table {
                Table::Spine => times,
                _ => (0, 0),
            };
            self.block(table, reach, times, &bytes)?;
        }
        let twigs = std::mem::take(&mut self.roots.twigs);
        if !twigs.is_empty() {
            self.block(Table::Twigs, reach, (0, 0), &twigs.concat())?;
        }
        if self.keeps_ids {
            self.ids.add(&segment.ids)?;
        }
        let moved = self.book.absorb(segment.book);
        let (mut exits, mut levels) = (segment.exits, segment.levels);
        for (_, row) in &mut exits {
            row.renumber(&moved);
        }
        for (_, row) in &mut levels {
            row.renumber(&moved);
        }
        if !exits.is_empty() {
            self.block(Table::Exits, reach, (0, 0), &facts::encode(&exits))?;
        }
        if !levels.is_empty() {
            self.block(Table::Levels, reach, (0, 0), &facts::encode(&levels))?;
        }
        if self.book.len() > self.limits.names {
            self.close_book()?;
        }
        Ok(())
    }

    /// Writes the book that the rows since the last one point into, and opens the next.
    fn close_book(&mut self) -> Sound<()> {
        let bytes = book::encode(&std::mem::take(&mut self.book));
        let reach = self.reach();
        self.block(Table::Book, reach, (0, 0), &bytes)?;
        self.number += 1;
        Ok(())
    }

    fn reach(&self) -> Reach {
        Reach {
            first: self.after.position + 1,
            last: self.due - 1,
        }
    }

    /// Where that is which the amendments amend.
    pub(super) fn targets(&mut self, targets: &[u64]) -> Sound<()> {
        let reach = self.reach();
        self.block(Table::Targets, reach, (0, 0), &resolve::encode(targets))
    }

    /// Versions after corrections, each with its own book.
    pub(super) fn versions(&mut self, found: super::versions::Found) -> Sound<()> {
        let reach = self.reach();
        if found.is_empty() {
            return Ok(());
        }
        let moved = self.book.absorb(found.book);
        let (mut exits, mut levels) = (found.exits, found.levels);
        for version in &mut exits {
            version.row.renumber(&moved);
        }
        for version in &mut levels {
            version.row.renumber(&moved);
        }
        if !exits.is_empty() {
            let bytes = super::versions::encode(&exits);
            self.block(Table::ExitVersions, reach, (0, 0), &bytes)?;
        }
        if !levels.is_empty() {
            let bytes = super::versions::encode(&levels);
            self.block(Table::LevelVersions, reach, (0, 0), &bytes)?;
        }
        if !found.moments.is_empty() {
            let bytes = super::versions::encode(&found.moments);
            self.block(Table::MomentVersions, reach, (0, 0), &bytes)?;
        }
        Ok(())
    }

    /// Whether everything up to `head` was taken in, and it was what the log's root says.
    pub(super) fn check(&self, head: &Head) -> Sound<()> {
        if self.due != head.position + 1 || !self.commits.are_closed() {
            return doubt("the log has fewer entries than its head says");
        }
        match self.roots.frontier() {
            Some(frontier) if frontier == head.frontier => Ok(()),
            _ => doubt("the entries do not give the root of the log"),
        }
    }

    /// So that what was written so far can be read.
    pub(super) fn flush(&mut self) -> Sound<()> {
        Ok(self.out.flush()?)
    }

    /// Writes the last blocks and the directory.
    pub(super) fn finish(mut self) -> Sound<(W, Span)> {
        if !self.book.is_empty() {
            self.close_book()?;
        }
        let reach = self.reach();
        let boughs = std::mem::take(&mut self.roots.boughs);
        if !boughs.is_empty() {
            self.block(Table::Boughs, reach, (0, 0), &boughs.concat())?;
        }
        let bytes = block::encode(&self.slots);
        let sum = block::sum(&self.name, self.offset, &bytes);
        let directory = (self.offset, bytes.len() as u64, sum);
        self.out.write_all(&bytes)?;
        self.out.flush()?;
        let span = Span {
            name: self.name,
            first: reach.first,
            last: reach.last,
            directory,
        };
        Ok((self.out, span))
    }
}
