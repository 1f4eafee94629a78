//! `stance` for people: words beside deeds, and the gap between them. With `--why` every
//! contribution, with the sum that gives the score, so that it can be redone by hand.

use serde_json::Number;

use crate::projection::rows::{Axis, Evidence, StanceRow};
use crate::render::Names;
use crate::render::block::{Block, Cell, Column, Grid, Tone};

const COLUMNS: [Column; 9] = [
    Column::fixed("who"),
    Column::fixed("toward"),
    Column::fixed("actors"),
    Column::number("words"),
    Column::fixed(""),
    Column::number("deeds"),
    Column::fixed(""),
    Column::number("gap"),
    Column::text("marks"),
];

/// One row a country, target and kind of actor.
pub fn blocks(rows: &[StanceRow], names: &Names<'_>) -> Vec<Block> {
    if rows.is_empty() {
        return vec![Block::text("Nothing said or done in view.")];
    }
    let mut grid = Grid::new(&COLUMNS);
    for row in rows {
        let mut cells = vec![
            Cell::new(&row.country),
            Cell::new(&row.toward),
            Cell::new(row.actors),
        ];
        cells.extend(axis_cells(row.words.as_ref()));
        cells.extend(axis_cells(row.deeds.as_ref()));
        cells.push(Cell::new(row.gap.as_ref().map_or(String::new(), signed)));
        cells.push(match row.disputed {
            0 => Cell::empty(),
            count => Cell::toned(format!("{count} disputed"), Tone::Warn),
        });
        grid.rows.push(cells);
    }
    let mut page = vec![Block::Grid(grid.without_empty_columns(8))];
    for row in rows {
        if let Some(evidence) = &row.evidence {
            why(row, evidence, names, &mut page);
        }
    }
    page
}

fn axis_cells(axis: Option<&Axis>) -> [Cell; 2] {
    match axis {
        None => [Cell::toned("–", Tone::Dim), Cell::empty()],
        Some(axis) => {
            let tone = match axis.label {
                "hostile" | "distancing" => Tone::Bad,
                "engaging" | "aligned" => Tone::Good,
                "stale" => Tone::Dim,
                _ => Tone::Plain,
            };
            [
                Cell::toned(signed(&axis.score), tone),
                Cell::toned(
                    format!(
                        "{}\nn {}, weight {}",
                        axis.label,
                        axis.n,
                        weight(&axis.weight)
                    ),
                    tone,
                ),
            ]
        }
    }
}

/// A weight with its two places; it has no sign.
fn weight(number: &Number) -> String {
    signed(number).trim_start_matches('+').to_owned()
}

/// A score with its sign and two places, as it was rounded.
fn signed(number: &Number) -> String {
    let text = number.to_string();
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => ("−", rest),
        None => ("+", text.as_str()),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    if !part
        .bytes()
        .chain(whole.bytes())
        .all(|byte| byte.is_ascii_digit())
    {
        return text;
    }
    match digits.bytes().all(|byte| b"0.".contains(&byte)) {
        true => "0.00".to_owned(),
        false => format!("{sign}{whole}.{part:0<2}"),
    }
}

fn why(row: &StanceRow, evidence: &[Evidence], names: &Names<'_>, page: &mut Vec<Block>) {
    page.push(Block::Gap);
    page.push(Block::Heading(format!(
        "Why: {} toward {}, {}",
        row.country, row.toward, row.actors
    )));
    let mut grid = Grid::new(&[
        Column::number("@"),
        Column::fixed("axis"),
        Column::fixed("CAMEO"),
        Column::number("score"),
        Column::number("age, days"),
        Column::number("weight"),
        Column::main("what"),
    ]);
    for item in evidence {
        let at = format!("@{}", item.position);
        grid.rows.push(vec![
            Cell::new(item.position.to_string()),
            Cell::new(item.axis),
            Cell::new(item.cameo.as_deref().unwrap_or("house rule")),
            Cell::new(signed(&item.score)),
            Cell::new(item.age_days.to_string()),
            Cell::new(weight(&item.weight)),
            Cell::new(names(&at).map_or_else(String::new, |entry| entry.headline)),
        ]);
    }
    page.push(Block::Grid(grid));
    for (name, axis) in [("words", &row.words), ("deeds", &row.deeds)] {
        if let Some(axis) = axis {
            page.push(Block::Line(
                2,
                vec![Cell::new(format!(
                    "{name}: Σ weight × score ÷ Σ weight = {} over a weight of {}, {}",
                    signed(&axis.score),
                    weight(&axis.weight),
                    axis.label
                ))],
            ));
        }
    }
}
