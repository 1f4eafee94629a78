//! Where the sliders halt: the days on which something happened or was published, gathered as
//! the log grows. Owns that a page gets a bounded number of them, however long the log is.

use std::collections::BTreeSet;

use crate::event::source::first_published;
use crate::event::when::Instant;
use crate::facts::History;

/// The most halts of a slider.
const MOST: usize = 240;

/// The days of a log, by clock.
#[derive(Debug, Clone, Default)]
pub struct Stops {
    happened: BTreeSet<i64>,
    published: BTreeSet<i64>,
    seen: usize,
}

impl Stops {
    /// Takes in the entries that were not seen yet. Events count as recorded: a correction moves
    /// what a view shows, and need not move a slider's halt.
    pub fn take(&mut self, history: &History) {
        for entry in history.entries().iter().skip(self.seen) {
            if let Some(happened) = entry.event.happened() {
                self.happened.insert(happened.latest.day());
            }
            if let Some(first) = first_published(&entry.event.sources()) {
                self.published.insert(first.latest.day());
            }
        }
        self.seen = history.entries().len();
    }

    /// The halts of `--on`, days in order.
    pub fn on(&self) -> Vec<String> {
        thinned(&self.happened)
    }

    /// The halts of `--published`.
    pub fn published(&self) -> Vec<String> {
        thinned(&self.published)
    }
}

/// Evenly fewer, the last always among them.
fn thinned(days: &BTreeSet<i64>) -> Vec<String> {
    let count = days.len();
    let kept = |nth: &usize| (nth + 1) * MOST / count.max(MOST) > nth * MOST / count.max(MOST);
    let days = days.iter().enumerate();
    let kept = days.filter(|(nth, _)| count <= MOST || kept(nth));
    kept.map(|(_, day)| Instant::from_day(*day).day_text())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_history_has_few_halts_and_its_last_day_is_one() {
        for count in [0_i64, 1, 239, 240, 241, 1_000, 20_000] {
            let days: BTreeSet<i64> = (0..count).collect();
            let halts = thinned(&days);
            assert!(halts.len() <= MOST, "{count}: {}", halts.len());
            assert_eq!(halts.len(), MOST.min(days.len()), "{count}");
            let last = days.last().map(|day| Instant::from_day(*day).day_text());
            assert_eq!(halts.last().cloned(), last);
        }
    }
}
