//! Links by the events that they name, as known, whether in view or not: so that an event that
//! comes in or changes finds the links that rest on it. Judges none of them.

use std::collections::{BTreeSet, HashMap};

use uuid::Uuid;

use crate::facts::{Edge, Scope};
use crate::log::Entry;

/// Positions of links, by what they name.
#[derive(Debug, Default)]
pub struct Ends {
    by_cause: HashMap<Uuid, BTreeSet<u64>>,
    by_effect: HashMap<Uuid, BTreeSet<u64>>,
    named: HashMap<u64, [Uuid; 2]>,
}

impl Ends {
    /// Keeps a link beside what it names now.
    pub fn put<'h>(&mut self, scope: &Scope<'h>, link: &'h Entry) {
        let edge = Edge::of(&scope.see(link).event);
        let new = edge.map(|edge| [edge.cause, edge.effect]);
        let old = match new {
            Some(ends) => self.named.insert(link.position, ends),
            None => self.named.remove(&link.position),
        };
        if let Some([cause, effect]) = old {
            take(&mut self.by_cause, cause, link.position);
            take(&mut self.by_effect, effect, link.position);
        }
        if let Some([cause, effect]) = new {
            let from = self.by_cause.entry(cause).or_default();
            from.insert(link.position);
            let to = self.by_effect.entry(effect).or_default();
            to.insert(link.position);
        }
    }

    /// The links whose cause an event is.
    pub fn leaving(&self, event: Uuid) -> impl Iterator<Item = u64> {
        self.by_cause.get(&event).into_iter().flatten().copied()
    }

    /// The links whose effect an event is.
    pub fn arriving(&self, event: Uuid) -> impl Iterator<Item = u64> {
        self.by_effect.get(&event).into_iter().flatten().copied()
    }
}

fn take(links: &mut HashMap<Uuid, BTreeSet<u64>>, event: Uuid, link: u64) {
    if let Some(links) = links.get_mut(&event) {
        links.remove(&link);
    }
}
