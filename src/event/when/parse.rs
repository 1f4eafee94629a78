//! Reads one date or interval of the subset. Owns which forms are taken and the span of
//! each; what was meant by a form that is not taken is guessed in `short`.

use super::super::problem::Fault;
use super::super::text::quoted;
use super::instant::{Instant, days_from_civil, days_in_month, digits};
use super::{When, short};

/// What the subset takes, for messages.
pub(super) const ALLOWED: &str = "dates are 2026, 2026-01, 2026-01-22, \
    2026-01-22T14:30:00Z, quarters 2026-33 to 2026-36, and start/end of these";

struct Span {
    earliest: Instant,
    latest: Instant,
    timed: bool,
}

/// What a text spans, and whether its start and its end carry a time of day.
pub(super) struct Spanned {
    pub earliest: Instant,
    pub latest: Instant,
    timed: (bool, bool),
}

/// One date or interval; `filter` also takes an open start.
pub(super) fn when(text: &str, filter: bool) -> Result<When, Fault> {
    spanned(text, filter).map(|span| When {
        text: text.to_owned(),
        earliest: span.earliest,
        latest: span.latest,
        timed: span.timed,
    })
}

/// The same without a copy of the text.
pub(super) fn spanned(text: &str, filter: bool) -> Result<Spanned, Fault> {
    if let Some(day) = plain_day(text) {
        let earliest = Instant::from_day(day);
        return Ok(Spanned {
            earliest,
            latest: earliest.end_of_day(),
            timed: (false, false),
        });
    }
    let Some((start, end)) = text.split_once('/') else {
        let span = point(text)?;
        return Ok(Spanned {
            earliest: span.earliest,
            latest: span.latest,
            timed: (span.timed, span.timed),
        });
    };
    interval(text, start, end, filter).map_err(|fault| match short::suggest(text) {
        // `2026/01/22` is no interval that anybody meant
        Some(meant) if fault.code == "bad_date" => Fault::new(
            "bad_date",
            format!("{} is not a date: {ALLOWED}", quoted(text)),
            format!("write it as {meant}"),
        ),
        _ => fault,
    })
}

/// The day, since 1970-01-01, that is meant by the plainest form of one, `2026-01-22`.
pub(super) fn plain_day(text: &str) -> Option<i64> {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = *text.as_bytes() else {
        return None;
    };
    let digits = [y1, y2, y3, y4, m1, m2, d1, d2];
    if !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let two = |tens: u8, ones: u8| i64::from(tens - b'0') * 10 + i64::from(ones - b'0');
    let (year, month, day) = (two(y1, y2) * 100 + two(y3, y4), two(m1, m2), two(d1, d2));
    let real =
        year > 0 && (1..=12).contains(&month) && (1..=days_in_month(year, month)).contains(&day);
    real.then(|| days_from_civil(year, month, day))
}

fn interval(text: &str, start: &str, end: &str, filter: bool) -> Result<Spanned, Fault> {
    let open = |end: &str| matches!(end, "" | "..");
    if open(end) {
        return Err(open_end(text, start, filter));
    }
    if open(start) {
        if filter && start == ".." {
            let span = point(end)?;
            return Ok(Spanned {
                earliest: Instant::MIN,
                latest: span.latest,
                timed: (true, span.timed),
            });
        }
        return Err(open_start(text, end, filter));
    }
    let (first, last) = (point(start)?, point(end)?);
    if first.earliest > last.latest {
        return Err(Fault::new(
            "backwards_interval",
            format!("{} ends before it starts", quoted(text)),
            format!("write it as {}", quoted(&format!("{end}/{start}"))),
        ));
    }
    Ok(Spanned {
        earliest: first.earliest,
        latest: last.latest,
        timed: (first.timed, last.timed),
    })
}

fn open_end(text: &str, start: &str, filter: bool) -> Fault {
    let hint = match (filter, matches!(start, "" | "..")) {
        (true, _) => "a date filters through its end; for what came after it use --since".into(),
        (false, true) => "record it at its start, with \"ongoing\": true".into(),
        (false, false) => {
            format!(
                "record it at its start with \"ongoing\": true: {}",
                quoted(start)
            )
        }
    };
    Fault::new(
        "open_interval",
        format!("{} has no end, and a date needs one", quoted(text)),
        hint,
    )
}

fn open_start(text: &str, end: &str, filter: bool) -> Fault {
    let hint = if filter {
        format!(
            "write the open start as two dots: {}",
            quoted(&format!("../{end}"))
        )
    } else {
        "only a filter may leave the start open; write the earliest day that it can have been"
            .to_owned()
    };
    Fault::new(
        "open_interval",
        format!(
            "{} has no start, and a recorded date needs one",
            quoted(text)
        ),
        hint,
    )
}

/// One date without a slash, with or without a qualifier.
fn point(text: &str) -> Result<Span, Fault> {
    let bare = text.strip_suffix(['?', '~', '%']).unwrap_or(text);
    let (date, time) = match bare.split_once('T') {
        Some((date, time)) => (date, Some(time)),
        None => (bare, None),
    };
    let mut parts = date.split('-');
    let year = parts.next().and_then(|part| digits(part, 4));
    let (second, third) = (parts.next(), parts.next());
    let (Some(year), None) = (year, parts.next()) else {
        return Err(short::wrong_form(text));
    };
    if year == 0 {
        return Err(impossible(text, "years run from 0001 to 9999"));
    }
    let two = |part: &str| digits(part, 2).ok_or_else(|| short::wrong_form(text));
    match (second, third, time) {
        (None, _, None) => Ok(months(year, 1, 12)),
        (Some(month), None, None) => month_or_quarter(text, year, two(month)?),
        (Some(month), Some(day), None) => {
            let earliest = Instant::from_day(civil_day(text, year, two(month)?, two(day)?)?);
            Ok(Span {
                earliest,
                latest: earliest.end_of_day(),
                timed: false,
            })
        }
        (Some(month), Some(day), Some(time)) => {
            let day = civil_day(text, year, two(month)?, two(day)?)?;
            moment(text, day, time)
        }
        _ => Err(short::wrong_form(text)),
    }
}

fn months(year: i64, first: i64, last: i64) -> Span {
    let end = days_from_civil(year, last, days_in_month(year, last));
    Span {
        earliest: Instant::from_day(days_from_civil(year, first, 1)),
        latest: Instant::from_day(end).end_of_day(),
        timed: false,
    }
}

fn month_or_quarter(text: &str, year: i64, number: i64) -> Result<Span, Fault> {
    match number {
        1..=12 => Ok(months(year, number, number)),
        33..=36 => {
            let first = (number - 33) * 3 + 1;
            Ok(months(year, first, first + 2))
        }
        21..=32 | 37..=41 => Err(Fault::new(
            "unsupported_date",
            format!(
                "{} names a season or another part of a year: {ALLOWED}",
                quoted(text)
            ),
            "write the months it spans, like 2026-03/2026-05",
        )),
        _ => Err(impossible(
            text,
            "months run from 01 to 12, quarters from 33 to 36",
        )),
    }
}

fn civil_day(text: &str, year: i64, month: i64, day: i64) -> Result<i64, Fault> {
    if !(1..=12).contains(&month) {
        return Err(impossible(text, "months run from 01 to 12"));
    }
    let last = days_in_month(year, month);
    if !(1..=last).contains(&day) {
        return Err(impossible(
            text,
            &format!("{year:04}-{month:02} has the days 01 to {last}"),
        ));
    }
    Ok(days_from_civil(year, month, day))
}

/// A time of day with its offset: it spans the unit of its last digit.
fn moment(text: &str, day: i64, time: &str) -> Result<Span, Fault> {
    let (clock, offset) = zone(text, time)?;
    let (clock, fraction) = match clock.split_once('.') {
        Some((clock, fraction)) => (clock, Some(fraction)),
        None => (clock, None),
    };
    let mut parts = clock.split(':').map(|part| digits(part, 2));
    let read = (parts.next(), parts.next(), parts.next(), parts.next());
    let (Some(Some(hour)), Some(Some(minute)), Some(Some(second)), None) = read else {
        return Err(Fault::new(
            "bad_date",
            format!("{} has a time that is not hh:mm:ss", quoted(text)),
            "write hours, minutes and seconds, like 2026-01-22T14:30:00Z",
        ));
    };
    if hour > 23 || minute > 59 || second > 59 {
        return Err(impossible(
            text,
            "times run from 00:00:00 to 23:59:59, without leap seconds",
        ));
    }
    let (micros, width) = match fraction {
        Some(fraction) => micros(fraction).ok_or_else(|| short::wrong_form(text))?,
        None => (0, 1_000_000),
    };
    let seconds = hour * 3600 + minute * 60 + second - offset * 60;
    let earliest = Instant(Instant::from_day(day).0 + seconds * 1_000_000 + micros);
    let latest = Instant(earliest.0 + width - 1);
    if earliest < Instant::MIN || latest > Instant::MAX {
        return Err(impossible(text, "in UTC, years run from 0001 to 9999"));
    }
    Ok(Span {
        earliest,
        latest,
        timed: true,
    })
}

/// Splits the clock from its offset, in minutes east of UTC.
fn zone<'a>(text: &str, time: &'a str) -> Result<(&'a str, i64), Fault> {
    if let Some(clock) = time.strip_suffix('Z') {
        return Ok((clock, 0));
    }
    let Some(at) = time.rfind(['+', '-']) else {
        return Err(Fault::new(
            "bad_date",
            format!("{} has a time of day but no offset from UTC", quoted(text)),
            "end it with Z (UTC) or an offset, like +01:00; or write the day alone",
        ));
    };
    let (clock, offset) = time.split_at(at);
    let (sign, offset) = match offset.strip_prefix('-') {
        Some(offset) => (-1, offset),
        None => (1, offset.get(1..).unwrap_or("")),
    };
    let (hours, minutes) = match offset.split_once(':') {
        Some((hours, minutes)) => (digits(hours, 2), digits(minutes, 2)),
        None => (digits(offset, 2), Some(0)),
    };
    let (Some(hours), Some(minutes)) = (hours, minutes) else {
        return Err(Fault::new(
            "bad_date",
            format!(
                "{} has an offset that is not Z, +hh:mm or +hh",
                quoted(text)
            ),
            "end it with Z (UTC) or an offset, like +01:00",
        ));
    };
    if hours > 23 || minutes > 59 {
        return Err(impossible(text, "offsets run from -23:59 to +23:59"));
    }
    Ok((clock, sign * (hours * 60 + minutes)))
}

/// Microseconds of a fraction of a second, and how many microseconds its last digit spans.
/// Digits after the sixth are cut: an instant has no finer place.
fn micros(fraction: &str) -> Option<(i64, i64)> {
    if fraction.is_empty() || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let mut value = 0;
    let mut width = 1_000_000;
    for byte in fraction.bytes().take(6) {
        width /= 10;
        value += i64::from(byte - b'0') * width;
    }
    Some((value, width))
}

fn impossible(text: &str, why: &str) -> Fault {
    Fault::new(
        "impossible_date",
        format!("{} does not exist: {why}", quoted(text)),
        "check the day against the source",
    )
}
