//! Evidence files against the names under which they are cited. Owns reading `evidence/`
//! (`schema/evidence.md`); copies nothing, removes nothing, and shares no code with what does.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::event::{Event, Kind};
use crate::merkle;

use super::report::{Finding, Report, Severity};

/// Files listed that nobody cites; the rest is counted.
const MOST_EXTRA: usize = 20;

/// What entries cite: the hex digits of each name, and the first entry that has it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Cited(BTreeMap<String, u64>);

impl Cited {
    /// Takes in what an entry names.
    pub(super) fn take(&mut self, names: Vec<String>, position: u64) {
        for name in names {
            let hex = name.strip_prefix("sha256:");
            if let Some(hex) = hex.filter(|hex| is_name(hex)) {
                self.0.entry(hex.to_string()).or_insert(position);
            }
        }
    }
}

/// What an event names as it was recorded: in its sources, in those that a correction brings,
/// and the rule file that a citation was made with.
pub(super) fn named(event: &Event) -> Vec<String> {
    let fields = event.fields();
    let changes = fields
        .get("changes")
        .and_then(|changes| changes.get("sources"));
    let mut names = Vec::new();
    for list in [fields.get("sources"), changes].into_iter().flatten() {
        for source in list.as_array().into_iter().flatten() {
            let name = source.get("evidence").and_then(Value::as_str);
            names.extend(name.map(str::to_string));
        }
    }
    if event.kind() == Kind::Citation {
        let rules = fields.get("query").and_then(|query| query.get("rules"));
        let rules = rules.and_then(Value::as_str);
        names.extend(rules.map(|hex| format!("sha256:{hex}")));
    }
    names
}

fn is_name(text: &str) -> bool {
    text.len() == 64 && is_hex(text)
}

fn is_hex(text: &str) -> bool {
    text.bytes()
        .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

/// Reads every file that lies under its hash, looks for those that are cited and not there, and
/// for what nobody cites.
pub(super) fn check(dir: &Path, cited: &Cited, report: &mut Report) {
    let mut missing = cited.0.clone();
    let (files, mut extra) = inventory(dir);
    // What is not cited up to the damage may be behind it: nobody should take it away.
    let nobody = match report.is_damaged() {
        true => "no entry that can be read",
        false => "no entry",
    };
    for (name, path) in files {
        let position = missing.remove(&name);
        let what = match hash_of(&path) {
            Ok(hash) if hash == name => {
                report.evidence += 1;
                if position.is_none() {
                    extra.push(format!("{} is cited by {nobody}", path.display()));
                }
                continue;
            }
            Ok(hash) => format!(
                "{} has the SHA-256 {hash}, not that of its name",
                path.display()
            ),
            Err(error) => format!("{} cannot be read: {error}", path.display()),
        };
        let mut finding = Finding::new(Severity::Finding, "bad_evidence", what).hint(BACK);
        finding.position = position;
        report.add(finding);
    }
    for (name, position) in missing {
        let what = format!("the evidence sha256:{name} is cited and not there");
        let finding = Finding::new(Severity::Finding, "missing_evidence", what);
        report.add(finding.hint(BACK).entry(position));
    }
    tell_extra(extra, report);
}

const BACK: &str = "put the original file back: dateline attach FILE";

fn tell_extra(extra: Vec<String>, report: &mut Report) {
    let more = extra.len().saturating_sub(MOST_EXTRA);
    let mut note = |what: String| report.add(Finding::new(Severity::Note, "extra_evidence", what));
    extra.into_iter().take(MOST_EXTRA).for_each(&mut note);
    if more > 0 {
        note(format!("and {more} more files that no entry cites"));
    }
}

/// The files at `sha256/<first two digits>/<64 digits>`, by name, and what else there is.
fn inventory(dir: &Path) -> (Vec<(String, PathBuf)>, Vec<String>) {
    let (mut files, mut extra) = (Vec::new(), Vec::new());
    for (name, path) in inside(dir) {
        match path.is_dir() && name == "sha256" {
            true => folders(&path, &mut files, &mut extra),
            false => extra.push(stray(&path)),
        }
    }
    (files, extra)
}

fn folders(dir: &Path, files: &mut Vec<(String, PathBuf)>, extra: &mut Vec<String>) {
    for (first, folder) in inside(dir) {
        if !(folder.is_dir() && first.len() == 2 && is_hex(&first)) {
            extra.push(stray(&folder));
            continue;
        }
        for (name, path) in inside(&folder) {
            match is_name(&name) && name.starts_with(&first) {
                true => files.push((name, path)),
                false => extra.push(stray(&path)),
            }
        }
    }
}

fn stray(path: &Path) -> String {
    format!(
        "{} is no evidence: files lie at evidence/sha256/<first two digits>/<64 digits>",
        path.display()
    )
}

/// What is in a directory, by name, but for names that begin with a dot. One that is not there
/// holds nothing; what is cited is then missing.
fn inside(dir: &Path) -> Vec<(String, PathBuf)> {
    let items = fs::read_dir(dir).into_iter().flatten().flatten();
    let named = items.map(|item| {
        let name = item.file_name().to_string_lossy().into_owned();
        (name, item.path())
    });
    let mut found: Vec<_> = named.filter(|(name, _)| !name.starts_with('.')).collect();
    found.sort();
    found
}

fn hash_of(path: &Path) -> io::Result<String> {
    // A link is no copy, wherever it leads.
    if !fs::symlink_metadata(path)?.is_file() {
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
