//! Writing runs: after an append, and when there is nothing to go by. Owns when a run is
//! written, which older ones it absorbs (tiers that grow fourfold, so an entry is rewritten
//! O(log n) times), and clearing away what no manifest names. Never fails an append.

use std::fs::File;
use std::path::{Path, PathBuf};

use crate::log::Log;

use super::block::{Doubt, Sound, doubt};
use super::index::{Index, after};
use super::manifest::{self, Manifest, run_name};
use super::merge::RunBuilder;
use super::record::Record;
use super::run::{Run, Span};
use super::scan::scan;

/// A tail of up to so many entries is left to be scanned.
pub const TAIL: u64 = 256;

/// Runs of one tier; the next one merges them.
const TIER: usize = 4;

const LOCK: &str = "lock";

/// What came of settling. None of it concerns the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Settled {
    /// The tail is short enough.
    Nothing,
    /// The files now reach up to this position.
    Written(u64),
    /// The files could not be written, for this reason; the next opening scans instead.
    Skipped(String),
}

/// Brings the files in `dir` up to the head of `log`, if enough entries came since. To be
/// called when an append has been acknowledged. `log_file` is the file behind `log`.
pub fn settle(dir: &Path, log: &dyn Log, log_file: &Path) -> Settled {
    match try_settle(dir, log, log_file) {
        Ok(settled) => settled,
        Err(Doubt(reason)) => Settled::Skipped(reason),
    }
}

fn try_settle(dir: &Path, log: &dyn Log, log_file: &Path) -> Sound<Settled> {
    let head = log.head().position;
    let manifest = trusted(dir, log, log_file).unwrap_or(None);
    let known = manifest.as_ref().map_or(0, |known| known.position);
    if head.saturating_sub(known) <= TAIL {
        return Ok(Settled::Nothing);
    }
    std::fs::create_dir_all(dir)?;
    let Some(_lock) = lock(dir)? else {
        return Ok(Settled::Skipped("another process is writing them".into()));
    };
    // A doubt about what is to be absorbed costs a rebuild from the log, not the settling.
    let built = match manifest {
        Some(manifest) => {
            write(dir, log, log_file, Some(manifest)).or_else(|_| write(dir, log, log_file, None))
        }
        None => write(dir, log, log_file, None),
    };
    let manifest = built?;
    clear(dir, &manifest);
    Ok(Settled::Written(manifest.position))
}

/// The manifest of `dir`, if there is one and it is of this log.
pub(super) fn trusted(dir: &Path, log: &dyn Log, log_file: &Path) -> Sound<Option<Manifest>> {
    let Some(manifest) = Manifest::load(dir)? else {
        return Ok(None);
    };
    manifest.is_of(log.header().id, log_file)?;
    Ok(Some(manifest))
}

/// One writer of the files at a time; `None` if there is another. Goes with its handle.
pub(super) fn lock(dir: &Path) -> Sound<Option<File>> {
    let path = dir.join(LOCK);
    if std::fs::metadata(&path).is_ok_and(|facts| !facts.is_file()) {
        return doubt("lock is not a plain file");
    }
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(path)?;
    Ok(file.try_lock().is_ok().then_some(file))
}

/// Writes the run of all entries after the manifest, with the runs that it absorbs, and the
/// new manifest.
pub(super) fn write(
    dir: &Path,
    log: &dyn Log,
    log_file: &Path,
    old: Option<Manifest>,
) -> Sound<Manifest> {
    let from = after(old.as_ref());
    let mut making = Making::begin(dir, log, old)?;
    scan(log, log_file, from, &mut |position, offset, records| {
        making.push(position, offset, records)
    })?;
    making.finish()
}

/// A generation in the making: the entries after an older one are handed over, in order.
#[derive(Debug)]
pub(super) struct Making {
    dir: PathBuf,
    builder: RunBuilder,
    /// What it will say, its last run being made.
    manifest: Manifest,
}

impl Making {
    /// Begins with the runs of the older one.
    pub(super) fn begin(dir: &Path, log: &dyn Log, old: Option<Manifest>) -> Sound<Making> {
        let head = log.head();
        let from = after(old.as_ref());
        let mut runs = old.map(|manifest| manifest.runs).unwrap_or_default();
        let absorbed = runs.split_off(kept(
            &runs,
            (head.position + 1).saturating_sub(from.position),
        ));
        let first = absorbed.first().map_or(from.position, |span| span.first);
        let name = run_name(log.header().id, first, head.position, &head.root());
        let absorbed: Vec<Run> = absorbed
            .iter()
            .map(|span| Run::open(dir, span))
            .collect::<Sound<_>>()?;
        Ok(Making {
            dir: dir.to_path_buf(),
            builder: RunBuilder::new(dir, &name, first, absorbed)?,
            manifest: Manifest {
                log: log.header().id,
                position: head.position,
                root: head.root(),
                bytes: head.bytes,
                runs,
            },
        })
    }

    pub(super) fn dir(&self) -> &Path {
        &self.dir
    }

    /// The next entry: its position, the byte offset of its line, and its records.
    pub(super) fn push(&mut self, position: u64, offset: u64, records: &[Record]) -> Sound<()> {
        self.builder.push(position, offset, records)
    }

    /// Makes it the live one, if every entry was handed over.
    pub(super) fn finish(mut self) -> Sound<Manifest> {
        let run = self.builder.finish(&self.dir)?;
        if run.last != self.manifest.position {
            return doubt("fewer entries than the log has");
        }
        self.manifest.runs.push(run);
        self.manifest.store(&self.dir)?;
        Ok(self.manifest)
    }
}

/// How many of the runs stay as they are when `new` entries come: the rest is absorbed. Runs
/// smaller than the new one are, and so are `TIER - 1` of its own tier; so tiers never grow
/// towards the end, and there are fewer than `TIER` of each.
fn kept(runs: &[Span], new: u64) -> usize {
    let mut kept = runs.len();
    let mut size = new;
    loop {
        let tier = tier_of(size);
        let trailing = |within: &dyn Fn(u32) -> bool| {
            let before = runs.get(..kept).unwrap_or_default().iter().rev();
            before
                .take_while(|span| within(tier_of(span.entries())))
                .count()
        };
        let smaller = trailing(&|other| other < tier);
        let same = trailing(&|other| other <= tier);
        let absorb = if same + 1 >= TIER { same } else { smaller };
        if absorb == 0 {
            return kept;
        }
        kept -= absorb;
        size = runs
            .iter()
            .skip(kept)
            .map(Span::entries)
            .fold(new, u64::saturating_add);
    }
}

fn tier_of(entries: u64) -> u32 {
    (entries / TAIL).max(1).ilog(TIER as u64)
}

/// Removes what an earlier settling left and the manifest does not name. Only names that
/// this room writes; called under the lock.
pub(super) fn clear(dir: &Path, manifest: &Manifest) {
    let live: Vec<String> = manifest
        .runs
        .iter()
        .flat_map(|span| [Span::keys_file(&span.name), Span::at_file(&span.name)])
        .collect();
    let Ok(listing) = std::fs::read_dir(dir) else {
        return;
    };
    for item in listing.flatten() {
        let name = item.file_name().to_string_lossy().into_owned();
        if name == manifest::FILE || name == LOCK || live.contains(&name) {
            continue;
        }
        // What cannot be removed does no harm; the next settling tries again.
        if name.starts_with("sort-") {
            let _ = std::fs::remove_dir_all(item.path());
        } else if name.starts_with("manifest-") || name.ends_with(".keys") || name.ends_with(".at")
        {
            let _ = std::fs::remove_file(item.path());
        }
    }
}

/// Builds a whole index in a scratch directory inside `place`, for logs too long for memory.
pub(super) fn scratch(place: &Path, log: &dyn Log, log_file: &Path) -> Sound<Index> {
    std::fs::create_dir_all(place)?;
    let dir = tempfile::Builder::new()
        .prefix("scratch-")
        .tempdir_in(place)?;
    let manifest = write(dir.path(), log, log_file, None)?;
    let mut index = Index::load(dir.path(), &manifest)?;
    index.keep(dir, manifest.position);
    Ok(index)
}
