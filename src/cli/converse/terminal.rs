//! Talking on a terminal: questions on standard error, answers line by line from standard
//! input. Owns what the end of input means; makes every text safe to show.

use std::io::{BufRead, Write};

use super::Talk;
use crate::cli::error::CliError;
use crate::render::block::clean;
use crate::render::width;

/// The longest answer in bytes.
const LONGEST: usize = 1 << 20;

/// The terminal of this process.
#[derive(Debug)]
pub struct Terminal {
    /// Columns that a line may take.
    pub width: usize,
}

impl Talk for Terminal {
    fn ask(&mut self, prompt: &str) -> Result<Option<String>, CliError> {
        loop {
            let Some(mut line) = answered(prompt)? else {
                return Ok(None);
            };
            while matches!(line.last(), Some(b'\n' | b'\r')) {
                line.pop();
            }
            match String::from_utf8(line) {
                Ok(text) => return Ok(Some(text)),
                // One slip of the keys does not cost what was answered before.
                Err(_) => self.say("  that is not UTF-8 text; type it again"),
            }
        }
    }

    fn say(&mut self, line: &str) {
        // A closed standard error leaves nobody to talk to; the next question finds out.
        let text = line.trim_start();
        let indent = " ".repeat(line.len() - text.len());
        let room = self.width.saturating_sub(indent.len() + 1);
        for piece in width::wrapped(&clean(text), room) {
            let _ = writeln!(std::io::stderr().lock(), "{indent}{piece}");
        }
    }
}

/// The bytes of a line; `None` at the end of the input.
fn answered(prompt: &str) -> Result<Option<Vec<u8>>, CliError> {
    let mut out = std::io::stderr().lock();
    let asked = write!(out, "{}", clean(prompt)).and_then(|()| out.flush());
    asked.map_err(CliError::output)?;
    let mut line = Vec::new();
    let mut input = std::io::Read::take(std::io::stdin().lock(), LONGEST as u64);
    input
        .read_until(b'\n', &mut line)
        .map_err(|error| CliError::unreadable("standard input", &error))?;
    if line.is_empty() {
        // The cursor stands behind the question.
        let _ = writeln!(out);
        return Ok(None);
    }
    Ok(Some(line))
}
