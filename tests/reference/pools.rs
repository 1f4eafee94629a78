//! Pools: the few parties, assets, dates and sources that random histories draw from, small so that collisions are frequent.
//! Owns `Picks`, the reading of an op's random bytes as choices; a zero byte always makes the plainest choice, which is what shrinking seeks.
//! Never holds state between ops.

use serde_json::{Value, json};

/// An op's random bytes, read one choice at a time; after the last, zeros.
pub struct Picks<'a> {
    left: &'a [u8],
}

impl<'a> Picks<'a> {
    pub fn new(bytes: &'a [u8]) -> Picks<'a> {
        Picks { left: bytes }
    }

    /// A number below `n`, which is above 0.
    pub fn below(&mut self, n: usize) -> usize {
        let (byte, rest) = self
            .left
            .split_first()
            .map_or((0, &[][..]), |(b, rest)| (*b, rest));
        self.left = rest;
        usize::from(byte) % n
    }

    /// One of `items`.
    pub fn of<'b, T>(&mut self, items: &'b [T]) -> &'b T {
        &items[self.below(items.len())]
    }

    /// True in about so many of a hundred cases; never for a zero byte.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(256) >= 256 - percent * 256 / 100
    }

    /// Sets a field to one of `items` in about so many of a hundred cases.
    pub fn maybe(&mut self, percent: usize, event: &mut Value, field: &str, items: &[&str]) {
        let (wanted, item) = (self.chance(percent), *self.of(items));
        if wanted {
            event[field] = json!(item);
        }
    }
}

/// When things happened: every form of the subset, with the same days met by many.
pub const HAPPENED: &[&str] = &[
    "2026-01-20",
    "2026-01-21",
    "2026-01-22",
    "2025-12-31",
    "2026-01",
    "2025",
    "2025-12",
    "2025-36",
    "2026-33",
    "2026-01-20/2026-01-31",
    "2025-11/2026-01",
    "2026-01-21T09:30:00Z",
    "2026-01-21T18:30:00+09:00",
    "2026-01-22T23:59:59.250Z",
    "2026-01-22T00:30:00.000001-05:00",
    "2026-01-20~",
    "2025-11?",
    "2026-02%",
    "2024-02-29",
    "2025-01-22",
    "2025-06-30",
    "2019-05-14",
    "2026-03-01",
];

/// What filters and deadlines may name.
pub const FILTERS: &[&str] = &[
    "2026-01-22",
    "2026-01-20",
    "2026-01-21",
    "2026-01",
    "2025-12-31",
    "2026-01-21T12:00:00Z",
    "../2026-01-22",
    "2026-33",
    "2025",
    "2026-02-10",
    "2026-01-20/2026-01-24",
    "2025-11",
    "2026-06-30",
    "2031-01-01",
];

/// Dates that stand in fields of an event, never open.
pub const FIELD_DATES: &[&str] = &[
    "2026-01-21",
    "2026-01-31",
    "2026-01",
    "2025-12-31",
    "2026-33",
    "2026",
    "2026-02-10",
    "2026-05-01T00:00:00Z",
    "2031-01-01",
];

/// When sources were published.
pub const PUBLISHED: &[&str] = &[
    "2026-01-20",
    "2026-01-21",
    "2026-01-22",
    "2026-01-21T08:00:00Z",
    "2026-01-19",
    "2026-01",
    "2025-12-15",
    "2025",
    "2026-02-02",
    "2026-01-22~",
];

pub const COUNTRIES: &[&str] = &["US", "DK", "JP", "CN", "EU", "DE"];
pub const CURRENCIES: &[&str] = &["USD", "USD", "USD", "EUR", "JPY"];
pub const VALUES: &[&str] = &[
    "100",
    "100000000",
    "250.5",
    "0.000001",
    "0",
    "3000000.25",
    "100.50",
    "7",
    "999999999999999999.999999",
];
pub const PUBLISHERS: &[&str] = &["Reuters", "FT", "TASS", "日経", "The Desk's Own Files"];
pub const LEVELS: &[&str] = &["4.25", "4.5", "0.5", "4.250", "-0.1", "4.2285", "1"];
pub const PERCENTS: &[&str] = &["18.5", "23", "18.50", "-2", "18.4075", "100"];
/// In percent; the first is the default.
pub const TOLERANCES: &[&str] = &["0.5", "0", "10", "0.000001", "100"];
pub const CLAIMANTS: &[&str] = &["a commentary", "TASS"];
pub const TITLES: &[&str] = &["A fund sells", "避险", "Talks in Davos"];

/// Parties: one id under two spellings, two countries and none, one name without an id, a bare country, a bloc both ways, a stateless name.
pub fn parties() -> Vec<Value> {
    vec![
        json!({"country": "US"}),
        json!({"id": "akademiker", "name": "AkademikerPension", "country": "DK", "type": "pension_fund"}),
        json!({"id": "akademiker", "name": "Akademiker Pension", "country": "DK", "type": "pension_fund"}),
        json!({"id": "akademiker", "name": "AkademikerPension", "country": "DE", "type": "pension_fund"}),
        json!({"id": "akademiker", "name": "AkademikerPension", "type": "pension_fund"}),
        json!({"name": "Bank of Japan", "country": "JP", "type": "central_bank"}),
        json!({"country": "JP"}),
        json!({"name": "Japan", "country": "JP", "type": "country"}),
        json!({"country": "CN", "type": "country"}),
        json!({"id": "pif", "country": "DK"}),
        json!({"name": "PFA", "country": "DK"}),
        json!({"country": "EU"}),
        json!({"name": "European Union", "country": "EU", "type": "bloc"}),
        json!({"name": "Euro Club", "country": "DE", "type": "bloc"}),
        json!({"name": "Nowhere Capital", "type": "company"}),
        json!({"name": "Scott Bessent", "country": "US", "type": "official"}),
        json!({"country": "CN", "type": "bank"}),
    ]
}

/// Assets, with and without an issuer.
pub fn assets() -> Vec<Value> {
    vec![
        json!({"class": "us_treasury", "issuer": "US"}),
        json!({"class": "sovereign_bond", "issuer": "JP"}),
        json!({"class": "sovereign_bond", "issuer": "DE"}),
        json!({"class": "gold"}),
    ]
}

/// An amount, with a bound or a high end now and then.
pub fn amount(picks: &mut Picks, currency: &str) -> Value {
    let mut amount = json!({"value": picks.of(VALUES), "currency": currency});
    match picks.below(8) {
        3 => amount["bound"] = json!("about"),
        4 => amount["bound"] = json!("at_least"),
        5 => amount["bound"] = json!("at_most"),
        6 => amount["high"] = json!("999999999999999999.999999"),
        7 => {
            amount["bound"] = json!("about");
            amount["value"] = json!("150");
            amount["high"] = json!("400.125");
        }
        _ => {}
    }
    amount
}

/// The one copy that sources cite.
pub fn evidence() -> String {
    format!("sha256:{}", "5e".repeat(32))
}

/// One or two sources, now and then undated.
pub fn sources(picks: &mut Picks) -> Value {
    let count = 1 + usize::from(picks.chance(25));
    let all: Vec<Value> = (0..count)
        .map(|_| {
            let mut source = json!({"publisher": picks.of(PUBLISHERS)});
            if picks.below(5) < 4 {
                source["published"] = json!(picks.of(PUBLISHED));
            }
            match picks.below(16) {
                10 | 11 => {
                    source["origin"] = json!("Bloomberg");
                    source["url"] = json!("https://example.org/a");
                }
                12 => source["origin"] = json!("Reuters"),
                13 => {
                    source["url"] = json!("https://example.org/b");
                    source["publisher"] = Value::Null;
                }
                9 => source["grade"] = json!("B2"),
                8 | 15 => source["grade"] = json!("C3"),
                7 => source["terms"] = json!("background"),
                14 => source["evidence"] = json!(evidence()),
                _ => {}
            }
            source
        })
        .collect();
    super::known::without_nothing(&json!(all))
}

/// One or two codes, never twice the same.
pub fn codes(picks: &mut Picks) -> Value {
    let (first, second) = (
        picks.below(COUNTRIES.len()),
        picks.below(COUNTRIES.len() * 3),
    );
    match COUNTRIES.get(second) {
        Some(other) if second != first => json!([COUNTRIES[first], other]),
        _ => json!([COUNTRIES[first]]),
    }
}
