//! Levels: what holders held, series by series, against their peak and an earlier level.
//! Owns the L of §7.1; never adds a level to anything.

use super::RowKey;
use crate::event::decimal::Decimal;
use crate::event::when::{Instant, When};
use crate::facts::Level;
use crate::facts::book::Book;
use crate::facts::compact::LevelRow;
use crate::projection::rows;

/// A level in view, as a fact.
#[derive(Debug)]
pub struct Held {
    /// Of its entry.
    pub position: u64,
    /// What it says.
    pub level: Level,
    /// Has a dispute that counts.
    pub disputed: bool,
}

impl Held {
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

impl Levelled for Held {
    fn order(&self) -> (Instant, u64) {
        (self.level.happened.latest, self.position)
    }

    fn value(&self) -> i128 {
        self.level.amount.value.0
    }
}

impl Levelled for LevelRow {
    fn order(&self) -> (Instant, u64) {
        (self.happened.latest, self.position)
    }

    fn value(&self) -> i128 {
        self.value
    }
}

/// What of a level decides what a series comes to.
pub trait Levelled {
    /// Latest instant and position: the later of two levels has the larger.
    fn order(&self) -> (Instant, u64);
    /// How much, in millionths.
    fn value(&self) -> i128;
}

/// The levels that decide.
#[derive(Debug)]
struct Deciding<'a, L> {
    current: &'a L,
    peak: &'a L,
    from: Option<&'a L>,
}

fn latest<'a, L: Levelled>(levels: impl Iterator<Item = &'a L>) -> Option<&'a L> {
    levels.max_by_key(|level| level.order())
}

/// `since` tells, of the current level, the last instant of what its change is measured from.
fn deciding<'a, L: Levelled>(
    levels: &[&'a L],
    since: impl Fn(&L) -> Option<Instant>,
) -> Option<Deciding<'a, L>> {
    let current = latest(levels.iter().copied())?;
    let peak = levels.iter().copied().max_by(|one, two| {
        let earlier = two.order().cmp(&one.order());
        one.value().cmp(&two.value()).then(earlier)
    })?;
    let from = since(current).and_then(|since| {
        let by_then = levels.iter().copied();
        latest(by_then.filter(|level| level.order().0 <= since))
    });
    Some(Deciding {
        current,
        peak,
        from,
    })
}

/// What the levels of one series come to: these figures, and how a level is spoken of.
fn compared<'a, L: Levelled>(
    found: &Deciding<'a, L>,
    names: [Option<&str>; 3],
    on: impl Fn(&'a L) -> String,
) -> rows::Level {
    let text = |value: i128| Decimal(value).to_string();
    let [series, basis, attribution] = names.map(|name| name.map(str::to_owned));
    let (current, peak) = (found.current.value(), found.peak.value());
    let change = |from: &L| text(current.saturating_sub(from.value()));
    rows::Level {
        series,
        basis,
        attribution,
        current: text(current),
        current_on: on(found.current),
        peak: text(peak),
        peak_on: on(found.peak),
        below_peak: text(peak.saturating_sub(current)),
        change: found.from.map(change),
        change_from: found.from.map(on),
    }
}

/// The L of levels of one series. `since` is where change is measured from.
pub fn of_facts(held: &[&Held], since: Option<&When>) -> Option<rows::Level> {
    let found = deciding(held, |current| {
        let year_before = || current.level.happened.year_before();
        let since = since.cloned().or_else(year_before);
        since.map(|since| since.latest)
    })?;
    let level = &found.current.level;
    let names = [&level.series, &level.basis, &level.attribution];
    let names = names.map(Option::as_deref);
    let on = |held: &Held| held.level.happened.text.clone();
    Some(compared(&found, names, on))
}

/// One L per series, null first. `since` is where change is measured from.
pub fn by_series(levels: &[&LevelRow], since: Option<&When>, book: &Book) -> Vec<rows::Level> {
    let mut levels = levels.to_vec();
    levels.sort_by_key(|level| book.text_at(level.series));
    let series = levels.chunk_by(|one, other| one.series == other.series);
    series
        .filter_map(|levels| of_rows(levels, since, book))
        .collect()
}

fn of_rows(levels: &[&LevelRow], since: Option<&When>, book: &Book) -> Option<rows::Level> {
    let found = deciding(levels, |current| match since {
        Some(since) => Some(since.latest),
        None => {
            let on = When::parse(book.text_at(current.on)?).ok()?;
            Some(on.year_before()?.latest)
        }
    })?;
    let level = found.current;
    let names = [level.series, level.basis, level.attribution];
    let names = names.map(|name| book.text_at(name));
    let on = |level: &LevelRow| book.text_at(level.on).unwrap_or_default().to_owned();
    Some(compared(&found, names, on))
}
