//! `around` for people: the rows of a timeline, without their kind, behind their distance in
//! days from the event asked about. Orders nothing.

use super::entries;
use crate::projection::rows::AroundRow;
use crate::render::block::{Block, Cell, Column, Grid, Tone};

/// Where the kind stands in an entry's cells: there is no room for it beside the distance.
const KIND: usize = 2;

/// One row an event.
pub fn blocks(rows: &[AroundRow]) -> Vec<Block> {
    if rows.is_empty() {
        return vec![Block::text("Nothing happened around it in view.")];
    }
    let mut columns = vec![Column::number("days")];
    columns.extend(without_kind(entries::COLUMNS.to_vec()));
    let mut grid = Grid::new(&columns);
    for row in rows {
        let (text, tone) = match row.days {
            0 if row.is_center => ("▸ 0".to_owned(), Tone::Head),
            0 => ("0".to_owned(), Tone::Plain),
            before if before < 0 => (format!("−{}", before.unsigned_abs()), Tone::Plain),
            after => (format!("+{after}"), Tone::Plain),
        };
        let mut cells = vec![Cell::toned(text, tone)];
        cells.extend(without_kind(entries::cells(&row.entry)));
        grid.rows.push(cells);
    }
    vec![Block::Grid(grid.without_empty_columns(4))]
}

fn without_kind<T>(parts: Vec<T>) -> impl Iterator<Item = T> {
    let parts = parts.into_iter().enumerate();
    parts
        .filter(|(index, _)| *index != KIND)
        .map(|(_, part)| part)
}
