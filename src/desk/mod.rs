//! The write door: validate → resolve REFs → check against what is known → append with the
//! expected position. Owns every rule that spans more than one entry. The clock and the id
//! source are passed in; it formats nothing, reads no clock and takes no lock (`store` does).

pub mod batch;
mod large;
mod lookup;
mod named;
pub mod overlay;
mod page;
pub mod prepare;
mod records;
pub mod resolve;
pub mod row;
pub mod rules;
mod size;
mod slot;
pub mod stages;
mod stands;

use uuid::Uuid;

use crate::event::Problem;
use crate::event::decode::Input;
use crate::event::quick::Bench;
use crate::event::when::Instant;
use crate::log::{Head, Log, LogError, Stamp};

pub use batch::Batch;
pub use page::Page;
pub use prepare::{Prepared, prepare, prepare_silently};

/// The system's clock, passed in.
pub trait Clock {
    /// Now, UTC.
    fn now(&self) -> Instant;
}

/// Where new ids come from, passed in.
pub trait Ids {
    /// A new UUID v7.
    fn fresh(&mut self) -> Uuid;
}

/// Where an input stood.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// File it came from; `None` for the command line.
    pub file: Option<String>,
    /// Line in the file.
    pub line: Option<u64>,
}

/// An input event and where it stood.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// Decoded, REFs not yet resolved.
    pub input: Input,
    /// Where it stood.
    pub place: Place,
}

/// A problem and where its input stood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// Where.
    pub place: Place,
    /// What.
    pub problem: Problem,
}

/// How to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// `recorded_by`.
    pub author: String,
    /// `--expect @N`.
    pub expect: Option<u64>,
    /// Check everything, write nothing.
    pub dry_run: bool,
}

/// What a write came to; printed as it is (§6).
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Receipt {
    /// Position of the log afterwards.
    pub position: u64,
    /// Entries recorded now (with a dry run: that would be recorded).
    pub entries: u64,
    /// Input events that were already recorded.
    pub already: u64,
    /// Entries recorded as corrections of earlier mapped rows.
    pub corrected: u64,
    /// One id per input event, in order; absent above 1,000.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ids: Option<Vec<Uuid>>,
    /// Root of the log afterwards.
    pub root: String,
}

/// A write that succeeded, and what the writer should be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// What was recorded.
    pub receipt: Receipt,
    /// Sentences for standard error (a near-duplicate name, an impossible link, a clock set back).
    pub warnings: Vec<String>,
}

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    /// Bad input: every problem of every event.
    #[error("{} problems; nothing was recorded", .0.len())]
    Refused(Vec<Placed>),
    /// The log moved since the caller looked.
    #[error("the log is at @{actual}, not at @{expected}")]
    Conflict {
        /// `--expect`.
        expected: u64,
        /// Where the log is.
        actual: u64,
        /// What came in between: position, kind and headline of each (the first twenty).
        between: Vec<(u64, String, String)>,
    },
    /// The log refused.
    #[error(transparent)]
    Log(#[from] LogError),
    /// The input could not be read.
    #[error("read {name}: {source}")]
    Input {
        /// File, or `<stdin>`.
        name: String,
        /// Why.
        source: std::io::Error,
    },
}

/// The events of a write, one by one: an import need not fit in memory. A refused event comes
/// as `DeskError::Refused` and does not end the list; any other error does.
pub type Drafts<'a> = dyn Iterator<Item = Result<Draft, DeskError>> + 'a;

/// Where the events of a write come from, page by page.
pub trait Source {
    /// Hands every page over, in order; ends early when `take` fails.
    ///
    /// # Errors
    /// What `take` said; input that cannot be read.
    fn feed(
        &mut self,
        take: &mut dyn FnMut(Page) -> Result<(), DeskError>,
    ) -> Result<(), DeskError>;
}

/// Drafts as a source.
pub struct Singly<'a, 'b>(pub &'a mut Drafts<'b>);

impl Source for Singly<'_, '_> {
    fn feed(
        &mut self,
        take: &mut dyn FnMut(Page) -> Result<(), DeskError>,
    ) -> Result<(), DeskError> {
        let mut bench = Bench::default();
        for draft in &mut *self.0 {
            let mut page = Page::default();
            match draft {
                Ok(draft) => {
                    page.file.clone_from(&draft.place.file);
                    page.draft(&draft, &mut bench);
                }
                Err(error) => page.refuse(error)?,
            }
            take(page)?;
        }
        Ok(())
    }
}

/// Above this many input events a receipt names no ids, and an import is checked outside the lock.
pub const LARGE: usize = 1_000;

/// Appends a prepared batch: one commit, all or nothing. Nothing is written for an empty one.
pub fn commit(
    log: &mut dyn Log,
    batch: &Batch,
    prepared: Prepared,
    options: &Options,
    now: Instant,
) -> Result<Outcome, DeskError> {
    let Prepared {
        new,
        already,
        mut warnings,
        ..
    } = prepared;
    let writes = new > 0 && !options.dry_run;
    let recorded_at = match writes {
        true => next_instant(log.head(), now, &mut warnings)?,
        false => now,
    };
    let stamp = Stamp {
        recorded_at,
        recorded_by: options.author.clone(),
    };
    let expected = log.head().position;
    let too_long = size::too_long(batch, expected, &stamp).map_err(unspooled)?;
    if !too_long.is_empty() {
        return Err(DeskError::Refused(too_long));
    }
    let head = match writes {
        true => log.append(expected, &stamp, &mut batch.new_entries())?,
        false => log.head().clone(),
    };
    let ids = match batch.len() <= LARGE {
        true => Some(batch.ids().map_err(unspooled)?),
        false => None,
    };
    let receipt = Receipt {
        position: head.position,
        entries: new,
        already,
        corrected: 0,
        ids,
        root: head.root(),
    };
    Ok(Outcome { receipt, warnings })
}

/// What became of the events on their way is no fault of the input, nor of the log.
fn unspooled(source: std::io::Error) -> DeskError {
    DeskError::Log(LogError::NotDrawn { source })
}

/// One instant for all entries of a commit, strictly later than the commit before.
fn next_instant(
    head: &Head,
    now: Instant,
    warnings: &mut Vec<String>,
) -> Result<Instant, LogError> {
    match head.recorded_at {
        Some(last) if now <= last => {
            // Only a log with an entry of the year 9999 gets here; nothing can follow that.
            let next = last.0.checked_add(1).map(Instant);
            let next = next.filter(|next| *next <= Instant::MAX);
            let next = next.ok_or_else(|| LogError::NotLater {
                last: last.to_text(),
                given: now.to_text(),
            })?;
            if now < last {
                warnings.push(format!(
                    "the system's clock ({}) is behind the log's last entry ({}); recorded one microsecond after it",
                    now.to_text(),
                    last.to_text()
                ));
            }
            Ok(next)
        }
        _ => Ok(now),
    }
}
