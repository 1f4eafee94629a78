//! Where the sliders halt: the days on which something happened or was published, gathered as
//! the log grows. Owns that a page gets a bounded number of them, however long the log is.

use std::collections::BTreeSet;

use crate::event::Event;
use crate::event::source::first_published;
use crate::event::when::Instant;
use crate::facts::History;

/// The most halts of a slider.
const MOST: usize = 240;
/// The most entries of a log in files that are asked for their days at once: evenly chosen ones.
const ASKED: u64 = 4096;

/// The days of a log, by clock.
#[derive(Debug, Clone, Default)]
pub struct Stops {
    happened: BTreeSet<i64>,
    published: BTreeSet<i64>,
    seen: u64,
}

impl Stops {
    /// Takes in the entries that were not seen yet; of very many in files, some. Events count as
    /// recorded: a correction moves what a view shows, and need not move a slider's halt.
    pub fn take(&mut self, history: &History) {
        let end = history.position();
        let new = end.saturating_sub(self.seen);
        let step = match history.holds_entries() {
            true => 1,
            false => new.div_ceil(ASKED).max(1),
        };
        let mut position = end;
        while position > self.seen {
            if let Some(entry) = history.read(position) {
                self.add(&entry.event);
            }
            position = position.saturating_sub(step);
        }
        self.seen = end;
    }

    fn add(&mut self, event: &Event) {
        if let Some(happened) = event.happened() {
            self.happened.insert(happened.latest.day());
        }
        if let Some(first) = first_published(&event.sources()) {
            self.published.insert(first.latest.day());
        }
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
