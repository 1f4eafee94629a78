//! Parties: who acts, holds or speaks. Owns the key that makes differently spelt names one
//! row, whether a party acts for a state, and the short form of the command line. Knows no
//! store: an id alone is filled in by the desk.

use serde_json::{Map, Value};

use super::codes;
use super::problem::Fault;
use super::text::{self, is_slug, quoted};

/// The types of parties that act for a state.
pub const STATE_TYPES: [&str; 6] = [
    "country",
    "central_bank",
    "ministry",
    "sovereign_fund",
    "official",
    "bloc",
];

/// Every type of party.
pub const TYPES: [&str; 12] = [
    "country",
    "central_bank",
    "ministry",
    "sovereign_fund",
    "official",
    "bloc",
    "pension_fund",
    "insurer",
    "bank",
    "company",
    "person",
    "other",
];

/// A party as recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    /// Slug that keeps one party one row however it is spelt.
    pub id: Option<String>,
    /// Name as recorded.
    pub name: Option<String>,
    /// ISO 3166-1 alpha-2 or bloc code.
    pub country: Option<String>,
    /// `type` as recorded, or by default `country` without a name, else `other`.
    pub kind: String,
}

impl Party {
    /// Reads the stored form; `None` if nothing in it names anybody.
    pub fn from_stored(value: &Value) -> Option<Party> {
        let fields = value.as_object()?;
        let text = |name: &str| fields.get(name).and_then(Value::as_str).map(str::to_owned);
        Party::of_parts(text("id"), text("name"), text("country"), text("type"))
    }

    /// From what is recorded of it; `None` if nothing of that names anybody.
    pub fn of_parts(
        id: Option<String>,
        name: Option<String>,
        country: Option<String>,
        kind: Option<String>,
    ) -> Option<Party> {
        if id.is_none() && name.is_none() && country.is_none() {
            return None;
        }
        let kind = kind.unwrap_or_else(|| {
            let default = if name.is_none() { "country" } else { "other" };
            default.to_owned()
        });
        Some(Party {
            id,
            name,
            country,
            kind,
        })
    }

    /// What rows key on: id, else name, else country.
    pub fn key(&self) -> &str {
        let given = [&self.id, &self.name, &self.country];
        given
            .into_iter()
            .find_map(|text| text.as_deref())
            .unwrap_or("")
    }

    /// Whether it acts for the state (country, central_bank, ministry, sovereign_fund, official, bloc).
    pub fn is_state(&self) -> bool {
        STATE_TYPES.contains(&self.kind.as_str())
    }

    /// Folded name (lower case, letters and digits only) under which near-duplicates meet.
    pub fn folded_name(name: &str) -> String {
        text::folded(name)
    }

    /// The JSON long form of `US`, `Bank of Japan, JP, central_bank`, or, when the text has the
    /// shape of an id, `{"id": …}` alone: the desk fills in the party last recorded under it.
    /// `id=akademiker, AkademikerPension, DK, pension_fund` gives an id to the rest; code, type
    /// and id follow the name in any order. Faults: `bad_party`, `unknown_party_type`,
    /// `bad_slug`, `unknown_country`.
    pub fn from_short(text: &str) -> Result<Value, Fault> {
        let mut read = Short::default();
        for part in text.split(',') {
            read.take(text, part.trim())?;
        }
        read.close(text)
    }

    /// Whether it is a type of party. Fault: `unknown_party_type`, with the nearest.
    pub fn check_type(text: &str) -> Result<(), Fault> {
        if TYPES.contains(&text) {
            return Ok(());
        }
        let hint = match nearest_type(text) {
            Some(near) => format!("did you mean {near}?"),
            None => "a party without a better type is other".to_owned(),
        };
        Err(Fault::new(
            "unknown_party_type",
            format!(
                "{} is not a type of party: {}",
                quoted(text),
                TYPES.join(", ")
            ),
            hint,
        ))
    }
}

fn nearest_type(text: &str) -> Option<&'static str> {
    let folded = text.trim().to_lowercase().replace([' ', '-'], "_");
    let by_likeness = |kind: &&str| strsim::normalized_damerau_levenshtein(kind, &folded);
    let nearest = TYPES
        .into_iter()
        .max_by(|one, other| by_likeness(one).total_cmp(&by_likeness(other)))?;
    (by_likeness(&nearest) >= 0.6).then_some(nearest)
}

/// The parts of a short form as they are met.
#[derive(Default)]
struct Short {
    id: Option<String>,
    name: Option<String>,
    country: Option<String>,
    kind: Option<String>,
}

impl Short {
    fn take(&mut self, whole: &str, part: &str) -> Result<(), Fault> {
        if part.is_empty() {
            return Err(bad(whole, "a part of it is blank"));
        }
        if let Some(id) = part.strip_prefix("id=") {
            text::check_slug(id.trim())?;
            return put(&mut self.id, id.trim(), whole, "two ids");
        }
        if codes::is_country_or_bloc(part) {
            return put(&mut self.country, part, whole, "two countries");
        }
        let first = self.name.is_none() && self.country.is_none();
        if first && self.kind.is_none() && !looks_like_code(part) {
            self.name = Some(part.to_owned());
            return Ok(());
        }
        if TYPES.contains(&part) {
            return put(&mut self.kind, part, whole, "two types");
        }
        if looks_like_code(part) {
            codes::check_country(part)?;
        }
        if nearest_type(part).is_some() {
            Party::check_type(part)?;
        }
        let what = format!("{} is neither a code nor a type", quoted(part));
        Err(bad(whole, &what))
    }

    fn close(self, whole: &str) -> Result<Value, Fault> {
        let (mut id, mut name) = (self.id, self.name);
        let alone = id.is_none() && self.country.is_none() && self.kind.is_none();
        if alone && name.as_deref().is_some_and(is_slug) {
            id = name.take();
        }
        if id.is_none() && name.is_none() && self.country.is_none() {
            return Err(bad(whole, "it names nobody"));
        }
        let parts = [
            ("id", id),
            ("name", name),
            ("country", self.country),
            ("type", self.kind),
        ];
        let fields: Map<String, Value> = parts
            .into_iter()
            .filter_map(|(field, text)| Some((field.to_owned(), Value::String(text?))))
            .collect();
        Ok(Value::Object(fields))
    }
}

/// Two capital letters can only be meant as the code of a country.
fn looks_like_code(part: &str) -> bool {
    part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_uppercase())
}

fn put(slot: &mut Option<String>, part: &str, whole: &str, twice: &str) -> Result<(), Fault> {
    if slot.is_some() {
        return Err(bad(whole, &format!("it has {twice}")));
    }
    *slot = Some(part.to_owned());
    Ok(())
}

fn bad(whole: &str, why: &str) -> Fault {
    Fault::new(
        "bad_party",
        format!(
            "{} is not a party: {why}; a name comes first, then code, type and id=… in any order",
            quoted(whole)
        ),
        "write it like US, or \"Bank of Japan, JP, central_bank\"; a name with a comma needs JSON",
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn short_forms() {
        let boj = json!({"name": "Bank of Japan", "country": "JP", "type": "central_bank"});
        let fund = json!({"id": "akademiker", "name": "AkademikerPension", "country": "DK", "type": "pension_fund"});
        for (text, long) in [
            ("US", json!({"country": "US"})),
            ("EU", json!({"country": "EU"})),
            ("US, ministry", json!({"country": "US", "type": "ministry"})),
            ("Bank of Japan, JP, central_bank", boj.clone()),
            (" Bank of Japan ,central_bank,JP", boj),
            ("akademiker", json!({"id": "akademiker"})),
            ("id=akademiker", json!({"id": "akademiker"})),
            (
                "id=akademiker, AkademikerPension, DK, pension_fund",
                fund.clone(),
            ),
            ("AkademikerPension, DK, pension_fund, id=akademiker", fund),
            ("AkademikerPension", json!({"name": "AkademikerPension"})),
            ("Bank of Japan", json!({"name": "Bank of Japan"})),
            ("日本银行, JP", json!({"name": "日本银行", "country": "JP"})),
            ("bank, DK", json!({"name": "bank", "country": "DK"})),
        ] {
            assert_eq!(Party::from_short(text), Ok(long), "{text}");
        }
    }

    #[test]
    fn wrong_short_forms_say_what_was_meant() {
        for (text, code, hint) in [
            ("UK", "unknown_country", "did you mean GB?"),
            ("Bank of England, UK", "unknown_country", "did you mean GB?"),
            (
                "Bank of Japan, JP, central-bank",
                "unknown_party_type",
                "did you mean central_bank?",
            ),
            ("Bessent, Scott", "bad_party", "needs JSON"),
            ("A Fund, DK, SE", "bad_party", "write it like"),
            ("", "bad_party", "write it like"),
            ("A,,DK", "bad_party", "write it like"),
            ("id=Not A Slug", "bad_slug", "write it as not-a-slug"),
        ] {
            let fault = Party::from_short(text).unwrap_err();
            assert_eq!(fault.code, code, "{text}");
            assert!(fault.hint.as_deref().unwrap().contains(hint), "{fault:?}");
        }
    }

    #[test]
    fn keys_and_defaults() {
        let party = |value: Value| Party::from_stored(&value).unwrap();
        let state = party(json!({"country": "DK"}));
        assert_eq!((state.key(), state.is_state()), ("DK", true));
        let fund = party(json!({"name": "PBU", "country": "DK"}));
        assert_eq!((fund.key(), fund.kind.as_str()), ("PBU", "other"));
        assert!(!fund.is_state());
        let fund = party(json!({"id": "pbu", "name": "PBU", "type": "sovereign_fund"}));
        assert_eq!((fund.key(), fund.is_state()), ("pbu", true));
        assert_eq!(Party::from_stored(&json!({"type": "bank"})), None);
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "[A-Za-z=, 中é]{0,30}|.*") {
            let _ = Party::from_short(&text);
        }
    }
}
