//! What can go wrong with a log, by operation. Owns no hint and no exit code: the edge
//! (`cli`) maps each to both.

/// An error of the log.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// The operating system refused.
    #[error("{action} {path}: {source}")]
    Io {
        /// What was tried: `read`, `write`, `sync`, `open`, `create`.
        action: &'static str,
        /// The file.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// The bytes are not what was written.
    #[error("the log is damaged {where_}: {what}")]
    Damaged {
        /// `after entry 17 (line 21, byte 10412)`.
        where_: String,
        /// What was found.
        what: String,
        /// Position of the last sound commit.
        sound: u64,
    },
    /// The log is shorter than its head.
    #[error("the log has lost entries: head says {head}, the log holds {found}")]
    Lost {
        /// Position in `head`.
        head: u64,
        /// Position of the last whole commit found.
        found: u64,
    },
    /// Written by a newer version.
    #[error("this log has format {found}, this program reads dateline-log/1")]
    Newer {
        /// The format found.
        found: String,
    },
    /// Somebody else writes.
    #[error("another process is writing to this store")]
    Locked,
    /// The log moved.
    #[error("expected the log at {expected}, it is at {actual}")]
    Conflict {
        /// What the caller expected.
        expected: u64,
        /// Where it is.
        actual: u64,
    },
    /// An earlier sync failed: what is on disk is unknown.
    #[error("an earlier write failed; open the store again")]
    Poisoned,
    /// An entry would be longer than the format allows.
    #[error("entry line of {bytes} bytes, the most is 1 MiB")]
    TooLong {
        /// Bytes of the line.
        bytes: u64,
    },
    /// A write failed before anything was synced, and the log was cut back to what it was.
    #[error("write {path}: {source}; nothing was recorded, the log is as it was")]
    NotWritten {
        /// The log file.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// The entries to be appended could not be drawn; the log was cut back to what it was.
    #[error(
        "the events could not be kept in a temporary file: {source}; nothing was recorded, the log is as it was"
    )]
    NotDrawn {
        /// Why.
        source: std::io::Error,
    },
    /// A commit must be recorded strictly after the one before it.
    #[error("recorded_at {given} is not later than {last}, that of the commit before")]
    NotLater {
        /// `recorded_at` of the last commit.
        last: String,
        /// What was to be written.
        given: String,
    },
    /// A mark does not lead to the entry that it names (a stale or wrong index).
    #[error("no entry {position} at byte {offset} of the log")]
    NotThere {
        /// Position asked for.
        position: u64,
        /// Byte offset asked for.
        offset: u64,
    },
}

impl LogError {
    /// An operating system error on a file.
    pub(crate) fn io(
        action: &'static str,
        path: &std::path::Path,
        source: std::io::Error,
    ) -> LogError {
        LogError::Io {
            action,
            path: path.display().to_string(),
            source,
        }
    }
}
