//! Finds the entry that a REF of a question names, within the position asked about. Owns the
//! errors for none, for several, and for one that is no event; records nothing.

use super::AnswerError;
use crate::event::reference::Reference;
use crate::event::sentence;
use crate::facts::Scope;
use crate::log::Entry;
use crate::projection::catalog::HAPPENINGS;

/// How many labels or candidates an error names.
const MOST_NAMED: usize = 5;
/// Labels less alike than this (of 1) are not suggested.
const ALIKE: f64 = 0.8;

/// What to type for a REF.
pub const WHAT_A_REF_IS: &str =
    "a REF is @position, a label, an id, or its last six or more hex digits; `log` lists them";

/// The entry of a REF: `@17`, a label, a UUID, or the end of one.
pub fn entry<'h>(scope: &Scope<'h>, reference: &str) -> Result<&'h Entry, AnswerError> {
    let found = scope.history().resolve(reference);
    let within = |entry: &&&Entry| entry.position <= scope.point().known;
    let known: Vec<&Entry> = found.iter().filter(within).copied().collect();
    match (known.as_slice(), found.first()) {
        ([one], _) => Ok(one),
        ([], later) => Err(unknown(scope, reference, later.copied())),
        (several, _) => Err(ambiguous(scope, reference, several)),
    }
}

/// The event of a REF: an entry that is no link, amendment or citation.
pub fn event<'h>(scope: &Scope<'h>, reference: &str) -> Result<&'h Entry, AnswerError> {
    let entry = entry(scope, reference)?;
    let kind = entry.event.kind();
    if HAPPENINGS.contains(&kind) {
        return Ok(entry);
    }
    let name = kind.name();
    let position = entry.position;
    let end = ["cause", "target"]
        .into_iter()
        .find_map(|field| entry.event.reference(field))
        .and_then(|id| scope.find(id));
    let hint = match end {
        Some(end) => format!("ask for what it is about, such as @{}", end.position),
        None => "ask for an event: `log` lists them".to_owned(),
    };
    Err(AnswerError {
        code: "ref_not_event",
        message: match reference.starts_with(['@', '#']) {
            true => format!("@{position} is a {name}, not an event"),
            false => format!(
                "{} (@{position}) is a {name}, not an event",
                shown(reference)
            ),
        },
        hint,
    })
}

fn shown(reference: &str) -> String {
    format!("`{}`", crate::event::text::shown(reference))
}

fn unknown(scope: &Scope<'_>, reference: &str, later: Option<&Entry>) -> AnswerError {
    if let Err(fault) = Reference::parse(reference) {
        return AnswerError {
            code: fault.code,
            message: fault.message,
            hint: near_labels(scope, reference)
                .or(fault.hint)
                .unwrap_or_default(),
        };
    }
    let known = scope.point().known;
    let hint = match later {
        Some(entry) => format!(
            "it was recorded later, at @{}: ask with --known @{} or without --known",
            entry.position, entry.position
        ),
        None => near_labels(scope, reference).unwrap_or_else(|| WHAT_A_REF_IS.to_owned()),
    };
    let end = match known < scope.history().position() {
        true => format!("--known is @{known}"),
        false => format!("the log ends at @{known}"),
    };
    AnswerError {
        code: "ref_unknown",
        message: match reference.starts_with(['@', '#']) {
            true => format!("there is no entry {reference}: {end}"),
            false => format!("no entry is named {} ({end})", shown(reference)),
        },
        hint,
    }
}

/// The labels that were probably meant.
fn near_labels(scope: &Scope<'_>, reference: &str) -> Option<String> {
    let known = scope.point().known;
    let labels = scope.history().labels();
    let within = labels.filter(|(_, position)| *position <= known);
    alike(within.map(|(label, _)| label), reference)
}

/// Whether a label may have been meant.
pub fn is_near(label: &str, reference: &str) -> bool {
    strsim::jaro_winkler(label, reference) >= ALIKE
}

/// Those of some labels that were probably meant, as a hint.
pub fn alike<'l>(labels: impl Iterator<Item = &'l str>, reference: &str) -> Option<String> {
    let mut near: Vec<(f64, &str)> = labels
        .map(|label| (strsim::jaro_winkler(label, reference), label))
        .filter(|(alike, _)| *alike >= ALIKE)
        .collect();
    near.sort_by(|(one, first), (two, second)| two.total_cmp(one).then(first.cmp(second)));
    near.truncate(MOST_NAMED);
    let names: Vec<&str> = near.into_iter().map(|(_, label)| label).collect();
    (!names.is_empty()).then(|| format!("did you mean {}?", names.join(", ")))
}

fn ambiguous(scope: &Scope<'_>, reference: &str, several: &[&Entry]) -> AnswerError {
    let named: Vec<String> = several
        .iter()
        .take(MOST_NAMED)
        .filter_map(|entry| scope.find(entry.id))
        .map(|entry| {
            let headline = sentence::headline(&scope.see(entry).event);
            format!("@{} {headline}", entry.position)
        })
        .collect();
    let more = several.len().saturating_sub(named.len());
    let rest = match more {
        0 => String::new(),
        more => format!("; and {more} more"),
    };
    AnswerError {
        code: "ref_ambiguous",
        message: format!(
            "{} entries have ids that end in {}",
            several.len(),
            shown(reference)
        ),
        hint: format!("give more digits, or one of: {}{rest}", named.join("; ")),
    }
}
