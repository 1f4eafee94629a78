//! `observations` folded forward. Owns which series an entry is in at the moment, and the
//! countries that its party was given; the running summary of a series lies in `points`, what a
//! row says is the view's.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sha2::{Digest as _, Sha256};

use super::board::Board;
use super::points::{Place, Points};
use super::{Arrival, Change, Fold};
use crate::event::Kind;
use crate::facts::scope::Claims;
use crate::facts::{Observation, Scope, Standing};
use crate::log::Entry;
use crate::projection::observations::{self, Figure, Key};

/// What is known of one subject, measure, series and unit.
#[derive(Debug, Default)]
struct Group {
    points: Points,
    /// Countries by the place of the figure whose party names them.
    countries: BTreeMap<Place, String>,
}

/// The state of the fold.
#[derive(Debug)]
pub struct Observations {
    given: HashMap<u64, Figure>,
    groups: HashMap<Key, Group>,
    board: Board<Key>,
}

impl Default for Observations {
    fn default() -> Self {
        let names = &[
            ("subject", "subject"),
            ("measure", "measure"),
            ("series", "series"),
            ("unit", "unit"),
        ];
        Observations {
            given: HashMap::new(),
            groups: HashMap::new(),
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
            if let Some(group) = self.groups.get_mut(&old.key) {
                group.points.take(&old.point);
                group.countries.remove(&old.point.order());
            }
            touched.insert(old.key);
        }
        if let Some(new) = given(scope, entry) {
            let group = self.groups.entry(new.key.clone()).or_default();
            group.points.add(new.point.clone());
            if let Some(country) = &new.subject.country {
                let place = new.point.order();
                group.countries.insert(place, country.clone());
            }
            touched.insert(new.key.clone());
            self.given.insert(entry.position, new);
        }
        let keys = touched.into_iter();
        keys.filter_map(|key| self.settle(key)).collect()
    }

    fn write(&self, out: &mut dyn FnMut(&str)) {
        self.board.write(out);
    }

    fn seal(&mut self) -> Sha256 {
        self.board.seal(Sha256::new(), false)
    }
}

fn given<'h>(scope: &Scope<'h>, entry: &'h Entry) -> Option<Figure> {
    let known = scope.see(entry);
    let seen = scope.standing(&known, Claims::IfAsked) == Standing::InView;
    let fact = Observation::of(&known.event).filter(|_| seen)?;
    let disputed = !known.disputes.is_empty();
    Some(observations::figure(fact, entry.position, disputed))
}

impl Observations {
    fn settle(&mut self, key: Key) -> Option<Change> {
        let group = self.groups.get(&key)?;
        let (n, disputed) = (group.points.count(), group.points.disputed());
        let country = group.countries.values().next_back().cloned();
        let found = group.points.summary();
        let row = found.map(|found| observations::row(&key, country, &found, n, disputed));
        if n == 0 {
            self.groups.remove(&key);
        }
        self.board.put(key, row.as_ref())
    }
}
