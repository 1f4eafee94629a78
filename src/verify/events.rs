//! What entries say: canonical events, unique ids and labels, the vocabulary, references and
//! the rules of amendments. Owns these checks; what it keeps of an entry is a few bytes
//! (128-bit hashes), so that ten million fit in memory.

use std::collections::HashMap;
use std::io;

use serde_json::Value;
use uuid::Uuid;

use crate::event::{Event, Kind, decode};
use crate::log::Entry;
use crate::log::codec::{EntryLine, LineError};
use crate::merkle;

use super::doubles::Doubles;
use super::evidence::Cited;
use super::lines::Line;
use super::report::{Finding, Report, Severity};
use super::state::codec_says;

/// Arrays and objects inside each other in a line, the line's own object included.
const DEPTH: usize = 100;

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
    /// Takes an entry in. An error is of its form; all else waits for its commit.
    pub(super) fn entry(
        &mut self,
        line: &EntryLine<'_>,
        at: &Line,
    ) -> Result<Entry, (&'static str, String)> {
        if too_deep(&at.bytes) {
            let what = format!("nested more than {DEPTH} deep");
            return Err(("bad_line", what));
        }
        let entry = line
            .entry()
            .map_err(|error: LineError| codec_says("bad_line", error))?;
        if entry.event.canonical() != line.event {
            let what = "the event is not in RFC 8785 canonical form";
            return Err(("not_canonical", what.to_string()));
        }
        self.identity(&entry, at);
        self.vocabulary(&entry, at);
        self.references(&entry, at);
        self.cited.take(&entry.event, entry.position);
        Ok(entry)
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

    fn identity(&mut self, entry: &Entry, at: &Line) {
        let place = (entry.position, at.number, at.start);
        let short = u32::try_from(entry.position).unwrap_or(u32::MAX);
        let kind = Kind::ALL
            .iter()
            .position(|kind| *kind == entry.event.kind());
        self.kinds
            .push(kind.and_then(|at| u8::try_from(at).ok()).unwrap_or(u8::MAX));
        let first = *self.ids.entry(key_of(entry.id.as_bytes())).or_insert(short);
        if first != short {
            let message = format!("the id {} is that of entry {first}", entry.id);
            self.find("duplicate_id", place, message);
        }
        if let Some(label) = entry.event.label() {
            let mut key = [0; 16];
            key.iter_mut()
                .zip(merkle::sha256(label.as_bytes()))
                .for_each(|(to, from)| *to = from);
            let pushed = self.labels.push(u128::from_be_bytes(key), entry.position);
            self.trouble = self.trouble.take().or(pushed.err());
        }
    }

    fn vocabulary(&mut self, entry: &Entry, at: &Line) {
        let place = (entry.position, at.number, at.start);
        let decoded = match entry.event.kind() {
            // No input may be one, so it is decoded as what the program itself writes.
            Kind::Citation => decode::citation(entry.event.fields().clone()),
            _ => decode::decode(entry.event.fields().clone()),
        };
        let message = match decoded {
            Ok(_) if cites_later(entry) => "it cites what came after it".to_string(),
            Ok(input) if input.id.is_none() && input.event == entry.event => return,
            Ok(_) => "the event is not in the form in which it would be stored".to_string(),
            Err(problems) => match problems.first() {
                Some(first) if first.field.is_empty() => first.fault.message.clone(),
                Some(first) => format!("{}: {}", first.field, first.fault.message),
                None => "the event is not valid".to_string(),
            },
        };
        self.find("bad_event", place, message);
    }

    fn references(&mut self, entry: &Entry, at: &Line) {
        let kind = entry.event.kind();
        let place = (entry.position, at.number, at.start);
        let found: Vec<(&'static str, Value)> = references_of(&entry.event);
        for (field, value) in found {
            let target = value.as_str().and_then(|text| Uuid::parse_str(text).ok());
            let Some(target) = target else {
                self.find("bad_event", place, format!("{field} is not a UUID"));
                continue;
            };
            if target == entry.id {
                self.find("bad_event", place, format!("{field} is the entry itself"));
                continue;
            }
            if kind.is_amendment() && field == "target" && self.is_retracted(target) {
                let message = format!("{field} {target} was retracted before");
                self.find("bad_event", place, message);
            }
            let reference = Reference {
                field,
                target,
                from: kind,
                position: entry.position,
                line: at.number,
                byte: at.start,
            };
            self.refer(reference, false);
            if kind == Kind::Retraction {
                self.retractions.entry(target).or_default().push(entry.id);
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

/// Whether a citation cites itself or what came after it.
fn cites_later(entry: &Entry) -> bool {
    let cited = entry.event.fields().get("position").and_then(Value::as_u64);
    entry.event.kind() == Kind::Citation && cited.is_some_and(|cited| cited >= entry.position)
}

/// The references of an event, with the field that holds each.
fn references_of(event: &Event) -> Vec<(&'static str, Value)> {
    let fields = event.fields();
    let names: &[&'static str] = match event.kind() {
        Kind::Link => &["cause", "effect"],
        Kind::FundExit | Kind::Sanction => &["follows"],
        kind if kind.is_amendment() => &["target"],
        _ => &[],
    };
    let mut found: Vec<(&'static str, Value)> = names
        .iter()
        .filter_map(|name| Some((*name, fields.get(*name)?.clone())))
        .collect();
    let inner = [
        ("follows", "changes.follows"),
        ("cause", "changes.cause"),
        ("effect", "changes.effect"),
    ];
    if event.kind() == Kind::Correction
        && let Some(changes) = fields.get("changes").and_then(Value::as_object)
    {
        let set = inner.iter().filter_map(|(name, path)| {
            let value = changes.get(*name).filter(|value| !value.is_null())?;
            Some((*path, value.clone()))
        });
        found.extend(set);
    }
    found
}

/// Whether a JSON text is nested deeper than the format allows.
fn too_deep(bytes: &[u8]) -> bool {
    let (mut depth, mut inside, mut escaped) = (0_usize, false, false);
    for byte in bytes {
        match (inside, byte) {
            (true, _) if escaped => escaped = false,
            (true, b'\\') => escaped = true,
            (_, b'"') => inside = !inside,
            (false, b'{' | b'[') => depth += 1,
            (false, b'}' | b']') => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEPTH {
            return true;
        }
    }
    false
}
