//! Entries read a second time, by position: the offset of every 64th line is kept, the rest
//! is found by reading on from there. Owns this second way into the log; judges nothing.

use std::fs::File;
use std::io::{self, BufRead as _, BufReader, Read as _, Seek as _, SeekFrom};

use crate::log::Entry;
use crate::log::codec::{self, LineKind, MAX_LINE};
use crate::merkle::{Frontier, leaf_hash};

/// Entries between two offsets that are kept.
const STRIDE: u64 = 64;

/// Where entry lines begin, and the file that holds them.
#[derive(Debug, Default)]
pub(super) struct Places {
    file: Option<BufReader<File>>,
    offsets: Vec<u64>,
}

impl Places {
    /// Over a second opening of the log.
    pub(super) fn new(file: File) -> Places {
        Places {
            file: Some(BufReader::new(file)),
            offsets: Vec::new(),
        }
    }

    /// Takes note of the next entry's line.
    pub(super) fn note(&mut self, position: u64, start: u64) {
        if (position - 1).is_multiple_of(STRIDE) {
            self.offsets.push(start);
        }
    }

    /// Goes to the block in which the entry at a position lies; gives the first position there.
    fn seek(&mut self, position: u64) -> io::Result<u64> {
        let number = (position.max(1) - 1) / STRIDE;
        let block = usize::try_from(number).map_err(|_| gone())?;
        let start = *self.offsets.get(block).ok_or_else(gone)?;
        let file = self.file.as_mut().ok_or_else(gone)?;
        file.seek(SeekFrom::Start(start))?;
        Ok(number * STRIDE + 1)
    }

    /// Reads on to the next entry line, without its line feed.
    fn next<'l>(&mut self, line: &'l mut Vec<u8>) -> io::Result<&'l [u8]> {
        let file = self.file.as_mut().ok_or_else(gone)?;
        // Between two entry lines stands one commit line at most.
        for _ in 0..2 {
            line.clear();
            (&mut *file)
                .take(MAX_LINE as u64 + 1)
                .read_until(b'\n', line)?;
            if codec::kind(line) == LineKind::Entry {
                return line.strip_suffix(b"\n").ok_or_else(gone);
            }
        }
        Err(gone())
    }

    /// Adds to a tree the leaves that follow it, up to a size.
    pub(super) fn leaves(&mut self, tree: &mut Frontier, size: u64) -> io::Result<()> {
        if tree.size() >= size {
            return Ok(());
        }
        let mut at = self.seek(tree.size() + 1)?;
        let mut line = Vec::new();
        while tree.size() < size {
            let leaf = self.next(&mut line)?;
            if at > tree.size() {
                tree.push(leaf_hash(leaf));
            }
            at += 1;
        }
        Ok(())
    }

    /// The entry at a position of which note was taken.
    pub(super) fn entry(&mut self, position: u64) -> io::Result<Entry> {
        self.seek(position)?;
        let mut line = Vec::new();
        for _ in 0..STRIDE {
            let text = self.next(&mut line)?;
            let entry = codec::decode_entry(text).map_err(|_| gone())?;
            if entry.position == position {
                return entry.entry().map_err(|_| gone());
            }
        }
        Err(gone())
    }
}

fn gone() -> io::Error {
    io::Error::other("the log changed while it was read")
}
