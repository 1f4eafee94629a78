//! Assets (`us_treasury:US`) and instruments (`JP/30Y`). Owns their short forms.

use serde_json::Value;

use super::problem::Fault;

/// A class of assets and who issues it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Asset {
    /// snake_case word, `us_treasury`.
    pub class: String,
    /// Country or bloc code of the issuer.
    pub issuer: Option<String>,
}

/// A bond by issuer and tenor.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Instrument {
    /// Country or bloc code.
    pub issuer: String,
    /// `30Y`, `3M`.
    pub tenor: String,
}

impl Asset {
    /// Reads the stored form.
    pub fn from_stored(_value: &Value) -> Option<Asset> {
        todo!()
    }
    /// The JSON long form of `us_treasury:US` or `gold`.
    pub fn from_short(_text: &str) -> Result<Value, Fault> {
        todo!()
    }
}

impl Instrument {
    /// Reads the stored form.
    pub fn from_stored(_value: &Value) -> Option<Instrument> {
        todo!()
    }
    /// The JSON long form of `JP/30Y`.
    pub fn from_short(_text: &str) -> Result<Value, Fault> {
        todo!()
    }
}
