//! `chain` folded forward, the whole graph: every event and every link in view. Owns which
//! links an arrival touches (its own, those of its ends, those on a circle that closes or
//! opens); circles lie in a file of their own.

use std::collections::{BTreeSet, HashMap};

use uuid::Uuid;

use super::board::Board;
use super::circles::Circles;
use super::{Arrival, Change, Fold};
use crate::event::Kind;
use crate::facts::{self, Scope};
use crate::log::Entry;
use crate::projection::catalog::HAPPENINGS;
use crate::projection::chain;
use crate::projection::chain::graph::{self, Arrow};

/// The state of the fold.
#[derive(Debug)]
pub struct Graph {
    /// Links, in view or not, by each event that they name.
    near: HashMap<Uuid, BTreeSet<u64>>,
    /// What each link names.
    ends: HashMap<u64, [Uuid; 2]>,
    arrows: HashMap<u64, Arrow>,
    circles: Circles,
    nodes: Board<u64>,
    edges: Board<u64>,
}

impl Default for Graph {
    fn default() -> Self {
        Graph {
            near: HashMap::new(),
            ends: HashMap::new(),
            arrows: HashMap::new(),
            circles: Circles::default(),
            nodes: Board::new(&[("node", "id")]),
            edges: Board::new(&[("edge", "id")]),
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
            for link in self.near.get(&entry.id).cloned().unwrap_or_default() {
                if let Some(link) = scope.history().at(link) {
                    self.join(scope, link, &mut touched);
                }
            }
        } else if entry.event.kind() == Kind::Link {
            self.name_ends(scope, entry);
            self.join(scope, entry, &mut touched);
        }
        for link in touched {
            let arrow = self.arrows.get(&link);
            let edge = arrow.and_then(|arrow| chain::edge(scope, arrow, self.circles.holds(link)));
            changes.extend(self.edges.put(link, edge.as_ref()));
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
}

impl Graph {
    /// Keeps a link beside the events that it names now.
    fn name_ends(&mut self, scope: &Scope<'_>, link: &Entry) {
        for end in self.ends.remove(&link.position).into_iter().flatten() {
            if let Some(links) = self.near.get_mut(&end) {
                links.remove(&link.position);
            }
        }
        if let Some(edge) = facts::Edge::of(&scope.see(link).event) {
            let ends = [edge.cause, edge.effect];
            for end in ends {
                self.near.entry(end).or_default().insert(link.position);
            }
            self.ends.insert(link.position, ends);
        }
    }

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
