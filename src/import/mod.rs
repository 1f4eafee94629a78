//! Input files to drafts; one file a format. Owns lines, BOM, CRLF and sizes; holds no
//! second vocabulary.

mod encoding;
mod ftm;
pub mod jsonl;
pub mod map;
pub mod mapped;
mod opened;
pub mod pages;
mod record;
mod table;

use std::fs::File;
use std::io::{self, BufReader, Read};

use crate::desk::{DeskError, Draft, Place, Placed};
use crate::event::{Fault, decode};

pub use jsonl::Lines;
pub use mapped::{Counts, Mapped, Settled};
pub use opened::Opened;
pub use pages::Pages;

/// Longest line (or single event) that is read, in bytes. An entry has at most 1 MiB, so a
/// longer one could never be recorded; the rest of it is skipped, not held.
pub const LONGEST: usize = 2 << 20;

/// What standard input is called in messages.
pub const STDIN: &str = "<stdin>";

/// Opens a file, or standard input for `-`; gives it with its name.
fn open(name: &str) -> Result<(String, Box<dyn Read>), DeskError> {
    if name == "-" {
        return Ok((STDIN.to_owned(), Box::new(io::stdin())));
    }
    let failed = |source| DeskError::Input {
        name: name.to_owned(),
        source,
    };
    let file = File::open(name).map_err(failed)?;
    if file.metadata().map_err(failed)?.is_dir() {
        return Err(failed(io::ErrorKind::IsADirectory.into()));
    }
    Ok((name.to_owned(), Box::new(file)))
}

/// The one event of a JSON file, or of standard input for `-`.
///
/// # Errors
/// A file that cannot be read, or every problem of the event.
pub fn one(name: &str) -> Result<Draft, DeskError> {
    let (name, reader) = open(name)?;
    let place = Place {
        file: Some(name.clone()),
        line: None,
    };
    let mut bytes = Vec::new();
    let mut reader = BufReader::new(reader).take(LONGEST as u64 + 1);
    reader
        .read_to_end(&mut bytes)
        .map_err(|source| DeskError::Input { name, source })?;
    let bytes = bytes.strip_prefix(jsonl::BOM).unwrap_or(&bytes);
    draft(bytes, place)
}

/// Text of one event to a draft.
fn draft(bytes: &[u8], place: Place) -> Result<Draft, DeskError> {
    let refused = |fault: Fault| {
        DeskError::Refused(vec![Placed {
            place: place.clone(),
            problem: fault.at(""),
        }])
    };
    if bytes.len() > LONGEST {
        return Err(refused(too_long()));
    }
    match decode::decode_bytes(bytes) {
        Ok(input) => Ok(Draft { input, place }),
        Err(problems) => Err(DeskError::Refused(
            problems
                .into_iter()
                .map(|problem| Placed {
                    place: place.clone(),
                    problem,
                })
                .collect(),
        )),
    }
}

fn too_long() -> Fault {
    Fault::new(
        "line_too_long",
        "more than 2 MiB for one event",
        "an entry has at most 1 MiB: shorten quotes and notes, or check that each event has its own line",
    )
}

fn endless() -> Fault {
    Fault::new(
        "line_too_long",
        "a line without end: more than 18 MiB and no line feed; nothing after it was read",
        "an import is JSONL, one event a line: check that this is the file that was meant",
    )
}

/// What keeps a stream of text from being read: its encoding, a row without end, the system.
fn unreadable_text(error: &io::Error) -> Fault {
    let bad = error.get_ref().and_then(|inner| inner.downcast_ref());
    match bad {
        Some(encoding::BadText::NotText { encoding, byte }) => Fault::new(
            "bad_encoding",
            format!("the file is not {encoding}: byte {byte} is no text in it"),
            "say the encoding that it has in the mapping: encoding = \"windows-1252\", or cp932, gb18030, utf-16le",
        ),
        Some(encoding::BadText::EndlessRow) => Fault::new(
            "line_too_long",
            "a row of more than 16 MiB",
            "check that every quote is closed, and that this is the file that was meant",
        ),
        None => Fault::new(
            "unreadable_input",
            format!("the file can no longer be read: {error}"),
            "check the disk, or get the file again",
        ),
    }
}
