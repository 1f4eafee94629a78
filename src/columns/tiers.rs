//! Which runs a new one takes the place of, so that there are few runs and an entry is read again few
//! times. Owns that count alone; opens nothing.

use super::Limits;
use super::manifest::Run;

/// Runs of one size before they are made one.
const TIER: usize = 4;

/// How many of the runs stay as they are when the log is at a position: the rest is read again,
/// so that there are few runs, and an entry is read again few times.
pub(super) fn kept(runs: &[Run], position: u64, limits: &Limits) -> usize {
    let tier = |entries: u64| (entries / limits.tail.max(1)).max(1).ilog(TIER as u64);
    let mut kept = runs.len();
    loop {
        let end = |kept: usize| match kept.checked_sub(1) {
            Some(last) => runs.get(last).map_or(0, |run| run.span.last),
            None => 0,
        };
        let size = tier(position - end(kept).min(position));
        let before = runs.get(..kept).unwrap_or_default().iter().rev();
        let sizes = before.map(|run| tier(run.span.last - run.span.first + 1));
        let trailing = sizes
            .take_while(|other| *other <= size)
            .collect::<Vec<u32>>();
        let smaller = trailing.iter().filter(|other| **other < size).count();
        let absorb = match trailing.len() + 1 >= TIER {
            true => trailing.len(),
            false => smaller,
        };
        if absorb == 0 {
            return kept;
        }
        kept -= absorb;
    }
}
