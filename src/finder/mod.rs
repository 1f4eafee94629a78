//! The finder: which entries may hold the words of a query, from an index under
//! `cache/finder/` that is built when it is first asked, stamped with the log that it is of,
//! and never believed. Owns its directory: lock, seal, when it is built, extended or thrown
//! away. The only room that names sled. Layout: `schema/cache.md`.

mod doubt;
mod index;
mod seal;
mod segment;
mod values;
mod vault;

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::thread::JoinHandle;

use doubt::{Doubt, Sound, doubt};
use values::Stamp;
use vault::Vault;

pub use crate::projection::find::wanted::Wanted;
pub use index::Progress;
pub use vault::is_contained;

use crate::facts::History;

/// Where to look, and what came of asking the index.
#[derive(Debug, Default)]
pub struct Looked {
    /// Positions outside of which nothing can be found, ascending; `None` = look everywhere.
    pub within: Option<Vec<u64>>,
    /// What people may want to know of it, one sentence each.
    pub notes: Vec<String>,
    /// The index, which may still be closing.
    pub closing: Closing,
}

/// An index that was asked and is being closed, meanwhile the answer can be looked up. Whoever drops
/// this waits for it: a process that ended before would leave files that have to be hashed.
#[derive(Debug, Default)]
pub struct Closing(Option<JoinHandle<()>>);

impl Drop for Closing {
    fn drop(&mut self) {
        if let Some(closing) = self.0.take() {
            // What was not closed well has no seal that fits, and is not believed the next time.
            let _ = closing.join();
        }
    }
}

/// Asks the index in `dir`, which is built first if there is none, extended if much was
/// recorded since, and built again if it is damaged or of another log. Without one, the answer is
/// to look everywhere, with the reason.
pub fn look(dir: &Path, history: &History, wanted: &Wanted, progress: &mut Progress<'_>) -> Looked {
    let mut looked = Looked::default();
    if history.position() == 0 {
        return looked;
    }
    let place = Place {
        words: dir.join("words"),
        seal: dir.join("seal"),
        lock: dir.join("lock"),
        dir: dir.to_path_buf(),
    };
    match place.ask(history, wanted, progress, &mut looked.notes) {
        Ok((within, closing)) => {
            looked.within = Some(within);
            looked.closing = closing;
        }
        Err(Doubt(reason)) => {
            let note = format!("cache/finder is not used, the log was scanned: {reason}");
            looked.notes.push(note);
        }
    }
    looked
}

/// What the index on disk can do.
enum State {
    /// There is none.
    Nothing,
    /// Much was recorded since.
    IsShort(Stamp),
    /// It is of this log: these positions. It is still open.
    Answers(Vec<u64>, Vault),
}

/// The directory of a finder.
struct Place {
    dir: PathBuf,
    /// The database.
    words: PathBuf,
    seal: PathBuf,
    /// Held while the database is open, so that nobody judges files that somebody writes.
    lock: PathBuf,
}

impl Place {
    fn ask(
        &self,
        history: &History,
        wanted: &Wanted,
        progress: &mut Progress<'_>,
        notes: &mut Vec<String>,
    ) -> Sound<(Vec<u64>, Closing)> {
        let lock = self.lock()?;
        if vault::is_locked(&self.words)? {
            return doubt("another process has it open");
        }
        if let Err(Doubt(reason)) = self.examine() {
            notes.push(format!(
                "cache/finder was damaged and is built again: {reason}"
            ));
            self.clear()?;
        }
        let old = match self.state(history, wanted) {
            Ok(State::Answers(found, vault)) => return Ok((found, self.closing(vault, lock)?)),
            Ok(State::IsShort(stamp)) => Some(stamp),
            Ok(State::Nothing) => None,
            Err(Doubt(reason)) => {
                notes.push(format!("cache/finder is built again: {reason}"));
                self.clear()?;
                None
            }
        };
        self.bring_up(history, old.as_ref(), progress)?;
        let from = old.map_or(0, |stamp| stamp.position);
        notes.push(format!(
            "cache/finder now has the words of entries {} to {}",
            from + 1,
            history.position()
        ));
        let found = self.with(|vault| {
            let stamp = index::stamp(vault, history)?;
            index::ask(vault, history, &stamp, &wanted.needs())
        })?;
        seal::write(&self.words, &self.seal)?;
        Ok((found, Closing::default()))
    }

    /// Closes an index that was only asked, and seals it again.
    fn closing(&self, vault: Vault, lock: File) -> Sound<Closing> {
        let (words, seal) = (self.words.clone(), self.seal.clone());
        let close = move || {
            // A doubt leaves a seal that does not fit.
            let _ = vault.close().and_then(|()| seal::renew(&words, &seal));
            drop(lock);
        };
        let thread = std::thread::Builder::new().name("finder-close".into());
        Ok(Closing(Some(thread.spawn(close)?)))
    }

    /// One process at a time; goes with its handle. Another one scans the log meanwhile.
    fn lock(&self) -> Sound<File> {
        fs::create_dir_all(&self.dir)?;
        if fs::symlink_metadata(&self.lock).is_ok_and(|facts| !facts.is_file()) {
            return doubt("its lock is not a plain file");
        }
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&self.lock)?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(fs::TryLockError::WouldBlock) => doubt("another process is using it"),
            Err(fs::TryLockError::Error(error)) => Err(error.into()),
        }
    }

    fn is_there(&self) -> bool {
        fs::symlink_metadata(&self.words).is_ok()
    }

    /// A doubt if there is a database that is not as it was left.
    fn examine(&self) -> Sound<()> {
        match self.is_there() {
            true => seal::check(&self.words, &self.seal),
            false => Ok(()),
        }
    }

    /// Removes database and seal, whatever stands there.
    fn clear(&self) -> Sound<()> {
        for path in [&self.seal, &self.words] {
            match fs::symlink_metadata(path) {
                Ok(facts) if facts.is_dir() => fs::remove_dir_all(path)?,
                Ok(_) => fs::remove_file(path)?,
                Err(_) => {}
            }
        }
        Ok(())
    }

    /// What the index that is there can do. A doubt: it is to be thrown away.
    fn state(&self, history: &History, wanted: &Wanted) -> Sound<State> {
        if !self.is_there() {
            return Ok(State::Nothing);
        }
        let vault = Vault::open(&self.words)?;
        let asked = index::stamp(&vault, history).and_then(|stamp| {
            match index::is_short(&stamp, history) {
                true => Ok((stamp, None)),
                false => {
                    let found = index::ask(&vault, history, &stamp, &wanted.needs())?;
                    Ok((stamp, Some(found)))
                }
            }
        });
        match asked {
            Ok((_, Some(found))) => Ok(State::Answers(found, vault)),
            other => {
                let closed = vault.close();
                let (stamp, _) = other?;
                closed.map(|()| State::IsShort(stamp))
            }
        }
    }

    /// Builds the index, or extends it from an old stamp. Until it is sealed again, what a
    /// crash leaves here is thrown away.
    fn bring_up(
        &self,
        history: &History,
        old: Option<&Stamp>,
        progress: &mut Progress<'_>,
    ) -> Sound<()> {
        if old.is_some() {
            fs::remove_file(&self.seal)?;
        }
        self.with(|vault| index::extend(vault, history, old, progress))
    }

    /// Opens the database for some work and closes it again.
    fn with<T>(&self, work: impl FnOnce(&Vault) -> Sound<T>) -> Sound<T> {
        let vault = Vault::open(&self.words)?;
        let done = work(&vault);
        let closed = vault.close();
        let done = done?;
        closed.map(|()| done)
    }
}
