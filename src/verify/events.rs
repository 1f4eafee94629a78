//! What entries say towards each other: unique ids and labels, references, the rules of
//! amendments. Owns these checks; what it keeps of an entry is a few bytes (128-bit hashes),
//! so that ten million fit in memory. What one says by itself is gathered by `facts`.

use std::collections::HashMap;
use std::io;

use uuid::Uuid;

use crate::event::Kind;

use super::doubles::Doubles;
use super::evidence::Cited;
use super::facts::Facts;
use super::lines::Mark;
use super::report::{Finding, Report, Severity};

/// Findings held back until their commit proves sound.
const HELD: usize = 1000;

/// What to do about an id or a label that stands twice.
const EARLIER: &str = "the earlier entry is the one that is meant; retract the later one";

/// 128 bits, aligned to four bytes: a table of them is a third smaller than one of `u128`.
type Key = [u32; 4];

fn key_of(bytes: &[u8]) -> Key {
    let mut key = Key::default();
    for (word, four) in key.iter_mut().zip(bytes.chunks_exact(4)) {
        *word = four
            .iter()
            .fold(0, |sum, byte| (sum << 8) | u32::from(*byte));
    }
    key
}

/// A reference that must hold: of a kind of rule, at a field, to an entry.
#[derive(Debug, Clone, Copy)]
struct Reference {
    field: &'static str,
    target: Uuid,
    from: Kind,
    position: u64,
    line: u64,
    byte: u64,
}

/// What is remembered of the entries read.
#[derive(Debug, Default)]
pub(super) struct Events {
    ids: HashMap<Key, u32>,
    labels: Doubles,
    /// Why labels could not be kept, if so.
    trouble: Option<io::Error>,
    /// Kind of each entry, as its place in `Kind::ALL`.
    kinds: Vec<u8>,
    /// Retractions by what they retract.
    retractions: HashMap<Uuid, Vec<Uuid>>,
    /// References to what has not come yet; it may come in the same commit.
    pending: Vec<Reference>,
    held: Vec<Finding>,
    unheld: u64,
    cited: Cited,
}

impl Events {
    /// Takes in what was gathered of an entry; what is found waits for its commit.
    pub(super) fn entry(&mut self, facts: Facts, id: Uuid, position: u64, at: &Mark) {
        let place = (position, at.number, at.start);
        self.identity(&facts, id, place);
        if let Some(message) = facts.invalid {
            self.find("bad_event", place, message);
        }
        self.references(&facts.references, facts.kind, id, place);
        self.cited.take(facts.evidence, position);
    }

    /// The commit is sound: what its entries refer to must be there by now.
    pub(super) fn commit(&mut self, report: &mut Report) {
        for reference in std::mem::take(&mut self.pending) {
            self.refer(reference, true);
        }
        self.held.sort_by_key(|finding| finding.position);
        self.held.drain(..).for_each(|finding| report.add(finding));
        report.unlisted += std::mem::take(&mut self.unheld);
    }

    /// Makes room for so many entries at once: growing by steps takes half as much again.
    pub(super) fn expect(&mut self, entries: u64) {
        let entries = usize::try_from(entries).unwrap_or(0);
        self.ids.reserve(entries);
        self.kinds.reserve(entries);
    }

    /// Reports the labels that stand twice up to a position; gives the evidence that entries name.
    pub(super) fn finish(self, upto: u64, report: &mut Report) -> Cited {
        let found = match self.trouble {
            Some(error) => Err(error),
            None => self.labels.later(upto, HELD),
        };
        match found {
            Ok((later, more)) => {
                for (position, first) in later {
                    let message = format!("its label is that of entry {first}");
                    let finding = Finding::new(Severity::Finding, "duplicate_label", message);
                    report.add(finding.entry(position).hint(EARLIER));
                }
                report.unlisted += more;
            }
            Err(error) => report.add(
                Finding::new(
                    Severity::Finding,
                    "unchecked_labels",
                    format!("labels could not be compared: {error}"),
                )
                .hint("make room in the directory for temporary files and verify again"),
            ),
        }
        self.cited
    }

    fn find(&mut self, code: &'static str, place: (u64, u64, u64), message: String) {
        if self.held.len() == HELD {
            self.unheld += 1;
            return;
        }
        let hint = match code {
            "bad_event" => "record a correction or a retraction of it",
            _ => EARLIER,
        };
        let (position, line, byte) = place;
        let finding = Finding::new(Severity::Finding, code, message);
        self.held
            .push(finding.entry(position).at(line, byte).hint(hint));
    }

    fn identity(&mut self, facts: &Facts, id: Uuid, place: (u64, u64, u64)) {
        let short = u32::try_from(place.0).unwrap_or(u32::MAX);
        let kind = Kind::ALL.iter().position(|kind| *kind == facts.kind);
        self.kinds
            .push(kind.and_then(|at| u8::try_from(at).ok()).unwrap_or(u8::MAX));
        let first = *self.ids.entry(key_of(id.as_bytes())).or_insert(short);
        if first != short {
            let message = format!("the id {id} is that of entry {first}");
            self.find("duplicate_id", place, message);
        }
        if let Some(label) = facts.label {
            let pushed = self.labels.push(label, place.0);
            self.trouble = self.trouble.take().or(pushed.err());
        }
    }

    fn references(
        &mut self,
        found: &[(&'static str, Option<Uuid>)],
        kind: Kind,
        id: Uuid,
        place: (u64, u64, u64),
    ) {
        for (field, target) in found {
            let Some(target) = *target else {
                self.find("bad_event", place, format!("{field} is not a UUID"));
                continue;
            };
            if target == id {
                self.find("bad_event", place, format!("{field} is the entry itself"));
                continue;
            }
            if kind.is_amendment() && *field == "target" && self.is_retracted(target) {
                let message = format!("{field} {target} was retracted before");
                self.find("bad_event", place, message);
            }
            let reference = Reference {
                field,
                target,
                from: kind,
                position: place.0,
                line: place.1,
                byte: place.2,
            };
            self.refer(reference, false);
            if kind == Kind::Retraction {
                self.retractions.entry(target).or_default().push(id);
            }
        }
    }

    /// Checks what a reference names; if it is not there yet, again at the end of the commit.
    fn refer(&mut self, reference: Reference, last: bool) {
        let Reference {
            field,
            target,
            from,
            ..
        } = reference;
        let place = (reference.position, reference.line, reference.byte);
        let Some(position) = self.ids.get(&key_of(target.as_bytes())).copied() else {
            match last {
                true => self.find(
                    "bad_event",
                    place,
                    format!("{field} {target} names no entry"),
                ),
                false => self.pending.push(reference),
            }
            return;
        };
        let at = usize::try_from(position).unwrap_or(0).checked_sub(1);
        let kind = at.and_then(|at| self.kinds.get(at));
        let Some(kind) = kind
            .and_then(|kind| Kind::ALL.get(usize::from(*kind)))
            .copied()
        else {
            return;
        };
        let about = kind.is_amendment() || kind == Kind::Citation;
        let refused = match (field, from) {
            ("target", Kind::Retraction) => false,
            ("target", _) => about,
            ("follows", _) => kind != from,
            ("changes.follows", _) => !matches!(kind, Kind::FundExit | Kind::Sanction),
            _ => about || kind == Kind::Link,
        };
        if refused {
            let message = format!(
                "{field} is entry {position}, a {}, and may not be",
                kind.name()
            );
            self.find("bad_event", place, message);
        }
    }

    /// Whether a retraction counts, which it does unless one of it counts. By a list, not by
    /// recursion: a chain of retractions may be as long as the log.
    fn is_retracted(&self, target: Uuid) -> bool {
        let mut seen: Vec<(usize, Uuid)> = vec![(0, target)];
        let mut next = 0;
        while let Some((_, id)) = seen.get(next).copied() {
            for by in self.retractions.get(&id).into_iter().flatten() {
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
}
