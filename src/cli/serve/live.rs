//! The log that pages are made from, followed as other processes append. Owns the lock between
//! pages and growth (growth waits for no page, and no page for growth that is not there), and
//! what is said once the log can no longer be followed.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError, RwLock};

use crate::cli::error::CliError;
use crate::facts::History;
use crate::page::site::Stops;
use crate::store::Store;
use crate::store::follow::Follower;

/// A log, read so far.
#[derive(Debug)]
pub struct Live {
    store: Store,
    held: RwLock<Held>,
    position: AtomicU64,
    trouble: Mutex<Option<Trouble>>,
}

/// Why the log is not followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// The words that say so: a key of the pages.
    pub key: &'static str,
    /// What it is.
    pub what: String,
}

#[derive(Debug)]
struct Held {
    log: Log,
    stops: Stops,
}

#[derive(Debug)]
enum Log {
    Growing(Box<Follower>),
    /// After damage: the sound commits before it.
    Fixed(Box<History>),
}

impl Held {
    fn history(&self) -> &History {
        match &self.log {
            Log::Growing(follower) => follower.history(),
            Log::Fixed(history) => history,
        }
    }
}

impl Live {
    /// Reads a store.
    ///
    /// # Errors
    /// When nothing of it can be read.
    pub fn open(store: Store) -> Result<Live, CliError> {
        let (log, trouble) = match store.follow() {
            Ok(follower) => (Log::Growing(Box::new(follower)), None),
            Err(_) => {
                let (history, damage) = store.history()?;
                let trouble = damage.map(|damage| Trouble {
                    key: "site.damaged",
                    what: damage.to_string(),
                });
                (Log::Fixed(Box::new(history)), trouble)
            }
        };
        let mut held = Held {
            log,
            stops: Stops::default(),
        };
        let mut stops = Stops::default();
        stops.take(held.history());
        held.stops = stops;
        Ok(Live {
            store,
            position: AtomicU64::new(held.history().position()),
            held: RwLock::new(held),
            trouble: Mutex::new(trouble),
        })
    }

    /// The store.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Where the log ends, as far as it was read.
    pub fn position(&self) -> u64 {
        self.position.load(Ordering::Acquire)
    }

    /// Whether no damage was met.
    pub fn is_whole(&self) -> bool {
        self.trouble().is_none()
    }

    /// Why the log is not followed, if so.
    pub fn trouble(&self) -> Option<Trouble> {
        let trouble = self.trouble.lock();
        trouble.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Looks at what was read.
    pub fn read<T>(&self, look: impl FnOnce(&History, &Stops) -> T) -> T {
        // A page that failed has changed nothing: what it held is as good as before.
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        look(held.history(), &held.stops)
    }

    /// Takes in what was appended since; not while a page is being made.
    pub fn poll(&self) {
        if self.trouble().is_some() {
            return;
        }
        let Ok(mut held) = self.held.try_write() else {
            return;
        };
        let Log::Growing(follower) = &mut held.log else {
            return;
        };
        match follower.poll() {
            Ok(0) => {}
            Ok(_) => {
                let mut stops = std::mem::take(&mut held.stops);
                stops.take(held.history());
                held.stops = stops;
                let end = held.history().position();
                self.position.store(end, Ordering::Release);
            }
            Err(error) => {
                let trouble = Trouble {
                    key: "site.unfollowed",
                    what: error.to_string(),
                };
                let mut told = self.trouble.lock().unwrap_or_else(PoisonError::into_inner);
                *told = Some(trouble);
            }
        }
    }
}
