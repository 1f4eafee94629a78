//! The event that a REF names, found in one pass over the log. Owns what is said when there is
//! none; the rest of the rule is the answer room's.

use uuid::Uuid;

use super::{ExportError, Passage, Progress};
use crate::answer::{AnswerError, refs};
use crate::event::reference::Reference;
use crate::event::text::shown;
use crate::facts::History;
use crate::log::Entry;

/// Labels that may have been meant, as many as are compared.
const MOST_LABELS: usize = 4096;

/// Finds it.
///
/// # Errors
/// `ref_unknown`, `ref_ambiguous`, `ref_not_event`, `bad_reference`; or what the log says.
pub fn event(
    passage: &Passage<'_>,
    text: &str,
    progress: &mut Progress<'_>,
) -> Result<Entry, ExportError> {
    let known = passage.ledger().position();
    let mut found: Vec<Entry> = Vec::new();
    let mut labels: Vec<String> = Vec::new();
    let wanted = Reference::parse(text);
    passage.ledger().each(progress, &mut |entry, _| {
        if matches(&entry, text, wanted.as_ref().ok()) {
            found.push(entry);
            return Ok(());
        }
        let label = entry.event.label();
        let near = label.filter(|label| labels.len() < MOST_LABELS && refs::is_near(label, text));
        labels.extend(near.map(str::to_owned));
        Ok(())
    })?;
    // A label comes before the end of an id, and of what stands twice the earlier counts.
    let by_label = found
        .iter()
        .position(|entry| entry.event.label() == Some(text));
    if let Some(at) = by_label {
        found = vec![found.swap_remove(at)];
    }
    if found.is_empty() {
        return Err(unknown(text, known, &labels).into());
    }
    let id = found.first().filter(|_| text.starts_with(['@', '#']));
    let asked = text;
    let text = id.map_or(asked.to_owned(), |entry| entry.id.to_string());
    let ends: Vec<Uuid> = found.iter().flat_map(about).collect();
    for id in ends {
        found.extend(passage.ledger().find(id)?);
    }
    found.sort_by_key(|entry| entry.position);
    let history = History::from_entries(passage.ledger().header().clone(), found, Vec::new());
    let scope = passage.scope_on(&history);
    let event = refs::event(&scope, &text).map_err(|error| as_asked(error, asked))?;
    Ok(event.clone())
}

/// A position was looked up by the id found there; an error speaks of what was typed.
fn as_asked(mut error: AnswerError, asked: &str) -> AnswerError {
    if asked.starts_with(['@', '#'])
        && let Some((_, rest)) = error.message.split_once(") is ")
    {
        error.message = format!("{asked} is {rest}");
    }
    error
}

/// Whether a REF names an entry.
fn matches(entry: &Entry, text: &str, reference: Option<&Reference>) -> bool {
    match reference {
        Some(Reference::Position(position)) => entry.position == *position,
        Some(Reference::Id(id)) => entry.id == *id,
        _ => {
            let hex: String = text.chars().filter(|c| *c != '-').collect();
            let is_end = hex.len() >= 6
                && hex.bytes().all(|byte| byte.is_ascii_hexdigit())
                && entry.id.simple().to_string().ends_with(&hex.to_lowercase());
            is_end || entry.event.label() == Some(text)
        }
    }
}

/// What a link or an amendment is about.
fn about(entry: &Entry) -> Option<Uuid> {
    let fields = ["cause", "target"].into_iter();
    fields
        .filter_map(|field| entry.event.reference(field))
        .next()
}

fn unknown(text: &str, known: u64, labels: &[String]) -> AnswerError {
    let hint = refs::alike(labels.iter().map(String::as_str), text);
    if let Err(fault) = Reference::parse(text) {
        return AnswerError {
            code: fault.code,
            message: fault.message,
            hint: hint.or(fault.hint).unwrap_or_default(),
        };
    }
    AnswerError {
        code: "ref_unknown",
        message: match text.starts_with(['@', '#']) {
            true => format!("there is no entry {text} up to @{known}"),
            false => format!("no entry up to @{known} is named `{}`", shown(text)),
        },
        hint: hint.unwrap_or_else(|| refs::WHAT_A_REF_IS.to_owned()),
    }
}
