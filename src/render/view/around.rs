//! `around` for people: the rows of a timeline behind their distance in days from the event
//! asked about. Orders nothing.

use super::entries;
use crate::projection::rows::AroundRow;
use crate::render::block::{Block, Cell, Column, Grid, Tone};

/// One row an event.
pub fn blocks(rows: &[AroundRow]) -> Vec<Block> {
    if rows.is_empty() {
        return vec![Block::text("Nothing happened around it in view.")];
    }
    let mut columns = vec![Column::number("days")];
    columns.extend(entries::COLUMNS);
    let mut grid = Grid::new(&columns);
    for row in rows {
        let (text, tone) = match row.days {
            0 => ("0".to_owned(), Tone::Head),
            before if before < 0 => (format!("−{}", before.unsigned_abs()), Tone::Plain),
            after => (format!("+{after}"), Tone::Plain),
        };
        let mut cells = vec![Cell::toned(text, tone)];
        cells.extend(entries::cells(&row.entry));
        grid.rows.push(cells);
    }
    vec![Block::Grid(grid.without_empty_columns(5))]
}
