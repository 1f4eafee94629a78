//! The walk over the lines: header, entries, commits, clock, roots, and the head met on the
//! way. Owns what *sound* means and what stands beyond it: tail, damage or loss
//! (`schema/log-format.md` §10). What events say is checked in `events`.

mod headless;

use std::io;

use crate::keys::Comparison;
use crate::log::codec::{self, LineKind};
use crate::merkle;

use super::Progress;
use super::against::Comparing;
use super::events::Events;
use super::evidence::Cited;
use super::head;
use super::lines::{Line, Lines};
use super::report::{Finding, Report, Severity};
use super::signatures::Signatures;
use super::state::{Checked, Head, HeadSeen, Open, Sound, Trouble, codec_says, wrong};

/// Bytes between two words to whoever waits.
const STEP: u64 = 4 << 20;

/// A verification under way.
pub(super) struct Walk<'a> {
    pub(super) report: Report,
    lines: Lines,
    seen: HeadSeen<'a>,
    head: Head,
    met_head: bool,
    binding: merkle::Hash,
    sound: Sound,
    open: Open,
    events: Events,
    cache: Option<Comparison>,
    signatures: Signatures,
    comparing: Comparing,
    trouble: Option<Trouble>,
    /// Whether a commit line beyond the sound end is followed by more bytes.
    commits_follow: bool,
}

impl<'a> Walk<'a> {
    pub(super) fn new(
        lines: Lines,
        seen: HeadSeen<'a>,
        events: Events,
        cache: Option<Comparison>,
        report: Report,
    ) -> Walk<'a> {
        Walk {
            report,
            lines,
            seen,
            head: Head::NotAsked,
            met_head: false,
            binding: merkle::Hash::default(),
            sound: Sound::default(),
            open: Open::default(),
            events,
            cache,
            signatures: Signatures::default(),
            comparing: Comparing::default(),
            trouble: None,
            commits_follow: false,
        }
    }

    /// What the log is held against beside its own bytes.
    pub(super) fn beside(&mut self, signatures: Signatures, comparing: Comparing) {
        self.signatures = signatures;
        self.comparing = comparing;
    }

    /// Reads to the end, or to the first line that is not sound (and looks at what follows).
    pub(super) fn run(&mut self, progress: &mut Progress<'_>) -> io::Result<()> {
        let mut line = Line::default();
        let mut told = 0;
        let any = self.lines.next(&mut line)?;
        self.header(&line, any);
        while self.trouble.is_none() && self.lines.next(&mut line)? {
            if let Err(what) = self.take(&line) {
                self.trouble = Some(self.placed(&line, what));
            }
            if line.end >= told + STEP {
                told = line.end;
                progress(told, self.lines.length());
            }
        }
        // What comes after a line that does not check tells one torn append from damage.
        let mut more = self.trouble.is_some();
        while more {
            let commit = line.whole && codec::kind(&line.bytes) == LineKind::Commit;
            self.commits_follow |= commit && line.end < self.lines.length();
            more = !self.commits_follow && self.lines.next(&mut line)?;
        }
        Ok(())
    }

    fn placed(&self, line: &Line, what: (&'static str, String)) -> Trouble {
        let entry = codec::kind(&line.bytes) == LineKind::Entry;
        let due = self.open.frontier.size() + u64::from(entry);
        Trouble {
            part: !line.whole && !line.too_long,
            ..Trouble::at(line, Some(due).filter(|due| *due > 0), what)
        }
    }

    fn header(&mut self, line: &Line, any: bool) {
        let decoded = match () {
            () if !any => Err(("bad_header", "the log is empty".to_string())),
            () if !line.whole => Err(("bad_header", "the header line has no end".to_string())),
            () if line.too_long => Err(("bad_header", "the header line is too long".to_string())),
            () => {
                codec::decode_header(&line.bytes).map_err(|error| codec_says("bad_header", error))
            }
        };
        let id = decoded.as_ref().ok().map(|header| header.id.to_string());
        self.head = match self.seen {
            HeadSeen::NotAsked => Head::NotAsked,
            HeadSeen::Bytes(bytes) => match head::choose(bytes, id.as_deref()) {
                Some(slot) => {
                    // An entry line has at least 200 bytes: a head cannot ask for more than that.
                    self.events
                        .expect(slot.position.min(self.lines.length() / 200));
                    Head::Known(slot)
                }
                None => Head::Lost,
            },
        };
        match decoded {
            Ok(header) => {
                self.report.log = Some(header.id);
                self.report.origin = Some(header.origin);
                self.binding = merkle::sha256(&line.bytes);
                self.sound.bytes = line.end;
                self.sound.line = line.number;
                if let Err(what) = self.meet_head() {
                    self.trouble = Some(self.placed(line, what));
                }
            }
            Err(what) => self.trouble = Some(Trouble::at(line, None, what)),
        }
    }

    fn take(&mut self, line: &Line) -> Checked {
        if line.too_long {
            let most = codec::MAX_LINE;
            return wrong("bad_line", format!("a line of more than {most} bytes"));
        }
        if !line.whole {
            return wrong("bad_line", "a line without a line feed at its end");
        }
        match codec::kind(&line.bytes) {
            LineKind::Entry => self.entry(line),
            LineKind::Commit => self.commit(line),
            LineKind::Other => wrong("bad_line", "neither an entry line nor a commit line"),
        }
    }

    fn entry(&mut self, line: &Line) -> Checked {
        let entry = codec::decode_entry(&line.bytes).map_err(|e| codec_says("bad_line", e))?;
        let due = self.open.frontier.size() + 1;
        if entry.position != due {
            let what = format!(
                "an entry of position {}, where {due} is due",
                entry.position
            );
            return wrong("bad_position", what);
        }
        let unbound = match (due, entry.log) {
            (1, Some(hash)) if hash == self.binding => None,
            (1, Some(_)) => Some("entry 1 binds another header line"),
            (1, None) => Some("entry 1 does not bind the header line"),
            (_, Some(_)) => return wrong("unbound_header", "a later entry has the member log"),
            (_, None) => None,
        };
        // Told only if the commit proves that entry 1 itself is as it was written.
        self.open.unbound = unbound
            .map(|what| self.placed(line, ("unbound_header", what.to_owned())))
            .or(self.open.unbound.take());
        match self.open.recorded_at {
            Some(at) if at != entry.recorded_at => {
                return wrong("bad_clock", "recorded_at differs inside a commit");
            }
            None if self
                .sound
                .recorded_at
                .is_some_and(|last| last >= entry.recorded_at) =>
            {
                let what = "recorded_at is not later than in the commit before";
                return wrong("bad_clock", what);
            }
            _ => self.open.recorded_at = Some(entry.recorded_at),
        }
        let whole = self.events.entry(&entry, line)?;
        if let Some(cache) = &mut self.cache {
            cache.entry(&whole, line.start);
        }
        let leaf = merkle::leaf_hash(&line.bytes);
        self.open.frontier.push(leaf);
        self.events.grown(&self.open.frontier);
        self.comparing.entry(&self.open.frontier, &leaf);
        self.open.entries += 1;
        Ok(())
    }

    fn commit(&mut self, line: &Line) -> Checked {
        let commit = codec::decode_commit(&line.bytes).map_err(|e| codec_says("bad_line", e))?;
        let (entries, position) = (self.open.entries, self.open.frontier.size());
        if commit.entries != entries {
            let what = format!("a commit of {} entries after {entries}", commit.entries);
            return wrong("bad_commit", what);
        }
        if commit.position != position {
            let what = format!("a commit at {}, where {position} is due", commit.position);
            return wrong("bad_position", what);
        }
        let root = merkle::base64(&self.open.frontier.root());
        if commit.root != root {
            let what = format!(
                "the entries give the root {root}, the commit says {}",
                commit.root
            );
            return wrong("bad_root", what);
        }
        if self.open.unbound.is_some() {
            self.trouble = self.open.unbound.take();
            return Ok(());
        }
        let after = Sound {
            frontier: self.open.frontier.clone(),
            bytes: line.end,
            commits: self.sound.commits + 1,
            recorded_at: self.open.recorded_at,
            line: line.number,
        };
        let before = std::mem::replace(&mut self.sound, after);
        if let Err(what) = self.meet_head() {
            self.sound = before;
            return Err(what);
        }
        self.open.entries = 0;
        self.open.recorded_at = None;
        self.signatures.commit(&commit, line, &mut self.report);
        self.events.commit(&mut self.report);
        if let Some(cache) = &mut self.cache {
            cache.commit(position, &root, line.end);
        }
        Ok(())
    }

    /// The first sound end at or beyond the head's bytes must be at them, and say the same.
    fn meet_head(&mut self) -> Checked {
        let Head::Known(slot) = &self.head else {
            return Ok(());
        };
        if self.met_head || self.sound.bytes < slot.bytes {
            return Ok(());
        }
        self.met_head = true;
        if self.sound.bytes > slot.bytes {
            let what = format!(
                "head says that a commit ends at byte {}; none does",
                slot.bytes
            );
            return wrong("head_mismatch", what);
        }
        let (position, root) = (self.sound.position(), self.sound.root());
        if (slot.position, &slot.root) != (position, &root) {
            let what = format!(
                "head says position {} and root {} here, the log {position} and {root}",
                slot.position, slot.root
            );
            return wrong("head_mismatch", what);
        }
        if slot.recorded_at != self.sound.recorded_at {
            return wrong("head_mismatch", "head has another recorded_at here");
        }
        Ok(())
    }

    /// Decides what the end means; gives the report, what was cited, and the cache comparison.
    pub(super) fn conclude(
        mut self,
        again: &dyn Fn() -> Option<Vec<u8>>,
    ) -> (Report, Cited, Option<Comparison>) {
        let trouble = self.trouble.take();
        match self.head.clone() {
            _ if self.report.is_damaged() => {}
            Head::Known(slot) => self.against(&slot, trouble, again),
            other => self.without_head(trouble, other == Head::Lost),
        }
        self.report.signatures = self.signatures.finish(&mut self.report);
        self.comparing
            .finish(self.sound.position(), &mut self.report);
        self.report.position = self.sound.position();
        self.report.entries = self.sound.position();
        self.report.root = self.sound.root();
        self.report.commits = self.sound.commits;
        self.report.bytes = self.sound.bytes;
        let cited = self.events.finish(self.report.position, &mut self.report);
        (self.report, cited, self.cache)
    }

    fn against(
        &mut self,
        slot: &head::Slot,
        trouble: Option<Trouble>,
        again: &dyn Fn() -> Option<Vec<u8>>,
    ) {
        let length = self.lines.length();
        let short = length < slot.bytes;
        let anywhere = trouble.as_ref().is_some_and(Trouble::is_damage_anywhere);
        if self.sound.bytes >= slot.bytes && !anywhere {
            self.tail(slot, trouble, again);
            return;
        }
        let explained = trouble.is_some();
        if let Some(trouble) = trouble
            && !(short && trouble.part)
        {
            self.report.add(trouble.damage());
        }
        if short {
            let message = format!(
                "the log has {length} bytes, and head says that it had {} at position {}: entries {} to {} are lost",
                slot.bytes,
                slot.position,
                self.sound.position() + 1,
                slot.position
            );
            self.report.add(
                Finding::new(Severity::Damage, "lost_entries", message)
                    .hint("restore log.jsonl from a copy; or take the shorter log as it is, on purpose: dateline verify --accept-head"),
            );
        } else if !explained {
            let message = format!(
                "head says that a commit ends at byte {}; none does",
                slot.bytes
            );
            self.report.add(
                Finding::new(Severity::Damage, "head_mismatch", message)
                    .hint("restore log.jsonl and head from a copy"),
            );
        }
    }

    /// Bytes beyond the head: whole commits are kept, the rest is torn. An append that was
    /// under way when the reading began is neither: then the head has moved on since.
    fn tail(
        &mut self,
        slot: &head::Slot,
        trouble: Option<Trouble>,
        again: &dyn Fn() -> Option<Vec<u8>>,
    ) {
        let length = self.lines.length();
        if length <= slot.bytes {
            return;
        }
        let now = again().and_then(|bytes| head::choose(&bytes, Some(&slot.log)));
        let moved = now.is_some_and(|now| now.sequence > slot.sequence && now.bytes >= length);
        if moved {
            return;
        }
        let kept = self.sound.position() - slot.position;
        let torn = length - self.sound.bytes;
        let mut message =
            format!("beyond the head: {kept} entries of whole commits, {torn} torn bytes");
        if let Some(trouble) = trouble {
            message.push_str(&format!(" ({})", trouble.message));
        }
        self.report.add(
            Finding::new(Severity::Finding, "tail", message)
                .at(self.sound.line + 1, self.sound.bytes)
                .hint("the next append keeps the whole commits and moves the rest to recovered/"),
        );
    }
}
