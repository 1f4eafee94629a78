//! `yields` folded forward. Owns which bond and series an entry is in at the moment; the running
//! summary of a series lies in `points`, what a row says is the view's.

use std::collections::{BTreeSet, HashMap};

use sha2::{Digest as _, Sha256};

use super::board::Board;
use super::points::Points;
use super::{Arrival, Change, Fold};
use crate::event::Kind;
use crate::facts::scope::Claims;
use crate::facts::{Scope, Standing, YieldMove};
use crate::log::Entry;
use crate::projection::yields::{self, Given, Key};

/// What is known of one bond and series.
#[derive(Debug, Default)]
struct Group {
    levels: Points,
    /// Records without a figure: how many, and how many of them are disputed.
    records: [u64; 2],
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
                group.take(&old);
            }
            touched.insert(key);
        }
        if let Some((key, new)) = given(scope, entry) {
            self.groups.entry(key.clone()).or_default().add(&new);
            touched.insert(key.clone());
            self.given.insert(entry.position, (key, new));
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

fn given<'h>(scope: &Scope<'h>, entry: &'h Entry) -> Option<(Key, Given)> {
    let known = scope.see(entry);
    if scope.standing(&known, Claims::IfAsked) != Standing::InView {
        return None;
    }
    let fact = YieldMove::of(&known.event)?;
    yields::given(fact, entry.position, !known.disputes.is_empty())
}

impl Yields {
    fn settle(&mut self, key: Key) -> Option<Change> {
        if self.groups.get(&key).is_some_and(Group::is_empty) {
            self.groups.remove(&key);
        }
        let row = self.groups.get(&key).map(|group| {
            let found = group.levels.summary();
            let disputed = match found {
                Some(_) => group.levels.disputed(),
                None => group.records[1],
            };
            yields::row(&key, found.as_ref(), group.levels.count(), disputed)
        });
        self.board.put(key, row.as_ref())
    }
}

impl Group {
    fn is_empty(&self) -> bool {
        self.levels.count() == 0 && self.records[0] == 0
    }

    fn add(&mut self, given: &Given) {
        match given {
            Given::Level(point) => self.levels.add(point.clone()),
            Given::Record(record) => {
                let [all, disputed] = &mut self.records;
                *all += 1;
                *disputed += u64::from(record.disputed);
            }
        }
    }

    fn take(&mut self, given: &Given) {
        match given {
            Given::Level(point) => self.levels.take(point),
            Given::Record(record) => {
                let [all, disputed] = &mut self.records;
                *all = all.saturating_sub(1);
                *disputed = disputed.saturating_sub(u64::from(record.disputed));
            }
        }
    }
}
