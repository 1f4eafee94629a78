//! The states of an entry: what it says, from which position on and for which public, as
//! amendments come to count. Owns the ranges of both clocks inside which nothing changes; the
//! rule of what counts is `amend`'s.

use std::collections::BTreeSet;

use uuid::Uuid;

use crate::amend::{self, Amendments, Point};
use crate::event::Kind;
use crate::event::when::Instant;
use crate::facts::AsKnown;
use crate::log::Entry;

/// An entry as known for a range of positions and of publics. It holds when `known_from` ≤ known
/// < `known_until` and `public_from` ≤ published < `public_until`; without a question about what
/// was public, published is later than everything.
#[derive(Debug, Clone)]
pub struct State<'e> {
    /// What it says there.
    pub known: AsKnown<'e>,
    /// The first position.
    pub known_from: u64,
    /// The position at which it ends; `None` = it holds to the end of what is exported.
    pub known_until: Option<u64>,
    /// The first instant; `None` = from the beginning.
    pub public_from: Option<Instant>,
    /// The instant at which it ends; `None` = never.
    pub public_until: Option<Instant>,
    /// Whether it is the state that the clocks of the export ask for.
    pub current: bool,
}

impl<'e> State<'e> {
    /// The one state of an entry seen from one point.
    pub fn only(entry: &Entry, known: AsKnown<'e>) -> State<'e> {
        State {
            known,
            known_from: entry.position,
            known_until: None,
            public_from: None,
            public_until: None,
            current: true,
        }
    }

    /// `live` or `retracted`.
    pub fn status(&self) -> &'static str {
        match self.known.retracted_by {
            Some(_) => "retracted",
            None => "live",
        }
    }

    /// Corrections that count, skipped ones too.
    pub fn revisions(&self) -> u64 {
        (self.known.corrections.len() + self.known.skipped.len()) as u64
    }

    /// Whether a row of it would say the same.
    fn says(&self, other: &State<'_>) -> bool {
        let said = |state: &State<'_>| {
            (
                state.status(),
                state.revisions(),
                state.known.disputes.len(),
            )
        };
        said(self) == said(other) && self.known.event == other.known.event
    }
}

/// The states of an entry up to a point, by position, then by public. One, when nothing that is
/// within `point.known` amends it.
///
/// # Errors
/// What looking for amendments says.
pub fn states<'e, A: Amendments>(
    entry: &'e Entry,
    amendments: &A,
    point: Point,
) -> Result<Vec<State<'e>>, A::Error> {
    let (positions, publics) = turns(entry, amendments, point)?;
    let mut states: Vec<State<'e>> = Vec::new();
    for (place, public_from) in publics.iter().enumerate() {
        let public_until = publics.get(place + 1).copied().flatten();
        let is_last = place + 1 == publics.len();
        let mut column: Vec<State<'e>> = Vec::new();
        for known_from in &positions {
            let there = Point {
                known: *known_from,
                published: reached(*public_from, is_last, point),
            };
            let mut state = State::only(entry, amend::as_known(entry, amendments, there)?);
            (state.known_from, state.public_from) = (*known_from, *public_from);
            (state.public_until, state.current) = (public_until, is_last);
            match column.last_mut() {
                Some(last) if last.says(&state) => {}
                Some(last) => {
                    last.known_until = Some(*known_from);
                    last.current = false;
                    column.push(state);
                }
                None => column.push(state),
            }
        }
        join(&mut states, column);
    }
    states.sort_by_key(|state| (state.known_from, state.public_from));
    Ok(states)
}

/// The public of a slab: all of it at the end of what is asked for.
fn reached(from: Option<Instant>, is_last: bool, point: Point) -> Option<Instant> {
    match is_last {
        true => point.published,
        // Before every date that a source can have.
        false => Some(from.unwrap_or(Instant(i64::MIN))),
    }
}

/// A state that goes on as it was is one with the one before.
fn join<'e>(states: &mut Vec<State<'e>>, column: Vec<State<'e>>) {
    for state in column {
        let same = states.iter_mut().find(|before| {
            before.public_until.is_some()
                && before.public_until == state.public_from
                && (before.known_from, before.known_until) == (state.known_from, state.known_until)
                && before.says(&state)
        });
        match same {
            Some(before) => {
                before.public_until = state.public_until;
                before.current = state.current;
            }
            None => states.push(state),
        }
    }
}

/// The positions and the instants at which something that bears on an entry may begin to count.
type Turns = (BTreeSet<u64>, Vec<Option<Instant>>);

fn turns<A: Amendments>(entry: &Entry, amendments: &A, point: Point) -> Result<Turns, A::Error> {
    let mut positions = BTreeSet::from([entry.position]);
    let mut instants = BTreeSet::new();
    let mut met = BTreeSet::from([entry.id]);
    let mut next: Vec<Uuid> = vec![entry.id];
    while let Some(target) = next.pop() {
        for amendment in amendments.of(target)? {
            let bears = target == entry.id || amendment.event.kind() == Kind::Retraction;
            if amendment.position > point.known || !bears || !met.insert(amendment.id) {
                continue;
            }
            let sources = amendment.event.sources().into_iter();
            let dated = sources.filter_map(|source| source.published);
            let public = dated.map(|date| date.latest).min();
            if public
                .zip(point.published)
                .is_some_and(|(public, by)| public > by)
            {
                continue;
            }
            positions.insert(amendment.position.max(entry.position));
            instants.extend(public);
            next.push(amendment.id);
        }
    }
    let publics = std::iter::once(None).chain(instants.into_iter().map(Some));
    Ok((positions, publics.collect()))
}
