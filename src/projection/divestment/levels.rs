//! Levels: what holders held, series by series, against their peak and an earlier level.
//! Owns the L of §7.1; never adds a level to anything.

use super::RowKey;
use crate::event::decimal::Decimal;
use crate::event::when::{Instant, When};
use crate::facts::Level;
use crate::facts::book::{Book, Name};
use crate::facts::compact::{LevelRow, Millionths};
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

impl Levelled for Mark {
    fn order(&self) -> (Instant, u64) {
        (self.latest, self.position)
    }

    fn value(&self) -> i128 {
        self.value.0
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
    levels: impl Iterator<Item = &'a L> + Clone,
    since: impl Fn(&L) -> Option<Instant>,
) -> Option<Deciding<'a, L>> {
    let current = latest(levels.clone())?;
    let peak = levels.clone().max_by(|one, two| {
        let earlier = two.order().cmp(&one.order());
        one.value().cmp(&two.value()).then(earlier)
    })?;
    let from =
        since(current).and_then(|since| latest(levels.filter(|level| level.order().0 <= since)));
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
    let found = deciding(held.iter().copied(), |current| {
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

/// What is kept of each level of a series until all are known, since a log may hold millions.
#[derive(Debug, Clone, Copy)]
struct Mark {
    latest: Instant,
    position: u64,
    value: Millionths,
    /// When, as recorded.
    on: Name,
}

/// The levels of one series.
#[derive(Debug, Default)]
pub struct Series {
    marks: Vec<Mark>,
    /// Of the latest: series, basis, attribution.
    names: [Name; 3],
    latest: Option<(Instant, u64)>,
}

impl Series {
    /// Takes a level in.
    pub fn add(&mut self, level: &LevelRow) {
        let mark = Mark {
            latest: level.happened.latest,
            position: level.position,
            value: level.value,
            on: level.on,
        };
        self.marks.push(mark);
        if self.latest <= Some(mark.order()) {
            self.latest = Some(mark.order());
            self.names = [level.series, level.basis, level.attribution];
        }
    }

    /// Its name.
    pub fn name(&self) -> Name {
        let [series, ..] = self.names;
        series
    }

    /// The latest instant of its latest level.
    pub fn latest(&self) -> Option<Instant> {
        self.latest.map(|(latest, _)| latest)
    }

    /// Its L. `since` is where change is measured from.
    pub fn told(&self, since: Option<&When>, book: &Book) -> Option<rows::Level> {
        let found = deciding(self.marks.iter(), |current| match since {
            Some(since) => Some(since.latest),
            None => {
                let on = When::parse(book.text_at(current.on)?).ok()?;
                Some(on.year_before()?.latest)
            }
        })?;
        let names = self.names.map(|name| book.text_at(name));
        let on = |mark: &Mark| book.text_at(mark.on).unwrap_or_default().to_owned();
        Some(compared(&found, names, on))
    }
}
