//! A second reader: bytes to findings. Re-reads and re-hashes everything; shares only
//! `merkle`, the line codec and the vocabulary with the engine (and asks `keys` to hold its
//! files against a rebuild). Never repairs, never writes into the store. Which finding
//! means what: `schema/verify.md`.

mod doubles;
mod end;
mod events;
mod evidence;
mod facts;
mod head;
mod lines;
mod pieces;
mod report;
mod state;
mod walk;

use std::fs::File;
use std::path::{Path, PathBuf};

use crate::keys::{Comparison, Verdict};

pub use report::{Finding, Report, Severity};

use lines::Lines;
use state::HeadSeen;
use walk::Walk;

/// Told now and then how many bytes of how many have been checked.
pub type Progress<'a> = dyn FnMut(u64, u64) + 'a;

/// What to look at.
#[derive(Debug, Clone)]
struct Place {
    log: PathBuf,
    head: Option<PathBuf>,
    evidence: Option<PathBuf>,
    keys: Option<PathBuf>,
}

/// Checks a store directory. `use_cache` false leaves `cache/` out. What cannot be read is a
/// finding like everything else.
pub fn verify(dir: &Path, use_cache: bool, progress: &mut Progress<'_>) -> Report {
    let place = Place {
        log: dir.join("log.jsonl"),
        head: Some(dir.join("head")),
        evidence: Some(dir.join("evidence")),
        keys: use_cache.then(|| dir.join("cache").join("keys")),
    };
    check(&place, progress)
}

/// Checks a log file by itself: no head, so a lost end goes unnoticed; no evidence, no cache.
pub fn verify_log(log: &Path, progress: &mut Progress<'_>) -> Report {
    let place = Place {
        log: log.to_path_buf(),
        head: None,
        evidence: None,
        keys: None,
    };
    check(&place, progress)
}

fn check(place: &Place, progress: &mut Progress<'_>) -> Report {
    let mut report = Report::default();
    // The head is read before the log: so what it speaks of is there.
    let bytes = match &place.head {
        Some(path) => head::read(path).map(Some),
        None => Ok(None),
    };
    let opened = File::open(&place.log).and_then(|file| Ok((file.metadata()?.len(), file)));
    let (slots, (length, file)) = match (bytes, opened) {
        (Ok(slots), Ok(opened)) => (slots, opened),
        (_, Err(error)) => {
            report.add(Finding::unreadable(&place.log, &error));
            return report;
        }
        (Err(error), _) => {
            report.add(Finding::unreadable(
                place.head.as_deref().unwrap_or(&place.log),
                &error,
            ));
            return report;
        }
    };
    let seen = match &slots {
        Some(slots) => HeadSeen::Bytes(slots),
        None => HeadSeen::NotAsked,
    };
    let cache = comparison(place, &mut report);
    let mut walk = Walk::new(length, seen, cache, report);
    if let Err(error) = walk.run(Lines::new(file, length), progress) {
        walk.report.add(Finding::unreadable(&place.log, &error));
    }
    let again = || place.head.as_deref().and_then(|path| head::read(path).ok());
    let (mut report, cited, cache) = walk.conclude(&again);
    if let Some(dir) = &place.evidence {
        evidence::check(dir, &cited, &mut report);
    }
    if let (Some(cache), Some(log)) = (cache, report.log) {
        tell(cache.finish(log), &mut report);
    }
    report
}

fn comparison(place: &Place, report: &mut Report) -> Option<Comparison> {
    match Comparison::begin(place.keys.as_deref()?) {
        Ok(comparison) => comparison,
        Err(reason) => {
            tell(Verdict::Unusable(reason), report);
            None
        }
    }
}

fn tell(verdict: Verdict, report: &mut Report) {
    match verdict {
        Verdict::Same(position) => report.cache_position = Some(position),
        // A damaged log fits no cache, and says so itself.
        Verdict::Unusable(_) if report.is_damaged() => {}
        Verdict::Unusable(reason) => report.add(
            Finding::new(
                Severity::Note,
                "cache_unused",
                format!("cache/keys is not used: {reason}"),
            )
            .hint("nothing need be done; the next append writes it again"),
        ),
        Verdict::Differs(reason) => report.add(
            Finding::new(
                Severity::Finding,
                "cache_mismatch",
                format!("cache/keys claims to be of this log, and is not: {reason}"),
            )
            .hint("delete cache/; it is derived and will be written again"),
        ),
    }
}
