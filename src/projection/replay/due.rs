//! What D will make other than it is, by the instant at which it does. Owns that order; a thing
//! waits once for an instant, however often it is put.

use std::collections::BTreeSet;

use crate::event::when::Instant;

/// Things that wait for D.
#[derive(Debug)]
pub struct Due<T> {
    waiting: BTreeSet<(Instant, T)>,
}

impl<T: Ord> Default for Due<T> {
    fn default() -> Self {
        let waiting = BTreeSet::new();
        Due { waiting }
    }
}

impl<T: Ord> Due<T> {
    /// Lets something wait for an instant.
    pub fn put(&mut self, at: Instant, thing: T) {
        self.waiting.insert((at, thing));
    }

    /// The next that waits for no later an instant than D.
    pub fn reached(&mut self, horizon: Instant) -> Option<T> {
        self.next_if(|at| at <= horizon)
    }

    /// The next that waits for an instant before D.
    pub fn passed(&mut self, horizon: Instant) -> Option<T> {
        self.next_if(|at| at < horizon)
    }

    fn next_if(&mut self, due: impl Fn(Instant) -> bool) -> Option<T> {
        let (at, _) = self.waiting.first()?;
        if !due(*at) {
            return None;
        }
        self.waiting.pop_first().map(|(_, thing)| thing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_comes_once_when_its_instant_does() {
        let mut due = Due::default();
        for (at, thing) in [(2, 'b'), (1, 'a'), (2, 'b'), (3, 'c')] {
            due.put(Instant(at), thing);
        }
        let all = |due: &mut Due<char>, horizon| -> Vec<char> {
            std::iter::from_fn(|| due.passed(Instant(horizon))).collect()
        };
        assert_eq!(all(&mut due, 2), ['a']);
        assert_eq!(due.reached(Instant(2)), Some('b'));
        assert_eq!(due.reached(Instant(2)), None);
        assert_eq!(all(&mut due, 9), ['c']);
    }
}
