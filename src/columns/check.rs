//! The files held against what the log would make of them now: for `verify`. Owns that comparison,
//! run by run and block by block; mends nothing.

use std::path::Path;
use std::sync::Arc;

use super::out::Out;
use super::part::Part;
use super::settle::{Job, runs};
use super::{Limits, Sound, doubt};
use crate::log::file::FileLog;

/// Whether the files in `dir` are those that the log gives. Nothing there is as good as that.
///
/// # Errors
/// What is other, or cannot be believed.
pub fn check(dir: &Path, log: &FileLog, limits: Limits) -> Result<(), super::Doubt> {
    let (Some(manifest), parts) = runs(dir, log)? else {
        return Ok(());
    };
    let ends = manifest.runs.iter().skip(1).map(|run| &run.after);
    let ends = ends.chain([&manifest.head]);
    for (at, (run, end)) in manifest.runs.iter().zip(ends).enumerate() {
        let job = Job {
            log,
            kept: parts.get(..at).unwrap_or_default(),
            after: run.after.clone(),
            head: end,
            limits: &limits,
            progress: &|_, _| {},
        };
        let (_, made) = job.build(Out::of(run.span.last - run.after.position), None)?;
        let found: Option<&Arc<Part>> = parts.get(at);
        found.map_or_else(|| doubt("a run is missing"), |found| same(found, &made))?;
    }
    Ok(())
}

fn same(found: &Part, made: &Part) -> Sound<()> {
    if found.all() != made.all() {
        return doubt(format!(
            "the run of @{} to @{} is not what the log gives",
            found.first, found.last
        ));
    }
    // The lists agree on the checksums; so do the blocks, if they have them.
    found
        .all()
        .iter()
        .try_for_each(|slot| found.block(slot).map(drop))
}
