//! Errors at the edge: every error of the library becomes a code, a message, a hint and an
//! exit code here, and nowhere else. Prints nothing.

use std::io;

use crate::answer::AnswerError;
use crate::answer::diff::DiffError;
use crate::desk::{DeskError, Placed};
use crate::event::{Fault, Problem};
use crate::export::ExportError;
use crate::log::LogError;
use crate::store::StoreError;

/// An audit or a check found something.
pub const FINDINGS: u8 = 1;
/// Bad input or usage; nothing was written.
pub const BAD_INPUT: u8 = 2;
/// The log moved, or somebody else writes.
pub const CONFLICT: u8 = 3;
/// The store is damaged, shorter than its head, or unreadable.
pub const DAMAGED: u8 = 4;

/// An error as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CliError {
    /// Stable name, listed in `schema/errors.md`.
    pub code: &'static str,
    /// What is wrong and where.
    pub message: String,
    /// What to do next.
    pub hint: Option<String>,
    /// Exit code.
    pub exit: u8,
    /// Every problem of the input, if it was about input.
    pub problems: Vec<Placed>,
}

impl CliError {
    /// An error without problems.
    pub fn new(
        exit: u8,
        code: &'static str,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) -> CliError {
        CliError {
            code,
            message: message.into(),
            hint: Some(hint.into()).filter(|hint| !hint.is_empty()),
            exit,
            problems: Vec::new(),
        }
    }

    /// Bad input or usage, exit 2.
    pub fn bad_input(
        code: &'static str,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) -> CliError {
        CliError::new(BAD_INPUT, code, message, hint)
    }

    /// A file that cannot be read.
    pub fn unreadable(name: &str, error: &io::Error) -> CliError {
        CliError::bad_input(
            "unreadable_input",
            format!("{name}: {}", plain(error)),
            "check the name and that you may read it",
        )
    }

    /// Data that could not be written out. Nothing in the store is touched by it.
    pub fn output(error: io::Error) -> CliError {
        CliError::bad_input(
            "output_failed",
            format!("the output could not be written: {}", plain(&error)),
            "free some space, or write elsewhere with -o FILE",
        )
    }

    /// A fault of a flag's value.
    pub fn flag(flag: &str, fault: Fault) -> CliError {
        CliError {
            code: fault.code,
            message: format!("--{flag}: {}", fault.message),
            hint: fault.hint,
            exit: BAD_INPUT,
            problems: Vec::new(),
        }
    }

    /// Problems of one event given on the command line.
    pub fn problems(problems: Vec<Problem>) -> CliError {
        let place = crate::desk::Place::default();
        CliError::refused(
            problems
                .into_iter()
                .map(|problem| Placed {
                    place: place.clone(),
                    problem,
                })
                .collect(),
        )
    }

    /// Problems of input; one code if they all share it.
    pub fn refused(problems: Vec<Placed>) -> CliError {
        let codes: std::collections::BTreeSet<&'static str> = problems
            .iter()
            .map(|placed| placed.problem.fault.code)
            .collect();
        let code = match (codes.first(), codes.len()) {
            (Some(code), 1) => code,
            _ => "bad_input",
        };
        let count = match problems.len() {
            1 => "1 problem".to_owned(),
            count => format!("{count} problems"),
        };
        CliError {
            code,
            message: format!("{count}; nothing was recorded"),
            hint: None,
            exit: BAD_INPUT,
            problems,
        }
    }
}

/// What the operating system said, without its error number.
pub fn plain(error: &io::Error) -> String {
    let text = error.to_string();
    match text.split_once(" (os error") {
        Some((words, _)) => words.to_lowercase(),
        None => text,
    }
}

impl From<StoreError> for CliError {
    fn from(error: StoreError) -> CliError {
        let message = error.to_string();
        match error {
            StoreError::Log(error) => error.into(),
            StoreError::NotAStore(_) | StoreError::NoneAbove(_) => CliError::bad_input(
                "not_a_store",
                message,
                "make one with `dateline init DIR`, or name yours with --store DIR",
            ),
            StoreError::Exists(_) => CliError::bad_input(
                "store_exists",
                message,
                "use it with --store, or name another directory",
            ),
            StoreError::NotEmpty(_) | StoreError::AFile(_) => {
                CliError::bad_input("not_empty", message, "name a new or empty directory")
            }
            StoreError::BadOrigin(_) => CliError::bad_input(
                "bad_origin",
                message,
                "for instance --origin example.org/treasury-desk",
            ),
            StoreError::BadMarker { .. } => CliError::new(
                DAMAGED,
                "bad_marker",
                message,
                "restore dateline.toml from a copy, or use the program that wrote it",
            ),
        }
    }
}

impl From<LogError> for CliError {
    fn from(error: LogError) -> CliError {
        match &error {
            LogError::Io {
                action,
                path,
                source,
            } => {
                let message = format!("cannot {action} {path}: {}", plain(source));
                CliError::new(DAMAGED, "store_io", message, disk_hint(source))
            }
            LogError::NotWritten { path, source } => {
                let message = format!(
                    "cannot write {path}: {}; nothing was recorded, the log is as it was",
                    plain(source)
                );
                CliError::new(DAMAGED, "not_written", message, disk_hint(source))
            }
            LogError::NotDrawn { source } => {
                let (exit, code, hint) = edge(&error);
                let message = format!(
                    "the events could not be kept in a temporary file: {}; nothing was recorded, the log is as it was",
                    plain(source)
                );
                CliError::new(exit, code, message, hint)
            }
            other => {
                let (exit, code, hint) = edge(other);
                CliError::new(exit, code, error.to_string(), hint)
            }
        }
    }
}

/// Exit code, code and hint of the errors of the log whose own words say it all.
fn edge(error: &LogError) -> (u8, &'static str, &'static str) {
    match error {
        LogError::Io { source, .. } => (DAMAGED, "store_io", disk_hint(source)),
        LogError::NotWritten { source, .. } => (DAMAGED, "not_written", disk_hint(source)),
        LogError::NotDrawn { .. } => (
            DAMAGED,
            "not_drawn",
            "free some space for temporary files, or name another place for them with TMPDIR",
        ),
        LogError::NotLater { .. } => (
            CONFLICT,
            "not_later",
            "if another process wrote in between, try again; if the log's last entry lies in the year 9999, nothing can follow it",
        ),
        LogError::NotThere { .. } => (
            DAMAGED,
            "not_there",
            "delete the store's cache/ and try again",
        ),
        LogError::Damaged { .. } => (
            DAMAGED,
            "log_damaged",
            "run `dateline verify`; restore log.jsonl and head from a copy to write again",
        ),
        LogError::Lost { .. } => (
            DAMAGED,
            "log_lost_entries",
            "restore the longer log; if this one is right, say so with `dateline verify --accept-head`",
        ),
        LogError::Newer { .. } => (
            DAMAGED,
            "newer_format",
            "use the version of dateline that wrote it",
        ),
        LogError::Locked => (
            CONFLICT,
            "locked",
            "try again, or wait longer with --lock-timeout SECONDS",
        ),
        LogError::Conflict { .. } => (
            CONFLICT,
            "conflict",
            "look at what came in between with `dateline log`, then say --expect with the new position",
        ),
        LogError::Poisoned => (
            DAMAGED,
            "poisoned",
            "check the disk, then run `dateline verify`",
        ),
        LogError::TooLong { .. } => (
            BAD_INPUT,
            "entry_too_long",
            "shorten quotes or notes, or split it into several events",
        ),
    }
}

/// What to do when the operating system refuses.
fn disk_hint(source: &io::Error) -> &'static str {
    match source.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            "you may not do that there: check the owner and mode of the store's directory"
        }
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "free some space and try again"
        }
        io::ErrorKind::FileTooLarge => {
            "lift the limit on the size of files (`ulimit -f`) and try again"
        }
        io::ErrorKind::NotFound => "the store is not whole: restore the file from a copy",
        _ => "check the disk, then run `dateline verify`",
    }
}

impl From<DeskError> for CliError {
    fn from(error: DeskError) -> CliError {
        let message = error.to_string();
        match error {
            DeskError::Refused(problems) => CliError::refused(problems),
            DeskError::Log(error) => error.into(),
            DeskError::Input { name, source } => CliError::unreadable(&name, &source),
            DeskError::Conflict {
                actual, between, ..
            } => {
                let mut text = message;
                for (position, kind, headline) in &between {
                    text.push_str(&format!("\n  @{position} {kind}: {headline}"));
                }
                let hint = match between.is_empty() {
                    true => format!(
                        "the log ends before that: if it is the right store, say --expect @{actual}"
                    ),
                    false => {
                        format!("look at what came in between, then go on with --expect @{actual}")
                    }
                };
                CliError::new(CONFLICT, "conflict", text, hint)
            }
        }
    }
}

impl From<ExportError> for CliError {
    fn from(error: ExportError) -> CliError {
        match error {
            ExportError::Log(error) => error.into(),
            ExportError::Output(error) => CliError::output(error),
            ExportError::Refused(error) => error.into(),
        }
    }
}

impl From<DiffError> for CliError {
    fn from(error: DiffError) -> CliError {
        match error {
            DiffError::Answer(error) => error.into(),
            DiffError::Disk(error) => CliError::output(error),
        }
    }
}

impl From<AnswerError> for CliError {
    fn from(error: AnswerError) -> CliError {
        CliError::bad_input(error.code, error.message, error.hint)
    }
}
