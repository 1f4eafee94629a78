//! What the log asks of the file under it: reading and writing at a place, cutting, syncing,
//! and the length and modification time. One trait, so that a test can put a disk under the
//! log that is full or fails to sync. Knows nothing of lines.

use std::fs::File;
use std::io;
use std::time::UNIX_EPOCH;

/// Length and modification time of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stat {
    /// Bytes.
    pub len: u64,
    /// Nanoseconds since 1970-01-01T00:00:00Z, if the system says.
    pub modified: Option<i128>,
}

/// A file with positioned access.
pub trait Disk: Send + Sync {
    /// Reads up to `buffer.len()` bytes from `offset`; 0 at the end.
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize>;
    /// Writes all of `bytes` at `offset`.
    fn write_all_at(&self, bytes: &[u8], offset: u64) -> io::Result<()>;
    /// Makes the file exactly `len` bytes long.
    fn set_len(&self, len: u64) -> io::Result<()>;
    /// Returns when bytes and length survive a loss of power.
    fn sync(&self) -> io::Result<()>;
    /// Length and modification time now.
    fn stat(&self) -> io::Result<Stat>;
}

impl Disk for File {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        #[cfg(unix)]
        return std::os::unix::fs::FileExt::read_at(self, buffer, offset);
        #[cfg(windows)]
        return std::os::windows::fs::FileExt::seek_read(self, buffer, offset);
    }

    fn write_all_at(&self, bytes: &[u8], offset: u64) -> io::Result<()> {
        #[cfg(unix)]
        return std::os::unix::fs::FileExt::write_all_at(self, bytes, offset);
        #[cfg(windows)]
        {
            let mut done = 0;
            while let Some(rest) = bytes.get(done..).filter(|rest| !rest.is_empty()) {
                done +=
                    std::os::windows::fs::FileExt::seek_write(self, rest, offset + done as u64)?;
            }
            Ok(())
        }
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        File::set_len(self, len)
    }

    fn sync(&self) -> io::Result<()> {
        self.sync_data()
    }

    fn stat(&self) -> io::Result<Stat> {
        let metadata = self.metadata()?;
        let modified = metadata
            .modified()
            .ok()
            .map(|at| match at.duration_since(UNIX_EPOCH) {
                Ok(after) => signed(after.as_nanos()),
                Err(before) => -signed(before.duration().as_nanos()),
            });
        Ok(Stat {
            len: metadata.len(),
            modified,
        })
    }
}

fn signed(nanoseconds: u128) -> i128 {
    i128::try_from(nanoseconds).unwrap_or(i128::MAX)
}

/// Fills `buffer` from `offset` as far as there are bytes; returns how many there were.
pub fn read_full(disk: &dyn Disk, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
    let mut done = 0;
    while let Some(rest) = buffer.get_mut(done..).filter(|rest| !rest.is_empty()) {
        match disk.read_at(rest, offset + done as u64) {
            Ok(0) => break,
            Ok(count) => done += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(done)
}

/// A part of a disk, read from its beginning on.
pub struct Window<'a> {
    disk: &'a dyn Disk,
    at: u64,
    end: u64,
}

impl<'a> Window<'a> {
    /// The bytes from `from` up to (not with) `end`.
    pub fn new(disk: &'a dyn Disk, from: u64, end: u64) -> Window<'a> {
        Window {
            disk,
            at: from,
            end,
        }
    }
}

impl io::Read for Window<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.end.saturating_sub(self.at)).unwrap_or(usize::MAX);
        let wanted = left.min(buffer.len());
        let Some(part) = buffer.get_mut(..wanted).filter(|part| !part.is_empty()) else {
            return Ok(0);
        };
        let count = self.disk.read_at(part, self.at)?;
        self.at += count as u64;
        Ok(count)
    }
}
