//! REFs to UUIDs: a position, a UUID, a label, or the end of a UUID; in the store or anywhere
//! in the same import. Owns what a REF names and what is said when it names nothing or several.

use serde_json::Value;
use uuid::Uuid;

use super::batch::{Batch, Named};
use super::overlay::spool_error;
use crate::event::reference::Reference;
use crate::event::text::shown;
use crate::event::{Event, Fault, Problem};
use crate::keys::Known;
use crate::log::LogError;
use crate::spool::Ahead;

/// The fields of any kind that hold a REF.
pub const FIELDS: [&str; 4] = ["cause", "effect", "target", "follows"];

/// An event with what its REFs name put in their places.
pub fn with(event: &Event, refs: &[Named]) -> Event {
    let mut fields = event.fields().clone();
    for found in refs {
        let object = match (found.changed, fields.get_mut("changes")) {
            (false, _) => Some(&mut fields),
            (true, Some(Value::Object(changes))) => Some(changes),
            (true, _) => None,
        };
        if let (Some(object), Some(target)) = (object, found.target) {
            object.insert(found.field().to_owned(), Value::String(target.to_string()));
        }
    }
    Event::trusted(event.kind(), fields)
}

/// The text of a REF of an event, as it was given.
pub fn given<'e>(event: &'e Event, found: &Named) -> Option<&'e str> {
    let fields = event.fields();
    let object = match found.changed {
        true => fields.get("changes")?.as_object()?,
        false => fields,
    };
    object.get(found.field())?.as_str()
}

/// What a REF of a batch names, with its place in the batch if it is there, or what is wrong
/// with it.
pub fn resolve(
    found: &Named,
    known: &dyn Known,
    batch: &Batch,
    ahead: &mut Ahead,
) -> Result<Result<(Uuid, Option<usize>), Problem>, LogError> {
    let text = batch.ref_text(found, ahead).map_err(spool_error)?;
    let labelled = batch.by_label(&text).map_err(spool_error)?;
    let prefix = if found.changed { "changes." } else { "" };
    let beside = Beside { batch, labelled };
    let id = match named(&text, known, Some(&beside))? {
        Ok(id) => id,
        Err(fault) => return Ok(Err(fault.at(format!("{prefix}{}", found.field())))),
    };
    let inside = match labelled {
        Some((number, labelled)) if labelled == id => Some(number),
        _ => batch.by_id(id).map_err(spool_error)?,
    };
    Ok(Ok((id, inside)))
}

/// The id that a REF names in the store, or in a batch beside it.
pub fn lookup(
    text: &str,
    known: &dyn Known,
    batch: Option<&Batch>,
) -> Result<Result<Uuid, Fault>, LogError> {
    let beside = match batch {
        Some(batch) => Some(Beside {
            batch,
            labelled: batch.by_label(text).map_err(spool_error)?,
        }),
        None => None,
    };
    named(text, known, beside.as_ref())
}

/// A batch beside the store, and the event of it that has the text of a REF as its label.
struct Beside<'a> {
    batch: &'a Batch,
    labelled: Option<(usize, Uuid)>,
}

/// The same, the label having been looked up.
fn named(
    text: &str,
    known: &dyn Known,
    beside: Option<&Beside<'_>>,
) -> Result<Result<Uuid, Fault>, LogError> {
    let batch = beside.map(|beside| beside.batch);
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
            let named = by_label(label, known, beside)?;
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
    let here = match batch {
        Some(batch) => batch.by_id(id).map_err(spool_error)?.is_some(),
        None => false,
    };
    Ok(if here || known.by_id(id)?.is_some() {
        vec![id]
    } else {
        Vec::new()
    })
}

fn by_label(
    label: &str,
    known: &dyn Known,
    beside: Option<&Beside<'_>>,
) -> Result<Vec<Uuid>, LogError> {
    if let Some(entry) = recorded(label, known)? {
        return Ok(vec![entry.id]);
    }
    let labelled = beside.and_then(|beside| beside.labelled);
    Ok(labelled.map(|(_, id)| id).into_iter().collect())
}

/// The entry of a label; an empty store need not be asked.
fn recorded(label: &str, known: &dyn Known) -> Result<Option<crate::log::Entry>, LogError> {
    match known.position() {
        0 => Ok(None),
        _ => known.by_label(label),
    }
}

fn by_suffix(hex: &str, known: &dyn Known, batch: Option<&Batch>) -> Result<Vec<Uuid>, LogError> {
    let mut found: Vec<Uuid> = known
        .by_suffix(hex)?
        .into_iter()
        .map(|entry| entry.id)
        .collect();
    if let Some(batch) = batch {
        found.extend(batch.by_suffix(hex).map_err(spool_error)?);
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
