//! Money: amounts as whole millionths, the range an amount stands for, and how a sum is written.
//! Owns exact decimal arithmetic on amounts and the `B` of §7.1.
//! Never rounds, never adds two currencies (the caller keeps them apart).

use serde_json::{Value, json};

const MICRO: i128 = 1_000_000;

/// What an amount stands for: `[low, high]` in millionths, `high` `None` when unbounded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Range {
    pub low: i128,
    pub high: Option<i128>,
    pub about: bool,
}

/// An unsigned decimal string of at most 18 digits before and 6 after the point, in millionths.
pub fn micro(text: &str) -> Option<i128> {
    let (whole, part) = match text.split_once('.') {
        Some((whole, part)) if !part.is_empty() => (whole, part),
        Some(_) => return None,
        None => (text, ""),
    };
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || whole.len() > 18 || part.len() > 6 || !digits(whole) || !digits(part) {
        return None;
    }
    let part: i128 = format!("{part:0<6}").parse().ok()?;
    Some(whole.parse::<i128>().ok()? * MICRO + part)
}

/// The same with a sign allowed: percentages, levels of yields.
pub fn signed(text: &str) -> Option<i128> {
    match text.strip_prefix('-') {
        Some(positive) => micro(positive).map(|micros| -micros),
        None => micro(text),
    }
}

/// Millionths as a decimal string without trailing zeros.
pub fn show(micros: i128) -> String {
    let sign = if micros < 0 { "-" } else { "" };
    let (whole, part) = (micros.abs() / MICRO, micros.abs() % MICRO);
    if part == 0 {
        return format!("{sign}{whole}");
    }
    let part = format!("{part:06}");
    format!("{sign}{whole}.{}", part.trim_end_matches('0'))
}

/// The `value` of an amount.
pub fn value_of(amount: &Value) -> i128 {
    amount["value"]
        .as_str()
        .and_then(micro)
        .expect("an amount that was accepted has a value")
}

/// The currency of an amount.
pub fn currency_of(amount: &Value) -> String {
    amount["currency"].as_str().unwrap_or_default().to_owned()
}

/// exact, about → [v, v]; at_least → [v, unbounded]; at_most → [0, v]; with `high` → [v, high].
pub fn range(amount: &Value) -> Range {
    let value = value_of(amount);
    let bound = amount["bound"].as_str().unwrap_or("exact");
    let (low, high) = match (amount["high"].as_str(), bound) {
        (Some(high), _) => (value, Some(micro(high).expect("an accepted high"))),
        (None, "at_least") => (value, None),
        (None, "at_most") => (0, Some(value)),
        (None, _) => (value, Some(value)),
    };
    Range {
        low,
        high,
        about: bound == "about",
    }
}

impl Range {
    /// Nothing: what an empty sum is.
    pub fn zero() -> Range {
        Range {
            low: 0,
            high: Some(0),
            about: false,
        }
    }

    pub fn plus(&self, other: &Range) -> Range {
        Range {
            low: self.low + other.low,
            high: match (self.high, other.high) {
                (Some(a), Some(b)) => Some(a + b),
                _ => None,
            },
            about: self.about || other.about,
        }
    }

    /// a − d = [max(0, low a − high d), max(0, high a − low d)]; an unbounded high d leaves nothing at the low end.
    pub fn minus(&self, done: &Range) -> Range {
        Range {
            low: done.high.map_or(0, |high| (self.low - high).max(0)),
            high: self.high.map(|high| (high - done.low).max(0)),
            about: self.about || done.about,
        }
    }

    /// `{"low", "high", "approx"}`.
    pub fn json(&self) -> Value {
        json!({"low": show(self.low), "high": self.high.map(show), "approx": self.about})
    }
}
