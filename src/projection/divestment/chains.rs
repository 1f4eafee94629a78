//! Exits: what each chain of stages contributes to pending and executed. Owns the rule of
//! §7.1 for amounts, `unquantified` and `overdue`; adds nothing up.

use super::RowKey;
use crate::event::amount::Amount;
use crate::event::when::{Instant, When};
use crate::facts::scope::Claims;
use crate::facts::{Exit, Scope, Stage};
use crate::log::Entry;
use crate::projection::band::Range;
use crate::projection::stages;
use crate::projection::tally::Tally;

/// A recorded stage, as known.
#[derive(Debug)]
pub struct Recorded<'h> {
    /// Its entry.
    pub entry: &'h Entry,
    /// What it says.
    pub exit: Exit,
    /// Has a dispute that counts.
    pub disputed: bool,
}

/// The state of one chain: its furthest stage in view, and those in view before it.
#[derive(Debug)]
pub struct State<'a, 'h> {
    /// The furthest stage in view.
    pub at: &'a Recorded<'h>,
    /// Stages in view before it, nearest first.
    pub before: Vec<&'a Recorded<'h>>,
}

/// All recorded exit stages within `known`, joined.
#[derive(Debug, Default)]
pub struct Exits<'h> {
    stages: Vec<Recorded<'h>>,
    chains: Vec<stages::Chain>,
}

impl<'h> Exits<'h> {
    /// Reads the exits of a scope; what the clocks leave out is tallied.
    pub fn read(scope: &Scope<'h>, tally: &mut Tally) -> Exits<'h> {
        let mut stages: Vec<Recorded<'h>> = Vec::new();
        let mut in_view = Vec::new();
        for entry in scope.entries() {
            if entry.event.kind() != crate::event::Kind::FundExit {
                continue;
            }
            let known = scope.see(entry);
            if let Some(exit) = Exit::of(&known.event) {
                in_view.push(tally.admits(scope.standing(&known, Claims::IfAsked)));
                stages.push(Recorded {
                    entry,
                    exit,
                    disputed: !known.disputes.is_empty(),
                });
            }
        }
        let joints: Vec<_> = stages
            .iter()
            .map(|stage| (stage.entry.id, stage.exit.follows))
            .collect();
        let follows = stages::joined(&joints);
        let chains = stages::chains(&follows, &in_view);
        Exits { stages, chains }
    }

    /// When the states of the chains, and the stages before them, happened.
    pub fn happened(&self) -> impl Iterator<Item = &When> {
        let places = self.chains.iter();
        let places = places.flat_map(|chain| chain.before.iter().chain([&chain.state]));
        places.filter_map(|place| Some(&self.stages.get(*place)?.exit.happened))
    }

    /// The state of every chain that has a stage in view.
    pub fn states(&self) -> impl Iterator<Item = State<'_, 'h>> {
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
pub struct Share<'a, 'h> {
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
    /// The state.
    pub state: &'a Recorded<'h>,
    /// Stages in view that it rests on, the state first.
    pub rests_on: Vec<&'a Recorded<'h>>,
}

impl<'a, 'h> State<'a, 'h> {
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
    pub fn shares(&self, horizon: Instant) -> Vec<Share<'a, 'h>> {
        let amount = self.amount();
        let done = self.nearest(|exit| exit.done.as_ref());
        match self.exit().stage {
            Stage::Announced | Stage::UnderWay => self.pending(amount, done, horizon),
            Stage::Completed => {
                let executed = self.exit().done.as_ref().or(amount).or(done);
                let mut share = self.share(executed);
                share.executed = executed.map(Range::of);
                share.unquantified = executed.is_none();
                vec![share]
            }
            Stage::Cancelled => {
                let executed = done.map(|done| {
                    let mut share = self.share(Some(done));
                    share.executed = Some(Range::of(done));
                    share
                });
                executed.into_iter().collect()
            }
        }
    }

    fn pending(
        &self,
        amount: Option<&'a Amount>,
        done: Option<&'a Amount>,
        horizon: Instant,
    ) -> Vec<Share<'a, 'h>> {
        let deadline = self.deadline();
        let executed = done.map(Range::of);
        let mut share = self.share(amount.or(done));
        share.overdue = deadline.is_some_and(|deadline| deadline.latest < horizon);
        share.unquantified = amount.is_none();
        let apart = amount
            .zip(done)
            .is_some_and(|(amount, done)| amount.currency != done.currency);
        if apart {
            share.pending = amount.map(Range::of);
            let mut other = self.share(done);
            other.executed = executed;
            return vec![share, other];
        }
        share.pending = amount.map(|a| Range::of(a).less(executed.unwrap_or(Range::ZERO)));
        share.executed = executed;
        vec![share]
    }

    fn share(&self, currency_of: Option<&Amount>) -> Share<'a, 'h> {
        let exit = self.exit();
        let currency = currency_of.map(|amount| amount.currency.clone());
        let mut rests_on = vec![self.at];
        rests_on.extend(self.before.iter().copied());
        Share {
            key: RowKey::of(&exit.holder, &exit.asset, currency),
            pending: None,
            executed: None,
            unquantified: false,
            overdue: false,
            happened: exit.happened.latest,
            state: self.at,
            rests_on,
        }
    }
}
