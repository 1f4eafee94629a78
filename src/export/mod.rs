//! Exports: what a store holds in the forms of other programs, one file a format. Owns each
//! form and what it leaves behind; chooses by the same clocks and filters as every read, in
//! bounded memory: entries come from the log one by one. Holds no second vocabulary, and writes
//! to what it is given.
//! The normative text is `schema/export.md`.

pub mod choose;
pub mod csv;
pub mod dot;
pub mod events;
pub mod flat;
pub mod ftm;
mod ftm_parts;
pub mod graph;
pub mod ledger;
mod named;
#[cfg(feature = "parquet")]
pub mod parquet;
pub mod passage;
#[cfg(feature = "sqlite")]
pub mod sqlite;
pub mod svg;
pub mod timelinejs;

use crate::facts::History;
use crate::log::LogError;

pub use crate::answer::exported::Asked;
pub use ledger::{Cut, Ledger};
pub use passage::{Passage, Seen};

/// Why an export came to nothing.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The log could not be read.
    #[error(transparent)]
    Log(#[from] LogError),
    /// What was drawn could not be written.
    #[error(transparent)]
    Output(#[from] std::io::Error),
    /// The question has no answer.
    #[error(transparent)]
    Refused(#[from] crate::answer::AnswerError),
}

/// Gives the facts of the log to fold views from, told how often they were given already: again, if
/// what was given turned out not to be believed. `None` sends whoever asks to the log itself.
pub type Facts<'f> = dyn FnMut(u32) -> Option<History> + 'f;

/// What long work tells: how much of it is done, and how much there is.
pub type Progress<'a> = dyn FnMut(u64, u64) + 'a;
