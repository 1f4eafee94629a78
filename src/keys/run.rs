//! A run: the sorted records of a stretch of entries and the byte offsets of their lines, as
//! two immutable files `<name>.keys` and `<name>.at`. Owns finding a hash in one (by
//! interpolation: hashes are spread evenly) and reading one through. Decides nothing.

use std::ops::RangeInclusive;
use std::path::Path;

use super::at::{AtFile, AtWriter, Offsets};
use super::block::{Sound, doubt};
use super::record::Record;
use super::table::{Records, Table, TableWriter};

/// After so many guesses in vain the search halves instead.
const GUESSES: u32 = 8;

/// What a manifest says of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Span {
    /// Name of its files.
    pub(super) name: String,
    /// Position of its first entry.
    pub(super) first: u64,
    /// Position of its last entry.
    pub(super) last: u64,
    /// Number of its records.
    pub(super) records: u64,
    /// Number of the blocks that hold them.
    pub(super) blocks: u64,
    /// Number of the blocks that hold its offsets.
    pub(super) at: u64,
}

impl Span {
    /// Number of entries.
    pub(super) fn entries(&self) -> u64 {
        self.last.saturating_add(1).saturating_sub(self.first)
    }

    pub(super) fn keys_file(name: &str) -> String {
        format!("{name}.keys")
    }

    pub(super) fn at_file(name: &str) -> String {
        format!("{name}.at")
    }
}

/// A run opened for reading.
#[derive(Debug)]
pub(super) struct Run {
    pub(super) span: Span,
    keys: Table,
    at: AtFile,
}

impl Run {
    pub(super) fn open(dir: &Path, span: &Span) -> Sound<Run> {
        let keys = Span::keys_file(&span.name);
        let at = Span::at_file(&span.name);
        Ok(Run {
            keys: Table::open(&dir.join(&keys), &keys, span.records, span.blocks)?,
            at: AtFile::open(&dir.join(&at), &at, span.entries(), span.at)?,
            span: span.clone(),
        })
    }

    /// The records of some hashes.
    pub(super) fn find(&self, hashes: &RangeInclusive<u64>) -> Sound<Vec<Record>> {
        let mut found = Vec::new();
        let mut number = self.first_block_of(*hashes.start())?;
        while number < self.keys.blocks() {
            for record in self.keys.block(number)? {
                if record.hash > *hashes.end() {
                    return Ok(found);
                }
                if hashes.contains(&record.hash) {
                    found.push(record);
                }
            }
            number += 1;
        }
        Ok(found)
    }

    /// The first block whose last record is not below `hash`.
    fn first_block_of(&self, hash: u64) -> Sound<u64> {
        let (mut low, mut high) = (0, self.keys.blocks().saturating_sub(1));
        let (mut below, mut above) = (0u64, u64::MAX);
        let mut guesses = 0;
        while low < high {
            let probe = if guesses < GUESSES {
                let part = u128::from(hash.saturating_sub(below));
                let whole = u128::from((above - below).max(1));
                let step = part * u128::from(high - low) / whole;
                low + (step as u64).min(high - low)
            } else {
                low + (high - low) / 2
            };
            guesses += 1;
            let records = self.keys.block(probe)?;
            let (Some(first), Some(last)) = (records.first(), records.last()) else {
                return doubt("an empty block");
            };
            if last.hash < hash {
                low = probe + 1;
                below = last.hash;
            } else if first.hash < hash || probe == low {
                return Ok(probe);
            } else {
                high = probe - 1;
                above = first.hash.max(below);
                // The block before may end in the same hash; if it does not, the loop ends on
                // `probe - 1` and `find` walks on to `probe`.
            }
        }
        Ok(low)
    }

    /// Byte offset of the line of a position inside the run.
    pub(super) fn offset(&self, position: u64) -> Sound<u64> {
        let index = position.wrapping_sub(self.span.first);
        if index >= self.at.items() {
            return doubt(format!("{} has no position {position}", self.span.name));
        }
        self.at.item(index)
    }

    /// All of it, to be read through once.
    pub(super) fn into_streams(self) -> (Records, Offsets) {
        (self.keys.into_records(), self.at.into_offsets())
    }
}

/// Writes a run.
#[derive(Debug)]
pub(super) struct RunWriter {
    name: String,
    first: u64,
    keys: TableWriter,
    at: AtWriter,
}

impl RunWriter {
    /// Begins the run `name`, whose first entry is `first`.
    pub(super) fn create(dir: &Path, name: &str, first: u64) -> Sound<RunWriter> {
        let keys = Span::keys_file(name);
        let at = Span::at_file(name);
        Ok(RunWriter {
            keys: TableWriter::create(&dir.join(&keys), &keys)?,
            at: AtWriter::create(&dir.join(&at), &at)?,
            name: name.to_string(),
            first,
        })
    }

    /// The next record, in order.
    pub(super) fn record(&mut self, record: Record) -> Sound<()> {
        self.keys.push(record)
    }

    /// The offset of the next position.
    pub(super) fn offset(&mut self, offset: u64) -> Sound<()> {
        self.at.push(offset)
    }

    /// Closes both files.
    pub(super) fn finish(self) -> Sound<Span> {
        let (records, blocks) = self.keys.finish()?;
        let (entries, at) = self.at.finish()?;
        Ok(Span {
            name: self.name,
            first: self.first,
            last: (self.first + entries).saturating_sub(1),
            records,
            blocks,
            at,
        })
    }
}
