//! The sorted records of a run in blocks, packed: of each the way from the hash before, its class
//! and its position over the lowest of its block. Owns that layout; decides nothing about records.
//! Layout: `schema/cache.md`.

use std::path::Path;

use super::block::{BlockFile, BlockWriter, ROOM, Sound, doubt};
use super::record::Record;
use crate::pack::{self, bytes_of, width_of};

/// Bytes before the packed numbers: count, two widths, lowest position, first hash.
const HEAD: usize = 2 + 1 + 1 + 8 + 8;

/// Bytes that may be read beyond the last packed number.
const SLACK: usize = 8;

/// Bits of a class.
const CLASS: u32 = 4;

/// Widths of the records of a block.
#[derive(Debug, Clone, Copy, Default)]
struct Widths {
    hash: u32,
    low: u64,
    high: u64,
}

impl Widths {
    /// With one more record.
    fn with(self, before: Option<&Record>, record: &Record) -> Widths {
        let position = record.position();
        match before {
            None => Widths {
                hash: 0,
                low: position,
                high: position,
            },
            Some(before) => Widths {
                hash: self
                    .hash
                    .max(width_of(record.hash.wrapping_sub(before.hash))),
                low: self.low.min(position),
                high: self.high.max(position),
            },
        }
    }

    fn position(self) -> u32 {
        width_of(self.high - self.low)
    }

    fn bytes(self, records: usize) -> usize {
        let widths = [self.hash, CLASS, self.position()];
        let packed: usize = widths
            .into_iter()
            .map(|width| bytes_of(records, width))
            .sum();
        HEAD + packed + SLACK
    }
}

/// Writes records, in order.
#[derive(Debug)]
pub(super) struct TableWriter {
    out: BlockWriter,
    held: Vec<Record>,
    widths: Widths,
    items: u64,
}

impl TableWriter {
    pub(super) fn create(path: &Path, seed: &str) -> Sound<TableWriter> {
        Ok(TableWriter {
            out: BlockWriter::create(path, seed)?,
            held: Vec::new(),
            widths: Widths::default(),
            items: 0,
        })
    }

    pub(super) fn push(&mut self, record: Record) -> Sound<()> {
        let mut widths = self.widths.with(self.held.last(), &record);
        if widths.bytes(self.held.len() + 1) > ROOM {
            self.flush()?;
            widths = Widths::default().with(None, &record);
        }
        self.widths = widths;
        self.held.push(record);
        self.items += 1;
        Ok(())
    }

    fn flush(&mut self) -> Sound<()> {
        let held = std::mem::take(&mut self.held);
        let Some(first) = held.first() else {
            return Ok(());
        };
        let widths = self.widths;
        let mut room = Vec::with_capacity(ROOM);
        // A block has far fewer bits than the count can tell.
        room.extend_from_slice(&u16::try_from(held.len()).unwrap_or(0).to_be_bytes());
        room.extend([widths.hash as u8, widths.position() as u8]);
        room.extend_from_slice(&widths.low.to_be_bytes());
        room.extend_from_slice(&first.hash.to_be_bytes());
        let hashes = held.iter().map(|record| record.hash);
        let before = std::iter::once(first.hash).chain(hashes.clone());
        let steps = hashes
            .zip(before)
            .map(|(hash, before)| hash.wrapping_sub(before));
        pack::pack(steps, widths.hash, &mut room);
        pack::pack(held.iter().map(|record| record.class()), CLASS, &mut room);
        let over = held.iter().map(|record| record.position() - widths.low);
        pack::pack(over, widths.position(), &mut room);
        Ok(self.out.put(room)?)
    }

    /// Closes the file; gives the numbers of records and of blocks.
    pub(super) fn finish(mut self) -> Sound<(u64, u64)> {
        self.flush()?;
        Ok((self.items, self.out.finish()?))
    }
}

fn unpacked(room: &[u8]) -> Option<Vec<Record>> {
    let (count, rest) = room.split_first_chunk::<2>()?;
    let ([hash_width, position_width], rest) = rest.split_first_chunk::<2>()?;
    let (low, rest) = rest.split_first_chunk::<8>()?;
    let (first, rest) = rest.split_first_chunk::<8>()?;
    let count = usize::from(u16::from_be_bytes(*count));
    let (hash_width, position_width) = (u32::from(*hash_width), u32::from(*position_width));
    let (mut hash, low) = (u64::from_be_bytes(*first), u64::from_be_bytes(*low));
    let mut records = Vec::with_capacity(count);
    pack::unpack(rest, count, hash_width, |step| {
        hash = hash.wrapping_add(step);
        records.push(Record::plain(hash));
    })?;
    let rest = rest.get(bytes_of(count, hash_width)..)?;
    let mut all = records.iter_mut();
    pack::unpack(rest, count, CLASS, |class| {
        all.next()
            .into_iter()
            .for_each(|record| record.classify(class));
    })?;
    let rest = rest.get(bytes_of(count, CLASS)..)?;
    let mut all = records.iter_mut();
    pack::unpack(rest, count, position_width, |over| {
        let position = low.wrapping_add(over);
        all.next()
            .into_iter()
            .for_each(|record| record.place(position));
    })?;
    Some(records)
}

/// Reads records.
#[derive(Debug)]
pub(super) struct Table {
    file: BlockFile,
    items: u64,
}

impl Table {
    /// Opens a file that must hold so many records in so many blocks.
    pub(super) fn open(path: &Path, seed: &str, items: u64, blocks: u64) -> Sound<Table> {
        let file = BlockFile::open(path, seed, blocks)?;
        Ok(Table { file, items })
    }

    pub(super) fn blocks(&self) -> u64 {
        self.file.blocks()
    }

    /// The records of a block, checked.
    pub(super) fn block(&self, number: u64) -> Sound<Vec<Record>> {
        match unpacked(&self.file.block(number)?) {
            Some(records) if !records.is_empty() => Ok(records),
            _ => doubt(format!("block {number} is not one of records")),
        }
    }

    /// All records in order, one block in memory at a time; ends after the first doubt.
    pub(super) fn into_records(self) -> Records {
        Records {
            file: self,
            next: 0,
            seen: 0,
            block: Vec::new().into_iter(),
        }
    }
}

/// The records of a file, in order; ends after the first doubt.
#[derive(Debug)]
pub(super) struct Records {
    file: Table,
    next: u64,
    seen: u64,
    block: std::vec::IntoIter<Record>,
}

impl Iterator for Records {
    type Item = Sound<Record>;

    fn next(&mut self) -> Option<Sound<Record>> {
        if let Some(record) = self.block.next() {
            return Some(Ok(record));
        }
        if self.next >= self.file.blocks() {
            let whole = self.next == u64::MAX || self.seen == self.file.items;
            self.next = u64::MAX;
            return (!whole).then(|| doubt("a run has not as many records as its manifest says"));
        }
        match self.file.block(self.next) {
            Ok(records) => {
                self.next += 1;
                self.seen += records.len() as u64;
                self.block = records.into_iter();
                self.block.next().map(Ok)
            }
            Err(doubt) => {
                self.next = u64::MAX;
                Some(Err(doubt))
            }
        }
    }
}
