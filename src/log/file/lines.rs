//! Lines of a file, one at a time, with a cap: a line without end must not fill the memory.
//! Owns cutting at line feeds; knows nothing of what a line says.

use std::io::{self, BufRead, BufReader, Read};

use super::disk::{Disk, Window};
use crate::log::codec::MAX_LINE;

/// Bytes read at once.
const BUFFER: usize = 1 << 14;
/// Bytes read at once for one short line.
const SHORT: usize = 1 << 10;

/// How a line ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// With a line feed.
    Whole,
    /// With the bytes: there was no line feed.
    Part,
    /// It was longer than a line may be; its bytes were skipped.
    TooLong,
    /// There was no further byte.
    Nothing,
}

/// The lines of a part of a file.
pub struct Lines<'a> {
    reader: BufReader<Window<'a>>,
    at: u64,
    line: Vec<u8>,
}

impl<'a> Lines<'a> {
    /// The lines that begin at `from`, up to byte `end`.
    pub fn new(disk: &'a dyn Disk, from: u64, end: u64) -> Lines<'a> {
        Lines::by(BUFFER, disk, from, end)
    }

    /// The same where only the first is wanted, which is short.
    pub fn first(disk: &'a dyn Disk, end: u64) -> Lines<'a> {
        Lines::by(SHORT, disk, 0, end)
    }

    fn by(most: usize, disk: &'a dyn Disk, from: u64, end: u64) -> Lines<'a> {
        let span = usize::try_from(end.saturating_sub(from)).unwrap_or(usize::MAX);
        Lines {
            reader: BufReader::with_capacity(most.min(span.max(1)), Window::new(disk, from, end)),
            at: from,
            line: Vec::new(),
        }
    }

    /// Offset of the next line.
    pub fn at(&self) -> u64 {
        self.at
    }

    /// The line last read, without its line feed; cut short if it was too long.
    pub fn line(&self) -> &[u8] {
        &self.line
    }

    /// Reads the next line.
    pub fn advance(&mut self) -> io::Result<Ended> {
        self.line.clear();
        // The longest line, and its line feed.
        let most = MAX_LINE as u64 + 1;
        let mut part = (&mut self.reader).take(most);
        let read = part.read_until(b'\n', &mut self.line)? as u64;
        self.at += read;
        if self.line.pop_if(|byte| *byte == b'\n').is_some() {
            return Ok(Ended::Whole);
        }
        if read < most {
            return Ok(match read {
                0 => Ended::Nothing,
                _ => Ended::Part,
            });
        }
        self.at += self.reader.skip_until(b'\n')? as u64;
        Ok(Ended::TooLong)
    }
}
