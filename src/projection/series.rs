//! A series of values in the order of their dates: the latest, the first, the highest and
//! the lowest. Owns that order and its ties; adds and converts nothing.

use crate::event::decimal::Decimal;
use crate::event::when::{Instant, When};

/// A value at a date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    /// When it was so, as recorded.
    pub on: When,
    /// The value.
    pub value: Decimal,
    /// Position of the entry that gives it.
    pub position: u64,
    /// That entry has a dispute that counts.
    pub disputed: bool,
}

impl Point {
    /// What points are ordered by: the latest instant, then the position.
    pub fn order(&self) -> (Instant, u64) {
        (self.on.latest, self.position)
    }
}

/// What a series comes to. Never of nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Summary<'p> {
    /// The earliest.
    pub first: &'p Point,
    /// The latest.
    pub last: &'p Point,
    /// The largest, the earliest if tied.
    pub high: &'p Point,
    /// The smallest, the earliest if tied.
    pub low: &'p Point,
}

/// Puts points in order.
pub fn sort(points: &mut [Point]) {
    points.sort_by_key(Point::order);
}

/// The summary of points in order; `None` when there are none.
pub fn summary(points: &[Point]) -> Option<Summary<'_>> {
    let (first, rest) = points.split_first()?;
    let mut found = Summary {
        first,
        last: points.last()?,
        high: first,
        low: first,
    };
    for point in rest {
        if point.value > found.high.value {
            found.high = point;
        }
        if point.value < found.low.value {
            found.low = point;
        }
    }
    Some(found)
}

/// How many of them are disputed, and their positions in order of recording.
pub fn rests_on(points: &[Point]) -> (u64, Vec<u64>) {
    let disputed = points.iter().filter(|point| point.disputed).count();
    let mut positions: Vec<u64> = points.iter().map(|point| point.position).collect();
    positions.sort_unstable();
    (disputed as u64, positions)
}
