//! What two dates say about which event came first. Owns the two rules of contract §7.3
//! (impossible, order unclear); both the write door and the chain view use them.

use super::when::When;

/// Half a day in microseconds: a date without a time of day may be any zone's day.
const HALF_DAY: i64 = 12 * 3_600 * 1_000_000;

/// Whether the effect certainly happened before its cause: latest(effect) < earliest(cause), each
/// date without a time of day first widened by 12 hours either way.
pub fn is_impossible(cause: &When, effect: &When) -> bool {
    let earliest = if cause.timed.0 {
        cause.earliest.0
    } else {
        cause.earliest.0.saturating_sub(HALF_DAY)
    };
    let latest = if effect.timed.1 {
        effect.latest.0
    } else {
        effect.latest.0.saturating_add(HALF_DAY)
    };
    latest < earliest
}

/// Whether the dates, not widened, leave open which came first, though the link is possible.
pub fn is_unclear(cause: &When, effect: &When) -> bool {
    !is_impossible(cause, effect) && cause.latest > effect.earliest
}
