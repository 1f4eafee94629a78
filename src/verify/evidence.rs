//! Evidence files against the names under which they are cited. Owns reading `evidence/`;
//! copies nothing and removes nothing.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use crate::merkle;

use super::report::{Finding, Report, Severity};

/// What entries cite: the hex digits of each name, and the first entry that has it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Cited(BTreeMap<String, u64>);

impl Cited {
    pub(super) fn take(&mut self, names: Vec<String>, position: u64) {
        for name in names {
            let name = name.strip_prefix("sha256:");
            if let Some(hex) = name.filter(|hex| is_name(hex)) {
                self.0.entry(hex.to_string()).or_insert(position);
            }
        }
    }
}

fn is_name(text: &str) -> bool {
    text.len() == 64
        && text
            .bytes()
            .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

/// Reads every file named by its hash, and looks for those that are cited and not there.
pub(super) fn check(dir: &Path, cited: &Cited, report: &mut Report) {
    let mut missing = cited.0.clone();
    for (name, path) in files(dir) {
        let position = missing.remove(&name);
        let what = match hash_of(&path) {
            Ok(hash) if hash == name => {
                report.evidence += 1;
                continue;
            }
            Ok(hash) => format!(
                "{} has the SHA-256 {hash}, not that of its name",
                path.display()
            ),
            Err(error) => format!("{} cannot be read: {error}", path.display()),
        };
        let mut finding = bad(what);
        finding.position = position.or_else(|| cited.0.get(&name).copied());
        report.add(finding);
    }
    for (name, position) in missing {
        let what = format!("the evidence sha256:{name} is cited and not there");
        report.add(bad(what).entry(position));
    }
}

fn bad(message: String) -> Finding {
    Finding::new(Severity::Finding, "bad_evidence", message)
        .hint("put the original file back: dateline attach FILE")
}

/// Files of 64 hex digits in the directory, or in `sha256/<first two digits>/` under it.
fn files(dir: &Path) -> Vec<(String, PathBuf)> {
    let mut found = Vec::new();
    let mut dirs = vec![(dir.to_path_buf(), 0)];
    while let Some((dir, depth)) = dirs.pop() {
        // A directory that is not there holds no evidence; what is cited is then missing.
        let Ok(listing) = std::fs::read_dir(&dir) else {
            continue;
        };
        for item in listing.flatten() {
            let name = item.file_name().to_string_lossy().into_owned();
            let is_dir = item.file_type().is_ok_and(|kind| kind.is_dir());
            if is_dir && depth < 2 {
                dirs.push((item.path(), depth + 1));
            } else if !is_dir && is_name(&name) {
                found.push((name, item.path()));
            }
        }
    }
    found.sort();
    found
}

fn hash_of(path: &Path) -> io::Result<String> {
    if !std::fs::metadata(path)?.is_file() {
        return Err(io::Error::other("not a plain file"));
    }
    let mut file = File::open(path)?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(merkle::hex(&hasher.finalize().into())),
            count => hasher.update(buffer.get(..count).unwrap_or_default()),
        }
    }
}
