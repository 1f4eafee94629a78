//! One row of divestment as a running sum: shares and levels come and go, and nothing is added
//! up again from the start. Owns the order in which levels and shares are kept; the arithmetic
//! of L is that of `divestment::levels`.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Bound;

use super::exits::Chain;
use crate::event::when::Instant;
use crate::projection::band::{Range, Sum};
use crate::projection::divestment::RowKey;
use crate::projection::divestment::levels::{self, Held};
use crate::projection::rows::{DivestmentRow, Level};

/// What one chain adds to one row.
#[derive(Debug, Clone)]
pub struct Piece {
    /// The row.
    pub key: RowKey,
    /// The chain, and which of its pieces this is.
    pub of: (Chain, usize),
    /// Added to pending.
    pub pending: Range,
    /// Added to executed.
    pub executed: Option<Range>,
    /// By nobody knows how much.
    pub unquantified: bool,
    /// Past its deadline.
    pub overdue: bool,
    /// Latest instant at which the state happened.
    pub happened: Instant,
    /// How many disputed stages it rests on.
    pub disputed: u64,
}

/// Levels of one series: by time, and by size.
#[derive(Debug, Default)]
struct Series {
    by_time: BTreeSet<(Instant, u64)>,
    by_size: BTreeSet<(i128, Reverse<Instant>, Reverse<u64>)>,
}

/// A row in the making.
#[derive(Debug, Default)]
pub struct Group {
    pieces: u64,
    pending: Sum,
    executed: Sum,
    unquantified: u64,
    overdue: u64,
    disputed: u64,
    done: BTreeMap<(Instant, Chain, usize), Range>,
    /// Executed after the instant beside it.
    after: (Option<Instant>, Sum),
    series: BTreeMap<Option<String>, Series>,
}

impl Group {
    /// Whether nothing is in it any more.
    pub fn is_empty(&self) -> bool {
        self.pieces == 0 && self.series.is_empty()
    }

    /// Adds what a chain contributes.
    pub fn add(&mut self, piece: &Piece) {
        self.pieces += 1;
        self.pending.add(piece.pending);
        self.unquantified += u64::from(piece.unquantified);
        self.overdue += u64::from(piece.overdue);
        self.disputed += piece.disputed;
        if let Some(executed) = piece.executed {
            self.executed.add(executed);
            let (chain, nth) = piece.of;
            self.done.insert((piece.happened, chain, nth), executed);
            if self.is_after(piece.happened) {
                self.after.1.add(executed);
            }
        }
    }

    /// Takes out what a chain contributed.
    pub fn remove(&mut self, piece: &Piece) {
        self.pieces = self.pieces.saturating_sub(1);
        self.pending.take(piece.pending);
        let less = |count: u64, by: u64| count.saturating_sub(by);
        self.unquantified = less(self.unquantified, u64::from(piece.unquantified));
        self.overdue = less(self.overdue, u64::from(piece.overdue));
        self.disputed = less(self.disputed, piece.disputed);
        if let Some(executed) = piece.executed {
            self.executed.take(executed);
            let (chain, nth) = piece.of;
            self.done.remove(&(piece.happened, chain, nth));
            if self.is_after(piece.happened) {
                self.after.1.take(executed);
            }
        }
    }

    fn is_after(&self, happened: Instant) -> bool {
        self.after.0.is_some_and(|mark| happened > mark)
    }

    /// Adds a level.
    pub fn hold(&mut self, held: &Held) {
        let series = self.series.entry(held.level.series.clone()).or_default();
        let (happened, position) = (held.level.happened.latest, held.position);
        series.by_time.insert((happened, position));
        let size = (held.value(), Reverse(happened), Reverse(position));
        series.by_size.insert(size);
        self.disputed += u64::from(held.disputed);
        self.move_mark();
    }

    /// Takes out a level.
    pub fn release(&mut self, held: &Held) {
        if let Some(series) = self.series.get_mut(&held.level.series) {
            let (happened, position) = (held.level.happened.latest, held.position);
            series.by_time.remove(&(happened, position));
            let size = (held.value(), Reverse(happened), Reverse(position));
            series.by_size.remove(&size);
            if series.by_time.is_empty() {
                self.series.remove(&held.level.series);
            }
        }
        self.disputed = self.disputed.saturating_sub(u64::from(held.disputed));
        self.move_mark();
    }

    /// Brings what was executed after the latest level up to date: only what lies between the old
    /// latest level and the new one is looked at.
    fn move_mark(&mut self) {
        let last = |series: &Series| series.by_time.last().map(|(happened, _)| *happened);
        let new = self.series.values().filter_map(last).max();
        let (old, sum) = self.after;
        let ends = |from: Option<Instant>, to: Option<Instant>| {
            let beyond = |mark: Instant| (mark, Chain::MAX, usize::MAX);
            let from = from.map_or(Bound::Unbounded, |mark| Bound::Excluded(beyond(mark)));
            let to = to.map_or(Bound::Unbounded, |mark| Bound::Included(beyond(mark)));
            (from, to)
        };
        let mut sum = sum;
        match (old, new) {
            (_, None) => sum = Sum::default(),
            (None, Some(_)) => {
                sum = Sum::default();
                let later = self.done.range(ends(new, None));
                later.for_each(|(_, executed)| sum.add(*executed));
            }
            (Some(from), Some(to)) if from < to => {
                let between = self.done.range(ends(old, new));
                between.for_each(|(_, executed)| sum.take(*executed));
            }
            (Some(from), Some(to)) if to < from => {
                let between = self.done.range(ends(new, old));
                between.for_each(|(_, executed)| sum.add(*executed));
            }
            _ => {}
        }
        self.after = (new, sum);
    }

    /// The row as it stands; `held` are all levels by position.
    pub fn row(&self, key: &RowKey, held: &HashMap<u64, Held>) -> DivestmentRow {
        let key = key.clone();
        DivestmentRow {
            holder: key.holder,
            country: key.country,
            asset: key.asset,
            issuer: key.issuer,
            currency: key.currency,
            pending: self.pending.range().shown(),
            executed: self.executed.range().shown(),
            unquantified: self.unquantified,
            overdue: self.overdue,
            levels: self
                .series
                .values()
                .filter_map(|series| series.level(held))
                .collect(),
            executed_after_level: self.after.0.map(|_| self.after.1.range().shown()),
            disputed: self.disputed,
            entries: None,
            periods: None,
            holder_name: None,
        }
    }
}

impl Series {
    /// L, from the levels that decide it: the latest, the largest, and that of a year before.
    fn level(&self, held: &HashMap<u64, Held>) -> Option<Level> {
        let (_, current) = self.by_time.last()?;
        let (_, _, Reverse(peak)) = self.by_size.last()?;
        let year_before = held.get(current)?.level.happened.year_before();
        let from = year_before.and_then(|since| {
            let by_then = self.by_time.range(..=(since.latest, u64::MAX));
            by_then.last().map(|(_, position)| position)
        });
        let mut positions = vec![current, peak];
        positions.extend(from);
        positions.sort_unstable();
        positions.dedup();
        let deciding: Vec<&Held> = positions.iter().filter_map(|at| held.get(at)).collect();
        levels::of_facts(&deciding, None)
    }
}
