//! REFs to UUIDs: a position, a UUID, a label, or the end of a UUID; in the store or anywhere
//! in the same import. Owns what a REF names and what is said when it names nothing or several.

use serde_json::{Map, Value};
use uuid::Uuid;

use super::batch::Batch;
use crate::event::reference::Reference;
use crate::event::text::shown;
use crate::event::{Event, Fault, Problem};
use crate::keys::Known;
use crate::log::LogError;

/// The fields of any kind that hold a REF.
const FIELDS: [&str; 4] = ["cause", "effect", "target", "follows"];

/// Whether an event names other entries.
pub fn has_references(event: &Event) -> bool {
    let fields = event.fields();
    FIELDS.iter().any(|field| fields.contains_key(*field))
}

/// The event with every REF resolved (those in `changes` too), or what is wrong with them.
pub fn resolve(
    event: &Event,
    known: &dyn Known,
    batch: &Batch,
) -> Result<Result<Event, Vec<Problem>>, LogError> {
    let mut fields = event.fields().clone();
    let mut problems = Vec::new();
    resolve_in(&mut fields, "", known, batch, &mut problems)?;
    if let Some(Value::Object(changes)) = fields.get_mut("changes") {
        resolve_in(changes, "changes.", known, batch, &mut problems)?;
    }
    if problems.is_empty() {
        Ok(Ok(Event::trusted(event.kind(), fields)))
    } else {
        Ok(Err(problems))
    }
}

fn resolve_in(
    fields: &mut Map<String, Value>,
    prefix: &str,
    known: &dyn Known,
    batch: &Batch,
    problems: &mut Vec<Problem>,
) -> Result<(), LogError> {
    for field in FIELDS {
        let Some(Value::String(text)) = fields.get(field) else {
            continue;
        };
        match lookup(text, known, Some(batch))? {
            Ok(id) => {
                fields.insert(field.to_string(), Value::String(id.to_string()));
            }
            Err(fault) => problems.push(fault.at(format!("{prefix}{field}"))),
        }
    }
    Ok(())
}

/// The id that a REF names in the store, or in a batch beside it.
pub fn lookup(
    text: &str,
    known: &dyn Known,
    batch: Option<&Batch>,
) -> Result<Result<Uuid, Fault>, LogError> {
    let reference = match Reference::parse(text) {
        Ok(reference) => reference,
        Err(fault) => return Ok(Err(fault)),
    };
    let found = match &reference {
        Reference::Position(position) => match known.at(*position)? {
            Some(entry) => vec![entry.id],
            None => return Ok(Err(beyond_head(*position, known.position()))),
        },
        Reference::Id(id) => by_id(*id, known, batch)?,
        Reference::Label(label) => {
            let named = by_label(label, known, batch)?;
            if named.is_empty() && is_suffix(label) {
                by_suffix(label, known, batch)?
            } else {
                named
            }
        }
        Reference::Suffix(hex) => by_suffix(hex, known, batch)?,
    };
    Ok(match found.as_slice() {
        [id] => Ok(*id),
        [] => Err(unknown(text)),
        several => Err(ambiguous(text, several)),
    })
}

fn by_id(id: Uuid, known: &dyn Known, batch: Option<&Batch>) -> Result<Vec<Uuid>, LogError> {
    let here = batch.is_some_and(|batch| batch.by_id(id).is_some());
    Ok(if here || known.by_id(id)?.is_some() {
        vec![id]
    } else {
        Vec::new()
    })
}

fn by_label(label: &str, known: &dyn Known, batch: Option<&Batch>) -> Result<Vec<Uuid>, LogError> {
    if let Some(entry) = known.by_label(label)? {
        return Ok(vec![entry.id]);
    }
    Ok(batch
        .and_then(|batch| batch.by_label(label).map(|index| batch.id(index)))
        .into_iter()
        .collect())
}

fn by_suffix(hex: &str, known: &dyn Known, batch: Option<&Batch>) -> Result<Vec<Uuid>, LogError> {
    let mut found: Vec<Uuid> = known
        .by_suffix(hex)?
        .into_iter()
        .map(|entry| entry.id)
        .collect();
    if let Some(batch) = batch {
        found.extend(
            batch
                .by_suffix(hex)
                .into_iter()
                .map(|index| batch.id(index)),
        );
    }
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

fn is_suffix(text: &str) -> bool {
    text.len() >= 6 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// A REF that names nothing.
pub fn unknown(text: &str) -> Fault {
    Fault::new(
        "ref_unknown",
        format!("nothing is recorded under {}", shown(text)),
        "name an entry by @position, its label, its UUID or the last 6 or more hex digits of it; `dateline log` lists them",
    )
}

fn ambiguous(text: &str, several: &[Uuid]) -> Fault {
    let ids: Vec<String> = several.iter().take(5).map(Uuid::to_string).collect();
    Fault::new(
        "ref_ambiguous",
        format!(
            "{} is the end of several ids: {}",
            shown(text),
            ids.join(", ")
        ),
        "give more digits, the label or the @position",
    )
}

fn beyond_head(position: u64, head: u64) -> Fault {
    Fault::new(
        "ref_unknown",
        format!("there is no entry @{position}: the log ends at @{head}"),
        "`dateline log` lists what is recorded; events of the same import are named by their label",
    )
}
