//! JSONL: one event a line. Accepts a BOM and CRLF, skips blank lines, and goes on after a
//! bad line, so that all problems of a file come out at once. Holds one line at a time.

use std::io::{BufRead, BufReader, Read};

use super::{LONGEST, draft, endless, open, too_long};
use crate::desk::{DeskError, Draft, Place, Placed};
use crate::event::Fault;

/// What some programs put before UTF-8 text.
pub const BOM: &[u8] = b"\xef\xbb\xbf";

/// How much of a line that is too long is skipped in search of its end. A stream without line
/// feeds (a device, a disk image) must end in an error, not run for ever.
const SKIPPED: usize = 16 << 20;

/// What reading on met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Met {
    /// The end of the file.
    End,
    /// A line.
    Line,
    /// A line that is too long; the next one follows.
    TooLong,
    /// A line that is too long, and whose end is not in sight.
    Endless,
}

/// The events of a file, one by one. A bad line is an `Err(DeskError::Refused)` and does not
/// end the walk; a file that can no longer be read, or a line without end, does.
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
    pub(super) fn cut(&mut self, bytes: &mut Vec<u8>) -> Result<Met, DeskError> {
        let from = bytes.len();
        while !self.ended {
            match self.advance(bytes) {
                Err(source) => {
                    self.ended = true;
                    let name = self.name.clone();
                    return Err(DeskError::Input { name, source });
                }
                Ok(Met::Line) => {
                    let line = bytes.get(from..).unwrap_or_default();
                    if !line.trim_ascii().is_empty() {
                        return Ok(Met::Line);
                    }
                    bytes.truncate(from);
                }
                Ok(met) => {
                    bytes.truncate(from);
                    self.ended = met != Met::TooLong;
                    return Ok(met);
                }
            }
        }
        Ok(Met::End)
    }

    /// Adds the next line to `bytes`.
    fn advance(&mut self, bytes: &mut Vec<u8>) -> std::io::Result<Met> {
        let from = bytes.len();
        self.number += 1;
        let mut limited = (&mut self.reader).take(LONGEST as u64 + 1);
        let read = limited.read_until(b'\n', bytes)?;
        if read == 0 {
            return Ok(Met::End);
        }
        if bytes.last() == Some(&b'\n') {
            bytes.pop();
        } else if bytes.len() - from > LONGEST {
            return self.skip_line();
        }
        if self.number == 1 && bytes.get(from..).is_some_and(|line| line.starts_with(BOM)) {
            bytes.drain(from..from + BOM.len());
        }
        if bytes.len() > from && bytes.last() == Some(&b'\r') {
            bytes.pop();
        }
        Ok(match bytes.len() - from < LONGEST {
            true => Met::Line,
            false => Met::TooLong,
        })
    }

    fn skip_line(&mut self) -> std::io::Result<Met> {
        let mut skipped = 0;
        while skipped < SKIPPED {
            let held = self.reader.fill_buf()?;
            if held.is_empty() {
                return Ok(Met::TooLong);
            }
            let (used, done) = match held.iter().position(|byte| *byte == b'\n') {
                Some(at) => (at + 1, true),
                None => (held.len(), false),
            };
            self.reader.consume(used);
            skipped += used;
            if done {
                return Ok(Met::TooLong);
            }
        }
        Ok(Met::Endless)
    }

    /// The refusal of the line just met.
    fn refused(&self, fault: Fault) -> DeskError {
        let problem = fault.at("");
        let place = self.place();
        DeskError::Refused(vec![Placed { place, problem }])
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
        let mut line = std::mem::take(&mut self.line);
        line.clear();
        let met = self.cut(&mut line);
        self.line = line;
        match met {
            Err(error) => Some(Err(error)),
            Ok(Met::End) => None,
            Ok(Met::TooLong) => Some(Err(self.refused(too_long()))),
            Ok(Met::Endless) => Some(Err(self.refused(endless()))),
            Ok(Met::Line) => Some(draft(&self.line, self.place())),
        }
    }
}
