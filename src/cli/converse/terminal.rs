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
        while matches!(line.last(), Some(b'\n' | b'\r')) {
            line.pop();
        }
        let text = String::from_utf8(line).map_err(|_| {
            CliError::bad_input(
                "bad_utf8",
                "the answer is not UTF-8 text",
                "set the terminal to UTF-8",
            )
        })?;
        Ok(Some(text))
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
