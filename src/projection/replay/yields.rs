//! `yields` folded forward. Owns which bond and series an entry belongs to; the summary of a
//! series lies in `points`.

use std::collections::{BTreeSet, HashMap};

use super::board::Board;
use super::points::Points;
use super::{Arrival, Change, Fold};
use crate::event::Kind;
use crate::event::asset::Instrument;
use crate::facts::scope::Claims;
use crate::facts::{Scope, Standing, YieldMove};
use crate::log::Entry;
use crate::projection::rows::YieldRow;
use crate::projection::series::Point;

/// Bond and series.
type Key = (Instrument, Option<String>);

/// What an entry gives: a level, or a record without a figure (and whether it is disputed).
#[derive(Debug)]
enum Given {
    Level(Point),
    Record(bool),
}

#[derive(Debug, Default)]
struct Group {
    levels: Points,
    records: u64,
    disputed_records: u64,
}

/// The state of the fold.
#[derive(Debug)]
pub struct Yields {
    given: HashMap<u64, (Key, Given)>,
    groups: HashMap<Key, Group>,
    board: Board<Key>,
}

impl Default for Yields {
    fn default() -> Self {
        let names = &[
            ("issuer", "issuer"),
            ("tenor", "tenor"),
            ("series", "series"),
        ];
        Yields {
            given: HashMap::new(),
            groups: HashMap::new(),
            board: Board::new(names),
        }
    }
}

impl<'h> Fold<'h> for Yields {
    fn take(&mut self, scope: &Scope<'h>, arrival: &Arrival<'h>) -> Vec<Change> {
        let entry = arrival.subject;
        if entry.event.kind() != Kind::YieldMove || entry.position > scope.point().known {
            return Vec::new();
        }
        let mut touched = BTreeSet::new();
        if let Some((key, old)) = self.given.remove(&entry.position) {
            if let Some(group) = self.groups.get_mut(&key) {
                group.remove(&old);
            }
            touched.insert(key);
        }
        if let Some((key, given)) = given(scope, entry) {
            self.groups.entry(key.clone()).or_default().add(&given);
            touched.insert(key.clone());
            self.given.insert(entry.position, (key, given));
        }
        let rows = touched.into_iter();
        rows.filter_map(|key| self.settle(key)).collect()
    }

    fn write(&self, out: &mut dyn FnMut(&str)) {
        self.board.write(out);
    }
}

fn given<'h>(scope: &Scope<'h>, entry: &'h Entry) -> Option<(Key, Given)> {
    let known = scope.see(entry);
    if scope.standing(&known, Claims::IfAsked) != Standing::InView {
        return None;
    }
    let fact = YieldMove::of(&known.event)?;
    let disputed = !known.disputes.is_empty();
    let given = match (fact.level, fact.record) {
        (Some(value), _) => Given::Level(Point {
            on: fact.happened,
            value,
            position: entry.position,
            disputed,
        }),
        (None, Some(_)) => Given::Record(disputed),
        (None, None) => return None,
    };
    Some(((fact.instrument, fact.series), given))
}

impl Yields {
    fn settle(&mut self, key: Key) -> Option<Change> {
        let is_empty = |group: &Group| group.records == 0 && group.levels.count() == 0;
        if self.groups.get(&key).is_some_and(is_empty) {
            self.groups.remove(&key);
        }
        let row = self.groups.get(&key).map(|group| group.row(&key));
        self.board.put(key, row.as_ref())
    }
}

impl Group {
    fn add(&mut self, given: &Given) {
        match given {
            Given::Level(point) => self.levels.add(point.clone()),
            Given::Record(disputed) => {
                self.records += 1;
                self.disputed_records += u64::from(*disputed);
            }
        }
    }

    fn remove(&mut self, given: &Given) {
        match given {
            Given::Level(point) => self.levels.take(point),
            Given::Record(disputed) => {
                self.records = self.records.saturating_sub(1);
                let disputed = u64::from(*disputed);
                self.disputed_records = self.disputed_records.saturating_sub(disputed);
            }
        }
    }

    fn row(&self, (bond, series): &Key) -> YieldRow {
        let found = self.levels.summary();
        let text = |point: &Point| Some(point.value.to_string());
        let on = |point: &Point| Some(point.on.text.clone());
        let moved = found.map(|found| found.last.value.minus(found.first.value));
        YieldRow {
            issuer: bond.issuer.clone(),
            tenor: bond.tenor.clone(),
            series: series.clone(),
            level: found.and_then(|found| text(found.last)),
            level_on: found.and_then(|found| on(found.last)),
            change_bp: moved.map(|moved| moved.times_hundred().to_string()),
            high: found.and_then(|found| text(found.high)),
            high_on: found.and_then(|found| on(found.high)),
            low: found.and_then(|found| text(found.low)),
            low_on: found.and_then(|found| on(found.low)),
            n: self.levels.count(),
            disputed: match found {
                Some(_) => self.levels.disputed(),
                None => self.disputed_records,
            },
            entries: None,
            periods: None,
            points: Vec::new(),
            record: None,
        }
    }
}
