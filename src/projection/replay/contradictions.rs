//! `contradictions` folded forward: the values for one thing are held against each other again
//! when one of them comes in or changes, and no others. Costs the values for that thing.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::board::Board;
use super::{Arrival, Change, Fold};
use crate::event::Kind;
use crate::facts::scope::Claims;
use crate::facts::{Scope, Standing};
use crate::log::Entry;
use crate::projection::contradictions::{Given, TOLERANCE, pairs, row, value, voices};
use crate::projection::rows::{About, ContradictionRow};

/// Positions of a pair.
type Place = [u64; 2];

/// The state of the fold.
#[derive(Debug)]
pub struct Contradictions<'h> {
    groups: HashMap<About, Vec<Given<'h>>>,
    about: HashMap<u64, About>,
    pairs: HashMap<About, BTreeSet<Place>>,
    /// Numbers of publishers and origins.
    names: HashMap<String, usize>,
    board: Board<Place>,
}

impl Default for Contradictions<'_> {
    fn default() -> Self {
        Contradictions {
            groups: HashMap::new(),
            about: HashMap::new(),
            pairs: HashMap::new(),
            names: HashMap::new(),
            board: Board::new(&[("positions", "positions")]),
        }
    }
}

impl<'h> Fold<'h> for Contradictions<'h> {
    fn take(&mut self, scope: &Scope<'h>, arrival: &Arrival<'h>) -> Vec<Change> {
        let entry = arrival.subject;
        let gives = [Kind::Holding, Kind::YieldMove, Kind::Observation];
        if !gives.contains(&entry.event.kind()) || entry.position > scope.point().known {
            return Vec::new();
        }
        let mut touched = BTreeSet::new();
        if let Some(about) = self.about.remove(&entry.position) {
            if let Some(group) = self.groups.get_mut(&about) {
                group.retain(|one| one.entry.position != entry.position);
            }
            touched.insert(about);
        }
        if let Some((about, given)) = self.given(scope, entry) {
            let group = self.groups.entry(about.clone()).or_default();
            group.push(given);
            touched.insert(about.clone());
            self.about.insert(entry.position, about);
        }
        let mut rows: BTreeMap<Place, Option<ContradictionRow>> = BTreeMap::new();
        for about in touched {
            self.pair(about, &mut rows);
        }
        let rows = rows.into_iter();
        rows.filter_map(|(place, row)| self.board.put(place, row.as_ref()))
            .collect()
    }

    fn write(&self, out: &mut dyn FnMut(&str)) {
        self.board.write(out);
    }
}

impl<'h> Contradictions<'h> {
    fn given(&mut self, scope: &Scope<'h>, entry: &'h Entry) -> Option<(About, Given<'h>)> {
        let known = scope.see(entry);
        let (about, figure, happened, series) = value(&known.event)?;
        if scope.standing(&known, Claims::Always) != Standing::InView {
            return None;
        }
        let given = Given {
            entry,
            figure,
            happened,
            series,
            voices: voices(&known.event, &mut self.names),
            disputed: !known.disputes.is_empty(),
        };
        Some((about, given))
    }

    /// The pairs of what is about one thing; those that are none any more are gone, unless they
    /// are a pair about something else now.
    fn pair(&mut self, about: About, rows: &mut BTreeMap<Place, Option<ContradictionRow>>) {
        for place in self.pairs.remove(&about).unwrap_or_default() {
            rows.entry(place).or_insert(None);
        }
        let Some(group) = self.groups.get_mut(&about) else {
            return;
        };
        let mut places = BTreeSet::new();
        for pair in pairs::apart(group, TOLERANCE) {
            let row = row(&about, &pair, false);
            places.insert(row.positions);
            rows.insert(row.positions, Some(row));
        }
        if group.is_empty() {
            self.groups.remove(&about);
        }
        if !places.is_empty() {
            self.pairs.insert(about, places);
        }
    }
}
