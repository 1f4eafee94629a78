//! A log in a directory with its columns, asked in small pieces. Owns the way from a log in memory
//! to one on disk, and asking again when the files are doubted, as the commands do.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use dateline::answer::{self, Answer, Question};
use dateline::clocks::Clocks;
use dateline::columns::{self, Limits};
use dateline::facts::History;
use dateline::log::file::FileLog;
use dateline::log::{Entry, Head, Header, Log, NewEntry, Stamp};
use proptest::prelude::*;
use tempfile::TempDir;

use crate::agree::Bench;

/// A log on disk.
pub struct Desk {
    dir: Arc<TempDir>,
    pub limits: Limits,
}

/// Small pieces, so that a short log has many of them.
pub fn limits() -> impl Strategy<Value = Limits> {
    let sizes = (0..6_u64, 200..6000_u64, 1..60_usize, 1..4_usize);
    sizes.prop_map(|(tail, segment, names, threads)| Limits {
        least: 0,
        tail,
        segment,
        names,
        threads,
    })
}

/// So small that a few entries make a run.
pub fn small() -> Limits {
    Limits {
        least: 0,
        tail: 3,
        segment: 3000,
        names: 20,
        threads: 2,
    }
}

impl Desk {
    pub fn new(header: &Header, limits: Limits) -> Desk {
        let dir = tempfile::tempdir().unwrap();
        FileLog::create(dir.path(), header).unwrap();
        Desk {
            dir: Arc::new(dir),
            limits,
        }
    }

    /// The same log, for another who asks.
    pub fn again(&self) -> Desk {
        Desk {
            dir: Arc::clone(&self.dir),
            limits: self.limits,
        }
    }

    pub fn dir(&self) -> &Path {
        self.dir.path()
    }

    /// A log on disk with all of a log in memory.
    pub fn of(bench: &Bench, limits: Limits) -> Desk {
        let mut desk = Desk::new(bench.log().header(), limits);
        desk.append_up_to(bench, bench.position());
        desk
    }

    /// Appends the commits that are in memory and not on disk, up to the one that holds a position.
    pub fn append_up_to(&mut self, bench: &Bench, position: u64) -> Head {
        let mut log = FileLog::open_writer(self.dir.path(), Duration::from_secs(5)).unwrap();
        let entries: Vec<&Entry> = bench.log().entries().collect();
        while log.head().position < position {
            let at = log.head().position;
            let first = entries[at as usize];
            let commit = entries.iter().skip(at as usize);
            let commit = commit.take_while(|entry| entry.recorded_at == first.recorded_at);
            let mut events = commit.map(|entry| {
                Ok(NewEntry {
                    id: entry.id,
                    event: entry.event.canonical(),
                })
            });
            let stamp = Stamp {
                recorded_at: first.recorded_at,
                recorded_by: first.recorded_by.clone(),
            };
            log.append(at, &stamp, &mut events).unwrap();
        }
        log.head().clone()
    }

    pub fn cache(&self) -> PathBuf {
        self.dir.path().join("cache").join("columns")
    }

    /// The history in files.
    pub fn filed(&self) -> History {
        self.try_filed().unwrap()
    }

    fn try_filed(&self) -> Result<History, columns::Doubt> {
        let log = FileLog::open_reader(self.dir.path()).unwrap();
        let header = log.header().clone();
        let opened = columns::open(&self.cache(), None, log, self.limits, &|_, _| {})?;
        Ok(History::from_files(header, opened.files))
    }

    /// The files held against the log.
    pub fn check(&self) -> Result<(), columns::Doubt> {
        let log = FileLog::open_reader(self.dir.path()).unwrap();
        columns::check(&self.cache(), &log, self.limits)
    }

    /// The history in memory.
    pub fn held(&self) -> History {
        let log = FileLog::open_reader(self.dir.path()).unwrap();
        let (history, damage) = History::load(&log);
        assert!(damage.is_none(), "{damage:?}");
        history
    }

    /// Asks the files, and again as long as they are doubted: at last of the log alone.
    pub fn ask(&self, clocks: &Clocks, question: &Question) -> Result<Answer, String> {
        self.sure(|history| told(history, clocks, question))
    }

    /// The same of anything that is asked of a history.
    pub fn sure<T>(&self, ask: impl Fn(&History) -> T) -> T {
        for _ in 0..2 {
            // Somebody may clear the directory meanwhile.
            let Ok(history) = self.try_filed() else {
                break;
            };
            let found = ask(&history);
            if history.doubt().is_none() {
                return found;
            }
            columns::forget(&self.cache());
        }
        ask(&self.held())
    }

    /// Turns one bit of one of the files round.
    pub fn flip(&self, (file, bit): (u8, u32)) {
        let all = files(&self.cache());
        let Some(path) = all.get(usize::from(file) % all.len().max(1)) else {
            return;
        };
        let mut bytes = std::fs::read(path).unwrap();
        if !bytes.is_empty() {
            let bit = bit as usize % (bytes.len() * 8);
            bytes[bit / 8] ^= 1 << (bit % 8);
            std::fs::write(path, bytes).unwrap();
        }
    }
}

pub fn told(history: &History, clocks: &Clocks, question: &Question) -> Result<Answer, String> {
    answer::answer(history, clocks, question).map_err(|error| format!("{error:?}"))
}

/// The files of a directory, by name.
pub fn files(dir: &Path) -> Vec<PathBuf> {
    let Ok(listing) = std::fs::read_dir(dir) else {
        return Vec::new();
    };
    let mut found: Vec<PathBuf> = listing.map(|item| item.unwrap().path()).collect();
    found.sort();
    found
}
