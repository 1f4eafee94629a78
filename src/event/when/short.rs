//! What people write instead of the subset: the words and quarters of the command line,
//! and guesses at a wrong form for its hint. Rewrites text only; what a date means is
//! decided in `parse` alone.

use super::super::problem::Fault;
use super::super::text::quoted;
use super::When;
use super::instant::{Instant, digits};
use super::parse::ALLOWED;

/// Rewrites words and quarters, each end of an interval by itself.
pub(super) fn rewrite(text: &str, today: Instant) -> String {
    let ends: Vec<String> = text
        .split('/')
        .map(|part| match word(part, today) {
            Some(day) => day,
            None => quarter(part).unwrap_or_else(|| part.to_owned()),
        })
        .collect();
    ends.join("/")
}

fn word(part: &str, today: Instant) -> Option<String> {
    let back = if part.eq_ignore_ascii_case("today") {
        0
    } else if part.eq_ignore_ascii_case("yesterday") {
        1
    } else {
        return None;
    };
    Some(When::from_day(today.day().saturating_sub(back)).text)
}

/// `2026-Q1` (or `2026Q1`), with its qualifier if it has one, as `2026-33`.
fn quarter(part: &str) -> Option<String> {
    let year = part.get(..4).filter(|year| digits(year, 4).is_some())?;
    let rest = part.get(4..)?;
    let rest = rest.strip_prefix('-').unwrap_or(rest);
    let rest = rest.strip_prefix(['q', 'Q'])?;
    let number = digits(rest.get(..1)?, 1).filter(|number| (1..=4).contains(number))?;
    match rest.get(1..)? {
        qualifier @ ("" | "?" | "~" | "%") => Some(format!("{year}-{}{qualifier}", number + 32)),
        _ => None,
    }
}

/// One end of an interval with its year one less; 29 February becomes 28.
pub(super) fn year_before(part: &str) -> Option<String> {
    if part == ".." {
        return Some(part.to_owned());
    }
    let year = digits(part.get(..4)?, 4)? - 1;
    let rest = part.get(4..)?;
    if year < 1 {
        return None;
    }
    Some(match rest.strip_prefix("-02-29") {
        Some(time) => format!("{year:04}-02-28{time}"),
        None => format!("{year:04}{rest}"),
    })
}

/// The fault of a text that is no date of the subset.
pub(super) fn wrong_form(text: &str) -> Fault {
    let hint = if text.is_empty() {
        "write a day, like 2026-01-22, or leave the field out".to_owned()
    } else if is_word(text) {
        "write the day itself, like 2026-01-22 (the command line takes today and yesterday)"
            .to_owned()
    } else if let Some(stored) = quarter(text) {
        format!("write the quarter as {stored}")
    } else if is_other_edtf(text) {
        return Fault::new(
            "unsupported_date",
            format!(
                "{} is a form of EDTF that is not taken: {ALLOWED}",
                quoted(text)
            ),
            "write the span that it stands for, like 2026-01-20/2026-01-31",
        );
    } else if let Some(meant) = suggest(text) {
        format!("write it as {meant}")
    } else {
        "write a day, like 2026-01-22".to_owned()
    };
    Fault::new(
        "bad_date",
        format!("{} is not a date: {ALLOWED}", quoted(text)),
        hint,
    )
}

fn is_word(text: &str) -> bool {
    ["today", "yesterday", "tomorrow", "now"]
        .iter()
        .any(|word| text.eq_ignore_ascii_case(word))
}

/// Whether it looks like EDTF outside the subset: years beyond four digits, unknown
/// digits, sets, qualified parts, significant digits.
fn is_other_edtf(text: &str) -> bool {
    let body = text.strip_prefix('-').unwrap_or(text);
    let long_year = body
        .strip_prefix('Y')
        .is_some_and(|year| year.starts_with(|sign: char| sign == '-' || sign.is_ascii_digit()));
    let plain = |letter: char| letter.is_ascii_digit() || "-XuS?~%.,[]{}TZ:+".contains(letter);
    let marked = body.contains(['X', 'u', 'S', '?', '~', '%', '[', '{']);
    long_year
        || (body.chars().all(plain)
            && body.contains(|letter: char| letter.is_ascii_digit() || letter == 'X')
            && (marked || body.len() < text.len()))
}

/// The date that somebody most likely meant, if it can be told without guessing at the
/// order of day and month.
pub(super) fn suggest(text: &str) -> Option<String> {
    if text.len() > 64 {
        return None;
    }
    if let Some(meant) = with_capitals(text) {
        return Some(meant);
    }
    let groups: Vec<&str> = text
        .split(|letter: char| !letter.is_ascii_alphanumeric())
        .filter(|group| !group.is_empty())
        .collect();
    let meant = match *groups.as_slice() {
        [all] if all.len() == 8 => {
            let (year, rest) = all.split_at_checked(4)?;
            let (month, day) = rest.split_at_checked(2)?;
            format!("{year}-{month}-{day}")
        }
        [year, month] if year.len() == 4 => format!("{year}-{}", month_number(month)?),
        [month, year] if year.len() == 4 => format!("{year}-{}", month_number(month)?),
        [year, month, day] if year.len() == 4 => {
            format!("{year}-{}-{}", month_number(month)?, pad(day)?)
        }
        [first, second, year] if year.len() == 4 => {
            let (day, month) = day_and_month(first, second)?;
            format!("{year}-{month}-{day}")
        }
        _ => return None,
    };
    // digits only: a guess that is itself no date would be guessed at again, without end
    let plain = meant
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'-');
    let when = plain.then(|| When::parse(&meant).ok())??;
    Some(when.text)
}

/// `2026-01-22 14:30:00z` with its T and Z. A text that has a T already is not tried, so
/// that the guess cannot lead to another one.
fn with_capitals(text: &str) -> Option<String> {
    if text.contains('T') || !text.contains(':') {
        return None;
    }
    let meant = text.trim().to_ascii_uppercase().replacen(' ', "T", 1);
    let when = meant.contains('T').then(|| When::parse(&meant).ok())??;
    Some(when.text)
}

/// Tells a day from a month where only one order is possible.
fn day_and_month(first: &str, second: &str) -> Option<(String, String)> {
    let number = |text: &str| pad(text).and_then(|text| digits(&text, 2));
    match (number(first), number(second)) {
        (Some(day), Some(month)) if day > 12 || day == month => Some((pad(first)?, pad(second)?)),
        (Some(_), Some(day)) if day > 12 => Some((pad(second)?, pad(first)?)),
        (Some(_), None) => Some((pad(first)?, month_number(second)?)),
        (None, Some(_)) => Some((pad(second)?, month_number(first)?)),
        _ => None,
    }
}

fn pad(number: &str) -> Option<String> {
    match number.len() {
        1 | 2 if number.bytes().all(|byte| byte.is_ascii_digit()) => Some(format!("{number:0>2}")),
        _ => None,
    }
}

/// `1`, `01`, `Jan` and `January` as `01`.
fn month_number(month: &str) -> Option<String> {
    const NAMES: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    if let Some(number) = pad(month) {
        return Some(number);
    }
    let lower = month.to_ascii_lowercase();
    let at = NAMES
        .iter()
        .position(|name| lower.len() >= 3 && name.starts_with(&lower))?;
    Some(format!("{:02}", at + 1))
}
