//! Assets (`us_treasury:US`) and instruments (`JP/30Y`). Owns their short forms and the
//! shape of a tenor; whether a code exists is asked of `codes`.

use serde_json::{Value, json};

use super::codes;
use super::problem::Fault;
use super::text::{is_snake, quoted};

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
    pub fn from_stored(value: &Value) -> Option<Asset> {
        Some(Asset {
            class: value.get("class")?.as_str()?.to_owned(),
            issuer: value
                .get("issuer")
                .and_then(Value::as_str)
                .map(str::to_owned),
        })
    }

    /// The JSON long form of `us_treasury:US` or `gold`.
    /// Faults: `bad_asset`, and those of [`codes::check_country`].
    pub fn from_short(text: &str) -> Result<Value, Fault> {
        let (class, issuer) = match text.split_once(':') {
            Some((class, issuer)) => (class.trim(), Some(issuer.trim())),
            None => (text.trim(), None),
        };
        if !is_snake(class) {
            return Err(Fault::new(
                "bad_asset",
                format!(
                    "{} is not an asset: a snake_case class, and its issuer after a colon",
                    quoted(text)
                ),
                "write it like us_treasury:US or gold",
            ));
        }
        match issuer {
            Some(issuer) => {
                codes::check_country(issuer)?;
                Ok(json!({"class": class, "issuer": issuer}))
            }
            None => Ok(json!({"class": class})),
        }
    }
}

impl Instrument {
    /// Reads the stored form.
    pub fn from_stored(value: &Value) -> Option<Instrument> {
        Some(Instrument {
            issuer: value.get("issuer")?.as_str()?.to_owned(),
            tenor: value.get("tenor")?.as_str()?.to_owned(),
        })
    }

    /// The JSON long form of `JP/30Y` (a tenor in small letters is raised).
    /// Faults: `bad_instrument`, `bad_tenor`, and those of [`codes::check_country`].
    pub fn from_short(text: &str) -> Result<Value, Fault> {
        let Some((issuer, tenor)) = text.split_once('/') else {
            return Err(Fault::new(
                "bad_instrument",
                format!("{} is not an instrument: issuer/tenor", quoted(text)),
                "write it like JP/30Y",
            ));
        };
        let (issuer, tenor) = (issuer.trim(), tenor.trim().to_ascii_uppercase());
        codes::check_country(issuer)?;
        Instrument::check_tenor(&tenor)?;
        Ok(json!({"issuer": issuer, "tenor": tenor}))
    }

    /// The shape of a tenor: 1 to 12 capital letters, digits, points or hyphens (`30Y`, `3M`,
    /// `ON`), so that one tenor is spelt one way. Fault: `bad_tenor`.
    pub fn check_tenor(text: &str) -> Result<(), Fault> {
        let allowed = |byte: u8| {
            byte.is_ascii_uppercase() || byte.is_ascii_digit() || matches!(byte, b'.' | b'-')
        };
        if (1..=12).contains(&text.len())
            && text.bytes().all(allowed)
            && text.starts_with(|first: char| first.is_ascii_alphanumeric())
        {
            return Ok(());
        }
        let raised = text.trim().to_ascii_uppercase();
        let hint = if raised != text && Instrument::check_tenor(&raised).is_ok() {
            format!("write it as {raised}")
        } else {
            "write it like 30Y or 3M".to_owned()
        };
        Err(Fault::new(
            "bad_tenor",
            format!(
                "{} is not a tenor: capital letters and digits",
                quoted(text)
            ),
            hint,
        ))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    #[test]
    fn short_forms() {
        assert_eq!(
            Asset::from_short("us_treasury:US").unwrap(),
            json!({"class": "us_treasury", "issuer": "US"})
        );
        assert_eq!(Asset::from_short("gold").unwrap(), json!({"class": "gold"}));
        assert_eq!(Asset::from_short("Gold").unwrap_err().code, "bad_asset");
        assert_eq!(
            Asset::from_short("gilt:UK").unwrap_err().hint.unwrap(),
            "did you mean GB?"
        );
        assert_eq!(
            Instrument::from_short("JP/30y").unwrap(),
            json!({"issuer": "JP", "tenor": "30Y"})
        );
        assert_eq!(
            Instrument::from_short("JP30Y").unwrap_err().code,
            "bad_instrument"
        );
        assert_eq!(
            Instrument::check_tenor("30y").unwrap_err().hint.unwrap(),
            "write it as 30Y"
        );
        assert_eq!(Instrument::from_short("JP/").unwrap_err().code, "bad_tenor");
    }
}
