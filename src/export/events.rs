//! `events`: JSON lines that `import` takes: the recorded form with its id, in the order in which
//! it was recorded, amendments and all that is referred to with it. Owns the line; which entries
//! go out is the choice's.

use std::io::Write;

use serde_json::Value;

use super::{ExportError, Passage, Progress, choose};
use crate::event::json;
use crate::log::Entry;
use crate::projection::tally::Tally;

/// Writes them; gives their number.
///
/// # Errors
/// What the log says, or the writer.
pub fn write(
    passage: &Passage<'_>,
    tally: &mut Tally,
    progress: &mut Progress<'_>,
    out: &mut dyn Write,
) -> Result<u64, ExportError> {
    let chosen = choose::choose(passage, tally, progress)?;
    passage
        .ledger()
        .through(chosen.last(), progress, &mut |entry, _| {
            if chosen.has(entry.position) {
                writeln!(out, "{}", line(entry))?;
            }
            Ok(())
        })?;
    Ok(chosen.count())
}

/// An entry as `import` takes it.
fn line(entry: Entry) -> String {
    let mut fields = entry.event.fields().clone();
    fields.insert("id".to_owned(), Value::String(entry.id.to_string()));
    json::canonical_object(&fields)
}
