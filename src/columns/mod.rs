//! Facts in files: what the views fold, as columns under `cache/columns/`, one generation of
//! immutable runs named by one manifest, every block with a checksum. Owns their layout, how they
//! are built from the log with all cores, and how the clocks are asked of their rows. Derived: never the
//! source of an answer that a replay would not give; whatever is doubted is thrown away and built again.

mod block;
mod book;
mod check;
mod code;
mod commits;
mod dates;
mod decode;
mod ends;
mod facts;
mod few;
mod filed;
mod gather;
mod ground;
mod kept;
mod lean;
mod lines;
mod manifest;
mod out;
mod part;
mod piece;
mod resolve;
mod root;
mod rows;
mod scan;
mod settle;
mod share;
mod signs;
mod spine;
mod swift;
mod tiers;
mod versions;
mod walk;
mod write;

pub use check::check;
pub use settle::{Opened, Progress, forget, open};

/// How much goes into what. The defaults are for logs of any size; tests take small ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// A shorter log is held in memory whole: it is read in no time, and every byte is checked.
    pub least: u64,
    /// So many entries after the last run are read anew each time before they become a run.
    pub tail: u64,
    /// Bytes of the log that make up a segment.
    pub segment: u64,
    /// Names in a book before another is begun.
    pub names: usize,
    /// Threads at work.
    pub threads: usize,
}

impl Limits {
    /// The `least` of the default.
    pub const LEAST: u64 = 4096;
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            least: Limits::LEAST,
            tail: 4096,
            segment: 16 << 20,
            names: 1 << 18,
            threads: crate::crew::threads().min(8),
        }
    }
}

/// No block holds more rows: a segment of the log has no more lines.
const MOST_ROWS: usize = 1 << 24;

/// Why the files cannot be believed. Never an error of the log: whoever meets one builds anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubt(pub String);

impl From<std::io::Error> for Doubt {
    fn from(error: std::io::Error) -> Doubt {
        Doubt(error.to_string())
    }
}

impl From<crate::log::LogError> for Doubt {
    fn from(error: crate::log::LogError) -> Doubt {
        Doubt(error.to_string())
    }
}

/// What reading derived files gives.
type Sound<T> = Result<T, Doubt>;

fn doubt<T>(what: impl Into<String>) -> Sound<T> {
    Err(Doubt(what.into()))
}

/// A file under another name until it is whole, for all who may read the directory.
fn temporary(dir: &std::path::Path, prefix: &str) -> std::io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.prefix(prefix).tempfile_in(dir)
}
