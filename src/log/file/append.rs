//! One append (`schema/log-format.md` §11): entry lines, commit line, one sync, then the
//! slot. Streams: neither the entries nor their lines are held in memory. Nothing is
//! acknowledged before the sync; what failed before it is cut away again. Commits that are to
//! share a write and a sync are `held`'s.

use std::io;

use super::disk::Disk;
use super::head::{self, Slot};
use super::held::Held;
use super::{FileLog, survey};
use crate::crew;
use crate::log::codec::{self, Commit, Form, MAX_LINE, MAX_POSITION};
use crate::log::{Head, LogError, NewEntries, NewEntry, Stamp};
use crate::merkle::{self, Frontier, Hash};

/// Bytes gathered before they are written.
const BUFFER: usize = 1 << 18;

/// Lines on their way to the end of the file.
pub(super) struct Tail<'a> {
    pub(super) disk: &'a dyn Disk,
    /// Where the buffer belongs.
    pub(super) at: u64,
    pub(super) buffer: Vec<u8>,
    /// Whether bytes may have reached the file.
    pub(super) touched: bool,
}

impl Tail<'_> {
    fn lines(&mut self, lines: &[u8]) -> io::Result<()> {
        self.buffer.extend_from_slice(lines);
        if self.buffer.len() >= BUFFER {
            self.flush()?;
        }
        Ok(())
    }

    /// Where the next byte belongs.
    fn end(&self) -> u64 {
        self.at + self.buffer.len() as u64
    }

    pub(super) fn flush(&mut self) -> io::Result<()> {
        self.touched = true;
        self.disk.write_all_at(&self.buffer, self.at)?;
        self.at += self.buffer.len() as u64;
        self.buffer.clear();
        Ok(())
    }
}

/// Why the lines of an append could not all be written.
pub(super) enum Failed {
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
        let mut held = self.held.take();
        let written = self
            .may_follow(held.as_ref(), expected, stamp)
            .and_then(|()| self.append_after(held.as_mut(), stamp, entries));
        self.held = held;
        written
    }

    /// Whether a commit may be appended: behind what is held, if there is something.
    fn may_follow(
        &mut self,
        held: Option<&Held>,
        expected: u64,
        stamp: &Stamp,
    ) -> Result<(), LogError> {
        match held {
            Some(held) if !held.is_empty() => self.stand(held)?,
            _ => self.recheck()?,
        }
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
        Ok(())
    }

    fn append_after(
        &mut self,
        mut held: Option<&mut Held>,
        stamp: &Stamp,
        entries: &mut NewEntries<'_>,
    ) -> Result<Head, LogError> {
        let mut tail = Tail {
            disk: &*self.disk,
            at: self.head.bytes,
            buffer: Vec::new(),
            touched: false,
        };
        if let Some(held) = &mut held {
            held.begin(&self.head, &mut tail);
        }
        let before = tail.buffer.len();
        let sign = |commit: &Commit| {
            let signer = self.signer.as_ref()?;
            Some(signer(&commit.signed_text(&self.first.header.origin)))
        };
        let form = Form::new(stamp, &self.first.binding);
        let mut written = write_lines(&mut tail, &self.head, &form, entries, &sign);
        if let (Ok(Some(_)), None) = (&written, &held) {
            written = tail.flush().map_err(Failed::Write).and(written);
        }
        let (bytes, touched) = (tail.end(), tail.touched);
        if written.is_err() && !touched {
            tail.buffer.truncate(before);
        }
        if let Some(held) = &mut held {
            held.take(tail.buffer, touched);
        }
        match (written, held) {
            (Ok(None), _) => Ok(self.head.clone()),
            (Ok(Some(frontier)), held) => {
                let head = Head {
                    position: frontier.size(),
                    bytes,
                    recorded_at: Some(stamp.recorded_at),
                    frontier,
                };
                match held {
                    Some(_) => self.head = head,
                    None => self.finish(head)?,
                }
                Ok(self.head.clone())
            }
            // Others of the group may have been written along.
            (Err(failed), Some(held)) if touched => Err(self.undo(held, failed)),
            (Err(failed), _) => Err(self.cut_back(failed, touched)),
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

    /// Steps 7 to 9: the lines are written; make them durable, then move the head.
    fn finish(&mut self, head: Head) -> Result<(), LogError> {
        let before = std::mem::replace(&mut self.head, head);
        self.make_durable().inspect_err(|_| self.head = before)
    }

    pub(super) fn make_durable(&mut self) -> Result<(), LogError> {
        if let Err(error) = self.disk.sync() {
            if let Some(writer) = &mut self.writer {
                writer.poisoned = true;
            }
            return Err(LogError::io("sync", &self.path, error));
        }
        self.advance_slot();
        Ok(())
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
    pub(super) fn cut_back(&mut self, failed: Failed, touched: bool) -> LogError {
        let cut = if touched {
            self.disk.set_len(self.head.bytes)
        } else {
            Ok(())
        };
        if cut.is_ok() {
            if touched {
                // The modification time moved; without a new slot the next writer would
                // take the log for one that somebody else had edited.
                self.advance_slot();
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
    /// Of their events.
    bytes: usize,
}

/// Their lines, each with its line feed, and the leaf of each.
struct Lines {
    text: String,
    leaves: Vec<Hash>,
}

/// Draws the next piece after so many entries; gives how many there are with it.
fn draw(entries: &mut NewEntries<'_>, after: &mut u64) -> Result<Option<Piece>, Failed> {
    let mut piece = Piece {
        first: *after + 1,
        entries: Vec::new(),
        bytes: 0,
    };
    while piece.bytes < BUFFER {
        let Some(entry) = entries.next() else { break };
        let entry = entry.map_err(|source| Failed::Other(LogError::NotDrawn { source }))?;
        piece.bytes += entry.event.len();
        piece.entries.push(entry);
    }
    *after += piece.entries.len() as u64;
    Ok((!piece.entries.is_empty()).then_some(piece))
}

/// Writes the lines of a piece down.
fn lines(piece: Piece, form: &Form) -> Result<Lines, Failed> {
    let mut lines = Lines {
        text: String::with_capacity(piece.bytes + 256 * piece.entries.len()),
        leaves: Vec::with_capacity(piece.entries.len()),
    };
    for (position, entry) in (piece.first..).zip(piece.entries) {
        let begin = lines.text.len();
        form.write(&mut lines.text, position, entry.id, &entry.event);
        let line = lines.text.as_bytes().get(begin..).unwrap_or_default();
        if line.len() > MAX_LINE {
            return Err(Failed::Other(LogError::TooLong {
                bytes: line.len() as u64,
            }));
        }
        if memchr::memchr(b'\n', line).is_some() || position > MAX_POSITION {
            let what = "the text of an event is not canonical, or the log is full";
            return Err(io::Error::new(io::ErrorKind::InvalidInput, what).into());
        }
        lines.leaves.push(merkle::leaf_hash(line));
        lines.text.push('\n');
    }
    Ok(lines)
}

/// Writes the lines of one commit; the frontier after it, or `None` if there was no entry.
fn write_lines(
    tail: &mut Tail<'_>,
    head: &Head,
    form: &Form,
    entries: &mut NewEntries<'_>,
    sign: &dyn Fn(&Commit) -> Option<String>,
) -> Result<Option<Frontier>, Failed> {
    let mut frontier = head.frontier.clone();
    let mut after = head.position;
    crew::in_order(
        &mut || draw(entries, &mut after),
        &|| |piece| lines(piece, form),
        &mut |lines: Result<Lines, Failed>| {
            let lines = lines?;
            lines
                .leaves
                .into_iter()
                .for_each(|leaf| frontier.push(leaf));
            Ok(tail.lines(lines.text.as_bytes())?)
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
    Ok(Some(frontier))
}
