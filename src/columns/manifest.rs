//! The manifest: which runs are the live generation, and of which log, up to where. Owns its text.
//! It is believed if the entries after it, hashed on from its frontier, give the root of the log.

use std::io::{Read as _, Write as _};
use std::path::Path;

use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::part::Span;
use super::{Sound, doubt};
use crate::event::json::canonical;
use crate::event::when::Instant;
use crate::log::Head;
use crate::log::file::Stat;
use crate::merkle::{self, Frontier, Hash};

/// The name of its file.
pub(super) const FILE: &str = "manifest";

/// Goes up with the bytes of any block, and with what facts are drawn from events.
pub(super) const FORMAT: &str = "dateline-columns/2";

/// Longer than any manifest: 3 runs a tier, and tiers grow fourfold.
const LONGEST: u64 = 1 << 20;

/// A run, and the end of the log before its first entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) span: Span,
    pub(super) after: Head,
}

/// The live generation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Manifest {
    pub(super) log: Uuid,
    /// SHA-256 of the header line.
    pub(super) header: Hash,
    /// Length and modification time of the log file before the last run was built.
    pub(super) file: Stat,
    /// The end of what it covers.
    pub(super) head: Head,
    /// In order of position, without gaps.
    pub(super) runs: Vec<Run>,
}

/// Name of the run of some entries, the log having that root after them.
pub(super) fn run_name(log: Uuid, first: u64, head: &Head) -> String {
    let (last, root) = (head.position, head.root());
    let text = format!("{FORMAT}\n{log}\n{first}\n{last}\n{root}\n");
    let hash = merkle::sha256_hex(text.as_bytes());
    format!("{first}-{last}-{}", hash.get(..16).unwrap_or_default())
}

fn head_to_json(head: &Head) -> Value {
    let peaks: Vec<String> = head.frontier.peaks().iter().map(merkle::base64).collect();
    let recorded = head.recorded_at.map(|at| at.0.to_string());
    json!({
        "bytes": head.bytes, "peaks": peaks, "position": head.position, "recorded_at": recorded,
    })
}

fn head_from_json(value: &Value) -> Option<Head> {
    let position = value.get("position")?.as_u64()?;
    let peaks = value.get("peaks")?.as_array()?.iter();
    let peaks: Option<Vec<Hash>> = peaks
        .map(|peak| merkle::from_base64(peak.as_str()?))
        .collect();
    Some(Head {
        position,
        bytes: value.get("bytes")?.as_u64()?,
        recorded_at: match value.get("recorded_at")? {
            Value::Null => None,
            at => Some(Instant(at.as_str()?.parse().ok()?)),
        },
        frontier: Frontier::from_parts(position, peaks?)?,
    })
}

fn file_to_json(file: Stat) -> Value {
    let modified = file.modified.map(|at| at.to_string());
    json!({"bytes": file.len.to_string(), "modified": modified})
}

fn file_from_json(value: &Value) -> Option<Stat> {
    Some(Stat {
        len: value.get("bytes")?.as_str()?.parse().ok()?,
        modified: match value.get("modified")? {
            Value::Null => None,
            at => Some(at.as_str()?.parse().ok()?),
        },
    })
}

impl Manifest {
    fn to_text(&self) -> String {
        let run = |run: &Run| {
            let (offset, length, sum) = run.span.directory;
            json!({
                "after": head_to_json(&run.after), "last": run.span.last, "name": run.span.name,
                "directory": [offset.to_string(), length.to_string(), sum.to_string()],
            })
        };
        let line = canonical(&json!({
            "format": FORMAT, "head": head_to_json(&self.head), "log": self.log.to_string(),
            "header": merkle::base64(&self.header), "file": file_to_json(self.file),
            "runs": self.runs.iter().map(run).collect::<Vec<Value>>(),
        }));
        let sum = merkle::sha256_hex(line.as_bytes());
        format!("{line}\n{sum}\n")
    }

    fn from_text(text: &str) -> Option<Manifest> {
        let (line, sum) = text.strip_suffix('\n')?.split_once('\n')?;
        if sum != merkle::sha256_hex(line.as_bytes()) {
            return None;
        }
        let value: Value = serde_json::from_str(line).ok()?;
        let object: &Map<String, Value> = value.as_object()?;
        if object.get("format")?.as_str()? != FORMAT {
            return None;
        }
        let runs = object.get("runs")?.as_array()?.iter();
        let manifest = Manifest {
            log: Uuid::parse_str(object.get("log")?.as_str()?).ok()?,
            header: merkle::from_base64(object.get("header")?.as_str()?)?,
            file: file_from_json(object.get("file")?)?,
            head: head_from_json(object.get("head")?)?,
            runs: runs.map(run_from_json).collect::<Option<_>>()?,
        };
        manifest.is_whole().then_some(manifest)
    }

    /// Whether its runs cover every position once and bear names that a run can have.
    fn is_whole(&self) -> bool {
        let mut next = 1;
        let whole = self.runs.iter().all(|run| {
            let span = &run.span;
            let follows = span.first == next && span.last >= span.first;
            next = span.last.saturating_add(1);
            let plain = |byte: u8| byte.is_ascii_hexdigit() || byte == b'-';
            follows && span.name.bytes().all(plain)
        });
        whole && self.head.position > 0 && next == self.head.position.saturating_add(1)
    }

    /// Reads the manifest of a directory; `None` if there is none.
    pub(super) fn load(dir: &Path) -> Sound<Option<Manifest>> {
        let path = dir.join(FILE);
        match std::fs::metadata(&path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error.into()),
            Ok(facts) if !facts.is_file() => return doubt("the manifest is not a plain file"),
            Ok(_) => {}
        }
        let mut bytes = Vec::new();
        let file = std::fs::File::open(&path)?;
        file.take(LONGEST).read_to_end(&mut bytes)?;
        let text = String::from_utf8(bytes).ok();
        match text.as_deref().and_then(Manifest::from_text) {
            Some(manifest) => Ok(Some(manifest)),
            None => doubt("the manifest is not one, or its checksum is wrong"),
        }
    }

    /// Makes this the live generation.
    pub(super) fn store(&self, dir: &Path) -> Sound<()> {
        let mut file = super::temporary(dir, "manifest-")?;
        file.write_all(self.to_text().as_bytes())?;
        match file.persist(dir.join(FILE)) {
            Ok(_) => Ok(()),
            Err(error) => Err(error.error.into()),
        }
    }
}

fn run_from_json(value: &Value) -> Option<Run> {
    let after = head_from_json(value.get("after")?)?;
    let directory = value.get("directory")?.as_array()?;
    let number = |at: usize| directory.get(at)?.as_str()?.parse::<u64>().ok();
    Some(Run {
        span: Span {
            name: value.get("name")?.as_str()?.to_owned(),
            first: after.position + 1,
            last: value.get("last")?.as_u64()?,
            directory: (number(0)?, number(1)?, number(2)?),
        },
        after,
    })
}
