//! A store directory: its paths, making one, finding one, opening it for reading or
//! writing. Owns the composition of log, keys and desk; holds no rule about events.

use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::desk::{Clock, DeskError, Drafts, Ids, Options, Outcome};
use crate::facts::History;
use crate::log::LogError;

/// A store on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Store {
    dir: PathBuf,
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
    /// Makes a store in `dir` (created if missing).
    pub fn init(
        _dir: &Path,
        _origin: Option<&str>,
        _clock: &dyn Clock,
        _ids: &mut dyn Ids,
    ) -> Result<Store, StoreError> {
        todo!()
    }
    /// The store at exactly this directory.
    pub fn at(_dir: &Path) -> Result<Store, StoreError> {
        todo!()
    }
    /// The store at this directory or the nearest above it.
    pub fn find(_start: &Path) -> Result<Store, StoreError> {
        todo!()
    }
    /// The directory.
    pub fn dir(&self) -> &Path {
        &self.dir
    }
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
