//! Chains of exit stages as facts, for those who need the entries behind them: the state of each,
//! and what it adds to which rows. Owns no rule: the arithmetic is that of `terms`; adds nothing up.

use super::RowKey;
use super::terms::{Figure, Part, Terms};
use crate::event::Kind;
use crate::event::amount::Amount;
use crate::event::when::{Instant, When};
use crate::facts::scope::Claims;
use crate::facts::{Exit, Scope};
use crate::projection::band::Range;
use crate::projection::stages;
use crate::projection::tally::Tally;

/// A recorded stage, as known.
#[derive(Debug)]
pub struct Recorded {
    /// Of its entry.
    pub position: u64,
    /// Of its entry, as a number.
    pub id: u128,
    /// What it says.
    pub exit: Exit,
    /// Has a dispute that counts.
    pub disputed: bool,
}

/// The state of one chain: its furthest stage in view, and those in view before it.
#[derive(Debug)]
pub struct State<'a> {
    /// The furthest stage in view.
    pub at: &'a Recorded,
    /// Stages in view before it, nearest first.
    pub before: Vec<&'a Recorded>,
}

/// All recorded exit stages within `known`, joined.
#[derive(Debug, Default)]
pub struct Exits {
    stages: Vec<Recorded>,
    chains: Vec<stages::Chain>,
}

impl Exits {
    /// Reads the exits of a scope; what the clocks leave out is tallied.
    pub fn read(scope: &Scope<'_>, tally: &mut Tally) -> Exits {
        let mut stages: Vec<Recorded> = Vec::new();
        let mut in_view = Vec::new();
        for drawn in scope.facts(&[Kind::FundExit], Claims::IfAsked, Exit::of) {
            if let Some(exit) = drawn.fact {
                in_view.push(tally.admits(drawn.standing));
                stages.push(Recorded {
                    position: drawn.position,
                    id: drawn.id,
                    exit,
                    disputed: drawn.disputed,
                });
            }
        }
        let number = |id: uuid::Uuid| id.as_u128();
        let joints = stages
            .iter()
            .map(|stage| (stage.id, stage.exit.follows.map(number)));
        let follows = stages::joined(joints);
        let chains = stages::chains(&follows, &in_view);
        Exits { stages, chains }
    }

    /// The state of every chain that has a stage in view.
    pub fn states(&self) -> impl Iterator<Item = State<'_>> {
        self.chains.iter().filter_map(|chain| {
            let before = chain.before.iter();
            Some(State {
                at: self.stages.get(chain.state)?,
                before: before.filter_map(|place| self.stages.get(*place)).collect(),
            })
        })
    }
}

/// What one chain adds to one row.
#[derive(Debug)]
pub struct Share {
    /// The row.
    pub key: RowKey,
    /// Added to pending.
    pub pending: Option<Range>,
    /// Added to executed.
    pub executed: Option<Range>,
    /// Pending or completed, by nobody knows how much.
    pub unquantified: bool,
    /// Pending past its deadline.
    pub overdue: bool,
    /// Latest instant at which the state happened.
    pub happened: Instant,
}

impl<'a> State<'a> {
    /// Whose exit it is.
    pub fn exit(&self) -> &'a Exit {
        &self.at.exit
    }

    fn nearest<T>(&self, field: impl Fn(&'a Exit) -> Option<&'a T>) -> Option<&'a T> {
        let up = std::iter::once(self.at).chain(self.before.iter().copied());
        up.into_iter().find_map(|stage| field(&stage.exit))
    }

    /// The whole exit, as the state or the nearest stage in view before it says.
    pub fn amount(&self) -> Option<&'a Amount> {
        self.nearest(|exit| exit.amount.as_ref())
    }

    /// By when, as the state or the nearest stage in view before it says.
    pub fn deadline(&self) -> Option<&'a When> {
        self.nearest(|exit| exit.deadline.as_ref())
    }

    /// What the chain adds, to which rows: one, two when amount and done differ in currency, none
    /// when it was cancelled before anything was carried out. `horizon` is D.
    pub fn shares(&self, horizon: Instant) -> Vec<Share> {
        let figure = |amount: &'a Amount| Figure {
            range: Range::of(amount),
            currency: amount.currency.as_str(),
        };
        let terms = Terms {
            stage: self.exit().stage,
            amount: self.nearest(|exit| exit.amount.as_ref()).map(figure),
            done: self.nearest(|exit| exit.done.as_ref()).map(figure),
            own_done: self.exit().done.as_ref().map(figure),
            deadline: self.deadline().map(|deadline| deadline.latest),
        };
        let parts = terms.parts(horizon).into_iter().flatten();
        parts.map(|part| self.share(part)).collect()
    }

    fn share(&self, part: Part<&str>) -> Share {
        let exit = self.exit();
        Share {
            key: RowKey::of(&exit.holder, &exit.asset, part.currency.map(str::to_owned)),
            pending: part.pending,
            executed: part.executed,
            unquantified: part.unquantified,
            overdue: part.overdue,
            happened: exit.happened.latest,
        }
    }
}
