//! The seal: names, lengths, times of change and SHA-256 of the database's files as they were
//! left, beside it. sled panics on damage or loses its end in silence, so it is only handed files
//! that nobody touched since, or that are byte for byte those that it wrote. Knows nothing of what
//! is in them.

use std::fs::{self, File};
use std::io::Read as _;
use std::path::Path;
use std::time::UNIX_EPOCH;

use crate::merkle::hex;
use sha2::{Digest as _, Sha256};

use super::doubt::{Sound, doubt};

/// Its first line.
const FORMAT: &str = "dateline-finder-seal/2";

/// No seal that this program writes is longer.
const LONGEST: u64 = 1 << 20;

/// A file of the database.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Listed {
    name: String,
    length: u64,
    /// When it was last written, nanoseconds since 1970.
    modified: u128,
}

/// A file as a seal has it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Sealed {
    file: Listed,
    /// SHA-256 in hex.
    hash: String,
}

/// Writes the seal of the files in `dir` to `path`.
pub(super) fn write(dir: &Path, path: &Path) -> Sound<()> {
    put(&hashed(dir, listed(dir)?)?, path)
}

/// Whether the files in `dir` are those that were sealed; a doubt says what differs. Files that
/// were written to since are hashed, and sealed anew if their bytes are the same: a copy, or a
/// database that was opened.
pub(super) fn check(dir: &Path, path: &Path) -> Sound<()> {
    if !fs::symlink_metadata(path).is_ok_and(|facts| facts.is_file()) {
        return doubt("it was not closed");
    }
    let stored = read(path)?;
    let files = listed(dir)?;
    if stored.iter().map(|one| &one.file).eq(&files) {
        return Ok(());
    }
    // Names and lengths first: nobody hashes what somebody else left there.
    let alike = |(one, file): (&Sealed, &Listed)| one.file.alike(file);
    if stored.len() != files.len() || !stored.iter().zip(&files).all(alike) {
        return doubt("files are missing, new or of another length");
    }
    let found = hashed(dir, files)?;
    let hashes = |all: &[Sealed]| all.iter().map(|one| one.hash.clone()).collect::<Vec<_>>();
    if hashes(&found) != hashes(&stored) {
        return doubt("its bytes are not those that were written");
    }
    put(&found, path)
}

/// Takes in that the database was opened and closed, which writes nothing new into a file that
/// keeps its length, but writes, and now and then puts a file in the place of another.
pub(super) fn renew(dir: &Path, path: &Path) -> Sound<()> {
    let stored = read(path)?;
    let sealed = |file: Listed| {
        let before = stored.iter().find(|one| one.file.alike(&file));
        let hash = match before {
            Some(one) => one.hash.clone(),
            None => hash(&dir.join(&file.name))?,
        };
        Ok(Sealed { file, hash })
    };
    let files: Sound<Vec<Sealed>> = listed(dir)?.into_iter().map(sealed).collect();
    put(&files?, path)
}

impl Listed {
    fn alike(&self, other: &Listed) -> bool {
        self.name == other.name && self.length == other.length
    }
}

fn put(files: &[Sealed], path: &Path) -> Sound<()> {
    let mut text = format!("{FORMAT}\n");
    for Sealed { file, hash } in files {
        let Listed {
            name,
            length,
            modified,
        } = file;
        text.push_str(&format!("{hash} {length} {modified} {name}\n"));
    }
    Ok(fs::write(path, text)?)
}

/// A seal as it was written; a doubt if it is none.
fn read(path: &Path) -> Sound<Vec<Sealed>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(LONGEST).read_to_end(&mut bytes)?;
    let text = String::from_utf8(bytes).unwrap_or_default();
    let files = text.strip_prefix(FORMAT).and_then(|rest| {
        let lines = rest.strip_prefix('\n')?.lines();
        lines.map(sealed).collect::<Option<Vec<_>>>()
    });
    match files {
        Some(files) => Ok(files),
        None => doubt("its seal cannot be read"),
    }
}

fn sealed(line: &str) -> Option<Sealed> {
    let mut words = line.splitn(4, ' ');
    let hash = words.next()?.to_owned();
    let length = words.next()?.parse().ok()?;
    let modified = words.next()?.parse().ok()?;
    let name = words.next()?.to_owned();
    let file = Listed {
        name,
        length,
        modified,
    };
    Some(Sealed { file, hash })
}

fn hashed(dir: &Path, files: Vec<Listed>) -> Sound<Vec<Sealed>> {
    let sealed = |file: Listed| {
        let hash = hash(&dir.join(&file.name))?;
        Ok(Sealed { file, hash })
    };
    files.into_iter().map(sealed).collect()
}

fn hash(path: &Path) -> Sound<String> {
    let mut file = File::open(path)?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 1 << 18];
    loop {
        let count = file.read(&mut buffer)?;
        if count == 0 {
            return Ok(hex(&hasher.finalize().into()));
        }
        hasher.update(buffer.get(..count).unwrap_or_default());
    }
}

/// The files of a directory and of those right in it, by name; only plain ones.
fn listed(dir: &Path) -> Sound<Vec<Listed>> {
    let mut files = Vec::new();
    list(dir, "", &mut files)?;
    files.sort();
    Ok(files)
}

fn list(dir: &Path, above: &str, files: &mut Vec<Listed>) -> Sound<()> {
    for item in fs::read_dir(dir)? {
        let item = item?;
        let facts = item.path().symlink_metadata()?;
        let Some(name) = item
            .file_name()
            .to_str()
            .map(|name| format!("{above}{name}"))
        else {
            return doubt("a file has a name that is no text");
        };
        if facts.is_file() && !name.contains('\n') {
            let since = facts.modified()?.duration_since(UNIX_EPOCH);
            files.push(Listed {
                name,
                length: facts.len(),
                modified: since.map_or(0, |since| since.as_nanos()),
            });
        } else if facts.is_dir() && above.is_empty() {
            list(&item.path(), &format!("{name}/"), files)?;
        } else {
            return doubt("something else than files is in it");
        }
    }
    Ok(())
}
