//! `chain` folded forward, the whole graph: every event and every link in view. Owns which
//! links an arrival touches (its own, those of its ends, those on a circle that closes or
//! opens); circles lie in a file of their own.

use std::collections::{BTreeSet, HashMap};

use sha2::{Digest as _, Sha256};

use super::board::Board;
use super::circles::Circles;
use super::ends::Ends;
use super::{Arrival, Change, Fold};
use crate::event::Kind;
use crate::facts::Scope;
use crate::log::Entry;
use crate::projection::catalog::HAPPENINGS;
use crate::projection::chain;
use crate::projection::chain::graph::{self, Arrow};

/// The state of the fold.
#[derive(Debug)]
pub struct Graph {
    /// Links, in view or not, by what they name.
    ends: Ends,
    arrows: HashMap<u64, Arrow>,
    circles: Circles,
    nodes: Board<u64>,
    edges: Board<u64>,
    /// Whether an edge changed since the last seal.
    moved: bool,
}

impl Default for Graph {
    fn default() -> Self {
        Graph {
            ends: Ends::default(),
            arrows: HashMap::new(),
            circles: Circles::default(),
            nodes: Board::new(&[("node", "id")]),
            edges: Board::new(&[("edge", "id")]),
            moved: false,
        }
    }
}

impl<'h> Fold<'h> for Graph {
    fn take(&mut self, scope: &Scope<'h>, arrival: &Arrival<'h>) -> Vec<Change> {
        let entry = arrival.subject;
        if entry.position > scope.point().known {
            return Vec::new();
        }
        let mut changes = Vec::new();
        let mut touched = BTreeSet::new();
        if HAPPENINGS.contains(&entry.event.kind()) {
            let node = chain::is_seen(scope, entry).then(|| chain::node(scope, entry, None));
            changes.extend(self.nodes.put(entry.position, node.as_ref()));
            let leaving = self.ends.leaving(entry.id);
            let near: BTreeSet<u64> = leaving.chain(self.ends.arriving(entry.id)).collect();
            for link in near {
                if let Some(link) = scope.history().at(link) {
                    self.join(scope, link, &mut touched);
                }
            }
        } else if entry.event.kind() == Kind::Link {
            self.ends.put(scope, entry);
            self.join(scope, entry, &mut touched);
        }
        for link in touched {
            let arrow = self.arrows.get(&link);
            let edge = arrow.and_then(|arrow| chain::edge(scope, arrow, self.circles.holds(link)));
            let change = self.edges.put(link, edge.as_ref());
            self.moved |= change.is_some();
            changes.extend(change);
        }
        changes
    }

    fn write(&self, out: &mut dyn FnMut(&str)) {
        out("{\"edges\":");
        self.edges.write(out);
        out(",\"nodes\":");
        self.nodes.write(out);
        out("}");
    }

    fn seal(&mut self) -> Sha256 {
        let moved = std::mem::take(&mut self.moved);
        let edges = Sha256::new_with_prefix("{\"edges\":");
        let hash = self.edges.seal(edges, false);
        let hash = hash.chain_update(",\"nodes\":");
        self.nodes.seal(hash, moved).chain_update("}")
    }
}

impl Graph {
    /// Makes the arrow of a link again.
    fn join(&mut self, scope: &Scope<'_>, link: &Entry, touched: &mut BTreeSet<u64>) {
        touched.insert(link.position);
        let found = graph::alone(scope, link);
        let walked = found.filter(|(arrow, _)| !arrow.impossible && !arrow.broken);
        let ends = walked.map(|(_, ends)| ends);
        touched.extend(self.circles.put(link.position, ends));
        match found {
            Some((arrow, _)) => self.arrows.insert(link.position, arrow),
            None => self.arrows.remove(&link.position),
        };
    }
}
