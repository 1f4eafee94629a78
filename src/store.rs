//! A store directory: its paths, making one, finding one, opening it for reading or
//! writing. Owns the composition of log, keys and desk; holds no rule about events.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::desk::{Batch, Clock, DeskError, Drafts, Ids, LARGE, Options, Outcome, Placed, commit, prepare};
use crate::event::sentence::headline;
use crate::facts::History;
use crate::keys::Known;
use crate::log::{Entry, Header, Log, LogError};

/// The file that makes a directory a store.
const MARKER: &str = "dateline.toml";

/// What a new marker says. The log itself says which log it is.
const MARKER_TEXT: &str = "# A dateline store. The truth is log.jsonl: append-only, hashed, plain text.\n\
# cache/ is derived and can be deleted at any moment.\n\
format = \"dateline-store/1\"\n";

/// The format that this program makes and reads.
const FORMAT: &str = "dateline-store/1";

/// Problems kept of one import; above it reading stops.
const MOST_PROBLEMS: usize = 10_000;

/// A store on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Store {
    dir: PathBuf,
    use_cache: bool,
}

/// Why a directory cannot be used as a store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// No `dateline.toml` here or above.
    #[error("{0} is not a dateline store, nor is any directory above it")]
    NotAStore(PathBuf),
    /// There is one already.
    #[error("{0} already holds a store")]
    Exists(PathBuf),
    /// Something else is in the way.
    #[error("{0} is not empty")]
    NotEmpty(PathBuf),
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
    pub fn init(
        dir: &Path,
        origin: Option<&str>,
        clock: &dyn Clock,
        ids: &mut dyn Ids,
    ) -> Result<Store, StoreError> {
        fs::create_dir_all(dir).map_err(|source| io("create", dir, source))?;
        if dir.join(MARKER).exists() {
            return Err(StoreError::Exists(dir.to_path_buf()));
        }
        let mut inside = fs::read_dir(dir).map_err(|source| io("read", dir, source))?;
        if inside.next().is_some() {
            return Err(StoreError::NotEmpty(dir.to_path_buf()));
        }
        let id = ids.fresh();
        let origin = match origin {
            Some(given) => given.to_string(),
            None => format!("{}/{id}", slug_of(dir)),
        };
        if origin.is_empty() || origin.chars().any(|c| c.is_whitespace() || c == '+' || c.is_control()) {
            return Err(StoreError::BadOrigin(origin));
        }
        let header = Header { id, origin, created_at: clock.now() };
        crate::log::file::create(dir, &header)?;
        for sub in ["evidence", "cache"] {
            let path = dir.join(sub);
            fs::create_dir_all(&path).map_err(|source| io("create", &path, source))?;
        }
        write_synced(&dir.join(MARKER), MARKER_TEXT)?;
        sync_dir(dir)?;
        Store::at(dir)
    }

    /// The store at exactly this directory.
    pub fn at(dir: &Path) -> Result<Store, StoreError> {
        let path = dir.join(MARKER);
        if !path.is_file() {
            return Err(StoreError::NotAStore(dir.to_path_buf()));
        }
        let text = fs::read_to_string(&path).map_err(|source| io("read", &path, source))?;
        let bad = |what: String| StoreError::BadMarker { path: path.clone(), what };
        let table: toml::Table =
            text.parse().map_err(|error: toml::de::Error| bad(format!("not readable as TOML: {}", error.message())))?;
        match table.get("format").and_then(toml::Value::as_str) {
            Some(FORMAT) => Ok(Store { dir: dir.to_path_buf(), use_cache: true }),
            Some(other) => Err(bad(format!("this store has format {other}, this program reads {FORMAT}"))),
            None => Err(bad(format!("no line format = \"{FORMAT}\""))),
        }
    }

    /// The store at this directory or the nearest above it.
    pub fn find(start: &Path) -> Result<Store, StoreError> {
        start
            .ancestors()
            .find(|dir| dir.join(MARKER).is_file())
            .map_or_else(|| Err(StoreError::NotAStore(start.to_path_buf())), Store::at)
    }

    /// The same store, with or without what is derived under `cache/`.
    pub fn with_cache(self, use_cache: bool) -> Store {
        Store { use_cache, ..self }
    }

    /// The directory.
    pub fn dir(&self) -> &Path {
        &self.dir
    }
}
impl Store {
    /// Everything that can be read, and the damage or loss met on the way, if any.
    pub fn history(&self) -> Result<(History, Option<LogError>), StoreError> {
        todo!()
    }
    /// Takes the lock (waiting up to `patience`) and writes one commit, all or nothing.
    pub fn write(
        &self,
        _drafts: &mut Drafts<'_>,
        _options: &Options,
        _clock: &dyn Clock,
        _ids: &mut dyn Ids,
        _patience: Duration,
    ) -> Result<Outcome, DeskError> {
        todo!()
    }
}

fn io(action: &'static str, path: &Path, source: std::io::Error) -> StoreError {
    StoreError::Log(LogError::Io { action, path: path.display().to_string(), source })
}

fn slug_of(_dir: &Path) -> String {
    todo!()
}

fn write_synced(_path: &Path, _text: &str) -> Result<(), StoreError> {
    todo!()
}

fn sync_dir(_dir: &Path) -> Result<(), StoreError> {
    todo!()
}
