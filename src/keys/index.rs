//! An index at work: runs from files and the tail that no run holds yet, in memory. Owns
//! finding candidates and byte offsets, and loading or scanning. Its answers are
//! candidates: `file.rs` confirms each in the log.

use std::path::Path;

use tempfile::TempDir;

use crate::log::{Entry, Log, LogError, Mark, Read, START};

use super::block::{Doubt, Sound, doubt};
use super::class::Class;
use super::manifest::Manifest;
use super::record::{Record, Thin, sort_and_thin};
use super::run::Run;

/// Runs and tail.
#[derive(Debug, Default)]
pub(super) struct Index {
    runs: Vec<Run>,
    /// Last position in a run.
    based: u64,
    /// Last position that is to be known: the files may have gone on since the log was opened.
    upto: u64,
    tail: Vec<Record>,
    tail_at: Vec<u64>,
    /// Where the runs lie, when they are not the cache's.
    scratch: Option<TempDir>,
}

impl Index {
    /// Of runs that end at the position of `manifest`, and the entries after it.
    pub(super) fn load(dir: &Path, manifest: &Manifest) -> Sound<Index> {
        let runs = manifest.runs.iter().map(|span| Run::open(dir, span));
        Ok(Index {
            runs: runs.collect::<Sound<_>>()?,
            based: manifest.position,
            ..Index::default()
        })
    }

    /// Keeps the directory of the runs, which hold all that is to be known, as long as the index lives.
    pub(super) fn keep(&mut self, scratch: TempDir, upto: u64) {
        self.upto = upto;
        self.scratch = Some(scratch);
    }

    /// Takes the entries after the runs into memory. `after` is where the first of them begins.
    pub(super) fn scan_tail(&mut self, log: &dyn Log, after: Mark) -> Result<(), LogError> {
        let (mut tail, mut at) = (Vec::new(), Vec::new());
        self.upto = log.head().position;
        if after.position <= log.head().position {
            log.read(after, &mut |read: Read| {
                tail.extend(Record::of(&read.entry));
                at.push(read.mark.offset);
                Ok(())
            })?;
        }
        self.tail = sort_and_thin(tail);
        self.tail_at = at;
        Ok(())
    }

    /// Takes one more entry into memory, the next one.
    pub(super) fn grow(&mut self, entry: &Entry, offset: u64) {
        for record in Record::of(entry) {
            let at = self.tail.partition_point(|known| *known < record);
            self.tail.insert(at, record);
        }
        self.tail_at.push(offset);
        self.upto = entry.position;
    }

    /// Positions of entries that may have a key, in order.
    pub(super) fn candidates(&self, class: Class, value: &str) -> Sound<Vec<u64>> {
        let (hashes, kept_as) = class.reach(value);
        let mut positions = Vec::new();
        let mut thin = Thin::default();
        let mut keep = |record: Record| {
            positions.push(record.position());
            Ok::<(), Doubt>(())
        };
        let begin = self
            .tail
            .partition_point(|record| record.hash < *hashes.start());
        let tail = self.tail.get(begin..).unwrap_or_default().iter().copied();
        let tail = tail
            .take_while(|record| hashes.contains(&record.hash))
            .map(Ok);
        let runs = self.runs.iter().flat_map(|run| match run.find(&hashes) {
            Ok(found) => found.into_iter().map(Ok).collect(),
            Err(doubt) => vec![Err(doubt)],
        });
        for record in runs.chain(tail) {
            let record = record?;
            if record.is_of(kept_as) {
                thin.push(record, &mut keep)?;
            }
        }
        thin.finish(&mut keep)?;
        positions.sort_unstable();
        let all = positions.len();
        positions.retain(|position| *position <= self.upto);
        if positions.len() < all && class.kept().is_some() {
            return doubt("the files thinned this key for a longer log");
        }
        Ok(positions)
    }

    /// Where the line of a position begins; `None` beyond the last.
    pub(super) fn mark(&self, position: u64) -> Sound<Option<Mark>> {
        if position == 0 || position > self.upto {
            return Ok(None);
        }
        if position > self.based {
            let index = usize::try_from(position - self.based - 1).ok();
            let offset = index.and_then(|index| self.tail_at.get(index).copied());
            return Ok(offset.map(|offset| Mark { position, offset }));
        }
        let index = self.runs.partition_point(|run| run.span.last < position);
        match self.runs.get(index) {
            Some(run) => Ok(Some(Mark {
                position,
                offset: run.offset(position)?,
            })),
            None => doubt(format!("no run holds position {position}")),
        }
    }
}

/// Where the entries after a manifest begin.
pub(super) fn after(manifest: Option<&Manifest>) -> Mark {
    match manifest {
        Some(manifest) => Mark {
            position: manifest.position + 1,
            offset: manifest.bytes,
        },
        None => START,
    }
}
