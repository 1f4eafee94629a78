//! `sanctions` for people: measures in force, by whom and against whom, since when and until
//! when. Says nothing of what is over.

use super::why;
use crate::projection::rows::SanctionRow;
use crate::render::Names;
use crate::render::block::{Block, Cell, Column, Grid, Tone};

const COLUMNS: [Column; 7] = [
    Column::number("@"),
    Column::text("who → whom"),
    Column::fixed("measure"),
    Column::main("programme, entities"),
    Column::fixed("since"),
    Column::fixed("expires"),
    Column::text("marks"),
];

/// One row a measure.
pub fn blocks(rows: &[SanctionRow], names: &Names<'_>) -> Vec<Block> {
    if rows.is_empty() {
        return vec![Block::text("No sanctions in force.")];
    }
    let mut grid = Grid::new(&COLUMNS);
    for row in rows {
        let mut what: Vec<String> = row.program.iter().cloned().collect();
        if !row.entities.is_empty() {
            what.push(row.entities.join(", "));
        }
        grid.rows.push(vec![
            Cell::new(row.position.to_string()),
            Cell::new(parties(row)),
            Cell::new(row.measure.replace('_', " ")),
            Cell::new(what.join("\n")),
            Cell::new(&row.since),
            Cell::toned(row.expires.as_deref().unwrap_or(""), Tone::Warn),
            Cell::toned(why::disputed(row.disputed).unwrap_or_default(), Tone::Warn),
        ]);
    }
    let mut page = vec![Block::Grid(grid.without_empty_columns(5))];
    for row in rows {
        let title = format!("@{} {}, {}", row.position, parties(row), row.measure);
        why::entries(&title, row.entries.as_deref(), names, &mut page);
    }
    page
}

fn parties(row: &SanctionRow) -> String {
    match row.against.is_empty() {
        true => row.by.join(", "),
        false => format!("{} → {}", row.by.join(", "), row.against.join(", ")),
    }
}
