//! Parties: who acts, holds or speaks. Owns the key that makes differently spelt names one
//! row, and whether a party acts for a state.

use serde_json::Value;

use super::problem::Fault;

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
    /// Reads the stored form.
    pub fn from_stored(_value: &Value) -> Option<Party> {
        todo!()
    }
    /// What rows key on: id, else name, else country.
    pub fn key(&self) -> &str {
        todo!()
    }
    /// Whether it acts for the state (country, central_bank, ministry, sovereign_fund, official, bloc).
    pub fn is_state(&self) -> bool {
        todo!()
    }
    /// Folded name (lower case, letters and digits only) under which near-duplicates meet.
    pub fn folded_name(_name: &str) -> String {
        todo!()
    }
    /// The JSON long form of `US`, `Bank of Japan, JP, central_bank`, or, when the text has the
    /// shape of an id, `{"id": …}` alone: the desk fills in the party last recorded under it.
    pub fn from_short(_text: &str) -> Result<Value, Fault> {
        todo!()
    }
}
