//! Views folded forward, entry by entry: what each arrival changes, without folding the rest
//! again. Owns what an arrival touches and the shape of a change; every rule of a view stays in
//! the view's own room, and a test holds each state here against its answer.
//!
//! Each fold keeps its rows by group (a chain of stages, a series, a link) and makes again only
//! those that an arrival touches. What ages with D is made again once for each day on which
//! something was recorded.

pub mod board;
pub mod circles;
pub mod contradictions;
pub mod divestment;
pub mod due;
pub mod ends;
pub mod exits;
pub mod graph;
pub mod group;
pub mod joints;
pub mod observations;
pub mod points;
pub mod rivals;
pub mod sanctions;
pub mod sources;
pub mod stance;
pub mod threats;
pub mod timeline;
pub mod yields;

use std::collections::HashSet;

use serde_json::{Map, Value};
use sha2::Sha256;

use crate::facts::Scope;
use crate::log::Entry;

/// What came in last.
#[derive(Debug, Clone, Copy)]
pub struct Arrival<'h> {
    /// The entry itself.
    pub entry: &'h Entry,
    /// What it bears on: itself, or what the amendment is about in the end.
    pub subject: &'h Entry,
    /// Whether D is another one than before it came.
    pub new_day: bool,
}

impl<'h> Arrival<'h> {
    /// An entry, as seen from a scope that reaches it.
    pub fn new(scope: &Scope<'h>, entry: &'h Entry, new_day: bool) -> Arrival<'h> {
        Arrival {
            entry,
            subject: subject(scope, entry),
            new_day,
        }
    }
}

/// The entry at the end of a chain of amendments (of none: the entry itself).
pub fn subject<'h>(scope: &Scope<'h>, entry: &'h Entry) -> &'h Entry {
    let mut at = entry;
    let mut walked = HashSet::new();
    while at.event.kind().is_amendment() && walked.insert(at.position) {
        let target = at.event.reference("target");
        match target.and_then(|id| scope.history().by_id(id)) {
            Some(target) => at = target,
            None => break,
        }
    }
    at
}

/// A row that is there, gone, or other than before.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The fields that name the row.
    pub key: Map<String, Value>,
    /// The row before; `None` when it is new.
    pub before: Option<Value>,
    /// The row now; `None` when it is gone.
    pub after: Option<Value>,
    /// Only the day moved, not what the row rests on.
    pub aged: bool,
}

impl Change {
    /// `added`, `removed` or `changed`.
    pub fn name(&self) -> &'static str {
        match (&self.before, &self.after) {
            (None, _) => "added",
            (_, None) => "removed",
            _ => "changed",
        }
    }
}

/// A view that is folded forward.
pub trait Fold<'h> {
    /// Takes in the last entry of the scope, which reaches one further than before. Gives the rows
    /// that it changed, in the order of the view.
    fn take(&mut self, scope: &Scope<'h>, arrival: &Arrival<'h>) -> Vec<Change>;

    /// The rows in order as one RFC 8785 text (an array; of the chain `{"edges", "nodes"}`), piece
    /// by piece.
    fn write(&self, out: &mut dyn FnMut(&str));

    /// The SHA-256 of that text, ready to be finished.
    fn seal(&mut self) -> Sha256;
}
