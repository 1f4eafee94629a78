//! `divestment` folded forward, one row a holder. Owns which rows an arrival or a new day
//! touches; chains lie in `exits`, the sums of a row in `group`.

use std::collections::{BTreeSet, HashMap};

use sha2::{Digest as _, Sha256};

use super::board::Board;
use super::due::Due;
use super::exits::{Chain, Exits};
use super::group::{Group, Piece};
use super::{Arrival, Change, Fold};
use crate::event::Kind;
use crate::event::when::Instant;
use crate::facts::scope::Claims;
use crate::facts::{Level, Scope, Standing};
use crate::log::Entry;
use crate::projection::band::Range;
use crate::projection::divestment::RowKey;
use crate::projection::divestment::levels::Held;

/// The fields of a key.
const NAMES: &[(&str, &str)] = &[
    ("country", "country"),
    ("holder", "holder"),
    ("asset", "asset"),
    ("issuer", "issuer"),
    ("currency", "currency"),
];

/// The state of the fold.
#[derive(Debug)]
pub struct Divestment {
    exits: Exits,
    pieces: HashMap<Chain, Vec<Piece>>,
    held: HashMap<u64, Held>,
    groups: HashMap<RowKey, Group>,
    /// Chains that D may yet find overdue, by deadline.
    deadlines: Due<Chain>,
    board: Board<RowKey>,
}

impl Default for Divestment {
    fn default() -> Self {
        Divestment {
            exits: Exits::default(),
            pieces: HashMap::new(),
            held: HashMap::new(),
            groups: HashMap::new(),
            deadlines: Due::default(),
            board: Board::new(NAMES),
        }
    }
}

impl<'h> Fold<'h> for Divestment {
    fn take(&mut self, scope: &Scope<'h>, arrival: &Arrival<'h>) -> Vec<Change> {
        let mut touched = BTreeSet::new();
        match arrival.subject.event.kind() {
            Kind::FundExit => {
                for chain in self.exits.take(scope, arrival.subject) {
                    self.share(chain, scope.horizon(), &mut touched);
                }
            }
            Kind::Holding => self.hold(scope, arrival.subject, &mut touched),
            _ => {}
        }
        let mut aged = BTreeSet::new();
        while let Some(chain) = self.deadlines.passed(scope.horizon()) {
            self.share(chain, scope.horizon(), &mut aged);
        }
        let mut changes = Vec::new();
        for key in touched.union(&aged) {
            if let Some(change) = self.settle(key) {
                let aged = !touched.contains(key);
                changes.push(Change { aged, ..change });
            }
        }
        changes
    }

    fn write(&self, out: &mut dyn FnMut(&str)) {
        self.board.write(out);
    }

    fn seal(&mut self) -> Sha256 {
        self.board.seal(Sha256::new(), false)
    }
}

impl Divestment {
    /// Puts what a chain contributes in the place of what it contributed.
    fn share(&mut self, chain: Chain, horizon: Instant, touched: &mut BTreeSet<RowKey>) {
        for piece in self.pieces.remove(&chain).into_iter().flatten() {
            if let Some(group) = self.groups.get_mut(&piece.key) {
                group.remove(&piece);
            }
            touched.insert(piece.key);
        }
        let Some((state, disputed)) = self.exits.state(chain) else {
            return;
        };
        if let Some(deadline) = state.deadline()
            && deadline.latest >= horizon
        {
            self.deadlines.put(deadline.latest, chain);
        }
        let shares = state.shares(horizon).into_iter().enumerate();
        let pieces: Vec<Piece> = shares
            .map(|(nth, share)| Piece {
                key: share.key,
                of: (chain, nth),
                pending: share.pending.unwrap_or(Range::ZERO),
                executed: share.executed,
                unquantified: share.unquantified,
                overdue: share.overdue,
                happened: share.happened,
                disputed,
            })
            .collect();
        for piece in &pieces {
            touched.insert(piece.key.clone());
            let group = self.groups.entry(piece.key.clone()).or_default();
            group.add(piece);
        }
        self.pieces.insert(chain, pieces);
    }

    fn hold(&mut self, scope: &Scope<'_>, entry: &Entry, touched: &mut BTreeSet<RowKey>) {
        if entry.position > scope.point().known {
            return;
        }
        if let Some(old) = self.held.remove(&entry.position) {
            let key = old.key();
            if let Some(group) = self.groups.get_mut(&key) {
                group.release(&old);
            }
            touched.insert(key);
        }
        let known = scope.see(entry);
        let level = Level::of(&known.event);
        let Some(level) = level else { return };
        if scope.standing(&known, Claims::IfAsked) != Standing::InView {
            return;
        }
        let held = Held {
            position: entry.position,
            level,
            disputed: !known.disputes.is_empty(),
        };
        let key = held.key();
        self.groups.entry(key.clone()).or_default().hold(&held);
        touched.insert(key);
        self.held.insert(entry.position, held);
    }

    fn settle(&mut self, key: &RowKey) -> Option<Change> {
        if self.groups.get(key).is_some_and(Group::is_empty) {
            self.groups.remove(key);
        }
        let row = self.groups.get(key).map(|group| group.row(key, &self.held));
        self.board.put(key.clone(), row.as_ref())
    }
}
