//! The files of `cache/keys/` held against a rebuild, for `verify`, who reads the log itself
//! and hands over what it read. Owns the comparison; repairs nothing, writes nothing into
//! the store.

use std::path::{Path, PathBuf};

use uuid::Uuid;

use crate::crew;

use super::at::Offsets;
use super::block::{Doubt, Sound};
use super::manifest::Manifest;
use super::merge::{Sorted, Sorter, Stream};
use super::record::{Record, sort_and_thin};
use super::run::Run;
use super::table::Records;

/// Records handed on at once.
const GATHERED: usize = 1 << 12;

/// What came of a comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// The files say what a rebuild says, up to this position.
    Same(u64),
    /// They are not of this log or cannot be read: they will be built again, not believed.
    Unusable(String),
    /// They claim to be of this log, and a rebuild differs.
    Differs(String),
}

/// A comparison under way: entries are handed over in order, then the verdict is asked for.
#[derive(Debug)]
pub struct Comparison {
    dir: PathBuf,
    manifest: Manifest,
    sorter: Sorter,
    /// Offsets of the runs, in order.
    offsets: std::iter::Flatten<std::vec::IntoIter<Offsets>>,
    fits: bool,
    trouble: Option<Doubt>,
    differs: Option<String>,
}

impl Comparison {
    /// Begins; `None` if there is no manifest in `dir`.
    ///
    /// # Errors
    /// The files cannot be read: the reason, as for [`Verdict::Unusable`].
    pub fn begin(dir: &Path) -> Result<Option<Comparison>, String> {
        Comparison::open(dir).map_err(|Doubt(reason)| reason)
    }

    fn open(dir: &Path) -> Sound<Option<Comparison>> {
        let Some(manifest) = Manifest::load(dir)? else {
            return Ok(None);
        };
        let mut offsets = Vec::new();
        for span in &manifest.runs {
            offsets.push(Run::open(dir, span)?.into_streams().1);
        }
        Ok(Some(Comparison {
            dir: dir.to_path_buf(),
            manifest,
            sorter: Sorter::new(None),
            offsets: offsets.into_iter().flatten(),
            fits: false,
            trouble: None,
            differs: None,
        }))
    }

    /// The next entry: its position, the byte offset of its line, and its records.
    pub fn entry(&mut self, position: u64, offset: u64, records: &[Record]) {
        let over = position > self.manifest.position;
        if over || self.trouble.is_some() || self.differs.is_some() {
            return;
        }
        match self.offsets.next() {
            Some(Ok(found)) if found == offset => {}
            Some(Err(doubt)) => self.trouble = Some(doubt),
            _ => {
                self.differs = Some(format!("it has another byte offset for entry {position}"));
            }
        }
        if let Err(doubt) = self.sorter.extend(records) {
            self.trouble = Some(doubt);
        }
    }

    /// A sound commit: its position, its root, and the byte after its line.
    pub fn commit(&mut self, position: u64, root: &str, end: u64) {
        let manifest = &self.manifest;
        self.fits |=
            position == manifest.position && root == manifest.root && end == manifest.bytes;
    }

    /// The verdict, for a log of this identity.
    pub fn finish(self, log: Uuid) -> Verdict {
        if self.manifest.log != log {
            return Verdict::Unusable("it is of another log".into());
        }
        if !self.fits {
            return Verdict::Unusable("no sound commit of the log fits it".into());
        }
        if let Some(what) = self.differs {
            return Verdict::Differs(what);
        }
        let position = self.manifest.position;
        // From here on the manifest fits the log: what is wrong with the runs is a difference.
        match self.same_records() {
            Ok(true) => Verdict::Same(position),
            Ok(false) => Verdict::Differs("it holds other keys than the log".into()),
            Err(Doubt(reason)) => Verdict::Differs(reason),
        }
    }

    fn same_records(self) -> Sound<bool> {
        if let Some(doubt) = self.trouble {
            return Err(doubt);
        }
        let mut runs = Vec::new();
        for span in &self.manifest.runs {
            runs.push(Run::open(&self.dir, span)?.into_streams().0);
        }
        let mut rebuilt = self.sorter.finish()?;
        match <[Records; 1]>::try_from(runs) {
            Ok([run]) => same_run(&mut rebuilt, Stream::File(run)),
            Err(runs) => same_runs(&mut rebuilt, runs),
        }
    }
}

/// Whether one run holds exactly these records, in order.
fn same_run(rebuilt: &mut Sorted, mut run: Stream) -> Sound<bool> {
    let mut same = true;
    rebuilt.each(&mut |records| {
        for record in records {
            same = same && run.draw()? == Some(record);
        }
        Ok(())
    })?;
    Ok(same && run.draw()?.is_none())
}

/// Whether several runs, each in order, hold exactly these records between them.
fn same_runs(rebuilt: &mut Sorted, runs: Vec<Records>) -> Sound<bool> {
    let mut sorter = Sorter::new(None);
    for run in runs {
        let mut before = None;
        let mut gathered = Vec::new();
        for item in run {
            let record = item?;
            if before.replace(record).is_some_and(|before| record < before) {
                return Err(Doubt("a run is out of order".into()));
            }
            gathered.push(record);
            if gathered.len() == GATHERED {
                sorter.extend(&gathered)?;
                gathered.clear();
            }
        }
        sorter.extend(&gathered)?;
    }
    let mut found = sorter.finish()?;
    let mut same = true;
    crew::in_order(
        &mut || match (rebuilt.bucket()?, found.bucket()?) {
            (Some(due), Some(found)) => Ok(Some((due, found))),
            _ => Ok::<_, Doubt>(None),
        },
        &|| |(due, found)| sort_and_thin(due) == sort_and_thin(found),
        &mut |alike: bool| {
            same &= alike;
            Ok(())
        },
    )?;
    Ok(same)
}
