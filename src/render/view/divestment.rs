//! `divestment` for people: who has said and done what, beside the levels of each series,
//! which are never added to exits. With `--why` the entries behind each row.

use crate::projection::rows::{DivestmentRow, Level};
use crate::render::Names;
use crate::render::block::{Block, Cell, Column, Grid, Tone};
use crate::render::money;

const COLUMNS: [Column; 10] = [
    Column::text("holder"),
    Column::text("asset"),
    Column::number("pending"),
    Column::number("executed"),
    Column::number("level now"),
    Column::number("below peak"),
    Column::number("change"),
    Column::fixed("of levels"),
    Column::text("marks"),
    Column::text("entries"),
];

/// One row a holding or exit; one line more for each further series.
pub fn blocks(rows: &[DivestmentRow], _names: &Names<'_>) -> Vec<Block> {
    if rows.is_empty() {
        return vec![Block::text("No exits or levels in view.")];
    }
    let mut grid = Grid::new(&COLUMNS);
    for row in rows {
        let mut levels = row.levels.iter();
        let mut cells = vec![
            Cell::new(holder(row)),
            Cell::new(asset(row)),
            band(row, true),
            band(row, false),
        ];
        cells.extend(level_cells(levels.next()));
        let (marks, tone) = marks(row);
        cells.push(Cell::toned(marks, tone));
        cells.push(Cell::toned(positions(row), Tone::Dim));
        grid.rows.push(cells);
        for level in levels {
            let mut cells = vec![Cell::empty(); 4];
            cells.extend(level_cells(Some(level)));
            cells.extend([Cell::empty(), Cell::empty()]);
            grid.rows.push(cells);
        }
    }
    vec![Block::Grid(grid.without_empty_columns(4))]
}

fn holder(row: &DivestmentRow) -> String {
    let country = row.country.as_deref();
    let name = row.holder_name.as_deref().or(row.holder.as_deref());
    match (name, country) {
        (Some(name), Some(country)) if name != country => format!("{name} ({country})"),
        (Some(name), _) => name.to_owned(),
        (None, Some(country)) => country.to_owned(),
        (None, None) => "all".to_owned(),
    }
}

fn asset(row: &DivestmentRow) -> String {
    let asset = match &row.issuer {
        Some(issuer) => format!("{}:{issuer}", row.asset),
        None => row.asset.clone(),
    };
    match &row.currency {
        Some(currency) => format!("{asset} {currency}"),
        None => asset,
    }
}

fn band(row: &DivestmentRow, pending: bool) -> Cell {
    let band = if pending { &row.pending } else { &row.executed };
    let text = money::band(band);
    match (text.as_str(), pending) {
        ("0", _) => Cell::toned("–", Tone::Dim),
        (_, true) => Cell::toned(text, Tone::Warn),
        (_, false) => Cell::toned(text, Tone::Good),
    }
}

fn level_cells(level: Option<&Level>) -> [Cell; 4] {
    let Some(level) = level else {
        return [
            Cell::toned("–", Tone::Dim),
            Cell::empty(),
            Cell::empty(),
            Cell::empty(),
        ];
    };
    let below = match money::percent(&level.below_peak, &level.peak) {
        Some(percent) if level.below_peak != "0" => format!(
            "{}\n{percent} of {}",
            money::level(&level.below_peak),
            money::level(&level.peak)
        ),
        _ => "at its peak".to_owned(),
    };
    let change = match (&level.change, &level.change_from) {
        (Some(change), Some(from)) => format!("{}\nsince {from}", money::change(change)),
        (Some(change), None) => money::change(change),
        _ => String::new(),
    };
    let kind = [&level.series, &level.basis, &level.attribution]
        .into_iter()
        .filter_map(|word| word.as_deref())
        .collect::<Vec<_>>()
        .join("\n");
    [
        Cell::new(format!("{}\n{}", money::level(&level.current), level.current_on)),
        Cell::new(if below == "at its peak" {
            below
        } else {
            format!("{below}\nin {}", level.peak_on)
        }),
        Cell::new(change),
        Cell::toned(kind, Tone::Dim),
    ]
}

fn marks(row: &DivestmentRow) -> (String, Tone) {
    let mut words = Vec::new();
    if row.overdue > 0 {
        words.push(format!("{} overdue", row.overdue));
    }
    if row.unquantified > 0 {
        words.push(format!("{} without an amount", row.unquantified));
    }
    if let Some(after) = &row.executed_after_level {
        let text = money::band(after);
        if text != "0" {
            words.push(format!("{text} executed after the last level"));
        }
    }
    if row.disputed > 0 {
        words.push(format!("{} disputed", row.disputed));
    }
    (words.join(", "), Tone::Warn)
}

fn positions(row: &DivestmentRow) -> String {
    row.entries
        .iter()
        .flatten()
        .map(|position| format!("@{position}"))
        .collect::<Vec<_>>()
        .join(" ")
}
