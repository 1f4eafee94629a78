//! What entries say: canonical events, unique ids and labels, the vocabulary, references and
//! references and what they may name. Owns these checks; what it keeps of an entry is a few
//! bytes (128-bit hashes), so that ten million fit in memory. What amendments make of entries
//! is worked out in `amended`, chains of stages in `stages`.

use std::collections::HashMap;
use std::io;

use serde_json::Value;
use uuid::Uuid;

use crate::event::{Kind, decode};
use crate::log::Entry;
use crate::log::codec::{EntryLine, LineError};
use crate::merkle;

use super::amended::Amended;
use super::doubles::Doubles;
use super::evidence::Cited;
use super::lines::Line;
use super::pins::{self, Pins};
use super::places::Places;
use super::report::{Finding, Report, Severity};
use super::shape::{references_of, too_deep};
use super::stages::Stages;
use super::state::codec_says;

/// Findings held back until their commit proves sound.
const HELD: usize = 1000;

/// What to do about an id or a label that stands twice.
const EARLIER: &str = "the earlier entry is the one that is meant; retract the later one";

/// What to do about an event that breaks a rule.
const AMEND: &str = "record a correction or a retraction of it";

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
    amended: Amended,
    stages: Stages,
    /// Corrections of the commit under way: position, line and byte.
    corrections: Vec<(u64, u64, u64)>,
    /// Why the log could not be read a second time, if so.
    unread: Option<io::Error>,
    /// References to what has not come yet; it may come in the same commit.
    pending: Vec<Reference>,
    held: Vec<Finding>,
    unheld: u64,
    cited: Cited,
    pins: Pins,
}

impl Events {
    /// `again` is the log, opened a second time.
    pub(super) fn new(again: std::fs::File) -> Events {
        Events {
            amended: Amended::over(Places::new(again)),
            ..Events::default()
        }
    }

    /// Takes an entry in. An error is of its form; all else waits for its commit.
    pub(super) fn entry(
        &mut self,
        line: &EntryLine<'_>,
        at: &Line,
    ) -> Result<Entry, (&'static str, String)> {
        if too_deep(&at.bytes) {
            let what = format!("nested more than {} deep", super::shape::DEPTH);
            return Err(("bad_line", what));
        }
        let entry = line
            .entry()
            .map_err(|error: LineError| codec_says("bad_line", error))?;
        if entry.event.canonical() != line.event {
            let what = "the event is not in RFC 8785 canonical form";
            return Err(("not_canonical", what.to_string()));
        }
        self.amended.places.note(entry.position, at.start);
        self.identity(&entry, at);
        self.vocabulary(&entry, at);
        self.references(&entry, at);
        self.cited.take(&entry.event, entry.position);
        self.pins.take(&entry, at);
        Ok(entry)
    }

    /// The tree has grown by the entry that was taken in.
    pub(super) fn grown(&mut self, tree: &merkle::Frontier) {
        self.pins.grown(tree);
    }

    /// The commit is sound: what its entries refer to must be there by now.
    pub(super) fn commit(&mut self, report: &mut Report) {
        for reference in std::mem::take(&mut self.pending) {
            self.refer(reference, true);
        }
        for place in std::mem::take(&mut self.corrections) {
            let outcome = self.correction(place);
            self.unread = self.unread.take().or(outcome.err());
        }
        self.amended.committed();
        self.held.sort_by_key(|finding| finding.position);
        self.held.drain(..).for_each(|finding| report.add(finding));
        report.unlisted += std::mem::take(&mut self.unheld);
        if self.pins.committed() {
            self.settle_pins(report);
        }
    }

    /// Looks at what citations say of the log that they cite.
    fn settle_pins(&mut self, report: &mut Report) {
        match self.pins.settle(&mut self.amended.places) {
            Ok(found) => found.into_iter().for_each(|finding| report.add(finding)),
            Err(error) => report.add(unchecked(&format!(
                "what citations cite could not be looked at: {error}"
            ))),
        }
    }

    /// Makes room for so many entries at once: growing by steps takes half as much again.
    pub(super) fn expect(&mut self, entries: u64) {
        let entries = usize::try_from(entries).unwrap_or(0);
        self.ids.reserve(entries);
        self.kinds.reserve(entries);
    }

    /// Whether the event that a correction makes of its target is valid.
    fn correction(&mut self, place: (u64, u64, u64)) -> io::Result<()> {
        let entry = self.amended.places.entry(place.0)?;
        let target = entry.event.reference("target");
        let target = target.and_then(|target| self.position_of(target));
        if let Some(message) = self.amended.correction(&entry, target)? {
            self.find("bad_event", place, message);
        }
        Ok(())
    }

    fn position_of(&self, id: Uuid) -> Option<u64> {
        self.ids.get(&key_of(id.as_bytes())).copied().map(u64::from)
    }

    /// Reports what can be told at the end only: chains of stages, and labels that stand twice,
    /// up to a position; gives the evidence that entries name.
    pub(super) fn finish(mut self, upto: u64, report: &mut Report) -> Cited {
        self.finish_stages(upto, report);
        self.settle_pins(report);
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
            Err(error) => report.add(unchecked(&format!("labels could not be compared: {error}"))),
        }
        self.cited
    }

    fn finish_stages(&mut self, upto: u64, report: &mut Report) {
        let stages = std::mem::take(&mut self.stages);
        let ids = &self.ids;
        let at = |id: Uuid| ids.get(&key_of(id.as_bytes())).copied().map(u64::from);
        let found = match self.unread.take() {
            Some(error) => Err(error),
            None => stages.finish(upto, &mut self.amended, &at),
        };
        match found {
            Ok((wrong, more)) => {
                for (position, message) in wrong {
                    let finding = Finding::new(Severity::Finding, "bad_event", message);
                    report.add(finding.entry(position).hint(AMEND));
                }
                if more > 0 {
                    report.add(unchecked(&format!(
                        "{more} stages that follow a stage followed before were not looked at"
                    )));
                }
            }
            Err(error) => report.add(unchecked(&format!(
                "corrections and stages could not be looked at again: {error}"
            ))),
        }
    }

    fn find(&mut self, code: &'static str, place: (u64, u64, u64), message: String) {
        if self.held.len() == HELD {
            self.unheld += 1;
            return;
        }
        let hint = match code {
            "bad_event" => AMEND,
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
            Ok(_) if let Some(fault) = pins::fault(entry) => fault.to_string(),
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
        if kind == Kind::Correction {
            self.corrections.push(place);
        }
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
            let before = entry.position;
            if kind.is_amendment() && field == "target" && self.amended.is_retracted(target, before)
            {
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
                self.amended.retracted(target, entry.id, entry.position);
            }
            if field.ends_with("follows") {
                let earlier = self.is_earlier(target, entry);
                let noted = self.stages.follows(target, entry.position, earlier);
                self.trouble = self.trouble.take().or(noted.err());
            }
        }
    }

    /// Whether a stage that an entry names as the one before stands before the stage that
    /// follows: the entry itself, or what it corrects.
    fn is_earlier(&self, stage: Uuid, entry: &Entry) -> bool {
        let follower = match entry.event.kind() {
            Kind::Correction => {
                let target = entry.event.reference("target");
                target.and_then(|target| self.position_of(target))
            }
            _ => Some(entry.position),
        };
        let stage = self.position_of(stage);
        stage.is_some_and(|stage| follower.is_some_and(|follower| stage < follower))
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
}

/// Something that could not be compared.
fn unchecked(message: &str) -> Finding {
    Finding::new(Severity::Finding, "unchecked_labels", message)
        .hint("make room in the directory for temporary files and verify again")
}
