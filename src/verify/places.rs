//! Entries read a second time, by position: the offset of every 16th line is kept, the rest
//! is found by reading on from there. Owns this second way into the log; judges nothing.

use std::fs::File;
use std::io::{self, BufRead as _, BufReader, Read as _, Seek as _, SeekFrom};

use crate::log::Entry;
use crate::log::codec::{self, LineKind, MAX_LINE};

/// Entries between two offsets that are kept.
const STRIDE: u64 = 16;

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

    /// The entry at a position of which note was taken.
    pub(super) fn entry(&mut self, position: u64) -> io::Result<Entry> {
        let gone = || io::Error::other("the log changed while it was read");
        let block = usize::try_from((position.max(1) - 1) / STRIDE).map_err(|_| gone())?;
        let start = *self.offsets.get(block).ok_or_else(gone)?;
        let file = self.file.as_mut().ok_or_else(gone)?;
        file.seek(SeekFrom::Start(start))?;
        let mut line = Vec::new();
        // What was checked once follows on: the lines before need only be counted.
        let mut before = (position.max(1) - 1) % STRIDE;
        // A block has at most as many commit lines as entries.
        for _ in 0..2 * STRIDE {
            line.clear();
            (&mut *file)
                .take(MAX_LINE as u64 + 1)
                .read_until(b'\n', &mut line)?;
            let text = line.strip_suffix(b"\n").ok_or_else(gone)?;
            if codec::kind(text) != LineKind::Entry {
                continue;
            }
            if before > 0 {
                before -= 1;
                continue;
            }
            let entry = codec::decode_entry(text).map_err(|_| gone())?;
            return match entry.position == position {
                true => entry.entry().map_err(|_| gone()),
                false => Err(gone()),
            };
        }
        Err(gone())
    }
}
