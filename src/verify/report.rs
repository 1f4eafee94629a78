//! What `verify` found: findings, how grave each is, and what was sound. Owns the shapes and
//! the exit code; decides nothing about bytes.

use std::path::Path;

use serde::Serialize;
use uuid::Uuid;

use super::against::Compared;
use super::signatures::Signed;

/// No report lists more findings; the rest is counted.
const MOST: usize = 1000;

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Good to know; the exit code stays.
    Note,
    /// Something to see to; the store is usable. Exit code 1.
    Finding,
    /// The log is not what was written, is shorter than its head, or cannot be read. Exit code 4.
    Damage,
}

/// One thing found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// How grave it is.
    pub severity: Severity,
    /// Name, as listed in `schema/verify.md`.
    pub code: &'static str,
    /// Position of the entry it is about.
    pub position: Option<u64>,
    /// Line of the log, from 1.
    pub line: Option<u64>,
    /// Byte of the log at which that line begins, from 0.
    pub byte: Option<u64>,
    /// What was found, one sentence without a full stop.
    pub message: String,
    /// What to do next.
    pub hint: Option<String>,
}

impl Finding {
    /// A finding without a place.
    pub(super) fn new(
        severity: Severity,
        code: &'static str,
        message: impl Into<String>,
    ) -> Finding {
        Finding {
            severity,
            code,
            position: None,
            line: None,
            byte: None,
            message: message.into(),
            hint: None,
        }
    }

    /// What could not be read.
    pub(super) fn unreadable(path: &Path, error: &std::io::Error) -> Finding {
        let message = format!("{} cannot be read: {error}", path.display());
        Finding::new(Severity::Damage, "unreadable", message)
            .hint("check that the file is there and may be read")
    }

    /// Adds what to do next.
    pub(super) fn hint(mut self, hint: impl Into<String>) -> Finding {
        self.hint = Some(hint.into());
        self
    }

    /// Puts it at an entry.
    pub(super) fn entry(mut self, position: u64) -> Finding {
        self.position = Some(position);
        self
    }

    /// Puts it at a line.
    pub(super) fn at(mut self, line: u64, byte: u64) -> Finding {
        self.line = Some(line);
        self.byte = Some(byte);
        self
    }
}

/// What a verification came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Identity of the log, if its header could be read.
    pub log: Option<Uuid>,
    /// Origin of the log, likewise.
    pub origin: Option<String>,
    /// Position of the last sound commit.
    pub position: u64,
    /// Root there, as text.
    pub root: String,
    /// Sound entries, the same number as `position`.
    pub entries: u64,
    /// Sound commits.
    pub commits: u64,
    /// Bytes up to and with the last sound commit line.
    pub bytes: u64,
    /// Evidence files whose SHA-256 was compared with their name.
    pub evidence: u64,
    /// Up to which position `cache/keys` says what a rebuild says; null if it was not compared.
    pub cache_position: Option<u64>,
    /// Commits by whose signature they have.
    pub signatures: Signed,
    /// What came of each published head or copy that the log was held against.
    pub against: Vec<Compared>,
    /// What was found, in the order of the log.
    pub findings: Vec<Finding>,
    /// Findings beyond those listed.
    pub unlisted: u64,
    #[serde(skip)]
    worst: Option<Severity>,
}

impl Default for Report {
    fn default() -> Report {
        Report {
            log: None,
            origin: None,
            position: 0,
            root: crate::merkle::base64(&crate::merkle::Frontier::new().root()),
            entries: 0,
            commits: 0,
            bytes: 0,
            evidence: 0,
            cache_position: None,
            signatures: Signed::default(),
            against: Vec::new(),
            findings: Vec::new(),
            unlisted: 0,
            worst: None,
        }
    }
}

impl Report {
    /// Adds a finding, or counts it when there are too many to list.
    pub(super) fn add(&mut self, finding: Finding) {
        self.worst = self.worst.max(Some(finding.severity));
        if self.findings.len() < MOST {
            self.findings.push(finding);
        } else {
            self.unlisted += 1;
        }
    }

    /// Whether something is damage.
    pub fn is_damaged(&self) -> bool {
        self.worst == Some(Severity::Damage)
    }

    /// 0 nothing found (or notes only), 1 findings, 4 damage, loss or an unreadable store.
    pub fn exit_code(&self) -> u8 {
        match self.worst {
            None | Some(Severity::Note) => 0,
            Some(Severity::Finding) => 1,
            Some(Severity::Damage) => 4,
        }
    }
}
