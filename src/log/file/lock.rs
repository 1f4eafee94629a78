//! The lock that writers hold: an exclusive advisory lock of the operating system on the
//! file `lock`. Owns waiting for it. The file is never removed (two writers could then hold
//! two different ones), and its content means nothing.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;
use std::time::{Duration, Instant};

use crate::log::LogError;

/// The longest sleep between two tries.
const LONGEST: Duration = Duration::from_millis(50);

/// A lock held until it is dropped.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

/// Takes the lock, trying again for up to `patience`.
///
/// # Errors
/// `Locked` if another process holds it all the while; `Io` if the file cannot be opened.
pub fn take(path: &Path, patience: Duration) -> Result<Lock, LogError> {
    let file = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(path)
        .map_err(|error| LogError::io("open", path, error))?;
    // The time waited is measured, never recorded: no answer depends on it.
    let begun = Instant::now();
    let mut pause = Duration::from_millis(1);
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(Lock { _file: file }),
            Err(TryLockError::WouldBlock) => {}
            Err(TryLockError::Error(error)) => return Err(LogError::io("lock", path, error)),
        }
        let left = patience.saturating_sub(begun.elapsed());
        if left.is_zero() {
            return Err(LogError::Locked);
        }
        std::thread::sleep(pause.min(left));
        pause = (pause * 2).min(LONGEST);
    }
}
