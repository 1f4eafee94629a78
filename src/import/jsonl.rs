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

    /// Reads the next line into `line`; `None` at the end, `Some(false)` if it was too long.
    fn advance(&mut self) -> std::io::Result<Option<bool>> {
        self.line.clear();
        self.number += 1;
        let mut limited = (&mut self.reader).take(LONGEST as u64 + 1);
        let read = limited.read_until(b'\n', &mut self.line)?;
        if read == 0 {
            return Ok(None);
        }
        if self.line.last() == Some(&b'\n') {
            self.line.pop();
        } else if self.line.len() > LONGEST {
            self.line.clear();
            self.skip_line()?;
            return Ok(Some(false));
        }
        if self.number == 1 && self.line.starts_with(BOM) {
            self.line.drain(..BOM.len());
        }
        if self.line.last() == Some(&b'\r') {
            self.line.pop();
        }
        Ok(Some(self.line.len() < LONGEST))
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

impl Iterator for Lines {
    type Item = Result<Draft, DeskError>;

    fn next(&mut self) -> Option<Result<Draft, DeskError>> {
        while !self.ended {
            match self.advance() {
                Err(source) => {
                    self.ended = true;
                    let name = self.name.clone();
                    return Some(Err(DeskError::Input { name, source }));
                }
                Ok(None) => self.ended = true,
                Ok(Some(false)) => {
                    let problem = too_long().at("");
                    let place = self.place();
                    return Some(Err(DeskError::Refused(vec![Placed { place, problem }])));
                }
                Ok(Some(true)) if self.line.trim_ascii().is_empty() => {}
                Ok(Some(true)) => return Some(draft(&self.line, self.place())),
            }
        }
        None
    }
}
