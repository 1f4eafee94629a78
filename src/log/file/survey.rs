//! What state a log file is in: in order, with a tail, damaged, or short of its head
//! (`schema/log-format.md` §10). Looks and decides; never changes a byte.

use std::path::Path;

use super::disk::{Disk, Stat, read_full};
use super::head::Slot;
use super::kept::Keep;
use super::lines::{Ended, Lines};
use super::walk::{Ground, Stop, Walk, Wrong};
use crate::log::codec::{self, LineError, LineKind};
use crate::log::{Head, Header, LogError};
use crate::merkle::{self, Frontier, Hash};

/// The first line of a log file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct First {
    /// What it says.
    pub header: Header,
    /// SHA-256 of its bytes.
    pub binding: Hash,
    /// Its length with the line feed: where the entries begin.
    pub end: u64,
}

impl First {
    /// The head of the log when it had no entry.
    pub fn empty_head(&self) -> Head {
        Head {
            position: 0,
            bytes: self.end,
            recorded_at: None,
            frontier: Frontier::new(),
        }
    }
}

/// What is wrong with a log for good (a tail is not).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// Something is wrong before the head; position of the last sound commit.
    Damaged(Wrong, u64),
    /// Shorter than its head.
    Lost {
        /// Position in `head`.
        head: u64,
        /// Position of the last sound commit.
        found: u64,
    },
    /// After the sound commits stands a line of a newer format: not damage, and not ours to
    /// touch. What is before it is read all the same.
    Newer(String),
}

impl From<Trouble> for LogError {
    fn from(trouble: Trouble) -> LogError {
        match trouble {
            Trouble::Damaged(wrong, sound) => LogError::Damaged {
                where_: wrong.place,
                what: wrong.what,
                sound,
            },
            Trouble::Lost { head, found } => LogError::Lost { head, found },
            Trouble::Newer(found) => LogError::Newer { found },
        }
    }
}

/// What a survey found.
#[derive(Debug, Clone)]
pub struct Survey {
    /// The end of the sound commits.
    pub head: Head,
    /// Entries of sound commits beyond the slot.
    pub kept: u64,
    /// Bytes after the sound commits.
    pub torn: u64,
    /// What is wrong for good.
    pub trouble: Option<Trouble>,
    /// Length and modification time when it was looked at.
    pub stat: Stat,
    /// Whether every byte was hashed.
    pub whole: bool,
}

/// Reads the header line.
///
/// # Errors
/// `Lost` if there is no whole line and the slot says that there was more, `Damaged`, `Newer`, `Io`.
pub fn first_line(
    disk: &dyn Disk,
    slot: Option<&Slot>,
    stat: Stat,
    path: &Path,
) -> Result<First, LogError> {
    let mut lines = Lines::first(disk, stat.len);
    let ended = lines
        .advance()
        .map_err(|error| LogError::io("read", path, error))?;
    let damaged = |what: String| LogError::Damaged {
        where_: "in its first line (line 1, byte 0)".to_owned(),
        what,
        sound: 0,
    };
    match ended {
        Ended::Whole => {}
        Ended::TooLong => return Err(damaged("a line that is too long".to_owned())),
        Ended::Part | Ended::Nothing => {
            return Err(match slot {
                Some(slot) if stat.len < slot.head.bytes => LogError::Lost {
                    head: slot.head.position,
                    found: 0,
                },
                _ => damaged("there is no whole header line".to_owned()),
            });
        }
    }
    match codec::decode_header(lines.line()) {
        Ok(header) => Ok(First {
            header,
            binding: merkle::sha256(lines.line()),
            end: lines.at(),
        }),
        Err(LineError::Newer(found)) => Err(LogError::Newer { found }),
        Err(LineError::Bad(what)) => Err(damaged(what)),
    }
}

/// Trusts the prefix that the slot speaks of and looks only at what is beyond it: what a
/// reader does on opening (it hashes everything when it reads).
pub fn beyond(
    disk: &dyn Disk,
    first: &First,
    slot: &Slot,
    stat: Stat,
    path: &Path,
) -> Result<Survey, LogError> {
    let ground = Ground {
        disk,
        binding: &first.binding,
        end: stat.len,
    };
    let mut walk = Walk::after(ground, slot.head.clone(), Keep::Nothing);
    let trouble = match to_the_end(&mut walk) {
        Stop::Io(error) => return Err(LogError::io("read", path, error)),
        Stop::Newer(found) => Some(Trouble::Newer(found)),
        Stop::End | Stop::Unfinished | Stop::Wrong(_) => None,
        Stop::Unbound(wrong) => Some(Trouble::Damaged(wrong, slot.head.position)),
    };
    let head = walk.sound().clone();
    Ok(Survey {
        kept: head.position - slot.head.position,
        torn: stat.len - head.bytes,
        trouble,
        stat,
        whole: false,
        head,
    })
}

fn to_the_end(walk: &mut Walk<'_>) -> Stop {
    loop {
        if let Err(stop) = walk.advance() {
            return stop;
        }
    }
}

/// Hashes the whole log and decides.
pub fn whole(
    disk: &dyn Disk,
    first: &First,
    slot: Option<&Slot>,
    stat: Stat,
    path: &Path,
) -> Result<Survey, LogError> {
    let ground = Ground {
        disk,
        binding: &first.binding,
        end: stat.len,
    };
    let mut walk = Walk::after(ground, first.empty_head(), Keep::Nothing);
    let bound = slot.map_or(0, |slot| slot.head.bytes);
    let mut head = walk.sound().clone();
    let mut stop = None;
    let mut mismatch = slot.and_then(|slot| disagreement(&head, slot));
    while mismatch.is_none() {
        if let Err(reason) = walk.advance() {
            stop = Some(reason);
            break;
        }
        mismatch = slot
            .filter(|_| head.bytes < bound)
            .and_then(|slot| disagreement(walk.sound(), slot));
        if mismatch.is_none() {
            head = walk.sound().clone();
        }
    }
    let kept = head
        .position
        .saturating_sub(slot.map_or(head.position, |slot| slot.head.position));
    let torn = stat.len.saturating_sub(head.bytes);
    let trouble = match (mismatch, stop) {
        (Some(wrong), _) => Some(Trouble::Damaged(wrong, head.position)),
        (None, Some(stop)) => judge(disk, stop, &head, slot, stat, path)?,
        (None, None) => None,
    };
    Ok(Survey {
        head,
        kept,
        torn,
        trouble,
        stat,
        whole: true,
    })
}

/// Whether a commit boundary at or beyond the slot's end contradicts the slot.
pub fn disagreement(at: &Head, slot: &Slot) -> Option<Wrong> {
    let wrong = |what: String| {
        Some(Wrong {
            place: format!("after entry {} (byte {})", at.position, at.bytes),
            what,
        })
    };
    if at.bytes < slot.head.bytes {
        return None;
    }
    if at.bytes > slot.head.bytes {
        return Some(no_end(at, slot.head.bytes));
    }
    if at.position != slot.head.position || at.frontier != slot.head.frontier {
        return wrong(format!(
            "head has position {} and root {} here, the log has {} and {}",
            slot.head.position,
            slot.head.root(),
            at.position,
            at.root()
        ));
    }
    (at.recorded_at != slot.head.recorded_at)
        .then(|| wrong("head has another recorded_at here".to_owned()))
        .flatten()
}

/// No commit ends where the head says that one does.
pub fn no_end(sound: &Head, bound: u64) -> Wrong {
    Wrong {
        place: format!("after entry {} (byte {})", sound.position, sound.bytes),
        what: format!("no commit ends at byte {bound}, where head says that one does"),
    }
}

/// What the end of a whole walk means.
fn judge(
    disk: &dyn Disk,
    stop: Stop,
    head: &Head,
    slot: Option<&Slot>,
    stat: Stat,
    path: &Path,
) -> Result<Option<Trouble>, LogError> {
    let wrong = match stop {
        Stop::Io(error) => return Err(LogError::io("read", path, error)),
        Stop::Newer(found) => return Ok(Some(Trouble::Newer(found))),
        Stop::End | Stop::Unfinished => None,
        Stop::Wrong(wrong) => Some(wrong),
        // The header stands before every head, so this is damage wherever the entry stands.
        Stop::Unbound(wrong) => return Ok(Some(Trouble::Damaged(wrong, head.position))),
    };
    match (slot, wrong) {
        (Some(slot), wrong) if head.bytes < slot.head.bytes => Ok(Some(match wrong {
            Some(wrong) => Trouble::Damaged(wrong, head.position),
            None if stat.len < slot.head.bytes => Trouble::Lost {
                head: slot.head.position,
                found: head.position,
            },
            None => Trouble::Damaged(no_end(head, slot.head.bytes), head.position),
        })),
        (None, Some(wrong)) if commits_follow(disk, head.bytes, stat.len, path)? => {
            Ok(Some(Trouble::Damaged(wrong, head.position)))
        }
        _ => Ok(None),
    }
}

/// Whether, in a rest that does not check, a commit line is followed by more bytes: then more
/// than one append went wrong, and it is not the torn tail of one.
fn commits_follow(disk: &dyn Disk, from: u64, end: u64, path: &Path) -> Result<bool, LogError> {
    let mut lines = Lines::new(disk, from, end);
    loop {
        match lines
            .advance()
            .map_err(|error| LogError::io("read", path, error))?
        {
            Ended::Nothing | Ended::Part => return Ok(false),
            Ended::TooLong => {}
            Ended::Whole => {
                if codec::kind(lines.line()) == LineKind::Commit && lines.at() < end {
                    return Ok(true);
                }
            }
        }
    }
}

/// Whether the line that ends where the slot says is the commit (or the header) that it
/// speaks of: the cheap look of a writer that finds length and modification time unchanged.
pub fn last_line_fits(
    disk: &dyn Disk,
    first: &First,
    slot: &Slot,
    path: &Path,
) -> Result<bool, LogError> {
    let head = &slot.head;
    if head.position == 0 {
        return Ok(head.bytes == first.end);
    }
    let most = head.bytes.min(codec::MAX_LINE as u64 + 2);
    let from = head.bytes - most;
    let mut bytes = vec![0; usize::try_from(most).unwrap_or(0).min(4096)];
    let mut at = head.bytes - bytes.len() as u64;
    loop {
        let count =
            read_full(disk, &mut bytes, at).map_err(|error| LogError::io("read", path, error))?;
        let Some(text) = bytes.get(..count).and_then(|read| read.strip_suffix(b"\n")) else {
            return Ok(false);
        };
        if let Some(line) = text
            .rsplit(|byte| *byte == b'\n')
            .next()
            .filter(|line| line.len() < text.len())
        {
            return Ok(codec::decode_commit(line).is_ok_and(|commit| {
                commit.position == head.position && commit.root == head.root()
            }));
        }
        if at == from {
            return Ok(false);
        }
        at = from;
        bytes = vec![0; usize::try_from(most).unwrap_or(0)];
    }
}
