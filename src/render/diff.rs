//! `diff` in every format, row by row as it is found: nothing is held back. Owns the headings
//! between views and what is said of the entries responsible; compares nothing.

use std::io::{self, Write};

use serde_json::Value;

use super::block::{Block, Cell, Tone};
use super::stream::Stream;
use super::view::changes;
use super::{Format, Names, Style, citation_line, csv, markdown, table};
use crate::answer::Citation;
use crate::answer::diff::ChangeRow;

/// Writes a diff.
pub struct Writer<'a> {
    names: &'a Names<'a>,
    style: Style,
    stream: Stream,
    /// The view of the row before.
    view: &'static str,
}

impl<'a> Writer<'a> {
    /// Nothing written yet.
    pub fn new(names: &'a Names<'a>, style: Style) -> Writer<'a> {
        Writer {
            names,
            style,
            stream: Stream::new(style.format == Format::Jsonl),
            view: "",
        }
    }

    /// What comes before the rows.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn begin(&self, citation: &Citation, out: &mut dyn Write) -> io::Result<()> {
        match self.style.format {
            Format::Json | Format::Jsonl => self.stream.begin(citation, out),
            Format::Csv => csv::write_record(HEAD.into_iter(), out),
            Format::Table | Format::Markdown => Ok(()),
        }
    }

    /// One row.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn row(&mut self, row: &ChangeRow, out: &mut dyn Write) -> io::Result<()> {
        match self.style.format {
            Format::Json | Format::Jsonl => self.stream.row(row, out),
            Format::Csv => record(row, out),
            Format::Table | Format::Markdown => {
                let mut page = Vec::new();
                if row.view != self.view {
                    if !self.view.is_empty() {
                        page.push(Block::Gap);
                    }
                    page.push(Block::Heading(row.view.to_owned()));
                    self.view = row.view;
                }
                let mut cells = changes::line(&changes::told(row), self.names);
                cells.push(Cell::toned(through(row), Tone::Dim));
                page.push(Block::Line(2, cells));
                self.blocks(&page, out)
            }
        }
    }

    /// What comes after the rows. Gives what people have to be told elsewhere, as CSV has no place
    /// for it.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn end(&self, citation: &Citation, out: &mut dyn Write) -> io::Result<Option<String>> {
        let line = citation_line(citation);
        match self.style.format {
            Format::Json | Format::Jsonl => self.stream.end::<()>(citation, None, out)?,
            Format::Csv => return Ok(Some(line)),
            Format::Table | Format::Markdown => {
                if self.view.is_empty() {
                    self.blocks(&[Block::text("Nothing changed.")], out)?;
                }
                match self.style.format {
                    Format::Markdown => writeln!(out, "\n*{}*", markdown::escaped(&line))?,
                    _ => table::write_dim(&line, self.style, out)?,
                }
            }
        }
        Ok(None)
    }

    fn blocks(&self, page: &[Block], out: &mut dyn Write) -> io::Result<()> {
        match self.style.format {
            Format::Markdown => markdown::write(page, out),
            _ => table::write(page, self.style, out),
        }
    }
}

/// As CSV, keys and rows are JSON text: the rows of all views differ.
const HEAD: [&str; 7] = [
    "view", "change", "aged", "key", "before", "after", "entries",
];

fn record(row: &ChangeRow, out: &mut dyn Write) -> io::Result<()> {
    let key = Value::Object(row.key.clone()).to_string();
    let json = |value: &Option<Value>| value.as_ref().map(Value::to_string);
    let cells = [
        row.view.to_owned(),
        row.change.to_owned(),
        row.aged.to_string(),
        key,
        json(&row.before).unwrap_or_default(),
        json(&row.after).unwrap_or_default(),
        Value::from(row.entries.clone()).to_string(),
    ];
    csv::write_record(cells.iter().map(String::as_str), out)
}

fn through(row: &ChangeRow) -> String {
    match row.entries.is_empty() {
        true if row.aged => "  (the day moved)".to_owned(),
        true => String::new(),
        false => format!("  (through {})", changes::positions(&row.entries)),
    }
}
