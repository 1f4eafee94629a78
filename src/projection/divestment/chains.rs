//! One chain of exit stages as facts, for folds that go forward: its state, and what it adds to
//! which rows. Owns no rule: the arithmetic is that of `terms`; adds nothing up.

use super::RowKey;
use super::terms::{Figure, Part, Terms};
use crate::event::amount::Amount;
use crate::event::when::{Instant, When};
use crate::facts::Exit;
use crate::log::Entry;
use crate::projection::band::Range;

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

impl<'a, 'h> State<'a, 'h> {
    /// Whose exit it is.
    pub fn exit(&self) -> &'a Exit {
        &self.at.exit
    }

    fn nearest<T>(&self, field: impl Fn(&'a Exit) -> Option<&'a T>) -> Option<&'a T> {
        let up = std::iter::once(self.at).chain(self.before.iter().copied());
        up.into_iter().find_map(|stage| field(&stage.exit))
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
