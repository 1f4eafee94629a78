//! The files of `cache/keys/` held against a rebuild, for `verify`, who reads the log itself
//! and hands over what it read. Owns the comparison; repairs nothing, writes nothing into
//! the store.

use std::path::{Path, PathBuf};

use uuid::Uuid;

use crate::log::Entry;
use crate::merkle;

use super::block::{Doubt, Items, Sound};
use super::manifest::Manifest;
use super::merge::{Sorter, Stream, merge};
use super::run::Run;

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
    offsets: std::iter::Flatten<std::vec::IntoIter<Items<8>>>,
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

    /// The next entry and the byte offset of its line.
    pub fn entry(&mut self, entry: &Entry, offset: u64) {
        let over = entry.position > self.manifest.position;
        if over || self.trouble.is_some() || self.differs.is_some() {
            return;
        }
        match self.offsets.next() {
            Some(Ok(found)) if u64::from_be_bytes(found) == offset => {}
            Some(Err(doubt)) => self.trouble = Some(doubt),
            _ => {
                let place = entry.position;
                self.differs = Some(format!("it has another byte offset for entry {place}"));
            }
        }
        if let Err(doubt) = self.sorter.push(entry) {
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
        let (rebuilt, _scratch) = self.sorter.finish();
        let mut streams = Vec::new();
        for span in &self.manifest.runs {
            let run = Run::open(&self.dir, span)?;
            streams.push(Stream::File(run.into_streams().0));
        }
        Ok(digest(rebuilt)? == digest(streams)?)
    }
}

/// A hash over all records, in order. Chained by blocks, so that it needs no memory.
fn digest(streams: Vec<Stream>) -> Sound<merkle::Hash> {
    let mut chained = merkle::sha256(b"");
    let mut block = Vec::with_capacity(1 << 16);
    merge(streams, &mut |record| {
        block.extend_from_slice(&record.to_bytes());
        if block.len() >= 1 << 16 {
            block.extend_from_slice(&chained);
            chained = merkle::sha256(&block);
            block.clear();
        }
        Ok(())
    })?;
    block.extend_from_slice(&chained);
    Ok(merkle::sha256(&block))
}
