//! The manifest: which runs are the live generation, and of which log, up to where. Owns its
//! text and the rule by which it is believed: the commit line that ends at its byte offset
//! must say the same. Layout: `schema/cache.md`.

use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;

use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::event::json::canonical;
use crate::merkle;

use super::block::{Sound, doubt, open_plain};
use super::run::Span;

/// The name of its file.
pub(super) const FILE: &str = "manifest";

const FORMAT: &str = "dateline-keys/4";

/// Longer than any manifest: 3 runs a tier, and tiers grow fourfold.
const LONGEST: u64 = 1 << 20;

/// No commit line that this program writes is longer; one that is costs a rebuild.
const COMMIT_LINE: u64 = 1 << 20;

/// The live generation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Manifest {
    /// Which log.
    pub(super) log: Uuid,
    /// Up to which position.
    pub(super) position: u64,
    /// The root there.
    pub(super) root: String,
    /// Bytes of the log up to and with the commit line there.
    pub(super) bytes: u64,
    /// The runs, in order of position, without gaps from 1 to `position`.
    pub(super) runs: Vec<Span>,
}

/// Name of the run that begins at `first` and ends at `last`, the log having that root there:
/// the same name means the same bytes, whoever wrote them.
pub(super) fn run_name(log: Uuid, first: u64, last: u64, root: &str) -> String {
    let hash = merkle::sha256(format!("{log}\n{first}\n{last}\n{root}\n").as_bytes());
    let end: String = hash.iter().take(8).map(|b| format!("{b:02x}")).collect();
    format!("{first}-{last}-{end}")
}

impl Manifest {
    fn to_text(&self) -> String {
        let runs: Vec<Value> = self.runs.iter().map(span_to_json).collect();
        let line = canonical(&json!({
            "bytes": self.bytes, "format": FORMAT, "log": self.log.to_string(),
            "position": self.position, "root": self.root, "runs": runs,
        }));
        let sum = hex(&merkle::sha256(line.as_bytes()));
        format!("{line}\n{sum}\n")
    }

    fn from_text(text: &str) -> Option<Manifest> {
        let (line, sum) = text.strip_suffix('\n')?.split_once('\n')?;
        if sum != hex(&merkle::sha256(line.as_bytes())) {
            return None;
        }
        let value: Value = serde_json::from_str(line).ok()?;
        let object = value.as_object()?;
        if text_of(object, "format")? != FORMAT {
            return None;
        }
        let runs = object.get("runs")?.as_array()?;
        let manifest = Manifest {
            log: Uuid::parse_str(text_of(object, "log")?).ok()?,
            position: object.get("position")?.as_u64()?,
            root: text_of(object, "root")?.to_string(),
            bytes: object.get("bytes")?.as_u64()?,
            runs: runs.iter().map(span_from_json).collect::<Option<_>>()?,
        };
        manifest.is_whole().then_some(manifest)
    }

    /// Whether its runs cover every position once and bear names that a run can have.
    fn is_whole(&self) -> bool {
        let mut next = 1;
        let whole = self.runs.iter().all(|span| {
            let follows = span.first == next && span.last >= span.first;
            next = span.last.saturating_add(1);
            let plain = span
                .name
                .bytes()
                .all(|b| b.is_ascii_hexdigit() || b == b'-');
            follows && plain && span.records <= span.entries().saturating_mul(16)
        });
        whole && self.position > 0 && next == self.position.saturating_add(1)
    }

    /// Reads the manifest of a directory; `None` if there is none.
    pub(super) fn load(dir: &Path) -> Sound<Option<Manifest>> {
        if std::fs::symlink_metadata(dir.join(FILE))
            .is_err_and(|error| error.kind() == std::io::ErrorKind::NotFound)
        {
            return Ok(None);
        }
        let file = open_plain(&dir.join(FILE))?;
        let mut text = String::new();
        file.take(LONGEST).read_to_string(&mut text)?;
        match Manifest::from_text(&text) {
            Some(manifest) => Ok(Some(manifest)),
            None => doubt("the manifest is not one, or its checksum is wrong"),
        }
    }

    /// Makes this the live generation.
    pub(super) fn store(&self, dir: &Path) -> Sound<()> {
        let mut file = tempfile::Builder::new()
            .prefix("manifest-")
            .tempfile_in(dir)?;
        file.write_all(self.to_text().as_bytes())?;
        match file.persist(dir.join(FILE)) {
            Ok(_) => Ok(()),
            Err(error) => doubt(format!("manifest: {}", error.error)),
        }
    }

    /// Whether it is of this log: the commit line that ends at its byte offset says the same
    /// position and root. (That commit may be newer than an open handle's head.)
    pub(super) fn is_of(&self, log: Uuid, log_file: &Path) -> Sound<()> {
        if self.log != log {
            return doubt("the manifest is of another log");
        }
        match commit_ending_at(log_file, self.bytes)? {
            Some((position, root)) if position == self.position && root == self.root => Ok(()),
            _ => doubt("the manifest does not fit the log"),
        }
    }
}

/// Position and root in the commit line that ends at a byte offset; `None` if none ends there.
fn commit_ending_at(path: &Path, end: u64) -> Sound<Option<(u64, String)>> {
    let mut file = open_plain(path)?;
    if file.metadata()?.len() < end {
        return Ok(None);
    }
    let mut reach = 4096;
    loop {
        let start = end.saturating_sub(reach);
        file.seek(SeekFrom::Start(start))?;
        let mut bytes = Vec::new();
        (&mut file).take(end - start).read_to_end(&mut bytes)?;
        let Some(body) = bytes.strip_suffix(b"\n") else {
            return Ok(None);
        };
        if let Some(before) = body.iter().rposition(|byte| *byte == b'\n') {
            return Ok(commit_of(body.get(before + 1..).unwrap_or_default()));
        }
        if start == 0 || reach >= COMMIT_LINE {
            return Ok(None);
        }
        reach *= 16;
    }
}

fn commit_of(line: &[u8]) -> Option<(u64, String)> {
    let value: Value = serde_json::from_slice(line).ok()?;
    let commit = value.get("commit")?.as_object()?;
    let position = commit.get("position")?.as_u64()?;
    Some((position, text_of(commit, "root")?.to_string()))
}

fn span_to_json(span: &Span) -> Value {
    json!({
        "at": span.at, "blocks": span.blocks, "first": span.first, "last": span.last,
        "name": span.name, "records": span.records,
    })
}

fn span_from_json(value: &Value) -> Option<Span> {
    let object = value.as_object()?;
    Some(Span {
        name: text_of(object, "name")?.to_string(),
        first: object.get("first")?.as_u64()?,
        last: object.get("last")?.as_u64()?,
        records: object.get("records")?.as_u64()?,
        blocks: object.get("blocks")?.as_u64()?,
        at: object.get("at")?.as_u64()?,
    })
}

fn text_of<'a>(object: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    object.get(name)?.as_str()
}

fn hex(hash: &merkle::Hash) -> String {
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}
