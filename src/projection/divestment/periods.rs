//! Divestment period by period: each row as it stands at the end of every period, and what all
//! rows of a currency come to. Owns which rows are listed (all that were there at some end) and
//! what totals take in: exits alone, of holders that are no blocs.

use std::collections::BTreeMap;

use super::exits::Exits;
use super::{Options, RowKey, fold, is_wanted};
use crate::event::when::Instant;
use crate::facts::Scope;
use crate::facts::book::Book;
use crate::facts::compact::Span;
use crate::projection::band::Range;
use crate::projection::periods::Period;
use crate::projection::rows::{DivestmentPeriod, DivestmentRow, Total, TotalPeriod};
use crate::projection::tally::Tally;

/// From the first to the last instant at which something in view happened.
pub fn span(scope: &Scope<'_>) -> Option<(Instant, Instant)> {
    let (mut nobody, mut book) = (Tally::default(), Book::default());
    let exits = Exits::read(scope, &mut book, &mut nobody);
    let mut span: Option<(Instant, Instant)> = None;
    let mut meet = |Span { earliest, latest }| {
        let (first, last) = span.unwrap_or((earliest, latest));
        span = Some((first.min(earliest), last.max(latest)));
    };
    exits.happened().for_each(&mut meet);
    scope.levels(&mut book, &mut |_, level| meet(level.happened));
    span
}

/// Gives every row its figures at the end of each period. Rows that were there only then are
/// added, with nothing pending now.
pub fn fill(
    scope: &Scope<'_>,
    options: &Options,
    periods: &[Period],
    rows: &mut Vec<DivestmentRow>,
) -> Vec<Total> {
    let now = Figures::of(scope, options);
    let mut all: BTreeMap<RowKey, DivestmentRow> = BTreeMap::new();
    for row in rows.drain(..) {
        all.insert(key(&row), row);
    }
    let mut ends = Vec::new();
    for period in periods {
        let end = scope.as_of(period.end);
        let figures = Figures::of(&end, options);
        for row in &figures.rows {
            all.entry(key(row))
                .or_insert_with(|| gone(row, options.why));
        }
        ends.push((period, end.horizon().day_text(), figures));
    }
    let found: Vec<BTreeMap<RowKey, &DivestmentRow>> = ends
        .iter()
        .map(|(_, _, figures)| figures.rows.iter().map(|row| (key(row), row)).collect())
        .collect();
    for (key, row) in &mut all {
        let columns = ends.iter().zip(&found);
        let columns = columns.map(|((period, on, _), rows)| {
            let row = rows.get(key).copied();
            column(period, on, row)
        });
        row.periods = Some(columns.collect());
    }
    rows.extend(all.into_values());
    totals(&now, &ends)
}

/// What a fold at one point comes to.
struct Figures {
    rows: Vec<DivestmentRow>,
    /// Pending and executed by currency.
    sums: BTreeMap<String, (Range, Range)>,
}

impl Figures {
    fn of(scope: &Scope<'_>, options: &Options) -> Figures {
        let (mut nobody, mut book) = (Tally::default(), Book::default());
        let exits = Exits::read(scope, &mut book, &mut nobody);
        let mut sums: BTreeMap<String, (Range, Range)> = BTreeMap::new();
        for state in exits.states() {
            let at = state.at;
            let (Some(holder), Some(asset)) = (book.holder_at(at.holder), book.asset_at(at.asset))
            else {
                continue;
            };
            if holder.is_bloc || !is_wanted(&RowKey::of(holder, asset, None), options) {
                continue;
            }
            for part in state.terms().parts(scope.horizon()).into_iter().flatten() {
                let Some(currency) = part.currency.and_then(|name| book.text_at(name)) else {
                    continue;
                };
                let sum = sums
                    .entry(currency.to_owned())
                    .or_insert((Range::ZERO, Range::ZERO));
                sum.0 = sum.0.plus(part.pending.unwrap_or(Range::ZERO));
                sum.1 = sum.1.plus(part.executed.unwrap_or(Range::ZERO));
            }
        }
        let rows = fold(scope, exits, &mut book, options, &mut nobody);
        Figures { rows, sums }
    }

    fn sum(&self, currency: &str) -> (Range, Range) {
        let sum = self.sums.get(currency).copied();
        sum.unwrap_or((Range::ZERO, Range::ZERO))
    }
}

fn key(row: &DivestmentRow) -> RowKey {
    RowKey {
        country: row.country.clone(),
        holder: row.holder.clone(),
        asset: row.asset.clone(),
        issuer: row.issuer.clone(),
        currency: row.currency.clone(),
    }
}

/// A row that is not there any more.
fn gone(row: &DivestmentRow, why: bool) -> DivestmentRow {
    DivestmentRow {
        pending: Range::ZERO.shown(),
        executed: Range::ZERO.shown(),
        unquantified: 0,
        overdue: 0,
        levels: Vec::new(),
        executed_after_level: None,
        disputed: 0,
        entries: why.then(Vec::new),
        ..row.clone()
    }
}

fn column(period: &Period, on: &str, row: Option<&DivestmentRow>) -> DivestmentPeriod {
    let nothing = || Range::ZERO.shown();
    DivestmentPeriod {
        period: period.label.clone(),
        on: on.to_owned(),
        pending: row.map_or_else(nothing, |row| row.pending.clone()),
        executed: row.map_or_else(nothing, |row| row.executed.clone()),
        unquantified: row.map_or(0, |row| row.unquantified),
        overdue: row.map_or(0, |row| row.overdue),
        levels: row.map(|row| row.levels.clone()).unwrap_or_default(),
    }
}

fn totals(now: &Figures, ends: &[(&Period, String, Figures)]) -> Vec<Total> {
    let mut currencies: Vec<&String> = now.sums.keys().collect();
    currencies.extend(ends.iter().flat_map(|(_, _, figures)| figures.sums.keys()));
    currencies.sort();
    currencies.dedup();
    let total = |currency: &String| {
        let (pending, executed) = now.sum(currency);
        let periods = ends.iter().map(|(period, on, figures)| {
            let (pending, executed) = figures.sum(currency);
            TotalPeriod {
                period: period.label.clone(),
                on: on.clone(),
                pending: pending.shown(),
                executed: executed.shown(),
            }
        });
        Total {
            currency: currency.clone(),
            pending: pending.shown(),
            executed: executed.shown(),
            periods: periods.collect(),
        }
    };
    currencies.into_iter().map(total).collect()
}
