//! One append (`schema/log-format.md` §11): entry lines, commit line, one sync, then the
//! slot. Streams: neither the entries nor their lines are held in memory. Nothing is
//! acknowledged before the sync; what failed before it is cut away again.

use std::io;

use super::disk::Disk;
use super::head::{self, Slot};
use super::{FileLog, survey};
use crate::crew;
use crate::log::codec::{self, Commit, MAX_LINE, MAX_POSITION};
use crate::log::{Head, LogError, NewEntries, NewEntry, Stamp};
use crate::merkle::{self, Frontier, Hash};

/// Bytes gathered before they are written.
const BUFFER: usize = 1 << 18;

/// Lines on their way to the end of the file.
struct Tail<'a> {
    disk: &'a dyn Disk,
    at: u64,
    buffer: Vec<u8>,
    /// Whether bytes may have reached the file.
    touched: bool,
}

impl Tail<'_> {
    fn lines(&mut self, lines: &[u8]) -> io::Result<()> {
        self.buffer.extend_from_slice(lines);
        if self.buffer.len() >= BUFFER {
            self.flush()?;
        }
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.touched = true;
        self.disk.write_all_at(&self.buffer, self.at)?;
        self.at += self.buffer.len() as u64;
        self.buffer.clear();
        Ok(())
    }
}

/// Why the lines of an append could not all be written.
enum Failed {
    Write(io::Error),
    Other(LogError),
}

impl From<io::Error> for Failed {
    fn from(error: io::Error) -> Failed {
        Failed::Write(error)
    }
}

impl FileLog {
    pub(super) fn append_commit(
        &mut self,
        expected: u64,
        stamp: &Stamp,
        entries: &mut NewEntries<'_>,
    ) -> Result<Head, LogError> {
        self.recheck()?;
        if self.head.position != expected {
            return Err(LogError::Conflict {
                expected,
                actual: self.head.position,
            });
        }
        if let Some(last) = self.head.recorded_at
            && stamp.recorded_at <= last
        {
            return Err(LogError::NotLater {
                last: last.to_text(),
                given: stamp.recorded_at.to_text(),
            });
        }
        let mut tail = Tail {
            disk: &*self.disk,
            at: self.head.bytes,
            buffer: Vec::new(),
            touched: false,
        };
        let sign = |commit: &Commit| {
            let signer = self.signer.as_ref()?;
            Some(signer(&commit.signed_text(&self.first.header.origin)))
        };
        let binding = &self.first.binding;
        let written = write_lines(&mut tail, &self.head, binding, stamp, entries, &sign);
        let (bytes, touched) = (tail.at, tail.touched);
        match written {
            Ok(None) => Ok(self.head.clone()),
            Ok(Some(frontier)) => self.finish(Head {
                position: frontier.size(),
                bytes,
                recorded_at: Some(stamp.recorded_at),
                frontier,
            }),
            Err(failed) => Err(self.cut_back(failed, touched)),
        }
    }

    /// Notices that somebody without the lock changed the file since this writer last did.
    fn recheck(&mut self) -> Result<(), LogError> {
        let read = |error| LogError::io("read", &self.path, error);
        let writer = self.writer.as_ref().ok_or_else(|| {
            let error = io::Error::new(io::ErrorKind::PermissionDenied, "opened for reading");
            LogError::io("write", &self.path, error)
        })?;
        if writer.poisoned {
            return Err(LogError::Poisoned);
        }
        let stat = self.disk.stat().map_err(read)?;
        if stat == writer.seen && stat.len == self.head.bytes {
            return Ok(());
        }
        let found = survey::whole(
            &*self.disk,
            &self.first,
            self.slot.as_ref(),
            stat,
            &self.path,
        )?;
        if let Some(trouble) = found.trouble {
            return Err(trouble.into());
        }
        if let Some(writer) = &mut self.writer {
            writer.seen = stat;
        }
        self.head = found.head.clone();
        self.settle(&found)
    }

    /// From here on appends are written but not yet durable, until [`FileLog::release`]: many
    /// commits share one sync. None of them may be acknowledged before.
    pub fn hold(&mut self) {
        self.holds.get_or_insert(false);
    }

    /// Makes durable what was appended since [`FileLog::hold`]; when it returns, all of it may be
    /// acknowledged.
    ///
    /// # Errors
    /// `Io` if the sync fails; then nothing may be, and this writer appends no more.
    pub fn release(&mut self) -> Result<(), LogError> {
        match self.holds.take() {
            Some(true) => self.make_durable(),
            _ => Ok(()),
        }
    }

    /// Steps 7 to 9: the lines are written; make them durable, then move the head.
    fn finish(&mut self, head: Head) -> Result<Head, LogError> {
        if self.holds.is_some() {
            self.head = head;
            self.holds = Some(true);
            self.see();
            return Ok(self.head.clone());
        }
        let before = std::mem::replace(&mut self.head, head);
        if let Err(error) = self.make_durable() {
            self.head = before;
            return Err(error);
        }
        Ok(self.head.clone())
    }

    fn make_durable(&mut self) -> Result<(), LogError> {
        if let Err(error) = self.disk.sync() {
            if let Some(writer) = &mut self.writer {
                writer.poisoned = true;
            }
            return Err(LogError::io("sync", &self.path, error));
        }
        self.advance_slot();
        Ok(())
    }

    /// Notes how this writer left the file.
    fn see(&mut self) {
        if let (Ok(stat), Some(writer)) = (self.disk.stat(), &mut self.writer) {
            writer.seen = stat;
        }
    }

    /// Writes the next slot for the present head. The log is durable by now, so a slot that
    /// cannot be written costs nothing but the next writer's look at the tail.
    fn advance_slot(&mut self) {
        let Ok(stat) = self.disk.stat() else { return };
        let slot = Slot {
            log: self.first.header.id,
            sequence: self
                .slot
                .as_ref()
                .map_or(0, |slot| slot.sequence.saturating_add(1)),
            head: self.head.clone(),
            modified: stat.modified,
        };
        if let Some(writer) = &mut self.writer {
            writer.seen = stat;
            if head::write(&*writer.head_file, &slot).is_ok() {
                self.slot = Some(slot);
            }
        }
    }

    /// Makes the log what it was before an append that failed before its sync.
    fn cut_back(&mut self, failed: Failed, touched: bool) -> LogError {
        let cut = if touched {
            self.disk.set_len(self.head.bytes)
        } else {
            Ok(())
        };
        if cut.is_ok() {
            if touched {
                // The modification time moved; without a new slot the next writer would
                // take the log for one that somebody else had edited.
                match self.holds {
                    Some(_) => self.see(),
                    None => self.advance_slot(),
                }
            }
        } else if let Some(writer) = &mut self.writer {
            writer.poisoned = true;
        }
        match (failed, cut) {
            (Failed::Write(source), Ok(())) => LogError::NotWritten {
                path: self.path.display().to_string(),
                source,
            },
            (Failed::Write(source), Err(_)) => LogError::io("write", &self.path, source),
            (Failed::Other(error), Ok(())) => error,
            (Failed::Other(_), Err(error)) => LogError::io("write", &self.path, error),
        }
    }
}

/// Events of one commit that one thread writes down, from a position on.
struct Piece {
    first: u64,
    entries: Vec<NewEntry>,
}

/// Their lines, each with its line feed, and the leaf of each.
struct Lines {
    bytes: Vec<u8>,
    leaves: Vec<Hash>,
}

/// Draws the next piece after so many entries; gives how many there are with it.
fn draw(entries: &mut NewEntries<'_>, after: &mut u64) -> Result<Option<Piece>, Failed> {
    let mut piece = Piece {
        first: *after + 1,
        entries: Vec::new(),
    };
    let mut bytes = 0;
    while bytes < BUFFER {
        let Some(entry) = entries.next() else { break };
        let entry = entry.map_err(|source| Failed::Other(LogError::NotDrawn { source }))?;
        bytes += entry.event.len();
        piece.entries.push(entry);
    }
    *after += piece.entries.len() as u64;
    Ok((!piece.entries.is_empty()).then_some(piece))
}

/// Writes the lines of a piece down.
fn lines(piece: Piece, stamp: &Stamp, binding: &Hash) -> Result<Lines, Failed> {
    let mut lines = Lines {
        bytes: Vec::new(),
        leaves: Vec::with_capacity(piece.entries.len()),
    };
    for (position, entry) in (piece.first..).zip(piece.entries) {
        let line = codec::encode_entry(position, entry.id, stamp, binding, &entry.event);
        if line.len() > MAX_LINE {
            return Err(Failed::Other(LogError::TooLong {
                bytes: line.len() as u64,
            }));
        }
        if line.contains('\n') || position > MAX_POSITION {
            let what = "the text of an event is not canonical, or the log is full";
            return Err(io::Error::new(io::ErrorKind::InvalidInput, what).into());
        }
        lines.leaves.push(merkle::leaf_hash(line.as_bytes()));
        lines.bytes.extend_from_slice(line.as_bytes());
        lines.bytes.push(b'\n');
    }
    Ok(lines)
}

/// Writes the lines of one commit; the frontier after it, or `None` if there was no entry.
fn write_lines(
    tail: &mut Tail<'_>,
    head: &Head,
    binding: &Hash,
    stamp: &Stamp,
    entries: &mut NewEntries<'_>,
    sign: &dyn Fn(&Commit) -> Option<String>,
) -> Result<Option<Frontier>, Failed> {
    let mut frontier = head.frontier.clone();
    let mut after = head.position;
    crew::in_order(
        &mut || draw(entries, &mut after),
        &|| |piece| lines(piece, stamp, binding),
        &mut |lines: Result<Lines, Failed>| {
            let lines = lines?;
            lines
                .leaves
                .into_iter()
                .for_each(|leaf| frontier.push(leaf));
            Ok(tail.lines(&lines.bytes)?)
        },
    )?;
    let count = frontier.size() - head.position;
    if count == 0 {
        return Ok(None);
    }
    let mut commit = Commit {
        entries: count,
        position: frontier.size(),
        root: merkle::base64(&frontier.root()),
        signatures: Vec::new(),
    };
    commit.signatures.extend(sign(&commit));
    let mut line = codec::encode_commit(&commit);
    line.push('\n');
    tail.lines(line.as_bytes())?;
    tail.flush()?;
    Ok(Some(frontier))
}
