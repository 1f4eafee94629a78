//! A store directory: its paths, making one, finding one (`marker`), opening it for reading (here),
//! writing (`write`) or a few entries (`look`), attesting to it (`attest`). Owns the composition
//! of log, keys and desk; holds no rule about events.

pub mod attest;
pub mod follow;
pub mod handle;
pub mod look;
mod marker;
mod write;

use std::fs;
use std::path::{Path, PathBuf};

use crate::columns;
use crate::desk::{Clock, Ids};
use crate::evidence::{Name, Shelf};
use crate::facts::History;
use crate::finder::{self, Looked, Progress, Wanted};
use crate::log::codec;
use crate::log::file::FileLog;
use crate::log::{Header, Log as _, LogError};
use crate::note::PrivateKey;
use marker::{MARKER, mark};

/// A store on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Store {
    dir: PathBuf,
    use_cache: bool,
    demo: Option<String>,
    claimed: Vec<String>,
    signer: Option<PrivateKey>,
}

/// A store read for an answer.
#[derive(Debug)]
pub struct Reading {
    /// Its sound commits.
    pub history: History,
    /// The damage or loss met on the way.
    pub damage: Option<LogError>,
    /// What became of the files under `cache/columns/`.
    pub notes: Vec<String>,
}

/// Why a directory cannot be used as a store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// No `dateline.toml` in the directory that was named.
    #[error("{0} is not a dateline store")]
    NotAStore(PathBuf),
    /// No `dateline.toml` here or above.
    #[error("neither {0} nor any directory above it is a dateline store")]
    NoneAbove(PathBuf),
    /// There is one already.
    #[error("{0} already holds a store")]
    Exists(PathBuf),
    /// Something else is in the way.
    #[error("{0} is not empty")]
    NotEmpty(PathBuf),
    /// A file, where a directory is to be made.
    #[error("{0} is a file, not a directory")]
    AFile(PathBuf),
    /// `--origin` with a space, `+` or control character.
    #[error("an origin has no space, plus sign or control character: {0:?}")]
    BadOrigin(String),
    /// `dateline.toml` is of a newer format or cannot be read.
    #[error("{path}: {what}")]
    BadMarker {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        what: String,
    },
    /// The log could not be opened.
    #[error(transparent)]
    Log(#[from] LogError),
}

impl Store {
    /// Makes a store in `dir`, created if missing. An empty directory is taken; a store or
    /// anything else there is refused. The marker comes last: a directory without it is no store.
    ///
    /// # Errors
    /// `Exists`, `NotEmpty`, `AFile`, `BadOrigin`, or what the disk says.
    pub fn init(
        dir: &Path,
        origin: Option<&str>,
        clock: &dyn Clock,
        ids: &mut dyn Ids,
    ) -> Result<Store, StoreError> {
        Store::init_with(dir, origin, "", clock, ids)
    }

    /// The same, with a line more in the marker: `demo = "…"` names the fixture that a demo store holds.
    ///
    /// # Errors
    /// As `init`.
    pub fn init_demo(
        dir: &Path,
        fixture: &str,
        clock: &dyn Clock,
        ids: &mut dyn Ids,
    ) -> Result<Store, StoreError> {
        Store::init_with(dir, None, &format!("demo = \"{fixture}\"\n"), clock, ids)
    }

    fn init_with(
        dir: &Path,
        origin: Option<&str>,
        more: &str,
        clock: &dyn Clock,
        ids: &mut dyn Ids,
    ) -> Result<Store, StoreError> {
        if dir.join(MARKER).exists() {
            return Err(StoreError::Exists(dir.to_path_buf()));
        }
        let id = ids.fresh();
        let origin = match origin {
            Some(given) => given.to_string(),
            None => format!("{}/{id}", slug_of(dir)),
        };
        if !codec::is_origin(&origin) {
            return Err(StoreError::BadOrigin(origin));
        }
        if fs::metadata(dir).is_ok_and(|found| !found.is_dir()) {
            return Err(StoreError::AFile(dir.to_path_buf()));
        }
        fs::create_dir_all(dir).map_err(|source| io("create", dir, source))?;
        let mut inside = fs::read_dir(dir).map_err(|source| io("read", dir, source))?;
        if inside.next().is_some() {
            return Err(StoreError::NotEmpty(dir.to_path_buf()));
        }
        let header = Header {
            id,
            origin,
            created_at: clock.now(),
        };
        FileLog::create(dir, &header)?;
        if let Err(error) = mark(dir, more) {
            FileLog::unmake(dir);
            return Err(error);
        }
        crate::log::file::sync_dir(dir)?;
        Store::at(dir)
    }

    /// The store at this directory or the nearest above it.
    pub fn find(start: &Path) -> Result<Store, StoreError> {
        start
            .ancestors()
            .find(|dir| dir.join(MARKER).is_file())
            .map_or_else(
                || Err(StoreError::NoneAbove(start.to_path_buf())),
                Store::at,
            )
    }

    /// The same store, with or without what is derived under `cache/`.
    pub fn with_cache(self, use_cache: bool) -> Store {
        Store { use_cache, ..self }
    }

    /// The same store, every commit to it signed by this key.
    pub fn signed_by(self, signer: Option<PrivateKey>) -> Store {
        Store { signer, ..self }
    }

    /// The keys that `dateline.toml` names as the store's own, as they stand there: a claim of
    /// whoever can write that file.
    pub fn claimed_keys(&self) -> &[String] {
        &self.claimed
    }

    /// The origin of the log, if its header line can be read.
    pub fn origin(&self) -> Option<String> {
        let log = FileLog::open_reader(&self.dir).ok()?;
        Some(log.header().origin.clone())
    }

    /// The directory.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The fixture that a demo put here, if one did.
    pub fn demo(&self) -> Option<&str> {
        self.demo.as_deref()
    }

    /// Everything that can be read, and the damage or loss met on the way, if any.
    ///
    /// # Errors
    /// When not even the header can be read.
    pub fn history(&self) -> Result<(History, Option<LogError>), StoreError> {
        let log = FileLog::open_reader(&self.dir)?;
        Ok(History::load(&log))
    }

    /// The same from facts in files, which are brought up to the log as far as that can be; a short
    /// or damaged log is read whole. Also what was met on the way, for those who ask.
    ///
    /// # Errors
    /// When not even the header can be read.
    pub fn facts(&self, progress: &columns::Progress<'_>) -> Result<Reading, StoreError> {
        let log = FileLog::open_reader(&self.dir)?;
        let mut notes = Vec::new();
        let (history, damage) = if self.is_long(log.head().position) && log.trouble().is_none() {
            let (header, limits) = (log.header().clone(), columns::Limits::default());
            let (dir, keys) = (self.columns_dir(), self.keys_dir());
            match columns::open(&dir, Some(&keys), log, limits, progress) {
                Ok(opened) => {
                    return Ok(Reading {
                        history: History::from_files(header, opened.files),
                        damage: None,
                        notes: opened.notes,
                    });
                }
                Err(columns::Doubt(why)) => notes.push(format!("columns: {why}; read the log")),
            }
            self.history()?
        } else {
            History::load(&log)
        };
        Ok(Reading {
            history,
            damage,
            notes,
        })
    }

    /// Throws the facts in files away: something was met that they cannot say.
    pub fn forget_facts(&self) {
        columns::forget(&self.columns_dir());
    }

    fn columns_dir(&self) -> PathBuf {
        self.dir.join("cache").join("columns")
    }

    /// The log, to be read line by line. Damage shows on the way.
    ///
    /// # Errors
    /// When not even the header can be read.
    pub fn log(&self) -> Result<FileLog, StoreError> {
        Ok(FileLog::open_reader(&self.dir)?)
    }

    /// Where in a log that was read from here the words of a query may stand, by the index
    /// under `cache/finder/`. After damage (`whole` false) the index is left as it is.
    pub fn look_for(
        &self,
        wanted: &Wanted,
        history: &History,
        whole: bool,
        progress: &mut Progress<'_>,
    ) -> Looked {
        match self.use_cache && whole {
            true => finder::look(
                &self.dir.join("cache").join("finder"),
                history,
                wanted,
                progress,
            ),
            false => Looked::default(),
        }
    }

    /// The evidence file of that name (`sha256:…`), if it is there.
    pub fn evidence_file(&self, name: &str) -> Option<PathBuf> {
        let path = self.evidence().path(&Name::parse(name)?);
        path.is_file().then_some(path)
    }

    /// The files that sources cite.
    pub fn evidence(&self) -> Shelf {
        Shelf::at(self.dir.join("evidence"))
    }

    /// Returns when all that a reader can see of the log survives a loss of power: before one
    /// attests to it.
    ///
    /// # Errors
    /// What the log says.
    pub fn sync(&self) -> Result<(), StoreError> {
        Ok(FileLog::open_reader(&self.dir)?.sync()?)
    }

    fn keys_dir(&self) -> PathBuf {
        self.dir.join("cache").join("keys")
    }
}

/// The directory's name in lower case, runs of other characters than `a-z0-9` as one hyphen.
fn slug_of(dir: &Path) -> String {
    let full = fs::canonicalize(dir)
        .or_else(|_| std::path::absolute(dir))
        .unwrap_or_else(|_| dir.to_path_buf());
    let name = full
        .file_name()
        .map(|name| name.to_string_lossy().to_ascii_lowercase())
        .unwrap_or_default();
    let words: Vec<&str> = name
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let slug: String = words.join("-").chars().take(100).collect();
    if slug.is_empty() {
        "store".into()
    } else {
        slug
    }
}

fn io(action: &'static str, path: &Path, source: std::io::Error) -> StoreError {
    StoreError::Log(LogError::Io {
        action,
        path: path.display().to_string(),
        source,
    })
}
