//! The generation as a reader needs it: the runs that are there, and the rest of the log as a new
//! run or, where none can or need be written, in memory. Owns when a run is written and which runs
//! it takes the place of. One process writes at a time; the others do without.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use super::filed::Filed;
use super::ground::{Ground, Spines};
use super::manifest::{self, Manifest, Run, run_name};
use super::out::Out;
use super::part::{Part, Span};
use super::tiers::kept;
use super::write::Writer;
use super::{Limits, Sound, doubt, scan, versions};
use crate::facts::files::Files;
use crate::keys::Beside;
use crate::log::file::{FileLog, Stat};
use crate::log::{Head, Log as _};

/// The name of the file that whoever writes here locks.
const LOCK: &str = "lock";

/// The live generation and its parts; none of either where there is none.
type Generation = (Option<Manifest>, Vec<Arc<Part>>);

/// Facts in files, and what was met on the way, for those who ask.
#[derive(Debug)]
pub struct Opened {
    /// The facts.
    pub files: Box<dyn Files>,
    /// Why files were not used, or that they were built.
    pub notes: Vec<String>,
}

/// Is told how many entries of how many were read, while files are built.
pub type Progress<'a> = dyn Fn(u64, u64) + 'a;

/// What an opening goes by.
struct Opening<'a> {
    dir: &'a Path,
    log: &'a FileLog,
    /// Where the keys lie, which are made of the same reading if they lack.
    keys: Option<&'a Path>,
    /// What the log file was like before anything of it was read.
    file: Stat,
    limits: &'a Limits,
    progress: &'a Progress<'a>,
}

/// Opens the columns in `dir` (`<store>/cache/columns`) of a log without trouble, and brings them up
/// to its head; if that means that the log is read, also what lacks in `keys` (`<store>/cache/keys`).
///
/// # Errors
/// A doubt that only reading the log itself can settle.
pub fn open(
    dir: &Path,
    keys: Option<&Path>,
    log: FileLog,
    limits: Limits,
    progress: &Progress<'_>,
) -> Result<Opened, super::Doubt> {
    let mut notes = Vec::new();
    let log = caught_up(dir, log)?;
    let opening = Opening {
        dir,
        keys,
        file: log.stat()?,
        log: &log,
        limits: &limits,
        progress,
    };
    // A writer may have put other runs in the place of those that the manifest named.
    let found = runs(dir, &log).or_else(|_| runs(dir, &log));
    let found = found.and_then(|found| opening.untouched(found));
    let parts = match found.and_then(|found| opening.brought_up(found, &mut notes)) {
        Ok(parts) => parts,
        Err(why) => {
            notes.push(format!("columns: {}", why.0));
            opening.brought_up(Generation::default(), &mut notes)?
        }
    };
    let files = Box::new(Filed::new(log, parts, limits));
    Ok(Opened { files, notes })
}

/// The log, opened again if somebody else has filed more of it than there was.
fn caught_up(dir: &Path, log: FileLog) -> Sound<FileLog> {
    let manifest = Manifest::load(dir).ok().flatten();
    let manifest = manifest.filter(|manifest| manifest.log == log.header().id);
    let behind = manifest.is_some_and(|it| it.head.position > log.head().position);
    if !behind {
        return Ok(log);
    }
    let again = FileLog::open_reader(log.dir())?;
    match again.trouble() {
        Some(trouble) => Err(trouble.into()),
        None => Ok(again),
    }
}

impl Opening<'_> {
    /// The generation, unless the log file was written to since by somebody else than the log's
    /// writers: what was filed need not be what is there.
    fn untouched(&self, found: Generation) -> Sound<Generation> {
        let manifest = found.0.as_ref();
        let filed = manifest.is_none_or(|manifest| manifest.file == self.file);
        if filed || !self.log.is_touched()? {
            return Ok(found);
        }
        doubt("the log file was written to by another program")
    }

    /// The parts of a generation and of what came after it.
    fn brought_up(
        &self,
        (manifest, mut parts): Generation,
        notes: &mut Vec<String>,
    ) -> Sound<Vec<Arc<Part>>> {
        let end = manifest.as_ref().map(|manifest| manifest.head.clone());
        let end = end.unwrap_or_else(|| self.log.beginning());
        let left = self.log.head().position.saturating_sub(end.position);
        if left > self.limits.tail {
            match self.write(manifest) {
                Ok(all) => {
                    notes.push(format!("columns: filed {left} entries"));
                    return Ok(all);
                }
                Err(why) => notes.push(format!("columns: {}; folded in memory", why.0)),
            }
        }
        if left > 0 {
            let (_, part) = self.job(&parts, end).build(Out::of(left), None)?;
            parts.push(Arc::new(part));
        }
        Ok(parts)
    }

    fn job<'a>(&'a self, kept: &'a [Arc<Part>], after: Head) -> Job<'a> {
        Job {
            log: self.log,
            kept,
            after,
            head: self.log.head(),
            limits: self.limits,
            progress: self.progress,
        }
    }

    /// Writes the run of all entries after the manifest, with the runs whose place it takes, and the
    /// new manifest. Gives all parts.
    fn write(&self, old: Option<Manifest>) -> Sound<Vec<Arc<Part>>> {
        let (dir, head) = (self.dir, self.log.head());
        std::fs::create_dir_all(dir)?;
        let _lock = lock(dir)?;
        let (mut runs, end) = match old {
            Some(manifest) => (manifest.runs, manifest.head),
            None => (Vec::new(), self.log.beginning()),
        };
        let absorbed = runs.split_off(kept(&runs, head.position, self.limits));
        let after = absorbed.into_iter().next().map_or(end, |run| run.after);
        let opened = runs.iter().map(|run| open_run(dir, run));
        let mut parts: Vec<Arc<Part>> = opened.collect::<Sound<_>>()?;
        let temporary = super::temporary(dir, "run-")?;
        let out = Out::named(temporary, dir);
        let beside = self.keys.and_then(|dir| {
            let path = self.log.path();
            Beside::begin(dir, self.log, path, after.position)
        });
        let (span, part) = self.job(&parts, after.clone()).build(out, beside)?;
        parts.push(Arc::new(part));
        runs.push(Run { span, after });
        let manifest = Manifest {
            log: self.log.header().id,
            header: *self.log.binding(),
            file: self.file,
            head: head.clone(),
            runs,
        };
        manifest.store(dir)?;
        clear(dir, &manifest);
        Ok(parts)
    }
}

/// Throws the generation away; what it was made of is cleared by whoever builds the next.
pub fn forget(dir: &Path) {
    // What cannot be removed will be doubted again.
    let _ = std::fs::remove_file(dir.join(manifest::FILE));
}

/// The live generation, if there is one of this log.
pub(super) fn runs(dir: &Path, log: &FileLog) -> Sound<Generation> {
    let Some(manifest) = Manifest::load(dir)? else {
        return Ok((None, Vec::new()));
    };
    if manifest.log != log.header().id || manifest.header != *log.binding() {
        return doubt("the manifest is of another log");
    }
    let (ours, theirs) = (log.head(), &manifest.head);
    if theirs.position > ours.position {
        return doubt("the manifest is of a longer log");
    }
    if theirs.position == ours.position && theirs.frontier != ours.frontier {
        return doubt("the manifest does not fit the log");
    }
    let parts = manifest.runs.iter().map(|run| open_run(dir, run));
    let parts = parts.collect::<Sound<_>>()?;
    Ok((Some(manifest), parts))
}

fn open_run(dir: &Path, run: &Run) -> Sound<Arc<Part>> {
    Ok(Arc::new(Part::open(dir, &run.span)?))
}

/// One writer of the files at a time; goes with its handle.
fn lock(dir: &Path) -> Sound<File> {
    let path = dir.join(LOCK);
    if std::fs::metadata(&path).is_ok_and(|facts| !facts.is_file()) {
        return doubt("lock is not a plain file");
    }
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(path)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(_) => doubt("another process is writing the files"),
    }
}

/// A part to be built: the entries of the log between two points.
pub(super) struct Job<'a> {
    pub(super) log: &'a FileLog,
    /// The parts before.
    pub(super) kept: &'a [Arc<Part>],
    pub(super) after: Head,
    /// Up to here.
    pub(super) head: &'a Head,
    pub(super) limits: &'a Limits,
    pub(super) progress: &'a Progress<'a>,
}

impl Job<'_> {
    /// Builds it, and the keys of its entries where these are wanted.
    pub(super) fn build(self, out: Out<'_>, mut beside: Option<Beside>) -> Sound<(Span, Part)> {
        let (log, limits) = (self.log, self.limits);
        let head = self.head;
        let name = run_name(log.header().id, self.after.position + 1, head);
        let (from, to) = (self.after.bytes, head.bytes);
        let after = self.after.clone();
        let mut writer = Writer::new(out, name, after, limits, self.is_long());
        let (first, all) = (
            self.after.position,
            head.position.saturating_sub(self.after.position),
        );
        let wanted = scan::Wanted {
            from,
            to,
            keys: beside.as_ref().map(Beside::first),
        };
        scan::scan(log, wanted, limits, &mut |mut piece| {
            (self.progress)(piece.last.saturating_sub(first), all);
            if let Some(beside) = &mut beside {
                std::mem::take(&mut piece.keys).hand_over(beside);
            }
            writer.take(piece)
        })?;
        writer.check(head)?;
        writer.flush()?;
        // What was read is the log: keys can be sorted while the rest is done.
        std::thread::scope(|scope| {
            if let Some(beside) = beside {
                scope.spawn(|| beside.finish());
            }
            if self.is_long() {
                let (targets, found) = self.versions(&writer)?;
                writer.targets(&targets)?;
                writer.versions(found)?;
            }
            let (out, span) = writer.finish()?;
            let part = out.keep(&span)?;
            Ok((span, part))
        })
    }

    /// Of a short tail no versions are made: looking for what it corrects costs more than reading the
    /// corrections once they are asked for.
    fn is_long(&self) -> bool {
        let entries = self.head.position.saturating_sub(self.after.position);
        self.kept.is_empty() || entries > self.limits.tail
    }

    /// What the amendments among the new entries amend, and what the corrections among them make of
    /// exits and levels anywhere.
    fn versions(&self, writer: &Writer<'_, Out<'_>>) -> Sound<(Vec<u64>, versions::Found)> {
        let last = self.head.position;
        let slots = writer.slots.clone();
        let new = writer.out.part(&writer.name, &self.after, last, slots)?;
        let spines = Spines::default();
        let mut parts = self.kept.to_vec();
        parts.push(Arc::new(new));
        let ground = Ground {
            log: self.log,
            parts: &parts,
            spines: &spines,
        };
        let threads = self.limits.threads;
        let after = self.after.position;
        let index = ground.index(Some(&writer.ids), threads)?;
        let found = versions::find(&ground, &index, after, threads)?;
        Ok((index.targets_after(after), found))
    }
}

/// Removes what an earlier writer left and the manifest does not name. Only names that this room
/// writes; called under the lock. A reader that has a run open keeps it.
fn clear(dir: &Path, manifest: &Manifest) {
    let live: Vec<String> = manifest.runs.iter().map(|run| run.span.file()).collect();
    let Ok(listing) = std::fs::read_dir(dir) else {
        return;
    };
    for item in listing.flatten() {
        let name = item.file_name().to_string_lossy().into_owned();
        let ours =
            name.ends_with(".cols") || name.starts_with("run-") || name.starts_with("manifest-");
        if ours && !live.contains(&name) {
            // What cannot be removed does no harm; the next writer tries again.
            let _ = std::fs::remove_file(item.path());
        }
    }
}
