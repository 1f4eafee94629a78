//! What amendments make of earlier entries: which retractions stand, what an entry says after
//! its corrections, whether each correction leaves a valid event. Owns these rules as the
//! second reader knows them; keeps a few bytes a correction, and reads entries again at need.

use std::collections::HashMap;
use std::io;

use uuid::Uuid;

use crate::amend;
use crate::event::{Event, Kind, decode};
use crate::log::Entry;

use super::places::Places;

/// Events kept as last corrected, so that many corrections of one entry cost no more each.
const KEPT: usize = 32;

/// An amendment: its id and its position.
type By = (Uuid, u64);

/// What is remembered of amendments.
#[derive(Debug, Default)]
pub(super) struct Amended {
    pub(super) places: Places,
    /// Retractions by what they retract.
    retractions: HashMap<Uuid, Vec<By>>,
    /// Corrections of sound commits by what they correct.
    corrections: HashMap<Uuid, Vec<By>>,
    /// What entries say after all their corrections so far.
    kept: HashMap<Uuid, Event>,
    /// Whether the commit under way retracts something: what is kept may not hold after it.
    stale: bool,
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
        self.stale = true;
        let all = self.retractions.entry(target);
        all.or_insert_with(one).push((by, position));
    }

    /// The commit is sound and all its corrections were taken in.
    pub(super) fn committed(&mut self) {
        if std::mem::take(&mut self.stale) || self.kept.len() >= KEPT {
            self.kept.clear();
        }
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
    pub(super) fn own_words(&mut self, entry: &Entry, before: u64) -> io::Result<Event> {
        let mut event = entry.event.clone();
        let corrections = self.corrections.get(&entry.id).cloned().unwrap_or_default();
        for (id, position) in corrections {
            if position < before && !self.is_retracted(id, before) {
                let correction = self.places.entry(position)?;
                event = amend::corrected(&event, &correction.event).unwrap_or(event);
            }
        }
        Ok(event)
    }

    /// Takes a correction in, now that its commit is sound. What is wrong with the event
    /// that it makes of its target, which stands at `target`.
    pub(super) fn correction(
        &mut self,
        correction: &Entry,
        target: Option<u64>,
    ) -> io::Result<Option<String>> {
        let Some(id) = correction.event.reference("target") else {
            return Ok(None);
        };
        let wrong = match target {
            Some(target) => self.check(correction, target)?,
            None => None,
        };
        let by = (correction.id, correction.position);
        self.corrections.entry(id).or_insert_with(one).push(by);
        Ok(wrong)
    }

    fn check(&mut self, correction: &Entry, target: u64) -> io::Result<Option<String>> {
        let target = self.places.entry(target)?;
        let kind = target.event.kind();
        let changes = correction.event.fields().get("changes");
        let Some(changes) = changes.and_then(serde_json::Value::as_object) else {
            return Ok(None);
        };
        // What may not be corrected at all was told when the reference was looked at.
        if kind.is_amendment() || kind == Kind::Citation {
            return Ok(None);
        }
        let own = match self.kept.remove(&target.id) {
            Some(own) if !self.stale => own,
            _ => self.own_words(&target, correction.position)?,
        };
        let (own, wrong) = match decode::patched(&own, changes) {
            Ok(after) => {
                let wrong = says_wrong(&after);
                (after, wrong)
            }
            Err(problems) => {
                let told = problems
                    .first()
                    .map(|problem| match problem.field.as_str() {
                        "" => problem.fault.message.clone(),
                        field => format!("{field}: {}", problem.fault.message),
                    });
                (own, Some(told.unwrap_or_default()))
            }
        };
        if !self.stale && self.kept.len() < KEPT {
            self.kept.insert(target.id, own);
        }
        Ok(wrong.map(|what| format!("the corrected {} is not valid: {what}", kind.name())))
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
