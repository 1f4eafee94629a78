//! `sqlite`: one database that Datasette and the like show well: entries, events, links,
//! amendments and sources, the rows of the views, full text, and the citation. Owns the order of
//! filling; tables and their text are in a file each. The normative text is
//! `schema/export-sqlite.md`.

mod ddl;
mod fill;
mod views;

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

use rusqlite::Connection;

use super::{ExportError, Facts, Passage, Progress};
use crate::projection::tally::Tally;

/// `dtln`, and the version of the tables and of what they mean.
const APPLICATION: i32 = 0x6474_6c6e;
const FORM: i32 = 1;

/// What may be asked of the file.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Also the rows of the views.
    pub views: bool,
}

/// Writes the database; gives the number of its entries. Its views are folded from `facts`. It is
/// made in the file at `place`, which is empty, or, if there is none, in a temporary file that is
/// then copied to `out`.
///
/// # Errors
/// What the log says, or the disk.
pub fn write(
    passage: &Passage<'_>,
    options: Options,
    facts: &mut Facts<'_>,
    tally: &mut Tally,
    progress: &mut Progress<'_>,
    (place, out): (Option<&Path>, &mut dyn Write),
) -> Result<u64, ExportError> {
    match place {
        Some(place) => make(passage, options, facts, tally, progress, place),
        None => {
            let temporary = tempfile::NamedTempFile::new()?;
            let written = make(passage, options, facts, tally, progress, temporary.path())?;
            io::copy(&mut File::open(temporary.path())?, out)?;
            Ok(written)
        }
    }
}

fn make(
    passage: &Passage<'_>,
    options: Options,
    facts: &mut Facts<'_>,
    tally: &mut Tally,
    progress: &mut Progress<'_>,
    place: &Path,
) -> Result<u64, ExportError> {
    let mut db = Connection::open(place).map_err(wrong)?;
    // Nobody else sees the file before it is whole: it needs no journal.
    db.execute_batch(&format!(
        "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -32000;
         PRAGMA temp_store = FILE; PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {FORM};
         PRAGMA foreign_keys = OFF;"
    ))
    .map_err(wrong)?;
    let begun = db.transaction().map_err(wrong)?;
    begun.execute_batch(&ddl::tables()).map_err(wrong)?;
    let written = fill::entries(&begun, passage, tally, progress)?;
    if options.views {
        views::fill(&begun, passage, facts)?;
    }
    fill::metadata(&begun, passage, &passage.citation(tally), options).map_err(wrong)?;
    begun.execute_batch(&ddl::finish(options)).map_err(wrong)?;
    begun.commit().map_err(wrong)?;
    db.execute_batch("ANALYZE").map_err(wrong)?;
    db.close().map_err(|(_, error)| wrong(error))?;
    Ok(written)
}

/// A database that cannot be written is a disk that cannot.
fn wrong(error: rusqlite::Error) -> ExportError {
    let full = rusqlite::ErrorCode::DiskFull;
    let kind = match error.sqlite_error_code() {
        Some(code) if code == full => io::ErrorKind::StorageFull,
        Some(rusqlite::ErrorCode::ReadOnly) => io::ErrorKind::PermissionDenied,
        _ => io::ErrorKind::Other,
    };
    ExportError::Output(io::Error::new(kind, error))
}
