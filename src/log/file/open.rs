//! Making, opening and accepting a log file. Readers take no lock and need no right to
//! write; writers hold the lock until they are dropped, and settle a tail before anything
//! else. Refuses to write to a log that is damaged or short of its head.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::disk::Disk;
use super::head::{self, Slot};
use super::settle::{Settling, sync_dir};
use super::survey::{self, First, Survey, Trouble};
use super::{FileLog, HEAD, LOCK, LOG, Recovery, Writer, lock};
use crate::log::codec;
use crate::log::{Head, Header, LogError};
use crate::merkle::Frontier;

/// What `verify --accept-head` did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// Where the log ends now.
    pub head: Head,
    /// Position that `head` spoke of before; `None` if the head was lost.
    pub before: Option<u64>,
    /// Where bytes after the last whole commit were moved.
    pub moved: Option<PathBuf>,
}

/// A disk over an opened file; tests put faults in here.
type Wrap<'a> = &'a dyn Fn(File) -> Box<dyn Disk>;

fn plain(file: File) -> Box<dyn Disk> {
    Box::new(file)
}

impl FileLog {
    /// Makes the files of a new, empty log in `dir`, which must exist: `log.jsonl`, `head`,
    /// `lock`, `evidence/`, `cache/`; all durable when it returns. (`dateline.toml`, which
    /// makes the directory a store, is the caller's, afterwards.)
    ///
    /// # Errors
    /// `Io`, also if there is a `log.jsonl` already.
    pub fn create(dir: &Path, header: &Header) -> Result<(), LogError> {
        let made = make(dir, header);
        made.inspect_err(|error| {
            // What was there before is somebody else's.
            let taken = |source: &io::Error| source.kind() == io::ErrorKind::AlreadyExists;
            if !matches!(error, LogError::Io { source, .. } if taken(source)) {
                FileLog::unmake(dir);
            }
        })
    }

    /// Removes what [`FileLog::create`] has just made in a directory that did not become a
    /// store: half a store would be in the way of the next try. What cannot be removed stays.
    pub fn unmake(dir: &Path) {
        for file in [LOG, HEAD, LOCK] {
            let _ = fs::remove_file(dir.join(file));
        }
        for folder in ["evidence", "cache"] {
            let _ = fs::remove_dir(dir.join(folder));
        }
    }

    /// Opens a log for reading: no lock, no right to write. A tail beyond the head is looked
    /// at, the rest is hashed when it is read.
    ///
    /// # Errors
    /// `Io`; `Newer`, `Damaged` or `Lost` only if there is no readable header line (else
    /// they show in [`FileLog::trouble`] and at the end of a read).
    pub fn open_reader(dir: &Path) -> Result<FileLog, LogError> {
        let head_path = dir.join(HEAD);
        let head_file = match File::open(&head_path) {
            Ok(file) => Some(file),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(LogError::io("open", &head_path, error)),
        };
        // The head before the log: the log may only have grown in between.
        let slots = match &head_file {
            Some(file) => {
                head::read(file).map_err(|error| LogError::io("read", &head_path, error))?
            }
            None => Vec::new(),
        };
        let path = dir.join(LOG);
        let file = File::open(&path).map_err(|error| LogError::io("open", &path, error))?;
        let disk = plain(file);
        let (first, slot, survey) = look(&*disk, slots, &path, false)?;
        Ok(FileLog::assemble(dir, disk, first, slot, &survey, None))
    }

    /// Opens a log for writing: takes the lock (waiting up to `patience`), checks that the
    /// log is what `head` says, and settles a tail. See [`FileLog::recovery`].
    ///
    /// # Errors
    /// `Locked`, `Io`, `Newer`, `Damaged`, `Lost`.
    pub fn open_writer(dir: &Path, patience: Duration) -> Result<FileLog, LogError> {
        FileLog::open_writer_on(dir, patience, &plain)
    }

    pub(super) fn open_writer_on(
        dir: &Path,
        patience: Duration,
        wrap: Wrap<'_>,
    ) -> Result<FileLog, LogError> {
        let (mut log, survey) = FileLog::open_locked(dir, patience, wrap)?;
        if let Some(trouble) = &log.trouble {
            return Err(trouble.clone().into());
        }
        log.settle(&survey)?;
        Ok(log)
    }

    /// Takes the log as it is found for the log, on purpose: a log restored from an older
    /// copy, or one whose head is lost. What follows its last sound commit is moved to
    /// `recovered/`, and the new head is durable when this returns.
    ///
    /// # Errors
    /// `Damaged` if something is wrong before a valid head (restore a copy first), and what
    /// [`FileLog::open_writer`] gives but `Lost`.
    pub fn accept_head(dir: &Path, patience: Duration) -> Result<Accepted, LogError> {
        let (mut log, survey) = FileLog::open_locked(dir, patience, &plain)?;
        let before = log.slot.as_ref().map(|slot| slot.head.position);
        match (&log.trouble, before) {
            (Some(trouble @ Trouble::Damaged(..)), Some(_))
            | (Some(trouble @ Trouble::Newer(_)), _) => return Err(trouble.clone().into()),
            (Some(_), _) => log.trouble = None,
            (None, _) => {}
        }
        let found = log.resurvey(survey)?;
        log.write_settled(&found)?;
        if let Some(writer) = &log.writer {
            let path = dir.join(HEAD);
            writer
                .head_file
                .sync()
                .map_err(|error| LogError::io("sync", &path, error))?;
        }
        Ok(Accepted {
            head: log.head.clone(),
            before,
            moved: log.recovery.moved.clone(),
        })
    }

    fn open_locked(
        dir: &Path,
        patience: Duration,
        wrap: Wrap<'_>,
    ) -> Result<(FileLog, Survey), LogError> {
        let path = dir.join(LOG);
        // The log first: a directory that holds none must not be given a lock file.
        let file = OpenOptions::new().read(true).write(true).open(&path);
        let disk = wrap(file.map_err(|error| LogError::io("open", &path, error))?);
        let lock = lock::take(&dir.join(LOCK), patience)?;
        let head_path = dir.join(HEAD);
        let head_file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&head_path)
            .map_err(|error| LogError::io("open", &head_path, error))?;
        let head_file = wrap(head_file);
        let slots =
            head::read(&*head_file).map_err(|error| LogError::io("read", &head_path, error))?;
        let (first, slot, survey) = look(&*disk, slots, &path, true)?;
        let writer = Writer {
            _lock: lock,
            head_file,
            poisoned: false,
            seen: survey.stat,
        };
        let log = FileLog::assemble(dir, disk, first, slot, &survey, Some(writer));
        Ok((log, survey))
    }

    fn assemble(
        dir: &Path,
        disk: Box<dyn Disk>,
        first: First,
        slot: Option<Slot>,
        survey: &Survey,
        writer: Option<Writer>,
    ) -> FileLog {
        FileLog {
            dir: dir.to_owned(),
            path: dir.join(LOG),
            disk,
            first,
            recovery: Recovery {
                kept: survey.kept,
                torn: survey.torn,
                moved: None,
                head_lost: slot.is_none(),
                rechecked: survey.whole,
            },
            slot,
            head: survey.head.clone(),
            trouble: survey.trouble.clone(),
            writer,
            held: None,
            signer: None,
        }
    }

    /// Settles a tail or a lost head; does nothing when the log is as its head says.
    pub(super) fn settle(&mut self, found: &Survey) -> Result<(), LogError> {
        if found.kept > 0 || found.torn > 0 || self.slot.is_none() {
            self.write_settled(found)?;
            self.recovery.kept = found.kept;
            self.recovery.torn = found.torn;
        }
        Ok(())
    }

    fn write_settled(&mut self, found: &Survey) -> Result<(), LogError> {
        let Some(writer) = &mut self.writer else {
            return Err(LogError::Poisoned);
        };
        let settling = Settling {
            dir: &self.dir,
            path: &self.path,
            disk: &*self.disk,
            head_file: &*writer.head_file,
        };
        let (slot, moved) = settling.settle(self.first.header.id, self.slot.as_ref(), found)?;
        writer.seen = super::disk::Stat {
            len: slot.head.bytes,
            modified: slot.modified,
        };
        self.head = slot.head.clone();
        self.slot = Some(slot);
        self.recovery.moved = moved;
        Ok(())
    }

    /// Looks at the whole log again, unless that was just done.
    fn resurvey(&self, survey: Survey) -> Result<Survey, LogError> {
        if survey.whole {
            return Ok(survey);
        }
        let slot = self.slot.as_ref();
        let found = survey::whole(&*self.disk, &self.first, slot, survey.stat, &self.path)?;
        match &found.trouble {
            Some(trouble) => Err(trouble.clone().into()),
            None => Ok(found),
        }
    }
}

/// Makes the files of an empty log, in the order in which they may be found after a crash.
fn make(dir: &Path, header: &Header) -> Result<(), LogError> {
    for folder in ["evidence", "cache"] {
        let folder = dir.join(folder);
        fs::create_dir_all(&folder).map_err(|error| LogError::io("create", &folder, error))?;
    }
    let mut line = codec::encode_header(header).into_bytes();
    line.push(b'\n');
    let head = Head {
        position: 0,
        bytes: line.len() as u64,
        recorded_at: None,
        frontier: Frontier::new(),
    };
    new_file(&dir.join(LOG), &line)?;
    new_file(&dir.join(HEAD), &head::first(header.id, head))?;
    let path = dir.join(LOCK);
    let opened = OpenOptions::new().create(true).append(true).open(&path);
    opened.map_err(|error| LogError::io("create", &path, error))?;
    sync_dir(dir)
}

/// Reads the header line, drops slots that belong to another log, and surveys the file: as
/// far as a reader must, or (`writes`) as a writer must before it trusts what is there.
fn look(
    disk: &dyn Disk,
    slots: Vec<Slot>,
    path: &Path,
    writes: bool,
) -> Result<(First, Option<Slot>, Survey), LogError> {
    let stat = disk
        .stat()
        .map_err(|error| LogError::io("read", path, error))?;
    let first = survey::first_line(disk, slots.first(), stat, path)?;
    let slot = slots.into_iter().find(|slot| slot.log == first.header.id);
    let survey = match &slot {
        Some(slot) if writes && untouched(slot, stat) => {
            if survey::last_line_fits(disk, &first, slot, path)? {
                Survey {
                    head: slot.head.clone(),
                    kept: 0,
                    torn: 0,
                    trouble: None,
                    stat,
                    whole: false,
                }
            } else {
                survey::whole(disk, &first, Some(slot), stat, path)?
            }
        }
        Some(slot) if !writes && stat.len >= slot.head.bytes => {
            survey::beyond(disk, &first, slot, stat, path)?
        }
        slot => survey::whole(disk, &first, slot.as_ref(), stat, path)?,
    };
    Ok((first, slot, survey))
}

/// Whether length and modification time are what the writer of the slot left.
fn untouched(slot: &Slot, stat: super::disk::Stat) -> bool {
    stat.len == slot.head.bytes && slot.modified.is_some() && slot.modified == stat.modified
}

/// Writes a file that must not exist yet, durably.
fn new_file(path: &Path, bytes: &[u8]) -> Result<(), LogError> {
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(path)
        .map_err(|error| LogError::io("create", path, error))?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    written.map_err(|error| {
        let _ = fs::remove_file(path);
        LogError::io("write", path, error)
    })
}
