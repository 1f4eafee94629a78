//! One write to a store: gather the drafts, check them, take the lock, append. Owns when the
//! lock is held (never while input is read, for a large import not while it is checked).

use std::time::Duration;

use super::Store;
use crate::desk::batch::MOST_PROBLEMS;
use crate::desk::{
    self, Batch, Clock, DeskError, Drafts, Ids, LARGE, Options, Outcome, Placed, Prepared, Singly,
    Source,
};
use crate::event::sentence::headline;
use crate::keys::{self, FileKnown, Known};
use crate::log::file::{FileLog, Recovery};
use crate::log::{Entry, Log, LogError, Signer};

/// Entries named when the log moved.
const MOST_BETWEEN: u64 = 20;

impl Store {
    /// Gathers the drafts, takes the lock (waiting up to `patience`) and writes one commit, all
    /// or nothing. Events that are already recorded are left out; if all are, nothing is written.
    ///
    /// # Errors
    /// `Refused` with every problem; `Conflict`; what the log or the input said.
    pub fn write(
        &self,
        drafts: &mut Drafts<'_>,
        options: &Options,
        clock: &dyn Clock,
        ids: &mut dyn Ids,
        patience: Duration,
    ) -> Result<Outcome, DeskError> {
        self.write_after(
            &mut Singly(drafts),
            options,
            clock,
            ids,
            patience,
            &mut || Ok(()),
        )
    }

    /// The same from pages of events; `ready` is called inside the lock when all is checked and
    /// something is to be appended, just before it is. If it fails, nothing is.
    ///
    /// # Errors
    /// As `write`, and what `ready` says.
    pub fn write_after(
        &self,
        source: &mut dyn Source,
        options: &Options,
        clock: &dyn Clock,
        ids: &mut dyn Ids,
        patience: Duration,
        ready: &mut dyn FnMut() -> Result<(), LogError>,
    ) -> Result<Outcome, DeskError> {
        let mut batch = gather(source, ids)?;
        let early = if batch.len() > LARGE || options.dry_run {
            Some(self.check(&mut batch)?)
        } else {
            None
        };
        if options.dry_run {
            let mut log = FileLog::open_reader(&self.dir)?;
            let prepared = early.unwrap_or_default();
            return desk::commit(&mut log, &batch, prepared, options, clock.now());
        }
        let mut log = FileLog::open_writer(&self.dir, patience)?;
        log.sign_with(self.signer());
        let prepared = match early {
            Some(early) if self.holds(&early, &batch, &log)? => early,
            _ => self.prepare(&mut batch, &log)?,
        };
        if prepared.new > 0 {
            self.expect(options, &log)?;
            ready()?;
        }
        let mut outcome = desk::commit(&mut log, &batch, prepared, options, clock.now())?;
        outcome.warnings.extend(told(log.recovery()));
        if self.use_cache {
            // Derived, and the append is acknowledged: what goes wrong here costs a later scan.
            let _ = keys::settle(&self.keys_dir(), &log, log.path());
        }
        Ok(outcome)
    }

    pub(super) fn signer(&self) -> Option<Signer> {
        let key = self.signer.clone()?;
        Some(std::sync::Arc::new(move |text: &str| key.sign(text)))
    }

    fn prepare(&self, batch: &mut Batch, log: &FileLog) -> Result<Prepared, DeskError> {
        let known = FileKnown::open(log, log.path(), &self.keys_dir(), self.use_cache)?;
        desk::prepare(batch, &known)
    }

    /// Checks a batch outside the lock.
    fn check(&self, batch: &mut Batch) -> Result<Prepared, DeskError> {
        let log = FileLog::open_reader(&self.dir)?;
        match log.trouble() {
            Some(trouble) => Err(trouble.into()),
            None => self.prepare(batch, &log),
        }
    }

    /// Whether what was appended since an early check leaves its outcome standing.
    fn holds(&self, early: &Prepared, batch: &Batch, log: &FileLog) -> Result<bool, DeskError> {
        let since = self.since(early.position, u64::MAX, log)?;
        Ok(
            since.len() as u64 == log.head().position.saturating_sub(early.position)
                && early.still_holds(batch, &since),
        )
    }

    pub(super) fn expect(&self, options: &Options, log: &FileLog) -> Result<(), DeskError> {
        let actual = log.head().position;
        match options.expect {
            Some(expected) if expected != actual => {
                let between = self.since(expected, MOST_BETWEEN, log)?;
                let told = |entry: &Entry| {
                    (
                        entry.position,
                        entry.event.kind().name().to_string(),
                        headline(&entry.event),
                    )
                };
                Err(DeskError::Conflict {
                    expected,
                    actual,
                    between: between.iter().map(told).collect(),
                })
            }
            _ => Ok(()),
        }
    }

    /// The entries after a position, at most so many.
    fn since(&self, position: u64, most: u64, log: &FileLog) -> Result<Vec<Entry>, LogError> {
        let last = log.head().position.min(position.saturating_add(most));
        if position >= last {
            return Ok(Vec::new());
        }
        let known = FileKnown::open(log, log.path(), &self.keys_dir(), self.use_cache)?;
        let mut found = Vec::new();
        for at in position + 1..=last {
            found.extend(known.at(at)?);
        }
        Ok(found)
    }
}

/// All events into a batch, or every problem of every one.
fn gather(source: &mut dyn Source, ids: &mut dyn Ids) -> Result<Batch, DeskError> {
    let mut batch = Batch::default();
    let mut problems: Vec<Placed> = Vec::new();
    let mut enough = false;
    let fed = source.feed(&mut |page| {
        batch
            .add(page, &mut problems, &mut || ids.fresh())
            .map_err(spool)?;
        enough = problems.len() >= MOST_PROBLEMS;
        match enough {
            true => Err(DeskError::Refused(Vec::new())),
            false => Ok(()),
        }
    });
    if !enough {
        fed?;
    }
    if problems.is_empty() {
        Ok(batch)
    } else {
        Err(DeskError::Refused(problems))
    }
}

/// The events wait in a temporary file, which is no fault of the input.
fn spool(source: std::io::Error) -> DeskError {
    DeskError::Log(LogError::NotDrawn { source })
}

/// What opening met and settled, in words for the writer.
fn told(recovery: &Recovery) -> Vec<String> {
    let mut told = Vec::new();
    if recovery.kept > 0 {
        told.push(format!(
            "{} entries found beyond the head are whole and were kept",
            recovery.kept
        ));
    }
    if let Some(path) = &recovery.moved {
        told.push(format!(
            "{} bytes of an unfinished append were moved to {}",
            recovery.torn,
            path.display()
        ));
    }
    if recovery.head_lost {
        told.push("head was lost and has been written again; that entries at the end were lost cannot be ruled out".into());
    }
    told
}
