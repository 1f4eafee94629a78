//! Guesses at the code that was meant: by code in another case, alpha-3, name in English or
//! Chinese, known wrong codes and symbols, and at last by likeness. For hints only.

use super::super::text::folded;
use super::table::tables;

/// How alike two names must be (normalized Damerau–Levenshtein) to be suggested.
const ALIKE: f64 = 0.75;

pub(super) fn country(text: &str) -> Option<&'static str> {
    let text = text.trim();
    let tables = tables();
    let upper = text.to_uppercase();
    if let Some((code, _)) = tables.countries.get_key_value(&upper) {
        return Some(code);
    }
    if let Some((code, _)) = tables.blocs.get_key_value(&upper) {
        return Some(code);
    }
    let countries = tables.countries.iter().map(|(code, country)| Named {
        code,
        code3: &country.alpha3,
        names: [&country.name, &country.zh],
        also: &country.also,
        withdrawn: country.until.is_some(),
    });
    let blocs = tables.blocs.iter().map(|(code, bloc)| Named {
        code,
        code3: code,
        names: [&bloc.name, &bloc.zh],
        also: &bloc.also,
        withdrawn: false,
    });
    best(text, &upper, countries.chain(blocs))
}

pub(super) fn currency(text: &str) -> Option<&'static str> {
    let text = text.trim();
    let tables = tables();
    let upper = text.to_uppercase();
    if let Some((code, _)) = tables.currencies.get_key_value(&upper) {
        return Some(code);
    }
    if let Some(code) = tables.currency_words.get(text) {
        return Some(code);
    }
    let currencies = tables.currencies.iter().map(|(code, currency)| Named {
        code,
        code3: code,
        names: [&currency.name, &currency.name],
        also: &currency.also,
        withdrawn: currency.until.is_some(),
    });
    best(text, &upper, currencies)
}

struct Named {
    code: &'static str,
    code3: &'static str,
    names: [&'static str; 2],
    also: &'static [String],
    withdrawn: bool,
}

/// The one that is meant most surely: by a known wrong code or symbol, by name, and only
/// then by likeness; what is in force goes before what is withdrawn.
fn best(text: &str, upper: &str, all: impl Iterator<Item = Named> + Clone) -> Option<&'static str> {
    // longer texts are no names, and likeness is quadratic in length
    if text.is_empty() || text.len() > 100 {
        return None;
    }
    if let Some(named) = all.clone().find(|named| named.is_written(text, upper)) {
        return Some(named.code);
    }
    let wanted = folded(text);
    let mut found: Option<(f64, &'static str)> = None;
    for named in all {
        let bonus = if named.withdrawn { 0.0 } else { 0.001 };
        let score = named.likeness(&wanted) + bonus;
        if score >= ALIKE && found.is_none_or(|(best, _)| score > best) {
            found = Some((score, named.code));
        }
    }
    found.map(|(_, code)| code)
}

impl Named {
    /// Whether the table writes it just so.
    fn is_written(&self, text: &str, upper: &str) -> bool {
        self.code3 == upper
            || self.names.contains(&text)
            || self.also.iter().any(|also| also == text || also == upper)
    }

    /// 2 for the same name in another spelling, below 1 for a similar one.
    fn likeness(&self, wanted: &str) -> f64 {
        let also = self.also.iter().map(String::as_str);
        let names = self.names.into_iter().chain(also);
        names
            .map(|name| match folded(name) {
                name if name.is_empty() || wanted.is_empty() => 0.0,
                name if name == wanted => 2.0,
                // three letters are too few to tell a slip from another code
                _ if wanted.chars().count() < 4 => 0.0,
                name => strsim::normalized_damerau_levenshtein(&name, wanted),
            })
            .fold(0.0, f64::max)
    }
}
