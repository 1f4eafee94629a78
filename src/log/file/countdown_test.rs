//! Every single thing that a writer asks of its two files made to fail in turn, in several
//! ways: opening, settling a tail, appending. What was acknowledged must be there afterwards,
//! commits must be whole, and the next writer must be able to go on; and all that again after
//! a loss of power, which leaves of the log only what a sync has reached (a failed one loses
//! the bytes for good, as some systems do).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
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

/// What of a file would be there after a loss of power.
#[derive(Default)]
struct Power {
    durable: Vec<u8>,
    /// Written since the last sync: from where, up to where.
    dirty: Vec<(u64, u64)>,
}

impl Power {
    /// A sync that failed: what it should have written counts as written, and never will be.
    fn forget(&mut self) {
        self.dirty.clear();
    }

    fn reached(&mut self, file: &File) -> io::Result<()> {
        let now = file.metadata()?.len();
        self.durable.resize(usize::try_from(now).unwrap(), 0);
        for (from, to) in std::mem::take(&mut self.dirty) {
            let (from, to) = (from.min(now) as usize, to.min(now) as usize);
            let part = &mut self.durable[from..to];
            super::disk::read_full(file, part, from as u64)?;
        }
        Ok(())
    }
}

struct Counted {
    file: File,
    plan: Arc<Plan>,
    /// Of the log; nothing is asked of `head` after a loss of power but what it was at last.
    power: Option<Arc<Mutex<Power>>>,
}

impl Counted {
    fn wrote(&self, from: u64, count: usize) {
        if let Some(power) = &self.power {
            let range = (from, from + count as u64);
            power.lock().unwrap().dirty.push(range);
        }
    }
}

impl Disk for Counted {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        let nothing = || Ok(());
        self.plan
            .call(nothing, || Disk::read_at(&self.file, buffer, offset))
    }
    fn write_all_at(&self, bytes: &[u8], offset: u64) -> io::Result<()> {
        let write = |bytes: &[u8]| {
            self.wrote(offset, bytes.len());
            Disk::write_all_at(&self.file, bytes, offset)
        };
        let half = &bytes[..bytes.len() / 2];
        self.plan.call(|| write(half), || write(bytes))
    }
    fn set_len(&self, len: u64) -> io::Result<()> {
        let half = || {
            let now = self.file.metadata()?.len();
            self.file.set_len(len + now.saturating_sub(len) / 2)
        };
        self.plan.call(half, || self.file.set_len(len))
    }
    fn sync(&self) -> io::Result<()> {
        let synced = self.plan.call(|| Ok(()), || Ok(()));
        if let Some(power) = &self.power {
            let mut power = power.lock().unwrap();
            match &synced {
                Ok(()) => power.reached(&self.file)?,
                Err(_) => power.forget(),
            }
        }
        synced
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

/// Three commits, or three groups of two that share a write and a sync; of some groups the first
/// commit is written before the second, to be read.
fn append_some(log: &mut FileLog, grouped: bool, acknowledged: &mut u64) {
    // Again after a failure too: a writer that goes on must know what it does.
    for turn in 0..3 {
        if !grouped {
            if let Ok(position) = append(log) {
                assert!(position > *acknowledged);
                *acknowledged = position;
            }
            continue;
        }
        log.hold();
        let first = append(log);
        if turn == 1 && log.write_held().is_ok() && first.is_ok() {
            let last = log.head().position;
            let mut seen = 0;
            let _ = log.read(START, &mut |read| {
                seen = read.entry.position;
                Ok(())
            });
            assert!(seen <= last);
        }
        let appended = [first, append(log)].into_iter().flatten().last();
        if log.release().is_ok()
            && let Some(position) = appended
        {
            assert!(position > *acknowledged);
            *acknowledged = position;
        }
    }
}

/// Opens a writer over files that fail as planned, and appends three times.
fn write(
    dir: &Path,
    plan: &Arc<Plan>,
    power: &Arc<Mutex<Power>>,
    grouped: bool,
    acknowledged: &mut u64,
) {
    let opened = AtomicU64::new(0);
    // The log is opened first, then the head.
    let wrap = |file| -> Box<dyn Disk> {
        let is_log = opened.fetch_add(1, Ordering::Relaxed) == 0;
        Box::new(Counted {
            file,
            plan: Arc::clone(plan),
            power: is_log.then(|| Arc::clone(power)),
        })
    };
    if let Ok(mut log) = FileLog::open_writer_on(dir, Duration::from_secs(10), &wrap) {
        append_some(&mut log, grouped, acknowledged);
    }
}

fn plan(fails: u64, way: Way) -> Arc<Plan> {
    Arc::new(Plan {
        calls: AtomicU64::new(0),
        fails,
        way,
    })
}

/// What a fresh reader and the next writer find.
fn check(dir: &Path, acknowledged: u64, case: &str) {
    let there = read(dir);
    assert!(
        there >= acknowledged,
        "{case}: {acknowledged} were acknowledged, {there} are there"
    );
    let mut log = FileLog::open_writer(dir, Duration::from_secs(10))
        .unwrap_or_else(|error| panic!("{case}: the next writer: {error}"));
    assert!(log.head().position >= acknowledged, "{case}");
    let after = append(&mut log).unwrap();
    assert!(after >= there + 2, "{case}");
    assert_eq!(read(dir), after, "{case}");
}

/// A copy of a store whose log is what a loss of power leaves of it.
fn after_power_loss(dir: &Path, power: &Mutex<Power>, head: &[u8]) -> tempfile::TempDir {
    let copy = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir());
    let copy = copy.unwrap();
    for file in ["log.jsonl", "lock"] {
        fs::copy(dir.join(file), copy.path().join(file)).unwrap();
    }
    fs::write(copy.path().join(LOG), &power.lock().unwrap().durable).unwrap();
    fs::write(copy.path().join("head"), head).unwrap();
    copy
}

/// One run in which call number `fails` fails; whether it was reached.
fn run(tail: &str, fails: u64, way: Way, grouped: bool) -> bool {
    let dir = prepared(tail);
    let old_head = fs::read(dir.path().join("head")).unwrap();
    // Beyond an old head nothing was acknowledged, and no sync need have reached it.
    let (mut acknowledged, mut durable) = (4, fs::read(dir.path().join(LOG)).unwrap());
    if tail != "none" {
        acknowledged = 2;
        let text = String::from_utf8(durable.clone()).unwrap();
        let second = text.match_indices("{\"commit\"").next().unwrap().0;
        let end = second + text[second..].find('\n').unwrap() + 1;
        durable[end..].fill(0);
    }
    let power = Arc::new(Mutex::new(Power {
        durable,
        dirty: Vec::new(),
    }));
    let case = format!("tail {tail}, call {fails}, {way:?}, grouped {grouped}");
    let planned = plan(fails, way);
    write(dir.path(), &planned, &power, grouped, &mut acknowledged);
    let head = fs::read(dir.path().join("head")).unwrap();
    for (name, head) in [("its head", &head), ("the old head", &old_head)] {
        let lost = after_power_loss(dir.path(), &power, head);
        check(
            lost.path(),
            acknowledged,
            &format!("{case}, power lost, {name}"),
        );
    }
    // The next writer, over files that work again; then the power goes.
    let plan = plan(u64::MAX, way);
    write(dir.path(), &plan, &power, grouped, &mut acknowledged);
    let head = fs::read(dir.path().join("head")).unwrap();
    let lost = after_power_loss(dir.path(), &power, &head);
    check(
        lost.path(),
        acknowledged,
        &format!("{case}, then power lost"),
    );
    check(dir.path(), acknowledged, &case);
    planned.calls.load(Ordering::Relaxed) >= fails
}

#[test]
fn whatever_call_fails_nothing_acknowledged_is_lost() {
    let mut failed = 0;
    for tail in ["none", "kept", "torn"] {
        for (way, grouped) in WAYS.iter().flat_map(|way| [(*way, false), (*way, true)]) {
            let mut number = 1;
            while run(tail, number, way, grouped) {
                number += 1;
            }
            assert!(number > 10, "{tail}: only {number} calls");
            failed += number - 1;
        }
    }
    println!(
        "torture: {failed} calls of a writer to its files made to fail, each in turn, in 6 ways, and the power lost after each: nothing acknowledged was lost"
    );
}
