//! Tests of the short forms of amounts: what each stands for, and what is refused.
//! Holds the vectors; the rules are those of `short.rs`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::*;
use proptest::prelude::*;

/// text, value, currency, bound, high
type Vector = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
);

const TAKEN: &[Vector] = &[
    ("100 USD", "100", "USD", "", ""),
    ("100M USD", "100000000", "USD", "", ""),
    ("100 M USD", "100000000", "USD", "", ""),
    ("100m USD", "100000000", "USD", "", ""),
    ("100 million USD", "100000000", "USD", "", ""),
    ("100MN USD", "100000000", "USD", "", ""),
    ("USD 100M", "100000000", "USD", "", ""),
    ("USD100M", "100000000", "USD", "", ""),
    ("100k DKK", "100000", "DKK", "", ""),
    ("1.5bn EUR", "1500000000", "EUR", "", ""),
    ("1.5B EUR", "1500000000", "EUR", "", ""),
    ("1.5 billion EUR", "1500000000", "EUR", "", ""),
    ("36tn USD", "36000000000000", "USD", "", ""),
    ("36trn USD", "36000000000000", "USD", "", ""),
    ("36T USD", "36000000000000", "USD", "", ""),
    ("36 Trillion USD", "36000000000000", "USD", "", ""),
    ("~1.5bn USD", "1500000000", "USD", "about", ""),
    ("about 100M USD", "100000000", "USD", "about", ""),
    ("About 100M USD", "100000000", "USD", "about", ""),
    (">30bn USD", "30000000000", "USD", "at_least", ""),
    (">= 30bn USD", "30000000000", "USD", "at_least", ""),
    ("over 30bn USD", "30000000000", "USD", "at_least", ""),
    ("<30bn USD", "30000000000", "USD", "at_most", ""),
    ("<=30bn USD", "30000000000", "USD", "at_most", ""),
    ("up to 30bn USD", "30000000000", "USD", "at_most", ""),
    ("1.2..1.4bn EUR", "1200000000", "EUR", "", "1400000000"),
    ("1.2 .. 1.4 bn EUR", "1200000000", "EUR", "", "1400000000"),
    ("900M..1.4bn EUR", "900000000", "EUR", "", "1400000000"),
    (
        "~1.2..1.4bn EUR",
        "1200000000",
        "EUR",
        "about",
        "1400000000",
    ),
    ("EUR 1.2..1.4bn", "1200000000", "EUR", "", "1400000000"),
    ("5..5 USD", "5", "USD", "", "5"),
    ("1,300,000 USD", "1300000", "USD", "", ""),
    ("1,300,000.50 USD", "1300000.5", "USD", "", ""),
    ("0.000001 USD", "0.000001", "USD", "", ""),
    ("1.2345678M USD", "1234567.8", "USD", "", ""),
    ("1.000000000000 USD", "1", "USD", "", ""),
    ("007 USD", "7", "USD", "", ""),
    ("0 USD", "0", "USD", "", ""),
    (
        "999999999999999999.999999 USD",
        "999999999999999999.999999",
        "USD",
        "",
        "",
    ),
    ("6830亿美元", "683000000000", "USD", "", ""),
    ("1.32万亿 USD", "1320000000000", "USD", "", ""),
    ("1.32万亿美元", "1320000000000", "USD", "", ""),
    ("约1亿美元", "100000000", "USD", "about", ""),
    ("约 1 亿 美元", "100000000", "USD", "about", ""),
    ("超过300亿美元", "30000000000", "USD", "at_least", ""),
    ("不到300亿美元", "30000000000", "USD", "at_most", ""),
    ("500万丹麦克朗", "5000000", "DKK", "", ""),
    ("3千万瑞典克朗", "30000000", "SEK", "", ""),
    ("7亿元人民币", "700000000", "CNY", "", ""),
    ("人民币7亿", "700000000", "CNY", "", ""),
    ("２．５亿欧元", "250000000", "EUR", "", ""),
    (
        "1.2..1.4万亿日元",
        "1200000000000",
        "JPY",
        "",
        "1400000000000",
    ),
    ("100M DEM", "100000000", "DEM", "", ""),
];

#[test]
fn what_short_forms_stand_for() {
    for &(text, value, currency, bound, high) in TAKEN {
        let long = Amount::from_short(text).unwrap_or_else(|fault| panic!("{text}: {fault:?}"));
        let field = |name: &str| long.get(name).and_then(Value::as_str).unwrap_or("");
        let found = (
            field("value"),
            field("currency"),
            field("bound"),
            field("high"),
        );
        assert_eq!(found, (value, currency, bound, high), "{text}");
        assert!(Amount::from_stored(&long).is_some(), "{text}");
    }
}

/// text, code, part of the message or hint
const REFUSED: &[(&str, &str, &str)] = &[
    ("", "bad_amount", "no figure"),
    ("USD", "bad_amount", "no figure"),
    ("100M", "bad_amount", "no currency"),
    ("100M usd", "unknown_currency", "did you mean USD?"),
    ("$100M", "unknown_currency", "did you mean USD?"),
    ("100M $", "unknown_currency", "did you mean USD?"),
    ("€5bn", "unknown_currency", "did you mean EUR?"),
    ("5bn RMB", "unknown_currency", "did you mean CNY?"),
    ("5bn dollars", "unknown_currency", "did you mean USD?"),
    ("5bn US dollars", "unknown_currency", "did you mean USD?"),
    ("5bn Danish kroner", "unknown_currency", "did you mean DKK?"),
    ("100 XYZ", "unknown_currency", "currencies.toml"),
    ("USD 100 EUR", "bad_amount", "both sides"),
    ("-5M USD", "negative_decimal", "below zero"),
    ("−5M USD", "negative_decimal", "below zero"),
    ("1,5 USD", "bad_amount", "comma"),
    ("1,3000 USD", "bad_amount", "comma"),
    ("1300,000 USD", "bad_amount", "comma"),
    ("1.300.000 USD", "bad_amount", "decimal point"),
    ("1 300 000 USD", "bad_amount", "goes on"),
    ("1.2-1.4bn EUR", "bad_amount", "goes on"),
    ("1.2..bn EUR", "bad_amount", "second figure"),
    ("1.4..1.2bn EUR", "backwards_range", "runs down"),
    ("1.2bn..1.4 EUR", "backwards_range", "runs down"),
    ("0.0000001 USD", "bad_amount", "6 decimals"),
    ("1e9 USD", "unknown_currency", "ISO 4217"),
    ("1000000T USD", "bad_amount", "18 digits"),
    ("9999999999999999999 USD", "bad_amount", "18 digits"),
    ("5t USD", "bad_amount", "thousand or trillion"),
    ("1兆美元", "bad_amount", "万亿"),
    ("7亿元", "unknown_currency", "several countries"),
    ("5亿克朗", "unknown_currency", "several countries"),
    ("六千亿美元", "bad_amount", "no figure"),
    ("6830多亿美元", "unknown_currency", "ISO 4217"),
    ("10² USD", "unknown_currency", "ISO 4217"),
    ("100 M", "bad_amount", "no currency"),
];

#[test]
fn what_is_refused_says_why() {
    for &(text, code, part) in REFUSED {
        let fault = Amount::from_short(text).unwrap_err();
        assert_eq!(fault.code, code, "{text}: {fault:?}");
        let said = format!("{} {}", fault.message, fault.hint.unwrap());
        assert!(said.contains(part), "{text}: {said}");
    }
}

proptest! {
    #[test]
    fn no_text_panics(text in "[~<>=0-9.,kMbnT万亿美元USD -]{0,24}|.*") {
        if let Ok(long) = Amount::from_short(&text) {
            let amount = Amount::from_stored(&long);
            prop_assert!(amount.is_some(), "{text}: {long}");
        }
    }

    #[test]
    fn a_stored_amount_is_its_own_short_form(units in 0u64..1_000_000_000_000_000_000, millionths in 0u32..1_000_000) {
        let text = Decimal(i128::from(units) * 1_000_000 + i128::from(millionths)).to_string();
        let long = Amount::from_short(&format!("{text} USD")).unwrap();
        prop_assert_eq!(long.get("value").and_then(Value::as_str), Some(text.as_str()));
    }
}
