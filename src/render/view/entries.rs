//! `log` and `timeline` for people: position, when, kind, headline, whose word it is, and
//! what became of the entry in words.

use serde_json::Value;

use crate::projection::entries::KeptRow;
use crate::projection::rows::EntryRow;
use crate::render::block::{Block, Cell, Column, Grid, Tone};
use crate::render::width;

/// The columns of an entry.
pub const COLUMNS: [Column; 6] = [
    Column::number("@"),
    Column::dates("happened"),
    Column::fixed("kind"),
    Column::main("what"),
    Column::text("source"),
    Column::text("marks"),
];

/// One row an entry.
pub fn blocks(rows: &[KeptRow]) -> Vec<Block> {
    if rows.is_empty() {
        return vec![Block::text("No entries.")];
    }
    let mut grid = Grid::new(&COLUMNS);
    grid.rows.extend(rows.iter().map(|row| cells(&row.row())));
    vec![Block::Grid(grid.without_empty_columns(4))]
}

/// An entry in one line, for a list that grows: position, date, kind, headline, source, marks.
pub fn line(row: &EntryRow) -> Block {
    let mut line = vec![Cell::toned("@", Tone::Dim)];
    for cell in cells(row) {
        if !cell.text.is_empty() {
            line.extend([cell, Cell::new("  ")]);
        }
    }
    line.pop();
    Block::Line(0, line)
}

/// What an entry says of itself, under [`COLUMNS`].
pub fn cells(row: &EntryRow) -> Vec<Cell> {
    let (marks, tone) = marks(row);
    let faded = if row.status == "retracted" {
        Tone::Dim
    } else {
        Tone::Plain
    };
    vec![
        Cell::new(row.position.to_string()),
        Cell::toned(happened(&row.event), faded),
        Cell::toned(text(&row.event, "kind"), Tone::Dim),
        Cell::toned(&row.headline, faded).leading_to(address(&row.event)),
        Cell::toned(source(&row.event), faded).leading_to(address(&row.event)),
        Cell::toned(marks, tone),
    ]
}

fn text<'a>(event: &'a Value, field: &str) -> &'a str {
    event.get(field).and_then(Value::as_str).unwrap_or("")
}

/// When it happened, as recorded, `→` if it goes on.
pub fn happened(event: &Value) -> String {
    let happened = text(event, "happened");
    match event.get("ongoing").and_then(Value::as_bool) {
        Some(true) => format!("{happened} →"),
        _ => happened.to_owned(),
    }
}

/// Where the first source that has an address stands.
pub fn address(event: &Value) -> Option<&str> {
    let sources = event.get("sources").and_then(Value::as_array)?;
    let mut urls = sources
        .iter()
        .filter_map(|source| source.get("url").or_else(|| source.get("archive_url")));
    urls.find_map(Value::as_str)
}

/// The first source, and how many stand behind it.
fn source(event: &Value) -> String {
    let Some(Value::Array(sources)) = event.get("sources") else {
        return String::new();
    };
    let first = sources.first().map_or("", |source| {
        let publisher = text(source, "publisher");
        if publisher.is_empty() {
            text(source, "url")
        } else {
            publisher
        }
    });
    let first = width::cut(first, 24);
    match sources.len() {
        0 | 1 => first,
        more => format!("{first} +{}", more - 1),
    }
}

/// What became of an entry, and whose claim it is.
pub fn marks(row: &EntryRow) -> (String, Tone) {
    let mut words = Vec::new();
    let mut tone = Tone::Plain;
    if row.status == "retracted" {
        words.push("retracted".to_owned());
        tone = Tone::Bad;
    }
    if row.disputed > 0 {
        words.push(counted("disputed", row.disputed));
        tone = if tone == Tone::Bad { tone } else { Tone::Warn };
    }
    if row.revisions > 0 {
        words.push(counted("corrected", row.revisions));
    }
    let claimed_by = text(&row.event, "claimed_by");
    if !claimed_by.is_empty() {
        let only = row
            .event
            .pointer("/sources/0/publisher")
            .and_then(Value::as_str);
        words.push(match only == Some(claimed_by) {
            true => "claimed".to_owned(),
            false => format!("claimed by {claimed_by}"),
        });
        tone = if tone == Tone::Bad { tone } else { Tone::Warn };
    }
    (words.join(", "), tone)
}

fn counted(word: &str, count: u64) -> String {
    match count {
        1 => word.to_owned(),
        more => format!("{word} ×{more}"),
    }
}
