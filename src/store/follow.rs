//! A log followed as it grows: what is there, then whole commits as other processes append
//! them. Never locks; reads again only what is new. Waiting is the caller's.

use super::{Store, StoreError};
use crate::columns;
use crate::facts::History;
use crate::log::file::FileLog;
use crate::log::{Head, Log, LogError};

/// A log read so far, and its end.
#[derive(Debug)]
pub struct Follower {
    store: Store,
    head: Head,
    history: History,
}

impl Store {
    /// Whether more was appended to a log than a history of it in files holds.
    ///
    /// # Errors
    /// What the log says: also when it is shorter than it was, or another one.
    pub fn has_grown(&self, history: &History) -> Result<bool, LogError> {
        let log = FileLog::open_reader(&self.dir)?;
        if let Some(trouble) = log.trouble() {
            return Err(trouble);
        }
        let (head, held) = (log.head().position, history.position());
        let is_same = log.header().id == history.header().id;
        match is_same && head >= held {
            true if head > held => Ok(true),
            true if log.head().root() == history.root_at(held) => Ok(false),
            _ => Err(LogError::Lost {
                head: held,
                found: if is_same { head } else { 0 },
            }),
        }
    }

    /// Whether a log of so many entries is long: then its facts are kept in files.
    pub fn is_long(&self, entries: u64) -> bool {
        self.use_cache && entries > columns::Limits::LEAST
    }

    /// Reads what is there.
    ///
    /// # Errors
    /// What the log says; damage too, for what follows it cannot be followed.
    pub fn follow(&self) -> Result<Follower, StoreError> {
        let log = FileLog::open_reader(&self.dir)?;
        let head = log.head().clone();
        match History::load(&log) {
            (_, Some(damage)) => Err(damage.into()),
            (history, None) => Ok(Follower {
                store: self.clone(),
                head,
                history,
            }),
        }
    }
}

impl Follower {
    /// All that was read.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// Takes in what was appended since; gives how many entries that were.
    ///
    /// # Errors
    /// What the log says: also when it is shorter than it was, or another one.
    pub fn poll(&mut self) -> Result<u64, LogError> {
        let log = FileLog::open_reader(&self.store.dir)?;
        if let Some(trouble) = log.trouble() {
            return Err(trouble);
        }
        if log.head() == &self.head {
            return Ok(0);
        }
        let mut entries = Vec::new();
        let mut leaves = Vec::new();
        log.read_after(&self.head, &mut |read| {
            entries.push(read.entry);
            leaves.push(read.leaf);
            Ok(())
        })?;
        self.head = log.head().clone();
        let new = entries.len() as u64;
        self.history.grow(entries, leaves);
        Ok(new)
    }
}
