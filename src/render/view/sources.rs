//! `sources` for people: how much rests on each publisher and on whom it relays, and how
//! much of that on nobody else. Judges no source.

use super::why;
use crate::projection::rows::SourceRow;
use crate::render::Names;
use crate::render::block::{Block, Cell, Column, Grid, Tone};

const COLUMNS: [Column; 7] = [
    Column::main("publisher"),
    Column::text("relays"),
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
            Cell::new(row.publisher.as_deref().unwrap_or("unnamed")),
            Cell::new(row.origin.as_deref().unwrap_or("")),
            Cell::new(row.events.to_string()),
            sole,
            evidence,
            Cell::new(published(row)),
            Cell::toned(why::disputed(row.disputed).unwrap_or_default(), Tone::Warn),
        ]);
    }
    let mut page = vec![Block::Grid(grid.without_empty_columns(5))];
    for row in rows {
        let names_of = [&row.publisher, &row.origin].into_iter().flatten();
        let title = names_of.cloned().collect::<Vec<_>>().join(", relaying ");
        why::entries(&title, row.entries.as_deref(), names, &mut page);
    }
    page
}

fn published(row: &SourceRow) -> String {
    match (&row.first_published, &row.last_published) {
        (Some(first), Some(last)) if first == last => first.clone(),
        (Some(first), Some(last)) => format!("{first}\n– {last}"),
        _ => "undated".to_owned(),
    }
}
