//! `threats` for people: who threatened whom with what, the answer to it, and what came of
//! it. Owns the words for responses and states.

use super::why;
use crate::projection::rows::ThreatRow;
use crate::render::Names;
use crate::render::block::{Block, Cell, Column, Grid, Tone};

const COLUMNS: [Column; 7] = [
    Column::number("@"),
    Column::fixed("happened"),
    Column::text("who → whom"),
    Column::main("consequence"),
    Column::text("answer"),
    Column::text("state"),
    Column::text("marks"),
];

/// One row a threat.
pub fn blocks(rows: &[ThreatRow], names: &Names<'_>) -> Vec<Block> {
    if rows.is_empty() {
        return vec![Block::text("No threats in view.")];
    }
    let mut grid = Grid::new(&COLUMNS);
    for row in rows {
        grid.rows.push(vec![
            Cell::new(row.position.to_string()),
            Cell::new(&row.happened),
            Cell::new(parties(row)),
            Cell::new(&row.consequence),
            response(row),
            status(row),
            Cell::toned(why::disputed(row.disputed).unwrap_or_default(), Tone::Warn),
        ]);
    }
    let mut page = vec![Block::Grid(grid.without_empty_columns(6))];
    for row in rows {
        let title = format!("@{} {}", row.position, parties(row));
        why::entries(&title, row.entries.as_deref(), names, &mut page);
    }
    page
}

fn parties(row: &ThreatRow) -> String {
    format!("{} → {}", row.by_name, row.against.join(", "))
}

fn response(row: &ThreatRow) -> Cell {
    match (row.response, row.response_by) {
        (Some(word), Some(by)) => Cell::new(format!("{word}, @{by}")),
        _ => Cell::toned("none", Tone::Dim),
    }
}

fn status(row: &ThreatRow) -> Cell {
    let word = match row.status {
        "carried_out" => "carried out",
        "partly" => "partly carried out",
        other => other,
    };
    let tone = match row.status {
        "open" => Tone::Warn,
        "carried_out" | "partly" => Tone::Bad,
        _ => Tone::Good,
    };
    let text = match (row.status_by, &row.until) {
        (Some(by), _) => format!("{word}, @{by}"),
        (None, Some(until)) if row.status == "open" => format!("{word} until {until}"),
        (None, Some(until)) => format!("{word} {until}"),
        (None, None) => word.to_owned(),
    };
    Cell::toned(text, tone)
}
