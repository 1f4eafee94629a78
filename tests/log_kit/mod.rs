//! What the tests of the log share: a header, events, stamps and small stores, all with fixed
//! ids and instants, so that a failure can be read by hand.

pub mod sound;

use std::path::Path;
use std::time::Duration;

use dateline::event::when::Instant;
use dateline::log::file::FileLog;
use dateline::log::{Entry, Header, Log, LogError, NewEntry, START, Stamp};
use uuid::Uuid;

pub const PATIENCE: Duration = Duration::from_secs(10);

pub fn id(number: u64) -> Uuid {
    Uuid::from_u128(0x0198_c000_0000_7000_8000_0000_0000_0000 + u128::from(number))
}

pub fn at(text: &str) -> Instant {
    Instant::from_text(text).unwrap()
}

pub fn header() -> Header {
    Header {
        id: id(1),
        origin: "example.org/treasury-desk".to_owned(),
        created_at: at("2026-01-25T10:00:00.000000Z"),
    }
}

/// The stamp of the commit of that number.
pub fn stamp(number: u64) -> Stamp {
    Stamp {
        recorded_at: Instant(at("2026-01-25T10:02:03.000000Z").0 + number as i64),
        recorded_by: "mette@example.org".to_owned(),
    }
}

/// A small event (the log does not ask whether it is valid), told from others by its number.
pub fn new_entry(number: u64) -> NewEntry {
    NewEntry {
        id: id(1000 + number),
        event: format!(r#"{{"kind":"dispute","note":"number {number} 丹"}}"#),
    }
}

/// Appends `count` entries, numbered from the position after the last one, as one commit.
pub fn append(log: &mut dyn Log, count: u64) -> Result<(), LogError> {
    let from = log.head().position;
    let stamp = stamp(from + 1);
    let mut entries = (from + 1..=from + count).map(|number| Ok(new_entry(number)));
    log.append(from, &stamp, &mut entries).map(|_| ())
}

/// A store directory with a log of these commits.
pub fn store(commits: &[u64]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    FileLog::create(dir.path(), &header()).unwrap();
    let mut log = FileLog::open_writer(dir.path(), PATIENCE).unwrap();
    for count in commits {
        append(&mut log, *count).unwrap();
    }
    dir
}

/// The entries that a full read gives, and how it ended.
pub fn read_all(log: &dyn Log) -> (Vec<Entry>, Result<(), LogError>) {
    let mut entries = Vec::new();
    let end = log.read(START, &mut |read| {
        entries.push(read.entry);
        Ok(())
    });
    (entries, end)
}

/// What a reader that opens the directory now gets: entries, and the error if there is one.
pub fn seen(dir: &Path) -> (Vec<Entry>, Option<LogError>) {
    match FileLog::open_reader(dir) {
        Ok(log) => {
            let (entries, end) = read_all(&log);
            (entries, end.err())
        }
        Err(error) => (Vec::new(), Some(error)),
    }
}

/// Whether these are the entries at 1 … n of the logs that `append` makes.
pub fn are_the_first(entries: &[Entry]) -> bool {
    entries
        .iter()
        .zip(1..)
        .all(|(entry, position)| entry.position == position && entry.id == id(1000 + position))
}
