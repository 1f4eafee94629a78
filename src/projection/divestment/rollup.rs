//! Rows from shares and levels: by holder, by country, by asset. Owns what a roll-up leaves
//! out (blocs, levels of others than countries) and the counts that a row carries.

use std::collections::{BTreeMap, BTreeSet};

use super::chains::Share;
use super::levels::{self, Held};
use super::{Grouping, RowKey};
use crate::event::when::{Instant, When};
use crate::facts::Holder;
use crate::projection::band::Range;
use crate::projection::rows::DivestmentRow;
use crate::projection::tally::Tally;

/// Shares and levels by row.
#[derive(Debug)]
pub struct Groups<'a, 'h> {
    by: Grouping,
    groups: BTreeMap<RowKey, Group<'a, 'h>>,
}

#[derive(Debug, Default)]
struct Group<'a, 'h> {
    shares: Vec<Share<'a, 'h>>,
    levels: Vec<&'a Held<'h>>,
}

impl<'a, 'h> Groups<'a, 'h> {
    /// No rows yet.
    pub fn new(by: Grouping) -> Groups<'a, 'h> {
        let groups = BTreeMap::new();
        Groups { by, groups }
    }

    /// Adds what a chain contributes. A bloc's exit is left out of the roll-up by asset, and
    /// counted once (`first`), however many rows it would have gone to.
    pub fn add_share(&mut self, share: Share<'a, 'h>, first: bool, tally: &mut Tally) {
        if self.leaves_out(&share.state.exit.holder) {
            if first {
                tally.leave_out("blocs");
            }
            return;
        }
        let key = self.key(share.key.clone());
        self.groups.entry(key).or_default().shares.push(share);
    }

    /// Adds a level, where the roll-up shows it: of countries by country, none by asset.
    pub fn add_level(&mut self, held: &'a Held<'h>, tally: &mut Tally) {
        let holder = &held.level.holder;
        if self.leaves_out(holder) {
            tally.leave_out("blocs");
        }
        let shown = match self.by {
            Grouping::Holder => true,
            Grouping::Country => holder.is_country,
            Grouping::Asset => false,
        };
        if shown {
            let key = self.key(held.key());
            self.groups.entry(key).or_default().levels.push(held);
        }
    }

    fn leaves_out(&self, holder: &Holder) -> bool {
        self.by == Grouping::Asset && holder.is_bloc
    }

    fn key(&self, key: RowKey) -> RowKey {
        match self.by {
            Grouping::Holder => key,
            Grouping::Country => RowKey {
                holder: None,
                ..key
            },
            Grouping::Asset => RowKey {
                holder: None,
                country: None,
                ..key
            },
        }
    }

    /// The rows, in order.
    pub fn into_rows(self, since: Option<&When>, why: bool) -> impl Iterator<Item = DivestmentRow> {
        let rows = self.groups.into_iter();
        rows.map(move |(key, group)| group.into_row(key, since, why))
    }
}

impl Group<'_, '_> {
    fn into_row(self, key: RowKey, since: Option<&When>, why: bool) -> DivestmentRow {
        let mut pending = Range::ZERO;
        let mut executed = Range::ZERO;
        for share in &self.shares {
            pending = pending.plus(share.pending.unwrap_or(Range::ZERO));
            executed = executed.plus(share.executed.unwrap_or(Range::ZERO));
        }
        let latest_level = self.levels.iter().map(|held| held.level.happened.latest);
        let after = latest_level.max().map(|level| self.executed_after(level));
        let count = |test: fn(&Share<'_, '_>) -> bool| {
            self.shares.iter().filter(|share| test(share)).count() as u64
        };
        let rests_on = self.rests_on();
        let disputed = rests_on.iter().filter(|(_, disputed)| *disputed).count();
        let holder_name = key.holder.as_ref().and_then(|_| self.last_name());
        DivestmentRow {
            holder: key.holder,
            country: key.country,
            asset: key.asset,
            issuer: key.issuer,
            currency: key.currency,
            pending: pending.shown(),
            executed: executed.shown(),
            unquantified: count(|share| share.unquantified),
            overdue: count(|share| share.overdue),
            levels: levels::by_series(&self.levels, since),
            executed_after_level: after.map(Range::shown),
            disputed: disputed as u64,
            entries: why.then(|| rests_on.iter().map(|(position, _)| *position).collect()),
            periods: None,
            holder_name,
        }
    }

    /// Executed, of chains whose state happened after the latest level.
    fn executed_after(&self, level: Instant) -> Range {
        let later = self.shares.iter().filter(|share| share.happened > level);
        later
            .filter_map(|share| share.executed)
            .fold(Range::ZERO, Range::plus)
    }

    /// The entries that the row rests on, and whether each is disputed.
    fn rests_on(&self) -> BTreeSet<(u64, bool)> {
        let stages = self.shares.iter().flat_map(|share| &share.rests_on);
        let stages = stages.map(|stage| (stage.entry.position, stage.disputed));
        let levels = self.levels.iter();
        stages
            .chain(levels.map(|held| (held.entry.position, held.disputed)))
            .collect()
    }

    fn last_name(&self) -> Option<String> {
        let states = self.shares.iter().map(|share| share.state);
        let exits = states.map(|state| (state.entry.position, &state.exit.holder));
        let levels = self.levels.iter();
        let held = levels.map(|held| (held.entry.position, &held.level.holder));
        let named = exits
            .chain(held)
            .filter(|(_, holder)| holder.name.is_some());
        let (_, last) = named.max_by_key(|(position, _)| *position)?;
        last.name.clone()
    }
}
