//! The values for one thing as they come and go: which are apart, and which wide dates are
//! supported. A value is held only against those whose dates overlap with its own. What is apart
//! and what supports is the rule of `contradictions::pairs`.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::event::when::When;
use crate::projection::contradictions::pairs::{Pair, are_apart, may_spare, supports};
use crate::projection::contradictions::{Given, TOLERANCE};

/// Positions of two values, ascending.
pub type Place = [u64; 2];

/// The values for one thing.
#[derive(Debug, Default)]
pub struct Rivals {
    given: HashMap<u64, Given>,
    /// First instant and position of each value, by how long its date is (as a power of two): so
    /// that only those are met that may overlap with a date.
    spans: BTreeMap<u32, BTreeSet<(i64, u64)>>,
    /// For each value those that it is apart from, spared or not.
    apart: HashMap<u64, BTreeSet<u64>>,
    /// How many values support each wide one.
    support: HashMap<u64, u64>,
}

impl Rivals {
    /// Whether there are no values.
    pub fn is_empty(&self) -> bool {
        self.given.is_empty()
    }

    /// Puts a value in the place of what its entry gave before. Names the pairs of which it may have
    /// changed whether they are listed, or what they say.
    pub fn put(&mut self, new: Given, touched: &mut BTreeSet<Place>) {
        let position = new.position;
        if let Some(old) = self.given.get_mut(&position)
            && weighs_the_same(old, &new)
        {
            *old = new;
            self.touch(position, touched);
            return;
        }
        self.take(position, touched);
        for other in self.overlapping(&new.happened) {
            let Some(given) = self.given.get(&other) else {
                continue;
            };
            if supports(&new, given, TOLERANCE) {
                *self.support.entry(position).or_default() += 1;
            }
            let supported = supports(given, &new, TOLERANCE);
            if are_apart(&new, given, TOLERANCE) {
                self.apart.entry(position).or_default().insert(other);
                self.apart.entry(other).or_default().insert(position);
            }
            if supported {
                let count = self.support.entry(other).or_default();
                *count += 1;
                if *count == 1 {
                    self.touch(other, touched);
                }
            }
        }
        let (class, first) = span(&new.happened);
        self.spans
            .entry(class)
            .or_default()
            .insert((first, position));
        self.given.insert(position, new);
        self.touch(position, touched);
    }

    /// Takes out what an entry gave.
    pub fn take(&mut self, position: u64, touched: &mut BTreeSet<Place>) {
        let Some(old) = self.given.remove(&position) else {
            return;
        };
        self.touch(position, touched);
        for other in self.apart.remove(&position).into_iter().flatten() {
            if let Some(partners) = self.apart.get_mut(&other) {
                partners.remove(&position);
            }
        }
        self.support.remove(&position);
        let (class, first) = span(&old.happened);
        if let Some(spans) = self.spans.get_mut(&class) {
            spans.remove(&(first, position));
        }
        for other in self.overlapping(&old.happened) {
            let given = self.given.get(&other);
            if given.is_some_and(|given| supports(given, &old, TOLERANCE)) {
                let count = self.support.entry(other).or_default();
                *count = count.saturating_sub(1);
                if *count == 0 {
                    self.touch(other, touched);
                }
            }
        }
    }

    /// The pair, if it is listed.
    pub fn pair(&self, place: Place) -> Option<Pair<'_>> {
        let [first, second] = place;
        let apart = self.apart.get(&first)?.contains(&second);
        let (one, other) = (self.given.get(&first)?, self.given.get(&second)?);
        let spared = self.spares(one, other) || self.spares(other, one);
        (apart && !spared).then_some(Pair {
            first: one,
            second: other,
        })
    }

    fn spares(&self, wide: &Given, inside: &Given) -> bool {
        let support = self.support.get(&wide.position);
        support.is_some_and(|count| *count > 0) && may_spare(wide, inside)
    }

    /// Names the pairs that a value is in.
    fn touch(&self, position: u64, touched: &mut BTreeSet<Place>) {
        let partners = self.apart.get(&position).into_iter().flatten();
        touched.extend(partners.map(|other| [position.min(*other), position.max(*other)]));
    }

    /// The positions of the values whose dates overlap with one.
    fn overlapping(&self, date: &When) -> Vec<u64> {
        let mut found = Vec::new();
        for (class, spans) in &self.spans {
            let longest = 1_i64.checked_shl(*class).unwrap_or(i64::MAX);
            let from = date.earliest.0.saturating_sub(longest);
            let near = spans.range((from, 0)..=(date.latest.0, u64::MAX));
            found.extend(near.map(|(_, position)| *position).filter(|position| {
                let given = self.given.get(position);
                given.is_some_and(|given| given.happened.latest >= date.earliest)
            }));
        }
        found
    }
}

/// Whether only what a row says is other, not what the value is held against.
fn weighs_the_same(old: &Given, new: &Given) -> bool {
    old.figure == new.figure
        && old.happened.earliest == new.happened.earliest
        && old.happened.latest == new.happened.latest
        && old.voices == new.voices
}

/// How long a date is, so that its length is below 2 to the power of it; and its first instant.
fn span(date: &When) -> (u32, i64) {
    let length = date.latest.0.saturating_sub(date.earliest.0).max(0);
    (i64::BITS - length.leading_zeros(), date.earliest.0)
}
