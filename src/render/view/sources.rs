//! `sources` for people: how much rests on each publisher and on whom it relays, and how
//! much of that on nobody else. Judges no source.

use super::why;
use crate::projection::rows::SourceRow;
use crate::render::Names;
use crate::render::block::{Block, Cell, Column, Grid, Tone};

const COLUMNS: [Column; 6] = [
    Column::main("publisher ← whom it relays"),
    Column::number("events"),
    Column::number("sole"),
    Column::number("evidence"),
    Column::fixed("published"),
    Column::text("marks"),
];

/// One row a publisher and origin.
pub fn blocks(rows: &[SourceRow], names: &Names<'_>) -> Vec<Block> {
    if rows.is_empty() {
        return vec![Block::text("No sources in view.")];
    }
    let mut grid = Grid::new(&COLUMNS);
    for row in rows {
        let sole = match row.sole_source {
            0 => Cell::toned("–", Tone::Dim),
            count => Cell::toned(count.to_string(), Tone::Warn),
        };
        let evidence = match row.with_evidence {
            0 => Cell::toned("–", Tone::Dim),
            count => Cell::toned(count.to_string(), Tone::Good),
        };
        grid.rows.push(vec![
            Cell::new(voice(row)),
            Cell::new(row.events.to_string()),
            sole,
            evidence,
            Cell::new(published(row)),
            Cell::toned(why::disputed(row.disputed).unwrap_or_default(), Tone::Warn),
        ]);
    }
    let mut page = vec![Block::Grid(grid.without_empty_columns(5))];
    for row in rows {
        why::entries(&voice(row), row.entries.as_deref(), names, &mut page);
    }
    page
}

fn voice(row: &SourceRow) -> String {
    let publisher = row.publisher.as_deref().unwrap_or("unnamed");
    match &row.origin {
        Some(origin) => format!("{publisher} ← {origin}"),
        None => publisher.to_owned(),
    }
}

fn published(row: &SourceRow) -> String {
    match (&row.first_published, &row.last_published) {
        (Some(first), Some(last)) if first == last => first.clone(),
        (Some(first), Some(last)) => format!("{first}\n– {last}"),
        _ => "undated".to_owned(),
    }
}
