//! What an entry rests on, for an audit of single entries: the stages before it, the ends of a
//! link, the target of an amendment. Owns which findings concern an entry; finds none.

use std::collections::BTreeSet;

use super::super::catalog::HAPPENINGS;
use crate::facts::Scope;
use crate::log::Entry;

/// The entries asked about, and what they rest on.
pub(super) struct Reach {
    everything: bool,
    own: BTreeSet<u64>,
    rests: BTreeSet<u64>,
}

impl Reach {
    /// Of some entries; of none, everything.
    pub(super) fn of<'h>(scope: &Scope<'h>, about: &[&'h Entry]) -> Reach {
        let mut rests: BTreeSet<u64> = BTreeSet::new();
        let mut work: Vec<&Entry> = about.to_vec();
        while let Some(entry) = work.pop() {
            if rests.insert(entry.position) {
                work.extend(below(scope, entry));
            }
        }
        Reach {
            everything: about.is_empty(),
            own: about.iter().map(|entry| entry.position).collect(),
            rests,
        }
    }

    /// Whether a finding concerns one of them: it is about something that they rest on, or it
    /// rests on one of them itself.
    pub(super) fn takes(&self, about: u64, beside: &[u64], entries: &[u64]) -> bool {
        self.everything
            || self.rests.contains(&about)
            || beside.iter().any(|at| self.rests.contains(at))
            || entries.iter().any(|at| self.own.contains(at))
    }
}

/// What an entry rests on at once.
fn below<'h>(scope: &Scope<'h>, entry: &'h Entry) -> Vec<&'h Entry> {
    let event = scope.see(entry).event;
    let fields: &[&str] = match event.kind() {
        kind if kind.is_amendment() => &["target"],
        kind if HAPPENINGS.contains(&kind) => &["follows"],
        _ => &["cause", "effect"],
    };
    let ids = fields.iter().filter_map(|field| event.reference(field));
    ids.filter_map(|id| scope.find(id)).collect()
}
