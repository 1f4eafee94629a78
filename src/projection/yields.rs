//! The yields view (§7.4): where each bond's yield stands, how far it moved, and its highest
//! and lowest levels. Owns what `--since` leaves in and the row of a record without a figure.

use std::collections::BTreeMap;

use super::rows::YieldRow;
use super::series::{self, Point};
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

/// A record that names no figure.
#[derive(Debug)]
struct Record {
    record: String,
    on: When,
    position: u64,
    disputed: bool,
}

#[derive(Debug, Default)]
struct Group {
    levels: Vec<Point>,
    records: Vec<Record>,
}

/// The rows, in order of issuer, tenor, series, null first.
pub fn rows(scope: &Scope<'_>, options: &Options, tally: &mut Tally) -> Vec<YieldRow> {
    let mut groups: BTreeMap<(Instrument, Option<String>), Group> = BTreeMap::new();
    for drawn in scope.facts(&[Kind::YieldMove], Claims::IfAsked, YieldMove::of) {
        if !tally.admits(drawn.standing) {
            continue;
        }
        let Some(fact) = drawn.fact.filter(|fact| wanted(fact, options)) else {
            continue;
        };
        let (position, disputed) = (drawn.position, drawn.disputed);
        let on = fact.happened;
        let key = (fact.instrument, fact.series);
        match (fact.level, fact.record) {
            (Some(value), _) => groups.entry(key).or_default().levels.push(Point {
                on,
                value,
                position,
                disputed,
            }),
            (None, Some(record)) => groups.entry(key).or_default().records.push(Record {
                record,
                on,
                position,
                disputed,
            }),
            (None, None) => {}
        }
    }
    groups
        .into_iter()
        .map(|((bond, series), group)| group.into_row(bond, series, options.why))
        .collect()
}

fn wanted(fact: &YieldMove, options: &Options) -> bool {
    let countries = &options.countries;
    let since = options.since.as_ref();
    (countries.is_empty() || countries.contains(&fact.instrument.issuer))
        && since.is_none_or(|since| fact.happened.earliest >= since.earliest)
}

impl Group {
    fn into_row(mut self, bond: Instrument, series: Option<String>, why: bool) -> YieldRow {
        series::sort(&mut self.levels);
        let found = series::summary(&self.levels);
        let text = |point: &Point| Some(point.value.to_string());
        let on = |point: &Point| Some(point.on.text.clone());
        let moved = |found: series::Summary<'_>| found.last.value.minus(found.first.value);
        let record = self.records.iter();
        let record = record.max_by_key(|record| (record.on.latest, record.position));
        let (disputed, entries) = self.rests_on();
        YieldRow {
            issuer: bond.issuer,
            tenor: bond.tenor,
            series,
            level: found.and_then(|found| text(found.last)),
            level_on: found.and_then(|found| on(found.last)),
            change_bp: found.map(|found| moved(found).times_hundred().to_string()),
            high: found.and_then(|found| text(found.high)),
            high_on: found.and_then(|found| on(found.high)),
            low: found.and_then(|found| text(found.low)),
            low_on: found.and_then(|found| on(found.low)),
            n: self.levels.len() as u64,
            disputed,
            entries: why.then_some(entries),
            record: record.map(|one| (one.record.clone(), one.on.text.clone(), one.position)),
            periods: None,
            points: self.levels,
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
