//! The tables of `schema/`, embedded and parsed once, when a name is asked for; their codes, which
//! every event asks for, are picked from the text without parsing it (those of places in `packed`). Owns their shape; a table
//! that does not parse would come out empty, and a test keeps that from happening.

use std::collections::{BTreeMap, HashMap};
use std::ops::RangeInclusive;
use std::sync::OnceLock;

use serde::Deserialize;

use super::super::when::When;

pub(super) const COUNTRIES: &str = include_str!("../../../schema/countries.toml");
const CURRENCIES: &str = include_str!("../../../schema/currencies.toml");
pub(super) const BLOCS: &str = include_str!("../../../schema/blocs.toml");

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Country {
    /// English short name.
    pub name: String,
    /// Chinese short name.
    #[serde(default)]
    pub zh: String,
    /// ISO 3166-1 alpha-3.
    #[serde(default)]
    pub alpha3: String,
    /// Other names and wrong codes, for suggestions only.
    #[serde(default)]
    pub also: Vec<String>,
    /// Year, month or day of withdrawal from ISO 3166-1.
    pub until: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Currency {
    /// English name.
    pub name: String,
    /// Chinese words that name it without doubt: taken in amounts.
    #[serde(default)]
    pub zh: Vec<String>,
    /// Symbols and words, for suggestions only.
    #[serde(default)]
    pub also: Vec<String>,
    /// Month or year of withdrawal from ISO 4217.
    pub until: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawBloc {
    name: String,
    #[serde(default)]
    zh: String,
    #[serde(default)]
    also: Vec<String>,
    #[serde(default)]
    members: Vec<RawMembers>,
}

/// Members that came on one day (and left on one).
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawMembers {
    since: Option<String>,
    until: Option<String>,
    codes: String,
}

#[derive(Debug)]
pub(super) struct Bloc {
    pub name: String,
    pub zh: String,
    pub also: Vec<String>,
    pub members: Vec<Member>,
}

#[derive(Debug)]
pub(super) struct Member {
    pub code: String,
    /// First to last day of membership, in days since 1970-01-01.
    pub days: RangeInclusive<i64>,
}

#[derive(Debug, Default)]
pub(super) struct Tables {
    pub countries: BTreeMap<String, Country>,
    pub currencies: BTreeMap<String, Currency>,
    pub currency_words: BTreeMap<String, String>,
    pub blocs: BTreeMap<String, Bloc>,
}

/// Every code of a bloc, sorted.
pub(super) fn blocs() -> &'static [&'static str] {
    static BLOC_CODES: OnceLock<Vec<&'static str>> = OnceLock::new();
    BLOC_CODES.get_or_init(|| sorted(BLOCS.lines().filter_map(section)))
}

/// Every code of a currency, sorted: apart, since a view may ask for no currency.
pub(super) fn currencies() -> &'static [&'static str] {
    static CURRENCY_CODES: OnceLock<Vec<&'static str>> = OnceLock::new();
    CURRENCY_CODES.get_or_init(|| sorted(CURRENCIES.lines().filter_map(row)))
}

/// The code with which the line of a row begins: what belongs to one is indented, or its key is
/// no code.
fn row(line: &'static str) -> Option<&'static str> {
    let (code, rest) = line.split_once(' ')?;
    (rest.starts_with("= {") && is_code(code)).then_some(code)
}

/// The code that names a section.
fn section(line: &'static str) -> Option<&'static str> {
    let name = line.strip_prefix('[')?.strip_suffix(']')?;
    is_code(name).then_some(name)
}

fn is_code(text: &str) -> bool {
    let capital = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
    !text.is_empty() && text.bytes().all(capital)
}

fn sorted<T: Ord>(all: impl Iterator<Item = T>) -> Vec<T> {
    let mut all: Vec<T> = all.collect();
    all.sort_unstable();
    all
}

pub(super) fn tables() -> &'static Tables {
    static TABLES: OnceLock<Tables> = OnceLock::new();
    TABLES.get_or_init(|| read().unwrap_or_default())
}

/// Codes by what names them outright, in small letters. A code goes before an alpha-3, that
/// before a name; what is withdrawn names nothing but its own code.
pub(super) fn by_name() -> &'static HashMap<String, &'static str> {
    static NAMES: OnceLock<HashMap<String, &'static str>> = OnceLock::new();
    NAMES.get_or_init(|| {
        let tables = tables();
        let mut names: HashMap<String, &'static str> = HashMap::new();
        let codes = tables.countries.keys().chain(tables.blocs.keys());
        for code in codes {
            names.insert(code.to_lowercase(), code);
        }
        let live = || {
            let countries = tables.countries.iter();
            countries.filter(|(_, country)| country.until.is_none())
        };
        for (code, country) in live() {
            names.entry(country.alpha3.to_lowercase()).or_insert(code);
        }
        for (code, country) in live() {
            for name in [&country.name, &country.zh] {
                names.entry(name.to_lowercase()).or_insert(code);
            }
        }
        for (code, bloc) in &tables.blocs {
            for name in [&bloc.name, &bloc.zh] {
                names.entry(name.to_lowercase()).or_insert(code);
            }
        }
        names.remove("");
        names
    })
}

/// Reads the embedded tables; `None` if one of them is not sound.
pub(super) fn read() -> Option<Tables> {
    let countries: BTreeMap<String, Country> = toml::from_str(COUNTRIES).ok()?;
    let currencies: BTreeMap<String, Currency> = toml::from_str(CURRENCIES).ok()?;
    let raw: BTreeMap<String, RawBloc> = toml::from_str(BLOCS).ok()?;
    let mut currency_words = BTreeMap::new();
    for (code, currency) in &currencies {
        for word in &currency.zh {
            currency_words.insert(word.clone(), code.clone());
        }
    }
    let blocs = raw
        .into_iter()
        .map(|(code, bloc)| Some((code, bloc.read()?)))
        .collect::<Option<BTreeMap<_, _>>>()?;
    Some(Tables {
        countries,
        currencies,
        currency_words,
        blocs,
    })
}

impl RawBloc {
    fn read(self) -> Option<Bloc> {
        let mut members = Vec::new();
        for group in &self.members {
            let since = match &group.since {
                Some(text) => When::parse(text).ok()?.earliest.day(),
                None => i64::MIN,
            };
            let until = match &group.until {
                Some(text) => When::parse(text).ok()?.latest.day(),
                None => i64::MAX,
            };
            members.extend(group.codes.split_whitespace().map(|code| Member {
                code: code.to_owned(),
                days: since..=until,
            }));
        }
        Some(Bloc {
            name: self.name,
            zh: self.zh,
            also: self.also,
            members,
        })
    }
}
