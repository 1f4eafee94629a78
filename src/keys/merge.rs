//! From many sorted streams of records to one run, in bounded memory. Owns the spilling of
//! chunks and the k-way merge; the records decide their own order and thinning.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::log::Entry;

use super::block::{BlockFile, BlockWriter, Items, Sound, doubt};
use super::record::{Record, Thin, WIDTH, sort_and_thin};
use super::run::{Run, RunWriter, Span};

/// Records held in memory before a sorted chunk is spilled: 16 MiB.
const CHUNK: usize = 1 << 20;

/// A sorted stream of records.
#[derive(Debug)]
pub(super) enum Stream {
    Memory(std::vec::IntoIter<Record>),
    File(Items<WIDTH>),
}

impl Stream {
    fn draw(&mut self) -> Sound<Option<Record>> {
        match self {
            Stream::Memory(records) => Ok(records.next()),
            Stream::File(items) => Ok(items.next().transpose()?.map(Record::from_bytes)),
        }
    }
}

/// Hands the records of all streams to `out`, sorted and thinned.
pub(super) fn merge(
    mut streams: Vec<Stream>,
    out: &mut dyn FnMut(Record) -> Sound<()>,
) -> Sound<()> {
    let mut heads = BinaryHeap::with_capacity(streams.len());
    for (index, stream) in streams.iter_mut().enumerate() {
        heads.extend(stream.draw()?.map(|record| Reverse((record, index))));
    }
    let mut thin = Thin::default();
    while let Some(Reverse((record, index))) = heads.pop() {
        thin.push(record, out)?;
        let next = match streams.get_mut(index) {
            Some(stream) => stream.draw()?,
            None => None,
        };
        if let Some(next) = next {
            if next < record {
                return doubt("a run is out of order");
            }
            heads.push(Reverse((next, index)));
        }
    }
    thin.finish(out)
}

/// Sorts more records than fit in memory.
#[derive(Debug)]
pub(super) struct Sorter {
    /// Where chunks go; made when the first one does, unless given.
    dir: Option<TempDir>,
    chunk: usize,
    records: Vec<Record>,
    spilled: Vec<Stream>,
}

impl Sorter {
    /// Spills into `dir`, or, without one, into a directory of the system's for scratch files.
    pub(super) fn new(dir: Option<TempDir>) -> Sorter {
        Sorter {
            dir,
            chunk: CHUNK,
            records: Vec::new(),
            spilled: Vec::new(),
        }
    }

    #[cfg(test)]
    pub(super) fn with_chunk(chunk: usize) -> Sorter {
        Sorter {
            chunk,
            ..Sorter::new(None)
        }
    }

    pub(super) fn push(&mut self, entry: &Entry) -> Sound<()> {
        self.records.extend(Record::of(entry));
        if self.records.len() < self.chunk {
            return Ok(());
        }
        let records = sort_and_thin(std::mem::take(&mut self.records));
        let dir = match self.dir.take() {
            Some(dir) => dir,
            None => tempfile::tempdir()?,
        };
        let name = format!("{}", self.spilled.len());
        let path = dir.path().join(&name);
        self.dir = Some(dir);
        let mut writer = BlockWriter::create(&path, &name)?;
        for record in records {
            writer.push(&record.to_bytes())?;
        }
        let items = writer.finish()?;
        let file: BlockFile<WIDTH> = BlockFile::open(&path, &name, items)?;
        self.spilled.push(Stream::File(file.into_items()));
        Ok(())
    }

    /// The sorted streams, and the directory in which they lie.
    pub(super) fn finish(mut self) -> (Vec<Stream>, Option<TempDir>) {
        let rest = sort_and_thin(self.records);
        self.spilled.push(Stream::Memory(rest.into_iter()));
        (self.spilled, self.dir)
    }
}

/// Builds one run from older runs and the entries after them.
#[derive(Debug)]
pub(super) struct RunBuilder {
    writer: RunWriter,
    staging: PathBuf,
    sorter: Sorter,
    older: Vec<Stream>,
    next: u64,
}

impl RunBuilder {
    /// Begins the run `name` in `dir` with runs that are to be part of it, which lie
    /// directly before the entries to come; `first` is the first entry of it all.
    pub(super) fn new(dir: &Path, name: &str, first: u64, absorbed: Vec<Run>) -> Sound<RunBuilder> {
        let dir = tempfile::Builder::new().prefix("sort-").tempdir_in(dir)?;
        let staging = dir.path().to_path_buf();
        let mut builder = RunBuilder {
            writer: RunWriter::create(&staging, name, first)?,
            staging,
            sorter: Sorter::new(Some(dir)),
            older: Vec::new(),
            next: first,
        };
        for run in absorbed {
            if run.span.first != builder.next {
                return doubt("runs do not follow each other");
            }
            builder.next = run.span.last + 1;
            let (keys, at) = run.into_streams();
            builder.older.push(Stream::File(keys));
            for offset in at {
                builder.writer.offset(u64::from_be_bytes(offset?))?;
            }
        }
        Ok(builder)
    }

    /// The next entry and the byte offset of its line.
    pub(super) fn push(&mut self, entry: &Entry, offset: u64) -> Sound<()> {
        if entry.position != self.next {
            return doubt("entries do not follow each other");
        }
        self.next += 1;
        self.writer.offset(offset)?;
        self.sorter.push(entry)
    }

    /// Merges all of it and puts the two files into `dir`.
    pub(super) fn finish(mut self, dir: &Path) -> Sound<Span> {
        let (mut streams, _scratch) = self.sorter.finish();
        streams.append(&mut self.older);
        let writer = &mut self.writer;
        merge(streams, &mut |record| writer.record(record))?;
        let span = self.writer.finish()?;
        for file in [Span::keys_file(&span.name), Span::at_file(&span.name)] {
            std::fs::rename(self.staging.join(&file), dir.join(&file))?;
        }
        Ok(span)
    }
}
