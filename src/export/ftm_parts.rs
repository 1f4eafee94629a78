//! What FollowTheMoney entities are put together from: ids, property values, parties, places,
//! dates and country codes as that model writes them. Owns those forms; reads no log.

use serde_json::{Map, Value, json};

use crate::event::codes;
use crate::event::party::Party;
use crate::event::when::{Instant, When};
use crate::merkle;

/// Codes of countries that are no more and that FollowTheMoney does not know.
const UNKNOWN: [&str; 20] = [
    "AN", "BU", "CT", "DY", "FQ", "FX", "HV", "JT", "MI", "NH", "NQ", "NT", "PC", "PU", "PZ", "RH",
    "TP", "VD", "WK", "YD",
];

/// Those that it knows by another name.
const RENAMED: [(&str, &str); 3] = [("CS", "csxx"), ("SU", "suhh"), ("YU", "yucs")];

/// Its dates begin with the year 1000.
const FIRST_YEAR: &str = "1000";

/// An entity.
#[derive(Debug, Clone)]
pub struct Entity {
    /// Its id.
    pub id: String,
    schema: &'static str,
    properties: Map<String, Value>,
}

impl Entity {
    /// One without an id and properties yet.
    pub fn of(schema: &'static str) -> Entity {
        Entity {
            id: String::new(),
            schema,
            properties: Map::new(),
        }
    }

    /// Adds values to a property; what is blank or there already is not added.
    pub fn put(&mut self, name: &str, values: impl IntoIterator<Item = String>) {
        let wanted = values.into_iter().filter(|value| !value.trim().is_empty());
        for value in wanted {
            let held = self.properties.entry(name).or_insert_with(|| json!([]));
            if let Value::Array(held) = held
                && !held.iter().any(|known| *known == value)
            {
                held.push(Value::String(value));
            }
        }
    }

    /// As it is written.
    pub fn json(&self) -> Value {
        json!({"id": self.id, "schema": self.schema, "properties": self.properties})
    }
}

/// Gives parties and places their entities; the ids of named parties are one store's own.
#[derive(Debug)]
pub struct Names {
    log: String,
}

impl Names {
    /// Those of a log.
    pub fn of(log: &str) -> Names {
        Names {
            log: log.to_owned(),
        }
    }

    /// The entity of a party.
    pub fn party(&self, stored: &Value) -> Option<Entity> {
        let party = Party::from_stored(stored)?;
        let code = party.country.as_deref();
        let Some(name) = &party.name else {
            return match (&party.id, code) {
                (Some(id), _) => Some(self.own(id, id, &party.kind, code)),
                (None, Some(code)) => Some(self.place(code)),
                (None, None) => None,
            };
        };
        let mut entity = self.own(party.key(), name, &party.kind, code);
        if let Some(Value::Object(names)) = stored.get("names") {
            let names = names.values().filter_map(Value::as_str);
            entity.put("alias", names.map(str::to_owned));
        }
        Some(entity)
    }

    /// The entity of somebody of whom the name alone is known.
    pub fn named(&self, name: &str) -> Entity {
        self.own(name, name, "other", None)
    }

    fn own(&self, key: &str, name: &str, kind: &str, code: Option<&str>) -> Entity {
        let mut entity = Entity::of(schema(kind));
        entity.put("name", Some(name.to_owned()));
        entity.put("country", code.and_then(country));
        entity.id = hashed("party", &format!("{} {key}", self.log));
        entity
    }

    /// The entity of a country or a bloc.
    pub fn place(&self, code: &str) -> Entity {
        let bloc = codes::is_bloc(code);
        let mut entity = Entity::of(schema(if bloc { "bloc" } else { "country" }));
        entity.put("name", Some(codes::name(code).unwrap_or(code).to_owned()));
        entity.put("alias", codes::name_zh(code).map(str::to_owned));
        entity.put("country", country(code));
        entity.id = format!("dateline-place-{}", code.to_lowercase());
        entity
    }
}

/// The schema of a type of party.
fn schema(kind: &str) -> &'static str {
    match kind {
        "person" | "official" => "Person",
        "company" | "bank" | "insurer" => "Company",
        "country" | "central_bank" | "ministry" | "sovereign_fund" => "PublicBody",
        "bloc" | "pension_fund" => "Organization",
        _ => "LegalEntity",
    }
}

/// An id made from a text: the same text gives the same id.
pub fn hashed(what: &str, text: &str) -> String {
    let digits: String = merkle::sha256_hex(text.as_bytes())
        .chars()
        .take(40)
        .collect();
    format!("dateline-{what}-{digits}")
}

/// A country as FollowTheMoney writes it; none for what it does not know, and for blocs but the
/// European Union and the United Nations.
pub fn country(code: &str) -> Option<String> {
    let renamed = RENAMED.iter().find(|(old, _)| *old == code);
    if let Some((_, new)) = renamed {
        return Some((*new).to_owned());
    }
    let bloc = codes::is_bloc(code) && !matches!(code, "EU" | "UN");
    let known = !bloc && !UNKNOWN.contains(&code);
    known.then(|| code.to_lowercase())
}

/// The first part of a date, as exact as it was recorded.
pub fn first(when: &When) -> Option<String> {
    part(when.text.split('/').next()?, when.earliest)
}

/// The last part.
pub fn last(when: &When) -> Option<String> {
    let end = when.text.split('/').next_back()?;
    part(end, when.latest)
}

fn part(text: &str, at: Instant) -> Option<String> {
    let text = text.trim_end_matches(['?', '~', '%']);
    let full = at.to_text();
    let length = match text.len() {
        4 => 4,
        7 => 7,
        10 => 10,
        _ => 19,
    };
    let part = full.get(..length)?.to_owned();
    (full.as_str() >= FIRST_YEAR).then_some(part)
}

/// When an event happened: one date, or a start and an end.
pub fn span(when: &When, ongoing: bool, entity: &mut Entity) {
    let (first, last) = (first(when), last(when));
    if ongoing {
        entity.put("startDate", first);
    } else if first == last {
        entity.put("date", first);
    } else {
        entity.put("startDate", first);
        entity.put("endDate", last);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn of(text: &str, ongoing: bool) -> Value {
        let mut entity = Entity::of("Event");
        span(&When::parse(text).unwrap(), ongoing, &mut entity);
        Value::Object(entity.properties)
    }

    #[test]
    fn a_date_is_as_exact_as_it_was_recorded() {
        assert_eq!(of("2026", false), json!({"date": ["2026"]}));
        assert_eq!(of("2026-01~", false), json!({"date": ["2026-01"]}));
        assert_eq!(of("2026-01-22", true), json!({"startDate": ["2026-01-22"]}));
        assert_eq!(
            of("2026-33", false),
            json!({"startDate": ["2026-01"], "endDate": ["2026-03"]})
        );
        assert_eq!(
            of("2026-01-20/2026-02", false),
            json!({"startDate": ["2026-01-20"], "endDate": ["2026-02"]})
        );
        assert_eq!(
            of("2026-01-22T23:30:00-05:00", false),
            json!({"date": ["2026-01-23T04:30:00"]})
        );
        assert_eq!(of("0843", false), json!({}));
    }

    #[test]
    fn one_party_is_one_entity_however_it_is_met() {
        let names = Names::of("a-log");
        let one = names.party(&json!({"id": "boj", "name": "Bank of Japan", "country": "JP"}));
        let other = names.party(&json!({"id": "boj", "name": "BoJ"}));
        assert_eq!(one.unwrap().id, other.unwrap().id);
        let country = names.party(&json!({"country": "DK"})).unwrap();
        assert_eq!(country.id, names.place("DK").id);
        assert_eq!(
            names.place("SU").json()["properties"]["country"],
            json!(["suhh"])
        );
        assert_eq!(
            names.place("NATO").json()["properties"].get("country"),
            None
        );
    }
}
