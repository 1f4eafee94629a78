//! Figures and money as a language writes them: `about $100 million`, `约1亿美元`. Owns which
//! scale a figure takes; never rounds: what a scale does not hold exactly is written out.

use super::book::Book;
use super::template::Values;
use crate::event::amount::{Amount, Bound};
use crate::event::codes;
use crate::event::decimal::Decimal;

/// Millionths in one.
const ONE: u128 = 1_000_000;

/// The largest power of ten that a scale may stand for.
const HIGHEST: u32 = 24;

/// A figure: grouped digits, or digits and a scale word if that loses nothing.
pub fn figure(book: &Book, value: Decimal) -> String {
    let size = value.0.unsigned_abs();
    let sign = match value.0 < 0 {
        true => book.text("number.minus"),
        false => String::new(),
    };
    let places = book.figure("number.places");
    for power in (1..=HIGHEST).rev() {
        let key = format!("number.scale.{power}");
        let scale = 10_u128.pow(power) * ONE;
        if !book.has(&key) || size < scale {
            continue;
        }
        let finest = 10_u128.pow(power.saturating_sub(places as u32)) * ONE;
        if size.is_multiple_of(finest) {
            let digits = written(book, size / scale, size % scale, scale);
            return sign + &book.say(&key, &Values::new().with("figure", digits));
        }
    }
    sign + &written(book, size / ONE, size % ONE, ONE)
}

/// Whole digits in groups of three, the point, and the places without trailing zeros.
fn written(book: &Book, whole: u128, rest: u128, scale: u128) -> String {
    let mut text = grouped(&whole.to_string(), &book.text("number.group"));
    if rest > 0 {
        let width = scale.to_string().len() - 1;
        let places = format!("{rest:0width$}");
        text.push_str(&book.text("number.point"));
        text.push_str(places.trim_end_matches('0'));
    }
    text
}

fn grouped(digits: &str, sign: &str) -> String {
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push_str(sign);
        }
        text.push(digit);
    }
    text
}

/// Money with how sure it is: `at least $30 billion`, `between €1.2 billion and €1.4 billion`.
pub fn money(book: &Book, amount: &Amount) -> String {
    let one = |value: Decimal| {
        let code = amount.currency.as_str();
        let values = Values::new()
            .with("figure", figure(book, value))
            .with("code", code)
            .with("name", codes::currency_zh(code).unwrap_or(""));
        let own = format!("currency.{code}");
        book.say_first(&[&own, "currency.other"], &values)
    };
    match amount.high.filter(|high| *high != amount.value) {
        Some(high) => {
            let key = match amount.bound {
                Bound::About => "money.about_range",
                _ => "money.range",
            };
            let ends = Values::new()
                .with("low", one(amount.value))
                .with("high", one(high));
            book.say(key, &ends)
        }
        None => {
            let key = match amount.high {
                Some(_) => "money.exact".to_owned(),
                None => format!("money.{}", amount.bound.name()),
            };
            book.say(&key, &Values::new().with("figure", one(amount.value)))
        }
    }
}

/// A decimal of a field as it was recorded, in the language's digits.
pub fn decimal(book: &Book, text: &str) -> String {
    match Decimal::parse(text) {
        Some(value) => figure(book, value),
        None => text.to_owned(),
    }
}
