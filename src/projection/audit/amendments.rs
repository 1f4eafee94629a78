//! The rules about what became of one event: disputes that stand, corrections that were not
//! applied, and how corrections and sources agree in time. Owns when a correction dates from.

use std::borrow::Cow;

use super::rules::{
    CORRECTION_SKIPPED, CORRECTION_UNSOURCED, SOURCE_AFTER_CORRECTION, SOURCE_BEFORE_CORRECTION,
    UNSETTLED_DISPUTE,
};
use super::{Ledger, Seen, disputed_by, listed, open_disputes};
use crate::event::source::{first_published, independent};
use crate::event::when::{Instant, When};
use crate::facts::Scope;
use crate::log::Entry;

/// What may change without anybody's word.
const WORDING: &[&str] = &["title", "titles", "tags", "note"];

pub(super) fn look(scope: &Scope<'_>, seen: &Seen<'_>, ledger: &mut Ledger<'_>) {
    if ledger.asks(&UNSETTLED_DISPUTE) {
        let open = open_disputes(seen.known);
        if !open.is_empty() {
            let about = disputed_by(scope, &open);
            ledger.add(&UNSETTLED_DISPUTE, seen.position, about, &open);
        }
    }
    if ledger.asks(&CORRECTION_SKIPPED) && !seen.known.skipped.is_empty() {
        let skipped = &seen.known.skipped;
        let verb = if skipped.len() == 1 { "is" } else { "are" };
        let about = format!(
            "{} {verb} left out: nothing valid comes of it",
            listed(skipped)
        );
        ledger.add(&CORRECTION_SKIPPED, seen.position, about, skipped);
    }
    if seen.known.corrections.is_empty() {
        return;
    }
    let corrections = seen.known.corrections.iter();
    let corrections = corrections.filter_map(|position| scope.history().read(*position));
    let corrections: Vec<Cow<'_, Entry>> = corrections.collect();
    if ledger.asks(&SOURCE_BEFORE_CORRECTION) {
        source_before(seen, &corrections, ledger);
    }
    if ledger.asks(&SOURCE_AFTER_CORRECTION) {
        source_after(seen, &corrections, ledger);
    }
    if ledger.asks(&CORRECTION_UNSOURCED) {
        unsourced(seen, &corrections, ledger);
    }
}

/// Corrections one source of which is certainly newer than every dated source of the event.
fn source_before(seen: &Seen<'_>, corrections: &[Cow<'_, Entry>], ledger: &mut Ledger<'_>) {
    let dated = seen.sources.iter().filter_map(|one| one.published.as_ref());
    let Some(newest) = dated.max_by_key(|published| published.latest) else {
        return;
    };
    let mut from = None;
    let mut found = Vec::new();
    for correction in corrections {
        let sources = correction.event.sources();
        let newer = sources.into_iter().find_map(|source| {
            let published = source.published?;
            (published.earliest > newest.latest).then_some(published)
        });
        if let Some(newer) = newer {
            found.push(correction.position);
            from = Some(newer);
        }
    }
    if let Some(from) = from {
        let about = format!(
            "corrected by {} from a source of {}; its own are of {} and before",
            listed(&found),
            from.text,
            newest.text
        );
        ledger.add(&SOURCE_BEFORE_CORRECTION, seen.position, about, &found);
    }
}

/// One voice, and every source of it certainly newer than a correction.
fn source_after(seen: &Seen<'_>, corrections: &[Cow<'_, Entry>], ledger: &mut Ledger<'_>) {
    let dates: Option<Vec<&When>> = seen
        .sources
        .iter()
        .map(|one| one.published.as_ref())
        .collect();
    let Some(oldest) = dates
        .into_iter()
        .flatten()
        .min_by_key(|published| published.earliest)
    else {
        return;
    };
    if independent(&seen.sources) != 1 {
        return;
    }
    let older = |correction: &&Cow<'_, Entry>| dated(correction) < oldest.earliest;
    let found: Vec<u64> = corrections
        .iter()
        .filter(older)
        .map(|correction| correction.position)
        .collect();
    if found.is_empty() {
        return;
    }
    let voice = seen.sources.first().and_then(|source| source.voice());
    let about = format!(
        "its only source, {}, is of {}, after {} corrected it",
        voice.unwrap_or_default(),
        oldest.text,
        listed(&found)
    );
    ledger.add(&SOURCE_AFTER_CORRECTION, seen.position, about, &found);
}

/// When a correction dates from: its first dated source, else when it was recorded.
fn dated(correction: &Entry) -> Instant {
    let published = first_published(&correction.event.sources());
    published.map_or(correction.recorded_at, |published| published.latest)
}

fn unsourced(seen: &Seen<'_>, corrections: &[Cow<'_, Entry>], ledger: &mut Ledger<'_>) {
    let confirmed = seen.known.corroborations.last().copied().unwrap_or(0);
    let bare = |correction: &&Cow<'_, Entry>| {
        correction.position > confirmed
            && correction.event.sources().is_empty()
            && changes_on_its_own(correction)
    };
    let found: Vec<u64> = corrections
        .iter()
        .filter(bare)
        .map(|correction| correction.position)
        .collect();
    if !found.is_empty() {
        let verb = if found.len() == 1 { "names" } else { "name" };
        let about = format!("{} {verb} no source for the correction", listed(&found));
        ledger.add(&CORRECTION_UNSOURCED, seen.position, about, &found);
    }
}

/// Whether it changes more than the wording, and not the sources with it.
fn changes_on_its_own(correction: &Entry) -> bool {
    let changes = correction.event.fields().get("changes");
    let changes = changes.and_then(serde_json::Value::as_object);
    changes.is_some_and(|changes| {
        !changes.contains_key("sources")
            && changes
                .keys()
                .any(|field| !WORDING.contains(&field.as_str()))
    })
}
