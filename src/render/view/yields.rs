//! `yields` for people: where each bond stands, its move in basis points, its high and low,
//! and on a terminal the shape of the series. Owns the words for a record without a figure.

use super::{periods, why};
use crate::projection::rows::YieldRow;
use crate::projection::series::Point;
use crate::render::Names;
use crate::render::block::{Block, Cell, Column, Grid, Tone};
use crate::render::spark;

/// Most bars of a sparkline.
const BARS: usize = 16;

const COLUMNS: [Column; 7] = [
    Column::main("bond"),
    Column::number("level, %"),
    Column::number("move, bp"),
    Column::number("high, %"),
    Column::number("low, %"),
    Column::number("n"),
    Column::text("marks"),
];

/// One row a bond and series; `shapes` draws the series.
pub fn blocks(rows: &[YieldRow], names: &Names<'_>, shapes: bool) -> Vec<Block> {
    if rows.is_empty() {
        return vec![Block::text("No yields in view.")];
    }
    if rows.iter().any(|row| row.periods.is_some()) {
        let mut page = Vec::new();
        periods::yields(rows, &mut page);
        return page;
    }
    let mut grid = Grid::new(&COLUMNS);
    for row in rows {
        let (marks, tone) = marks(row);
        grid.rows.push(vec![
            Cell::new(match shapes {
                true => with_shape(bond(row), &row.points),
                false => bond(row),
            }),
            dated(row.level.as_ref(), row.level_on.as_ref()),
            Cell::new(row.change_bp.as_deref().map_or(String::new(), signed)),
            dated(row.high.as_ref(), row.high_on.as_ref()),
            dated(row.low.as_ref(), row.low_on.as_ref()),
            Cell::new(row.n.to_string()),
            Cell::toned(marks, tone),
        ]);
    }
    let mut page = vec![Block::Grid(grid.without_empty_columns(6))];
    for row in rows {
        let title = bond(row).replace('\n', ", ");
        why::entries(&title, row.entries.as_deref(), names, &mut page);
    }
    page
}

/// A name, and under it the shape of its series, oldest first.
pub fn with_shape(name: String, points: &[Point]) -> String {
    let values: Vec<_> = points.iter().map(|point| point.value).collect();
    match spark::line(&values, BARS) {
        none if none.is_empty() => name,
        shape => format!("{name}\n{shape}"),
    }
}

fn bond(row: &YieldRow) -> String {
    let bond = format!("{} {}", row.issuer, row.tenor);
    match &row.series {
        Some(series) => format!("{bond}\n{series}"),
        None => bond,
    }
}

fn dated(value: Option<&String>, on: Option<&String>) -> Cell {
    match (value, on) {
        (Some(value), Some(on)) => Cell::new(format!("{}\n{on}", minus(value))),
        _ => Cell::toned("–", Tone::Dim),
    }
}

/// A figure with a sign of its own width.
fn minus(text: &str) -> String {
    text.replacen('-', "−", 1)
}

fn signed(text: &str) -> String {
    match text {
        "0" => text.to_owned(),
        fall if fall.starts_with('-') => minus(fall),
        rise => format!("+{rise}"),
    }
}

fn marks(row: &YieldRow) -> (String, Tone) {
    let mut words = Vec::new();
    if let Some((record, on, position)) = &row.record {
        words.push(format!("record {record} {on}, no figure, @{position}"));
    }
    words.extend(why::disputed(row.disputed));
    (words.join("; "), Tone::Warn)
}
