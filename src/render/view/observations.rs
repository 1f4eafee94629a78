//! `observations` for people: the latest figure of each series beside the first, in readable
//! units, and on a terminal the shape of the series. Converts nothing.

use serde_json::Value;

use super::event::value_text;
use super::{periods, why, yields};
use crate::projection::rows::{FigurePeriod, ObservationRow};
use crate::projection::series::Point;
use crate::render::Names;
use crate::render::block::{Block, Cell, Column, Grid, Tone};
use crate::render::money;

const COLUMNS: [Column; 6] = [
    Column::text("subject"),
    Column::main("measure"),
    Column::number("latest"),
    Column::number("first"),
    Column::number("n"),
    Column::text("marks"),
];

/// One row a subject, measure, series and unit; `shapes` draws the series.
pub fn blocks(rows: &[ObservationRow], names: &Names<'_>, shapes: bool) -> Vec<Block> {
    if rows.is_empty() {
        return vec![Block::text("No observations in view.")];
    }
    if rows.iter().any(|row| row.periods.is_some()) {
        let mut page = Vec::new();
        let value = |row: &ObservationRow, period: &FigurePeriod| {
            let value = period.value.as_ref()?;
            let entry = point_of(row, period).and_then(|at| names(&format!("@{}", at.position)));
            Some(figure(
                value,
                &row.unit,
                entry.as_ref().map(|entry| &entry.event),
            ))
        };
        periods::observations(rows, value, &mut page);
        return page;
    }
    let mut grid = Grid::new(&COLUMNS);
    for row in rows {
        let said = |point: Option<&Point>, value: &str, on: &str| {
            let entry = point.and_then(|point| names(&format!("@{}", point.position)));
            let event = entry.as_ref().map(|entry| &entry.event);
            Cell::new(format!("{}\n{on}", figure(value, &row.unit, event)))
        };
        let first = match row.n {
            1 => Cell::empty(),
            _ => said(row.points.first(), &row.first, &row.first_on),
        };
        grid.rows.push(vec![
            Cell::new(subject(row)),
            Cell::new(match shapes {
                true => yields::with_shape(measure(row), &row.points),
                false => measure(row),
            }),
            said(row.points.last(), &row.value, &row.on),
            first,
            Cell::new(row.n.to_string()),
            Cell::toned(why::disputed(row.disputed).unwrap_or_default(), Tone::Warn),
        ]);
    }
    let mut page = vec![Block::Grid(grid.without_empty_columns(3))];
    for row in rows {
        let title = format!("{}, {}", subject(row), measure(row).replace('\n', ", "));
        why::entries(&title, row.entries.as_deref(), names, &mut page);
    }
    page
}

/// The point that a period's figure is that of.
fn point_of<'r>(row: &'r ObservationRow, period: &FigurePeriod) -> Option<&'r Point> {
    let on = period.value_on.as_deref()?;
    let is_it =
        |point: &&Point| point.on.text == on && Some(point.value.to_string()) == period.value;
    row.points.iter().rev().find(is_it)
}

fn subject(row: &ObservationRow) -> String {
    let name = row.subject_name.as_ref().unwrap_or(&row.subject);
    match &row.country {
        Some(country) if country != name => format!("{name} ({country})"),
        _ => name.clone(),
    }
}

fn measure(row: &ObservationRow) -> String {
    let measure = row.measure.replace('_', " ");
    match &row.series {
        Some(series) => format!("{measure}\n{series}"),
        None => measure,
    }
}

/// A figure with its unit, as people read it; money as `event` says it (about, at least).
pub fn figure(value: &str, unit: &str, event: Option<&Value>) -> String {
    if let Some(amount) = event.and_then(|event| event.get("amount")) {
        return value_text(amount);
    }
    match unit {
        "percent" => format!("{} %", value.replacen('-', "−", 1)),
        "count" => money::figure(value),
        "rank" => format!("no. {value}"),
        currency => format!("{} {currency}", money::figure(value)),
    }
}
