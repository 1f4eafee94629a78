//! The walk over a log, commit by commit: hashes every entry line, recomputes every root,
//! checks positions, bounds and clock order. Owns what *sound* means (`schema/log-format.md`
//! §10); decides nothing about tails, damage or loss.

use std::io;

use super::disk::Disk;
use super::kept::{Keep, Kept};
use super::lines::{Ended, Lines};
use crate::event::when::Instant;
use crate::log::codec::{self, EntryLine, Frames, LineError, LineKind};
use crate::log::{Head, LogError, Passed, Read};
use crate::merkle::{self, Frontier, Hash};

/// Why a walk did not reach a further commit.
#[derive(Debug)]
pub enum Stop {
    /// The bytes end just after a commit.
    End,
    /// The bytes end inside a line or before a commit line; nothing read so far is wrong.
    Unfinished,
    /// Something is wrong.
    Wrong(Wrong),
    /// A whole commit whose root is right, and whose entry 1 binds another header: then the
    /// header line is not the one it was, which no torn append explains.
    Unbound(Wrong),
    /// A line of a newer format.
    Newer(String),
    /// The operating system refused.
    Io(io::Error),
}

/// What is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// After which entry, at which line (if the walk began at the first) and byte.
    pub place: String,
    /// What was found.
    pub what: String,
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Stop {
        Stop::Io(error)
    }
}

/// What the walk needs to know of a log besides its bytes.
#[derive(Clone, Copy)]
pub struct Ground<'a> {
    /// The log file.
    pub disk: &'a dyn Disk,
    /// SHA-256 of the header line.
    pub binding: &'a Hash,
    /// The bytes from here on are not looked at.
    pub end: u64,
}

/// A commit under way.
struct Open {
    frontier: Frontier,
    entries: u64,
    recorded_at: Option<Instant>,
    /// What is wrong with the header that entry 1 binds; counts if the commit's root is right.
    unbound: Option<Wrong>,
}

/// A walk.
pub struct Walk<'a> {
    ground: Ground<'a>,
    lines: Lines<'a>,
    frames: Frames,
    number: Option<u64>,
    sound: Head,
    /// Bytes and position of the sound commit before the last one.
    before: (u64, u64),
    kept: Kept,
}

impl<'a> Walk<'a> {
    /// A walk that begins after a prefix known to be sound. `keep` is what is to be handed over.
    pub fn after(ground: Ground<'a>, known: Head, keep: Keep) -> Walk<'a> {
        Walk {
            ground,
            lines: Lines::new(ground.disk, known.bytes, ground.end),
            frames: Frames::default(),
            // Only at the very beginning is the number of lines before it known: the header.
            number: (known.position == 0).then_some(1),
            before: (known.bytes, known.position),
            sound: known,
            kept: Kept::new(keep),
        }
    }

    /// The end of the last sound commit.
    pub fn sound(&self) -> &Head {
        &self.sound
    }

    /// Walks over one more commit; what it moved over can then be handed over.
    pub fn advance(&mut self) -> Result<(), Stop> {
        self.kept.clear();
        let mut open = Open {
            frontier: self.sound.frontier.clone(),
            entries: 0,
            recorded_at: None,
            unbound: None,
        };
        loop {
            let offset = self.lines.at();
            let ended = self.lines.advance()?;
            self.number = self.number.map(|number| number + 1);
            match ended {
                Ended::Nothing if open.entries == 0 => return Err(Stop::End),
                Ended::Nothing | Ended::Part => return Err(Stop::Unfinished),
                Ended::TooLong => {
                    let what = format!("a line of more than {} bytes", codec::MAX_LINE);
                    return Err(self.wrong(&open, offset, what));
                }
                Ended::Whole => {}
            }
            let step = match codec::kind(self.lines.line()) {
                LineKind::Entry => self.entry(&mut open, offset).map(|()| false),
                LineKind::Commit => self.commit(&open).map(|()| true),
                LineKind::Other => Err(codec::bad("neither an entry nor a commit line")),
            };
            match step {
                Ok(false) => {}
                Ok(true) => {
                    if let Some(unbound) = open.unbound {
                        return Err(Stop::Unbound(unbound));
                    }
                    self.before = (self.sound.bytes, self.sound.position);
                    self.sound = Head {
                        position: open.frontier.size(),
                        bytes: self.lines.at(),
                        recorded_at: open.recorded_at,
                        frontier: open.frontier,
                    };
                    return Ok(());
                }
                Err(LineError::Newer(found)) => return Err(Stop::Newer(found)),
                Err(LineError::Bad(what)) => return Err(self.wrong(&open, offset, what)),
            }
        }
    }

    fn wrong(&self, open: &Open, offset: u64, what: String) -> Stop {
        Stop::Wrong(self.placed(open, offset, what))
    }

    fn placed(&self, open: &Open, offset: u64, what: String) -> Wrong {
        let after = open.frontier.size();
        Wrong {
            place: match self.number {
                Some(number) => format!("after entry {after} (line {number}, byte {offset})"),
                None => format!("after entry {after} (byte {offset})"),
            },
            what,
        }
    }

    /// Checks an entry line against what came before it, and takes it in.
    fn entry(&mut self, open: &mut Open, offset: u64) -> Result<(), LineError> {
        let line = self.lines.line();
        let entry = self.frames.entry(line)?;
        let due = open.frontier.size() + 1;
        check_place(&entry, due)?;
        let unbound = match due {
            1 => unbound(&entry, self.ground.binding),
            _ => None,
        };
        let before = self.sound.recorded_at;
        match open.recorded_at {
            None if before.is_some_and(|last| entry.recorded_at <= last) => {
                return Err(codec::bad(
                    "recorded_at is not later than in the commit before",
                ));
            }
            None => open.recorded_at = Some(entry.recorded_at),
            Some(at) if at == entry.recorded_at => {}
            Some(_) => return Err(codec::bad("recorded_at differs inside a commit")),
        }
        if let Some(what) = unbound {
            open.unbound = Some(self.placed(open, offset, what.to_owned()));
        }
        let leaf = merkle::leaf_hash(line);
        open.frontier.push(leaf);
        open.entries += 1;
        self.kept.take(line, offset, leaf, entry);
        Ok(())
    }

    fn commit(&self, open: &Open) -> Result<(), LineError> {
        let commit = codec::decode_commit(self.lines.line())?;
        if commit.entries != open.entries {
            let what = format!(
                "a commit of {} entries after {} entry lines",
                commit.entries, open.entries
            );
            return Err(codec::bad(what));
        }
        if commit.position != open.frontier.size() {
            let what = format!(
                "a commit at position {}, where {} is due",
                commit.position,
                open.frontier.size()
            );
            return Err(codec::bad(what));
        }
        if commit.root != merkle::base64(&open.frontier.root()) {
            return Err(codec::bad(
                "the entries do not give the root of their commit",
            ));
        }
        Ok(())
    }

    /// Gives the entries of the commit last walked over to `each`. Those of a commit that
    /// fits in memory are all read before the first is given.
    pub fn hand_over(
        &mut self,
        each: &mut dyn FnMut(Read) -> Result<(), LogError>,
    ) -> Result<(), LogError> {
        if !self.kept.is_whole() {
            return self.hand_over_again(each);
        }
        let unread = match self.kept.reads() {
            Ok(mut reads) => return reads.try_for_each(each),
            Err(unread) => unread,
        };
        Err(self.unreadable(unread.0, unread.1))
    }

    /// Gives the lines of the commit last walked over to `each`, entries first, not decoded.
    pub fn hand_over_lines(
        &self,
        each: &mut dyn FnMut(Passed<'_>) -> Result<(), LogError>,
    ) -> Result<(), LogError> {
        let again = match self.kept.is_whole() {
            true => {
                let mut lines = self.kept.lines();
                lines.try_for_each(|(line, leaf)| each(Passed::Entry(line, leaf)))?;
                self.sound.bytes
            }
            false => self.before.0,
        };
        let mut lines = Lines::new(self.ground.disk, again, self.sound.bytes);
        let io = |error| LogError::io("read", std::path::Path::new(super::LOG), error);
        while lines.advance().map_err(io)? == Ended::Whole
            && codec::kind(lines.line()) == LineKind::Entry
        {
            each(Passed::Entry(
                lines.line(),
                &merkle::leaf_hash(lines.line()),
            ))?;
        }
        // The walk has read this line, and nothing after it.
        match codec::decode_commit(self.lines.line()) {
            Ok(commit) => each(Passed::Commit(&commit)),
            Err(error) => Err(self.unreadable(self.sound.bytes, error)),
        }
    }

    /// The same for a commit that was too large to keep: reads its lines once more.
    fn hand_over_again(
        &self,
        each: &mut dyn FnMut(Read) -> Result<(), LogError>,
    ) -> Result<(), LogError> {
        let mut lines = Lines::new(self.ground.disk, self.before.0, self.sound.bytes);
        loop {
            let offset = lines.at();
            let ended = lines
                .advance()
                .map_err(|error| LogError::io("read", std::path::Path::new(super::LOG), error))?;
            if ended != Ended::Whole || codec::kind(lines.line()) != LineKind::Entry {
                return Ok(());
            }
            let leaf = merkle::leaf_hash(lines.line());
            let read = decode(lines.line(), offset, leaf)
                .map_err(|error| self.unreadable(offset, error))?;
            each(read)?;
        }
    }

    /// A line that hashes right and still cannot be read as an event.
    fn unreadable(&self, offset: u64, error: LineError) -> LogError {
        match error {
            LineError::Newer(found) => LogError::Newer { found },
            LineError::Bad(what) => LogError::Damaged {
                where_: format!(
                    "in the commit that ends at entry {} (byte {offset})",
                    self.sound.position
                ),
                what,
                sound: self.before.1,
            },
        }
    }
}

/// Whether an entry stands where it says, and has no member `log` if it is not the first.
fn check_place(entry: &EntryLine<'_>, due: u64) -> Result<(), LineError> {
    if entry.position != due {
        return Err(codec::bad(format!(
            "an entry of position {}, where {due} is due",
            entry.position
        )));
    }
    match entry.log {
        Some(_) if due > 1 => Err(codec::bad("an entry after the first has a member log")),
        _ => Ok(()),
    }
}

/// What is wrong with the header that entry 1 binds.
fn unbound(entry: &EntryLine<'_>, binding: &Hash) -> Option<&'static str> {
    match entry.log {
        Some(log) if log == *binding => None,
        Some(_) => Some("entry 1 binds another header"),
        None => Some("entry 1 does not bind the header"),
    }
}

/// Reads an entry line whole.
pub fn decode(line: &[u8], offset: u64, leaf: Hash) -> Result<Read, LineError> {
    let entry = codec::decode_entry(line)?.entry()?;
    Ok(Read::of(entry, offset, leaf, line.len()))
}
