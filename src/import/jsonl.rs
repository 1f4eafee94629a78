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
enum Met {
    /// The end of the file.
    End,
    /// A line, in `line`.
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

    /// Reads the next line into `line`.
    fn advance(&mut self) -> std::io::Result<Met> {
        self.line.clear();
        self.number += 1;
        let mut limited = (&mut self.reader).take(LONGEST as u64 + 1);
        let read = limited.read_until(b'\n', &mut self.line)?;
        if read == 0 {
            return Ok(Met::End);
        }
        if self.line.last() == Some(&b'\n') {
            self.line.pop();
        } else if self.line.len() > LONGEST {
            self.line.clear();
            return self.skip_line();
        }
        if self.number == 1 && self.line.starts_with(BOM) {
            self.line.drain(..BOM.len());
        }
        if self.line.last() == Some(&b'\r') {
            self.line.pop();
        }
        Ok(match self.line.len() < LONGEST {
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
        while !self.ended {
            match self.advance() {
                Err(source) => {
                    self.ended = true;
                    let name = self.name.clone();
                    return Some(Err(DeskError::Input { name, source }));
                }
                Ok(Met::End) => self.ended = true,
                Ok(Met::TooLong) => return Some(Err(self.refused(too_long()))),
                Ok(Met::Endless) => {
                    self.ended = true;
                    return Some(Err(self.refused(endless())));
                }
                Ok(Met::Line) if self.line.trim_ascii().is_empty() => {}
                Ok(Met::Line) => return Some(draft(&self.line, self.place())),
            }
        }
        None
    }
}
