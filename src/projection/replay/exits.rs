//! Chains of exit stages as they grow: which stage is the state of which chain, and the nearest
//! amounts before it. What has to be looked at again lies in `joints`; the rules are those of
//! `stages` and `divestment::chains`.

use std::collections::{BTreeSet, HashMap};

use super::joints::Joints;
use crate::event::Kind;
use crate::facts::scope::Claims;
use crate::facts::{Exit, Scope, Standing};
use crate::log::Entry;
use crate::projection::divestment::chains::{Recorded, State};

pub use super::joints::Chain;

/// All stages taken in so far, in order of position.
#[derive(Debug, Default)]
pub struct Exits {
    stages: Vec<Joined>,
    joints: Joints,
    /// Depth and place of the stages in view of each chain: the last is its state.
    in_view: HashMap<Chain, BTreeSet<(usize, usize)>>,
}

/// A stage in its chain.
#[derive(Debug)]
struct Joined {
    recorded: Recorded,
    in_view: bool,
    /// Chain and depth under which it was last put.
    rank: Option<(Chain, usize)>,
    nearest: Nearest,
}

/// The nearest stages in view that say something, this one first; and how many are disputed.
#[derive(Debug, Clone, Copy, Default)]
struct Nearest {
    amount: Option<usize>,
    done: Option<usize>,
    deadline: Option<usize>,
    disputed: u64,
}

impl Exits {
    /// Takes in a stage as it is known now. Names the chains whose state may be another.
    pub fn take(&mut self, scope: &Scope<'_>, entry: &Entry) -> BTreeSet<Chain> {
        if entry.event.kind() != Kind::FundExit || entry.position > scope.point().known {
            return BTreeSet::new();
        }
        let known = scope.see(entry);
        let Some(exit) = Exit::of(&known.event) else {
            return BTreeSet::new();
        };
        let in_view = scope.standing(&known, Claims::IfAsked) == Standing::InView;
        let (follows, disputed) = (exit.follows, !known.disputes.is_empty());
        let recorded = Recorded {
            position: entry.position,
            id: entry.id.as_u128(),
            exit,
            disputed,
        };
        let place = self
            .stages
            .partition_point(|stage| stage.recorded.position < entry.position);
        let again = match self.stages.get_mut(place) {
            Some(stage) => {
                stage.recorded = recorded;
                stage.in_view = in_view;
                self.joints.renew(place, follows)
            }
            None => {
                self.stages.push(Joined {
                    recorded,
                    in_view,
                    rank: None,
                    nearest: Nearest::default(),
                });
                self.joints.push(entry.id, follows)
            }
        };
        let mut chains = BTreeSet::new();
        for place in again {
            self.settle(place, &mut chains);
        }
        chains
    }

    /// The state of a chain, how many of the stages it rests on are disputed; `before` holds only
    /// those that give it an amount or a deadline.
    pub fn state(&self, chain: Chain) -> Option<(State<'_>, u64)> {
        let (_, at) = self.in_view.get(&chain)?.last()?;
        let stage = self.stages.get(*at)?;
        let near = &stage.nearest;
        let mut before: Vec<(usize, usize)> = [near.amount, near.done, near.deadline]
            .into_iter()
            .flatten()
            .filter(|place| place != at)
            .filter_map(|place| Some((self.joints.rank(place)?.1, place)))
            .collect();
        before.sort_unstable_by(|one, two| two.cmp(one));
        before.dedup();
        let before = before.iter();
        let state = State {
            at: &stage.recorded,
            before: before
                .filter_map(|(_, place)| Some(&self.stages.get(*place)?.recorded))
                .collect(),
        };
        Some((state, near.disputed))
    }

    /// Puts a stage where it stands now, the stage before it having been put already.
    fn settle(&mut self, place: usize, chains: &mut BTreeSet<Chain>) {
        let rank = self.joints.rank(place);
        let above = self.joints.before(place);
        let above = above.and_then(|before| self.stages.get(before));
        let mut nearest = above.map_or_else(Nearest::default, |stage| stage.nearest);
        let Some(stage) = self.stages.get_mut(place) else {
            return;
        };
        if stage.in_view {
            let exit = &stage.recorded.exit;
            let here = |said: bool, above: Option<usize>| if said { Some(place) } else { above };
            nearest = Nearest {
                amount: here(exit.amount.is_some(), nearest.amount),
                done: here(exit.done.is_some(), nearest.done),
                deadline: here(exit.deadline.is_some(), nearest.deadline),
                disputed: nearest.disputed + u64::from(stage.recorded.disputed),
            };
        }
        stage.nearest = nearest;
        let in_view = stage.in_view;
        if let Some((chain, depth)) = std::mem::replace(&mut stage.rank, rank) {
            chains.insert(chain);
            if let Some(states) = self.in_view.get_mut(&chain) {
                states.remove(&(depth, place));
            }
        }
        if let Some((chain, depth)) = rank {
            chains.insert(chain);
            if in_view {
                let states = self.in_view.entry(chain).or_default();
                states.insert((depth, place));
            }
        }
    }
}
