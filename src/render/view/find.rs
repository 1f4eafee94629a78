//! `find` for people: an entry a line, its headline with the words marked in it, and under it
//! the other texts in which they stand. Cuts long lists of such texts short and says so.

use super::entries::{address, happened, marks};
use crate::projection::find::snippet::Match;
use crate::projection::find::{FoundRow, FoundView};
use crate::render::block::{Block, Cell, Tone};
use crate::render::width;

/// Most texts shown under an entry.
const MOST_TEXTS: usize = 3;

/// What was found.
pub fn blocks(found: &FoundView) -> Vec<Block> {
    if found.rows.is_empty() {
        return vec![Block::text("Nothing found.")];
    }
    let widest = |text: fn(&FoundRow) -> String| {
        let texts = found.rows.iter().map(|row| width::of(&text(row)));
        texts.max().unwrap_or(0)
    };
    let rooms = (widest(place), widest(when));
    let mut page: Vec<Block> = found
        .rows
        .iter()
        .flat_map(|row| entry(row, rooms))
        .collect();
    let shown = found.rows.len() as u64;
    if shown < found.total {
        let total = found.total;
        page.push(Block::text(format!(
            "{shown} of {total} shown; all of them with --limit {total}"
        )));
    }
    page
}

fn place(row: &FoundRow) -> String {
    format!("@{}", row.entry.position)
}

fn when(row: &FoundRow) -> String {
    happened(&row.entry.event)
}

fn entry(row: &FoundRow, (place_room, when_room): (usize, usize)) -> Vec<Block> {
    let entry = &row.entry;
    let place = width::padded(&place(row), place_room, false);
    let when = width::padded(&when(row), when_room, false);
    let kind = entry.event.get("kind").and_then(serde_json::Value::as_str);
    let mut line = vec![
        Cell::toned(format!("{place}  "), Tone::Dim),
        Cell::new(format!("{when}  ")),
        Cell::toned(format!("{}  ", kind.unwrap_or_default()), Tone::Dim),
    ];
    // A headline that is one of the texts found is shown once, with its marks.
    let is_headline = |text: &&Match| text.snippet == entry.headline;
    match row.matches.iter().find(is_headline) {
        Some(text) => line.extend(marked(text)),
        None => line.push(Cell::new(&entry.headline).leading_to(address(&entry.event))),
    }
    let (words, tone) = marks(entry);
    if !words.is_empty() {
        line.push(Cell::toned(format!("  ({words})"), tone));
    }
    let mut page = vec![Block::Line(1, line)];
    let others: Vec<&Match> = row
        .matches
        .iter()
        .filter(|text| !is_headline(text))
        .collect();
    for text in others.iter().take(MOST_TEXTS) {
        let mut line = vec![Cell::toned(format!("{}  ", text.field), Tone::Dim)];
        line.extend(marked(text));
        page.push(Block::Line(5, line));
    }
    if let more @ 1.. = others.len().saturating_sub(MOST_TEXTS) {
        let more = format!("and in {more} more texts of it");
        page.push(Block::Line(5, vec![Cell::toned(more, Tone::Dim)]));
    }
    page
}

/// A snippet in cells, the marked ones by themselves.
fn marked(text: &Match) -> Vec<Cell> {
    let letters: Vec<char> = text.snippet.chars().collect();
    let piece = |from: usize, to: usize| -> String {
        letters.get(from..to).unwrap_or_default().iter().collect()
    };
    let mut cells = Vec::new();
    let mut at = 0;
    for [from, to] in &text.marks {
        cells.push(Cell::new(piece(at, *from)));
        cells.push(Cell::toned(piece(*from, *to), Tone::Mark));
        at = *to;
    }
    cells.push(Cell::new(piece(at, letters.len())));
    cells.retain(|cell| !cell.text.is_empty());
    cells
}
