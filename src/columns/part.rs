//! A part of the generation: blocks of the entries from one position to another, in a file or,
//! for what no run holds yet, in memory. Owns reading a block and holding it against its checksum.

use std::fs::File;
use std::path::Path;

use super::block::{self, Slot, Table};
use super::{Sound, doubt};

/// Bytes of the longest directory and block that are believed.
const LONGEST: u64 = 1 << 31;

/// Where the bytes are.
#[derive(Debug)]
pub(super) enum Bytes {
    File(File),
    Memory(Vec<u8>),
}

/// What the manifest says of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) name: String,
    pub(super) first: u64,
    pub(super) last: u64,
    /// Offset, length and checksum of its directory.
    pub(super) directory: (u64, u64, u64),
}

impl Span {
    /// The name of its file.
    pub(super) fn file(&self) -> String {
        format!("{}.cols", self.name)
    }
}

/// Blocks, listed.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) first: u64,
    pub(super) last: u64,
    name: String,
    slots: Vec<Slot>,
    bytes: Bytes,
}

impl Part {
    /// Opens a run.
    pub(super) fn open(dir: &Path, span: &Span) -> Sound<Part> {
        let path = dir.join(span.file());
        if !std::fs::metadata(&path)?.is_file() {
            return doubt(format!("{} is not a plain file", span.file()));
        }
        Part::load(Bytes::File(File::open(&path)?), span)
    }

    /// Of bytes that are no file in a directory, as they would stand there.
    pub(super) fn of(bytes: Bytes, span: &Span) -> Sound<Part> {
        Part::load(bytes, span)
    }

    /// Of blocks that are not listed in a directory yet.
    pub(super) fn over(name: &str, reach: (u64, u64), slots: Vec<Slot>, bytes: Bytes) -> Part {
        Part {
            first: reach.0,
            last: reach.1,
            name: name.to_owned(),
            slots,
            bytes,
        }
    }

    fn load(bytes: Bytes, span: &Span) -> Sound<Part> {
        let mut part = Part {
            first: span.first,
            last: span.last,
            name: span.name.clone(),
            slots: Vec::new(),
            bytes,
        };
        let (offset, length, sum) = span.directory;
        part.slots = block::decode(&part.read(offset, length, sum)?)?;
        Ok(part)
    }

    fn read(&self, offset: u64, length: u64, sum: u64) -> Sound<Vec<u8>> {
        let wanted = usize::try_from(length.min(LONGEST)).unwrap_or(usize::MAX);
        let bytes = match &self.bytes {
            Bytes::Memory(all) => {
                let from = usize::try_from(offset).unwrap_or(usize::MAX);
                let to = from.saturating_add(wanted);
                all.get(from..to).unwrap_or_default().to_vec()
            }
            Bytes::File(file) => {
                if offset.saturating_add(length) > file.metadata()?.len() {
                    return doubt(format!("{} is too short", self.name));
                }
                let mut bytes = vec![0; wanted];
                let read = crate::log::file::read_full(file, &mut bytes, offset)?;
                bytes.truncate(read);
                bytes
            }
        };
        if bytes.len() as u64 != length || block::sum(&self.name, offset, &bytes) != sum {
            return doubt(format!("a block of {} has a wrong checksum", self.name));
        }
        Ok(bytes)
    }

    /// The bytes of a block.
    pub(super) fn block(&self, slot: &Slot) -> Sound<Vec<u8>> {
        self.read(slot.offset, slot.bytes, slot.sum)
    }

    /// All blocks, in order.
    pub(super) fn all(&self) -> &[Slot] {
        &self.slots
    }

    /// The blocks of a table, in order.
    pub(super) fn slots(&self, table: Table) -> impl Iterator<Item = &Slot> {
        self.slots.iter().filter(move |slot| slot.table == table)
    }

    /// The block of a table that holds a position.
    pub(super) fn slot_of(&self, table: Table, position: u64) -> Option<&Slot> {
        let mut slots = self.slots(table);
        slots.find(|slot| (slot.first..=slot.last).contains(&position))
    }
}
