//! Dates as desks write them: mostly days, also months, quarters, years, intervals, instants
//! and doubt. Owns how precise a date is and how late a thing is recorded.

use chrono::{Datelike, Days, NaiveDate};

use super::rng::Rng;

/// The first day of the story.
pub fn first() -> NaiveDate {
    NaiveDate::from_ymd_opt(2013, 1, 1).unwrap_or_default()
}

/// Days that the story takes: to the end of January 2026.
pub const DAYS: u64 = 4778;

/// So many days before.
pub fn before(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_sub_days(Days::new(days)).unwrap_or(day)
}

/// So many days after.
pub fn after(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_add_days(Days::new(days)).unwrap_or(day)
}

/// A day as text.
pub fn day(date: NaiveDate) -> String {
    date.format("%Y-%m-%d").to_string()
}

/// When a thing happened that is recorded on `today`: mostly in the last days, some of it
/// months and years ago.
pub fn happened(rng: &mut Rng, today: NaiveDate) -> NaiveDate {
    let lag = match rng.below(100) {
        0..75 => rng.below(4),
        75..90 => rng.below(60),
        _ => rng.below(1100),
    };
    before(today, lag)
}

/// A date as it may be written down.
pub fn written(rng: &mut Rng, date: NaiveDate) -> String {
    match rng.below(100) {
        0..65 => day(date),
        65..75 => date.format("%Y-%m").to_string(),
        75..77 => format!("{}-{}", date.year(), 33 + date.month0() / 3),
        77 => date.year().to_string(),
        78..83 => {
            let end = after(date, 1 + rng.below(30));
            format!("{}/{}", day(date), day(end))
        }
        83..91 => format!(
            "{}T{:02}:{:02}:{:02}Z",
            day(date),
            rng.below(24),
            rng.below(60),
            rng.below(60)
        ),
        91..93 => format!(
            "{}T{:02}:{:02}:00+08:00",
            day(date),
            rng.below(24),
            rng.below(60)
        ),
        93..97 => format!("{}~", day(date)),
        _ => format!("{}?", date.format("%Y-%m")),
    }
}

/// A month as text.
pub fn month(date: NaiveDate) -> String {
    date.format("%Y-%m").to_string()
}
