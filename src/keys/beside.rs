//! Keys made by whoever reads the log for something else, so that all that is derived costs one
//! reading. Owns when that is worth while and that one process at a time does it; the reader sees to
//! it that what it hands over is the log. Fails nobody: what goes wrong here is left to the next append.

use std::fs::File;
use std::path::Path;

use crate::log::Log;

use super::block::Sound;
use super::index::after;
use super::record::Record;
use super::settle::{Making, TAIL, clear, lock, trusted};

/// The files of `cache/keys/` in the making.
#[derive(Debug)]
pub struct Beside {
    making: Making,
    first: u64,
    sound: bool,
    /// Goes with it.
    _lock: File,
}

impl Beside {
    /// Begins, if the files in `dir` lack entries of `log`, more than a few and all of them after a
    /// position, and nobody else writes there. `log_file` is the file behind `log`.
    pub fn begin(dir: &Path, log: &dyn Log, log_file: &Path, position: u64) -> Option<Beside> {
        Beside::try_begin(dir, log, log_file, position).ok()?
    }

    fn try_begin(
        dir: &Path,
        log: &dyn Log,
        log_file: &Path,
        position: u64,
    ) -> Sound<Option<Beside>> {
        let lacking = || {
            let old = trusted(dir, log, log_file).unwrap_or(None);
            let first = after(old.as_ref()).position;
            let left = (log.head().position + 1).saturating_sub(first);
            (left > TAIL && first > position).then_some((old, first))
        };
        if lacking().is_none() {
            return Ok(None);
        }
        std::fs::create_dir_all(dir)?;
        let Some(lock) = lock(dir)? else {
            return Ok(None);
        };
        // Somebody may have written since.
        let Some((old, first)) = lacking() else {
            return Ok(None);
        };
        Ok(Some(Beside {
            making: Making::begin(dir, log, old)?,
            first,
            sound: true,
            _lock: lock,
        }))
    }

    /// The position of the first entry that is to be handed over.
    pub fn first(&self) -> u64 {
        self.first
    }

    /// The next entry: its position, the byte offset of its line, and its records.
    pub fn entry(&mut self, position: u64, offset: u64, records: &[Record]) {
        self.sound = self.sound && self.making.push(position, offset, records).is_ok();
    }

    /// Makes the files the live ones. To be called when what was handed over proved to be the log up
    /// to its head.
    pub fn finish(self) {
        if let (true, dir) = (self.sound, self.making.dir().to_path_buf())
            && let Ok(manifest) = self.making.finish()
        {
            clear(&dir, &manifest);
        }
    }
}
