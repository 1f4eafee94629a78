//! The walk over the lines: header, entries, commits, clock, roots, and the head met on the
//! way. Owns what *sound* means and what stands beyond it: tail, damage or loss
//! (`schema/log-format.md` §10). What events say is checked in `events`.

use std::cell::RefCell;
use std::io;

use crate::crew;
use crate::keys::{Comparison, Record};
use crate::log::codec::{self, LineKind};
use crate::merkle;

use super::Progress;
use super::against::Comparing;
use super::events::Events;
use super::facts::{Reader, Taken};
use super::head;
use super::lines::{Lines, Mark};
use super::pieces::{Done, Piece, Read};
use super::report::Report;
use super::signatures::Signatures;
use super::state::{Checked, Head, HeadSeen, Open, Sound, Trouble, codec_says, wrong};

/// Bytes between two words to whoever waits.
const STEP: u64 = 4 << 20;

/// Why the reading ended before the end.
enum Stop {
    /// The system refused.
    Failed(io::Error),
    /// Nothing that follows could tell more.
    Enough,
}

/// A verification under way.
pub(super) struct Walk<'a> {
    pub(super) report: Report,
    pub(super) length: u64,
    seen: HeadSeen<'a>,
    pub(super) head: Head,
    met_head: bool,
    binding: merkle::Hash,
    pub(super) sound: Sound,
    open: Open,
    pub(super) events: Events,
    pub(super) cache: Option<Comparison>,
    pub(super) signatures: Signatures,
    pub(super) comparing: Comparing,
    pub(super) trouble: Option<Trouble>,
    /// Whether a commit line beyond the sound end is followed by more bytes.
    pub(super) commits_follow: bool,
}

impl<'a> Walk<'a> {
    pub(super) fn new(
        length: u64,
        seen: HeadSeen<'a>,
        events: Events,
        cache: Option<Comparison>,
        report: Report,
    ) -> Walk<'a> {
        Walk {
            report,
            length,
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
    pub(super) fn run(&mut self, mut lines: Lines, progress: &mut Progress<'_>) -> io::Result<()> {
        let mut bytes = Vec::new();
        let mark = lines.next(&mut bytes)?;
        self.header(&mark.unwrap_or_default(), &bytes, mark.is_some());
        let keys = self.cache.is_some();
        let mut told = 0;
        let worker = || {
            let mut reader = Reader::new(keys);
            move |piece: Piece| piece.read(&mut reader)
        };
        let mut blocks = lines.blocks();
        // Memory that pieces were read into, for the next ones.
        let free = RefCell::new(Vec::new());
        let walked = crew::in_order(
            &mut || {
                let block = free.borrow_mut().pop().unwrap_or_default();
                Ok(Piece::next(&mut blocks, block))
            },
            &worker,
            &mut |mut done: Done| {
                free.borrow_mut().push(std::mem::take(&mut done.block));
                let end = self.piece(done)?;
                if end >= told + STEP {
                    told = end;
                    progress(told, self.length);
                }
                Ok(())
            },
        );
        match walked {
            Err(Stop::Failed(error)) => Err(error),
            Err(Stop::Enough) | Ok(()) => Ok(()),
        }
    }

    /// Takes the lines of a piece; from one that does not check on it only looks at what kind
    /// they are, which tells one torn append from damage.
    fn piece(&mut self, done: Done) -> Result<u64, Stop> {
        let mut records = done.records.as_slice();
        let mut end = 0;
        for (mark, read) in done.lines {
            end = mark.end;
            let kind = match &read {
                Read::Unread(kind) | Read::Other(kind, _) => *kind,
                Read::Entry(_) => LineKind::Entry,
            };
            if self.trouble.is_none()
                && let Err(what) = self.take(&mark, read, &mut records)
            {
                self.trouble = Some(self.placed(&mark, kind == LineKind::Entry, what));
            }
            if self.trouble.is_some() {
                let commit = mark.whole && kind == LineKind::Commit;
                self.commits_follow |= commit && mark.end < self.length;
                if self.commits_follow {
                    return Err(Stop::Enough);
                }
            }
        }
        match done.error {
            Some(error) => Err(Stop::Failed(error)),
            None => Ok(end),
        }
    }

    fn placed(&self, mark: &Mark, is_entry: bool, what: (&'static str, String)) -> Trouble {
        let due = self.open.frontier.size() + u64::from(is_entry);
        Trouble {
            part: !mark.whole && !mark.too_long,
            ..Trouble::at(mark, Some(due).filter(|due| *due > 0), what)
        }
    }

    fn header(&mut self, line: &Mark, bytes: &[u8], any: bool) {
        let decoded = match () {
            () if !any => Err(("bad_header", "the log is empty".to_string())),
            () if !line.whole => Err(("bad_header", "the header line has no end".to_string())),
            () if line.too_long => Err(("bad_header", "the header line is too long".to_string())),
            () => codec::decode_header(bytes).map_err(|error| codec_says("bad_header", error)),
        };
        let id = decoded.as_ref().ok().map(|header| header.id.to_string());
        self.head = match self.seen {
            HeadSeen::NotAsked => Head::NotAsked,
            HeadSeen::Bytes(bytes) => match head::choose(bytes, id.as_deref()) {
                Some(slot) => {
                    // An entry line has at least 200 bytes: a head cannot ask for more than that.
                    self.events.expect(slot.position.min(self.length / 200));
                    Head::Known(slot)
                }
                None => Head::Lost,
            },
        };
        match decoded {
            Ok(header) => {
                self.report.log = Some(header.id);
                self.report.origin = Some(header.origin);
                self.binding = merkle::sha256(bytes);
                self.sound.bytes = line.end;
                self.sound.line = line.number;
                if let Err(what) = self.meet_head() {
                    self.trouble = Some(self.placed(line, false, what));
                }
            }
            Err(what) => self.trouble = Some(Trouble::at(line, None, what)),
        }
    }

    fn take(&mut self, line: &Mark, read: Read, records: &mut &[Record]) -> Checked {
        if line.too_long {
            let most = codec::MAX_LINE;
            return wrong("bad_line", format!("a line of more than {most} bytes"));
        }
        match read {
            Read::Unread(_) => wrong("bad_line", "a line without a line feed at its end"),
            Read::Entry(entry) => self.entry(line, entry?, records),
            Read::Other(LineKind::Commit, bytes) => self.commit(line, &bytes),
            Read::Other(..) => wrong("bad_line", "neither an entry line nor a commit line"),
        }
    }

    fn entry(&mut self, line: &Mark, entry: Taken, records: &mut &[Record]) -> Checked {
        let (own, rest) = records.split_at(entry.records.min(records.len()));
        *records = rest;
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
            .map(|what| self.placed(line, true, ("unbound_header", what.to_owned())))
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
        self.events.entry(entry.facts?, entry.id, due, line);
        if let Some(cache) = &mut self.cache {
            cache.entry(due, line.start, own);
        }
        self.open.frontier.push(entry.leaf);
        self.events.grown(&self.open.frontier);
        self.comparing.entry(&self.open.frontier, &entry.leaf);
        self.open.entries += 1;
        Ok(())
    }

    fn commit(&mut self, line: &Mark, bytes: &[u8]) -> Checked {
        let commit = codec::decode_commit(bytes).map_err(|e| codec_says("bad_line", e))?;
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
}
