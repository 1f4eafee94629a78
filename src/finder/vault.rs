//! sled, contained: the only file that names it. A database lives in a thread of its own,
//! which with its helpers alone touches it; whatever happens there (an error, a panic, a wait without end)
//! reaches the caller as a doubt. Owns opening, closing and that boundary; knows no words.

use std::cell::Cell;
use std::fs::{File, TryLockError};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use super::doubt::{Doubt, Sound, doubt};
use crate::crew;

/// How long one request may take before its thread is given up.
const PATIENCE: Duration = Duration::from_secs(60);

/// How long a closed database may go on holding its file.
const LETTING_GO: Duration = Duration::from_secs(5);

/// The shortest sleep.
const MOMENT: Duration = Duration::from_micros(1);

/// Bytes of the page cache. A look-up reads a few blocks once.
const CACHE: u64 = 16 << 20;

/// The file of a database that its owner locks.
const DATA: &str = "db";

/// Keys that one thread looks up before it is given more.
const AT_ONCE: usize = 4;

/// A key with its value.
pub(super) type Pair = (Vec<u8>, Vec<u8>);

type Work = Box<dyn FnOnce(&sled::Db) + Send>;

/// An open database.
#[derive(Debug)]
pub(super) struct Vault {
    dir: PathBuf,
    work: Sender<Work>,
    closed: Receiver<bool>,
}

thread_local! {
    static CONTAINED: Cell<bool> = const { Cell::new(false) };
}

/// Whether a panic of the current thread ends here and concerns nobody: for the process's
/// panic hook, which need not report it. The library itself installs none.
pub fn is_contained() -> bool {
    let named = |thread: std::thread::Thread| {
        let name = thread.name();
        name.is_some_and(|name| name.starts_with("sled-"))
    };
    CONTAINED.try_with(Cell::get).unwrap_or(false) || named(std::thread::current())
}

impl Vault {
    /// Opens the database in a directory, or makes one.
    pub(super) fn open(dir: &Path) -> Sound<Vault> {
        let (work, todo) = channel::<Work>();
        let (opened, opening) = channel();
        let (done, closed) = channel();
        let path = dir.to_path_buf();
        std::thread::Builder::new()
            .name("finder".into())
            .spawn(move || {
                CONTAINED.set(true);
                let _ = done.send(serve(&path, &opened, &todo));
            })?;
        match opening.recv_timeout(PATIENCE) {
            Ok(Ok(())) => Ok(Vault {
                dir: dir.to_path_buf(),
                work,
                closed,
            }),
            Ok(Err(error)) => Err(said(&error)),
            Err(_) => doubt("the database panicked or hung while it was opened"),
        }
    }

    /// Writes pairs, in order.
    pub(super) fn put(&self, pairs: Vec<Pair>) -> Sound<()> {
        self.ask(move |db| {
            for (key, value) in pairs {
                db.insert(key, value)?;
            }
            Ok(())
        })
    }

    /// The value of a key.
    pub(super) fn get(&self, key: &[u8]) -> Sound<Option<Vec<u8>>> {
        let key = key.to_vec();
        self.ask(move |db| Ok(db.get(key)?.map(|value| value.to_vec())))
    }

    /// Of each key the last pair whose key is not after it is looked up and read, by all cores; gives
    /// what was read, in order.
    pub(super) fn last_up_to<T: Send + 'static>(
        &self,
        keys: Vec<Vec<u8>>,
        read: impl Fn(usize, Option<Pair>) -> Sound<T> + Send + Sync + 'static,
    ) -> Sound<Vec<T>> {
        let one = move |db: &sled::Db, (place, key): (usize, &Vec<u8>)| {
            let last = db.range(..=key.as_slice()).next_back().transpose();
            let last = last.map_err(|error| said(&error))?;
            let pair = last.map(|(key, value)| (key.to_vec(), value.to_vec()));
            read(place, pair)
        };
        let all = move |db: &sled::Db| {
            let (mut found, mut rest) = (Vec::new(), keys.iter().enumerate());
            crew::in_order(
                &mut || {
                    let some: Vec<_> = rest.by_ref().take(AT_ONCE).collect();
                    Ok((!some.is_empty()).then_some(some))
                },
                &|| {
                    CONTAINED.set(true);
                    |some: Vec<_>| some.into_iter().map(|key| one(db, key)).collect()
                },
                &mut |some: Sound<Vec<T>>| {
                    found.extend(some?);
                    Ok(())
                },
            )
            .map(|()| found)
        };
        self.ask(move |db| Ok(all(db)))?
    }

    /// Removes all keys that begin so.
    pub(super) fn remove_all(&self, prefixes: Vec<Vec<u8>>) -> Sound<()> {
        self.ask(move |db| {
            for key in prefixes
                .iter()
                .flat_map(|prefix| db.scan_prefix(prefix).keys())
            {
                db.remove(key?)?;
            }
            Ok(())
        })
    }

    /// Writes everything through to the files.
    pub(super) fn flush(&self) -> Sound<()> {
        self.ask(|db| db.flush().map(|_| ()))
    }

    /// Closes the database and waits until its files are let go.
    pub(super) fn close(self) -> Sound<()> {
        drop(self.work);
        if self.closed.recv_timeout(PATIENCE) != Ok(true) {
            return doubt("the database panicked or hung while it was closed");
        }
        let until = Instant::now() + LETTING_GO;
        while is_locked(&self.dir)? {
            if Instant::now() > until {
                return doubt("the database does not let its file go");
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        Ok(())
    }

    fn ask<T: Send + 'static>(
        &self,
        work: impl FnOnce(&sled::Db) -> sled::Result<T> + Send + 'static,
    ) -> Sound<T> {
        let (tell, told) = channel();
        let work = Box::new(move |db: &sled::Db| {
            // Nobody listens any more when the asker's patience ended.
            let _ = tell.send(work(db));
        });
        if self.work.send(work).is_err() {
            return doubt("the database panicked");
        }
        match told.recv_timeout(PATIENCE) {
            Ok(Ok(found)) => Ok(found),
            Ok(Err(error)) => Err(said(&error)),
            Err(_) => doubt("the database panicked or hung"),
        }
    }
}

/// The life of a database, in its thread; whether it ended well.
fn serve(path: &Path, opened: &Sender<sled::Result<()>>, todo: &Receiver<Work>) -> bool {
    let config = sled::Config::new()
        .path(path)
        .cache_capacity(CACHE)
        .flush_every_ms(None);
    let open = || on_one_core(|| config.open());
    let db = match catch_unwind(AssertUnwindSafe(open)) {
        Ok(Ok(db)) => db,
        Ok(Err(error)) => {
            let _ = opened.send(Err(error));
            return false;
        }
        Err(_) => return false,
    };
    let _ = opened.send(Ok(()));
    for work in todo {
        if catch_unwind(AssertUnwindSafe(|| work(&db))).is_err() {
            // Dropping what panicked might panic again, which would end the process.
            std::mem::forget(db);
            return false;
        }
    }
    catch_unwind(AssertUnwindSafe(|| drop((db, config)))).is_ok()
}

/// sled's first threads turn in a circle until the last of them was started, and take the cores from
/// the one that starts them: with two cores an opening took 6 ms longer. On one core that one goes on
/// until all are there; they stay on that core, and only write and sync. It must not lose that core
/// meanwhile, for a time slice or several: so it sleeps first, after which a slice of its own begins.
#[cfg(target_os = "linux")]
fn on_one_core<T>(open: impl FnOnce() -> T) -> T {
    use rustix::thread::{CpuSet, sched_getaffinity, sched_getcpu, sched_setaffinity};
    let all = sched_getaffinity(None).ok();
    if all.is_some() {
        let mut one = CpuSet::new();
        one.set(sched_getcpu());
        // What is refused costs time alone.
        let _ = sched_setaffinity(None, &one);
    }
    std::thread::sleep(MOMENT);
    let opened = open();
    if let Some(all) = all {
        let _ = sched_setaffinity(None, &all);
    }
    opened
}

#[cfg(not(target_os = "linux"))]
fn on_one_core<T>(open: impl FnOnce() -> T) -> T {
    open()
}

fn said(error: &sled::Error) -> Doubt {
    Doubt(format!("the database says: {error}"))
}

/// Whether somebody has the database of a directory open.
pub(super) fn is_locked(dir: &Path) -> Sound<bool> {
    let path = dir.join(DATA);
    match std::fs::symlink_metadata(&path) {
        Ok(facts) if facts.is_file() => {}
        _ => return Ok(false),
    }
    match File::open(&path)?.try_lock() {
        Ok(()) => Ok(false),
        Err(TryLockError::WouldBlock) => Ok(true),
        Err(TryLockError::Error(error)) => Err(error.into()),
    }
}
