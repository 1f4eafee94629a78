//! How far a stance rests on single events: the range of a score with any one of its events
//! left out. Owns that range alone; works on rows that list their evidence.

use super::weight::Weighted;
use crate::event::decimal::Decimal;
use crate::projection::rows::StanceRow;

/// Hundredths in a number as the rows print it.
fn hundredths(number: &serde_json::Number) -> Option<i64> {
    let exact = Decimal::parse(&number.to_string())?;
    i64::try_from(exact.0 / 10_000).ok()
}

/// The least and the largest score (hundredths) of an axis, `words` or `deeds`, without any
/// one of its events; `None` with fewer than two events, or without evidence listed.
pub fn swing(row: &StanceRow, axis: &str) -> Option<(i64, i64)> {
    let evidence = row.evidence.iter().flatten().filter(|one| one.axis == axis);
    let read = |one: &crate::projection::rows::Evidence| {
        Some((hundredths(&one.score)?, u64::try_from(one.age_days).ok()?))
    };
    let events: Vec<(i64, u64)> = evidence.filter_map(read).collect();
    if events.len() < 2 {
        return None;
    }
    let mut all = Weighted::default();
    for (score, age) in &events {
        all.add(*score, *age);
    }
    let without = events.iter().filter_map(|(score, age)| {
        let mut rest = all.clone();
        rest.add_all(-score, -1, *age);
        rest.score()
    });
    without.fold(None, |range: Option<(i64, i64)>, score| {
        let (low, high) = range.unwrap_or((score, score));
        Some((low.min(score), high.max(score)))
    })
}
