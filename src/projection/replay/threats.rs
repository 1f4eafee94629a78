//! `threats` folded forward. Owns which threats an arrival touches: itself, those that a link
//! starts from, those of whose links it is the effect, and those whose time runs out with D.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::board::Board;
use super::ends::Ends;
use super::{Arrival, Change, Fold};
use crate::event::Kind;
use crate::event::when::Instant;
use crate::facts::{Scope, Threat};
use crate::projection::threats;

/// The state of the fold.
#[derive(Debug)]
pub struct Threats {
    ends: Ends,
    /// Threats that D may yet find expired, by their last instant.
    untils: BTreeMap<Instant, Vec<u64>>,
    board: Board<u64>,
}

impl Default for Threats {
    fn default() -> Self {
        Threats {
            ends: Ends::default(),
            untils: BTreeMap::new(),
            board: Board::new(&[("position", "position"), ("id", "id")]),
        }
    }
}

impl<'h> Fold<'h> for Threats {
    fn take(&mut self, scope: &Scope<'h>, arrival: &Arrival<'h>) -> Vec<Change> {
        let entry = arrival.subject;
        let mut events: Vec<Uuid> = Vec::new();
        if entry.position <= scope.point().known {
            if entry.event.kind() == Kind::Link {
                let named = self.ends.put(scope, entry);
                events.extend(named.into_iter().flatten().map(|[cause, _]| cause));
            } else {
                let links = self.ends.arriving(entry.id);
                events.extend(links.filter_map(|link| Some(self.ends.of(link)?[0])));
                events.push(entry.id);
            }
        }
        let found = events.into_iter().filter_map(|id| scope.find(id));
        let touched: BTreeSet<u64> = found.map(|event| event.position).collect();
        let mut aged = BTreeSet::new();
        while let Some(due) = self.untils.first_entry() {
            if *due.key() >= scope.horizon() {
                break;
            }
            aged.extend(due.remove());
        }
        let mut changes = Vec::new();
        for position in touched.union(&aged) {
            if let Some(change) = self.settle(scope, *position) {
                let aged = !touched.contains(position);
                changes.push(Change { aged, ..change });
            }
        }
        changes
    }

    fn write(&self, out: &mut dyn FnMut(&str)) {
        self.board.write(out);
    }
}

impl Threats {
    fn settle<'h>(&mut self, scope: &Scope<'h>, position: u64) -> Option<Change> {
        let entry = scope.history().at(position)?;
        let threat = Threat::of(&scope.see(entry).event)?;
        if let Some(until) = threat.until
            && until.latest >= scope.horizon()
        {
            let due = self.untils.entry(until.latest).or_default();
            due.push(position);
        }
        let links = self.ends.leaving(entry.id);
        let links = links.filter_map(|link| scope.history().at(link));
        let row = threats::alone(scope, entry, links);
        self.board.put(position, row.as_ref())
    }
}
