//! Tests of the code tables: that they are sound, the accessions that answers rest on, and
//! the guesses at wrong codes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::super::text::{folded, is_snake};
use super::super::when::When;
use super::*;
use proptest::prelude::*;
use std::collections::BTreeSet;

fn on(bloc: &str, day: &str) -> Vec<&'static str> {
    members(bloc, When::parse(day).unwrap().earliest.day())
}

#[test]
fn the_tables_are_sound() {
    let tables = table::read().expect("every table parses");
    assert_eq!(
        tables
            .countries
            .values()
            .filter(|country| country.until.is_none())
            .count(),
        250
    );
    assert!(tables.currencies.len() > 290);
    for (code, country) in &tables.countries {
        assert!(
            code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase()),
            "{code}"
        );
        assert!(!country.name.is_empty() && !country.zh.is_empty(), "{code}");
        if let Some(until) = &country.until {
            When::parse(until).unwrap();
        }
    }
    for (code, currency) in &tables.currencies {
        assert!(
            code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase()),
            "{code}"
        );
        if let Some(until) = &currency.until {
            When::parse(until).unwrap();
        }
    }
    for (code, bloc) in &tables.blocs {
        assert!(!tables.countries.contains_key(code), "{code} is a country");
        assert!(
            code.bytes()
                .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
        );
        assert!(!is_snake(code) && !bloc.zh.is_empty());
        for member in &bloc.members {
            let country = tables
                .countries
                .get(&member.code)
                .expect("a member is a country");
            assert!(country.until.is_none(), "{code}: {}", member.code);
            assert!(
                member.days.start() <= member.days.end(),
                "{code}: {}",
                member.code
            );
        }
    }
}

#[test]
fn the_codes_picked_from_the_text_are_those_of_the_tables() {
    let tables = table::read().unwrap();
    assert_eq!(table::blocs(), tables.blocs.keys().collect::<Vec<_>>());
    assert_eq!(
        table::currencies(),
        tables.currencies.keys().collect::<Vec<_>>()
    );
    for code in tables.countries.keys() {
        assert!(is_country_or_bloc(code) && !is_bloc(code), "{code}");
    }
    let short = tables.blocs.keys().filter(|code| packed(code).is_some());
    assert!(CODES.is_sorted_by(|one, other| one < other));
    assert_eq!(CODES.len(), tables.countries.len() + short.count());
}

#[test]
fn every_name_leads_back_to_its_code() {
    let tables = table::tables();
    let mut seen = BTreeSet::new();
    for (code, country) in &tables.countries {
        assert!(
            seen.insert(folded(&country.name)),
            "{code}: two of one name"
        );
        assert_eq!(nearest_country(&country.name), Some(code.as_str()));
        assert_eq!(nearest_country(&country.zh), Some(code.as_str()));
        for also in &country.also {
            assert_eq!(nearest_country(also), Some(code.as_str()), "{also}");
        }
    }
    for (code, bloc) in &tables.blocs {
        assert_eq!(nearest_country(&bloc.name), Some(code.as_str()));
        for also in &bloc.also {
            assert_eq!(nearest_country(also), Some(code.as_str()), "{also}");
        }
    }
    for (code, currency) in &tables.currencies {
        for word in &currency.zh {
            assert_eq!(currency_of_word(word), Some(code.as_str()), "{word}");
        }
        for also in &currency.also {
            assert_eq!(nearest_currency(also), Some(code.as_str()), "{also}");
        }
    }
}

/// Who is hurt if these move: every answer of `stance --members`, and whoever cited one.
#[test]
fn accessions_and_departures_take_effect_on_their_day() {
    for (bloc, code, before, first) in [
        ("NATO", "FI", "2023-04-03", "2023-04-04"),
        ("NATO", "SE", "2024-03-06", "2024-03-07"),
        ("EU", "HR", "2013-06-30", "2013-07-01"),
        ("EA", "HR", "2022-12-31", "2023-01-01"),
        ("EA", "BG", "2025-12-31", "2026-01-01"),
        ("BRICS", "ZA", "2010-12-23", "2010-12-24"),
        ("BRICS", "IR", "2023-12-31", "2024-01-01"),
        ("BRICS", "ID", "2025-01-05", "2025-01-06"),
        ("ASEAN", "TL", "2025-10-25", "2025-10-26"),
        ("OPEC", "AO", "2006-12-31", "2007-01-01"),
    ] {
        assert!(!on(bloc, before).contains(&code), "{bloc} {code}");
        assert!(on(bloc, first).contains(&code), "{bloc} {code}");
    }
    for (bloc, code, last, after) in [
        ("EU", "GB", "2020-01-31", "2020-02-01"),
        ("OPEC", "QA", "2018-12-31", "2019-01-01"),
        ("OPEC", "EC", "2019-12-31", "2020-01-01"),
        ("OPEC", "AO", "2023-12-31", "2024-01-01"),
        ("OPEC", "ID", "2016-11-30", "2016-12-01"),
        ("EFTA", "DK", "1972-12-31", "1973-01-01"),
    ] {
        assert!(on(bloc, last).contains(&code), "{bloc} {code}");
        assert!(!on(bloc, after).contains(&code), "{bloc} {code}");
    }
    for (bloc, day, count) in [
        ("NATO", "1949-08-23", 0),
        ("NATO", "1949-08-24", 12),
        ("NATO", "2023-04-03", 30),
        ("NATO", "2026-01-25", 32),
        ("EU", "2013-07-01", 28),
        ("EU", "2026-01-25", 27),
        ("EA", "1999-01-01", 11),
        ("EA", "2025-12-31", 20),
        ("EA", "2026-01-25", 21),
        ("BRICS", "2026-01-25", 10),
        ("G7", "2026-01-25", 7),
        ("G20", "2026-01-25", 19),
        ("OPEC", "2026-01-25", 12),
        ("OPECPLUS", "2026-01-25", 22),
        ("ASEAN", "2026-01-25", 11),
        ("GCC", "2026-01-25", 6),
        ("EFTA", "2026-01-25", 4),
        ("NORDIC", "2026-01-25", 5),
        ("AFRICANUNION", "2026-01-25", 55),
        ("ARABLEAGUE", "2026-01-25", 22),
        ("UN", "2026-01-25", 0),
        ("XX", "2026-01-25", 0),
    ] {
        assert_eq!(on(bloc, day).len(), count, "{bloc} on {day}");
    }
    assert_eq!(on("NORDIC", "2026-01-25"), ["DK", "FI", "IS", "NO", "SE"]);
    assert!(!on("BRICS", "2026-01-25").contains(&"SA"));
}

#[test]
fn codes_in_force_withdrawn_and_unknown() {
    for code in [
        "DK", "XK", "SU", "YU", "CS", "DD", "AN", "ZR", "TP", "BU", "FX", "EU", "NATO", "OPECPLUS",
    ] {
        assert!(is_country_or_bloc(code), "{code}");
    }
    for code in ["UK", "EL", "dk", "DNK", "", "ZZ", "OPEC+"] {
        assert!(!is_country_or_bloc(code), "{code}");
    }
    for code in [
        "USD", "EUR", "DEM", "FRF", "SUR", "ITL", "HRK", "BGN", "XAU", "XDR",
    ] {
        assert!(is_currency(code), "{code}");
    }
    assert!(!is_currency("usd") && !is_currency("RMB") && !is_currency("$"));
    assert!(is_bloc("EU") && !is_bloc("DK"));
    assert_eq!(name("DK"), Some("Denmark"));
    assert_eq!(name("EA"), Some("Euro area"));
    assert_eq!(name_zh("GL"), Some("格陵兰"));
    assert_eq!(name("UK"), None);
}

#[test]
fn what_was_meant() {
    for (text, code) in [
        ("UK", "GB"),
        ("EL", "GR"),
        ("dk", "DK"),
        ("DNK", "DK"),
        ("Denmark", "DK"),
        ("denmrak", "DK"),
        ("丹麦", "DK"),
        ("Turkey", "TR"),
        ("Cote d'Ivoire", "CI"),
        ("eu", "EU"),
        ("European Union", "EU"),
        ("OPEC+", "OPECPLUS"),
        ("Germny", "DE"),
        ("Niger", "NE"),
    ] {
        assert_eq!(nearest_country(text), Some(code), "{text}");
    }
    for text in [
        "",
        "ZZ",
        "qq",
        "something else altogether",
        &"x".repeat(10_000),
    ] {
        assert_eq!(nearest_country(text), None);
    }
    for (text, code) in [
        ("$", "USD"),
        ("usd", "USD"),
        ("RMB", "CNY"),
        ("CNH", "CNY"),
        ("€", "EUR"),
        ("£", "GBP"),
        ("日元", "JPY"),
        ("yen", "JPY"),
        ("Danish krone", "DKK"),
        ("Deutschmark", "DEM"),
    ] {
        assert_eq!(nearest_currency(text), Some(code), "{text}");
    }
    assert_eq!(nearest_currency("XYZ"), None);
}

proptest! {
    #[test]
    fn no_text_panics(text in ".*", day in any::<i64>()) {
        let _ = (check_country(&text), check_currency(&text), members(&text, day));
        let _ = (name(&text), currency_of_word(&text), members("NATO", day));
    }
}
