//! What a walk keeps of the commit that it moves over, to be handed over once all of it has been
//! checked: nothing, its lines, or its entries. Owns how much may be kept; checks nothing.

use crate::event::quick::Bench;
use crate::log::Read;
use crate::log::codec::{EntryLine, LineError};
use crate::merkle::Hash;

/// The most bytes of a commit that are kept; a larger one is read twice.
const MOST: usize = 4 << 20;

/// What is wanted of a commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// That it is sound.
    Nothing,
    /// Its lines.
    Lines,
    /// Its entries, as far as their events can be read.
    Entries,
}

/// A line among the bytes that are kept.
#[derive(Debug)]
struct Line {
    from: usize,
    to: usize,
    leaf: Hash,
}

/// What is kept of one commit.
#[derive(Debug)]
pub(super) struct Kept {
    keep: Keep,
    used: usize,
    bytes: Vec<u8>,
    lines: Vec<Line>,
    reads: Vec<Read>,
    /// The first event that could not be read, and where its line stands.
    unread: Option<(u64, LineError)>,
    bench: Bench,
}

impl Kept {
    pub fn new(keep: Keep) -> Kept {
        Kept {
            keep,
            used: 0,
            bytes: Vec::new(),
            lines: Vec::new(),
            reads: Vec::new(),
            unread: None,
            bench: Bench::default(),
        }
    }

    /// For the next commit.
    pub fn clear(&mut self) {
        self.used = 0;
        self.bytes.clear();
        self.lines.clear();
        self.reads.clear();
        self.unread = None;
    }

    /// Whether it holds all of the commit, for those who want it.
    pub fn is_whole(&self) -> bool {
        self.keep != Keep::Nothing && self.used <= MOST
    }

    /// Takes in a line and what was cut of it.
    pub fn take(&mut self, line: &[u8], offset: u64, leaf: Hash, entry: EntryLine<'_>) {
        self.used = self.used.saturating_add(line.len());
        if !self.is_whole() {
            return;
        }
        if self.keep == Keep::Lines {
            let from = self.bytes.len();
            self.bytes.extend_from_slice(line);
            let to = self.bytes.len();
            self.lines.push(Line { from, to, leaf });
        } else if self.unread.is_none() {
            match entry.entry_by(&mut self.bench) {
                Ok(entry) => self.reads.push(Read::of(entry, offset, leaf, line.len())),
                Err(error) => self.unread = Some((offset, error)),
            }
        }
    }

    /// The lines with their leaf hashes.
    pub fn lines(&self) -> impl Iterator<Item = (&[u8], &Hash)> {
        let line = |line: &Line| self.bytes.get(line.from..line.to);
        let lines = self.lines.iter();
        lines.map(move |kept| (line(kept).unwrap_or_default(), &kept.leaf))
    }

    /// The entries, or why one of them could not be read and where it stands. Gives them away.
    ///
    /// # Errors
    /// The first that is no event.
    pub fn reads(&mut self) -> Result<impl Iterator<Item = Read>, (u64, LineError)> {
        match self.unread.take() {
            Some(unread) => Err(unread),
            None => Ok(self.reads.drain(..)),
        }
    }
}
