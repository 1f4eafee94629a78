//! Dates: the EDTF subset of the contract and the span of instants that each names.
//! Owns what a date means (which must never change under an old citation); never asks
//! what day it is.

use super::problem::Fault;

/// Microseconds since 1970-01-01T00:00:00Z, UTC, proleptic Gregorian, no leap seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(pub i64);

impl Instant {
    /// RFC 3339, UTC, exactly six decimals: `2026-01-25T10:02:03.123456Z`.
    pub fn to_text(self) -> String {
        todo!()
    }
    /// Reads exactly the form that `to_text` writes.
    pub fn from_text(_text: &str) -> Option<Instant> {
        todo!()
    }
    /// Days since 1970-01-01, UTC.
    pub fn day(self) -> i64 {
        self.0.div_euclid(86_400_000_000)
    }
    /// The last microsecond of that UTC day.
    pub fn end_of_day(self) -> Instant {
        Instant((self.day() + 1) * 86_400_000_000 - 1)
    }
}

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
    pub fn parse(_text: &str) -> Result<When, Fault> {
        todo!()
    }
    /// A filter: also the open `../2026-01-22`.
    pub fn parse_filter(_text: &str) -> Result<When, Fault> {
        todo!()
    }
    /// What the command line takes besides: `2026-Q1`, `today`, `yesterday`, rewritten to
    /// EDTF text (everything else comes back as it was). `today` is a UTC day given by the caller.
    pub fn rewrite_short(_text: &str, _today: Instant) -> String {
        todo!()
    }
    /// The same date one year earlier (29 February becomes 28), for a default `--since`.
    pub fn year_before(&self) -> Option<When> {
        todo!()
    }
}
