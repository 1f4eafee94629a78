//! Files of 4 KiB blocks, each with a checksum that binds it to its file and its place.
//! Owns that; knows not what the blocks hold. Layout: `schema/cache.md`.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use twox_hash::XxHash3_64;

/// Bytes of a block.
const BLOCK: usize = 4096;
const SUM: usize = 8;

/// Bytes of a block that are its holder's.
pub(super) const ROOM: usize = BLOCK - SUM;

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

/// XXH3 of what a block holds, seeded with that of file name ‖ 0x00 ‖ block number. What it guards
/// against is chance: every hit is confirmed in the log.
fn checksum(seed: &str, number: u64, room: &[u8]) -> [u8; SUM] {
    let place = [seed.as_bytes(), &[0], &number.to_be_bytes()].concat();
    XxHash3_64::oneshot_with_seed(XxHash3_64::oneshot(&place), room).to_be_bytes()
}

/// Writes blocks, in order.
#[derive(Debug)]
pub(super) struct BlockWriter {
    out: BufWriter<File>,
    seed: String,
    number: u64,
}

impl BlockWriter {
    /// A new file at `path` (an old one is overwritten); `seed` is the name it will bear.
    pub(super) fn create(path: &Path, seed: &str) -> io::Result<BlockWriter> {
        Ok(BlockWriter {
            out: BufWriter::with_capacity(1 << 16, File::create(path)?),
            seed: seed.to_string(),
            number: 0,
        })
    }

    /// The next block; what it does not fill is zeros.
    pub(super) fn put(&mut self, mut room: Vec<u8>) -> io::Result<()> {
        room.resize(ROOM, 0);
        self.out
            .write_all(&checksum(&self.seed, self.number, &room))?;
        self.out.write_all(&room)?;
        self.number += 1;
        Ok(())
    }

    /// Gives the number of blocks. Not synced: a block that a loss of power tore does not check,
    /// and is built again.
    pub(super) fn finish(mut self) -> io::Result<u64> {
        self.out.flush()?;
        Ok(self.number)
    }
}

/// Reads blocks.
#[derive(Debug)]
pub(super) struct BlockFile {
    file: File,
    seed: String,
    blocks: u64,
}

impl BlockFile {
    /// Opens a file that must hold exactly so many blocks.
    pub(super) fn open(path: &Path, seed: &str, blocks: u64) -> Sound<BlockFile> {
        let file = open_plain(path)?;
        if Some(file.metadata()?.len()) != blocks.checked_mul(BLOCK as u64) {
            return doubt(format!("{seed} has not the length its manifest says"));
        }
        Ok(BlockFile {
            file,
            seed: seed.to_string(),
            blocks,
        })
    }

    pub(super) fn blocks(&self) -> u64 {
        self.blocks
    }

    /// What a block holds, checked.
    pub(super) fn block(&self, number: u64) -> Sound<Vec<u8>> {
        let mut bytes = vec![0; BLOCK];
        read_at(&self.file, &mut bytes, number.saturating_mul(BLOCK as u64))?;
        let room = bytes.split_off(SUM);
        if bytes != checksum(&self.seed, number, &room) {
            return doubt(format!("{} block {number}: bad checksum", self.seed));
        }
        Ok(room)
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
