//! `show`: one entry with its amendments, versions and links. Owns the state of an amendment
//! and the order of versions; takes any entry, amendments and retracted ones too.

use serde_json::Value;

use super::row;
use crate::event::{Event, Kind, sentence};
use crate::facts::Scope;
use crate::facts::scope::Claims;
use crate::log::Entry;
use crate::projection::catalog::HAPPENINGS;
use crate::projection::chain::edge;
use crate::projection::chain::graph;
use crate::projection::rows::{AmendmentRow, Edge, EntryView, Version};
use crate::projection::tally::Tally;

/// The entry as known in a scope; with `history` also each version of it.
pub fn view<'h>(
    scope: &Scope<'h>,
    entry: &'h Entry,
    history: bool,
    tally: &mut Tally,
) -> EntryView {
    let (links, others) = links(scope, entry, tally);
    EntryView {
        entry: row(scope, entry),
        amendments: amendments(scope, entry),
        versions: history.then(|| versions(scope, entry)),
        links,
        evidence: None,
        others,
    }
}

/// The amendments within `known`, by position.
fn amendments<'h>(scope: &Scope<'h>, entry: &'h Entry) -> Vec<AmendmentRow> {
    let skipped = scope.see(entry).skipped;
    let all = scope.history().amendments(entry.id);
    let recorded = all.filter(|amendment| amendment.position <= scope.point().known);
    recorded
        .map(|amendment| AmendmentRow {
            position: amendment.position,
            id: amendment.id.to_string(),
            kind: amendment.event.kind().name(),
            recorded_at: amendment.recorded_at.to_text(),
            recorded_by: amendment.recorded_by.clone(),
            state: match amendment {
                hidden if !scope.is_reached(hidden) => "not_public",
                undone if !scope.counts(undone) => "retracted",
                invalid if skipped.contains(&invalid.position) => "skipped",
                _ => "counted",
            },
            event: object(&amendment.event),
        })
        .collect()
}

/// The event as recorded, and after each correction that was applied.
fn versions<'h>(scope: &Scope<'h>, entry: &'h Entry) -> Vec<Version> {
    let first = Version {
        position: entry.position,
        recorded_at: entry.recorded_at.to_text(),
        reason: None,
        event: object(&entry.event),
    };
    let corrections = scope.corrected(entry).into_iter();
    let later = corrections.map(|(correction, event)| Version {
        position: correction.position,
        recorded_at: correction.recorded_at.to_text(),
        reason: correction.event.text("reason").map(str::to_owned),
        event: object(&event),
    });
    std::iter::once(first).chain(later).collect()
}

/// Links in view that touch the entry, and the headlines of their other ends. No circle is looked
/// for: that is the chain's.
fn links<'h>(
    scope: &Scope<'h>,
    entry: &'h Entry,
    tally: &mut Tally,
) -> (Vec<Edge>, Vec<(String, String)>) {
    if !HAPPENINGS.contains(&entry.event.kind()) {
        return (Vec::new(), Vec::new());
    }
    // What else the clocks leave out is not this entry's to count, but its own links are.
    let touches = |event: &Event| {
        let ends = ["cause", "effect"].map(|end| event.reference(end));
        ends.contains(&Some(entry.id)).then_some(ends)
    };
    let mut shown = Vec::new();
    let mut others = Vec::new();
    for drawn in scope.facts(&[Kind::Link], Claims::Always, touches) {
        let Some([cause, effect]) = drawn.fact else {
            continue;
        };
        tally.admits(drawn.standing);
        let link = scope.history().at(drawn.position);
        let Some((arrow, _)) = link.and_then(|link| graph::alone(scope, link)) else {
            continue;
        };
        shown.extend(edge(scope, &arrow, false));
        let other = if cause == Some(entry.id) {
            effect
        } else {
            cause
        };
        let other = other.and_then(|id| scope.find(id)).map(|other| {
            let headline = sentence::headline(&scope.see(other).event);
            (other.id.to_string(), headline)
        });
        others.extend(other);
    }
    others.sort();
    others.dedup();
    (shown, others)
}

fn object(event: &Event) -> Value {
    Value::Object(event.fields().clone())
}
