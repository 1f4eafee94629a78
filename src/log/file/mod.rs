//! The log as a file: opening for reading or writing, and the trait [`Log`] over it. The
//! rooms inside: `disk` and `lines` (bytes), `head` (slots), `walk` (what is sound), `survey`
//! (which state a file is in), `settle`, `append` and `held` (the only three that write), `lock`.
//! Knows no projection, and never repairs what lies before the head.

mod append;
mod disk;
mod head;
mod held;
mod kept;
mod lines;
mod lock;
mod open;
mod pass;
mod settle;
mod survey;
mod walk;

#[cfg(test)]
mod countdown_test;
#[cfg(test)]
mod faulty_test;

use std::path::{Path, PathBuf};

pub use disk::{Stat, read_full};
pub use open::Accepted;
pub use settle::{Recovery, sync_dir};

use super::codec;
use super::{Head, Header, Log, LogError, Mark, NewEntries, Read, Signer, Stamp};
use crate::merkle::{self, Hash};
use disk::Disk;
use head::Slot;
use held::Held;
use kept::Keep;
use survey::Trouble;
use walk::{Ground, Stop};

/// Name of the log in a store directory.
pub const LOG: &str = "log.jsonl";
/// Name of the file with the two head slots.
pub const HEAD: &str = "head";
/// Name of the file that writers lock.
pub const LOCK: &str = "lock";
/// Name of the directory of torn tails.
pub const RECOVERED: &str = "recovered";

/// What only a writer holds.
struct Writer {
    _lock: lock::Lock,
    head_file: Box<dyn Disk>,
    poisoned: bool,
    /// Length and modification time of the log as this writer left them.
    seen: Stat,
}

/// A log file, open.
pub struct FileLog {
    dir: PathBuf,
    path: PathBuf,
    disk: Box<dyn Disk>,
    first: survey::First,
    slot: Option<Slot>,
    head: Head,
    trouble: Option<Trouble>,
    recovery: Recovery,
    writer: Option<Writer>,
    /// Commits that wait for one write and one sync, while there may be any.
    held: Option<Held>,
    signer: Option<Signer>,
}

impl std::fmt::Debug for FileLog {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("FileLog")
            .field("path", &self.path)
            .field("head", &self.head)
            .field("writer", &self.writer.is_some())
            .finish_non_exhaustive()
    }
}

impl FileLog {
    /// The file of the log.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The store directory.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// SHA-256 of the header line, as entry 1 binds it.
    pub fn binding(&self) -> &Hash {
        &self.first.binding
    }

    /// Tail, lost head, full check: what opening met and, for a writer, what it did about it.
    pub fn recovery(&self) -> &Recovery {
        &self.recovery
    }

    /// The damage or loss that opening met, if any. `read` ends with it after the sound
    /// commits. (Damage before the head that opening did not look at shows in `read` only.)
    pub fn trouble(&self) -> Option<LogError> {
        self.trouble.clone().map(LogError::from)
    }

    /// Signs every commit that this handle appends from now on.
    pub fn sign_with(&mut self, signer: Option<Signer>) {
        self.signer = signer;
    }

    /// Makes the log durable, before somebody attests to what was read from it.
    ///
    /// # Errors
    /// `Io` if the sync fails.
    pub fn sync(&self) -> Result<(), LogError> {
        self.disk
            .sync()
            .map_err(|error| LogError::io("sync", &self.path, error))
    }

    /// Length and modification time of the file now.
    ///
    /// # Errors
    /// `Io` if the system does not say.
    pub fn stat(&self) -> Result<Stat, LogError> {
        self.disk
            .stat()
            .map_err(|error| LogError::io("read", &self.path, error))
    }

    /// Whether somebody wrote to the file who is no writer of the log, or may have: its modification
    /// time is not what the last writer saw, or no head says what that was. Of a log that is longer than
    /// its head an append may be under way; that says nothing.
    ///
    /// # Errors
    /// `Io` if the system does not say.
    pub fn is_touched(&self) -> Result<bool, LogError> {
        let now = self.stat()?;
        Ok(match &self.slot {
            Some(slot) if now.len > slot.head.bytes => false,
            Some(slot) => slot.modified.is_some() && slot.modified != now.modified,
            None => true,
        })
    }

    /// Bytes of the file from an offset on, up to so many, never beyond the head.
    ///
    /// # Errors
    /// `Io` if they cannot be read.
    pub fn bytes(&self, offset: u64, most: usize) -> Result<Vec<u8>, LogError> {
        let left = self.head.bytes.saturating_sub(offset);
        let mut bytes = vec![0; most.min(usize::try_from(left).unwrap_or(usize::MAX))];
        let read = self.read_at(offset, &mut bytes)?;
        bytes.truncate(read);
        Ok(bytes)
    }

    /// Fills a buffer with bytes of the file from an offset on, never beyond the head; gives how many.
    ///
    /// # Errors
    /// `Io` if they cannot be read.
    pub fn read_at(&self, offset: u64, buffer: &mut [u8]) -> Result<usize, LogError> {
        let left = self.head.bytes.saturating_sub(offset);
        let most = usize::try_from(left)
            .unwrap_or(usize::MAX)
            .min(buffer.len());
        let room = buffer.get_mut(..most).unwrap_or_default();
        read_full(&*self.disk, room, offset)
            .map_err(|error| LogError::io("read", &self.path, error))
    }

    /// The leaf hashes of the entry lines from a mark up to a position.
    ///
    /// # Errors
    /// `Io`; `NotThere` if the log ends before.
    pub fn leaves(&self, from: Mark, last: u64, out: &mut Vec<Hash>) -> Result<(), LogError> {
        let mut lines = lines::Lines::new(&*self.disk, from.offset, self.head.bytes);
        let mut due = from.position;
        while due <= last {
            let ended = lines
                .advance()
                .map_err(|error| LogError::io("read", &self.path, error))?;
            match (ended, codec::kind(lines.line())) {
                (lines::Ended::Whole, codec::LineKind::Commit) => {}
                (lines::Ended::Whole, codec::LineKind::Entry) => {
                    out.push(merkle::leaf_hash(lines.line()));
                    due += 1;
                }
                _ => {
                    return Err(LogError::NotThere {
                        position: due,
                        offset: lines.at(),
                    });
                }
            }
        }
        Ok(())
    }

    /// The head of the log when it had no entry, to walk from the beginning.
    pub fn beginning(&self) -> Head {
        self.first.empty_head()
    }

    fn ground(&self) -> Ground<'_> {
        Ground {
            disk: &*self.disk,
            binding: &self.first.binding,
            end: self.head.bytes,
        }
    }

    /// Damage met on a walk up to the head.
    fn stopped(&self, stop: Stop, sound: &Head) -> LogError {
        match stop {
            Stop::Io(error) => LogError::io("read", &self.path, error),
            Stop::Newer(found) => LogError::Newer { found },
            Stop::Wrong(wrong) | Stop::Unbound(wrong) => {
                Trouble::Damaged(wrong, sound.position).into()
            }
            Stop::End | Stop::Unfinished => {
                let short = self
                    .disk
                    .stat()
                    .is_ok_and(|stat| stat.len < self.head.bytes);
                if short {
                    LogError::Lost {
                        head: self.head.position,
                        found: sound.position,
                    }
                } else {
                    Trouble::Damaged(survey::no_end(sound, self.head.bytes), sound.position).into()
                }
            }
        }
    }

    /// Lines from a mark on, without roots: there is no frontier to start from.
    fn read_unrooted(
        &self,
        from: Mark,
        each: &mut dyn FnMut(Read) -> Result<(), LogError>,
    ) -> Result<(), LogError> {
        if from.position <= self.head.position {
            self.entry(from)?;
        }
        let mut due = from.position;
        let mut lines = lines::Lines::new(&*self.disk, from.offset, self.head.bytes);
        while due <= self.head.position {
            let offset = lines.at();
            let ended = lines
                .advance()
                .map_err(|error| LogError::io("read", &self.path, error))?;
            if ended == lines::Ended::Whole && codec::kind(lines.line()) == codec::LineKind::Commit
            {
                continue;
            }
            let leaf = merkle::leaf_hash(lines.line());
            let read = walk::decode(lines.line(), offset, leaf)
                .and_then(|read| match read.entry.position == due {
                    true if ended == lines::Ended::Whole => Ok(read),
                    _ => Err(codec::bad(format!("no entry of position {due}"))),
                })
                .map_err(|error| damaged_at(due - 1, offset, error))?;
            each(read)?;
            due += 1;
        }
        self.trouble().map_or(Ok(()), Err)
    }
}

/// Damage at a byte, after an entry.
fn damaged_at(after: u64, offset: u64, error: codec::LineError) -> LogError {
    match error {
        codec::LineError::Newer(found) => LogError::Newer { found },
        codec::LineError::Bad(what) => LogError::Damaged {
            where_: format!("after entry {after} (byte {offset})"),
            what,
            sound: after,
        },
    }
}

impl Log for FileLog {
    fn header(&self) -> &Header {
        &self.first.header
    }

    fn head(&self) -> &Head {
        &self.head
    }

    fn read(
        &self,
        from: Mark,
        each: &mut dyn FnMut(Read) -> Result<(), LogError>,
    ) -> Result<(), LogError> {
        if from.position <= 1 {
            self.read_after(&self.first.empty_head(), each)
        } else {
            self.read_unrooted(from, each)
        }
    }

    fn read_after(
        &self,
        known: &Head,
        each: &mut dyn FnMut(Read) -> Result<(), LogError>,
    ) -> Result<(), LogError> {
        self.pass_commits(known, Keep::Entries, &mut |walk| walk.hand_over(each))
    }

    fn entry(&self, mark: Mark) -> Result<Read, LogError> {
        let not_there = || LogError::NotThere {
            position: mark.position,
            offset: mark.offset,
        };
        let offset = if mark.position == 1 {
            self.first.end
        } else {
            mark.offset
        };
        if offset < self.first.end || offset >= self.head.bytes {
            return Err(not_there());
        }
        // From the byte before on, which must end a line; most lines fit in the first look.
        let from = offset - 1;
        let left = usize::try_from(self.head.bytes - from).unwrap_or(usize::MAX);
        for most in [4096, codec::MAX_LINE + 2] {
            let mut bytes = vec![0; most.min(left)];
            let count = read_full(&*self.disk, &mut bytes, from)
                .map_err(|error| LogError::io("read", &self.path, error))?;
            let text = bytes.get(..count).and_then(|read| read.strip_prefix(b"\n"));
            let text = text.ok_or_else(not_there)?;
            if let Some(length) = text.iter().position(|byte| *byte == b'\n') {
                let line = text.get(..length).unwrap_or_default();
                let read =
                    walk::decode(line, offset, merkle::leaf_hash(line)).map_err(|_| not_there())?;
                return (read.entry.position == mark.position)
                    .then_some(read)
                    .ok_or_else(not_there);
            }
        }
        Err(not_there())
    }

    fn append(
        &mut self,
        expected: u64,
        stamp: &Stamp,
        entries: &mut NewEntries<'_>,
    ) -> Result<Head, LogError> {
        self.append_commit(expected, stamp, entries)
    }
}
