//! Entries as they are: the views `log`, `timeline` and `show` (§6). Owns what an entry row
//! says and the order of rows; filters lie in a file of their own.

pub mod filter;
mod kept;
pub mod show;

use std::convert::Infallible;

use serde_json::Value;

use super::catalog::HAPPENINGS;
use super::rows::EntryRow;
use super::tally::Tally;
use crate::crew;
use crate::event::{Event, Kind, sentence};
use crate::facts::compact::MomentRow;
use crate::facts::ids::Ids;
use crate::facts::scope::Claims;
use crate::facts::{AsKnown, Edge, Scope, Standing};
use crate::log::Entry;
pub use filter::Filter;
pub use kept::KeptRow;

/// Every entry within the clocks, in the order in which it was recorded, retracted ones and
/// amendments too; at most so many rows. Amendments are public by their own rule (§2), and what has no
/// happened date stays whatever `--on` says.
pub fn log(
    scope: &Scope<'_>,
    filter: &Filter,
    limit: Option<u64>,
    tally: &mut Tally,
) -> Vec<KeptRow> {
    rows(scope, listed(scope, 0, filter, tally), limit)
}

/// The same from the entry after a position on.
pub fn log_after(
    scope: &Scope<'_>,
    after: u64,
    filter: &Filter,
    tally: &mut Tally,
) -> Vec<EntryRow> {
    read(rows(scope, listed(scope, after, filter, tally), None))
}

/// The first rows of the same, and how many there are.
pub fn log_first(
    scope: &Scope<'_>,
    most: usize,
    filter: &Filter,
    tally: &mut Tally,
) -> (usize, Vec<EntryRow>) {
    let positions = listed(scope, 0, filter, tally);
    let total = positions.len();
    (total, read(rows(scope, positions, Some(most as u64))))
}

/// So many entries are looked at one by one, before it is cheaper to go through all.
const LOOKED_AT: u64 = 2_000;

/// Rows of the same recorded before a position, the latest first, at most so many.
pub fn log_before(scope: &Scope<'_>, before: u64, most: usize, filter: &Filter) -> Vec<EntryRow> {
    let last = before.saturating_sub(1).min(scope.point().known);
    let first = last.saturating_sub(LOOKED_AT) + 1;
    let mut found = Vec::new();
    for position in (first..=last).rev() {
        if found.len() >= most {
            return found;
        }
        let Some(entry) = scope.history().read(position) else {
            continue;
        };
        let known = scope.see(&entry);
        if filter.takes(&known.event) && is_listed(scope, &entry, &known, &mut Tally::default()) {
            found.push(row(scope, &entry));
        }
    }
    if found.len() >= most || first <= 1 {
        return found;
    }
    let mut positions = listed(scope, 0, filter, &mut Tally::default());
    positions.retain(|position| *position < first);
    positions.reverse();
    let more = most - found.len();
    found.extend(read(rows(scope, positions, Some(more as u64))));
    found
}

/// Entries whose rows one thread makes at once.
const AT_ONCE: usize = 512;

/// The rows of entries, as far as they are wanted, made by all cores.
fn rows(scope: &Scope<'_>, positions: Vec<u64>, limit: Option<u64>) -> Vec<KeptRow> {
    let most = limit.map_or(usize::MAX, |limit| limit.try_into().unwrap_or(usize::MAX));
    let wanted = positions.get(..most).unwrap_or(&positions);
    let mut pieces = wanted.chunks(AT_ONCE);
    let mut rows = Vec::with_capacity(wanted.len());
    let made = |piece: &[u64]| {
        let entries = piece.iter();
        let entries = entries.filter_map(|position| scope.history().read(*position));
        entries.map(|entry| kept(scope, &entry)).collect::<Vec<_>>()
    };
    let Ok(()) = crew::in_order(&mut || Ok(pieces.next()), &|| made, &mut |some| {
        rows.extend(some);
        Ok::<(), Infallible>(())
    });
    rows
}

fn read(rows: Vec<KeptRow>) -> Vec<EntryRow> {
    rows.into_iter().map(KeptRow::into_row).collect()
}

/// The positions of the entries after one that `log` lists.
fn listed(scope: &Scope<'_>, after: u64, filter: &Filter, tally: &mut Tally) -> Vec<u64> {
    let of = |entry: &Entry, known: &AsKnown<'_>| {
        let edge = Edge::of(&known.event);
        let ends = edge.map(|edge| [edge.cause.as_u128(), edge.effect.as_u128()]);
        let standing = standing(scope, entry, known);
        Some((entry.position, standing, ends, filter.takes(&known.event)))
    };
    let mut drawn = match filter.asks_words() {
        true => scope.draw(&Kind::ALL, of),
        false => {
            let others = |kind: &Kind| !HAPPENINGS.contains(kind);
            let others: Vec<Kind> = Kind::ALL.into_iter().filter(others).collect();
            let mut drawn = scope.draw(&others, of);
            let moments = scope.moments(HAPPENINGS, Claims::Always).into_iter();
            drawn.extend(moments.map(|moment| {
                let takes = filter.takes_moment(&moment);
                (moment.position, moment.if_live, None, takes)
            }));
            drawn.sort_unstable_by_key(|(position, ..)| *position);
            drawn
        }
    };
    drawn.retain(|(position, ..)| *position > after);
    drawn.retain(|(_, standing, _, takes)| tally.admits(*standing) && *takes);
    let ends = drawn.iter().filter_map(|(_, _, ends, _)| *ends);
    let named: Ids = ends.flatten().collect();
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
) -> Vec<KeptRow> {
    rows(scope, in_order(scope, filter, tally), limit)
}

/// The last rows of the same, and how many there are.
pub fn timeline_last(
    scope: &Scope<'_>,
    most: usize,
    filter: &Filter,
    tally: &mut Tally,
) -> (usize, Vec<EntryRow>) {
    let mut positions = in_order(scope, filter, tally);
    let total = positions.len();
    let last = positions.split_off(total.saturating_sub(most));
    (total, read(rows(scope, last, None)))
}

/// The positions of what `timeline` lists.
pub fn in_order(scope: &Scope<'_>, filter: &Filter, tally: &mut Tally) -> Vec<u64> {
    let mut found = moments(scope, filter);
    found.retain(|(moment, listed)| tally.admits(moment.standing) && *listed);
    found.retain(|(moment, _)| moment.happened.is_some());
    let order = |moment: &MomentRow| {
        let happened = moment.happened.map(|at| (at.earliest, at.latest));
        (happened, moment.position)
    };
    found.sort_unstable_by_key(|(moment, _)| order(moment));
    let positions = found.into_iter().map(|(moment, _)| moment.position);
    positions.collect()
}

/// The events of a scope, and whether a filter takes each.
pub(super) fn moments(scope: &Scope<'_>, filter: &Filter) -> Vec<(MomentRow, bool)> {
    if !filter.asks_words() {
        let moments = scope.moments(HAPPENINGS, Claims::Always).into_iter();
        return moments
            .map(|moment| (moment, filter.takes_moment(&moment)))
            .collect();
    }
    scope.draw(HAPPENINGS, |entry, known| {
        let moment = MomentRow {
            position: entry.position,
            standing: scope.standing(known, Claims::Always),
            if_live: scope.standing_if_live(known, Claims::Always),
            ..MomentRow::of(&known.event)?
        };
        Some((moment, filter.takes(&known.event)))
    })
}

/// One entry as known in a scope.
pub fn row(scope: &Scope<'_>, entry: &Entry) -> EntryRow {
    let known = scope.see(entry);
    EntryRow {
        event: Value::Object(known.event.fields().clone()),
        ..without_event(entry, &known)
    }
}

/// The same for keeping.
fn kept(scope: &Scope<'_>, entry: &Entry) -> KeptRow {
    let known = scope.see(entry);
    let event = match known.event.as_text() {
        Some(text) => text.to_owned(),
        None => known.event.canonical(),
    };
    KeptRow::new(without_event(entry, &known), event)
}

fn without_event(entry: &Entry, known: &AsKnown<'_>) -> EntryRow {
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
        event: Value::Null,
    }
}
