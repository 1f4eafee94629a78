//! As known: what an entry says after the amendments that count. Owns the rule of §2 and
//! §3 (which amendments count, in which order, what is skipped). Pure; the write door and
//! every view use this one function.

use std::borrow::Cow;
use std::collections::HashSet;

use serde_json::{Map, Value};
use uuid::Uuid;

use crate::event::when::Instant;
use crate::event::{Event, Kind, decode};
use crate::log::Entry;

/// Gives what decides whether the amendments of an entry count.
pub trait Signs {
    /// What may go wrong while looking.
    type Error;
    /// Of the amendments whose target is `target`, in order of position.
    fn signs(&self, target: Uuid) -> Result<Vec<Sign>, Self::Error>;
}

/// Gives the amendments of an entry, by position, whatever became of them.
pub trait Amendments: Signs {
    /// Amendments whose target is `target`, in order of position.
    fn of(&self, target: Uuid) -> Result<Vec<Cow<'_, Entry>>, Self::Error>;
}

/// What of an amendment decides whether it counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sign {
    /// Its own identity.
    pub id: Uuid,
    /// Where it stands.
    pub position: u64,
    /// What it does.
    pub kind: Kind,
    /// The latest instant of that date of its sources whose latest instant is earliest; `None`
    /// when none is dated.
    pub published: Option<Instant>,
}

impl Sign {
    /// That of an amendment.
    pub fn of(amendment: &Entry) -> Sign {
        Sign {
            id: amendment.id,
            position: amendment.position,
            kind: amendment.event.kind(),
            published: amendment.event.first_published().map(|first| first.latest),
        }
    }

    /// Whether it is recorded by then, and public by its own rule: one of its sources was certainly
    /// published by then, or none is dated (a desk's own correction).
    pub fn in_reach(&self, point: Point) -> bool {
        let is_public = |by| self.published.is_none_or(|first| first <= by);
        self.position <= point.known && point.published.is_none_or(is_public)
    }
}

/// The point from which one looks: a position, and what was public.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    /// The log at this position.
    pub known: u64,
    /// Certainly published by then.
    pub published: Option<Instant>,
}

/// An entry as known at a point.
#[derive(Debug, Clone, PartialEq)]
pub struct AsKnown<'a> {
    /// The event, corrections applied and corroborations' sources added.
    pub event: Cow<'a, Event>,
    /// The retraction that counts, if one does.
    pub retracted_by: Option<u64>,
    /// Positions of the corrections that were applied.
    pub corrections: Vec<u64>,
    /// Positions of counted corrections left out because their result would not be valid.
    pub skipped: Vec<u64>,
    /// Positions of counted disputes.
    pub disputes: Vec<u64>,
    /// Positions of counted corroborations.
    pub corroborations: Vec<u64>,
}

impl<'a> AsKnown<'a> {
    /// An entry that nothing amends.
    pub fn untouched(entry: &'a Entry) -> AsKnown<'a> {
        AsKnown {
            event: Cow::Borrowed(&entry.event),
            retracted_by: None,
            corrections: Vec::new(),
            skipped: Vec::new(),
            disputes: Vec::new(),
            corroborations: Vec::new(),
        }
    }
}

/// The event of an entry after the amendments that count at `point`.
pub fn as_known<'a, A: Amendments>(
    entry: &'a Entry,
    amendments: &A,
    point: Point,
) -> Result<AsKnown<'a>, A::Error> {
    let (mut known, added) = fold(entry, amendments, point)?;
    if !added.is_empty() {
        let added = added.iter().map(|corroboration| &corroboration.event);
        known.event = Cow::Owned(known.event.with_sources_of(added));
    }
    Ok(known)
}

/// The same without the sources of corroborations: what a further correction would change.
pub fn own_words<A: Amendments>(
    entry: &Entry,
    amendments: &A,
    point: Point,
) -> Result<Event, A::Error> {
    Ok(fold(entry, amendments, point)?.0.event.into_owned())
}

/// The event without the sources of corroborations, and those that count.
fn fold<'a, 'm, A: Amendments>(
    entry: &'a Entry,
    amendments: &'m A,
    point: Point,
) -> Result<(AsKnown<'a>, Vec<Cow<'m, Entry>>), A::Error> {
    let mut known = AsKnown::untouched(entry);
    let mut added = Vec::new();
    for amendment in amendments.of(entry.id)? {
        if !counts(Sign::of(&amendment), amendments, point)? {
            continue;
        }
        match amendment.event.kind() {
            Kind::Retraction => {
                known.retracted_by.get_or_insert(amendment.position);
            }
            Kind::Dispute => known.disputes.push(amendment.position),
            Kind::Correction => match corrected(&known.event, &amendment.event) {
                Some(event) => {
                    known.event = Cow::Owned(event);
                    known.corrections.push(amendment.position);
                }
                None => known.skipped.push(amendment.position),
            },
            Kind::Corroboration => {
                known.corroborations.push(amendment.position);
                added.push(amendment);
            }
            _ => {}
        }
    }
    Ok((known, added))
}

/// Whether an amendment counts at a point: recorded, public, and not itself retracted by a
/// retraction that counts. Walks with a list, not by recursion: a chain of retractions may be
/// as long as the log. No entry is walked twice, so retractions in a circle (which the write
/// door refuses) end the walk too.
pub fn counts<A: Signs>(amendment: Sign, amendments: &A, point: Point) -> Result<bool, A::Error> {
    let above = amendments.signs(amendment.id)?;
    if !above.iter().any(|sign| sign.kind == Kind::Retraction) {
        return Ok(amendment.in_reach(point));
    }
    let mut seen = vec![(None, amendment.in_reach(point), amendment.id)];
    let mut walked = HashSet::from([amendment.id]);
    let mut next = 0;
    while next < seen.len() {
        for above in amendments.signs(seen[next].2)? {
            if above.kind == Kind::Retraction && walked.insert(above.id) {
                seen.push((Some(next), above.in_reach(point), above.id));
            }
        }
        next += 1;
    }
    let mut counted: Vec<bool> = seen.iter().map(|(_, reach, _)| *reach).collect();
    for index in (1..seen.len()).rev() {
        if let (true, Some(target)) = (counted[index], seen[index].0) {
            counted[target] = false;
        }
    }
    Ok(counted[0])
}

/// The event after a correction; `None` where the result would not be a valid event.
pub fn corrected(event: &Event, correction: &Event) -> Option<Event> {
    if let Some(after) = decode::corrected(event, correction) {
        return Some(after);
    }
    let changes = correction.fields().get("changes")?.as_object()?;
    decode::patched(event, changes).ok()
}

/// The merge patch from one object to another; null takes a field away.
pub fn difference(before: &Map<String, Value>, after: &Map<String, Value>) -> Map<String, Value> {
    let mut patch = Map::new();
    for (name, value) in after {
        match (before.get(name), value) {
            (Some(old), value) if old == value => {}
            (Some(Value::Object(old)), Value::Object(new)) => {
                patch.insert(name.clone(), Value::Object(difference(old, new)));
            }
            (_, value) => {
                patch.insert(name.clone(), value.clone());
            }
        }
    }
    for name in before.keys().filter(|name| !after.contains_key(*name)) {
        patch.insert(name.clone(), Value::Null);
    }
    patch
}
