//! The yields view (§7.4): where each bond's yield stands, how far it moved, and its highest
//! and lowest levels. Owns what `--since` leaves in and the row of a record without a figure.

use std::collections::BTreeMap;

use super::rows::YieldRow;
use super::series::{self, Point, Summary};
use super::tally::Tally;
use crate::event::Kind;
use crate::event::asset::Instrument;
use crate::event::when::When;
use crate::facts::scope::Claims;
use crate::facts::{Scope, YieldMove};

/// How the view is asked for.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Options {
    /// Only bonds of these issuers; empty = all.
    pub countries: Vec<String>,
    /// Only what happened wholly at or after the first instant of it.
    pub since: Option<When>,
    /// List the entries that each row rests on.
    pub why: bool,
}

/// Bond and series.
pub type Key = (Instrument, Option<String>);

/// What an entry gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Given {
    /// Where the yield stood.
    Level(Point),
    /// A record that names no figure.
    Record(Record),
}

/// A record that names no figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    record: String,
    on: When,
    position: u64,
    /// That entry has a dispute that counts.
    pub disputed: bool,
}

#[derive(Debug, Default)]
struct Group {
    levels: Vec<Point>,
    records: Vec<Record>,
}

/// The rows, in order of issuer, tenor, series, null first.
pub fn rows(scope: &Scope<'_>, options: &Options, tally: &mut Tally) -> Vec<YieldRow> {
    let mut groups: BTreeMap<Key, Group> = BTreeMap::new();
    for drawn in scope.facts(&[Kind::YieldMove], Claims::IfAsked, YieldMove::of) {
        if !tally.admits(drawn.standing) {
            continue;
        }
        let wanted = drawn.fact.filter(|fact| wanted(fact, options));
        match wanted.and_then(|fact| given(fact, drawn.position, drawn.disputed)) {
            Some((key, Given::Level(level))) => groups.entry(key).or_default().levels.push(level),
            Some((key, Given::Record(one))) => groups.entry(key).or_default().records.push(one),
            None => {}
        }
    }
    groups
        .into_iter()
        .map(|(key, group)| group.into_row(&key, options.why))
        .collect()
}

fn wanted(fact: &YieldMove, options: &Options) -> bool {
    let countries = &options.countries;
    let since = options.since.as_ref();
    (countries.is_empty() || countries.contains(&fact.instrument.issuer))
        && since.is_none_or(|since| fact.happened.earliest >= since.earliest)
}

/// What the fact of an entry gives to which row; nothing if it has neither level nor record.
pub fn given(fact: YieldMove, position: u64, disputed: bool) -> Option<(Key, Given)> {
    let on = fact.happened;
    let given = match (fact.level, fact.record) {
        (Some(value), _) => Given::Level(Point {
            on,
            value,
            position,
            disputed,
        }),
        (None, Some(record)) => Given::Record(Record {
            record,
            on,
            position,
            disputed,
        }),
        (None, None) => return None,
    };
    Some(((fact.instrument, fact.series), given))
}

/// A row without what only answers have. `disputed` are those of its levels; without any, of its
/// records.
pub fn row(key: &Key, found: Option<&Summary<'_>>, n: u64, disputed: u64) -> YieldRow {
    let (bond, series) = key.clone();
    let text = |point: &Point| Some(point.value.to_string());
    let on = |point: &Point| Some(point.on.text.clone());
    let moved = found.map(|found| found.last.value.minus(found.first.value));
    YieldRow {
        issuer: bond.issuer,
        tenor: bond.tenor,
        series,
        level: found.and_then(|found| text(found.last)),
        level_on: found.and_then(|found| on(found.last)),
        change_bp: moved.map(|moved| moved.times_hundred().to_string()),
        high: found.and_then(|found| text(found.high)),
        high_on: found.and_then(|found| on(found.high)),
        low: found.and_then(|found| text(found.low)),
        low_on: found.and_then(|found| on(found.low)),
        n,
        disputed,
        entries: None,
        periods: None,
        points: Vec::new(),
        record: None,
    }
}

impl Group {
    fn into_row(mut self, key: &Key, why: bool) -> YieldRow {
        series::sort(&mut self.levels);
        let record = self.records.iter();
        let record = record.max_by_key(|record| (record.on.latest, record.position));
        let (disputed, entries) = self.rests_on();
        let found = series::summary(&self.levels);
        let n = self.levels.len() as u64;
        let row = row(key, found.as_ref(), n, disputed);
        YieldRow {
            entries: why.then_some(entries),
            record: record.map(|one| (one.record.clone(), one.on.text.clone(), one.position)),
            points: self.levels,
            ..row
        }
    }

    /// On its levels; without any, on the records.
    fn rests_on(&self) -> (u64, Vec<u64>) {
        if !self.levels.is_empty() {
            return series::rests_on(&self.levels);
        }
        let disputed = self.records.iter().filter(|record| record.disputed).count();
        let positions = self.records.iter().map(|record| record.position);
        (disputed as u64, positions.collect())
    }
}
