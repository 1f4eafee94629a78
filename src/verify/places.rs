//! Entries read a second time, by position: the offset of every fourth line is kept, the rest
//! is found by reading on from there. Owns this second way into the log; judges nothing.

use std::fs::File;
use std::io;
use std::ops::Range;

use crate::log::Entry;
use crate::log::codec::{self, LineKind, MAX_LINE};
use crate::merkle::{Frontier, leaf_hash};

/// Entries between two offsets that are kept.
const STRIDE: u64 = 4;

/// Bytes read at once, of a block.
const CHUNK: usize = 1 << 12;

/// Bytes read for one line, if it is no longer.
const LINE: usize = 1 << 11;

/// Where entry lines begin, and the file that holds them.
#[derive(Debug, Default)]
pub(super) struct Places {
    file: Option<File>,
    offsets: Vec<u64>,
}

/// Lines from an offset on.
struct Onward<'a> {
    file: &'a File,
    /// Where the bytes not yet read begin.
    at: u64,
    /// Bytes read at once.
    chunk: usize,
    held: Vec<u8>,
    used: usize,
}

impl Places {
    /// Over a second opening of the log.
    pub(super) fn new(file: File) -> Places {
        Places {
            file: Some(file),
            offsets: Vec::new(),
        }
    }

    /// Takes note of the next entry's line.
    pub(super) fn note(&mut self, position: u64, start: u64) {
        if (position - 1).is_multiple_of(STRIDE) {
            self.offsets.push(start);
        }
    }

    /// The lines from the block on in which the entry at a position lies, and the first position
    /// there.
    fn from(&self, position: u64) -> io::Result<(u64, Onward<'_>)> {
        let number = (position.max(1) - 1) / STRIDE;
        let block = usize::try_from(number).map_err(|_| gone())?;
        let lines = Onward {
            file: self.file.as_ref().ok_or_else(gone)?,
            at: *self.offsets.get(block).ok_or_else(gone)?,
            chunk: CHUNK,
            held: Vec::new(),
            used: 0,
        };
        Ok((number * STRIDE + 1, lines))
    }

    /// Adds to a tree the leaves that follow it, up to a size.
    pub(super) fn leaves(&self, tree: &mut Frontier, size: u64) -> io::Result<()> {
        if tree.size() >= size {
            return Ok(());
        }
        let (mut at, mut lines) = self.from(tree.size() + 1)?;
        while tree.size() < size {
            let leaf = lines.entry()?;
            if at > tree.size() {
                tree.push(leaf_hash(leaf));
            }
            at += 1;
        }
        Ok(())
    }

    /// The entry line that begins at a byte.
    pub(super) fn line_at(&self, start: u64) -> io::Result<Vec<u8>> {
        let mut lines = Onward {
            file: self.file.as_ref().ok_or_else(gone)?,
            at: start,
            chunk: LINE,
            held: Vec::new(),
            used: 0,
        };
        Ok(lines.entry()?.to_vec())
    }

    /// The entry whose line begins at a byte, of that position.
    pub(super) fn at(&self, position: u64, start: u64) -> io::Result<Entry> {
        due(&self.line_at(start)?, position)
    }

    /// The entry at a position of which note was taken.
    pub(super) fn entry(&self, position: u64) -> io::Result<Entry> {
        due(&self.line(position)?, position)
    }

    /// Its line.
    pub(super) fn line(&self, position: u64) -> io::Result<Vec<u8>> {
        let (first, mut lines) = self.from(position)?;
        // What was checked once need only be counted.
        for _ in first..position {
            lines.entry()?;
        }
        Ok(lines.entry()?.to_vec())
    }
}

/// The entry of a line, which must be of that position.
fn due(line: &[u8], position: u64) -> io::Result<Entry> {
    let entry = codec::decode_entry(line).map_err(|_| gone())?;
    match entry.position == position {
        true => entry.entry().map_err(|_| gone()),
        false => Err(gone()),
    }
}

impl Onward<'_> {
    /// The next entry line, without its line feed.
    fn entry(&mut self) -> io::Result<&[u8]> {
        let mut line = self.line()?;
        // Between two entry lines stands one commit line at most.
        if codec::kind(self.held.get(line.clone()).unwrap_or_default()) == LineKind::Commit {
            line = self.line()?;
        }
        let line = self.held.get(line).unwrap_or_default();
        match codec::kind(line) {
            LineKind::Entry => Ok(line),
            _ => Err(gone()),
        }
    }

    /// Where the next line is held.
    fn line(&mut self) -> io::Result<Range<usize>> {
        let mut searched = 0;
        loop {
            let rest = self.held.get(self.used..).unwrap_or_default();
            let fresh = rest.get(searched..).unwrap_or_default();
            if let Some(feed) = memchr::memchr(b'\n', fresh) {
                let begin = self.used;
                self.used += searched + feed + 1;
                return Ok(begin..self.used - 1);
            }
            searched = rest.len();
            if searched > MAX_LINE {
                return Err(gone());
            }
            self.held.drain(..self.used);
            self.used = 0;
            self.held.resize(searched + self.chunk, 0);
            let room = self.held.get_mut(searched..).unwrap_or_default();
            let read = read_at(self.file, room, self.at)?;
            self.held.truncate(searched + read);
            self.at += read as u64;
            if read == 0 {
                return Err(gone());
            }
        }
    }
}

/// Reads what is at an offset, wherever another thread reads.
fn read_at(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
    loop {
        #[cfg(unix)]
        let read = std::os::unix::fs::FileExt::read_at(file, buffer, offset);
        #[cfg(windows)]
        let read = std::os::windows::fs::FileExt::seek_read(file, buffer, offset);
        match read {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            other => return other,
        }
    }
}

fn gone() -> io::Error {
    io::Error::other("the log changed while it was read")
}
