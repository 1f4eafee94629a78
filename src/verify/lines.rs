//! Lines of the log, with their numbers and bytes, each bounded in memory. Owns cutting at
//! line feeds; knows nothing of what a line says.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read as _, Take};

use crate::log::codec::MAX_LINE;

/// Where a line stands, and how it ends.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Mark {
    /// Number, from 1.
    pub(super) number: u64,
    /// Where it begins.
    pub(super) start: u64,
    /// The byte after its line feed (or after its last byte, if it has none).
    pub(super) end: u64,
    /// Whether it ends with a line feed.
    pub(super) whole: bool,
    /// Whether it is longer than a line may be.
    pub(super) too_long: bool,
}

/// The lines of a log, up to the length that it had when it was opened.
#[derive(Debug)]
pub(super) struct Lines {
    reader: BufReader<Take<File>>,
    number: u64,
    at: u64,
}

impl Lines {
    pub(super) fn new(file: File, length: u64) -> Lines {
        Lines {
            reader: BufReader::with_capacity(1 << 18, file.take(length)),
            number: 0,
            at: 0,
        }
    }

    /// Reads the next line and adds its bytes, without the line feed, to `bytes` (of a line
    /// that is too long the beginning only); `None` at the end.
    pub(super) fn next(&mut self, bytes: &mut Vec<u8>) -> io::Result<Option<Mark>> {
        let from = bytes.len();
        let mut line = Mark {
            number: self.number + 1,
            start: self.at,
            ..Mark::default()
        };
        loop {
            let chunk = match self.reader.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                other => other?,
            };
            let feed = memchr::memchr(b'\n', chunk);
            let text = chunk.get(..feed.unwrap_or(chunk.len())).unwrap_or_default();
            let room = MAX_LINE.saturating_sub(bytes.len() - from);
            line.too_long |= text.len() > room;
            bytes.extend_from_slice(text.get(..room).unwrap_or(text));
            let used = text.len() + usize::from(feed.is_some());
            self.reader.consume(used);
            self.at += used as u64;
            line.end = self.at;
            line.whole = feed.is_some();
            if line.whole || used == 0 {
                break;
            }
        }
        let any = line.end > line.start;
        self.number += u64::from(any);
        Ok(any.then_some(line))
    }
}
