//! A file in large pieces of whole lines, for readers with several threads. Owns where a piece
//! ends; knows nothing of what a line says. The last line may lack its line feed.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom, Take};

/// Bytes of a piece, if its lines are not longer.
const PIECE: usize = 1 << 19;

/// Lines that stand together.
#[derive(Debug, Default)]
pub struct Piece {
    offset: u64,
    bytes: Vec<u8>,
}

impl Piece {
    /// The lines, each with its byte offset, without their line feeds.
    pub fn lines(&self) -> impl Iterator<Item = (u64, &[u8])> {
        let mut at = 0;
        std::iter::from_fn(move || {
            let rest = self.bytes.get(at..).filter(|rest| !rest.is_empty())?;
            let length = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
            let offset = self.offset + at as u64;
            at += length + 1;
            Some((offset, rest.get(..length)?))
        })
    }
}

/// The pieces of a part of a file.
#[derive(Debug)]
pub struct Pieces {
    file: Take<File>,
    offset: u64,
    /// What was read of the next piece.
    begun: Vec<u8>,
}

impl Pieces {
    /// The bytes from `from` up to (not with) `end`.
    ///
    /// # Errors
    /// What the system says.
    pub fn new(mut file: File, from: u64, end: u64) -> io::Result<Pieces> {
        file.seek(SeekFrom::Start(from))?;
        Ok(Pieces {
            file: file.take(end.saturating_sub(from)),
            offset: from,
            begun: Vec::new(),
        })
    }

    /// The next piece.
    ///
    /// # Errors
    /// What the system says.
    #[allow(clippy::should_implement_trait)]
    pub fn next(&mut self) -> io::Result<Option<Piece>> {
        let mut bytes = std::mem::take(&mut self.begun);
        loop {
            bytes.reserve(PIECE);
            let read = (&mut self.file)
                .take(PIECE as u64)
                .read_to_end(&mut bytes)?;
            let end = memchr::memrchr(b'\n', &bytes).map(|at| at + 1);
            match end {
                Some(end) if read > 0 => self.begun = bytes.split_off(end),
                None if read > 0 => continue,
                _ => {}
            }
            break;
        }
        if bytes.is_empty() {
            return Ok(None);
        }
        let offset = self.offset;
        self.offset += bytes.len() as u64;
        Ok(Some(Piece { offset, bytes }))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::io::Write as _;

    use super::Pieces;

    #[test]
    fn every_line_comes_once_at_its_offset() {
        for (count, length) in [(0, 1), (1, 9), (3, 1 << 19), (40, 200_000), (30_000, 70)] {
            for end in ["", "x"] {
                let mut text = String::new();
                let mut due = Vec::new();
                for number in 0..count {
                    due.push((text.len() as u64, format!("{number}{}", "a".repeat(length))));
                    text.push_str(&due[number].1);
                    text.push('\n');
                }
                if !end.is_empty() {
                    due.push((text.len() as u64, end.to_owned()));
                    text.push_str(end);
                }
                let mut file = tempfile::tempfile().unwrap();
                file.write_all(text.as_bytes()).unwrap();
                let mut pieces = Pieces::new(file, 0, u64::MAX).unwrap();
                let mut seen = Vec::new();
                while let Some(piece) = pieces.next().unwrap() {
                    let lines = piece.lines();
                    seen.extend(
                        lines.map(|(at, line)| (at, String::from_utf8(line.into()).unwrap())),
                    );
                }
                assert_eq!(seen, due);
            }
        }
    }
}
