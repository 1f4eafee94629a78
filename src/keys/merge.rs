//! From records in any order to one run, in bounded memory. Owns the dealing into buckets,
//! their spilling, and the merge with older runs; the records decide their own order and
//! thinning.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};
use std::fs::File;
use std::io::{self, BufWriter, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::crew;

use super::block::{Sound, doubt};
use super::record::{Record, Thin, WIDTH, sort_and_thin};
use super::run::{Run, RunWriter, Span};
use super::table::Records;

/// Records held in memory before they are spilled: 32 MiB.
const CHUNK: usize = 2 << 20;

/// Records are dealt out by the first six bits of their hashes, which are spread evenly: what
/// is in one bucket can be sorted by itself.
const BUCKETS: usize = 64;

/// Bits of a hash that do not name its bucket.
const REST: u32 = 58;

/// A sorted stream of records.
#[derive(Debug)]
pub(super) enum Stream {
    #[cfg(test)]
    Memory(std::vec::IntoIter<Record>),
    File(Records),
    Sorted(Box<Sorted>, std::vec::IntoIter<Record>),
}

impl Stream {
    /// Of what a sorter holds.
    pub(super) fn sorted(sorted: Sorted) -> Stream {
        Stream::Sorted(Box::new(sorted), Vec::new().into_iter())
    }

    pub(super) fn draw(&mut self) -> Sound<Option<Record>> {
        match self {
            #[cfg(test)]
            Stream::Memory(records) => Ok(records.next()),
            Stream::File(records) => records.next().transpose(),
            Stream::Sorted(sorted, bucket) => loop {
                if let Some(record) = bucket.next() {
                    return Ok(Some(record));
                }
                match sorted.bucket()? {
                    Some(records) => *bucket = sort_and_thin(records).into_iter(),
                    None => return Ok(None),
                }
            },
        }
    }
}

/// Hands the records of all streams to `out`, sorted and thinned.
pub(super) fn merge(
    mut streams: Vec<Stream>,
    out: &mut dyn FnMut(Record) -> Sound<()>,
) -> Sound<()> {
    if let [Stream::Sorted(sorted, _)] = streams.as_mut_slice() {
        return sorted.each(&mut |records| records.into_iter().try_for_each(&mut *out));
    }
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
    /// Where the spill goes; without one, where the system keeps scratch files.
    dir: Option<PathBuf>,
    chunk: usize,
    held: usize,
    buckets: Vec<Vec<Record>>,
    spill: Option<BufWriter<File>>,
    end: u64,
    /// Where the spilled parts of each bucket stand: byte offset and number of records.
    parts: Vec<Vec<(u64, usize)>>,
}

impl Sorter {
    /// Spills into `dir`, or, without one, into a file of the system's for scratch.
    pub(super) fn new(dir: Option<PathBuf>) -> Sorter {
        Sorter {
            dir,
            chunk: CHUNK,
            held: 0,
            buckets: vec![Vec::new(); BUCKETS],
            spill: None,
            end: 0,
            parts: vec![Vec::new(); BUCKETS],
        }
    }

    #[cfg(test)]
    pub(super) fn with_chunk(chunk: usize) -> Sorter {
        Sorter {
            chunk,
            ..Sorter::new(None)
        }
    }

    #[cfg(test)]
    pub(super) fn push(&mut self, entry: &crate::log::Entry) -> Sound<()> {
        self.extend(&Record::of(entry).collect::<Vec<_>>())
    }

    /// Takes records in.
    pub(super) fn extend(&mut self, records: &[Record]) -> Sound<()> {
        for record in records {
            if let Some(bucket) = self.buckets.get_mut((record.hash >> REST) as usize) {
                // A bucket that has much will have more: room for all of it at once.
                if bucket.len() == bucket.capacity() && bucket.len() >= CHUNK / BUCKETS / 8 {
                    bucket.reserve_exact(CHUNK / BUCKETS);
                }
                bucket.push(*record);
            }
        }
        self.held += records.len();
        match self.held >= self.chunk {
            true => self.flush(),
            false => Ok(()),
        }
    }

    fn flush(&mut self) -> Sound<()> {
        let file = match &mut self.spill {
            Some(file) => file,
            None => {
                let file = match &self.dir {
                    Some(dir) => tempfile::tempfile_in(dir)?,
                    None => tempfile::tempfile()?,
                };
                self.spill.insert(BufWriter::with_capacity(1 << 18, file))
            }
        };
        for (bucket, parts) in self.buckets.iter_mut().zip(&mut self.parts) {
            parts.push((self.end, bucket.len()));
            self.end += (bucket.len() * WIDTH) as u64;
            for record in bucket.drain(..) {
                file.write_all(&record.to_bytes())?;
            }
        }
        self.held = 0;
        Ok(())
    }

    /// All of it, to be drawn in order.
    pub(super) fn finish(mut self) -> Sound<Sorted> {
        let spill = match self.spill.take() {
            Some(file) => Some(file.into_inner().map_err(io::IntoInnerError::into_error)?),
            None => None,
        };
        Ok(Sorted {
            spill,
            left: self.buckets.into_iter().zip(self.parts).collect(),
        })
    }
}

/// The records of a bucket that are in memory, and where those in the spill lie: offset and count.
type Bucket = (Vec<Record>, Vec<(u64, usize)>);

/// What was sorted by buckets.
#[derive(Debug)]
pub(super) struct Sorted {
    spill: Option<File>,
    left: VecDeque<Bucket>,
}

impl Sorted {
    /// The next bucket, not sorted yet.
    pub(super) fn bucket(&mut self) -> Sound<Option<Vec<Record>>> {
        let Some((mut records, parts)) = self.left.pop_front() else {
            return Ok(None);
        };
        let mut bytes = Vec::new();
        for (offset, count) in parts {
            let Some(file) = &mut self.spill else { break };
            bytes.resize(count * WIDTH, 0);
            file.seek(SeekFrom::Start(offset))?;
            file.read_exact(&mut bytes)?;
            records.extend(bytes.chunks_exact(WIDTH).map(|item| {
                let mut record = [0; WIDTH];
                record.copy_from_slice(item);
                Record::from_bytes(record)
            }));
        }
        Ok(Some(records))
    }

    /// Hands all buckets to `out`, sorted and thinned, on all threads.
    pub(super) fn each(&mut self, out: &mut dyn FnMut(Vec<Record>) -> Sound<()>) -> Sound<()> {
        crew::in_order(&mut || self.bucket(), &|| sort_and_thin, out)
    }
}

/// Builds one run from older runs and the entries after them.
#[derive(Debug)]
pub(super) struct RunBuilder {
    writer: RunWriter,
    staging: TempDir,
    sorter: Sorter,
    older: Vec<Stream>,
    next: u64,
}

impl RunBuilder {
    /// Begins the run `name` in `dir` with runs that are to be part of it, which lie
    /// directly before the entries to come; `first` is the first entry of it all.
    pub(super) fn new(dir: &Path, name: &str, first: u64, absorbed: Vec<Run>) -> Sound<RunBuilder> {
        let staging = tempfile::Builder::new().prefix("sort-").tempdir_in(dir)?;
        let mut builder = RunBuilder {
            writer: RunWriter::create(staging.path(), name, first)?,
            sorter: Sorter::new(Some(staging.path().to_path_buf())),
            staging,
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
                builder.writer.offset(offset?)?;
            }
        }
        Ok(builder)
    }

    /// The next entry: its position, the byte offset of its line, and its records.
    pub(super) fn push(&mut self, position: u64, offset: u64, records: &[Record]) -> Sound<()> {
        if position != self.next {
            return doubt("entries do not follow each other");
        }
        self.next += 1;
        self.writer.offset(offset)?;
        self.sorter.extend(records)
    }

    /// Merges all of it and puts the two files into `dir`.
    pub(super) fn finish(mut self, dir: &Path) -> Sound<Span> {
        let mut streams = vec![Stream::sorted(self.sorter.finish()?)];
        streams.append(&mut self.older);
        let writer = &mut self.writer;
        merge(streams, &mut |record| writer.record(record))?;
        let span = self.writer.finish()?;
        for file in [Span::keys_file(&span.name), Span::at_file(&span.name)] {
            std::fs::rename(self.staging.path().join(&file), dir.join(&file))?;
        }
        Ok(span)
    }
}
