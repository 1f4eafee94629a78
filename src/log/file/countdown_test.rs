//! Every single thing that a writer asks of its two files made to fail in turn, in several
//! ways: opening, settling a tail, appending. What was acknowledged must be there afterwards,
//! commits must be whole, and the next writer must be able to go on.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use uuid::Uuid;

use super::disk::{Disk, Stat};
use super::{FileLog, LOG};
use crate::event::when::Instant;
use crate::log::{Header, Log, LogError, NewEntry, START, Stamp};

/// How a call goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// Refused, with this kind of error; nothing is done.
    Refused(io::ErrorKind),
    /// Half of it is done (a short write, a cut to another length), then it is refused.
    Half,
    /// All of it is done, and it says that it failed.
    Denied,
    /// This call and every later one is refused: the disk is gone.
    Gone,
}

const WAYS: [Way; 6] = [
    Way::Refused(io::ErrorKind::Other),
    Way::Refused(io::ErrorKind::StorageFull),
    Way::Refused(io::ErrorKind::Interrupted),
    Way::Half,
    Way::Denied,
    Way::Gone,
];

/// Counts the calls down to the one that fails.
struct Plan {
    calls: AtomicU64,
    fails: u64,
    way: Way,
}

impl Plan {
    /// Makes a call, or lets it fail: `half` does a part of it, `all` the whole.
    fn call<T>(
        &self,
        half: impl FnOnce() -> io::Result<()>,
        all: impl FnOnce() -> io::Result<T>,
    ) -> io::Result<T> {
        let number = self.calls.fetch_add(1, Ordering::Relaxed) + 1;
        let met = number == self.fails || (self.way == Way::Gone && number > self.fails);
        match (met, self.way) {
            (false, _) => all(),
            (true, Way::Refused(kind)) => Err(kind.into()),
            (true, Way::Gone) => Err(io::Error::other("gone")),
            (true, Way::Half) => half().and(Err(io::Error::other("half"))),
            (true, Way::Denied) => all().and(Err(io::Error::other("denied"))),
        }
    }
}

struct Counted {
    file: File,
    plan: Arc<Plan>,
}

impl Disk for Counted {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        let nothing = || Ok(());
        self.plan
            .call(nothing, || Disk::read_at(&self.file, buffer, offset))
    }
    fn write_all_at(&self, bytes: &[u8], offset: u64) -> io::Result<()> {
        let half = || Disk::write_all_at(&self.file, &bytes[..bytes.len() / 2], offset);
        self.plan
            .call(half, || Disk::write_all_at(&self.file, bytes, offset))
    }
    fn set_len(&self, len: u64) -> io::Result<()> {
        let half = || {
            let now = self.file.metadata()?.len();
            self.file.set_len(len + now.saturating_sub(len) / 2)
        };
        self.plan.call(half, || self.file.set_len(len))
    }
    fn sync(&self) -> io::Result<()> {
        self.plan.call(|| Ok(()), || self.file.sync_data())
    }
    fn stat(&self) -> io::Result<Stat> {
        self.plan.call(|| Ok(()), || Disk::stat(&self.file))
    }
}

/// Commits of two entries each: a reader that sees an odd number sees half of one.
fn append(log: &mut FileLog) -> Result<u64, LogError> {
    let from = log.head().position;
    let stamp = Stamp {
        recorded_at: Instant(1_000_000 + from as i64),
        recorded_by: "desk".to_owned(),
    };
    let mut entries = (1..=2).map(|number| {
        Ok(NewEntry {
            id: Uuid::from_u128(u128::from(from + number)),
            event: format!(r#"{{"kind":"dispute","note":"{}"}}"#, from + number),
        })
    });
    log.append(from, &stamp, &mut entries)
        .map(|head| head.position)
}

/// The position up to which a fresh reader reads; all must be whole and in order.
fn read(dir: &Path) -> u64 {
    let log = FileLog::open_reader(dir).unwrap();
    let mut count = 0;
    log.read(START, &mut |read| {
        count += 1;
        assert_eq!(read.entry.id.as_u128(), u128::from(count));
        Ok(())
    })
    .unwrap();
    assert_eq!(count % 2, 0, "half a commit was read");
    count
}

/// A store of two commits, then what a crash may leave beyond the head.
fn prepared(tail: &str) -> tempfile::TempDir {
    // In memory where there is such a place: a thousand stores are made and synced.
    let dir = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir());
    let dir = dir.unwrap();
    let header = Header {
        id: Uuid::from_u128(1 << 80),
        origin: "example.org/desk".to_owned(),
        created_at: Instant(0),
    };
    FileLog::create(dir.path(), &header).unwrap();
    let mut log = FileLog::open_writer(dir.path(), Duration::from_secs(10)).unwrap();
    append(&mut log).unwrap();
    let old = fs::read(dir.path().join("head")).unwrap();
    append(&mut log).unwrap();
    drop(log);
    if tail != "none" {
        // The commit before, as after a crash in which the slot never reached the disk.
        fs::write(dir.path().join("head"), old).unwrap();
    }
    if tail == "torn" {
        let path = dir.path().join(LOG);
        let mut bytes = fs::read(&path).unwrap();
        bytes.extend_from_slice(b"{\"entry\":{\"event\":{\"kind\":\"disp");
        fs::write(path, bytes).unwrap();
    }
    dir
}

/// One run in which call number `fails` fails; whether it was reached.
fn run(tail: &str, fails: u64, way: Way) -> bool {
    let dir = prepared(tail);
    let plan = Arc::new(Plan {
        calls: AtomicU64::new(0),
        fails,
        way,
    });
    let mut acknowledged = 4;
    let wrap = |file| -> Box<dyn Disk> {
        Box::new(Counted {
            file,
            plan: Arc::clone(&plan),
        })
    };
    let case = format!("tail {tail}, call {fails}, {way:?}");
    if let Ok(mut log) = FileLog::open_writer_on(dir.path(), Duration::from_secs(10), &wrap) {
        // Twice, so that a writer that goes on after a failure is tried too.
        for _ in 0..3 {
            let before = acknowledged;
            if let Ok(position) = append(&mut log) {
                acknowledged = position;
            }
            assert!(acknowledged >= before, "{case}");
        }
    }
    let there = read(dir.path());
    assert!(
        there >= acknowledged,
        "{case}: {acknowledged} were acknowledged, {there} are there"
    );
    let mut log = FileLog::open_writer(dir.path(), Duration::from_secs(10))
        .unwrap_or_else(|error| panic!("{case}: the next writer: {error}"));
    assert!(log.head().position >= acknowledged, "{case}");
    let after = append(&mut log).unwrap();
    assert!(after >= there + 2, "{case}");
    assert_eq!(read(dir.path()), after, "{case}");
    plan.calls.load(Ordering::Relaxed) >= fails
}

#[test]
fn whatever_call_fails_nothing_acknowledged_is_lost() {
    let mut failed = 0;
    for tail in ["none", "kept", "torn"] {
        for way in WAYS {
            let mut number = 1;
            while run(tail, number, way) {
                number += 1;
            }
            assert!(number > 10, "{tail}: only {number} calls");
            failed += number - 1;
        }
    }
    println!(
        "torture: {failed} calls of a writer to its files made to fail, each in turn, in 6 ways: nothing acknowledged was lost"
    );
}
