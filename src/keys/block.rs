//! Files of 4 KiB blocks, each with a checksum that binds it to its file and its place.
//! Owns the block layout; knows not what the items mean. Layout: `schema/cache.md`.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use crate::merkle;

use super::class::first_u64;

/// Bytes of a block.
pub(super) const BLOCK: usize = 4096;
const HEADER: usize = 16;
const PAYLOAD: usize = BLOCK - HEADER;

/// Why the files cannot be believed. Never an error of the log: whoever meets one rebuilds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubt(pub String);

impl From<io::Error> for Doubt {
    fn from(error: io::Error) -> Doubt {
        Doubt(error.to_string())
    }
}

/// What reading an index gives.
pub(super) type Sound<T> = Result<T, Doubt>;

/// Shorthand for a doubt.
pub(super) fn doubt<T>(what: impl Into<String>) -> Sound<T> {
    Err(Doubt(what.into()))
}

/// First 8 bytes of SHA-256(file name ‖ 0x00 ‖ block number ‖ item count ‖ payload).
fn checksum(seed: &str, number: u64, counted: &[u8]) -> [u8; 8] {
    let parts: [&[u8]; 4] = [seed.as_bytes(), &[0], &number.to_be_bytes(), counted];
    first_u64(&merkle::sha256_of(&parts)).to_be_bytes()
}

/// Writes items of one width, in order.
#[derive(Debug)]
pub(super) struct BlockWriter {
    out: BufWriter<File>,
    seed: String,
    number: u64,
    items: u64,
    in_block: u64,
    payload: Vec<u8>,
}

impl BlockWriter {
    /// A new file at `path` (an old one is overwritten); `seed` is the name it will bear.
    pub(super) fn create(path: &Path, seed: &str) -> io::Result<BlockWriter> {
        Ok(BlockWriter {
            out: BufWriter::with_capacity(1 << 16, File::create(path)?),
            seed: seed.to_string(),
            number: 0,
            items: 0,
            in_block: 0,
            payload: Vec::with_capacity(PAYLOAD),
        })
    }

    pub(super) fn push(&mut self, item: &[u8]) -> io::Result<()> {
        if self.payload.len() + item.len() > PAYLOAD {
            self.flush_block()?;
        }
        self.payload.extend_from_slice(item);
        self.in_block += 1;
        self.items += 1;
        Ok(())
    }

    fn flush_block(&mut self) -> io::Result<()> {
        let mut counted = Vec::with_capacity(BLOCK);
        counted.extend_from_slice(&self.in_block.to_be_bytes());
        counted.append(&mut self.payload);
        counted.resize(PAYLOAD + 8, 0);
        self.out
            .write_all(&checksum(&self.seed, self.number, &counted))?;
        self.out.write_all(&counted)?;
        self.number += 1;
        self.in_block = 0;
        Ok(())
    }

    /// Writes the last block out; gives the number of items. Not synced: a block that a loss of
    /// power tore does not check, and is built again.
    pub(super) fn finish(mut self) -> io::Result<u64> {
        if self.in_block > 0 {
            self.flush_block()?;
        }
        self.out.flush()?;
        Ok(self.items)
    }
}

/// Reads items of `W` bytes.
#[derive(Debug)]
pub(super) struct BlockFile<const W: usize> {
    file: File,
    seed: String,
    items: u64,
}

impl<const W: usize> BlockFile<W> {
    const PER_BLOCK: u64 = (PAYLOAD / W) as u64;

    /// Opens a file that must hold exactly `items` items.
    pub(super) fn open(path: &Path, seed: &str, items: u64) -> Sound<BlockFile<W>> {
        let file = open_plain(path)?;
        let expected = items.div_ceil(Self::PER_BLOCK).checked_mul(BLOCK as u64);
        if Some(file.metadata()?.len()) != expected {
            return doubt(format!("{seed} has not the length its manifest says"));
        }
        Ok(BlockFile {
            file,
            seed: seed.to_string(),
            items,
        })
    }

    pub(super) fn items(&self) -> u64 {
        self.items
    }

    pub(super) fn blocks(&self) -> u64 {
        self.items.div_ceil(Self::PER_BLOCK)
    }

    /// The items of a block, checked.
    pub(super) fn block(&self, number: u64) -> Sound<Vec<[u8; W]>> {
        let mut bytes = vec![0; BLOCK];
        read_at(&self.file, &mut bytes, number * BLOCK as u64)?;
        let (sum, counted) = bytes.split_at(8);
        let due = (self.items - (number * Self::PER_BLOCK).min(self.items)).min(Self::PER_BLOCK);
        let (count, payload) = counted.split_at(8);
        if sum != checksum(&self.seed, number, counted) || count != due.to_be_bytes() {
            return doubt(format!("{} block {number}: bad checksum", self.seed));
        }
        let mut items = Vec::with_capacity(due as usize);
        for chunk in payload.chunks_exact(W).take(due as usize) {
            let mut item = [0; W];
            item.copy_from_slice(chunk);
            items.push(item);
        }
        Ok(items)
    }

    /// One item by its number.
    pub(super) fn item(&self, index: u64) -> Sound<[u8; W]> {
        let items = self.block(index / Self::PER_BLOCK)?;
        match items.get((index % Self::PER_BLOCK) as usize) {
            Some(item) => Ok(*item),
            None => doubt(format!("{} has no item {index}", self.seed)),
        }
    }

    /// All items in order, one block in memory at a time.
    pub(super) fn into_items(self) -> Items<W> {
        Items {
            file: self,
            next: 0,
            block: Vec::new().into_iter(),
        }
    }
}

/// Opens a plain file, and nothing else: opening a pipe would wait for ever.
pub(super) fn open_plain(path: &Path) -> Sound<File> {
    if !std::fs::metadata(path)?.is_file() {
        return doubt(format!("{} is not a plain file", path.display()));
    }
    Ok(File::open(path)?)
}

#[cfg(unix)]
fn read_at(file: &File, bytes: &mut [u8], offset: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, offset)
}

#[cfg(not(unix))]
fn read_at(mut file: &File, bytes: &mut [u8], offset: u64) -> io::Result<()> {
    use std::io::{Read, Seek, SeekFrom};
    file.seek(SeekFrom::Start(offset))?;
    file.read_exact(bytes)
}

/// The items of a file, in order; ends after the first doubt.
#[derive(Debug)]
pub(super) struct Items<const W: usize> {
    file: BlockFile<W>,
    next: u64,
    block: std::vec::IntoIter<[u8; W]>,
}

impl<const W: usize> Iterator for Items<W> {
    type Item = Sound<[u8; W]>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(item) = self.block.next() {
            return Some(Ok(item));
        }
        if self.next >= self.file.blocks() {
            return None;
        }
        match self.file.block(self.next) {
            Ok(items) => {
                self.next += 1;
                self.block = items.into_iter();
                self.block.next().map(Ok)
            }
            Err(doubt) => {
                self.next = u64::MAX;
                Some(Err(doubt))
            }
        }
    }
}
