//! The exits of a scope, joined into chains: which stage is the state of each, and what the chain
//! says there. Owns no rule: how stages join lies in `stages`, the arithmetic in `terms`.

use super::terms::{Figure, Terms};
use crate::facts::Scope;
use crate::facts::book::{Book, Name};
use crate::facts::compact::{ExitRow, Money, Span};
use crate::projection::band::Range;
use crate::projection::stages;
use crate::projection::tally::Tally;

/// All recorded exit stages within `known`, joined.
#[derive(Debug, Default)]
pub struct Exits {
    stages: Vec<ExitRow>,
    chains: Vec<stages::Chain>,
}

/// The state of one chain: its furthest stage in view, and those in view before it.
#[derive(Debug, Clone, Copy)]
pub struct State<'a> {
    /// The furthest stage in view.
    pub at: &'a ExitRow,
    exits: &'a Exits,
    chain: &'a stages::Chain,
}

impl Exits {
    /// Reads the exits of a scope; what the clocks leave out is tallied.
    pub fn read(scope: &Scope<'_>, book: &mut Book, tally: &mut Tally) -> Exits {
        let stages = scope.exits(book);
        let in_view = stages.iter().map(|stage| tally.admits(stage.standing));
        let in_view: Vec<bool> = in_view.collect();
        let joints = stages.iter().map(|stage| {
            let follows = stage.follows.map(|id| id.as_u128());
            (stage.id.as_u128(), follows)
        });
        let follows = stages::joined(joints);
        let chains = stages::chains(&follows, &in_view);
        Exits { stages, chains }
    }

    /// When the states of the chains, and the stages before them, happened.
    pub fn happened(&self) -> impl Iterator<Item = Span> {
        let stages = self.states().flat_map(|state| state.rests_on());
        stages.map(|stage| stage.happened)
    }

    /// The state of every chain that has a stage in view.
    pub fn states(&self) -> impl Iterator<Item = State<'_>> {
        self.chains.iter().filter_map(|chain| {
            Some(State {
                at: self.stages.get(chain.state)?,
                exits: self,
                chain,
            })
        })
    }
}

impl<'a> State<'a> {
    /// The stages in view that it rests on, itself first.
    pub fn rests_on(&self) -> impl Iterator<Item = &'a ExitRow> + Clone + use<'a> {
        let stages = &self.exits.stages;
        let before = self.chain.before.iter();
        std::iter::once(self.at).chain(before.filter_map(|place| stages.get(*place)))
    }

    /// What the chain says.
    pub fn terms(&self) -> Terms<Name> {
        let mut up = self.rests_on();
        let nearest = |field: fn(&ExitRow) -> Option<Money>| {
            let mut up = self.rests_on();
            up.find_map(field).map(figure)
        };
        Terms {
            stage: self.at.stage,
            amount: nearest(|stage| stage.amount),
            done: nearest(|stage| stage.done),
            own_done: self.at.done.map(figure),
            deadline: up.find_map(|stage| stage.deadline),
        }
    }
}

fn figure(money: Money) -> Figure<Name> {
    Figure {
        range: Range::from(money),
        currency: money.currency,
    }
}
