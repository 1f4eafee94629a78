//! Chains of exit stages as they grow: which stage is the state of which chain, and the nearest
//! amounts before it. A stage at the end of a chain costs nothing but itself; anything else
//! joins its chain again. The rules are those of `stages` and `divestment::chains`.

use std::collections::{BTreeSet, HashMap};

use uuid::Uuid;

use crate::event::Kind;
use crate::facts::scope::Claims;
use crate::facts::{Exit, Scope, Standing};
use crate::log::Entry;
use crate::projection::divestment::chains::{Recorded, State};
use crate::projection::stages;

/// A chain, named by the index of its first stage.
pub type Chain = usize;

/// All stages taken in so far, in order of position.
#[derive(Debug, Default)]
pub struct Exits<'h> {
    stages: Vec<Joined<'h>>,
    places: HashMap<Uuid, usize>,
    followers: HashMap<Uuid, Vec<usize>>,
    /// Depth and index of the state of each chain that has one.
    states: HashMap<Chain, (usize, usize)>,
}

/// A stage in its chain.
#[derive(Debug)]
struct Joined<'h> {
    recorded: Recorded<'h>,
    in_view: bool,
    chain: Chain,
    depth: usize,
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

impl<'h> Exits<'h> {
    /// Takes in a stage as it is known now. Names the chains whose state may be another.
    pub fn take(&mut self, scope: &Scope<'h>, entry: &'h Entry) -> Vec<Chain> {
        if entry.event.kind() != Kind::FundExit || entry.position > scope.point().known {
            return Vec::new();
        }
        let known = scope.see(entry);
        let Some(exit) = Exit::of(&known.event) else {
            return Vec::new();
        };
        let in_view = scope.standing(&known, Claims::IfAsked) == Standing::InView;
        let disputed = !known.disputes.is_empty();
        let recorded = Recorded {
            entry,
            exit,
            disputed,
        };
        let place = self
            .stages
            .binary_search_by_key(&entry.position, |stage| stage.recorded.entry.position);
        match place {
            Ok(place) => self.renew(place, recorded, in_view),
            Err(place) => self.append(place, recorded, in_view),
        }
    }

    /// The state of a chain, how many of the stages it rests on are disputed; `before` holds only
    /// those that give it an amount or a deadline.
    pub fn state(&self, chain: Chain) -> Option<(State<'_, 'h>, u64)> {
        let (_, at) = self.states.get(&chain)?;
        let stage = self.stages.get(*at)?;
        let near = &stage.nearest;
        let mut before: Vec<(usize, usize)> = [near.amount, near.done, near.deadline]
            .into_iter()
            .flatten()
            .filter(|place| place != at)
            .filter_map(|place| Some((self.stages.get(place)?.depth, place)))
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

    fn append(&mut self, place: usize, recorded: Recorded<'h>, in_view: bool) -> Vec<Chain> {
        let id = recorded.entry.id;
        let follows = recorded.exit.follows;
        let first = *self.places.entry(id).or_insert(place) == place;
        let is_last = !first || !self.followers.contains_key(&id) && follows != Some(id);
        if let Some(before) = follows {
            self.followers.entry(before).or_default().push(place);
        }
        self.stages.push(Joined {
            recorded,
            in_view,
            chain: place,
            depth: 0,
            nearest: Nearest::default(),
        });
        if !is_last {
            return self.join(self.component(place));
        }
        let before = follows.and_then(|id| self.places.get(&id).copied());
        let (chain, depth) = match before.and_then(|before| self.stages.get(before)) {
            Some(before) => (before.chain, before.depth + 1),
            None => (place, 0),
        };
        self.settle(place, before, chain, depth);
        vec![chain]
    }

    fn renew(&mut self, place: usize, recorded: Recorded<'h>, in_view: bool) -> Vec<Chain> {
        let mut members = self.component(place);
        let Some(stage) = self.stages.get_mut(place) else {
            return Vec::new();
        };
        let (old, new) = (stage.recorded.exit.follows, recorded.exit.follows);
        stage.recorded = recorded;
        stage.in_view = in_view;
        if old != new {
            if let Some(before) = old
                && let Some(followers) = self.followers.get_mut(&before)
            {
                followers.retain(|follower| *follower != place);
            }
            if let Some(before) = new {
                self.followers.entry(before).or_default().push(place);
            }
            members.extend(self.component(place));
        }
        self.join(members)
    }

    fn before(&self, place: usize) -> Option<usize> {
        let follows = self.stages.get(place)?.recorded.exit.follows?;
        self.places.get(&follows).copied()
    }

    /// All stages that are joined with one, by whatever way.
    fn component(&self, place: usize) -> BTreeSet<usize> {
        let mut members = BTreeSet::from([place]);
        let mut work = vec![place];
        while let Some(place) = work.pop() {
            let id = self.stages.get(place).map(|stage| stage.recorded.entry.id);
            let named = id.filter(|id| self.places.get(id) == Some(&place));
            let after = named.and_then(|id| self.followers.get(&id));
            let near = after.into_iter().flatten().copied();
            for next in near.chain(self.before(place)) {
                if members.insert(next) {
                    work.push(next);
                }
            }
        }
        members
    }

    /// Joins whole components again.
    fn join(&mut self, members: BTreeSet<usize>) -> Vec<Chain> {
        let members: Vec<usize> = members.into_iter().collect();
        let mut chains: BTreeSet<Chain> = BTreeSet::new();
        for place in &members {
            if let Some(stage) = self.stages.get(*place) {
                chains.insert(stage.chain);
            }
        }
        for chain in &chains {
            self.states.remove(chain);
        }
        let local = |place: usize| members.binary_search(&place).ok();
        let follows: Vec<Option<usize>> = members
            .iter()
            .map(|place| self.before(*place).and_then(local))
            .collect();
        let ranked = stages::ranked(&follows);
        let mut order: Vec<usize> = (0..members.len()).collect();
        let depth = |at: &usize| ranked.ranks.get(*at).map(|(_, depth)| *depth);
        order.sort_by_key(depth);
        let place = |at: usize| members.get(at).copied();
        for at in order {
            let before = ranked.follows.get(at).copied().flatten().and_then(place);
            if let (Some((root, depth)), Some(this)) = (ranked.ranks.get(at), place(at))
                && let Some(chain) = place(*root)
            {
                self.settle(this, before, chain, *depth);
                chains.insert(chain);
            }
        }
        chains.into_iter().collect()
    }

    /// Gives a stage its place in a chain, the stage before it having its own.
    fn settle(&mut self, place: usize, before: Option<usize>, chain: Chain, depth: usize) {
        let above = before.and_then(|before| self.stages.get(before));
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
            let best = self.states.entry(chain).or_insert((depth, place));
            *best = (*best).max((depth, place));
        }
        stage.chain = chain;
        stage.depth = depth;
        stage.nearest = nearest;
    }
}
