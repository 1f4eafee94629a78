//! Dates: the EDTF subset of the contract and the span of instants that each names.
//! Owns what a date means (which must never change under an old citation); never asks
//! what day it is. `parse` reads one date or interval, `instant` is the arithmetic of
//! UTC, `short` what people write instead.

mod instant;
mod parse;
#[cfg(test)]
mod refused_test;
mod short;
#[cfg(test)]
mod when_test;

use super::problem::Fault;
pub use instant::Instant;

/// A date as written, with the first and the last instant it can mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct When {
    /// As recorded, qualifiers (`?`, `~`, `%`) kept.
    pub text: String,
    /// First microsecond.
    pub earliest: Instant,
    /// Last microsecond (a whole second for a time to the second).
    pub latest: Instant,
    /// Whether the start, and the end, carry a time of day (chains widen those that do not).
    pub timed: (bool, bool),
}

impl When {
    /// A date of the stored form (JSON): the subset of §2 without open ends or words.
    /// Faults: `bad_date` (not a form at all), `unsupported_date` (EDTF, outside the
    /// subset), `impossible_date` (a day or hour that no calendar has),
    /// `backwards_interval`, `open_interval`.
    pub fn parse(text: &str) -> Result<When, Fault> {
        parse::when(text, false)
    }

    /// Whether [`When::parse`] would take it.
    pub fn is_stored(text: &str) -> bool {
        parse::spanned(text, false).is_ok()
    }

    /// First and last instant of what [`When::parse`] would take.
    pub fn span(text: &str) -> Option<(Instant, Instant)> {
        let span = parse::spanned(text, false).ok()?;
        Some((span.earliest, span.latest))
    }

    /// A filter: also the open `../2026-01-22`, whose earliest is [`Instant::MIN`].
    pub fn parse_filter(text: &str) -> Result<When, Fault> {
        parse::when(text, true)
    }

    /// What the command line takes besides: `2026-Q1`, `today`, `yesterday`, alone or as an
    /// end of an interval and in any case, rewritten to EDTF text (everything else comes
    /// back as it was). `today` is any instant of the UTC day meant, given by the caller.
    pub fn rewrite_short(text: &str, today: Instant) -> String {
        short::rewrite(text, today)
    }

    /// The whole UTC day (days since 1970-01-01), clamped to the years 0001–9999.
    pub fn from_day(day: i64) -> When {
        let day = day.clamp(Instant::MIN.day(), Instant::MAX.day());
        let earliest = Instant::from_day(day);
        When {
            text: earliest.day_text(),
            earliest,
            latest: earliest.end_of_day(),
            timed: (false, false),
        }
    }

    /// The same date one year earlier (29 February becomes 28), for a default `--since`.
    /// An interval whose ends would change places keeps its end alone; `None` when the
    /// year would be before 0001.
    pub fn year_before(&self) -> Option<When> {
        let parts: Option<Vec<String>> = self.text.split('/').map(short::year_before).collect();
        let parts = parts?;
        When::parse_filter(&parts.join("/"))
            .ok()
            .or_else(|| When::parse_filter(parts.last()?).ok())
    }
}
