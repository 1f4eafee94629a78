//! The around view: what happened in the days before and after an event. Owns the distance
//! in days between two dates; the order of rows is that of the timeline.

use super::entries::{self, Filter};
use super::rows::AroundRow;
use super::tally::Tally;
use crate::facts::Scope;
use crate::facts::compact::Span;
use crate::log::Entry;

/// Days before and after, unless told otherwise.
pub const DAYS: u32 = 7;

/// The events within `days` of `root`, itself among them, claims included, in the order in
/// which they happened: earliest instant, then latest, then position.
pub fn rows(
    scope: &Scope<'_>,
    root: &Entry,
    days: u32,
    filter: &Filter,
    limit: Option<u64>,
    tally: &mut Tally,
) -> Vec<AroundRow> {
    let Some(center) = scope.see(root).event.happened() else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for (moment, listed) in entries::moments(scope, filter) {
        let seen = tally.admits(moment.standing);
        if let Some(happened) = moment.happened.filter(|_| seen && listed) {
            let distance = distance(Span::of(&center), happened);
            if distance.unsigned_abs() <= u64::from(days) {
                let order = (happened.earliest, happened.latest, moment.position);
                found.push((order, distance));
            }
        }
    }
    found.sort_unstable();
    let most = limit.map_or(usize::MAX, |limit| limit.try_into().unwrap_or(usize::MAX));
    let near = found.into_iter().take(most);
    let rows = near.filter_map(|((_, _, position), days)| {
        let entry = scope.history().read(position)?;
        Some(AroundRow {
            entry: entries::row(scope, &entry),
            days,
            is_center: entry.id == root.id,
        })
    });
    rows.collect()
}

/// UTC days from one date to another: 0 when their spans share a day, else from the last day of
/// the earlier to the first of the later, negative when `other` is the earlier.
fn distance(center: Span, other: Span) -> i64 {
    let after = other.earliest.day().saturating_sub(center.latest.day());
    let before = other.latest.day().saturating_sub(center.earliest.day());
    after.max(0) + before.min(0)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use crate::event::when::When;

    #[test]
    fn days_are_counted_between_the_nearest_ends() {
        let days = |center: &str, other: &str| {
            let span = |text: &str| Span::of(&When::parse(text).unwrap());
            distance(span(center), span(other))
        };
        assert_eq!(days("2026-01-20", "2026-01-20"), 0);
        assert_eq!(days("2026-01-20", "2026-01"), 0);
        assert_eq!(days("2026-01-20", "2026-01-22"), 2);
        assert_eq!(days("2026-01-20", "2025"), -20);
        assert_eq!(days("2026-01-20/2026-01-22", "2026-01-24T23:00:00Z"), 2);
        assert_eq!(days("2026-01-20T01:00:00Z", "2026-01-20T23:00:00Z"), 0);
        assert_eq!(days("2026-01-20T23:59:59Z", "2026-01-21T00:00:00Z"), 1);
    }
}
