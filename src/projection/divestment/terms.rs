//! What one chain of stages adds to which currencies: the arithmetic of §7.1 on the figures that
//! its state and the stages before it give. Owns pending, executed, `unquantified` and
//! `overdue`; knows no holder, adds nothing up.

use crate::event::when::Instant;
use crate::facts::Stage;
use crate::projection::band::Range;

/// A sum in a currency, however that is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Figure<C> {
    /// How much.
    pub range: Range,
    /// Of what.
    pub currency: C,
}

/// What a chain says, each from its state or the nearest stage in view before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms<C> {
    /// How far it has come.
    pub stage: Stage,
    /// The whole exit.
    pub amount: Option<Figure<C>>,
    /// Carried out so far.
    pub done: Option<Figure<C>>,
    /// The same, of the state alone.
    pub own_done: Option<Figure<C>>,
    /// The latest instant by which.
    pub deadline: Option<Instant>,
}

/// What it adds to the row of one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part<C> {
    /// The currency; `None` when only an amount would tell.
    pub currency: Option<C>,
    /// Added to pending.
    pub pending: Option<Range>,
    /// Added to executed.
    pub executed: Option<Range>,
    /// Pending or completed, by nobody knows how much.
    pub unquantified: bool,
    /// Pending past its deadline.
    pub overdue: bool,
}

impl<C: Copy + PartialEq> Terms<C> {
    /// What the chain adds: one part, two when amount and done differ in currency, none when it
    /// was cancelled before anything was carried out. `horizon` is D.
    pub fn parts(&self, horizon: Instant) -> [Option<Part<C>>; 2] {
        match self.stage {
            Stage::Announced | Stage::UnderWay => self.pending(horizon),
            Stage::Completed => {
                let executed = self.own_done.or(self.amount).or(self.done);
                let part = Part {
                    executed: executed.map(|figure| figure.range),
                    unquantified: executed.is_none(),
                    ..part(executed)
                };
                [Some(part), None]
            }
            Stage::Cancelled => {
                let executed = self.done.map(|done| Part {
                    executed: Some(done.range),
                    ..part(Some(done))
                });
                [executed, None]
            }
        }
    }

    fn pending(&self, horizon: Instant) -> [Option<Part<C>>; 2] {
        let (amount, done) = (self.amount, self.done);
        let executed = done.map(|done| done.range);
        let whole = Part {
            overdue: self.deadline.is_some_and(|deadline| deadline < horizon),
            unquantified: amount.is_none(),
            ..part(amount.or(done))
        };
        let both = amount.zip(done);
        if both.is_some_and(|(amount, done)| amount.currency != done.currency) {
            let pending = Part {
                pending: amount.map(|amount| amount.range),
                ..whole
            };
            let other = Part {
                executed,
                ..part(done)
            };
            return [Some(pending), Some(other)];
        }
        let left = |amount: Figure<C>| amount.range.less(executed.unwrap_or(Range::ZERO));
        let joined = Part {
            pending: amount.map(left),
            executed,
            ..whole
        };
        [Some(joined), None]
    }
}

/// Nothing yet, in the currency of a figure.
fn part<C>(currency_of: Option<Figure<C>>) -> Part<C> {
    Part {
        currency: currency_of.map(|figure| figure.currency),
        pending: None,
        executed: None,
        unquantified: false,
        overdue: false,
    }
}
