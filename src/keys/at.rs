//! The byte offsets of a stretch of entries in blocks, each over the first of its block. Owns that
//! layout and the way from an entry to its offset. Layout: `schema/cache.md`.

use std::path::Path;

use super::block::{BlockFile, BlockWriter, ROOM, Sound, doubt};

/// Bytes of an offset over the first.
const OVER: usize = 4;

/// Offsets of a block.
const MOST: u64 = ((ROOM - 8) / OVER) as u64;

/// Writes offsets, in order.
#[derive(Debug)]
pub(super) struct AtWriter {
    out: BlockWriter,
    room: Vec<u8>,
    first: u64,
    items: u64,
}

impl AtWriter {
    pub(super) fn create(path: &Path, seed: &str) -> Sound<AtWriter> {
        Ok(AtWriter {
            out: BlockWriter::create(path, seed)?,
            room: Vec::new(),
            first: 0,
            items: 0,
        })
    }

    pub(super) fn push(&mut self, offset: u64) -> Sound<()> {
        if self.items.is_multiple_of(MOST) {
            self.flush()?;
            self.first = offset;
            self.room.extend_from_slice(&offset.to_be_bytes());
        }
        // A block has some thousand lines, and no line is longer than a MiB.
        let over = offset.checked_sub(self.first);
        let Some(Ok(over)) = over.map(u32::try_from) else {
            return doubt("offsets too far apart for a block");
        };
        self.room.extend_from_slice(&over.to_be_bytes());
        self.items += 1;
        Ok(())
    }

    fn flush(&mut self) -> Sound<()> {
        let room = std::mem::take(&mut self.room);
        match room.is_empty() {
            true => Ok(()),
            false => Ok(self.out.put(room)?),
        }
    }

    /// Closes the file; gives the number of offsets.
    pub(super) fn finish(mut self) -> Sound<u64> {
        self.flush()?;
        self.out.finish()?;
        Ok(self.items)
    }
}

/// Reads offsets.
#[derive(Debug)]
pub(super) struct AtFile {
    file: BlockFile,
    items: u64,
}

impl AtFile {
    /// Opens a file that must hold exactly so many offsets.
    pub(super) fn open(path: &Path, seed: &str, items: u64) -> Sound<AtFile> {
        let file = BlockFile::open(path, seed, items.div_ceil(MOST))?;
        Ok(AtFile { file, items })
    }

    pub(super) fn items(&self) -> u64 {
        self.items
    }

    /// An offset by its number.
    pub(super) fn item(&self, index: u64) -> Sound<u64> {
        let room = self.file.block(index / MOST)?;
        let place = usize::try_from(index % MOST).unwrap_or(usize::MAX);
        match offsets(&room).nth(place) {
            Some(offset) if index < self.items => Ok(offset),
            _ => doubt(format!("there is no offset {index}")),
        }
    }

    /// All offsets in order, one block in memory at a time; ends after the first doubt.
    pub(super) fn into_offsets(self) -> Offsets {
        Offsets {
            file: self,
            next: 0,
            block: Vec::new().into_iter(),
        }
    }
}

fn offsets(room: &[u8]) -> impl Iterator<Item = u64> {
    let (first, rest) = room.split_first_chunk().unwrap_or((&[0; 8], &[]));
    let first = u64::from_be_bytes(*first);
    let (over, _) = rest.as_chunks::<OVER>();
    over.iter()
        .map(move |over| first.wrapping_add(u64::from(u32::from_be_bytes(*over))))
}

/// The offsets of a file, in order; ends after the first doubt.
#[derive(Debug)]
pub(super) struct Offsets {
    file: AtFile,
    next: u64,
    block: std::vec::IntoIter<u64>,
}

impl Iterator for Offsets {
    type Item = Sound<u64>;

    fn next(&mut self) -> Option<Sound<u64>> {
        if let Some(offset) = self.block.next() {
            return Some(Ok(offset));
        }
        let left = self
            .file
            .items
            .checked_sub(self.next)
            .filter(|left| *left > 0)?;
        match self.file.file.block(self.next / MOST) {
            Ok(room) => {
                let many = left.min(MOST);
                self.next += many;
                let block: Vec<u64> = offsets(&room).take(many as usize).collect();
                self.block = block.into_iter();
                self.block.next().map(Ok)
            }
            Err(doubt) => {
                self.next = u64::MAX;
                Some(Err(doubt))
            }
        }
    }
}
