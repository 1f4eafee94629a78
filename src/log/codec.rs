//! Entry, header and commit lines: exact bytes, both ways. Pure: knows no file, no tree
//! and no rule of a single kind. What it reads, it reads strictly: the parts of a line
//! that are the format's own must be spelt exactly as this program would spell them, so
//! that no byte of a header or commit line is free. Whether the text of an *event* is
//! canonical is left to `verify`; the root vouches for its bytes. `strict` holds the cutting.

mod form;
mod frames;
mod strict;

use std::fmt::Write as _;

pub use form::Form;
pub use frames::Frames;

use serde_json::Value;
use uuid::Uuid;

use super::{Entry, Header, Stamp};
use crate::event::Event;
use crate::event::quick::Bench;
use crate::event::when::Instant;
use crate::merkle::Hash;

/// The format that this program reads and writes.
pub const FORMAT: &str = "dateline-log/1";

/// The form of the entries that this program writes, and the newest that it reads.
pub const SCHEMA: u64 = 1;

/// The most bytes of a line, its line feed not counted.
pub const MAX_LINE: usize = 1 << 20;

/// The largest position, so that every JSON reader holds it exactly.
pub const MAX_POSITION: u64 = (1 << 53) - 1;

/// Why bytes are not the line that they should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LineError {
    /// Written by a newer version: what was found, `dateline-log/2` or `schema 2`.
    #[error("written by a newer version ({0})")]
    Newer(String),
    /// Not of the form of `schema/log-format.md`; what is wrong, without the place.
    #[error("{0}")]
    Bad(String),
}

pub(crate) fn bad(what: impl Into<String>) -> LineError {
    LineError::Bad(what.into())
}

/// What a commit line says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// Number of entry lines that it closes, at least one.
    pub entries: u64,
    /// Position of the last of them.
    pub position: u64,
    /// Tree head over the first `position` entries, as text.
    pub root: String,
    /// Signature lines of a signed note over [`Commit::signed_text`]; empty when unsigned.
    pub signatures: Vec<String>,
}

impl Commit {
    /// The text that signatures are made over: origin, position and root, a line each.
    pub fn signed_text(&self, origin: &str) -> String {
        format!("{origin}\n{}\n{}\n", self.position, self.root)
    }
}

/// What a line is, from its first bytes; its form is not checked yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineKind {
    /// Begins as an entry line.
    Entry,
    /// Begins as a commit line.
    Commit,
    /// Anything else (a header line too: only the first line may be one).
    Other,
}

/// What a line claims to be.
pub fn kind(line: &[u8]) -> LineKind {
    if line.starts_with(b"{\"entry\":") {
        LineKind::Entry
    } else if line.starts_with(b"{\"commit\":") {
        LineKind::Commit
    } else {
        LineKind::Other
    }
}

/// An entry line taken apart, its event still text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryLine<'a> {
    /// The event's JSON text, as it stands in the line.
    pub event: &'a str,
    /// Identity.
    pub id: Uuid,
    /// Hash of the header line, in entry 1.
    pub log: Option<Hash>,
    /// 1-based place.
    pub position: u64,
    /// When it was recorded.
    pub recorded_at: Instant,
    /// Who recorded it.
    pub recorded_by: String,
    /// Form of the entry.
    pub schema: u64,
}

impl EntryLine<'_> {
    /// The same as `entry`, its event read as far as a reader of many needs at once.
    ///
    /// # Errors
    /// As `entry`.
    pub fn entry_by(self, bench: &mut Bench) -> Result<Entry, LineError> {
        let unread = match self.schema {
            SCHEMA => Event::unread(self.event, bench),
            _ => None,
        };
        match unread {
            None => self.entry(),
            Some(event) => Ok(Entry {
                position: self.position,
                id: self.id,
                recorded_at: self.recorded_at,
                recorded_by: self.recorded_by,
                event,
            }),
        }
    }

    /// Reads the event too, brought to the current form.
    ///
    /// # Errors
    /// The event is not a JSON object, has no known kind, or is not readable as an event.
    pub fn entry(&self) -> Result<Entry, LineError> {
        let event: Value = serde_json::from_str(self.event)
            .map_err(|error| bad(format!("the event is not JSON: {error}")))?;
        let event = upcast(self.schema, event)?;
        Ok(Entry {
            position: self.position,
            id: self.id,
            recorded_at: self.recorded_at,
            recorded_by: self.recorded_by.clone(),
            event: Event::from_log(event).ok_or_else(|| bad("the event is of no known kind"))?,
        })
    }
}

/// Brings an event of an older `schema` to the current form; the line in the
/// log is never touched. Schema 1 is the first, so there is nothing to bring yet.
fn upcast(schema: u64, event: Value) -> Result<Value, LineError> {
    match schema {
        SCHEMA => Ok(event),
        0 => Err(bad("schema is 0")),
        newer => Err(LineError::Newer(format!("schema {newer}"))),
    }
}

/// A JSON string as RFC 8785 writes it, quotes included.
pub fn json_string(text: &str) -> String {
    // serde_json escapes exactly what RFC 8785 says: `"`, `\`, the five short controls, and
    // the other controls below U+0020 as \u00xx in lower case.
    Value::String(text.to_owned()).to_string()
}

/// Whether a text may be an origin: 1–255 bytes without white space, `+` or control.
pub fn is_origin(text: &str) -> bool {
    (1..=255).contains(&text.len())
        && !text
            .chars()
            .any(|c| c == '+' || c.is_whitespace() || c.is_control())
}

/// The header line, without its line feed.
pub fn encode_header(header: &Header) -> String {
    format!(
        "{{\"log\":{{\"created_at\":\"{}\",\"format\":\"{FORMAT}\",\"id\":\"{}\",\"origin\":{}}}}}",
        header.created_at.to_text(),
        header.id.hyphenated(),
        json_string(&header.origin),
    )
}

/// Reads a header line (without its line feed).
///
/// # Errors
/// `Newer` for another format, `Bad` for anything that is not byte for byte a header line.
pub fn decode_header(line: &[u8]) -> Result<Header, LineError> {
    strict::header(line)
}

/// The entry line of an event, without its line feed. `header` is the hash of the header
/// line and is written into entry 1 only.
pub fn encode_entry(position: u64, id: Uuid, stamp: &Stamp, header: &Hash, event: &str) -> String {
    let mut line = String::with_capacity(event.len() + 256);
    Form::new(stamp, header).write(&mut line, position, id, event);
    line
}

/// Takes an entry line (without its line feed) apart; the event is not parsed.
///
/// # Errors
/// `Newer` for a higher schema, `Bad` for a line whose frame is not byte for byte an entry's.
pub fn decode_entry(line: &[u8]) -> Result<EntryLine<'_>, LineError> {
    strict::entry(line)
}

/// The commit line, without its line feed.
pub fn encode_commit(commit: &Commit) -> String {
    let mut line = format!(
        "{{\"commit\":{{\"entries\":{},\"position\":{},\"root\":{}",
        commit.entries,
        commit.position,
        json_string(&commit.root),
    );
    if !commit.signatures.is_empty() {
        let texts: Vec<String> = commit.signatures.iter().map(|s| json_string(s)).collect();
        let _ = write!(line, ",\"signatures\":[{}]", texts.join(","));
    }
    line.push_str("}}");
    line
}

/// Reads a commit line (without its line feed).
///
/// # Errors
/// `Bad` for anything that is not byte for byte a commit line.
pub fn decode_commit(line: &[u8]) -> Result<Commit, LineError> {
    strict::commit(line)
}
