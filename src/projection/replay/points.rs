//! A series of values as a running summary: points come and go, and first, last, highest and
//! lowest are at hand. Its order and ties are those of `projection::series`.

use std::collections::{BTreeMap, BTreeSet};

use crate::event::when::Instant;
use crate::projection::series::{Point, Summary};

/// The place of a point in its series.
pub type Place = (Instant, u64);

/// The points of a series.
#[derive(Debug, Default)]
pub struct Points {
    by_time: BTreeMap<Place, Point>,
    by_size: BTreeSet<(i128, Place)>,
    disputed: u64,
}

impl Points {
    /// Adds a point.
    pub fn add(&mut self, point: Point) {
        self.by_size.insert((point.value.0, point.order()));
        self.disputed += u64::from(point.disputed);
        self.by_time.insert(point.order(), point);
    }

    /// Takes out a point.
    pub fn take(&mut self, point: &Point) {
        if self.by_time.remove(&point.order()).is_some() {
            self.by_size.remove(&(point.value.0, point.order()));
            self.disputed = self.disputed.saturating_sub(u64::from(point.disputed));
        }
    }

    /// How many there are.
    pub fn count(&self) -> u64 {
        self.by_time.len() as u64
    }

    /// How many of them are disputed.
    pub fn disputed(&self) -> u64 {
        self.disputed
    }

    /// What they come to; `None` when there are none.
    pub fn summary(&self) -> Option<Summary<'_>> {
        let (largest, _) = self.by_size.last()?;
        let largest_first = (*largest, (Instant::MIN, 0));
        let (_, high) = self.by_size.range(largest_first..).next()?;
        let (_, low) = self.by_size.first()?;
        Some(Summary {
            first: self.by_time.first_key_value()?.1,
            last: self.by_time.last_key_value()?.1,
            high: self.by_time.get(high)?,
            low: self.by_time.get(low)?,
        })
    }
}
