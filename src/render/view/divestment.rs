//! `divestment` for people: who has said and done what, beside the levels of each series,
//! which are never added to exits. With `--why` the entries behind each row.

use super::event::value_text;
use super::periods;
use crate::projection::rows::{Band, DivestmentRow, Level};
use crate::render::Names;
use crate::render::block::{Block, Cell, Column, Grid, Tone};
use crate::render::money;

const COLUMNS: [Column; 7] = [
    Column::text("holder, asset"),
    Column::number("pending"),
    Column::number("executed"),
    Column::number("level now"),
    Column::number("below peak"),
    Column::number("change"),
    Column::text("marks"),
];

/// One row a holding or exit; one line more for each further series.
pub fn blocks(rows: &[DivestmentRow], names: &Names<'_>) -> Vec<Block> {
    if rows.is_empty() {
        return vec![Block::text("No exits or levels in view.")];
    }
    if rows.iter().any(|row| row.periods.is_some()) {
        let mut page = Vec::new();
        let name = |row: &DivestmentRow| format!("{}\n{}", holder(row), asset(row));
        periods::divestment(rows, name, &mut page);
        return page;
    }
    let mut grid = Grid::new(&COLUMNS);
    for row in rows {
        let mut levels = row.levels.iter();
        let mut cells = vec![
            Cell::new(format!("{}\n{}", holder(row), asset(row))),
            pending(row),
            executed(row),
        ];
        cells.extend(level_cells(levels.next()));
        let (marks, tone) = marks(row);
        cells.push(Cell::toned(marks, tone));
        grid.rows.push(cells);
        for level in levels {
            let mut cells = vec![Cell::empty(); 3];
            cells.extend(level_cells(Some(level)));
            cells.push(Cell::empty());
            grid.rows.push(cells);
        }
    }
    let mut page = vec![Block::Grid(grid.without_empty_columns(3))];
    for row in rows {
        why(row, names, &mut page);
    }
    page
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

/// What is announced and not yet done; what is late, or has no figure, is said below it.
fn pending(row: &DivestmentRow) -> Cell {
    let mut lines = Vec::new();
    if !is_nothing(&row.pending) {
        lines.push(money::band(&row.pending));
    }
    if row.overdue > 0 {
        lines.push(format!("{} overdue", row.overdue));
    }
    if row.unquantified > 0 {
        lines.push(format!("{} without\nan amount", row.unquantified));
    }
    match lines.is_empty() {
        true => Cell::toned("–", Tone::Dim),
        false => Cell::toned(lines.join("\n"), Tone::Warn),
    }
}

fn executed(row: &DivestmentRow) -> Cell {
    match is_nothing(&row.executed) {
        true => Cell::toned("–", Tone::Dim),
        false => Cell::toned(money::band(&row.executed), Tone::Good),
    }
}

fn is_nothing(band: &Band) -> bool {
    band.low == "0" && band.high.as_deref() == Some("0")
}

fn level_cells(level: Option<&Level>) -> [Cell; 3] {
    let Some(level) = level else {
        return [Cell::empty(), Cell::empty(), Cell::empty()];
    };
    let mut now = vec![money::level(&level.current), level.current_on.clone()];
    let kind = [&level.series, &level.basis, &level.attribution];
    let kind = kind.into_iter().flatten().filter(|word| *word != "unknown");
    now.extend(kind.cloned());
    let below = match money::percent(&level.below_peak, &level.peak) {
        Some(percent) if level.below_peak != "0" => format!(
            "{}\n{percent} of\n{}\n{}",
            money::level(&level.below_peak),
            money::level(&level.peak),
            level.peak_on
        ),
        _ => "at peak".to_owned(),
    };
    let change = match (&level.change, &level.change_from) {
        (Some(change), Some(from)) => format!("{}\nsince\n{from}", money::change(change)),
        (Some(change), None) => money::change(change),
        _ => String::new(),
    };
    [
        Cell::new(now.join("\n")),
        Cell::new(below),
        Cell::new(change),
    ]
}

fn marks(row: &DivestmentRow) -> (String, Tone) {
    let mut words = Vec::new();
    if let Some(after) = &row.executed_after_level
        && !is_nothing(after)
    {
        words.push(format!(
            "{} executed after the last level",
            money::band(after)
        ));
    }
    if row.disputed > 0 {
        words.push(format!("{} disputed", row.disputed));
    }
    (words.join(", "), Tone::Warn)
}

/// The entries behind a row, so that its arithmetic can be redone by hand.
fn why(row: &DivestmentRow, names: &Names<'_>, page: &mut Vec<Block>) {
    let Some(entries) = &row.entries else { return };
    let mut grid = Grid::new(&[
        Column::number("@"),
        Column::fixed("happened"),
        Column::main("what"),
        Column::fixed("stage"),
        Column::number("amount"),
        Column::number("done"),
        Column::fixed("series"),
    ]);
    for position in entries {
        let Some(entry) = names(&format!("@{position}")) else {
            continue;
        };
        let said = |name: &str| entry.event.get(name).map(value_text).unwrap_or_default();
        grid.rows.push(vec![
            Cell::new(position.to_string()),
            Cell::new(entry.happened()),
            Cell::new(&entry.headline),
            Cell::new(said("stage")),
            Cell::new(said("amount")),
            Cell::new(said("done")),
            Cell::new(said("series")),
        ]);
    }
    page.extend([
        Block::Gap,
        Block::Heading(format!("Why: {}, {}", holder(row), asset(row))),
        Block::Grid(grid.without_empty_columns(3)),
    ]);
}
