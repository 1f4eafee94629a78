//! What entries say towards each other: unique ids and labels, references and what they may
//! name. Owns these checks; what it keeps of an entry is a few bytes (128-bit hashes), so that
//! ten million fit in memory. What one says by itself is gathered by `facts`, what amendments
//! make of entries is worked out in `amended`, chains of stages in `stages`.

use std::io;

use uuid::Uuid;

use crate::event::Kind;
use crate::merkle;

use super::amended::{Amended, Due};
use super::doubles::Doubles;
use super::evidence::Cited;
use super::facts::Facts;
use super::ids::Ids;
use super::lines::Mark;
use super::pins::Pins;
use super::places::Places;
use super::report::{Finding, Report, Severity};
use super::stages::Stages;

/// Findings held back until their commit proves sound.
const HELD: usize = 1000;

/// Corrections that wait to be looked at together.
const MOST_DUE: usize = 1 << 14;

/// What to do about an id or a label that stands twice.
const EARLIER: &str = "the earlier entry is the one that is meant; retract the later one";

/// What to do about an event that breaks a rule.
const AMEND: &str = "record a correction or a retraction of it";

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
    ids: Ids,
    labels: Doubles,
    /// Why labels could not be kept, if so.
    trouble: Option<io::Error>,
    /// Kind of each entry, as its place in `Kind::ALL`.
    kinds: Vec<u8>,
    amended: Amended,
    stages: Stages,
    /// Corrections of the commit under way: id, target, and position, line and byte.
    corrections: Vec<(Uuid, Uuid, (u64, u64, u64))>,
    /// Those of sound commits that are still to be looked at.
    due: Vec<Due>,
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

    /// Takes in what was gathered of an entry; what is found waits for its commit.
    pub(super) fn entry(&mut self, facts: Facts, id: Uuid, position: u64, at: &Mark) {
        let place = (position, at.number, at.start);
        self.amended.places.note(position, at.start);
        self.identity(&facts, id, place);
        if let Some(message) = &facts.invalid {
            self.find("bad_event", place, message.clone());
        }
        self.references(&facts, id, place);
        self.cited.take(facts.evidence, position);
        if let Some((cited, root)) = facts.pin {
            self.pins.take(cited, root, place);
        }
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
        for (id, target, place) in std::mem::take(&mut self.corrections) {
            self.amended.corrected(target, id, place.0);
            let at = self.position_of(target);
            self.due.extend(at.map(|at| Due { at, place }));
        }
        self.tell(report);
        if self.due.len() >= MOST_DUE {
            self.settle_corrections(report);
        }
        if self.pins.committed() {
            self.settle_pins(report);
        }
    }

    /// Tells what was found of sound commits.
    fn tell(&mut self, report: &mut Report) {
        self.held.sort_by_key(|finding| finding.position);
        self.held.drain(..).for_each(|finding| report.add(finding));
        report.unlisted += std::mem::take(&mut self.unheld);
    }

    /// Looks at the events that corrections make of their targets.
    fn settle_corrections(&mut self, report: &mut Report) {
        match self.amended.check(std::mem::take(&mut self.due)) {
            Ok(wrong) => {
                for (place, message) in wrong {
                    self.find("bad_event", place, message);
                }
                self.tell(report);
            }
            Err(error) => self.unread = self.unread.take().or(Some(error)),
        }
    }

    /// Looks at what citations say of the log that they cite.
    fn settle_pins(&mut self, report: &mut Report) {
        match self.pins.settle(&self.amended.places) {
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

    fn position_of(&self, id: Uuid) -> Option<u64> {
        self.ids.get(id).map(u64::from)
    }

    /// Reports what can be told at the end only: chains of stages, and labels that stand twice,
    /// up to a position; gives the evidence that entries name.
    pub(super) fn finish(mut self, upto: u64, report: &mut Report) -> Cited {
        self.settle_corrections(report);
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
        let at = |id: Uuid| ids.get(id).map(u64::from);
        let found = match self.unread.take() {
            Some(error) => Err(error),
            None => stages.finish(upto, &self.amended, &at),
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

    fn identity(&mut self, facts: &Facts, id: Uuid, place: (u64, u64, u64)) {
        let kind = Kind::ALL.iter().position(|kind| *kind == facts.kind);
        self.kinds
            .push(kind.and_then(|at| u8::try_from(at).ok()).unwrap_or(u8::MAX));
        let first = u64::from(self.ids.first(id));
        if first != place.0 {
            let message = format!("the id {id} is that of entry {first}");
            self.find("duplicate_id", place, message);
        }
        if let Some(label) = facts.label {
            let pushed = self.labels.push(label, place.0);
            self.trouble = self.trouble.take().or(pushed.err());
        }
    }

    fn references(&mut self, facts: &Facts, id: Uuid, place: (u64, u64, u64)) {
        let kind = facts.kind;
        for (field, target) in &facts.references {
            let Some(target) = *target else {
                self.find("bad_event", place, format!("{field} is not a UUID"));
                continue;
            };
            if target == id {
                self.find("bad_event", place, format!("{field} is the entry itself"));
                continue;
            }
            let amends = kind.is_amendment() && *field == "target";
            if amends && self.amended.is_retracted(target, place.0) {
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
            if kind == Kind::Correction && *field == "target" {
                self.corrections.push((id, target, place));
            }
            if kind == Kind::Retraction {
                self.amended.retracted(target, id, place.0);
            }
            if field.ends_with("follows") {
                let earlier = self.is_earlier(target, facts, place.0);
                let noted = self.stages.follows(target, place.0, earlier);
                self.trouble = self.trouble.take().or(noted.err());
            }
        }
    }

    /// Whether a stage that an entry names as the one before stands before the stage that
    /// follows: the entry itself, or what it corrects.
    fn is_earlier(&self, stage: Uuid, facts: &Facts, position: u64) -> bool {
        let follower = match facts.kind {
            Kind::Correction => {
                let mut references = facts.references.iter();
                let target = references.find(|(field, _)| *field == "target");
                target.and_then(|(_, target)| self.position_of((*target)?))
            }
            _ => Some(position),
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
        let Some(position) = self.ids.get(target) else {
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
