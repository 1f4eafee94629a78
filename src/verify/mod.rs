//! A second reader: bytes to findings. Re-reads and re-hashes everything; shares only
//! `merkle`, the line codec and the vocabulary with the engine (and asks `keys` to hold its
//! files against a rebuild). Never repairs, never writes into the store. Which finding
//! means what: `schema/verify.md`.

mod against;
mod amended;
mod doubles;
mod end;
mod events;
mod evidence;
mod facts;
mod head;
mod ids;
mod lines;
mod pieces;
mod pins;
mod places;
mod proof;
mod report;
mod shape;
mod signatures;
mod stages;
mod state;
mod walk;

use std::fs::File;
use std::path::{Path, PathBuf};

use crate::keys::{Comparison, Verdict};
use crate::note::Trust;

pub use against::{Against, Compared, Kind};
pub use proof::{ProofReport, check_proof};
pub use report::{Finding, Report, Severity};
pub use signatures::Signed;

use against::Comparing;
use events::Events;
use lines::Lines;
use signatures::Signatures;
use state::HeadSeen;
use walk::Walk;

/// Told now and then how many bytes of how many have been checked.
pub type Progress<'a> = dyn FnMut(u64, u64) + 'a;

/// What to hold a store against, beside its own bytes.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// Whether `cache/` is compared with a rebuild.
    pub use_cache: bool,
    /// Whose signatures count.
    pub trust: Trust,
    /// What was published of the log.
    pub against: Vec<Against>,
    /// What of it has a bad signature, and whose.
    pub forged: Vec<(String, String)>,
}

/// What to look at.
#[derive(Debug, Clone)]
struct Place {
    log: PathBuf,
    head: Option<PathBuf>,
    evidence: Option<PathBuf>,
    keys: Option<PathBuf>,
}

/// Checks a store directory, trusting no key. `use_cache` false leaves `cache/` out. What cannot
/// be read is a finding like everything else.
pub fn verify(dir: &Path, use_cache: bool, progress: &mut Progress<'_>) -> Report {
    let asked = Asked {
        use_cache,
        ..Asked::default()
    };
    verify_asked(dir, asked, progress)
}

/// Checks a store directory, its signatures by the keys that are trusted, and whether it extends
/// what was published of it.
pub fn verify_asked(dir: &Path, asked: Asked, progress: &mut Progress<'_>) -> Report {
    let place = Place {
        log: dir.join("log.jsonl"),
        head: Some(dir.join("head")),
        evidence: Some(dir.join("evidence")),
        keys: asked.use_cache.then(|| dir.join("cache").join("keys")),
    };
    check(&place, asked, progress)
}

/// Checks a log file by itself: no head, so a lost end goes unnoticed; no evidence, no cache.
pub fn verify_log(log: &Path, progress: &mut Progress<'_>) -> Report {
    let place = Place {
        log: log.to_path_buf(),
        head: None,
        evidence: None,
        keys: None,
    };
    check(&place, Asked::default(), progress)
}

fn check(place: &Place, asked: Asked, progress: &mut Progress<'_>) -> Report {
    let mut report = Report::default();
    // The head is read before the log: so what it speaks of is there.
    let bytes = match &place.head {
        Some(path) => head::read(path).map(Some),
        None => Ok(None),
    };
    let opened = File::open(&place.log).and_then(|file| {
        // Once to read through, once to look things up.
        Ok((file.metadata()?.len(), file, File::open(&place.log)?))
    });
    let (slots, (length, file, again)) = match (bytes, opened) {
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
    let comparing = Comparing::new(&asked.against, &mut report);
    for (what, key) in &asked.forged {
        let message = format!("{what} is signed, and the signature does not verify: {key}");
        let finding = Finding::new(Severity::Finding, "bad_signature", message);
        report.add(finding.hint("it is not what the holder of that key published"));
    }
    let signatures = Signatures::new(asked.trust);
    let events = Events::new(again);
    let mut walk = Walk::new(length, seen, events, cache, report);
    walk.beside(signatures, comparing);
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
