//! Exact decimals with six places, for money and percentages. Owns parsing and printing
//! (no trailing zeros, no exponent); never rounds and never touches a float.
//! Own code because sums must not overflow on any input: ≤ 18 digits before the point fit
//! an `i128` of millionths ten trillion times over, where a 96-bit decimal ends at 79,000.

use std::fmt;

use serde_json::Value;

use super::problem::Fault;
use super::text::quoted;

/// Millionths in one.
const ONE: i128 = 1_000_000;

/// A number of millionths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Decimal(pub i128);

impl Decimal {
    /// Nothing.
    pub const ZERO: Decimal = Decimal(0);

    /// Reads `-?digits(.digits)?`, ≤ 18 digits before and ≤ 6 after the point. `-0` is 0.
    pub fn parse(text: &str) -> Option<Decimal> {
        let (sign, body) = match text.strip_prefix('-') {
            Some(body) => (-1, body),
            None => (1, text),
        };
        let (whole, fraction) = match body.split_once('.') {
            Some((whole, fraction)) if !fraction.is_empty() => (whole, fraction),
            Some(_) => return None,
            None => (body, ""),
        };
        if whole.is_empty() || whole.len() > 18 || fraction.len() > 6 {
            return None;
        }
        let mut value: i128 = 0;
        for byte in whole.bytes().chain(fraction.bytes()) {
            if !byte.is_ascii_digit() {
                return None;
            }
            value = value * 10 + i128::from(byte - b'0');
        }
        for _ in fraction.len()..6 {
            value *= 10;
        }
        Some(Decimal(sign * value))
    }

    /// Reads a JSON value of an event: a decimal string. Numbers are refused, because a
    /// float has no exact decimals. Faults: `bad_decimal`, `negative_decimal`.
    pub fn check(value: &Value, may_be_negative: bool) -> Result<Decimal, Fault> {
        let text = match value {
            Value::String(text) => text,
            Value::Number(number) => {
                return Err(Fault::new(
                    "bad_decimal",
                    format!("{number} is a JSON number; figures are decimal strings"),
                    format!("put it between quotes: \"{number}\""),
                ));
            }
            _ => {
                return Err(Fault::new(
                    "bad_decimal",
                    "it is not a decimal string",
                    "write it like \"100000000\" or \"1.5\"",
                ));
            }
        };
        match Decimal::parse(text) {
            Some(decimal) if decimal.0 < 0 && !may_be_negative => Err(Fault::new(
                "negative_decimal",
                format!("{} is below zero, and this figure cannot be", quoted(text)),
                "give the size, and say in the kind or the fields which way it goes",
            )),
            Some(decimal) => Ok(decimal),
            None => Err(bad(text)),
        }
    }

    /// `self + other`, at the ends of the range if it would overflow (no sum of entries can).
    #[must_use]
    pub fn plus(self, other: Decimal) -> Decimal {
        Decimal(self.0.saturating_add(other.0))
    }

    /// `self − other`, likewise.
    #[must_use]
    pub fn minus(self, other: Decimal) -> Decimal {
        Decimal(self.0.saturating_sub(other.0))
    }

    /// `self − other`, but at least 0.
    #[must_use]
    pub fn minus_down_to_zero(self, other: Decimal) -> Decimal {
        Decimal(self.minus(other).0.max(0))
    }

    /// `self × 100`, for percentages and basis points, at the ends of the range on overflow.
    #[must_use]
    pub fn times_hundred(self) -> Decimal {
        Decimal(self.0.saturating_mul(100))
    }
}

impl std::iter::Sum for Decimal {
    fn sum<I: Iterator<Item = Decimal>>(items: I) -> Decimal {
        items.fold(Decimal::ZERO, Decimal::plus)
    }
}

fn bad(text: &str) -> Fault {
    let plain = text.trim().replace([',', '_', ' ', '+'], "");
    let hint = if plain != text && Decimal::parse(&plain).is_some() {
        format!("write it as \"{plain}\"")
    } else {
        "write digits and at most one point, like \"1.5\"".to_owned()
    };
    Fault::new(
        "bad_decimal",
        format!(
            "{} is not a decimal of at most 18 digits before and 6 after the point",
            quoted(text)
        ),
        hint,
    )
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (size, one) = (self.0.unsigned_abs(), ONE.unsigned_abs());
        // Most amounts fit in a word, whose digits are found much sooner.
        if let (Ok(size), Ok(one)) = (u64::try_from(size), u64::try_from(one)) {
            let mut digits = Digits::default();
            digits.put(size / one, size % one);
            return f.pad_integral(self.0 >= 0, "", digits.text());
        }
        let (mut text, fraction) = ((size / one).to_string(), size % one);
        if fraction > 0 {
            text.push_str(format!(".{fraction:06}").trim_end_matches('0'));
        }
        f.pad_integral(self.0 >= 0, "", &text)
    }
}

/// Digits of a figure, put down from the last to the first: no word has more than twenty of them.
#[derive(Debug, Default)]
struct Digits {
    bytes: [u8; 24],
    many: usize,
}

impl Digits {
    /// A whole number and millionths.
    fn put(&mut self, mut whole: u64, mut millionths: u64) {
        let mut places = if millionths > 0 { 6 } else { 0 };
        while places > 0 && millionths.is_multiple_of(10) {
            millionths /= 10;
            places -= 1;
        }
        for _ in 0..places {
            self.before(b'0' + (millionths % 10) as u8);
            millionths /= 10;
        }
        if places > 0 {
            self.before(b'.');
        }
        self.before(b'0' + (whole % 10) as u8);
        while whole >= 10 {
            whole /= 10;
            self.before(b'0' + (whole % 10) as u8);
        }
    }

    fn before(&mut self, byte: u8) {
        self.many += 1;
        if let Some(slot) = self.bytes.iter_mut().nth_back(self.many - 1) {
            *slot = byte;
        }
    }

    fn text(&self) -> &str {
        let used = self.bytes.get(self.bytes.len().saturating_sub(self.many)..);
        std::str::from_utf8(used.unwrap_or_default()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn text_both_ways() {
        for (text, millionths, shown) in [
            ("0", 0, "0"),
            ("-0", 0, "0"),
            ("-0.000", 0, "0"),
            ("007", 7_000_000, "7"),
            ("1.50", 1_500_000, "1.5"),
            ("-1.5", -1_500_000, "-1.5"),
            ("0.000001", 1, "0.000001"),
            (
                "999999999999999999.999999",
                999_999_999_999_999_999_999_999,
                "",
            ),
        ] {
            let decimal = Decimal::parse(text).unwrap();
            assert_eq!(decimal, Decimal(millionths), "{text}");
            let shown = if shown.is_empty() { text } else { shown };
            assert_eq!(decimal.to_string(), shown);
        }
        for text in [
            "",
            "-",
            ".",
            "1.",
            ".5",
            "+1",
            "1e3",
            "1,000",
            " 1",
            "--1",
            "1.1.1",
            "0.0000001",
            "1234567890123456789",
            "NaN",
            "inf",
            "٣",
            "1_0",
        ] {
            assert_eq!(Decimal::parse(text), None, "{text}");
        }
        assert_eq!(
            Decimal(i128::MIN).to_string(),
            "-170141183460469231731687303715884.105728"
        );
    }

    #[test]
    fn a_json_number_is_refused_with_the_string_to_write() {
        let fault = Decimal::check(&json!(1.5), false).unwrap_err();
        assert_eq!(fault.code, "bad_decimal");
        assert_eq!(
            fault.hint.as_deref(),
            Some("put it between quotes: \"1.5\"")
        );
        assert_eq!(
            Decimal::check(&json!("-1"), false).unwrap_err().code,
            "negative_decimal"
        );
        assert_eq!(Decimal::check(&json!("-1"), true), Ok(Decimal(-1_000_000)));
        let fault = Decimal::check(&json!("1,300,000"), false).unwrap_err();
        assert_eq!(fault.hint.as_deref(), Some("write it as \"1300000\""));
    }

    proptest! {
        #[test]
        fn what_is_printed_is_read_back(millionths in -999_999_999_999_999_999_999_999_i128..=999_999_999_999_999_999_999_999) {
            let decimal = Decimal(millionths);
            prop_assert_eq!(Decimal::parse(&decimal.to_string()), Some(decimal));
        }

        #[test]
        fn words_are_printed_as_their_digits(size in any::<u64>(), drop in 0..20_u32) {
            let size = i128::from(size / 10_u64.pow(drop.min(19)));
            let plain = format!("{}.{:06}", size / ONE, size % ONE);
            let plain = plain.trim_end_matches('0').trim_end_matches('.');
            prop_assert_eq!(Decimal(size).to_string(), plain);
            let minus = format!("-{plain}");
            prop_assert_eq!(Decimal(-size).to_string(), if size == 0 { plain } else { &minus });
            prop_assert_eq!(format!("{:>30}", Decimal(size)), format!("{plain:>30}"));
        }

        #[test]
        fn no_text_panics(text in ".*") {
            let _ = Decimal::parse(&text);
        }
    }
}
