//! Dates: what an EDTF text of the contract's subset means, as a span of microseconds since 1970 in UTC.
//! Owns parsing, the 12-hour widening that links use, the UTC day of an instant and "a year less".
//! Never keeps a date: it is parsed anew each time it is asked about.

use chrono::{Datelike, NaiveDate};

const SECOND: i64 = 1_000_000;
const DAY: i64 = 86_400 * SECOND;

/// `[earliest, latest]`, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub earliest: i64,
    pub latest: i64,
}

/// What `text` spans; `../X` begins before everything. `None` if it is no date.
pub fn span(text: &str) -> Option<Span> {
    if let Some(end) = text.strip_prefix("../") {
        return Some(Span {
            earliest: i64::MIN,
            latest: single(end)?.latest,
        });
    }
    match text.split_once('/') {
        Some((start, end)) => {
            let (start, end) = (single(start)?, single(end)?);
            (start.earliest <= end.latest).then_some(Span {
                earliest: start.earliest,
                latest: end.latest,
            })
        }
        None => single(text),
    }
}

/// The span with each end that has no time of day moved outwards by 12 hours.
pub fn widened(text: &str) -> Option<Span> {
    let plain = span(text)?;
    let (start, end) = text.split_once('/').unwrap_or((text, text));
    Some(Span {
        earliest: plain.earliest - if start.contains('T') { 0 } else { DAY / 2 },
        latest: plain.latest + if end.contains('T') { 0 } else { DAY / 2 },
    })
}

fn single(text: &str) -> Option<Span> {
    let text = text.strip_suffix(['?', '~', '%']).unwrap_or(text);
    if let Some((day, time)) = text.split_once('T') {
        return datetime(day, time);
    }
    let parts: Vec<&str> = text.split('-').collect();
    match parts.as_slice() {
        [year] => between((number(year, 4)?, 1, 1), (number(year, 4)? + 1, 1, 1)),
        [year, part] => {
            let (year, part) = (number(year, 4)?, number(part, 2)?);
            match part {
                1..=12 => months(year, part, 1),
                33..=36 => months(year, (part - 33) * 3 + 1, 3),
                _ => None,
            }
        }
        [_, _, _] => {
            let start = day_start(text)?;
            Some(Span {
                earliest: start,
                latest: start + DAY - 1,
            })
        }
        _ => None,
    }
}

fn months(year: i64, first: i64, count: i64) -> Option<Span> {
    let after = first + count;
    let next = if after > 12 {
        (year + 1, after - 12, 1)
    } else {
        (year, after, 1)
    };
    between((year, first, 1), next)
}

/// From the start of one day to just before the start of another.
fn between(from: (i64, i64, i64), until: (i64, i64, i64)) -> Option<Span> {
    if from.0 < 1 {
        return None;
    }
    Some(Span {
        earliest: instant(from)?,
        latest: instant(until)? - 1,
    })
}

fn instant((year, month, day): (i64, i64, i64)) -> Option<i64> {
    let date = NaiveDate::from_ymd_opt(
        i32::try_from(year).ok()?,
        u32::try_from(month).ok()?,
        u32::try_from(day).ok()?,
    )?;
    let epoch = NaiveDate::from_ymd_opt(1970, 1, 1)?;
    Some((i64::from(date.num_days_from_ce()) - i64::from(epoch.num_days_from_ce())) * DAY)
}

fn day_start(text: &str) -> Option<i64> {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts.as_slice() else {
        return None;
    };
    let year = number(year, 4)?;
    if year < 1 {
        return None;
    }
    instant((year, number(month, 2)?, number(day, 2)?))
}

fn datetime(day: &str, time: &str) -> Option<Span> {
    let zone_at = time.find(['Z', '+', '-'])?;
    let (clock, zone) = time.split_at(zone_at);
    let (whole, fraction) = match clock.split_once('.') {
        Some((whole, fraction)) if !fraction.is_empty() => (whole, fraction),
        Some(_) => return None,
        None => (clock, ""),
    };
    let parts: Vec<&str> = whole.split(':').collect();
    let [hour, minute, second] = parts.as_slice() else {
        return None;
    };
    let (hour, minute, second) = (number(hour, 2)?, number(minute, 2)?, number(second, 2)?);
    if hour > 23 || minute > 59 || second > 59 || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let kept: String = fraction.chars().take(6).collect();
    let unit = 10_i64.pow(6 - kept.len() as u32);
    let part = if kept.is_empty() {
        0
    } else {
        kept.parse::<i64>().ok()? * unit
    };
    let local = day_start(day)? + (hour * 3600 + minute * 60 + second) * SECOND + part;
    let earliest = local - offset(zone)?;
    Some(Span {
        earliest,
        latest: earliest + unit - 1,
    })
}

/// How far ahead of UTC a zone is.
fn offset(zone: &str) -> Option<i64> {
    if zone == "Z" {
        return Some(0);
    }
    let sign = if zone.starts_with('-') { -1 } else { 1 };
    let (hours, minutes) = zone.get(1..)?.split_once(':')?;
    let (hours, minutes) = (number(hours, 2)?, number(minutes, 2)?);
    (hours <= 23 && minutes <= 59).then_some(sign * (hours * 60 + minutes) * 60 * SECOND)
}

fn number(text: &str, digits: usize) -> Option<i64> {
    (text.len() == digits && text.bytes().all(|b| b.is_ascii_digit()))
        .then(|| text.parse().ok())
        .flatten()
}

/// The number of the UTC day an instant lies in.
pub fn utc_day(instant: i64) -> i64 {
    instant.div_euclid(DAY)
}

/// The last microsecond of the UTC day an instant lies in.
pub fn end_of_utc_day(instant: i64) -> i64 {
    (utc_day(instant) + 1) * DAY - 1
}

/// The same date with its year one less, 29 February as 28; `None` before the year 1.
pub fn a_year_less(text: &str) -> Option<String> {
    let ends: Option<Vec<String>> = text
        .split('/')
        .map(|end| {
            let year = number(end.get(..4)?, 4)? - 1;
            let rest = end.get(4..)?;
            let rest = match rest.strip_prefix("-02-29") {
                Some(after) => format!("-02-28{after}"),
                None => rest.to_owned(),
            };
            (year >= 1).then(|| format!("{year:04}{rest}"))
        })
        .collect();
    Some(ends?.join("/"))
}
