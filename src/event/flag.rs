//! From what is typed on the command line to the JSON long form of a field. Owns which short
//! form each type takes (the value types own what the forms mean); validates nothing that
//! decoding validates again.

use serde_json::{Map, Value, json};

use super::amount::Amount;
use super::asset::{Asset, Instrument};
use super::field::{Field, FieldType};
use super::json::MAX_INTEGER;
use super::kind::Kind;
use super::party::Party;
use super::problem::{Fault, Problem};
use super::tables;
use super::text::quoted;
use super::when::{Instant, When};

/// The JSON long form of a field's text on the command line. `today` is what the words
/// `today` and `yesterday` are measured from. Lists come back as lists, so that a repeated
/// flag can be joined.
pub fn from_flag(field: &Field, text: &str, today: Instant) -> Result<Value, Fault> {
    Ok(match field.ty {
        FieldType::Date => When::rewrite_short(text, today).into(),
        FieldType::Party => Party::from_short(text)?,
        FieldType::Amount => Amount::from_short(text)?,
        FieldType::Asset => Asset::from_short(text)?,
        FieldType::Instrument => Instrument::from_short(text)?,
        FieldType::Codes | FieldType::Tags => listed(text),
        FieldType::Names => json!([text]),
        FieldType::Word(words) => word(words, text).into(),
        FieldType::Decimal { .. } => text.trim().trim_end_matches('%').trim_end().into(),
        FieldType::Integer { .. } => integer(text),
        FieldType::Flag => flag(text)?,
        FieldType::Confidence => confidence(text),
        FieldType::ByLanguage { .. } => by_language(field, text)?,
        FieldType::Sources | FieldType::Changes => from_json(field, text)?,
        _ => text.into(),
    })
}

/// Puts the party last recorded under it in the place of each id that stands alone
/// (`--holder akademiker`). `known` gives the party object of an id, if there is one.
/// Fault: `unknown_party`.
pub fn fill_parties(
    kind: Kind,
    fields: &mut Map<String, Value>,
    mut known: impl FnMut(&str) -> Option<Value>,
) -> Vec<Problem> {
    let mut problems = Vec::new();
    for field in tables::all(kind).filter(|field| field.ty == FieldType::Party) {
        let Some(Value::Object(party)) = fields.get(field.name) else {
            continue;
        };
        let Some(id) = party
            .get("id")
            .and_then(Value::as_str)
            .filter(|_| party.len() == 1)
        else {
            continue;
        };
        match known(id) {
            Some(party) => {
                fields.insert(field.name.to_owned(), party);
            }
            None => problems.push(unknown_party(id).at(field.name)),
        }
    }
    problems
}

fn unknown_party(id: &str) -> Fault {
    Fault::new(
        "unknown_party",
        format!("no party is recorded under the id {}", quoted(id)),
        format!("give it in full once: \"id={id}, AkademikerPension, DK, pension_fund\""),
    )
}

/// The example of a field as JSON holds it.
pub fn json_example(field: &Field) -> Option<Value> {
    match field.ty {
        FieldType::Sources => Some(json!([{"publisher": "Reuters", "published": "2026-01-20"}])),
        FieldType::Changes => Some(json!({"until": "2026-03-01"})),
        FieldType::Query => Some(json!({
            "arguments": [], "by": "country", "command": "divestment", "known": 130, "on": "2026-01-25",
        })),
        _ => from_flag(field, field.example, Instant(0)).ok(),
    }
}

fn listed(text: &str) -> Value {
    let items = text.split([',', '，', '、']).map(str::trim);
    items.filter(|item| !item.is_empty()).collect()
}

/// Hyphens and capitals are forgiven where the word is then right.
fn word(words: &[&str], text: &str) -> String {
    let folded = text.trim().to_lowercase().replace(['-', ' '], "_");
    match words.contains(&folded.as_str()) {
        true => folded,
        false => text.to_owned(),
    }
}

fn integer(text: &str) -> Value {
    let plain = text.trim().replace([',', '_', ' '], "");
    match plain.parse::<u64>() {
        Ok(number) if number < MAX_INTEGER => number.into(),
        Ok(_) => plain.into(),
        Err(_) => text.into(),
    }
}

fn flag(text: &str) -> Result<Value, Fault> {
    match text.trim() {
        "" | "true" | "yes" => Ok(Value::Bool(true)),
        other => Err(Fault::new(
            "wrong_type",
            format!("this field is true or left out, not {}", quoted(other)),
            "give the flag alone, or leave it out",
        )),
    }
}

fn confidence(text: &str) -> Value {
    match text.trim().parse::<f64>() {
        Ok(number) if number.is_finite() => number.into(),
        _ => text.trim().into(),
    }
}

fn by_language(field: &Field, text: &str) -> Result<Value, Fault> {
    match text.split_once('=') {
        Some((tag, words)) => Ok(json!({tag.trim(): words.trim()})),
        None => Err(Fault::new(
            "bad_language",
            format!("{} has no language tag", quoted(text)),
            format!("tag=text, like {}", field.example),
        )),
    }
}

fn from_json(field: &Field, text: &str) -> Result<Value, Fault> {
    serde_json::from_str(text).map_err(|_| {
        Fault::new(
            "wrong_type",
            format!("{} is given as JSON, not {}", field.name, quoted(text)),
            match json_example(field) {
                Some(example) => format!("like {}", super::json::canonical(&example)),
                None => field.help.to_owned(),
            },
        )
    })
}
