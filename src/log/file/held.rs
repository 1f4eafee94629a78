//! Commits that share one write and one sync. Owns what of them is not in the file yet, and that
//! they stand or fall together: none may be acknowledged before all are durable.

use super::FileLog;
use super::append::{Failed, Tail};
use crate::log::{Head, LogError};

/// Commits of a group, in order.
#[derive(Debug, Default)]
pub(super) struct Held {
    /// The head before the first of them.
    before: Option<Head>,
    /// Their lines that are not in the file yet.
    lines: Vec<u8>,
    /// Whether bytes of them may have reached the file.
    touched: bool,
    /// Whether they were given up.
    failed: bool,
}

impl Held {
    /// Whether there is none.
    pub(super) fn is_empty(&self) -> bool {
        self.before.is_none()
    }

    /// Lets the lines of a commit go behind those that are held.
    pub(super) fn begin(&mut self, head: &Head, tail: &mut Tail<'_>) {
        self.before.get_or_insert_with(|| head.clone());
        tail.at -= self.lines.len() as u64;
        tail.buffer = std::mem::take(&mut self.lines);
    }

    /// Takes them back, with those of the commit.
    pub(super) fn take(&mut self, lines: Vec<u8>, touched: bool) {
        self.lines = lines;
        self.touched |= touched;
    }
}

impl FileLog {
    /// From here on commits are neither written nor durable until [`FileLog::release`]: they
    /// share one write and one sync. None of them may be acknowledged before, and what reads
    /// the log through this handle must ask [`FileLog::write_held`] first.
    pub fn hold(&mut self) {
        self.held.get_or_insert_with(Held::default);
    }

    /// Writes what is held, so that it can be read; it is not durable yet.
    ///
    /// # Errors
    /// `NotWritten`: then all that is held was given up.
    pub fn write_held(&mut self) -> Result<(), LogError> {
        let Some(mut held) = self.held.take() else {
            return Ok(());
        };
        let written = self.stand(&held).and_then(|()| self.flush(&mut held));
        self.held = Some(held);
        written
    }

    /// Makes durable what was appended since [`FileLog::hold`]; when it returns, all of it may be
    /// acknowledged.
    ///
    /// # Errors
    /// `NotWritten` if nothing of it stands; `Io` if that is not known: then this writer appends
    /// no more.
    pub fn release(&mut self) -> Result<(), LogError> {
        let Some(mut held) = self.held.take() else {
            return Ok(());
        };
        self.stand(&held)?;
        let Some(before) = held.before.clone() else {
            return Ok(());
        };
        if before == self.head {
            return Ok(());
        }
        self.flush(&mut held)?;
        self.make_durable().inspect_err(|_| self.head = before)
    }

    /// An error if what is held was given up.
    pub(super) fn stand(&self, held: &Held) -> Result<(), LogError> {
        if !held.failed {
            return Ok(());
        }
        if self.writer.as_ref().is_none_or(|writer| writer.poisoned) {
            return Err(LogError::Poisoned);
        }
        let what = "a commit that was to be written with it could not be";
        Err(LogError::NotWritten {
            path: self.path.display().to_string(),
            source: std::io::Error::other(what),
        })
    }

    fn flush(&mut self, held: &mut Held) -> Result<(), LogError> {
        if held.lines.is_empty() {
            return Ok(());
        }
        let mut tail = Tail {
            disk: &*self.disk,
            at: self.head.bytes,
            buffer: Vec::new(),
            touched: held.touched,
        };
        held.begin(&self.head, &mut tail);
        let written = tail.flush();
        held.take(Vec::new(), true);
        written.map_err(|error| self.undo(held, Failed::Write(error)))
    }

    /// Gives up all that is held: the log is what it was before the first of them.
    pub(super) fn undo(&mut self, held: &mut Held, failed: Failed) -> LogError {
        if let Some(before) = &held.before {
            self.head = before.clone();
        }
        held.failed = true;
        held.lines.clear();
        self.cut_back(failed, held.touched)
    }
}
