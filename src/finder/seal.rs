//! The seal: names, lengths and SHA-256 of the database's files as they were left, beside it.
//! sled panics on damage or loses its end in silence, so it is only ever handed files that are
//! byte for byte those that it wrote. Knows nothing of what is in them.

use std::fs::{self, File};
use std::io::Read as _;
use std::path::Path;

use crate::merkle::hex;
use sha2::{Digest as _, Sha256};

use super::doubt::{Sound, doubt};

/// Its first line.
const FORMAT: &str = "dateline-finder-seal/1";

/// No seal that this program writes is longer.
const LONGEST: u64 = 1 << 20;

/// A file of the database.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Sealed {
    name: String,
    length: u64,
}

/// Writes the seal of the files in `dir` to `path`.
pub(super) fn write(dir: &Path, path: &Path) -> Sound<()> {
    let text = text_of(dir, &listed(dir)?)?;
    Ok(fs::write(path, text)?)
}

/// Whether the files in `dir` are those that were sealed; a doubt says what differs.
pub(super) fn check(dir: &Path, path: &Path) -> Sound<()> {
    if !fs::symlink_metadata(path).is_ok_and(|facts| facts.is_file()) {
        return doubt("it was not closed");
    }
    let mut stored = Vec::new();
    File::open(path)?.take(LONGEST).read_to_end(&mut stored)?;
    let files = listed(dir)?;
    // Names and lengths first: nobody hashes what somebody else left there.
    if names(&stored) != names(skeleton(&files).as_bytes()) {
        return doubt("files are missing, new or of another length");
    }
    match text_of(dir, &files)?.into_bytes() == stored {
        true => Ok(()),
        false => doubt("its bytes are not those that were written"),
    }
}

/// The lines without their hashes.
fn names(text: &[u8]) -> Vec<&[u8]> {
    let lines = text.split(|byte| *byte == b'\n');
    let rest = lines.map(|line| {
        line.iter()
            .position(|byte| *byte == b' ')
            .map(|at| (line, at))
    });
    rest.flatten()
        .filter_map(|(line, at)| line.get(at..))
        .collect()
}

fn skeleton(files: &[Sealed]) -> String {
    let lines = files
        .iter()
        .map(|file| format!("- {} {}\n", file.length, file.name));
    lines.collect()
}

fn text_of(dir: &Path, files: &[Sealed]) -> Sound<String> {
    let mut text = format!("{FORMAT}\n");
    for file in files {
        let hash = hash(&dir.join(&file.name))?;
        text.push_str(&format!("{hash} {} {}\n", file.length, file.name));
    }
    Ok(text)
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
fn listed(dir: &Path) -> Sound<Vec<Sealed>> {
    let mut files = Vec::new();
    list(dir, "", &mut files)?;
    files.sort();
    Ok(files)
}

fn list(dir: &Path, above: &str, files: &mut Vec<Sealed>) -> Sound<()> {
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
            let length = facts.len();
            files.push(Sealed { name, length });
        } else if facts.is_dir() && above.is_empty() {
            list(&item.path(), &format!("{name}/"), files)?;
        } else {
            return doubt("something else than files is in it");
        }
    }
    Ok(())
}
