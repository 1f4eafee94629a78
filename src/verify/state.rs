//! What a walk holds: the sound end, the commit under way, what the head says, and the
//! trouble that ended it. Owns these shapes and how a trouble becomes a finding.

use crate::event::when::Instant;
use crate::log::codec::LineError;
use crate::merkle::Frontier;

use super::head::Slot;
use super::lines::Mark;
use super::report::{Finding, Severity};

/// What is known of the head before the header is read.
#[derive(Debug, Clone, Copy)]
pub(super) enum HeadSeen<'a> {
    /// A log file by itself.
    NotAsked,
    /// The bytes of the file.
    Bytes(&'a [u8]),
}

/// What the head says, once the header told whose it must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Head {
    NotAsked,
    Lost,
    Known(Slot),
}

/// The end of the last sound commit.
#[derive(Debug, Clone, Default)]
pub(super) struct Sound {
    pub(super) frontier: Frontier,
    pub(super) bytes: u64,
    pub(super) commits: u64,
    pub(super) recorded_at: Option<Instant>,
    /// Number of its last line.
    pub(super) line: u64,
}

impl Sound {
    pub(super) fn position(&self) -> u64 {
        self.frontier.size()
    }

    pub(super) fn root(&self) -> String {
        crate::merkle::base64(&self.frontier.root())
    }
}

/// The entries read since the last sound commit.
#[derive(Debug, Clone, Default)]
pub(super) struct Open {
    pub(super) frontier: Frontier,
    pub(super) entries: u64,
    pub(super) recorded_at: Option<Instant>,
    /// Entry 1 does not bind the header; counts if the root of its commit is right.
    pub(super) unbound: Option<Trouble>,
}

/// What is wrong with a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Trouble {
    pub(super) code: &'static str,
    pub(super) message: String,
    pub(super) position: Option<u64>,
    pub(super) line: u64,
    pub(super) byte: u64,
    /// Only a part of a line, at the very end: a cut leaves that.
    pub(super) part: bool,
}

/// What a check of a line says; the place is added by whoever has it.
pub(super) type Checked = Result<(), (&'static str, String)>;

/// Shorthand for what is wrong.
pub(super) fn wrong(code: &'static str, message: impl Into<String>) -> Checked {
    Err((code, message.into()))
}

/// What the codec says of a line.
pub(super) fn codec_says(code: &'static str, error: LineError) -> (&'static str, String) {
    match error {
        LineError::Newer(_) => ("newer_format", error.to_string()),
        LineError::Bad(what) => (code, what),
    }
}

impl Trouble {
    pub(super) fn at(line: &Mark, position: Option<u64>, what: (&'static str, String)) -> Trouble {
        Trouble {
            code: what.0,
            message: what.1,
            position,
            line: line.number,
            byte: line.start,
            part: false,
        }
    }

    /// Whether it is damage wherever it stands, even beyond the head. That entry 1 does not
    /// bind the header is; that a later entry has the member `log` is not.
    pub(super) fn is_damage_anywhere(&self) -> bool {
        match self.code {
            "bad_header" | "newer_format" | "head_mismatch" => true,
            "unbound_header" => self.position == Some(1),
            _ => false,
        }
    }

    /// As damage.
    pub(super) fn damage(self) -> Finding {
        let hint = match self.code {
            "newer_format" => "read this store with a newer version of dateline",
            _ => "restore log.jsonl from a copy; what stands before this place is sound",
        };
        let mut finding = Finding::new(Severity::Damage, self.code, self.message)
            .at(self.line, self.byte)
            .hint(hint);
        finding.position = self.position;
        finding
    }
}
