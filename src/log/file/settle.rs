//! Settling the tail of a log before something is appended: what is whole is kept, the rest
//! moved to `recovered/` (`schema/log-format.md` §10). Touches only bytes beyond the head;
//! refuses to touch anything when the log is damaged or short.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::disk::{Disk, Window, read_full};
use super::head::{self, Slot};
use super::survey::Survey;
use super::{HEAD, RECOVERED};
use crate::log::LogError;

/// Bytes copied at once.
const CHUNK: usize = 1 << 20;

/// What opening a log met beyond its head, and what a writer did about it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recovery {
    /// Entries of whole commits that were found beyond the head, and stand.
    pub kept: u64,
    /// Bytes after the last whole commit: a torn tail, or (to a reader) an append under way.
    pub torn: u64,
    /// Where a writer moved the torn tail.
    pub moved: Option<PathBuf>,
    /// Neither slot of `head` was valid: a lost end cannot be ruled out.
    pub head_lost: bool,
    /// The whole log was hashed, because somebody else had touched it or the head was lost.
    pub rechecked: bool,
}

/// Syncs a directory, so that a file made in it is found again. Systems that cannot open a
/// directory need no such sync.
pub fn sync_dir(dir: &Path) -> Result<(), LogError> {
    if cfg!(unix) {
        File::open(dir)
            .and_then(|dir| dir.sync_all())
            .map_err(|error| LogError::io("sync", dir, error))?;
    }
    Ok(())
}

/// A log file about to be settled.
pub struct Settling<'a> {
    /// The store directory.
    pub dir: &'a Path,
    /// Path of the log file.
    pub path: &'a Path,
    /// The log file.
    pub disk: &'a dyn Disk,
    /// The head file.
    pub head_file: &'a dyn Disk,
}

impl Settling<'_> {
    /// Keeps the whole commits beyond `slot`, moves the torn rest away, and writes a slot.
    /// Returns the new slot and where the rest went.
    pub fn settle(
        &self,
        log: uuid::Uuid,
        slot: Option<&Slot>,
        found: &Survey,
    ) -> Result<(Slot, Option<PathBuf>), LogError> {
        if let Some(slot) = slot.filter(|slot| slot.head.bytes < found.head.bytes) {
            self.rewrite(slot.head.bytes, found.head.bytes)
                .map_err(|error| LogError::io("write", self.path, error))?;
        }
        let moved = if found.torn > 0 {
            let end = found.stat.len;
            let moved = self.move_away(found.head.position, found.head.bytes, end)?;
            self.disk
                .set_len(found.head.bytes)
                .map_err(|error| LogError::io("write", self.path, error))?;
            Some(moved)
        } else {
            None
        };
        self.disk
            .sync()
            .map_err(|error| LogError::io("sync", self.path, error))?;
        let slot = self.write_slot(log, slot, found)?;
        Ok((slot, moved))
    }

    /// Writes the next slot for what was found.
    fn write_slot(
        &self,
        log: uuid::Uuid,
        slot: Option<&Slot>,
        found: &Survey,
    ) -> Result<Slot, LogError> {
        let stat = self
            .disk
            .stat()
            .map_err(|error| LogError::io("read", self.path, error))?;
        let next = Slot {
            log,
            sequence: slot.map_or(0, |slot| slot.sequence.saturating_add(1)),
            head: found.head.clone(),
            modified: stat.modified,
        };
        head::write(self.head_file, &next)
            .map_err(|error| LogError::io("write", &self.dir.join(HEAD), error))?;
        Ok(next)
    }

    /// Writes bytes back to where they stand: after a failed sync some systems take unwritten
    /// pages for clean, and syncing again would then do nothing.
    fn rewrite(&self, from: u64, to: u64) -> io::Result<()> {
        let mut at = from;
        while at < to {
            let size = usize::try_from(to - at).unwrap_or(CHUNK).min(CHUNK);
            let mut bytes = vec![0; size];
            let count = read_full(self.disk, &mut bytes, at)?;
            let Some(read) = bytes.get(..count).filter(|read| !read.is_empty()) else {
                break;
            };
            self.disk.write_all_at(read, at)?;
            at += count as u64;
        }
        Ok(())
    }

    /// Copies a torn tail to `recovered/<position>-<n>.jsonl`, durably.
    fn move_away(&self, position: u64, from: u64, to: u64) -> Result<PathBuf, LogError> {
        let folder = self.dir.join(RECOVERED);
        fs::create_dir_all(&folder).map_err(|error| LogError::io("create", &folder, error))?;
        sync_dir(self.dir)?;
        let (path, mut file) = create_free(&folder, position)?;
        io::copy(&mut Window::new(self.disk, from, to), &mut file)
            .and_then(|_| file.flush())
            .and_then(|()| file.sync_all())
            .map_err(|error| LogError::io("write", &path, error))?;
        sync_dir(&folder)?;
        Ok(path)
    }
}

/// Makes the first free of `<position>-1.jsonl`, `<position>-2.jsonl`, …
fn create_free(folder: &Path, position: u64) -> Result<(PathBuf, File), LogError> {
    let mut number = 1_u64;
    loop {
        let path = folder.join(format!("{position}-{number}.jsonl"));
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(file) => return Ok((path, file)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => number += 1,
            Err(error) => return Err(LogError::io("create", &path, error)),
        }
    }
}
