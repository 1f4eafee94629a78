//! `sanctions` folded forward: a chain of stages is made again as a whole when one of its stages
//! comes in, changes, takes effect, or runs out with D. The rules are those of the view.

use std::collections::{BTreeMap, BTreeSet};

use super::board::Board;
use super::joints::Joints;
use super::{Arrival, Change, Fold};
use crate::event::Kind;
use crate::event::when::Instant;
use crate::facts::scope::Claims;
use crate::facts::{Sanction, Scope, Standing};
use crate::log::Entry;
use crate::projection::sanctions::{self, Stage};
use crate::projection::stages;

/// The state of the fold.
#[derive(Debug)]
pub struct Sanctions<'h> {
    stages: Vec<Stage<'h>>,
    in_view: Vec<bool>,
    joints: Joints,
    /// Stages by the first instant of D at which they say something else.
    due: BTreeMap<Instant, Vec<usize>>,
    board: Board<u64>,
}

impl Default for Sanctions<'_> {
    fn default() -> Self {
        Sanctions {
            stages: Vec::new(),
            in_view: Vec::new(),
            joints: Joints::default(),
            due: BTreeMap::new(),
            board: Board::new(&[("position", "position"), ("id", "id")]),
        }
    }
}

impl<'h> Fold<'h> for Sanctions<'h> {
    fn take(&mut self, scope: &Scope<'h>, arrival: &Arrival<'h>) -> Vec<Change> {
        let touched = self.learn(scope, arrival.subject);
        let mut all = touched.clone();
        while let Some(due) = self.due.first_entry() {
            if *due.key() > scope.horizon() {
                break;
            }
            for place in due.remove() {
                all.extend(self.joints.component(place));
            }
        }
        let mut rows = BTreeMap::new();
        while let Some(place) = all.first().copied() {
            let members = self.joints.component(place);
            all.retain(|place| !members.contains(place));
            let aged = members.is_disjoint(&touched);
            self.chain(scope, members, aged, &mut rows);
        }
        let rows = rows.into_iter().filter_map(|(position, (aged, row))| {
            let change = self.board.put(position, row.as_ref())?;
            Some(Change { aged, ..change })
        });
        rows.collect()
    }

    fn write(&self, out: &mut dyn FnMut(&str)) {
        self.board.write(out);
    }
}

/// Rows by position, each with whether only the day moved it.
type Rows = BTreeMap<u64, (bool, Option<crate::projection::rows::SanctionRow>)>;

impl<'h> Sanctions<'h> {
    /// Takes in a stage as it is known now. Gives the places of all that it touches.
    fn learn(&mut self, scope: &Scope<'h>, entry: &'h Entry) -> BTreeSet<usize> {
        if entry.event.kind() != Kind::Sanction || entry.position > scope.point().known {
            return BTreeSet::new();
        }
        let known = scope.see(entry);
        let Some(sanction) = Sanction::of(&known.event) else {
            return BTreeSet::new();
        };
        let follows = sanction.follows;
        let seen = scope.standing(&known, Claims::IfAsked) == Standing::InView;
        let stage = Stage {
            entry,
            in_effect: false,
            disputed: !known.disputes.is_empty(),
            sanction,
        };
        let by_position = |stage: &Stage<'_>| stage.entry.position;
        let found = self
            .stages
            .binary_search_by_key(&entry.position, by_position);
        let place = found.unwrap_or_else(|place| place);
        self.expect(&stage.sanction, place, scope.horizon());
        if let (Some(old), Some(view)) = (self.stages.get_mut(place), self.in_view.get_mut(place)) {
            *old = stage;
            *view = seen;
            return self.joints.refollow(place, follows);
        }
        self.joints.push(entry.id, follows);
        self.stages.push(stage);
        self.in_view.push(seen);
        self.joints.component(place)
    }

    /// Notes when a stage takes effect, and when it has expired.
    fn expect(&mut self, sanction: &Sanction, place: usize, horizon: Instant) {
        let expired = sanction.expires.as_ref();
        let expired = expired.map(|expires| Instant(expires.latest.0.saturating_add(1)));
        for from in [Some(sanction.from.latest), expired].into_iter().flatten() {
            if from > horizon {
                self.due.entry(from).or_default().push(place);
            }
        }
    }

    /// The row of a chain, or that none of its stages has one.
    fn chain(&mut self, scope: &Scope<'h>, members: BTreeSet<usize>, aged: bool, rows: &mut Rows) {
        let members: Vec<usize> = members.into_iter().collect();
        let seen = |place: &usize| self.in_view.get(*place) == Some(&true);
        let in_view: Vec<bool> = members.iter().map(seen).collect();
        let mut in_effect = in_view.clone();
        for (place, in_effect) in members.iter().zip(&mut in_effect) {
            if let Some(stage) = self.stages.get_mut(*place) {
                *in_effect &= stage.sanction.from.latest <= scope.horizon();
                stage.in_effect = *in_effect;
                rows.insert(stage.entry.position, (aged, None));
            }
        }
        let follows = self.joints.follows(&members);
        for chain in stages::chains_in_effect(&follows, &in_view, &in_effect) {
            let up = [chain.state].into_iter().chain(chain.before);
            let places = up.filter_map(|at| members.get(at));
            let up: Vec<&Stage<'_>> = places.filter_map(|place| self.stages.get(*place)).collect();
            if let Some(row) = sanctions::row(scope, &up, false) {
                rows.insert(row.position, (aged, Some(row)));
            }
        }
    }
}
