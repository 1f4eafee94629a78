//! `sanctions` folded forward: each stage knows the nearest stages that it takes something over
//! from, so that one at the end of a chain costs nothing but itself. Owns when D makes a stage
//! take effect or a measure run out; what a row says is the view's.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sha2::{Digest as _, Sha256};

use super::board::Board;
use super::due::Due;
use super::joints::{Chain, Joints};
use super::{Arrival, Change, Fold};
use crate::event::Kind;
use crate::facts::sanction::Action;
use crate::facts::scope::Claims;
use crate::facts::{Sanction, Scope, Standing};
use crate::log::Entry;
use crate::projection::rows::SanctionRow;
use crate::projection::sanctions::{self, Stage};

/// The state of the fold.
#[derive(Debug)]
pub struct Sanctions {
    stages: Vec<Joined>,
    joints: Joints,
    /// Depth and place of the stages in effect of each chain: the last is its state.
    in_effect: HashMap<Chain, BTreeSet<(usize, usize)>>,
    /// The position at which each chain has its row.
    shown: HashMap<Chain, u64>,
    /// Stages that D has yet to reach, by the instant from which they are in effect.
    effective: Due<usize>,
    /// Stages whose last instant D has yet to pass.
    expiring: Due<usize>,
    board: Board<u64>,
}

/// A stage in its chain.
#[derive(Debug)]
struct Joined {
    stage: Stage,
    in_view: bool,
    /// Chain and depth under which it was last put.
    rank: Option<(Chain, usize)>,
    near: Near,
}

/// Places of the nearest stages in view, this one first: those that say something (not across
/// one that ended it), the one that ended it, the first in force; and how many are disputed.
#[derive(Debug, Clone, Copy, Default)]
struct Near {
    program: Option<usize>,
    expires: Option<usize>,
    entities: Option<usize>,
    against: Option<usize>,
    ended: Option<usize>,
    since: Option<usize>,
    disputed: u64,
}

impl Default for Sanctions {
    fn default() -> Self {
        Sanctions {
            stages: Vec::new(),
            joints: Joints::default(),
            in_effect: HashMap::new(),
            shown: HashMap::new(),
            effective: Due::default(),
            expiring: Due::default(),
            board: Board::new(&[("position", "position"), ("id", "id")]),
        }
    }
}

impl<'h> Fold<'h> for Sanctions {
    fn take(&mut self, scope: &Scope<'h>, arrival: &Arrival<'h>) -> Vec<Change> {
        let mut touched = BTreeSet::new();
        for place in self.learn(scope, arrival.subject) {
            self.settle(scope, place, &mut touched);
        }
        let mut all = touched.clone();
        while let Some(place) = self.effective.reached(scope.horizon()) {
            for after in self.joints.after(place) {
                self.settle(scope, after, &mut all);
            }
        }
        while let Some(place) = self.expiring.passed(scope.horizon()) {
            all.extend(self.joints.rank(place).map(|(chain, _)| chain));
        }
        let mut rows: BTreeMap<u64, (bool, Option<SanctionRow>)> = BTreeMap::new();
        for chain in &all {
            if let Some(position) = self.shown.remove(chain) {
                rows.insert(position, (!touched.contains(chain), None));
            }
        }
        for chain in all {
            if let Some(row) = self.row(scope, chain) {
                self.shown.insert(chain, row.position);
                let was = rows.get(&row.position).map(|(aged, _)| *aged);
                let aged = !touched.contains(&chain) && was.unwrap_or(true);
                rows.insert(row.position, (aged, Some(row)));
            }
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

    fn seal(&mut self) -> Sha256 {
        self.board.seal(Sha256::new(), false)
    }
}

impl Sanctions {
    /// Takes in a stage as it is known now. Gives the places to look at again.
    fn learn(&mut self, scope: &Scope<'_>, entry: &Entry) -> Vec<usize> {
        if entry.event.kind() != Kind::Sanction || entry.position > scope.point().known {
            return Vec::new();
        }
        let known = scope.see(entry);
        let Some(sanction) = Sanction::of(&known.event) else {
            return Vec::new();
        };
        let follows = sanction.follows;
        let in_view = scope.standing(&known, Claims::IfAsked) == Standing::InView;
        let stage = Stage {
            position: entry.position,
            id: entry.id.as_u128(),
            sanction,
            disputed: !known.disputes.is_empty(),
            in_effect: false,
        };
        let place = self
            .stages
            .partition_point(|joined| joined.stage.position < entry.position);
        match self.stages.get_mut(place) {
            Some(joined) => {
                joined.stage = stage;
                joined.in_view = in_view;
                self.joints.renew(place, follows)
            }
            None => {
                self.stages.push(Joined {
                    stage,
                    in_view,
                    rank: None,
                    near: Near::default(),
                });
                self.joints.push(entry.id, follows)
            }
        }
    }

    /// Puts a stage where it stands now, the stage before it having been put already.
    fn settle(&mut self, scope: &Scope<'_>, place: usize, chains: &mut BTreeSet<Chain>) {
        let rank = self.joints.rank(place);
        let above = self.joints.before(place);
        let above = above.and_then(|before| self.stages.get(before));
        let above = above.map_or_else(Near::default, |joined| joined.near);
        let Some(joined) = self.stages.get_mut(place) else {
            return;
        };
        let from = joined.stage.sanction.from.latest;
        joined.stage.in_effect = joined.in_view && from <= scope.horizon();
        joined.near = joined.near_after(above, place);
        let in_effect = joined.stage.in_effect;
        if joined.in_view && !in_effect {
            self.effective.put(from, place);
        }
        if let Some(expires) = &joined.stage.sanction.expires
            && joined.in_view
            && expires.latest >= scope.horizon()
        {
            self.expiring.put(expires.latest, place);
        }
        if let Some((chain, depth)) = std::mem::replace(&mut joined.rank, rank) {
            chains.insert(chain);
            if let Some(states) = self.in_effect.get_mut(&chain) {
                states.remove(&(depth, place));
            }
        }
        if let Some((chain, depth)) = rank {
            chains.insert(chain);
            if in_effect {
                let states = self.in_effect.entry(chain).or_default();
                states.insert((depth, place));
            }
        }
    }

    /// The row of a chain: of its stages only those are looked at that the row takes something from.
    fn row(&self, scope: &Scope<'_>, chain: Chain) -> Option<SanctionRow> {
        let (_, state) = self.in_effect.get(&chain)?.last()?;
        let near = self.stages.get(*state)?.near;
        let sayers = [near.program, near.expires, near.entities, near.against];
        let others = [Some(*state), near.ended, near.since];
        let mut places: Vec<(usize, usize)> = sayers
            .into_iter()
            .chain(others)
            .flatten()
            .filter_map(|place| Some((self.joints.rank(place)?.1, place)))
            .collect();
        places.sort_unstable_by(|one, other| other.cmp(one));
        places.dedup();
        let stage = |(_, place): &(usize, usize)| Some(&self.stages.get(*place)?.stage);
        let up: Vec<&Stage> = places.iter().filter_map(stage).collect();
        let row = sanctions::row(scope, &up, false)?;
        Some(SanctionRow {
            disputed: near.disputed,
            ..row
        })
    }
}

impl Joined {
    /// The nearest stages as of this one, given those as of the stage before it.
    fn near_after(&self, above: Near, place: usize) -> Near {
        if !self.in_view {
            return above;
        }
        let stage = &self.stage;
        let sanction = &stage.sanction;
        let ends = sanction.action == Action::Ended;
        let here = |said: bool, above: Option<usize>| match (ends, said) {
            (true, _) => None,
            (false, true) => Some(place),
            (false, false) => above,
        };
        let since = match (stage.in_effect, sanction.action) {
            (true, Action::Ended) => None,
            (true, Action::InForce) => above.since.or(Some(place)),
            _ => above.since,
        };
        Near {
            program: here(sanction.program.is_some(), above.program),
            expires: here(sanction.expires.is_some(), above.expires),
            entities: here(!sanction.entities.is_empty(), above.entities),
            against: here(!sanction.against.is_empty(), above.against),
            ended: if ends { Some(place) } else { above.ended },
            since,
            disputed: above.disputed + u64::from(stage.disputed),
        }
    }
}
