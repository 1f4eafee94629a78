//! A row of a published file against what is recorded under its id: never seen, already
//! recorded in this or an earlier state, or changed. Owns that rule (contract, section 3): a
//! changed row is a correction of the entry, never a second event.

use std::borrow::Cow;

use serde_json::{Map, Value};
use uuid::Uuid;

use crate::amend::{self, Amendments};
use crate::event::decode::Input;
use crate::event::{Event, Kind, json};
use crate::log::Entry;

use super::overlay::NOW;

/// What a row is.
#[derive(Debug, Clone, PartialEq)]
pub enum Row {
    /// Nothing is recorded under its id.
    New(Input),
    /// It says what the entry says or said; or the entry was retracted, which stands.
    Already,
    /// It says something else: fields of a correction, with its id. `decode` them.
    Changed(Map<String, Value>),
}

/// Holds a row, whose input has an id, against the entry recorded under that id. `file` is named
/// as the reason of a correction. Sources play no part: where a row was read is not what it says.
pub fn settle<A: Amendments>(
    recorded: Option<&Entry>,
    amendments: &A,
    row: Input,
    file: &str,
) -> Result<Row, A::Error> {
    let Some(entry) = recorded else {
        return Ok(Row::New(row));
    };
    let wanted = bare(&row.event);
    let corrections: Vec<Cow<'_, Entry>> = amendments
        .of(entry.id)?
        .into_iter()
        .filter(|amendment| amendment.event.kind() == Kind::Correction)
        .collect();
    // Every state that the entry ever had, whoever corrected it, and that of the file alone.
    let mut state = entry.event.clone();
    let mut of_file = entry.event.clone();
    let mut known = bare(&state) == wanted;
    for correction in &corrections {
        if let Some(after) = amend::corrected(&state, &correction.event) {
            state = after;
        }
        if is_of_file(entry.id, correction)
            && let Some(after) = amend::corrected(&of_file, &correction.event)
        {
            of_file = after;
        }
        known |= bare(&state) == wanted || bare(&of_file) == wanted;
    }
    if known
        || amend::as_known(entry, amendments, NOW)?
            .retracted_by
            .is_some()
    {
        return Ok(Row::Already);
    }
    let changes = amend::difference(&bare(&of_file), &wanted);
    Ok(Row::Changed(correction(&row, entry.id, changes, file)))
}

/// The correction that a changed row makes. Its id is made from what the row says, so that the
/// same change is recorded once.
fn correction(
    row: &Input,
    target: Uuid,
    changes: Map<String, Value>,
    file: &str,
) -> Map<String, Value> {
    let mut fields = Map::new();
    let id = correction_id(target, &bare(&row.event));
    fields.insert("id".into(), id.to_string().into());
    fields.insert("kind".into(), Kind::Correction.name().into());
    fields.insert("target".into(), target.to_string().into());
    fields.insert("changes".into(), Value::Object(changes));
    let reason = format!("statistical revision: {file} gives another value");
    fields.insert("reason".into(), reason.into());
    if let Some(sources) = row.event.fields().get("sources") {
        fields.insert("sources".into(), sources.clone());
    }
    fields
}

fn correction_id(row: Uuid, said: &Map<String, Value>) -> Uuid {
    Uuid::new_v5(&row, json::canonical_object(said).as_bytes())
}

/// Whether a correction came of a file: its id is made, as ours are, not drawn.
fn is_of_file(row: Uuid, correction: &Entry) -> bool {
    correction.id.get_version_num() == 5 && correction.event.reference("target") == Some(row)
}

/// What an event says, without where it was read.
fn bare(event: &Event) -> Map<String, Value> {
    let mut fields = event.fields().clone();
    fields.remove("sources");
    fields
}
