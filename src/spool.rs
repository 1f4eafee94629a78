//! Bytes put aside while a write is checked or a run of columns is made: in memory first, in a
//! temporary file when they are many. Owns where they stand; they are only added to, and may be
//! read by several threads.

use std::fs::File;
use std::io::{self, Write as _};

/// Bytes kept in memory before the spool goes to a temporary file.
const IN_MEMORY: usize = 64 << 20;

/// Bytes gathered for the file before they are written to it.
const GATHERED: usize = 1 << 20;

/// Bytes that are read ahead when all of it is gone through.
const AHEAD: u64 = 1 << 20;

/// What was put aside.
#[derive(Debug, Default)]
pub struct Spool {
    file: Option<File>,
    /// Bytes in the file; those in memory follow.
    filed: u64,
    memory: Vec<u8>,
}

impl Spool {
    /// Bytes in all.
    pub fn end(&self) -> u64 {
        self.filed + self.memory.len() as u64
    }

    /// Adds a record in parts; gives where it begins.
    pub fn add(&mut self, parts: &[&[u8]]) -> io::Result<u64> {
        let most = if self.file.is_some() {
            GATHERED
        } else {
            IN_MEMORY
        };
        if self.memory.len() >= most {
            let file = match &mut self.file {
                Some(file) => file,
                None => self.file.insert(tempfile::tempfile()?),
            };
            file.write_all(&self.memory)?;
            self.filed += self.memory.len() as u64;
            self.memory.clear();
            self.memory.shrink_to(2 * GATHERED);
        }
        let at = self.end();
        parts
            .iter()
            .for_each(|part| self.memory.extend_from_slice(part));
        Ok(at)
    }

    /// Reads bytes of one record.
    pub fn read(&self, offset: u64, length: usize) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; length];
        self.fill(offset, &mut bytes)?;
        Ok(bytes)
    }

    /// The same into bytes that are there.
    pub fn fill(&self, offset: u64, bytes: &mut [u8]) -> io::Result<()> {
        if offset < self.filed {
            return match &self.file {
                Some(file) => read_at(file, bytes, offset),
                None => Err(io::ErrorKind::UnexpectedEof.into()),
            };
        }
        let from = (offset - self.filed) as usize;
        let found = self.memory.get(from..from.saturating_add(bytes.len()));
        bytes.copy_from_slice(found.ok_or(io::ErrorKind::UnexpectedEof)?);
        Ok(())
    }
}

#[cfg(unix)]
fn read_at(file: &File, bytes: &mut [u8], offset: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, offset)
}

#[cfg(windows)]
fn read_at(file: &File, mut bytes: &mut [u8], mut offset: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        match std::os::windows::fs::FileExt::seek_read(file, bytes, offset)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            count => {
                bytes = bytes.get_mut(count..).unwrap_or_default();
                offset += count as u64;
            }
        }
    }
    Ok(())
}

/// A stretch of a spool in memory, for who goes through all of it.
#[derive(Debug, Default)]
pub struct Ahead {
    start: u64,
    bytes: Vec<u8>,
}

impl Ahead {
    /// Bytes of one record, which are read with those that follow.
    pub fn read(&mut self, spool: &Spool, offset: u64, length: usize) -> io::Result<&[u8]> {
        let end = offset + length as u64;
        if offset < self.start || end > self.start + self.bytes.len() as u64 {
            // A stretch does not run over from the file into memory.
            let limit = match offset < spool.filed {
                true => spool.filed,
                false => spool.end(),
            };
            let most = limit.saturating_sub(offset).min(AHEAD).max(length as u64);
            self.start = offset;
            self.bytes.resize(most as usize, 0);
            spool.fill(offset, &mut self.bytes)?;
        }
        let from = (offset - self.start) as usize;
        let found = self.bytes.get(from..from + length);
        found.ok_or(io::ErrorKind::UnexpectedEof.into())
    }
}
