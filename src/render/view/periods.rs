//! Periods for people: a column each, as many side by side as a page holds, and the totals of
//! what may be added. Owns how many columns are shown; computes no figure.

use std::borrow::Cow;

use crate::event::when::{Instant, When};
use crate::projection::rows::{DivestmentRow, FigurePeriod, ObservationRow, Total, YieldRow};
use crate::render::block::{Block, Cell, Column, Grid, Tone};
use crate::render::{money, width};

/// Columns side by side.
const BESIDE: usize = 4;
/// The same of wide figures, which would leave no room for what they are figures of.
const BESIDE_WIDE: usize = 3;
/// From so many columns on a figure is wide.
const WIDE: usize = 12;
/// The most columns of a page; what is earlier is in the other formats.
const MOST: usize = 60;

/// A line of figures: whose, which figure, and one cell a period.
struct Line {
    whose: String,
    figure: String,
    cells: Vec<Said>,
}

/// What is said of a period.
#[derive(Debug, Clone)]
struct Said {
    period: String,
    text: String,
    /// It was so already before the period began: nothing newer is known.
    carried: bool,
}

impl Said {
    /// What came about, or stands, at the end of the period.
    fn new(period: &str, text: String) -> Said {
        Said {
            period: period.to_owned(),
            text,
            carried: false,
        }
    }

    /// A figure of a series, with the date that it is of.
    fn dated(period: &str, text: Option<String>, on: Option<&str>) -> Said {
        let text = text.unwrap_or_default();
        let carried = on.is_some_and(|on| is_before(on, period)) && !text.is_empty();
        Said {
            text: if carried { format!("({text})") } else { text },
            carried,
            ..Said::new(period, String::new())
        }
    }

    fn is_silent(&self) -> bool {
        matches!(self.text.as_str(), "" | "0")
    }
}

/// Whether a date lies wholly before a period.
fn is_before(on: &str, period: &str) -> bool {
    let period = When::parse(&When::rewrite_short(period, Instant(0)));
    let dates = When::parse(on).ok().zip(period.ok());
    dates.is_some_and(|(on, period)| on.latest < period.earliest)
}

/// The periods of divestment: pending, executed, and each series of levels.
pub fn divestment(
    rows: &[DivestmentRow],
    name: impl Fn(&DivestmentRow) -> String,
    page: &mut Vec<Block>,
) {
    let mut lines = Vec::new();
    for row in rows {
        let Some(periods) = &row.periods else { return };
        let mut series: Vec<&Option<String>> = periods
            .iter()
            .flat_map(|period| period.levels.iter().map(|level| &level.series))
            .collect();
        series.sort();
        series.dedup();
        let bands = [("pending", true), ("executed", false)];
        for (figure, pending) in bands {
            let cells = periods.iter().map(|period| {
                let band = if pending {
                    &period.pending
                } else {
                    &period.executed
                };
                let mut text = money::band(band);
                if pending && period.unquantified > 0 {
                    let unknown = format!("{} without\nan amount", period.unquantified);
                    text = match text.as_str() {
                        "0" => unknown,
                        _ => format!("{text}\n{unknown}"),
                    };
                }
                Said::new(&period.period, text)
            });
            lines.push(Line {
                whose: name(row),
                figure: figure.to_owned(),
                cells: cells.collect(),
            });
        }
        for series in series {
            let cells = periods.iter().map(|period| {
                let level = period.levels.iter().find(|level| level.series == *series);
                let text = level.map(|level| money::level(&level.current));
                let on = level.map(|level| level.current_on.as_str());
                Said::dated(&period.period, text, on)
            });
            lines.push(Line {
                whose: name(row),
                figure: series.clone().unwrap_or_else(|| "level".to_owned()),
                cells: cells.collect(),
            });
        }
    }
    grids(lines, page);
}

/// The periods of yields, in percent.
pub fn yields(rows: &[YieldRow], page: &mut Vec<Block>) {
    let lines = rows.iter().filter_map(|row| {
        let cells = row.periods.as_ref()?.iter().map(|period| {
            let level = period.level.as_ref();
            let level = level.map(|level| level.replacen('-', "−", 1));
            Said::dated(&period.period, level, period.level_on.as_deref())
        });
        Some(Line {
            whose: format!("{} {}", row.issuer, row.tenor),
            figure: row.series.clone().unwrap_or_default(),
            cells: cells.collect(),
        })
    });
    grids(lines.collect(), page);
}

/// The periods of observations.
pub fn observations(
    rows: &[ObservationRow],
    value: impl Fn(&ObservationRow, &FigurePeriod) -> Option<String>,
    page: &mut Vec<Block>,
) {
    let lines = rows.iter().filter_map(|row| {
        let cells = row.periods.as_ref()?.iter().map(|period| {
            Said::dated(
                &period.period,
                value(row, period),
                period.value_on.as_deref(),
            )
        });
        let subject = row.subject_name.as_ref().unwrap_or(&row.subject);
        let measure = row.measure.replace('_', " ");
        Some(Line {
            whose: format!("{subject}, {measure}"),
            figure: row.series.clone().unwrap_or_default(),
            cells: cells.collect(),
        })
    });
    grids(lines.collect(), page);
}

/// What the exits of each currency come to.
pub fn totals(totals: &[Total]) -> Vec<Block> {
    let mut lines = Vec::new();
    for total in totals {
        for pending in [true, false] {
            let cells = total.periods.iter().map(|period| {
                let band = if pending {
                    &period.pending
                } else {
                    &period.executed
                };
                Said::new(&period.period, money::band(band))
            });
            lines.push(Line {
                whose: format!("all, {}", total.currency),
                figure: if pending { "pending" } else { "executed" }.to_owned(),
                cells: cells.collect(),
            });
        }
    }
    let mut page = Vec::new();
    if !lines.is_empty() {
        page.push(Block::Gap);
        page.push(Block::Heading("Totals, blocs left out".to_owned()));
        grids(lines, &mut page);
    }
    page
}

/// Lines as grids, a few periods each, the earliest first.
fn grids(lines: Vec<Line>, page: &mut Vec<Block>) {
    let count = lines.first().map_or(0, |line| line.cells.len());
    if count == 0 {
        page.push(Block::text("No figures in any period in view."));
        return;
    }
    let skipped = count.saturating_sub(MOST);
    if skipped > 0 {
        page.push(Block::Line(
            0,
            vec![Cell::toned(
                format!("{skipped} earlier periods are not shown; --format json has them, and --since begins later"),
                Tone::Dim,
            )],
        ));
    }
    let is_wide = |said: &Said| width::widest(&said.text) >= WIDE;
    let wide = lines.iter().any(|line| line.cells.iter().any(is_wide));
    let beside = if wide { BESIDE_WIDE } else { BESIDE };
    let mut from = skipped;
    while from < count {
        let to = (from + beside).min(count);
        if let Some(grid) = grid(&lines, from, to) {
            if matches!(page.last(), Some(Block::Grid(_))) {
                page.push(Block::Gap);
            }
            page.push(grid);
        }
        from = to;
    }
    let shown = |line: &Line| line.cells.iter().skip(skipped).any(|said| said.carried);
    if lines.iter().any(shown) {
        page.push(Block::Line(
            0,
            vec![Cell::toned(
                "(…) carried over: nothing newer is known",
                Tone::Dim,
            )],
        ));
    }
}

/// Some periods side by side; a line of which nothing is said in them is left out.
fn grid(lines: &[Line], from: usize, to: usize) -> Option<Block> {
    let part = |line: &'_ Line| line.cells.get(from..to).map(<[_]>::to_vec);
    let heads = lines.first().and_then(part)?;
    let mut columns = vec![Column::text(""), Column::fixed("")];
    columns.extend(heads.into_iter().map(|said| Column {
        head: Cow::Owned(said.period),
        right: true,
        share: 0,
    }));
    let mut grid = Grid::new(&columns);
    let mut last = "";
    for line in lines {
        let cells = part(line).unwrap_or_default();
        if cells.iter().all(Said::is_silent) {
            continue;
        }
        let whose = if line.whose == last { "" } else { &line.whose };
        last = &line.whose;
        let mut row = vec![Cell::new(whose), Cell::toned(&line.figure, Tone::Dim)];
        row.extend(cells.into_iter().map(|said| match said.is_silent() {
            true => Cell::toned("–", Tone::Dim),
            false if said.carried => Cell::toned(said.text, Tone::Dim),
            false => Cell::new(said.text),
        }));
        grid.rows.push(row);
    }
    (!grid.rows.is_empty()).then_some(Block::Grid(grid))
}
