//! The log that pages are made from, followed as other processes append: a short one in memory, a
//! long one by its facts in files. Owns the lock between pages and growth (growth waits for no page,
//! and no page for growth), what is thrown away once it is doubted, and what is said while a log is
//! being read or can no longer be followed.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;

use crate::cli::ask::IN_MEMORY;
use crate::cli::error::CliError;
use crate::facts::History;
use crate::log::Log as _;
use crate::page::site::Stops;
use crate::store::follow::Follower;
use crate::store::{Reading, Store, StoreError};

/// A log, read so far.
#[derive(Debug)]
pub struct Live {
    store: Store,
    held: RwLock<Held>,
    position: AtomicU64,
    trouble: Mutex<Option<Trouble>>,
    /// How far the reading has come; none when there is something to look at.
    coming: Mutex<Option<Coming>>,
    turned: Condvar,
    /// Something was made of the files that stood.
    stood: AtomicBool,
    most_in_memory: u64,
}

/// Why the log is not followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// The words that say so: a key of the pages.
    pub key: &'static str,
    /// What it is.
    pub what: String,
}

/// How far a log has been read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Coming {
    /// Entries read.
    pub done: u64,
    /// Of so many; 0 if that is not known.
    pub all: u64,
}

/// There is nothing to look at: the log is being read, or read anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotYet;

#[derive(Debug)]
struct Held {
    log: Log,
    stops: Arc<Stops>,
}

#[derive(Debug)]
enum Log {
    /// Being read, from files if that can be.
    Coming(Way),
    Growing(Box<Follower>),
    /// Nothing is looked up in this one: each page takes its own of the same files.
    Filed(Box<History>),
    /// After damage: the sound commits before it.
    Fixed(Box<History>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Files,
    Memory,
}

impl Live {
    /// Reads a short store; of a long one `poll` does, from then on.
    ///
    /// # Errors
    /// When nothing of it can be read.
    pub fn open(store: Store) -> Result<Live, CliError> {
        let position = store.log()?.head().position;
        let is_long = store.is_long(position);
        let live = Live {
            store,
            held: RwLock::new(Held {
                log: Log::Coming(Way::Files),
                stops: Arc::default(),
            }),
            position: AtomicU64::new(position),
            trouble: Mutex::default(),
            coming: Mutex::new(Some(Coming::default())),
            turned: Condvar::new(),
            stood: AtomicBool::new(false),
            most_in_memory: IN_MEMORY,
        };
        if !is_long {
            let log = live.in_memory()?;
            live.take(log);
        }
        Ok(live)
    }

    /// The same with another bound on what is taken into memory.
    pub fn with_most_in_memory(self, most_in_memory: u64) -> Live {
        Live {
            most_in_memory,
            ..self
        }
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
        lock(&self.trouble).clone()
    }

    /// How far the reading has come, if there is nothing to look at yet.
    pub fn coming(&self) -> Option<Coming> {
        *lock(&self.coming)
    }

    /// Waits until there is something to look at, but not longer than that; whether there is.
    pub fn wait(&self, most: Duration) -> bool {
        let waited = self
            .turned
            .wait_timeout_while(lock(&self.coming), most, |coming| coming.is_some());
        waited.unwrap_or_else(PoisonError::into_inner).0.is_none()
    }

    /// Waits for the time to look at the log again: at once if it has to be read anew.
    pub fn rest(&self, most: Duration) {
        if self.trouble().is_some() {
            // Nothing will be read any more.
            return std::thread::sleep(most);
        }
        let waited = self
            .turned
            .wait_timeout_while(lock(&self.coming), most, |coming| coming.is_none());
        drop(waited);
    }

    /// Looks at what was read.
    ///
    /// # Errors
    /// There is nothing yet; or what was looked at turned out not to be believed, so nothing that
    /// was made of it may stand.
    pub fn read<T>(&self, look: impl FnOnce(&History, &Stops) -> T) -> Result<T, NotYet> {
        // A page that failed has changed nothing: what it held is as good as before.
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        let history = match &held.log {
            Log::Coming(_) => return Err(NotYet),
            Log::Growing(follower) => return Ok(look(follower.history(), &held.stops)),
            Log::Fixed(history) => return Ok(look(history, &held.stops)),
            Log::Filed(history) => history.anew().ok_or(NotYet)?,
        };
        let stops = Arc::clone(&held.stops);
        drop(held);
        let found = look(&history, &stops);
        if history.doubt().is_some() {
            self.throw_away();
            return Err(NotYet);
        }
        self.stood.store(true, Ordering::Release);
        Ok(found)
    }

    /// Whether pages are made from files.
    pub fn is_filed(&self) -> bool {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        matches!(held.log, Log::Filed(_))
    }

    /// Whether all of the log can be had in memory for a while.
    pub fn fits_memory(&self) -> bool {
        !self.is_filed() || self.position() <= self.most_in_memory
    }

    /// Looks at a log in files with all of its entries in memory.
    ///
    /// # Errors
    /// As `read`.
    pub fn read_whole<T>(&self, look: impl FnOnce(&History, &Stops) -> T) -> Result<T, NotYet> {
        if !self.is_filed() {
            return self.read(look);
        }
        let (history, _) = self.store.history().map_err(|_| NotYet)?;
        let stops = {
            let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(&held.stops)
        };
        Ok(look(&history, &stops))
    }

    /// Throws files away that are doubted: built anew the first time; if nothing that was made of
    /// those stood, the log is read whole.
    fn throw_away(&self) {
        let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
        let doubted = match &held.log {
            Log::Filed(history) => history.doubt().is_some(),
            _ => false,
        };
        if !doubted {
            return;
        }
        self.store.forget_facts();
        held.log = Log::Coming(match self.stood.swap(false, Ordering::AcqRel) {
            true => Way::Files,
            false => Way::Memory,
        });
        *lock(&self.coming) = Some(Coming::default());
        self.turned.notify_all();
    }

    /// Reads what there is to be read: all of it in the beginning, later what was appended since.
    pub fn poll(&self) {
        if self.trouble().is_some() {
            return;
        }
        if let Err(error) = self.look() {
            self.tell("site.unfollowed", error.to_string());
        }
    }

    fn look(&self) -> Result<(), StoreError> {
        let next = match &self.held.read().unwrap_or_else(PoisonError::into_inner).log {
            Log::Coming(way) => Some(*way),
            Log::Fixed(_) => return Ok(()),
            Log::Growing(_) => None,
            Log::Filed(history) => match self.store.has_grown(history)? {
                true => Some(Way::Files),
                false => return Ok(()),
            },
        };
        let log = match next {
            Some(Way::Files) => self.of_files()?,
            Some(Way::Memory) => self.in_memory()?,
            None if self.grow()? && self.store.is_long(self.position()) => self.of_files()?,
            None => return Ok(()),
        };
        self.take(log);
        Ok(())
    }

    /// Takes in what was appended to a log in memory; not while a page is being made. Whether there
    /// was anything.
    fn grow(&self) -> Result<bool, StoreError> {
        let Ok(mut held) = self.held.try_write() else {
            return Ok(false);
        };
        let Held { log, stops } = &mut *held;
        let Log::Growing(follower) = log else {
            return Ok(false);
        };
        if follower.poll()? == 0 {
            return Ok(false);
        }
        Arc::make_mut(stops).take(follower.history());
        let end = follower.history().position();
        self.position.store(end, Ordering::Release);
        Ok(true)
    }

    fn of_files(&self) -> Result<Log, StoreError> {
        let Reading {
            history, damage, ..
        } = self.store.facts(&|done, all| {
            let mut coming = lock(&self.coming);
            if let Some(coming) = coming.as_mut() {
                *coming = Coming { done, all };
            }
        })?;
        match damage {
            Some(damage) => {
                self.tell("site.damaged", damage.to_string());
                Ok(Log::Fixed(Box::new(history)))
            }
            None if !history.holds_entries() => Ok(Log::Filed(Box::new(history))),
            None => {
                drop(history);
                self.in_memory()
            }
        }
    }

    fn in_memory(&self) -> Result<Log, StoreError> {
        if let Ok(follower) = self.store.follow() {
            return Ok(Log::Growing(Box::new(follower)));
        }
        let (history, damage) = self.store.history()?;
        if let Some(damage) = damage {
            self.tell("site.damaged", damage.to_string());
        }
        Ok(Log::Fixed(Box::new(history)))
    }

    /// Puts what was read in the place of what was there.
    fn take(&self, log: Log) {
        let history = match &log {
            Log::Coming(_) => return,
            Log::Growing(follower) => follower.history(),
            Log::Filed(history) | Log::Fixed(history) => history,
        };
        let mut stops = {
            let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
            Stops::clone(&held.stops)
        };
        // What is looked up for the sliders is not kept.
        match history.anew() {
            Some(history) => stops.take(&history),
            None => stops.take(history),
        }
        let end = history.position();
        let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
        *held = Held {
            log,
            stops: Arc::new(stops),
        };
        self.position.store(end, Ordering::Release);
        drop(held);
        *lock(&self.coming) = None;
        self.turned.notify_all();
    }

    fn tell(&self, key: &'static str, what: String) {
        *lock(&self.trouble) = Some(Trouble { key, what });
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
