//! Answers to text, one format a file: table, json, jsonl, csv, markdown. Owns layout,
//! colours and the words that stand for marks. Decides nothing: no row is chosen, added
//! or ordered here, and no figure computed but the percentage beside a difference.

pub mod block;
pub mod csv;
pub mod diff;
pub mod json;
pub mod jsonl;
pub mod markdown;
pub mod money;
pub mod notice;
pub mod replay;
pub mod spark;
pub mod stream;
pub mod table;
pub mod view;
pub mod width;

use std::io::{self, Write};
use std::path::PathBuf;

use crate::answer::{Answer, Citation};
use crate::event::asked;

/// How an answer is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For people: fits the terminal, ends with the citation in one line.
    Table,
    /// One object: citation and rows.
    Json,
    /// A row a line, then one line with the citation.
    Jsonl,
    /// RFC 4180, rows only.
    Csv,
    /// A table for a document, then the citation.
    Markdown,
}

impl Format {
    /// Every format by its name on the command line.
    pub const ALL: [(&'static str, Format); 5] = [
        ("table", Format::Table),
        ("json", Format::Json),
        ("jsonl", Format::Jsonl),
        ("csv", Format::Csv),
        ("markdown", Format::Markdown),
    ];

    /// The format of that name.
    pub fn from_name(name: &str) -> Option<Format> {
        Format::ALL
            .into_iter()
            .find_map(|(known, format)| (known == name).then_some(format))
    }

    /// Whether a program reads it, so that errors are JSON as well.
    pub fn is_json(self) -> bool {
        matches!(self, Format::Json | Format::Jsonl)
    }
}

/// What a page looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// The format.
    pub format: Format,
    /// Columns that a line may take.
    pub width: usize,
    /// Whether escape codes for colours are written.
    pub color: bool,
    /// Whether those for hyperlinks (OSC 8) are.
    pub links: bool,
}

/// What a page says of an entry beside the view: as known at the point asked about.
#[derive(Debug, Clone, PartialEq)]
pub struct Glimpse {
    /// Its position.
    pub position: u64,
    /// Title, or the sentence made from its fields.
    pub headline: String,
    /// The event as known.
    pub event: serde_json::Value,
}

impl Glimpse {
    /// When it happened, as recorded; empty for links and amendments.
    pub fn happened(&self) -> &str {
        self.event
            .get("happened")
            .and_then(serde_json::Value::as_str)
            .unwrap_or("")
    }
}

/// Finds an entry by its id or by `@` and its position. `None` when unknown.
pub type Names<'a> = dyn Fn(&str) -> Option<Glimpse> + 'a;

/// Writes an answer; `evidence` finds the file of a name. A CSV file carries rows only: the caller puts the line that this
/// returns (the citation) where people see it.
///
/// # Errors
/// Those of the writer.
pub fn write(
    answer: &Answer,
    names: &Names<'_>,
    evidence: &dyn Fn(&str) -> Option<PathBuf>,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<Option<String>> {
    match style.format {
        Format::Table => {
            let mut blocks = view::blocks(&answer.view, names);
            blocks.extend(view::totals(&answer.totals));
            if style.links {
                block::lead_to_files(&mut blocks, evidence);
            }
            table::write(&blocks, style, out)?;
            table::write_dim(&citation_line(&answer.citation), style, out)?;
        }
        Format::Json => json::write(answer, out)?,
        Format::Jsonl => jsonl::write(answer, out)?,
        Format::Csv => {
            csv::write(&answer.view, out)?;
            return Ok(Some(citation_line(&answer.citation)));
        }
        Format::Markdown => {
            let mut blocks = view::document(&answer.view, names);
            blocks.extend(view::totals(&answer.totals));
            markdown::write(&blocks, out)?;
            writeln!(
                out,
                "\n*{}*",
                markdown::escaped(&citation_line(&answer.citation))
            )?;
        }
    }
    Ok(None)
}

/// Hex digits of the rule file's hash that a table shows; JSON has them all.
const RULES_SHOWN: usize = 12;

/// The citation in one line for people: the question as it can be typed again, and of which log,
/// at which root.
pub fn citation_line(citation: &Citation) -> String {
    let origin = block::clean(&citation.origin);
    let log = block::clean(&citation.log);
    let mut line = format!(
        "{} · @{} of {origin}",
        block::clean(&asked::words(&citation.query)),
        citation.position
    );
    if !origin.ends_with(&log) {
        line.push_str(&format!(" · log {log}"));
    }
    line.push_str(&format!(" · root {}", citation.root));
    if citation.undated > 0 {
        line.push_str(&format!(" · {} undated", citation.undated));
    }
    let left_out = citation.left_out.iter().filter(|(_, count)| **count > 0);
    let left_out: Vec<String> = left_out
        .map(|(reason, count)| format!("{count} {}", reason.replace('_', " ")))
        .collect();
    if !left_out.is_empty() {
        line.push_str(&format!(" · left out: {}", left_out.join(", ")));
    }
    if let Some(rules) = &citation.rules {
        let shown: String = rules.chars().take(RULES_SHOWN).collect();
        line.push_str(&format!(" · rules {shown}…"));
    }
    line.push_str(&format!(" · dateline {}", citation.dateline));
    line
}
