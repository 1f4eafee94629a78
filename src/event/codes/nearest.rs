//! Guesses at the code that was meant: by code in another case, alpha-3, name in English or
//! Chinese, known wrong codes and symbols, and at last by likeness. For hints only.
//! An import may have a million wrong codes, so names are folded once and kept.

use std::sync::OnceLock;

use super::super::text::folded;
use super::table::tables;

/// How alike two names must be (normalized Damerau–Levenshtein) to be suggested.
const ALIKE: f64 = 0.75;

/// Longest text that can be a name; likeness is quadratic in length.
const LONGEST: usize = 100;

/// One code with what people write for it.
struct Named {
    code: &'static str,
    code3: &'static str,
    names: Vec<&'static str>,
    folded: Vec<String>,
}

pub(super) fn country(text: &str) -> Option<&'static str> {
    let text = text.trim();
    if text.is_empty() || text.len() > LONGEST {
        return None;
    }
    let tables = tables();
    let upper = text.to_uppercase();
    if let Some((code, _)) = tables.countries.get_key_value(&upper) {
        return Some(code);
    }
    if let Some((code, _)) = tables.blocs.get_key_value(&upper) {
        return Some(code);
    }
    static ALL: OnceLock<Vec<Named>> = OnceLock::new();
    best(text, &upper, ALL.get_or_init(countries_and_blocs))
}

pub(super) fn currency(text: &str) -> Option<&'static str> {
    let text = text.trim();
    if text.is_empty() || text.len() > LONGEST {
        return None;
    }
    let tables = tables();
    let upper = text.to_uppercase();
    if let Some((code, _)) = tables.currencies.get_key_value(&upper) {
        return Some(code);
    }
    if let Some(code) = tables.currency_words.get(text) {
        return Some(code);
    }
    static ALL: OnceLock<Vec<Named>> = OnceLock::new();
    best(text, &upper, ALL.get_or_init(currencies))
}

/// What is in force goes before what is withdrawn: of two equal guesses the first is taken.
fn countries_and_blocs() -> Vec<Named> {
    let tables = tables();
    let of = |withdrawn: bool| {
        let countries = tables.countries.iter();
        countries
            .filter(move |(_, country)| country.until.is_some() == withdrawn)
            .map(|(code, country)| {
                Named::new(
                    code,
                    &country.alpha3,
                    [&country.name, &country.zh],
                    &country.also,
                )
            })
    };
    let blocs = tables.blocs.iter();
    let blocs =
        blocs.map(|(code, bloc)| Named::new(code, code, [&bloc.name, &bloc.zh], &bloc.also));
    of(false).chain(blocs).chain(of(true)).collect()
}

fn currencies() -> Vec<Named> {
    let of = |withdrawn: bool| {
        let currencies = tables().currencies.iter();
        currencies
            .filter(move |(_, currency)| currency.until.is_some() == withdrawn)
            .map(|(code, currency)| Named::new(code, code, [&currency.name, ""], &currency.also))
    };
    of(false).chain(of(true)).collect()
}

/// The one that is meant most surely: by a known wrong code or symbol, by name, and only
/// then by likeness.
fn best(text: &str, upper: &str, all: &[Named]) -> Option<&'static str> {
    let written = |named: &&Named| {
        named.code3 == upper
            || named
                .names
                .iter()
                .any(|name| *name == text || *name == upper)
    };
    if let Some(named) = all.iter().find(written) {
        return Some(named.code);
    }
    let wanted = folded(text);
    let length = wanted.chars().count();
    let mut found: Option<(f64, &'static str)> = None;
    for named in all {
        for name in &named.folded {
            let likeness = likeness(name, &wanted, length);
            if likeness >= ALIKE && found.is_none_or(|(best, _)| likeness > best) {
                found = Some((likeness, named.code));
            }
        }
    }
    found.map(|(_, code)| code)
}

/// 1 for the same name in another spelling, less for a similar one, 0 where it cannot matter.
fn likeness(name: &str, wanted: &str, length: usize) -> f64 {
    if name == wanted && !name.is_empty() {
        return 1.0;
    }
    // three letters are too few to tell a slip from another code, and names whose lengths
    // differ by more than a quarter cannot be alike enough
    let other = name.chars().count();
    if length < 4 || length.abs_diff(other) * 4 > length.max(other) {
        return 0.0;
    }
    strsim::normalized_damerau_levenshtein(name, wanted)
}

impl Named {
    fn new(
        code: &'static str,
        code3: &'static str,
        names: [&'static str; 2],
        also: &'static [String],
    ) -> Named {
        let also = also.iter().map(String::as_str);
        let names: Vec<&str> = names.into_iter().chain(also).collect();
        Named {
            code,
            code3,
            folded: names.iter().map(|name| folded(name)).collect(),
            names,
        }
    }
}
