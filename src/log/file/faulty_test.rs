//! A disk that is full, fails to sync or fails to cut, put under a writer. After each failure
//! the log must be what it was, or the writer must refuse to go on.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use uuid::Uuid;

use super::disk::{Disk, Stat};
use super::{FileLog, HEAD, LOG};
use crate::event::when::Instant;
use crate::log::{Header, Log, LogError, NewEntry, START, Stamp};

/// What is to go wrong; shared with the disk under the log.
#[derive(Default)]
struct Faults {
    /// Bytes that can still be written, if there is a limit.
    limited: AtomicBool,
    room: AtomicU64,
    no_sync: AtomicBool,
    no_cut: AtomicBool,
}

struct Faulty {
    file: File,
    faults: Arc<Faults>,
}

impl Disk for Faulty {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        self.file.read_at(buffer, offset)
    }
    fn write_all_at(&self, bytes: &[u8], offset: u64) -> io::Result<()> {
        if !self.faults.limited.load(Ordering::Relaxed) {
            return Disk::write_all_at(&self.file, bytes, offset);
        }
        let room = self.faults.room.load(Ordering::Relaxed);
        let fits = (bytes.len() as u64).min(room);
        self.faults.room.store(room - fits, Ordering::Relaxed);
        Disk::write_all_at(&self.file, &bytes[..fits as usize], offset)?;
        if fits == bytes.len() as u64 {
            Ok(())
        } else {
            Err(io::ErrorKind::StorageFull.into())
        }
    }
    fn set_len(&self, len: u64) -> io::Result<()> {
        if self.faults.no_cut.load(Ordering::Relaxed) {
            return Err(io::Error::other("cannot cut"));
        }
        File::set_len(&self.file, len)
    }
    fn sync(&self) -> io::Result<()> {
        if self.faults.no_sync.load(Ordering::Relaxed) {
            return Err(io::Error::other("cannot sync"));
        }
        self.file.sync_data()
    }
    fn stat(&self) -> io::Result<Stat> {
        self.file.stat()
    }
}

struct Case {
    dir: tempfile::TempDir,
    faults: Arc<Faults>,
    log: FileLog,
}

fn writer(dir: &Path, faults: &Arc<Faults>) -> FileLog {
    FileLog::open_writer_on(dir, Duration::from_secs(10), &|file| {
        Box::new(Faulty {
            file,
            faults: Arc::clone(faults),
        })
    })
    .unwrap()
}

/// A log of one entry on a disk that works so far.
fn case() -> Case {
    let dir = tempfile::tempdir().unwrap();
    let header = Header {
        id: Uuid::from_u128(1 << 80),
        origin: "example.org/desk".to_owned(),
        created_at: Instant(0),
    };
    FileLog::create(dir.path(), &header).unwrap();
    let faults = Arc::new(Faults::default());
    let mut log = writer(dir.path(), &faults);
    append(&mut log, 1).unwrap();
    Case { dir, faults, log }
}

fn append(log: &mut FileLog, count: u64) -> Result<(), LogError> {
    let from = log.head().position;
    let stamp = Stamp {
        recorded_at: Instant(1_000_000 + from as i64),
        recorded_by: "desk".to_owned(),
    };
    let mut entries = (1..=count).map(|number| {
        Ok(NewEntry {
            id: Uuid::from_u128(u128::from(from + number)),
            event: format!(r#"{{"kind":"dispute","note":"{number}"}}"#),
        })
    });
    log.append(from, &stamp, &mut entries).map(|_| ())
}

fn count(log: &FileLog) -> u64 {
    let mut count = 0;
    log.read(START, &mut |_| {
        count += 1;
        Ok(())
    })
    .unwrap();
    count
}

#[test]
fn a_full_disk_leaves_the_log_as_it_was_wherever_it_fills() {
    let mut case = case();
    let before = fs::read(case.dir.path().join(LOG)).unwrap();
    // Larger than the writer's buffer, so that it fills in one of several writes.
    for room in [0, 1, 100, 262_144, 262_145, 400_000, 500_000] {
        case.faults.room.store(room, Ordering::Relaxed);
        case.faults.limited.store(true, Ordering::Relaxed);
        let error = append(&mut case.log, 3000).unwrap_err();
        assert!(matches!(error, LogError::NotWritten { .. }), "{error}");
        assert!(error.to_string().contains("nothing was recorded"));
        assert_eq!(fs::read(case.dir.path().join(LOG)).unwrap(), before);
        assert_eq!(count(&case.log), 1);
        assert_eq!(count(&FileLog::open_reader(case.dir.path()).unwrap()), 1);
    }
    case.faults.limited.store(false, Ordering::Relaxed);
    append(&mut case.log, 2).unwrap();
    drop(case.log);
    let log = writer(case.dir.path(), &case.faults);
    assert_eq!(log.head().position, 3);
    assert!(
        !log.recovery().rechecked,
        "cutting back keeps the head's stamp right"
    );
}

#[test]
fn a_failed_sync_poisons_and_the_next_writer_settles() {
    let mut case = case();
    let head = fs::read(case.dir.path().join(HEAD)).unwrap();
    case.faults.no_sync.store(true, Ordering::Relaxed);
    let error = append(&mut case.log, 2).unwrap_err();
    assert!(
        matches!(error, LogError::Io { action: "sync", .. }),
        "{error}"
    );
    assert_eq!(fs::read(case.dir.path().join(HEAD)).unwrap(), head);
    case.faults.no_sync.store(false, Ordering::Relaxed);
    assert!(matches!(append(&mut case.log, 1), Err(LogError::Poisoned)));
    drop(case.log);
    let log = writer(case.dir.path(), &case.faults);
    assert_eq!(log.recovery().kept, 2);
    assert_eq!(log.head().position, 3);
    drop(log);
    let log = writer(case.dir.path(), &case.faults);
    assert_eq!((log.recovery().kept, count(&log)), (0, 3));
}

#[test]
fn a_disk_that_is_full_and_cannot_be_cut_poisons() {
    let mut case = case();
    case.faults.room.store(50, Ordering::Relaxed);
    case.faults.limited.store(true, Ordering::Relaxed);
    case.faults.no_cut.store(true, Ordering::Relaxed);
    let error = append(&mut case.log, 1).unwrap_err();
    assert!(
        matches!(
            error,
            LogError::Io {
                action: "write",
                ..
            }
        ),
        "{error}"
    );
    assert!(matches!(append(&mut case.log, 1), Err(LogError::Poisoned)));
    assert_eq!(count(&FileLog::open_reader(case.dir.path()).unwrap()), 1);
    drop(case.log);
    case.faults.limited.store(false, Ordering::Relaxed);
    case.faults.no_cut.store(false, Ordering::Relaxed);
    let mut log = writer(case.dir.path(), &case.faults);
    assert_eq!(log.recovery().torn, 50);
    append(&mut log, 1).unwrap();
    assert_eq!(count(&log), 2);
}

#[test]
fn a_head_that_cannot_be_written_costs_no_commit() {
    let mut case = case();
    if let Some(writer) = &mut case.log.writer {
        let file = File::open(case.dir.path().join(HEAD)).unwrap();
        writer.head_file = Box::new(file);
    }
    append(&mut case.log, 2).unwrap();
    append(&mut case.log, 1).unwrap();
    drop(case.log);
    let log = FileLog::open_reader(case.dir.path()).unwrap();
    assert_eq!((log.recovery().kept, count(&log)), (3, 4));
}

/// Somebody without the lock appends garbage between two appends of one writer.
#[test]
fn a_change_under_an_open_writer_is_noticed() {
    let mut case = case();
    let path = case.dir.path().join(LOG);
    let mut bytes = fs::read(&path).unwrap();
    let whole = bytes.len();
    bytes.extend_from_slice(b"scribble");
    fs::write(&path, &bytes).unwrap();
    append(&mut case.log, 1).unwrap();
    assert_eq!((case.log.recovery().torn, count(&case.log)), (8, 2));
    fs::write(&path, &bytes[..whole - 5]).unwrap();
    assert!(matches!(
        append(&mut case.log, 1),
        Err(LogError::Lost { .. })
    ));
}

/// Commits that share a write: on a full disk none of them stands, wherever it fills, and the log is
/// what it was; the next group is written.
#[test]
fn a_group_on_a_full_disk_leaves_the_log_as_it_was() {
    let mut case = case();
    let before = fs::read(case.dir.path().join(LOG)).unwrap();
    for (room, first) in [(0, 1), (100, 1), (700, 1), (300_000, 3000), (10, 3000)] {
        for read_between in [false, true] {
            case.faults.room.store(room, Ordering::Relaxed);
            case.faults.limited.store(true, Ordering::Relaxed);
            case.log.hold();
            let mut told = vec![append(&mut case.log, first)];
            if read_between {
                told.push(case.log.write_held());
            }
            told.push(append(&mut case.log, 2));
            told.push(case.log.release());
            let failed = told.iter().filter_map(|told| told.as_ref().err());
            assert!(told.last().is_some_and(Result::is_err));
            for error in failed {
                assert!(matches!(error, LogError::NotWritten { .. }), "{error}");
            }
            assert_eq!(fs::read(case.dir.path().join(LOG)).unwrap(), before);
            assert_eq!((count(&case.log), case.log.head().position), (1, 1));
        }
    }
    case.faults.limited.store(false, Ordering::Relaxed);
    case.log.hold();
    append(&mut case.log, 2).unwrap();
    append(&mut case.log, 1).unwrap();
    case.log.release().unwrap();
    assert_eq!(count(&case.log), 4);
    drop(case.log);
    let log = writer(case.dir.path(), &case.faults);
    assert_eq!(log.head().position, 4);
    assert!(!log.recovery().rechecked);
}

#[test]
fn a_group_whose_sync_fails_poisons() {
    let mut case = case();
    case.faults.no_sync.store(true, Ordering::Relaxed);
    case.log.hold();
    append(&mut case.log, 2).unwrap();
    append(&mut case.log, 1).unwrap();
    let error = case.log.release().unwrap_err();
    assert!(
        matches!(error, LogError::Io { action: "sync", .. }),
        "{error}"
    );
    assert_eq!(case.log.head().position, 1);
    case.faults.no_sync.store(false, Ordering::Relaxed);
    assert!(matches!(append(&mut case.log, 1), Err(LogError::Poisoned)));
    case.log.hold();
    assert!(matches!(append(&mut case.log, 1), Err(LogError::Poisoned)));
    case.log.release().unwrap();
}

/// Entries drawn in vain leave the others of their group as they are.
#[test]
fn a_commit_that_cannot_be_drawn_leaves_its_group_alone() {
    let mut case = case();
    case.log.hold();
    append(&mut case.log, 2).unwrap();
    let stamp = Stamp {
        recorded_at: Instant(9_000_000),
        recorded_by: "desk".to_owned(),
    };
    let broken = || Err(io::Error::other("no more"));
    let expected = case.log.head().position;
    let error = case
        .log
        .append(expected, &stamp, &mut std::iter::once_with(broken));
    assert!(matches!(error, Err(LogError::NotDrawn { .. })));
    append(&mut case.log, 1).unwrap();
    case.log.release().unwrap();
    assert_eq!(count(&FileLog::open_reader(case.dir.path()).unwrap()), 4);
}
