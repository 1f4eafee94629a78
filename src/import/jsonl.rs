//! JSONL: one event a line. Accepts a BOM and CRLF, skips blank lines, and goes on after a
//! bad line, so that all problems of a file come out at once. Holds one line at a time.

use std::io::{BufRead, BufReader, Read};

use super::{LONGEST, draft, open, too_long};
use crate::desk::{DeskError, Draft, Place, Placed};

/// What some programs put before UTF-8 text.
pub const BOM: &[u8] = b"\xef\xbb\xbf";

/// The events of a file, one by one. A bad line is an `Err(DeskError::Refused)` and does not
/// end the walk; a file that can no longer be read does.
pub struct Lines {
    name: String,
    reader: BufReader<Box<dyn Read>>,
    number: u64,
    line: Vec<u8>,
    ended: bool,
}

impl Lines {
    /// Opens a file, or standard input for `-`.
    ///
    /// # Errors
    /// A file that cannot be opened.
    pub fn open(name: &str) -> Result<Lines, DeskError> {
        let (name, reader) = open(name)?;
        Ok(Lines::over(name, reader))
    }

    /// Reads from anything; `name` is what messages call it.
    pub fn over(name: String, reader: Box<dyn Read>) -> Lines {
        Lines {
            name,
            reader: BufReader::with_capacity(1 << 16, reader),
            number: 0,
            line: Vec::new(),
            ended: false,
        }
    }

    /// What messages call the input.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Number of the line cut last, from 1.
    pub(super) fn number(&self) -> u64 {
        self.number
    }

    /// Adds the next line that is not blank to `bytes`, without its end; of one that is too
    /// long nothing.
    pub(super) fn cut(&mut self, bytes: &mut Vec<u8>) -> Result<Cut, DeskError> {
        while !self.ended {
            let from = bytes.len();
            match self.advance(bytes) {
                Err(source) => {
                    self.ended = true;
                    let name = self.name.clone();
                    return Err(DeskError::Input { name, source });
                }
                Ok(None) => self.ended = true,
                Ok(Some(false)) => {
                    bytes.truncate(from);
                    return Ok(Cut::TooLong);
                }
                Ok(Some(true)) => {
                    let line = bytes.get(from..).unwrap_or_default();
                    if !line.trim_ascii().is_empty() {
                        return Ok(Cut::Line);
                    }
                    bytes.truncate(from);
                }
            }
        }
        Ok(Cut::End)
    }

    /// Adds the next line to `bytes`; `None` at the end, `Some(false)` if it was too long.
    fn advance(&mut self, bytes: &mut Vec<u8>) -> std::io::Result<Option<bool>> {
        let from = bytes.len();
        self.number += 1;
        let mut limited = (&mut self.reader).take(LONGEST as u64 + 1);
        let read = limited.read_until(b'\n', bytes)?;
        if read == 0 {
            return Ok(None);
        }
        if bytes.last() == Some(&b'\n') {
            bytes.pop();
        } else if bytes.len() - from > LONGEST {
            self.skip_line()?;
            return Ok(Some(false));
        }
        if self.number == 1 && bytes.get(from..).is_some_and(|line| line.starts_with(BOM)) {
            bytes.drain(from..from + BOM.len());
        }
        if bytes.len() > from && bytes.last() == Some(&b'\r') {
            bytes.pop();
        }
        Ok(Some(bytes.len() - from < LONGEST))
    }

    fn skip_line(&mut self) -> std::io::Result<()> {
        loop {
            let held = self.reader.fill_buf()?;
            if held.is_empty() {
                return Ok(());
            }
            let (used, done) = match held.iter().position(|byte| *byte == b'\n') {
                Some(at) => (at + 1, true),
                None => (held.len(), false),
            };
            self.reader.consume(used);
            if done {
                return Ok(());
            }
        }
    }

    fn place(&self) -> Place {
        Place {
            file: Some(self.name.clone()),
            line: Some(self.number),
        }
    }
}

/// What was cut.
pub(super) enum Cut {
    /// A line.
    Line,
    /// A line that is longer than an event can be.
    TooLong,
    /// There is no further line.
    End,
}

impl Iterator for Lines {
    type Item = Result<Draft, DeskError>;

    fn next(&mut self) -> Option<Result<Draft, DeskError>> {
        let mut line = std::mem::take(&mut self.line);
        line.clear();
        let cut = self.cut(&mut line);
        self.line = line;
        match cut {
            Err(error) => Some(Err(error)),
            Ok(Cut::End) => None,
            Ok(Cut::TooLong) => {
                let problem = too_long().at("");
                let place = self.place();
                Some(Err(DeskError::Refused(vec![Placed { place, problem }])))
            }
            Ok(Cut::Line) => Some(draft(&self.line, self.place())),
        }
    }
}
