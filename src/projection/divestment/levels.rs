//! Levels: what holders held, series by series, against their peak and an earlier level.
//! Owns the L of §7.1; never adds a level to anything.

use std::collections::BTreeMap;

use super::RowKey;
use crate::event::Kind;
use crate::event::decimal::Decimal;
use crate::event::when::When;
use crate::facts::scope::Claims;
use crate::facts::{Level, Scope};
use crate::log::Entry;
use crate::projection::rows;
use crate::projection::tally::Tally;

/// A level in view.
#[derive(Debug)]
pub struct Held<'h> {
    /// Its entry.
    pub entry: &'h Entry,
    /// What it says.
    pub level: Level,
    /// Has a dispute that counts.
    pub disputed: bool,
}

impl Held<'_> {
    /// The row it belongs to.
    pub fn key(&self) -> RowKey {
        let currency = Some(self.level.amount.currency.clone());
        RowKey::of(&self.level.holder, &self.level.asset, currency)
    }

    /// Its amount in millionths.
    pub fn value(&self) -> i128 {
        self.level.amount.value.0
    }
}

/// The levels in view of a scope, in order of position; what is left out is tallied.
pub fn read<'h>(scope: &Scope<'h>, tally: &mut Tally) -> Vec<Held<'h>> {
    let mut held = Vec::new();
    for entry in scope.entries() {
        if entry.event.kind() != Kind::Holding {
            continue;
        }
        let known = scope.see(entry);
        if !tally.admits(scope.standing(&known, Claims::IfAsked)) {
            continue;
        }
        held.extend(Level::of(&known.event).map(|level| Held {
            entry,
            level,
            disputed: !known.disputes.is_empty(),
        }));
    }
    held
}

/// One L per series, null first. `since` is where change is measured from.
pub fn by_series(held: &[&Held<'_>], since: Option<&When>) -> Vec<rows::Level> {
    let mut series: BTreeMap<Option<&str>, Vec<&Held<'_>>> = BTreeMap::new();
    for one in held {
        let key = one.level.series.as_deref();
        series.entry(key).or_default().push(one);
    }
    series
        .values()
        .filter_map(|levels| compared(levels, since))
        .collect()
}

fn latest<'a, 'h>(levels: impl Iterator<Item = &'a Held<'h>>) -> Option<&'a Held<'h>>
where
    'h: 'a,
{
    levels.max_by_key(|held| (held.level.happened.latest, held.entry.position))
}

fn compared(levels: &[&Held<'_>], since: Option<&When>) -> Option<rows::Level> {
    let current = latest(levels.iter().copied())?;
    let peak = levels.iter().copied().max_by(|one, two| {
        let earlier = (two.level.happened.latest, two.entry.position)
            .cmp(&(one.level.happened.latest, one.entry.position));
        one.value().cmp(&two.value()).then(earlier)
    })?;
    let year_before = || current.level.happened.year_before();
    let from = since.cloned().or_else(year_before).and_then(|since| {
        let at_or_before = |held: &&&Held<'_>| held.level.happened.latest <= since.latest;
        latest(levels.iter().filter(at_or_before).copied())
    });
    let text = |value: i128| Decimal(value).to_string();
    Some(rows::Level {
        series: current.level.series.clone(),
        basis: current.level.basis.clone(),
        attribution: current.level.attribution.clone(),
        current: text(current.value()),
        current_on: current.level.happened.text.clone(),
        peak: text(peak.value()),
        peak_on: peak.level.happened.text.clone(),
        below_peak: text(peak.value().saturating_sub(current.value())),
        change: from.map(|from| text(current.value().saturating_sub(from.value()))),
        change_from: from.map(|from| from.level.happened.text.clone()),
    })
}
