//! `contradictions` for people: two lines a pair, one an event, with what each says, of when,
//! and who says so. Takes no side.

use super::event::value_text;
use super::observations;
use crate::projection::rows::{About, ContradictionRow};
use crate::render::Names;
use crate::render::block::{Block, Cell, Column, Grid, Tone};

const COLUMNS: [Column; 6] = [
    Column::text("about"),
    Column::number("@"),
    Column::number("value"),
    Column::main("who says so"),
    Column::number("apart"),
    Column::text("marks"),
];

/// Two lines a pair.
pub fn blocks(rows: &[ContradictionRow], names: &Names<'_>) -> Vec<Block> {
    if rows.is_empty() {
        return vec![Block::text("No contradictions in view.")];
    }
    let mut grid = Grid::new(&COLUMNS);
    for row in rows {
        let sides = row.positions.iter().zip(&row.values);
        let sides = sides.zip(row.happened.iter().zip(&row.series));
        for (nth, ((position, value), (happened, series))) in sides.enumerate() {
            let entry = names(&format!("@{position}"));
            let event = entry.as_ref().map(|entry| &entry.event);
            let first = |text: String| if nth == 0 { text } else { String::new() };
            grid.rows.push(vec![
                Cell::new(first(about(&row.about))),
                Cell::new(position.to_string()),
                Cell::new(format!("{}\n{happened}", figure(&row.about, value, event))),
                Cell::new(event.map_or(String::new(), |event| voices(event, series.as_deref()))),
                Cell::toned(first(format!("{} %", row.apart_percent)), Tone::Warn),
                marks(row, nth, event),
            ]);
        }
    }
    vec![Block::Grid(grid.without_empty_columns(5))]
}

fn about(about: &About) -> String {
    let words = match about {
        About::Holding {
            holder,
            asset,
            issuer,
            ..
        } => match issuer {
            Some(issuer) => [holder.clone(), format!("{asset}:{issuer}")],
            None => [holder.clone(), asset.clone()],
        },
        About::YieldMove {
            issuer,
            tenor,
            basis,
        } => [
            format!("{issuer} {tenor}"),
            basis.clone().unwrap_or_default(),
        ],
        About::Observation {
            subject, measure, ..
        } => [subject.clone(), measure.replace('_', " ")],
    };
    words.join("\n").trim_end().to_owned()
}

/// A value with its unit; money as it was said (about, at least).
fn figure(about: &About, value: &str, event: Option<&serde_json::Value>) -> String {
    let unit = match about {
        About::Holding { currency, .. } => currency,
        About::YieldMove { .. } => "percent",
        About::Observation { unit, .. } => unit,
    };
    observations::figure(value, unit, event)
}

/// Publishers with whom they relay, then the series.
fn voices(event: &serde_json::Value, series: Option<&str>) -> String {
    let sources = event.get("sources").and_then(serde_json::Value::as_array);
    let mut words: Vec<String> = sources
        .into_iter()
        .flatten()
        .filter_map(|source| {
            let publisher = source.get("publisher").or_else(|| source.get("url"));
            let publisher = value_text(publisher?);
            Some(match source.get("origin") {
                Some(origin) => format!("{publisher} ← {}", value_text(origin)),
                None => publisher,
            })
        })
        .collect();
    words.extend(series.map(|series| format!("series {series}")));
    words.join("; ")
}

fn marks(row: &ContradictionRow, nth: usize, event: Option<&serde_json::Value>) -> Cell {
    let claimed = event.and_then(|event| event.get("claimed_by"));
    let mut words: Vec<String> = claimed.map(|_| "claimed".to_owned()).into_iter().collect();
    if nth == 0 {
        words.extend(super::why::disputed(row.disputed));
    }
    Cell::toned(words.join(", "), Tone::Warn)
}
