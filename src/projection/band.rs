//! Sums of money that may be ranges: B of §7.1. Owns their arithmetic, exact in millionths;
//! knows no currency (callers never add two).

use super::rows::Band;
use crate::event::amount::{Amount, Bound};
use crate::event::decimal::Decimal;
use crate::facts::compact::Money;

/// A range of money in millionths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    low: i128,
    /// `None` = unbounded.
    high: Option<i128>,
    approx: bool,
}

impl Range {
    /// Nothing, exactly.
    pub const ZERO: Range = Range {
        low: 0,
        high: Some(0),
        approx: false,
    };

    /// The [low, high] that an amount stands for.
    pub fn of(amount: &Amount) -> Range {
        Range {
            low: amount.low().0,
            high: amount.upper().map(|high| high.0),
            approx: amount.bound == Bound::About,
        }
    }

    /// The sum; unbounded if either is, approximate if either is.
    pub fn plus(self, other: Range) -> Range {
        let highs = self.high.zip(other.high);
        Range {
            low: self.low.saturating_add(other.low),
            high: highs.map(|(one, two)| one.saturating_add(two)),
            approx: self.approx || other.approx,
        }
    }

    /// What is left of it: [max(0, low − other's high), max(0, high − other's low)].
    pub fn less(self, other: Range) -> Range {
        let low = other.high.map_or(0, |high| self.low.saturating_sub(high));
        let high = self.high.map(|high| high.saturating_sub(other.low));
        Range {
            low: low.max(0),
            high: high.map(|high| high.max(0)),
            approx: self.approx || other.approx,
        }
    }

    /// As rows show it.
    pub fn shown(self) -> Band {
        Band {
            low: Decimal(self.low).to_string(),
            high: self.high.map(|high| Decimal(high).to_string()),
            approx: self.approx,
        }
    }
}

impl From<Money> for Range {
    fn from(money: Money) -> Range {
        Range {
            low: money.low.0,
            high: money.high.map(|high| high.0),
            approx: money.about,
        }
    }
}

/// A sum of ranges out of which each can be taken again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sum {
    low: i128,
    high: i128,
    unbounded: u64,
    approx: u64,
}

impl Sum {
    /// Adds a range.
    pub fn add(&mut self, range: Range) {
        self.low = self.low.saturating_add(range.low);
        self.high = self.high.saturating_add(range.high.unwrap_or(0));
        self.unbounded += u64::from(range.high.is_none());
        self.approx += u64::from(range.approx);
    }

    /// Takes out a range that was added.
    pub fn take(&mut self, range: Range) {
        self.low = self.low.saturating_sub(range.low);
        self.high = self.high.saturating_sub(range.high.unwrap_or(0));
        self.unbounded = self
            .unbounded
            .saturating_sub(u64::from(range.high.is_none()));
        self.approx = self.approx.saturating_sub(u64::from(range.approx));
    }

    /// What it comes to.
    pub fn range(self) -> Range {
        Range {
            low: self.low,
            high: (self.unbounded == 0).then_some(self.high),
            approx: self.approx > 0,
        }
    }
}
