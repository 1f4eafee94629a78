//! The log: the truth. Owns the header, entries, commits, their exact bytes and the trait
//! `Log` (append, read, head: nothing that shortens). Knows no projection.
//! The normative text is `schema/log-format.md`.

pub mod codec;
pub mod error;
pub mod file;
pub mod memory;
pub mod pieces;

use uuid::Uuid;

use crate::event::Event;
use crate::event::when::Instant;
use crate::merkle::{Frontier, Hash};

pub use error::LogError;

/// The first line of a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// Identity of the log (UUID v4 or v7).
    pub id: Uuid,
    /// Where it comes from, as in a checkpoint.
    pub origin: String,
    /// When it was made.
    pub created_at: Instant,
}

/// An event as the log holds it.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// 1-based place.
    pub position: u64,
    /// Identity.
    pub id: Uuid,
    /// When it was recorded; equal for all entries of a commit.
    pub recorded_at: Instant,
    /// Who recorded it: a claim unless the commit is signed.
    pub recorded_by: String,
    /// The event, as recorded (REFs are UUIDs).
    pub event: Event,
}

/// Where an entry line begins: its position and, in a file, its byte offset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mark {
    /// Position of the entry.
    pub position: u64,
    /// Byte offset of its line (0 in logs that are not files).
    pub offset: u64,
}

/// The end of the whole commits of a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// Number of entries.
    pub position: u64,
    /// Bytes of the log up to and with the last commit line (0 in logs that are not files).
    pub bytes: u64,
    /// `recorded_at` of the last commit; `None` in an empty log.
    pub recorded_at: Option<Instant>,
    /// The tree over the entry lines.
    pub frontier: Frontier,
}

impl Head {
    /// The root as text, the form in which roots are compared.
    pub fn root(&self) -> String {
        crate::merkle::base64(&self.frontier.root())
    }
}

/// An event about to be appended: stored form as RFC 8785 text, REFs resolved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEntry {
    /// Identity.
    pub id: Uuid,
    /// Canonical JSON of the event.
    pub event: String,
}

/// What all entries of a commit share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// Strictly later than the commit before.
    pub recorded_at: Instant,
    /// Who records.
    pub recorded_by: String,
}

/// One entry as a reader meets it.
#[derive(Debug, Clone, PartialEq)]
pub struct Read {
    /// The entry.
    pub entry: Entry,
    /// Where its line begins.
    pub mark: Mark,
    /// Leaf hash of its line.
    pub leaf: Hash,
    /// Bytes of its line without the line feed.
    pub length: u64,
}

impl Read {
    /// An entry, where its line begins, and that line's leaf hash and length.
    pub(crate) fn of(entry: Entry, offset: u64, leaf: Hash, length: usize) -> Read {
        let position = entry.position;
        Read {
            entry,
            mark: Mark { position, offset },
            leaf,
            length: length as u64,
        }
    }
}

/// Gives the signature line of a text ([`codec::Commit::signed_text`]); whose it is, the log does
/// not ask.
pub type Signer = std::sync::Arc<dyn Fn(&str) -> String + Send + Sync>;

/// What a pass over the lines of a log meets, its events not decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Passed<'a> {
    /// An entry line: its bytes and its leaf hash.
    Entry(&'a [u8], &'a Hash),
    /// The commit line after its entries.
    Commit(&'a codec::Commit),
}

/// The events of one commit, drawn one by one (an import need not fit in memory).
pub type NewEntries<'a> = dyn Iterator<Item = std::io::Result<NewEntry>> + 'a;

/// A log that can be read and added to, and nothing else.
pub trait Log {
    /// The first line.
    fn header(&self) -> &Header;

    /// The end of the whole commits, as of opening (or of the last append through this handle).
    fn head(&self) -> &Head;

    /// Calls `each` for every entry from `from` on, up to the head, in order; checks hashes and
    /// commit roots on the way when it starts at the first entry (from elsewhere only form and
    /// positions: use `read_after` to check them from the middle). Damage before the head ends the walk with an error that says where, after the sound
    /// commits before it were handed over.
    fn read(
        &self,
        from: Mark,
        each: &mut dyn FnMut(Read) -> Result<(), LogError>,
    ) -> Result<(), LogError>;

    /// The same from the end of a prefix on that the caller knows to be sound (a `Head` that
    /// this log gave, or one rebuilt from a stored frontier): roots are checked on the way.
    /// `NotThere` if the log does not reach it; `Damaged` may also mean that it is no prefix.
    fn read_after(
        &self,
        known: &Head,
        each: &mut dyn FnMut(Read) -> Result<(), LogError>,
    ) -> Result<(), LogError>;

    /// The one entry at a mark, without a walk; an error if the line there is not that entry.
    fn entry(&self, mark: Mark) -> Result<Read, LogError>;

    /// Appends one commit, all or nothing, if the log is at `expected`; durable when it returns.
    fn append(
        &mut self,
        expected: u64,
        stamp: &Stamp,
        entries: &mut NewEntries<'_>,
    ) -> Result<Head, LogError>;
}

/// The mark of the first entry of a log in memory.
pub const START: Mark = Mark {
    position: 1,
    offset: 0,
};
