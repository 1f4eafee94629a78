//! Entries as they are: the views `log`, `timeline` and `show` (§6). Owns what an entry row
//! says and the order of rows; filters lie in a file of their own.

pub mod filter;
pub mod show;

use serde_json::Value;

use super::catalog::HAPPENINGS;
use super::rows::EntryRow;
use super::tally::Tally;
use crate::event::{Event, sentence};
use crate::facts::scope::Claims;
use crate::facts::{AsKnown, Edge, Scope, Standing};
use crate::log::Entry;
pub use filter::Filter;

/// Every entry within the clocks, in the order in which it was recorded, retracted ones and
/// amendments too. Amendments are public by their own rule (§2), and what has no happened date
/// stays whatever `--on` says.
pub fn log(scope: &Scope<'_>, filter: &Filter, tally: &mut Tally) -> Vec<EntryRow> {
    log_after(scope, 0, filter, tally)
}

/// The same from the entry after a position on.
pub fn log_after(
    scope: &Scope<'_>,
    after: u64,
    filter: &Filter,
    tally: &mut Tally,
) -> Vec<EntryRow> {
    let mut rows = Vec::new();
    let skipped = usize::try_from(after).unwrap_or(usize::MAX);
    for entry in scope.entries().iter().skip(skipped) {
        let known = scope.see(entry);
        if is_listed(scope, entry, &known, tally) && filter.takes(&known.event) {
            rows.push(row(scope, entry));
        }
    }
    rows
}

/// The first rows of the same, and how many there are.
pub fn log_first(
    scope: &Scope<'_>,
    most: usize,
    filter: &Filter,
    tally: &mut Tally,
) -> (usize, Vec<EntryRow>) {
    let mut total = 0;
    let mut rows = Vec::new();
    for entry in scope.entries() {
        let known = scope.see(entry);
        if is_listed(scope, entry, &known, tally) && filter.takes(&known.event) {
            total += 1;
            if total <= most {
                rows.push(row(scope, entry));
            }
        }
    }
    (total, rows)
}

/// Rows of the same recorded before a position, the latest first, at most so many.
pub fn log_before(scope: &Scope<'_>, before: u64, most: usize, filter: &Filter) -> Vec<EntryRow> {
    let mut tally = Tally::default();
    let earlier = scope.entries().iter().rev();
    let listed = earlier.filter(|entry| {
        let known = scope.see(entry);
        entry.position < before
            && is_listed(scope, entry, &known, &mut tally)
            && filter.takes(&known.event)
    });
    listed.take(most).map(|entry| row(scope, entry)).collect()
}

/// Whether the clocks let an entry through, retracted or not.
pub fn is_listed(scope: &Scope<'_>, entry: &Entry, known: &AsKnown<'_>, tally: &mut Tally) -> bool {
    let public = match entry.event.kind().is_amendment() {
        true if scope.is_reached(entry) => Standing::InView,
        true => Standing::Unpublished,
        false => scope.published(known),
    };
    let standing = match public {
        Standing::InView => scope.happened(known),
        hidden => hidden,
    };
    tally.admits(standing) && ends_in_view(scope, &known.event)
}

/// A link is in view only with both its ends, which are in view or retracted (§2). Anything else
/// has no ends to ask about.
pub(super) fn ends_in_view(scope: &Scope<'_>, event: &Event) -> bool {
    let Some(edge) = Edge::of(event) else {
        return true;
    };
    [edge.cause, edge.effect].into_iter().all(|end| {
        scope.find(end).is_some_and(|entry| {
            let standing = scope.standing(&scope.see(entry), Claims::Always);
            matches!(standing, Standing::InView | Standing::Retracted)
        })
    })
}

/// Live events, claims included, in the order in which they happened: earliest instant, then
/// latest, then position.
pub fn timeline(scope: &Scope<'_>, filter: &Filter, tally: &mut Tally) -> Vec<EntryRow> {
    timeline_last(scope, usize::MAX, filter, tally).1
}

/// The last rows of the same, and how many there are.
pub fn timeline_last(
    scope: &Scope<'_>,
    most: usize,
    filter: &Filter,
    tally: &mut Tally,
) -> (usize, Vec<EntryRow>) {
    let mut found = Vec::new();
    for entry in scope.entries() {
        if !HAPPENINGS.contains(&entry.event.kind()) {
            continue;
        }
        let known = scope.see(entry);
        if tally.admits(scope.standing(&known, Claims::Always))
            && filter.takes(&known.event)
            && let Some(happened) = known.event.happened()
        {
            found.push((happened.earliest, happened.latest, entry));
        }
    }
    found.sort_by_key(|(earliest, latest, entry)| (*earliest, *latest, entry.position));
    let total = found.len();
    let last = found.into_iter().skip(total.saturating_sub(most));
    let rows = last.map(|(_, _, entry)| row(scope, entry)).collect();
    (total, rows)
}

/// One entry as known in a scope.
pub fn row<'h>(scope: &Scope<'h>, entry: &'h Entry) -> EntryRow {
    let known = scope.see(entry);
    let retracted = known.retracted_by.is_some();
    EntryRow {
        position: entry.position,
        id: entry.id.to_string(),
        recorded_at: entry.recorded_at.to_text(),
        recorded_by: entry.recorded_by.clone(),
        status: if retracted { "retracted" } else { "live" },
        revisions: (known.corrections.len() + known.skipped.len()) as u64,
        disputed: known.disputes.len() as u64,
        headline: sentence::headline(&known.event),
        event: Value::Object(known.event.fields().clone()),
    }
}
