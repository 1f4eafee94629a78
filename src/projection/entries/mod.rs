//! Entries as they are: the views `log`, `timeline` and `show` (§6). Owns what an entry row
//! says and the order of rows; filters lie in a file of their own.

pub mod filter;
pub mod show;

use serde_json::Value;

use super::catalog::HAPPENINGS;
use super::rows::EntryRow;
use super::tally::Tally;
use crate::event::{Event, Kind, sentence};
use crate::facts::ids::Ids;
use crate::facts::scope::Claims;
use crate::facts::{AsKnown, Edge, Scope, Standing};
use crate::log::Entry;
pub use filter::Filter;

/// Every entry within the clocks, in the order in which it was recorded, retracted ones and
/// amendments too; at most so many rows. Amendments are public by their own rule (§2), and what has no
/// happened date stays whatever `--on` says.
pub fn log(
    scope: &Scope<'_>,
    filter: &Filter,
    limit: Option<u64>,
    tally: &mut Tally,
) -> Vec<EntryRow> {
    rows(scope, listed(scope, 0, filter, tally), limit)
}

/// The same from the entry after a position on.
pub fn log_after(
    scope: &Scope<'_>,
    after: u64,
    filter: &Filter,
    tally: &mut Tally,
) -> Vec<EntryRow> {
    rows(scope, listed(scope, after, filter, tally), None)
}

/// The rows of entries, as far as they are wanted.
fn rows(scope: &Scope<'_>, positions: Vec<u64>, limit: Option<u64>) -> Vec<EntryRow> {
    let most = limit.map_or(usize::MAX, |limit| limit.try_into().unwrap_or(usize::MAX));
    let entries = positions.into_iter().take(most);
    let entries = entries.filter_map(|position| scope.history().read(position));
    entries.map(|entry| row(scope, &entry)).collect()
}

/// The positions of the entries after one that `log` lists.
fn listed(scope: &Scope<'_>, after: u64, filter: &Filter, tally: &mut Tally) -> Vec<u64> {
    let of = |entry: &Entry, known: &AsKnown<'_>| {
        let met = entry.position > after;
        met.then(|| {
            let edge = Edge::of(&known.event);
            let ends = edge.map(|edge| [edge.cause.as_u128(), edge.effect.as_u128()]);
            let standing = standing(scope, entry, known);
            (entry.position, standing, ends, filter.takes(&known.event))
        })
    };
    let mut drawn = scope.draw(&Kind::ALL, of);
    drawn.retain(|(_, standing, _, takes)| tally.admits(*standing) && *takes);
    let named: Ids = drawn
        .iter()
        .filter_map(|(_, _, ends, _)| *ends)
        .flatten()
        .collect();
    let events = scope.facts_of(&named, Claims::Always, |_| Some(()));
    // A link is in view only with both its ends, which are in view or retracted (§2).
    let is_there = |id: &u128| {
        let standing = events.get(id).map(|event| event.standing);
        matches!(standing, Some(Standing::InView | Standing::Retracted))
    };
    drawn.retain(|(_, _, ends, _)| ends.is_none_or(|ends| ends.iter().all(is_there)));
    drawn.into_iter().map(|(position, ..)| position).collect()
}

/// What the clocks make of an entry in the log, retracted or not.
fn standing(scope: &Scope<'_>, entry: &Entry, known: &AsKnown<'_>) -> Standing {
    let public = match entry.event.kind().is_amendment() {
        true if scope.is_reached(entry) => Standing::InView,
        true => Standing::Unpublished,
        false => scope.published(known),
    };
    match public {
        Standing::InView => scope.happened(known),
        hidden => hidden,
    }
}

/// Whether the clocks let an entry through, retracted or not.
pub fn is_listed(scope: &Scope<'_>, entry: &Entry, known: &AsKnown<'_>, tally: &mut Tally) -> bool {
    tally.admits(standing(scope, entry, known)) && ends_in_view(scope, &known.event)
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
/// latest, then position; at most so many rows.
pub fn timeline(
    scope: &Scope<'_>,
    filter: &Filter,
    limit: Option<u64>,
    tally: &mut Tally,
) -> Vec<EntryRow> {
    let of = |entry: &Entry, known: &AsKnown<'_>| {
        let happened = known.event.happened();
        let listed = happened.filter(|_| filter.takes(&known.event));
        let at = listed.map(|at| (at.earliest, at.latest, entry.position));
        Some((scope.standing(known, Claims::Always), at))
    };
    let mut found = scope.draw(HAPPENINGS, of);
    found.retain(|(standing, at)| tally.admits(*standing) && at.is_some());
    found.sort_unstable_by_key(|(_, at)| *at);
    let positions = found.into_iter().filter_map(|(_, at)| Some(at?.2));
    rows(scope, positions.collect(), limit)
}

/// One entry as known in a scope.
pub fn row(scope: &Scope<'_>, entry: &Entry) -> EntryRow {
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
