//! Evidence: copies of what sources show, each under its SHA-256 in `evidence/sha256/ab/`. Owns
//! the layout and the way of a file into it (`schema/evidence.md`): copied and hashed in one
//! pass, synced, renamed. Never touches the log; `verify` looks at the files with its own eyes.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};
use tempfile::NamedTempFile;

use crate::log::LogError;
use crate::log::file::sync_dir;
use crate::merkle;

/// What stands before the digits.
const SCHEME: &str = "sha256:";

/// How the name of a copy begins until it has its own.
const UNFINISHED: &str = ".attach-";

/// Bytes read at a time.
const BUFFER: usize = 1 << 18;

/// The name of a piece of evidence: `sha256:` and 64 small hex digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(String);

impl Name {
    /// Reads one; `None` for anything else.
    pub fn parse(text: &str) -> Option<Name> {
        let hex = text.strip_prefix(SCHEME)?;
        let small = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        (hex.len() == 64 && hex.bytes().all(small)).then(|| Name(hex.to_owned()))
    }

    /// That of a file with this SHA-256, given as 64 small hex digits.
    pub fn of_hex(hex: &str) -> Option<Name> {
        Name::parse(&format!("{SCHEME}{hex}"))
    }

    /// The digits.
    pub fn hex(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Name {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{SCHEME}{}", self.0)
    }
}

/// What the store has of a piece of evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// The file is there and is what its name says.
    Held,
    /// Something is there under the name, with other bytes or not a plain file.
    Altered,
    /// Nothing is there.
    Missing,
    /// Something is there and cannot be read.
    Unreadable,
}

impl State {
    /// In one word.
    pub fn word(self) -> &'static str {
        match self {
            State::Held => "held",
            State::Altered => "altered",
            State::Missing => "missing",
            State::Unreadable => "unreadable",
        }
    }
}

/// A file's state, and its size if there is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// Its state.
    pub state: State,
    /// Its bytes.
    pub bytes: Option<u64>,
}

/// Why a file could not be kept.
#[derive(Debug, thiserror::Error)]
pub enum EvidenceError {
    /// The file that was given could not be read to its end.
    #[error("{0}")]
    Input(io::Error),
    /// It has no bytes: evidence of nothing.
    #[error("the file is empty")]
    Empty,
    /// The store's side failed.
    #[error(transparent)]
    Store(#[from] LogError),
}

/// The evidence of one store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shelf {
    dir: PathBuf,
}

/// A copy on its way: whole, synced and hashed, not yet under its name. Dropped, it is gone.
#[derive(Debug)]
pub struct Staged {
    shelf: Shelf,
    file: NamedTempFile,
    /// Its name to be.
    pub name: Name,
    /// Its size.
    pub bytes: u64,
}

/// A file that was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Its name.
    pub name: Name,
    /// Its size.
    pub bytes: u64,
    /// Whether it was there before.
    pub already: bool,
}

impl Shelf {
    /// That of the directory `evidence/` of a store.
    pub fn at(dir: PathBuf) -> Shelf {
        Shelf { dir }
    }

    /// Where a file lies, whether it is there or not.
    pub fn path(&self, name: &Name) -> PathBuf {
        self.folder(name).join(name.hex())
    }

    fn folder(&self, name: &Name) -> PathBuf {
        let first = name.hex().get(..2).unwrap_or_default();
        self.dir.join("sha256").join(first)
    }

    /// Copies what is read to the end, and hashes it on the way. Nothing is under its name yet.
    ///
    /// # Errors
    /// What the input or the disk says; an input without a byte.
    pub fn stage(&self, input: &mut dyn Read) -> Result<Staged, EvidenceError> {
        make(&self.dir)?;
        let mut file = self.unfinished()?;
        let failed = |source| io_error("write", &self.dir, source);
        let mut hasher = Sha256::new();
        let mut buffer = vec![0; BUFFER];
        let mut bytes = 0;
        loop {
            let count = match input.read(&mut buffer) {
                Ok(0) => break,
                Ok(count) => count,
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => return Err(EvidenceError::Input(error)),
            };
            let part = buffer.get(..count).unwrap_or_default();
            hasher.update(part);
            file.write_all(part).map_err(failed)?;
            bytes += count as u64;
        }
        if bytes == 0 {
            return Err(EvidenceError::Empty);
        }
        file.as_file().sync_all().map_err(failed)?;
        Ok(Staged {
            shelf: self.clone(),
            file,
            name: Name(merkle::hex(&hasher.finalize().into())),
            bytes,
        })
    }

    /// A new file for a copy, locked as long as it is written. Under a lock on the directory, so
    /// that nobody takes it for one that was left behind before it has its own.
    fn unfinished(&self) -> Result<NamedTempFile, EvidenceError> {
        let failed = |source| io_error("create a file in", &self.dir, source);
        let guard = File::open(&self.dir).map_err(failed)?;
        let guarded = guard.lock().is_ok();
        if guarded {
            self.sweep();
        }
        let mut builder = tempfile::Builder::new();
        builder.prefix(UNFINISHED);
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o444));
        let file = builder.tempfile_in(&self.dir).map_err(failed)?;
        // Where there are no locks, nothing is swept either.
        let _ = file.as_file().lock();
        Ok(file)
    }

    /// Removes copies that were left behind: those that nobody has locked.
    fn sweep(&self) {
        let inside = fs::read_dir(&self.dir).into_iter().flatten().flatten();
        let left = inside.filter(|item| {
            let name = item.file_name();
            name.to_string_lossy().starts_with(UNFINISHED)
        });
        for item in left {
            let Some(file) = plain(&item.path()) else {
                continue;
            };
            if file.try_lock().is_ok() {
                // What cannot be removed is in nobody's way.
                let _ = fs::remove_file(item.path());
            }
        }
    }

    /// Whether anything is there under a name; its bytes are not looked at.
    pub fn has(&self, name: &Name) -> bool {
        self.path(name).is_file()
    }

    /// What is there under a name, every byte of it read.
    pub fn look(&self, name: &Name) -> Held {
        let found = match fs::symlink_metadata(self.path(name)) {
            Ok(found) => found,
            Err(error) => {
                let state = match error.kind() {
                    ErrorKind::NotFound => State::Missing,
                    _ => State::Unreadable,
                };
                return Held { state, bytes: None };
            }
        };
        // A pipe would keep whoever opens it waiting, a link to a device would never end.
        if !found.is_file() {
            let state = State::Altered;
            return Held { state, bytes: None };
        }
        let state = match hash_of(&self.path(name)) {
            Ok(hash) if hash == name.hex() => State::Held,
            Ok(_) => State::Altered,
            Err(_) => State::Unreadable,
        };
        let bytes = Some(found.len());
        Held { state, bytes }
    }

    /// The bytes under a name, if they are what it says and at most so many.
    pub fn read(&self, name: &Name, most: u64) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        let file = plain(&self.path(name))?;
        file.take(most.saturating_add(1))
            .read_to_end(&mut bytes)
            .ok()?;
        let right = bytes.len() as u64 <= most && merkle::sha256_hex(&bytes) == name.hex();
        right.then_some(bytes)
    }
}

impl Staged {
    /// Puts the copy under its name, so that it survives a loss of power. If it is there
    /// already, the copy is dropped; what is there with other bytes is replaced.
    ///
    /// # Errors
    /// What the disk says.
    pub fn keep(self) -> Result<Kept, LogError> {
        let folder = self.shelf.folder(&self.name);
        make(&self.shelf.dir.join("sha256"))?;
        make(&folder)?;
        let path = self.shelf.path(&self.name);
        let already = self.shelf.look(&self.name).state == State::Held;
        if !already {
            let renamed = self.file.persist(&path);
            renamed.map_err(|error| io_error("create", &path, error.error))?;
        }
        // Also of one that is there: whoever put it there may have crashed before this.
        sync_dir(&folder)?;
        Ok(Kept {
            name: self.name,
            bytes: self.bytes,
            already,
        })
    }
}

/// Makes a directory that is not there, and makes that last.
fn make(dir: &Path) -> Result<(), LogError> {
    match fs::create_dir(dir) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(source) => Err(io_error("create", dir, source)),
        Ok(()) => dir.parent().map_or(Ok(()), sync_dir),
    }
}

/// A plain file, opened; nothing else is, for that may wait for ever.
fn plain(path: &Path) -> Option<File> {
    let found = fs::symlink_metadata(path).ok()?;
    found.is_file().then(|| File::open(path).ok())?
}

fn hash_of(path: &Path) -> io::Result<String> {
    let mut file = File::open(path)?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; BUFFER];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(merkle::hex(&hasher.finalize().into())),
            count => hasher.update(buffer.get(..count).unwrap_or_default()),
        }
    }
}

fn io_error(action: &'static str, path: &Path, source: io::Error) -> LogError {
    LogError::Io {
        action,
        path: path.display().to_string(),
        source,
    }
}
