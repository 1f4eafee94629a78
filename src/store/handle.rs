//! A store held open for writing, shared by many threads. Each prepares what it brings; whoever
//! comes first leads: it checks and appends what the others brought too, each as a commit of its
//! own, and one write and one sync make all of them durable. Owns the queue; nobody is answered
//! before the sync.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU8, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::Store;
use crate::desk::{self, Batch, Clock, DeskError, Draft, Ids, Options, Outcome, Page, Prepared};
use crate::event::quick::Bench;
use crate::keys::{FileKnown, Kept, settle};
use crate::log::file::FileLog;
use crate::log::{Head, Log, LogError};

/// A clock that threads share.
pub type SharedClock = dyn Clock + Send + Sync;

/// Entries after which a run is written, and the most that are taken into an index one by one.
const LONG: u64 = 4096;

/// How often a leader lets those go first who are about to join the group.
const TURNS: usize = 4;

/// What waits and what was answered.
#[derive(Debug, Default)]
struct Queue {
    waiting: Vec<Asked>,
    answers: HashMap<u64, Result<Outcome, DeskError>>,
    tickets: u64,
    led: bool,
}

/// A commit that waits.
#[derive(Debug)]
struct Asked {
    ticket: u64,
    batch: Batch,
    /// Its check, if nothing recorded can matter to it.
    prepared: Option<Prepared>,
    options: Options,
}

/// What only the leader holds.
struct Lead {
    log: FileLog,
    /// An index, and the end of the log that it knows.
    known: Option<(Kept, Head)>,
    /// Up to where a run was asked for.
    asked: u64,
    settled: Arc<AtomicU8>,
}

const IDLE: u8 = 0;
const UNDER_WAY: u8 = 1;
const DONE: u8 = 2;

/// A thread that will soon have something to append.
struct Preparing<'a>(&'a AtomicUsize);

impl<'a> Preparing<'a> {
    fn begin(count: &'a AtomicUsize) -> Preparing<'a> {
        count.fetch_add(1, Ordering::Relaxed);
        Preparing(count)
    }
}

impl Drop for Preparing<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A store held open for writing. No other process can write to it meanwhile; readers can read.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use dateline::store::{Store, handle::Handle};
/// # use dateline::{desk::{Clock, Ids, Options}, event::when::Instant};
/// # struct Now;
/// # impl Clock for Now { fn now(&self) -> Instant { Instant(1_700_000_000_000_000) } }
/// # struct Fresh;
/// # impl Ids for Fresh { fn fresh(&mut self) -> uuid::Uuid { uuid::Uuid::now_v7() } }
/// # let dir = tempfile::tempdir()?;
/// # let store = Store::init(&dir.path().join("desk"), None, &Now, &mut Fresh)?;
/// let handle = Handle::open(store, std::time::Duration::from_secs(10), Box::new(Now))?;
/// let text = r#"{"kind": "statement", "by": {"country": "DK"}, "act": "comments",
///     "happened": "2026-01-20", "sources": [{"publisher": "Example Wire"}]}"#;
/// let options = Options { author: "desk".into(), expect: None, dry_run: false };
/// let outcome = handle.write_json(&[text], &options, &mut Fresh)?; // durable from here on
/// assert_eq!(outcome.receipt.position, 1);
/// # Ok(())
/// # }
/// ```
pub struct Handle {
    store: Store,
    clock: Box<SharedClock>,
    queue: Mutex<Queue>,
    answered: Condvar,
    preparing: AtomicUsize,
    benches: Mutex<Vec<Bench>>,
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
            preparing: AtomicUsize::new(0),
            benches: Mutex::default(),
            lead: Mutex::new(Lead {
                asked: log.head().position,
                log,
                known: None,
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
        let preparing = Preparing::begin(&self.preparing);
        let batch = self.gather(ids, &mut |page, bench| {
            drafts.iter().for_each(|draft| page.draft(draft, bench));
        })?;
        self.append(batch, options, preparing)
    }

    /// The same from the JSON texts of events, which need not be decoded before.
    ///
    /// # Errors
    /// As `write`; a text that is no event is refused with every problem of all texts, each
    /// under its number as the line.
    pub fn write_json(
        &self,
        texts: &[&str],
        options: &Options,
        ids: &mut dyn Ids,
    ) -> Result<Outcome, DeskError> {
        let preparing = Preparing::begin(&self.preparing);
        let batch = self.gather(ids, &mut |page, bench| {
            for (line, text) in (1..).zip(texts) {
                page.read(text, Some(line), bench);
            }
        })?;
        self.append(batch, options, preparing)
    }

    /// A batch of what is put on a page.
    fn gather(
        &self,
        ids: &mut dyn Ids,
        put: &mut dyn FnMut(&mut Page, &mut Bench),
    ) -> Result<Batch, DeskError> {
        let mut bench = held(&self.benches).pop().unwrap_or_default();
        let mut page = Page::default();
        put(&mut page, &mut bench);
        held(&self.benches).push(bench);
        let (mut batch, mut problems) = (Batch::default(), Vec::new());
        let added = batch.add(page, &mut problems, &mut || ids.fresh());
        added.map_err(|source| LogError::NotDrawn { source })?;
        match problems.is_empty() {
            true => Ok(batch),
            false => Err(DeskError::Refused(problems)),
        }
    }

    /// Puts a batch into the queue, and leads if nobody does.
    fn append(
        &self,
        batch: Batch,
        options: &Options,
        preparing: Preparing<'_>,
    ) -> Result<Outcome, DeskError> {
        let prepared = Prepared::alone(&batch);
        let mut queue = held(&self.queue);
        let ticket = queue.tickets;
        queue.tickets += 1;
        queue.waiting.push(Asked {
            ticket,
            batch,
            prepared,
            options: options.clone(),
        });
        drop(preparing);
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
            drop(queue);
            self.let_join();
            let group = std::mem::take(&mut held(&self.queue).waiting);
            let answers = self.write_group(group);
            queue = held(&self.queue);
            queue.answers.extend(answers);
            queue.led = false;
            // Who waits has an answer by now, or waits to be in the next group.
            if queue.answers.len() > 1 || !queue.waiting.is_empty() {
                self.answered.notify_all();
            }
        }
    }

    /// Waits a moment for those who are about to join: a group of one costs a sync as well.
    fn let_join(&self) {
        for _ in 0..TURNS {
            if self.preparing.load(Ordering::Relaxed) == 0 {
                return;
            }
            std::thread::yield_now();
        }
    }

    /// Checks and appends a group, makes it durable, and only then gives the answers.
    fn write_group(&self, group: Vec<Asked>) -> Vec<(u64, Result<Outcome, DeskError>)> {
        let mut lead = held(&self.lead);
        lead.log.hold();
        let mut answers = Vec::with_capacity(group.len());
        for asked in group {
            answers.push((asked.ticket, self.write_one(&mut lead, asked)));
        }
        if let Err(error) = lead.log.release() {
            lead.known = None;
            for (_, answer) in answers.iter_mut().filter(|(_, answer)| answer.is_ok()) {
                *answer = Err(DeskError::Log(again(&error)));
            }
            return answers;
        }
        self.settle(&mut lead);
        answers
    }

    fn write_one(&self, lead: &mut Lead, asked: Asked) -> Result<Outcome, DeskError> {
        let (mut batch, options) = (asked.batch, asked.options);
        if asked.prepared.is_none() || options.expect.is_some() {
            lead.log.write_held()?;
        }
        let prepared = match asked.prepared {
            Some(prepared) => prepared,
            None => self.prepare(lead, &mut batch)?,
        };
        if prepared.new > 0 {
            self.store.expect(&options, &lead.log)?;
        }
        desk::commit(&mut lead.log, &batch, prepared, &options, self.clock.now())
    }

    /// Checks a batch against what is recorded, all of which is in the file.
    fn prepare(&self, lead: &mut Lead, batch: &mut Batch) -> Result<Prepared, DeskError> {
        let (log, dir) = (&lead.log, self.store.keys_dir());
        let grown = lead.known.take().and_then(|(mut kept, upto)| {
            let more = log.head().position.checked_sub(upto.position)?;
            // An index that could not be grown is opened again.
            (more <= LONG && kept.grow(log, &upto).is_ok()).then_some(kept)
        });
        let known = match grown {
            Some(kept) => FileKnown::resume(log, log.path(), &dir, self.store.use_cache, kept),
            None => FileKnown::open(log, log.path(), &dir, self.store.use_cache)?,
        };
        let prepared = desk::prepare_silently(batch, &known);
        lead.known = Some((known.keep(), log.head().clone()));
        prepared
    }

    /// Has a run written, by a thread of its own, when many entries came since the last one; when
    /// it is, the index is opened anew.
    fn settle(&self, lead: &mut Lead) {
        if lead.settled.load(Ordering::Acquire) == DONE {
            lead.known = None;
            lead.settled.store(IDLE, Ordering::Release);
        }
        let position = lead.log.head().position;
        let long = position.saturating_sub(lead.asked) > LONG;
        if !self.store.use_cache || !long || lead.settled.load(Ordering::Acquire) != IDLE {
            return;
        }
        lead.asked = position;
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

/// What is said to each of a group that was not made durable.
fn again(error: &LogError) -> LogError {
    let copy = |source: &std::io::Error| std::io::Error::new(source.kind(), source.to_string());
    match error {
        LogError::NotWritten { path, source } => LogError::NotWritten {
            path: path.clone(),
            source: copy(source),
        },
        LogError::Io {
            action,
            path,
            source,
        } => LogError::Io {
            action,
            path: path.clone(),
            source: copy(source),
        },
        _ => LogError::Poisoned,
    }
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
