//! Parties named by their id alone (`--holder akademiker`): filled in from the store, as last
//! recorded under that id, before the event is decoded. JSON input names parties in full.

use serde_json::{Map, Value};

use super::context::Context;
use super::error::CliError;
use crate::event::field::FieldType;
use crate::event::{Fault, Kind, Problem, tables};

/// Fills in the parties of a kind's fields; an unknown id is a fault, and its field is left out.
///
/// # Errors
/// No store, or one that cannot be read.
pub fn fill(
    kind: Kind,
    context: &Context<'_>,
    fields: &mut Map<String, Value>,
    faults: &mut Vec<Problem>,
) -> Result<(), CliError> {
    let parties = tables::all(kind).filter(|field| field.ty == FieldType::Party);
    for field in parties {
        let Some(id) = fields.get(field.name).and_then(only_id).map(str::to_owned) else {
            continue;
        };
        match context.store()?.look(|look| look.party(&id))? {
            Some(party) => {
                fields.insert(field.name.into(), party);
            }
            None => {
                fields.remove(field.name);
                faults.push(unknown(&id).at(field.name));
            }
        }
    }
    Ok(())
}

/// The id of a party of which nothing else is given.
pub(super) fn only_id(party: &Value) -> Option<&str> {
    let party = party.as_object().filter(|party| party.len() == 1)?;
    party.get("id")?.as_str()
}

/// Nobody is recorded under that id.
pub(super) fn unknown(id: &str) -> Fault {
    Fault::new(
        "unknown_party",
        format!("no party is recorded under the id \"{id}\""),
        "give its name, country and type once: \"Example Pension, DK, pension_fund\"",
    )
}
