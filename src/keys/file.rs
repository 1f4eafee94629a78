//! `Known` over files. Owns the rule that makes them safe: a manifest is used only if it fits
//! the log, every hit is confirmed in the log, and any doubt means a rebuild from the log.
//! Writes nothing but `cache/keys/`; a cache that cannot be used costs time, never an answer.

use std::cell::RefCell;
use std::path::{Path, PathBuf};

use serde_json::Value;
use uuid::Uuid;

use crate::event::party::Party;
use crate::log::{Entry, Head, Log, LogError, Mark, START};

use super::Known;
use super::block::Doubt;
use super::class::{Class, SUFFIX, keys_of, parties_of};
use super::index::{Index, after};
use super::manifest;
use super::settle::{Settled, scratch, settle, trusted};

/// A longer tail is written to a run when it is met, instead of being held in memory.
const LONG_TAIL: u64 = 4096;

/// A log of more entries is not indexed in memory if a scratch directory can be had.
const IN_MEMORY: u64 = 1 << 19;

/// What is known of a log, through the files of `cache/keys/`.
#[derive(Debug)]
pub struct FileKnown<'a> {
    log: Reading<'a>,
    log_file: PathBuf,
    dir: PathBuf,
    use_cache: bool,
    index: RefCell<Index>,
    notes: RefCell<Vec<String>>,
}

/// An index between two looks at a log that only its holder appends to.
#[derive(Debug)]
pub struct Kept(Index);

impl Kept {
    /// Takes in what was appended after `before`.
    ///
    /// # Errors
    /// What the log says.
    pub fn grow(&mut self, log: &dyn Log, before: &Head) -> Result<(), LogError> {
        let mark = Mark {
            position: before.position + 1,
            offset: before.bytes,
        };
        if log.head().position < mark.position {
            return Ok(());
        }
        let from = match before.position {
            0 => START,
            _ => mark,
        };
        log.read(from, &mut |read| {
            self.0.grow(&read.entry, read.mark.offset);
            Ok(())
        })
    }
}

/// The log, only to be read.
struct Reading<'a>(&'a dyn Log);

impl std::fmt::Debug for Reading<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{:?}", self.0.header())
    }
}

/// Why a look-up gave nothing yet.
enum Trouble {
    Doubt(Doubt),
    Log(LogError),
}

impl From<Doubt> for Trouble {
    fn from(doubt: Doubt) -> Trouble {
        Trouble::Doubt(doubt)
    }
}

impl<'a> FileKnown<'a> {
    /// Opens the files in `dir` (`<store>/cache/keys`) for `log`, whose file is `log_file`.
    /// With `use_cache` false nothing in `dir` is read: the log is scanned. Errors are the
    /// log's only.
    pub fn open(
        log: &'a dyn Log,
        log_file: &Path,
        dir: &Path,
        use_cache: bool,
    ) -> Result<FileKnown<'a>, LogError> {
        let known = FileKnown {
            log: Reading(log),
            log_file: log_file.to_path_buf(),
            dir: dir.to_path_buf(),
            use_cache,
            index: RefCell::default(),
            notes: RefCell::default(),
        };
        let index = if use_cache {
            known.load()?
        } else {
            known.scan()?
        };
        known.index.replace(index);
        Ok(known)
    }

    /// Goes on with an index that was kept: of this log, and grown with every append since.
    pub fn resume(
        log: &'a dyn Log,
        log_file: &Path,
        dir: &Path,
        use_cache: bool,
        kept: Kept,
    ) -> FileKnown<'a> {
        FileKnown {
            log: Reading(log),
            log_file: log_file.to_path_buf(),
            dir: dir.to_path_buf(),
            use_cache,
            index: RefCell::new(kept.0),
            notes: RefCell::default(),
        }
    }

    /// The index, to be kept until the next look.
    pub fn keep(self) -> Kept {
        Kept(self.index.into_inner())
    }

    /// After an append through `log` (any handle on the same file) was acknowledged: writes a
    /// run if enough entries came since the last one. Never touches the log, never fails.
    pub fn settle(&mut self, log: &dyn Log) -> Settled {
        if !self.use_cache {
            return Settled::Nothing;
        }
        settle(&self.dir, log, &self.log_file)
    }

    /// Why the files were not used or were built again, for those who ask (`-v`).
    pub fn notes(&self) -> Vec<String> {
        self.notes.borrow().clone()
    }

    fn note(&self, reason: impl Into<String>) {
        self.notes.borrow_mut().push(reason.into());
    }

    fn load(&self) -> Result<Index, LogError> {
        let log = self.log.0;
        for _ in 0..2 {
            let manifest = match trusted(&self.dir, log, &self.log_file) {
                Ok(manifest) => manifest,
                Err(Doubt(reason)) => {
                    self.note(reason);
                    None
                }
            };
            let from = after(manifest.as_ref());
            let tail = (log.head().position + 1).saturating_sub(from.position);
            if tail > LONG_TAIL {
                match settle(&self.dir, log, &self.log_file) {
                    Settled::Written(_) => continue,
                    Settled::Nothing => {}
                    Settled::Skipped(reason) => {
                        self.note(reason);
                        return self.scan();
                    }
                }
            }
            let loaded = match &manifest {
                Some(manifest) => Index::load(&self.dir, manifest),
                None => Ok(Index::default()),
            };
            match loaded {
                Ok(mut index) => {
                    index.scan_tail(log, from)?;
                    return Ok(index);
                }
                // Another process may have merged the runs away since; look once more.
                Err(Doubt(reason)) => self.note(reason),
            }
        }
        self.discard()
    }

    /// An index that rests on nothing but the log.
    fn scan(&self) -> Result<Index, LogError> {
        let log = self.log.0;
        if log.head().position > IN_MEMORY {
            match scratch(&self.dir, log, &self.log_file) {
                Ok(index) => return Ok(index),
                Err(Doubt(reason)) => self.note(reason),
            }
        }
        let mut index = Index::default();
        index.scan_tail(log, after(None))?;
        Ok(index)
    }

    /// Takes the live generation out of use and builds a new one from the log.
    fn discard(&self) -> Result<Index, LogError> {
        let log = self.log.0;
        // If it cannot be removed, the scan below does not read it.
        let _ = std::fs::remove_file(self.dir.join(manifest::FILE));
        if let Settled::Written(_) = settle(&self.dir, log, &self.log_file)
            && let Ok(Some(manifest)) = trusted(&self.dir, log, &self.log_file)
            && let Ok(mut index) = Index::load(&self.dir, &manifest)
        {
            index.scan_tail(log, after(Some(&manifest)))?;
            return Ok(index);
        }
        self.scan()
    }

    /// Asks the index; if it proves wrong, rebuilds it and asks again, at last one that was
    /// just scanned from the log.
    fn ask<T>(&self, question: impl Fn(&Index) -> Result<T, Trouble>) -> Result<T, LogError> {
        for again in 0..2 {
            match question(&self.index.borrow()) {
                Ok(answer) => return Ok(answer),
                Err(Trouble::Doubt(Doubt(reason))) => self.note(reason),
                Err(Trouble::Log(error)) => self.note(error.to_string()),
            }
            let index = if again == 0 && self.use_cache {
                self.discard()?
            } else {
                self.scan()?
            };
            self.index.replace(index);
        }
        question(&self.index.borrow()).map_err(|trouble| match trouble {
            Trouble::Log(error) => error,
            Trouble::Doubt(Doubt(reason)) => LogError::Io {
                action: "read",
                path: self.log_file.display().to_string(),
                source: std::io::Error::other(reason),
            },
        })
    }

    fn entry(&self, index: &Index, position: u64) -> Result<Option<Entry>, Trouble> {
        let Some(mark) = index.mark(position)? else {
            return Ok(None);
        };
        let read = self.log.0.entry(mark).map_err(Trouble::Log)?;
        if read.entry.position != position {
            return Err(Doubt(format!("position {position} is not where it should be")).into());
        }
        Ok(Some(read.entry))
    }

    /// Hands the entries that have a key to `each`, in order (or the other way), until it
    /// says that it has enough.
    fn hits(
        &self,
        index: &Index,
        (class, value): (Class, &str),
        each: &mut dyn FnMut(Entry) -> bool,
    ) -> Result<(), Trouble> {
        for position in index.candidates(class, value)? {
            let Some(entry) = self.entry(index, position)? else {
                return Err(Doubt(format!("no entry {position}")).into());
            };
            let keys = keys_of(&entry);
            if keys.iter().any(|(of, key)| *of == class && key == value) {
                if each(entry) {
                    return Ok(());
                }
                continue;
            }
            // Two keys may share a hash; but then the entry has the other one.
            let reach = class.reach(value);
            if !keys
                .iter()
                .any(|(of, key)| *of == class && of.reach(key) == reach)
            {
                return Err(Doubt(format!("entry {position} has not the key it is under")).into());
            }
        }
        Ok(())
    }

    fn all(&self, class: Class, value: &str) -> Result<Vec<Entry>, LogError> {
        self.ask(|index| {
            let mut found = Vec::new();
            self.hits(index, (class, value), &mut |entry| {
                found.push(entry);
                false
            })?;
            Ok(found)
        })
    }

    fn first(&self, class: Class, value: &str) -> Result<Option<Entry>, LogError> {
        self.ask(|index| {
            let mut found = None;
            self.hits(index, (class, value), &mut |entry| {
                found = Some(entry);
                true
            })?;
            Ok(found)
        })
    }
}

impl Known for FileKnown<'_> {
    fn position(&self) -> u64 {
        self.log.0.head().position
    }

    fn at(&self, position: u64) -> Result<Option<Entry>, LogError> {
        self.ask(|index| self.entry(index, position))
    }

    fn by_id(&self, id: Uuid) -> Result<Option<Entry>, LogError> {
        self.first(Class::Id, &id.to_string())
    }

    fn by_label(&self, label: &str) -> Result<Option<Entry>, LogError> {
        self.first(Class::Label, label)
    }

    fn by_suffix(&self, hex: &str) -> Result<Vec<Entry>, LogError> {
        let end = hex.len().checked_sub(SUFFIX).and_then(|at| hex.get(at..));
        let Some(end) = end else {
            return Ok(Vec::new());
        };
        self.ask(|index| {
            let mut found = Vec::new();
            self.hits(index, (Class::Suffix, end), &mut |entry| {
                if entry.id.simple().to_string().ends_with(hex) {
                    found.push(entry);
                }
                found.len() == 2
            })?;
            Ok(found)
        })
    }

    fn amendments(&self, target: Uuid) -> Result<Vec<Entry>, LogError> {
        self.all(Class::Target, &target.to_string())
    }

    fn followers(&self, stage: Uuid) -> Result<Vec<Entry>, LogError> {
        self.all(Class::Follows, &stage.to_string())
    }

    fn party(&self, id: &str) -> Result<Option<Value>, LogError> {
        let entries = self.all(Class::Party, id)?;
        Ok(entries.last().and_then(|entry| {
            let same = |value: &&Value| value.get("id").and_then(Value::as_str) == Some(id);
            parties_of(entry).find(same).cloned()
        }))
    }

    fn parties_named(&self, folded: &str) -> Result<Vec<Party>, LogError> {
        let entries = self.all(Class::Name, folded)?;
        Ok(super::parties_among(entries.iter(), folded))
    }

    fn alike(&self, likeness: &str) -> Result<Vec<Entry>, LogError> {
        self.all(Class::Alike, likeness)
    }
}
