//! Periods: the months, quarters or years of a span, each seen as of its end. Owns their labels
//! and bounds; folds nothing.

use crate::event::when::{Instant, When};

/// How long a period is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Every {
    Month,
    Quarter,
    Year,
}

/// The most periods of one answer: fifty years of months.
pub const MOST: u64 = 600;

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period {
    /// `2026-01`, `2026-Q1`, `2026`.
    pub label: String,
    /// Its last microsecond, UTC.
    pub end: Instant,
}

/// More periods than an answer may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooMany(pub u64);

impl Every {
    /// `month`, `quarter`, `year`.
    pub fn name(self) -> &'static str {
        match self {
            Every::Month => "month",
            Every::Quarter => "quarter",
            Every::Year => "year",
        }
    }

    /// The length of that name.
    pub fn named(name: &str) -> Option<Every> {
        let all = [Every::Month, Every::Quarter, Every::Year];
        all.into_iter().find(|every| every.name() == name)
    }

    /// Periods in a year.
    fn a_year(self) -> i64 {
        match self {
            Every::Month => 12,
            Every::Quarter => 4,
            Every::Year => 1,
        }
    }

    /// The number of the period that an instant lies in, counted from the year 0.
    fn number(self, at: Instant) -> Option<i64> {
        let text = at.day_text();
        let mut parts = text.split('-');
        let year: i64 = parts.next()?.parse().ok()?;
        let month: i64 = parts.next()?.parse().ok()?;
        Some(year * self.a_year() + (month - 1) * self.a_year() / 12)
    }

    fn period(self, number: i64) -> Option<Period> {
        let (year, nth) = (
            number.div_euclid(self.a_year()),
            number.rem_euclid(self.a_year()) + 1,
        );
        let (label, date) = match self {
            Every::Month => (format!("{year:04}-{nth:02}"), format!("{year:04}-{nth:02}")),
            Every::Quarter => (
                format!("{year:04}-Q{nth}"),
                format!("{year:04}-{}", 32 + nth),
            ),
            Every::Year => (format!("{year:04}"), format!("{year:04}")),
        };
        let end = When::parse(&date).ok()?.latest;
        Some(Period { label, end })
    }
}

/// The periods from that of one instant to that of another, both taken in.
pub fn between(every: Every, from: Instant, to: Instant) -> Result<Vec<Period>, TooMany> {
    let ends = every.number(from).zip(every.number(to));
    let Some((first, last)) = ends.filter(|(first, last)| first <= last) else {
        return Ok(Vec::new());
    };
    let count = last.abs_diff(first) + 1;
    if count > MOST {
        return Err(TooMany(count));
    }
    Ok((first..=last)
        .filter_map(|number| every.period(number))
        .collect())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn labels(every: Every, from: &str, to: &str) -> Vec<String> {
        let (from, to) = (When::parse(from).unwrap(), When::parse(to).unwrap());
        let found = between(every, from.earliest, to.latest).unwrap();
        found.into_iter().map(|period| period.label).collect()
    }

    #[test]
    fn periods_run_over_the_turn_of_a_year() {
        let months = labels(Every::Month, "2025-11-30", "2026-01-01");
        assert_eq!(months, ["2025-11", "2025-12", "2026-01"]);
        let quarters = labels(Every::Quarter, "2025-09-30", "2026-01-01");
        assert_eq!(quarters, ["2025-Q3", "2025-Q4", "2026-Q1"]);
        assert_eq!(labels(Every::Year, "2025", "2026-06"), ["2025", "2026"]);
        assert!(labels(Every::Year, "2026", "2025-01").is_empty());
    }

    #[test]
    fn a_period_ends_with_its_last_microsecond() {
        let end = |every, at: &str| {
            let at = When::parse(at).unwrap();
            between(every, at.earliest, at.latest).unwrap()[0]
                .end
                .to_text()
        };
        let leap = end(Every::Month, "2024-02-10");
        assert_eq!(leap, "2024-02-29T23:59:59.999999Z");
        let quarter = end(Every::Quarter, "2026-05-01");
        assert_eq!(quarter, "2026-06-30T23:59:59.999999Z");
    }

    #[test]
    fn the_most_periods_are_six_hundred() {
        let from = When::parse("0001").unwrap().earliest;
        let to = When::parse("0051").unwrap().latest;
        assert_eq!(between(Every::Month, from, to), Err(TooMany(612)));
    }
}
