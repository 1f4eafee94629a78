//! Rows written as they come, in the formats for programs: `{"citation", "rows"}` a row a line, or
//! one row a line and the citation last. Owns the frame around the rows; knows no row.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::json;

use super::jsonl;
use crate::answer::Citation;

/// The frame of an answer whose rows are not held.
#[derive(Debug)]
pub struct Stream {
    lines: bool,
    rows: u64,
}

impl Stream {
    /// `lines`: jsonl, else json.
    pub fn new(lines: bool) -> Stream {
        Stream { lines, rows: 0 }
    }

    /// What stands before the rows.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn begin(&self, citation: &Citation, out: &mut dyn Write) -> io::Result<()> {
        if self.lines {
            return Ok(());
        }
        let citation = serde_json::to_string(citation)?;
        write!(out, "{{\n  \"citation\": {citation},\n  \"rows\": [")
    }

    /// One row.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn row<T: Serialize>(&mut self, row: &T, out: &mut dyn Write) -> io::Result<()> {
        self.rows += 1;
        if self.lines {
            return jsonl::line(row, out);
        }
        let comma = if self.rows > 1 { "," } else { "" };
        write!(out, "{comma}\n    {}", serde_json::to_string(row)?)
    }

    /// What stands after the rows; `beside` under its name.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn end<T: Serialize>(
        &self,
        citation: &Citation,
        beside: Option<(&str, &T)>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        if self.lines {
            if let Some((name, value)) = beside {
                jsonl::line(&json!({ name: value }), out)?;
            }
            return jsonl::line(&json!({ "citation": citation }), out);
        }
        let close = if self.rows > 0 { "\n  ]" } else { "]" };
        write!(out, "{close}")?;
        if let Some((name, value)) = beside {
            write!(out, ",\n  \"{name}\": {}", serde_json::to_string(value)?)?;
        }
        writeln!(out, "\n}}")
    }
}
