//! Lines of the log, with their numbers and bytes, each bounded in memory: one at a time, or
//! many in one block of memory. Owns cutting at line feeds; knows nothing of what a line says.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read as _, Take};
use std::ops::Range;

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

/// Lines that lie in one piece of memory.
#[derive(Debug, Default)]
pub(super) struct Block {
    /// As long as it ever was; what lies beyond the last line is of no meaning.
    bytes: Vec<u8>,
    lines: Vec<(Mark, Range<usize>)>,
}

impl Block {
    /// The lines, without their line feeds; of one that is too long there may be a part only.
    pub(super) fn lines(&self) -> impl ExactSizeIterator<Item = (Mark, &[u8])> {
        let bytes = |span: &Range<usize>| self.bytes.get(span.clone()).unwrap_or_default();
        self.lines
            .iter()
            .map(move |(mark, span)| (*mark, bytes(span)))
    }

    /// Room for so many bytes from `from` on.
    fn room(&mut self, from: usize, bytes: usize) -> &mut [u8] {
        let to = from + bytes;
        if self.bytes.len() < to {
            self.bytes.resize(to, 0);
        }
        self.bytes.get_mut(from..to).unwrap_or_default()
    }
}

/// The lines of a log from a line on, in blocks.
#[derive(Debug)]
pub(super) struct Blocks {
    file: Take<File>,
    /// What was read of the next block.
    begun: Vec<u8>,
    number: u64,
    at: u64,
}

impl Lines {
    /// What follows, in blocks.
    pub(super) fn blocks(self) -> Blocks {
        Blocks {
            begun: self.reader.buffer().to_vec(),
            file: self.reader.into_inner(),
            number: self.number,
            at: self.at,
        }
    }
}

impl Blocks {
    /// Reads the next block into `block`, of at least one line unless there are no more. Lines
    /// before an error are there when it is told.
    pub(super) fn next(&mut self, block: &mut Block, size: usize) -> io::Result<()> {
        block.lines.clear();
        let mut filled = self.begun.len();
        block.room(0, filled).copy_from_slice(&self.begun);
        self.begun.clear();
        let more = loop {
            let (read, more) = read(&mut self.file, block.room(filled, size));
            let new = filled..filled + read;
            filled = new.end;
            let any = memchr::memchr(b'\n', block.bytes.get(new).unwrap_or_default()).is_some();
            if any || !matches!(more, Ok(true)) || filled > MAX_LINE {
                break more;
            }
        };
        let mut from = 0;
        for feed in memchr::memchr_iter(b'\n', block.bytes.get(..filled).unwrap_or_default()) {
            let mark = self.mark(feed - from, true);
            block.lines.push((mark, from..feed));
            from = feed + 1;
        }
        let rest = from..filled;
        if more? && rest.len() <= MAX_LINE {
            let rest = block.bytes.get(rest).unwrap_or_default();
            self.begun.extend_from_slice(rest);
        } else if !rest.is_empty() {
            // The last line of all, or one that has no end yet where it may not be longer.
            let (left_out, whole) = self.pass_over()?;
            let mark = self.mark(rest.len() + left_out, whole);
            block.lines.push((mark, rest));
        }
        Ok(())
    }

    /// The mark of the next line, of so many bytes without its line feed.
    fn mark(&mut self, length: usize, whole: bool) -> Mark {
        let start = self.at;
        self.number += 1;
        self.at += length as u64 + u64::from(whole);
        Mark {
            number: self.number,
            start,
            end: self.at,
            whole,
            too_long: length > MAX_LINE,
        }
    }

    /// Reads to the end of the line: how many bytes were left of it, and whether it has an end.
    fn pass_over(&mut self) -> io::Result<(usize, bool)> {
        let (mut left, mut bytes) = (0, vec![0; 1 << 16]);
        loop {
            let (count, more) = read(&mut self.file, &mut bytes);
            let found = bytes.get(..count).unwrap_or_default();
            if let Some(feed) = memchr::memchr(b'\n', found) {
                self.begun
                    .extend_from_slice(found.get(feed + 1..).unwrap_or_default());
                return Ok((left + feed, true));
            }
            left += count;
            if !more? {
                return Ok((left, false));
            }
        }
    }
}

/// Fills `bytes`: how many there were, and whether there may be more.
fn read(file: &mut Take<File>, bytes: &mut [u8]) -> (usize, io::Result<bool>) {
    let mut count = 0;
    while let Some(room) = bytes.get_mut(count..).filter(|room| !room.is_empty()) {
        match file.read(room) {
            Ok(0) => return (count, Ok(false)),
            Ok(read) => count += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return (count, Err(error)),
        }
    }
    (count, Ok(true))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::io::{Seek as _, Write as _};

    use proptest::prelude::*;

    use super::{Block, Lines, MAX_LINE};

    fn one_by_one(lines: &mut Lines) -> Vec<(super::Mark, Vec<u8>)> {
        let mut all = Vec::new();
        let mut bytes = Vec::new();
        while let Some(mark) = lines.next(&mut bytes).unwrap() {
            all.push((mark, std::mem::take(&mut bytes)));
        }
        all
    }

    fn in_blocks(mut lines: Lines, size: usize) -> Vec<(super::Mark, Vec<u8>)> {
        let mut all = Vec::new();
        let mut bytes = Vec::new();
        if let Some(mark) = lines.next(&mut bytes).unwrap() {
            all.push((mark, bytes));
        }
        let (mut blocks, mut block) = (lines.blocks(), Block::default());
        loop {
            blocks.next(&mut block, size).unwrap();
            if block.lines().len() == 0 {
                return all;
            }
            all.extend(block.lines().map(|(mark, bytes)| {
                let stored = bytes.len().min(MAX_LINE);
                (mark, bytes[..stored].to_vec())
            }));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(60))]

        #[test]
        fn lines_in_blocks_are_the_lines(
            lengths in prop::collection::vec(
                prop_oneof![
                    6 => 0..900_usize,
                    1 => 200_000..400_000_usize,
                    1 => MAX_LINE - 2..MAX_LINE + 3,
                    1 => MAX_LINE + 100_000..MAX_LINE + 200_000,
                ],
                0..12,
            ),
            whole in any::<bool>(),
            size in prop_oneof![Just(1 << 18), 1..5_000_usize],
        ) {
            let mut text = Vec::new();
            for (number, length) in lengths.iter().enumerate() {
                text.extend(std::iter::repeat_n(b'a' + number as u8, *length));
                text.push(b'\n');
            }
            if !whole {
                text.pop();
            }
            let mut file = tempfile::tempfile().unwrap();
            file.write_all(&text).unwrap();
            let lines = |mut file: std::fs::File| {
                file.rewind().unwrap();
                Lines::new(file, text.len() as u64)
            };
            let due = one_by_one(&mut lines(file.try_clone().unwrap()));
            prop_assert_eq!(in_blocks(lines(file), size), due);
        }
    }
}
