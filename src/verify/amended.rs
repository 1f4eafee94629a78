//! What amendments make of earlier entries: which retractions stand, what an entry says after
//! its corrections, whether each correction leaves a valid event. Owns these rules as the
//! second reader knows them; keeps a few bytes a correction, and reads entries again at need.

use std::collections::HashMap;
use std::io;

use uuid::Uuid;

use crate::amend;
use crate::crew;
use crate::event::quick::Patches;
use crate::event::{Event, Kind, decode};
use crate::log::{Entry, codec};

use super::places::Places;

/// Corrections that one thread looks at together, if no entry has more.
const PIECE: usize = 64;

/// An amendment: its id and its position.
type By = (Uuid, u64);

/// A correction of a sound commit that is still to be looked at.
#[derive(Debug, Clone, Copy)]
pub(super) struct Due {
    /// Where the target stands.
    pub(super) at: u64,
    /// Position, line and byte of the correction.
    pub(super) place: (u64, u64, u64),
}

/// What is wrong with corrections: where each stands, and what.
type Wrong = Vec<((u64, u64, u64), String)>;

/// What is remembered of amendments.
#[derive(Debug, Default)]
pub(super) struct Amended {
    pub(super) places: Places,
    /// Retractions by what they retract.
    retractions: HashMap<Uuid, Vec<By>>,
    /// Where there are retractions, ascending.
    retracting: Vec<u64>,
    /// Corrections of sound commits by what they correct.
    corrections: HashMap<Uuid, Vec<By>>,
}

impl Amended {
    /// Nothing amended yet, over a second way into the log.
    pub(super) fn over(places: Places) -> Amended {
        Amended {
            places,
            ..Amended::default()
        }
    }

    /// Takes note of a retraction.
    pub(super) fn retracted(&mut self, target: Uuid, by: Uuid, position: u64) {
        self.retracting.push(position);
        let all = self.retractions.entry(target);
        all.or_insert_with(one).push((by, position));
    }

    /// Takes note of a correction of a sound commit.
    pub(super) fn corrected(&mut self, target: Uuid, by: Uuid, position: u64) {
        let all = self.corrections.entry(target);
        all.or_insert_with(one).push((by, position));
    }

    /// Whether an entry is retracted by what stands before a position: a retraction counts
    /// unless one of it counts. By a list, not by recursion: a chain of retractions may be as
    /// long as the log.
    pub(super) fn is_retracted(&self, target: Uuid, before: u64) -> bool {
        let mut seen: Vec<(usize, Uuid)> = vec![(0, target)];
        let mut next = 0;
        while let Some((_, id)) = seen.get(next).copied() {
            let by = self.retractions.get(&id).into_iter().flatten();
            for (by, _) in by.filter(|(_, position)| *position < before) {
                // A circle cannot be told from a chain without end: stop at what was met.
                if !seen.iter().any(|(_, met)| met == by) {
                    seen.push((next, *by));
                }
            }
            next += 1;
        }
        let mut stands = vec![true; seen.len()];
        for (index, (target, _)) in seen.iter().enumerate().skip(1).rev() {
            if stands.get(index) == Some(&true)
                && let Some(target) = stands.get_mut(*target)
            {
                *target = false;
            }
        }
        stands.first() == Some(&false)
    }

    /// What an entry says before a position: corrections that count there, in order; one
    /// whose result would not be a valid event is skipped.
    pub(super) fn own_words(&self, entry: &Entry, before: u64) -> io::Result<Event> {
        let mut event = entry.event.clone();
        for (id, position) in self.corrections.get(&entry.id).into_iter().flatten() {
            let (id, position) = (*id, *position);
            if position < before && !self.is_retracted(id, before) {
                let correction = self.places.entry(position)?;
                event = amend::corrected(&event, &correction.event).unwrap_or(event);
            }
        }
        Ok(event)
    }

    /// What is wrong with the events that corrections make of their targets, all of which are
    /// taken note of. By several threads, an entry's corrections by one.
    pub(super) fn check(&self, mut due: Vec<Due>) -> io::Result<Wrong> {
        due.sort_by_key(|due| (due.at, due.place));
        let mut rest = due.as_slice();
        let mut wrong = Vec::new();
        crew::in_order(
            &mut || {
                let (piece, after) = rest.split_at(end(rest));
                rest = after;
                Ok((!piece.is_empty()).then_some(piece))
            },
            &|| {
                let mut patches = Patches::default();
                move |piece: &[Due]| self.check_piece(piece, &mut patches)
            },
            &mut |found: io::Result<Wrong>| {
                wrong.extend(found?);
                Ok::<(), io::Error>(())
            },
        )?;
        wrong.sort();
        Ok(wrong)
    }

    fn check_piece(&self, piece: &[Due], patches: &mut Patches) -> io::Result<Wrong> {
        let mut wrong = Vec::new();
        for due in piece.chunk_by(|one, other| one.at == other.at) {
            let Some(first) = due.first() else { continue };
            if due.len() == 1 && self.is_surely_right(first, patches)? {
                continue;
            }
            let target = self.places.entry(first.at)?;
            let kind = target.event.kind();
            // What may not be corrected at all was told when the reference was looked at.
            if kind.is_amendment() || kind == Kind::Citation {
                continue;
            }
            // What it says before a position; it may hold for the next correction too.
            let mut own: Option<(Event, u64)> = None;
            for one in due {
                let position = one.place.0;
                let now = match own.take() {
                    Some((now, since)) if !self.is_retracting(since, position) => now,
                    _ => self.own_words(&target, position)?,
                };
                let correction = self.places.at(position, one.place.2)?;
                let (after, told) = corrected(now, &correction);
                let message = |what| format!("the corrected {} is not valid: {what}", kind.name());
                wrong.extend(told.map(|what| (one.place, message(what))));
                own = Some((after, position));
            }
        }
        Ok(wrong)
    }

    /// Whether the first correction of an event surely leaves a valid one.
    fn is_surely_right(&self, due: &Due, patches: &mut Patches) -> io::Result<bool> {
        let position = due.place.0;
        let target = self.places.line(due.at)?;
        let correction = self.places.line_at(due.place.2)?;
        let lines = (
            codec::decode_entry(&target),
            codec::decode_entry(&correction),
        );
        let (Ok(target), Ok(correction)) = lines else {
            return Ok(false);
        };
        let earlier = self.corrections.get(&target.id).into_iter().flatten();
        let first = earlier.clone().all(|(_, earlier)| *earlier >= position);
        let there = target.position == due.at && correction.position == position;
        let mut is_valid = || {
            let after = patches.patched(target.event, correction.event);
            // That a link still joins two events is not told by its text alone.
            after.is_some_and(|after| !matches!(after.kind, Kind::Link | Kind::Citation))
        };
        Ok(first && there && is_valid())
    }

    /// Whether something is retracted from a position on and before another.
    fn is_retracting(&self, from: u64, before: u64) -> bool {
        let at = self.retracting.partition_point(|at| *at < from);
        self.retracting.get(at).is_some_and(|at| *at < before)
    }
}

/// How many of the corrections that are due make a piece.
fn end(due: &[Due]) -> usize {
    let Some(last) = due.get(PIECE - 1) else {
        return due.len();
    };
    due.partition_point(|one| one.at <= last.at)
}

/// What an event becomes by a correction, and what is wrong with that.
fn corrected(own: Event, correction: &Entry) -> (Event, Option<String>) {
    let changes = correction.event.fields().get("changes");
    let Some(changes) = changes.and_then(serde_json::Value::as_object) else {
        return (own, None);
    };
    match decode::patched(&own, changes) {
        Ok(after) => {
            let wrong = says_wrong(&after);
            (after, wrong)
        }
        Err(problems) => {
            let first = problems.first();
            let told = first.map(|problem| match problem.field.as_str() {
                "" => problem.fault.message.clone(),
                field => format!("{field}: {}", problem.fault.message),
            });
            (own, Some(told.unwrap_or_default()))
        }
    }
}

/// Most entries are amended once: room for that, and no more.
fn one() -> Vec<By> {
    Vec::with_capacity(1)
}

/// What decoding cannot see: references have become ids.
fn says_wrong(event: &Event) -> Option<String> {
    let cause = event.reference("cause");
    (event.kind() == Kind::Link && cause.is_some() && cause == event.reference("effect"))
        .then(|| "an event cannot be its own cause".to_owned())
}
