//! Instants: microseconds of UTC, their one text form, and the proleptic Gregorian
//! calendar under them. Owns day arithmetic; never overflows, never reads a clock.

const DAY: i64 = 86_400_000_000;

/// Microseconds since 1970-01-01T00:00:00Z, UTC, proleptic Gregorian, no leap seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(pub i64);

impl Instant {
    /// 0001-01-01T00:00:00Z, the first instant that a date can name.
    pub const MIN: Instant = Instant(-719_162 * DAY);
    /// The last microsecond of 9999-12-31, UTC.
    pub const MAX: Instant = Instant(2_932_897 * DAY - 1);

    /// RFC 3339, UTC, exactly six decimals: `2026-01-25T10:02:03.123456Z`. Instants outside
    /// [`Instant::MIN`] to [`Instant::MAX`], which no date yields, print a year of other length.
    pub fn to_text(self) -> String {
        let within = self.0.rem_euclid(DAY);
        let seconds = within / 1_000_000;
        let mut text = String::with_capacity(27);
        push_day(&mut text, self.day());
        for (before, pair) in [
            ('T', seconds / 3600),
            (':', seconds / 60 % 60),
            (':', seconds % 60),
        ] {
            text.push(before);
            push_pair(&mut text, pair);
        }
        text.push('.');
        let fraction = within % 1_000_000;
        push_pair(&mut text, fraction / 10_000);
        push_pair(&mut text, fraction / 100 % 100);
        push_pair(&mut text, fraction % 100);
        text.push('Z');
        text
    }

    /// Reads exactly the form that `to_text` writes.
    pub fn from_text(text: &str) -> Option<Instant> {
        let (whole, fraction) = text.strip_suffix('Z')?.split_once('.')?;
        let fraction = digits(fraction, 6)?;
        let (date, time) = whole.split_once('T')?;
        let mut parts = date.split('-');
        let (year, month, day) = (
            digits(parts.next()?, 4)?,
            digits(parts.next()?, 2)?,
            digits(parts.next()?, 2)?,
        );
        let mut clock = time.split(':');
        let (hour, minute, second) = (
            digits(clock.next()?, 2)?,
            digits(clock.next()?, 2)?,
            digits(clock.next()?, 2)?,
        );
        let real = parts.next().is_none()
            && clock.next().is_none()
            && year >= 1
            && (1..=12).contains(&month)
            && (1..=days_in_month(year, month)).contains(&day)
            && hour < 24
            && minute < 60
            && second < 60;
        real.then(|| {
            let seconds = hour * 3600 + minute * 60 + second;
            Instant(days_from_civil(year, month, day) * DAY + seconds * 1_000_000 + fraction)
        })
    }

    /// Days since 1970-01-01, UTC.
    pub fn day(self) -> i64 {
        self.0.div_euclid(DAY)
    }

    /// The first microsecond of a UTC day given in days since 1970-01-01.
    pub fn from_day(day: i64) -> Instant {
        Instant(day.saturating_mul(DAY))
    }

    /// The last microsecond of that UTC day.
    pub fn end_of_day(self) -> Instant {
        Instant((self.day() + 1).saturating_mul(DAY).saturating_sub(1))
    }

    /// The UTC day as a date, `2026-01-25`.
    pub fn day_text(self) -> String {
        let mut text = String::with_capacity(10);
        push_day(&mut text, self.day());
        text
    }
}

/// Adds a day as a date. By hand: an instant is written at every append, and in many rows.
fn push_day(text: &mut String, day: i64) {
    let (year, month, day) = civil_from_days(day);
    match year {
        0..=9999 => {
            push_pair(text, year / 100);
            push_pair(text, year % 100);
        }
        // No date yields one.
        _ => text.push_str(&format!("{year:04}")),
    }
    for pair in [month, day] {
        text.push('-');
        push_pair(text, pair);
    }
}

/// Adds the two digits of a number below 100.
fn push_pair(text: &mut String, number: i64) {
    text.push(char::from(b'0' + (number / 10 % 10) as u8));
    text.push(char::from(b'0' + (number % 10) as u8));
}

/// Exactly `width` ASCII digits as a number; `width` ≤ 18.
pub(super) fn digits(text: &str, width: usize) -> Option<i64> {
    if text.len() != width || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

/// Whether the year has a 29 February.
pub(super) fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

/// Days of a month (1–12).
pub(super) fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days since 1970-01-01 of a civil day. Years are shifted to start in March, so that the
/// leap day comes last and a month's offset is linear: (153 m + 2) / 5.
pub(super) fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// The civil day (year, month, day) of days since 1970-01-01: the inverse.
pub(super) fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 {
        shifted_month + 3
    } else {
        shifted_month - 9
    };
    let year = era * 400 + year_of_era + i64::from(month <= 2);
    (year, month, day)
}
