//! A store held open for writing, shared by many threads. Whoever comes first leads: it checks
//! and appends what the others brought too, each as a commit of its own, and one sync makes all
//! of them durable. Owns the queue; nobody is answered before the sync.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::Store;
use crate::desk::{self, Batch, Clock, DeskError, Draft, Ids, Options, Outcome};
use crate::keys::{FileKnown, Kept, settle};
use crate::log::file::FileLog;
use crate::log::{Log, LogError};

/// A clock that threads share.
pub type SharedClock = dyn Clock + Send + Sync;

/// What waits and what was answered.
#[derive(Debug, Default)]
struct Queue {
    waiting: Vec<(u64, Batch, Options)>,
    answers: HashMap<u64, Result<Outcome, DeskError>>,
    tickets: u64,
    led: bool,
}

/// What only the leader holds.
struct Lead {
    log: FileLog,
    kept: Option<Kept>,
    settled: Arc<AtomicU8>,
}

const IDLE: u8 = 0;
const UNDER_WAY: u8 = 1;
const DONE: u8 = 2;

/// A store held open for writing. No other process can write to it meanwhile; readers can read.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use dateline::store::{Store, handle::Handle};
/// # use dateline::{desk::{Clock, Draft, Ids, Options, Place}, event::{decode, when::Instant}};
/// # struct Now;
/// # impl Clock for Now { fn now(&self) -> Instant { Instant(1_700_000_000_000_000) } }
/// # struct Fresh;
/// # impl Ids for Fresh { fn fresh(&mut self) -> uuid::Uuid { uuid::Uuid::now_v7() } }
/// # let dir = tempfile::tempdir()?;
/// # let store = Store::init(&dir.path().join("desk"), None, &Now, &mut Fresh)?;
/// let handle = Handle::open(store, std::time::Duration::from_secs(10), Box::new(Now))?;
/// let text = r#"{"kind": "statement", "by": {"country": "DK"}, "act": "comments",
///     "happened": "2026-01-20", "sources": [{"publisher": "Example Wire"}]}"#;
/// let input = decode::decode_text(text).map_err(|problems| format!("{problems:?}"))?;
/// let draft = Draft { input, place: Place::default() };
/// let options = Options { author: "desk".into(), expect: None, dry_run: false };
/// let outcome = handle.write(&[draft], &options, &mut Fresh)?; // durable from here on
/// assert_eq!(outcome.receipt.position, 1);
/// # Ok(())
/// # }
/// ```
pub struct Handle {
    store: Store,
    clock: Box<SharedClock>,
    queue: Mutex<Queue>,
    answered: Condvar,
    lead: Mutex<Lead>,
}

impl Handle {
    /// Takes the lock (waiting up to `patience`) and keeps it until the handle is dropped.
    ///
    /// # Errors
    /// What opening the log for writing says.
    pub fn open(
        store: Store,
        patience: Duration,
        clock: Box<SharedClock>,
    ) -> Result<Handle, LogError> {
        let mut log = FileLog::open_writer(&store.dir, patience)?;
        log.sign_with(store.signer());
        Ok(Handle {
            store,
            clock,
            queue: Mutex::default(),
            answered: Condvar::new(),
            lead: Mutex::new(Lead {
                log,
                kept: None,
                settled: Arc::default(),
            }),
        })
    }

    /// Writes one commit, all or nothing, as [`Store::write`] does, but without advice on what is
    /// not wrong. Commits of other threads may share its sync; they share nothing else.
    ///
    /// # Errors
    /// `Refused` with every problem; `Conflict`; what the log said.
    pub fn write(
        &self,
        drafts: &[Draft],
        options: &Options,
        ids: &mut dyn Ids,
    ) -> Result<Outcome, DeskError> {
        let mut batch = Batch::default();
        for draft in drafts {
            let pushed = batch.push(draft, ids.fresh());
            pushed.map_err(|source| LogError::NotDrawn { source })?;
        }
        let mut queue = held(&self.queue);
        let ticket = queue.tickets;
        queue.tickets += 1;
        queue.waiting.push((ticket, batch, options.clone()));
        loop {
            if let Some(answer) = queue.answers.remove(&ticket) {
                return answer;
            }
            if queue.led {
                let waited = self.answered.wait(queue);
                queue = waited.unwrap_or_else(PoisonError::into_inner);
                continue;
            }
            queue.led = true;
            let group = std::mem::take(&mut queue.waiting);
            drop(queue);
            let answers = self.write_group(group);
            queue = held(&self.queue);
            queue.answers.extend(answers);
            queue.led = false;
            self.answered.notify_all();
        }
    }

    /// Checks and appends a group, makes it durable, and only then gives the answers.
    fn write_group(
        &self,
        group: Vec<(u64, Batch, Options)>,
    ) -> Vec<(u64, Result<Outcome, DeskError>)> {
        let mut lead = held(&self.lead);
        lead.log.hold();
        let mut answers = Vec::with_capacity(group.len());
        for (ticket, mut batch, options) in group {
            answers.push((ticket, self.write_one(&mut lead, &mut batch, &options)));
        }
        if let Err(error) = lead.log.release() {
            let what = error.to_string();
            for (_, answer) in answers.iter_mut().filter(|(_, answer)| answer.is_ok()) {
                *answer = Err(DeskError::Log(LogError::Io {
                    action: "sync",
                    path: lead.log.path().display().to_string(),
                    source: std::io::Error::other(what.clone()),
                }));
            }
            return answers;
        }
        self.settle(&mut lead);
        answers
    }

    fn write_one(
        &self,
        lead: &mut Lead,
        batch: &mut Batch,
        options: &Options,
    ) -> Result<Outcome, DeskError> {
        let (log, dir) = (&lead.log, self.store.keys_dir());
        let known = match lead.kept.take() {
            Some(kept) => FileKnown::resume(log, log.path(), &dir, self.store.use_cache, kept),
            None => FileKnown::open(log, log.path(), &dir, self.store.use_cache)?,
        };
        let prepared = desk::prepare_silently(batch, &known);
        let mut kept = known.keep();
        let before = lead.log.head().clone();
        let outcome = prepared.and_then(|prepared| {
            if prepared.new > 0 {
                self.store.expect(options, &lead.log)?;
            }
            desk::commit(&mut lead.log, batch, prepared, options, self.clock.now())
        })?;
        // An index that could not be grown is opened again.
        lead.kept = kept.grow(&lead.log, &before).is_ok().then_some(kept);
        Ok(outcome)
    }

    /// Has a run written, by a thread of its own, when many entries are held in memory; when it
    /// is, the index is opened anew.
    fn settle(&self, lead: &mut Lead) {
        if lead.settled.load(Ordering::Acquire) == DONE {
            lead.kept = None;
            lead.settled.store(IDLE, Ordering::Release);
        }
        let long = lead.kept.as_ref().is_some_and(Kept::is_long);
        if !self.store.use_cache || !long || lead.settled.load(Ordering::Acquire) != IDLE {
            return;
        }
        lead.settled.store(UNDER_WAY, Ordering::Release);
        let (settled, store) = (Arc::clone(&lead.settled), self.store.clone());
        let work = move || {
            // Derived: what goes wrong here costs a later scan.
            if let Ok(log) = FileLog::open_reader(&store.dir) {
                settle(&store.keys_dir(), &log, log.path());
            }
            settled.store(DONE, Ordering::Release);
        };
        if std::thread::Builder::new().spawn(work).is_err() {
            lead.settled.store(IDLE, Ordering::Release);
        }
    }
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
