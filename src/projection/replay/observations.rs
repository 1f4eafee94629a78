//! `observations` folded forward. Owns which series an entry belongs to, and the country of a
//! row, which is that of its latest figure; the summary of a series lies in `points`.

use std::collections::{BTreeSet, HashMap};

use super::board::Board;
use super::points::Points;
use super::{Arrival, Change, Fold};
use crate::event::Kind;
use crate::facts::scope::Claims;
use crate::facts::{Observation, Scope, Standing};
use crate::log::Entry;
use crate::projection::rows::ObservationRow;
use crate::projection::series::Point;

/// Subject, measure, series, unit.
type Key = (String, String, Option<String>, String);
/// Subject, country, measure, series, unit: in the order of the rows.
type Place = (String, Option<String>, String, Option<String>, String);

/// What an entry gives.
#[derive(Debug)]
struct Given {
    key: Key,
    point: Point,
    country: Option<String>,
}

/// The state of the fold.
#[derive(Debug)]
pub struct Observations {
    given: HashMap<u64, Given>,
    groups: HashMap<Key, Points>,
    shown: HashMap<Key, Place>,
    board: Board<Place>,
}

impl Default for Observations {
    fn default() -> Self {
        let names = &[
            ("subject", "subject"),
            ("country", "country"),
            ("measure", "measure"),
            ("series", "series"),
            ("unit", "unit"),
        ];
        Observations {
            given: HashMap::new(),
            groups: HashMap::new(),
            shown: HashMap::new(),
            board: Board::new(names),
        }
    }
}

impl<'h> Fold<'h> for Observations {
    fn take(&mut self, scope: &Scope<'h>, arrival: &Arrival<'h>) -> Vec<Change> {
        let entry = arrival.subject;
        if entry.event.kind() != Kind::Observation || entry.position > scope.point().known {
            return Vec::new();
        }
        let mut touched = BTreeSet::new();
        if let Some(old) = self.given.remove(&entry.position) {
            if let Some(points) = self.groups.get_mut(&old.key) {
                points.take(&old.point);
            }
            touched.insert(old.key);
        }
        if let Some(new) = given(scope, entry) {
            let points = self.groups.entry(new.key.clone()).or_default();
            points.add(new.point.clone());
            touched.insert(new.key.clone());
            self.given.insert(entry.position, new);
        }
        let mut changes = Vec::new();
        for key in touched {
            self.settle(key, &mut changes);
        }
        changes
    }

    fn write(&self, out: &mut dyn FnMut(&str)) {
        self.board.write(out);
    }
}

fn given<'h>(scope: &Scope<'h>, entry: &'h Entry) -> Option<Given> {
    let known = scope.see(entry);
    if scope.standing(&known, Claims::IfAsked) != Standing::InView {
        return None;
    }
    let fact = Observation::of(&known.event)?;
    let subject = fact.subject.key.clone();
    Some(Given {
        key: (subject, fact.measure, fact.series, fact.unit),
        point: Point {
            on: fact.happened,
            value: fact.figure.value,
            position: entry.position,
            disputed: !known.disputes.is_empty(),
        },
        country: fact.subject.country,
    })
}

impl Observations {
    fn settle(&mut self, key: Key, changes: &mut Vec<Change>) {
        if self
            .groups
            .get(&key)
            .is_some_and(|points| points.count() == 0)
        {
            self.groups.remove(&key);
        }
        let row = self
            .groups
            .get(&key)
            .and_then(|points| self.row(&key, points));
        let place = row.as_ref().map(|row| {
            let (subject, measure, series, unit) = key.clone();
            (subject, row.country.clone(), measure, series, unit)
        });
        let old = match &place {
            Some(place) => self.shown.insert(key, place.clone()),
            None => self.shown.remove(&key),
        };
        if let Some(old) = old.filter(|old| Some(old) != place.as_ref()) {
            changes.extend(self.board.put(old, None::<&()>));
        }
        if let Some(place) = place {
            changes.extend(self.board.put(place, row.as_ref()));
        }
    }

    fn row(&self, key: &Key, points: &Points) -> Option<ObservationRow> {
        let (subject, measure, series, unit) = key.clone();
        let found = points.summary()?;
        Some(ObservationRow {
            subject,
            country: self.given.get(&found.last.position)?.country.clone(),
            measure,
            series,
            value: found.last.value.to_string(),
            unit,
            on: found.last.on.text.clone(),
            first: found.first.value.to_string(),
            first_on: found.first.on.text.clone(),
            n: points.count(),
            disputed: points.disputed(),
            entries: None,
            periods: None,
            points: Vec::new(),
            subject_name: None,
        })
    }
}
