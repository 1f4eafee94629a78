//! Codes of countries, blocs and currencies, from the tables in `schema/`
//! (withdrawn ones included). Owns membership of blocs with its dates and the nearest
//! right code for a wrong one (in `nearest`). Never takes a name for a code.

#[cfg(test)]
mod codes_test;
mod nearest;
mod packed;
mod table;

use super::problem::Fault;
use super::text::quoted;
use packed::{CODES, packed};
use table::{blocs, currencies, tables};

/// Whether it is a country (ISO 3166-1, withdrawn ones, `XK`) or bloc code.
pub fn is_country_or_bloc(code: &str) -> bool {
    match packed(code) {
        Some(packed) => CODES.binary_search(&packed).is_ok(),
        None => is_bloc(code),
    }
}

/// Whether it is a bloc code.
pub fn is_bloc(code: &str) -> bool {
    blocs().binary_search(&code).is_ok()
}

/// Whether it is a currency code (ISO 4217, withdrawn ones included).
pub fn is_currency(code: &str) -> bool {
    currency(code).is_some()
}

/// The members of a bloc on a UTC day (days since 1970-01-01), sorted; empty if not listed.
pub fn members(bloc: &str, day: i64) -> Vec<&'static str> {
    let Some(bloc) = tables().blocs.get(bloc) else {
        return Vec::new();
    };
    let on_day = bloc
        .members
        .iter()
        .filter(|member| member.days.contains(&day));
    let mut codes: Vec<&str> = on_day.map(|member| member.code.as_str()).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

/// The code of a country or bloc in force that a text says outright: the code itself in any
/// case, its alpha-3, its English or Chinese name. Nothing is guessed: for a file whose mapping
/// says that a column names countries.
pub fn of_name(text: &str) -> Option<&'static str> {
    table::by_name().get(&text.trim().to_lowercase()).copied()
}

/// English name of a country or bloc.
pub fn name(code: &str) -> Option<&'static str> {
    let tables = tables();
    let country = tables.countries.get(code).map(|country| &country.name);
    country
        .or_else(|| tables.blocs.get(code).map(|bloc| &bloc.name))
        .map(String::as_str)
}

/// Chinese name of a country or bloc.
pub fn name_zh(code: &str) -> Option<&'static str> {
    let tables = tables();
    let country = tables.countries.get(code).map(|country| &country.zh);
    country
        .or_else(|| tables.blocs.get(code).map(|bloc| &bloc.zh))
        .map(String::as_str)
        .filter(|name| !name.is_empty())
}

/// Chinese name of a currency: the first word that names it without doubt.
pub fn currency_zh(code: &str) -> Option<&'static str> {
    let currency = tables().currencies.get(code)?;
    currency.zh.first().map(String::as_str)
}

/// The currency of a code, as the table holds it.
pub(super) fn currency(code: &str) -> Option<&'static str> {
    let all = currencies();
    // All have three letters; as numbers they are compared without a call.
    let sought = packed(code)?;
    let by_number = |known: &&str| packed(known).cmp(&Some(sought));
    let place = all.binary_search_by(by_number).ok()?;
    all.get(place).copied()
}

/// The currency that a word of Chinese names without doubt (`美元` → `USD`, never `元`).
pub fn currency_of_word(word: &str) -> Option<&'static str> {
    tables().currency_words.get(word).map(String::as_str)
}

/// The code somebody who wrote `text` most likely meant (`UK` → `GB`, `Denmark` → `DK`).
/// A guess for a hint: nothing is ever recorded under it.
pub fn nearest_country(text: &str) -> Option<&'static str> {
    nearest::country(text)
}

/// The same for currencies (`$` → `USD`, `RMB` → `CNY`).
pub fn nearest_currency(text: &str) -> Option<&'static str> {
    nearest::currency(text)
}

/// Whether it is a country or bloc code. Fault: `unknown_country`, with the nearest.
pub fn check_country(code: &str) -> Result<(), Fault> {
    if is_country_or_bloc(code) {
        return Ok(());
    }
    let hint = match nearest_country(code) {
        Some(near) => format!("did you mean {near}?"),
        None => "codes are listed in schema/countries.toml and schema/blocs.toml".to_owned(),
    };
    Err(Fault::new(
        "unknown_country",
        format!(
            "{} is not the code of a country (ISO 3166-1, two capital letters) or of a bloc",
            quoted(code)
        ),
        hint,
    ))
}

/// Whether it is a currency code. Fault: `unknown_currency`, with the nearest.
pub fn check_currency(code: &str) -> Result<(), Fault> {
    if is_currency(code) {
        return Ok(());
    }
    let hint = match nearest_currency(code) {
        Some(near) => format!("did you mean {near}?"),
        None => "codes are listed in schema/currencies.toml".to_owned(),
    };
    Err(Fault::new(
        "unknown_currency",
        format!(
            "{} is not the code of a currency (ISO 4217, three capital letters)",
            quoted(code)
        ),
        hint,
    ))
}
