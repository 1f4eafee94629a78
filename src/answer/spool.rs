//! Rows set aside until it is sure that they may be told: in memory while they are few, then in a
//! temporary file that has no name. Owns how a row lies there; looks into none.

use std::io::{self, BufRead as _, BufReader, BufWriter, Seek as _, SeekFrom, Write as _};

use serde::Serialize;
use serde::de::DeserializeOwned;
use tempfile::SpooledTempFile;

/// So many bytes stay in memory.
const HELD: usize = 8 << 20;

/// Rows that are being set aside.
#[derive(Debug)]
pub(super) struct Spool {
    out: BufWriter<SpooledTempFile>,
    end: u64,
}

impl Spool {
    /// Nothing yet.
    pub(super) fn new() -> Spool {
        Spool {
            out: BufWriter::new(tempfile::spooled_tempfile(HELD)),
            end: 0,
        }
    }

    /// Adds a row; gives its place.
    ///
    /// # Errors
    /// Those of the disk.
    pub(super) fn put<T: Serialize>(&mut self, row: &T) -> io::Result<u64> {
        let mut line = serde_json::to_vec(row)?;
        line.push(b'\n');
        self.put_lines(&line)
    }

    /// Adds rows that were made into lines elsewhere.
    ///
    /// # Errors
    /// Those of the disk.
    pub(super) fn put_lines(&mut self, lines: &[u8]) -> io::Result<u64> {
        let place = self.end;
        self.out.write_all(lines)?;
        self.end += lines.len() as u64;
        Ok(place)
    }

    /// Nothing is added any more: rows are looked up by their places, or read in order.
    ///
    /// # Errors
    /// Those of the disk.
    pub(super) fn closed(self) -> io::Result<Spooled> {
        let file = self
            .out
            .into_inner()
            .map_err(io::IntoInnerError::into_error);
        let mut file = file?;
        file.rewind()?;
        Ok(Spooled {
            lines: BufReader::new(file),
        })
    }
}

/// Rows that were set aside.
#[derive(Debug)]
pub(super) struct Spooled {
    lines: BufReader<SpooledTempFile>,
}

impl Spooled {
    /// The row at a place.
    ///
    /// # Errors
    /// Those of the disk.
    pub(super) fn at<T: DeserializeOwned>(&mut self, place: u64) -> io::Result<Option<T>> {
        // What is near is in the buffer already.
        let now = self.lines.stream_position()?;
        let far = i128::from(place) - i128::from(now);
        match i64::try_from(far) {
            Ok(far) => self.lines.seek_relative(far)?,
            Err(_) => self.lines.seek(SeekFrom::Start(place)).map(|_| ())?,
        }
        self.next_row()
    }

    /// The row after the one that was read last; `None` at the end.
    ///
    /// # Errors
    /// Those of the disk.
    pub(super) fn next_row<T: DeserializeOwned>(&mut self) -> io::Result<Option<T>> {
        let mut line = Vec::new();
        self.lines.read_until(b'\n', &mut line)?;
        match line.is_empty() {
            true => Ok(None),
            false => Ok(Some(serde_json::from_slice(&line)?)),
        }
    }
}
