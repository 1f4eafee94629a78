//! The size of entry lines, looked at before anything is written, so that what is too long is
//! told with its place, by a dry run too. The codec owns the limit and the measuring.

use std::io;

use super::Placed;
use super::batch::Batch;
use crate::event::Fault;
use crate::log::Stamp;
use crate::log::codec::{MAX_LINE, encode_entry};

/// More than all that stands in an entry line beside its event.
const BESIDE: usize = 4096;

/// The new events of a batch whose lines would be longer than the format allows, if they were
/// appended after `position`.
pub fn too_long(batch: &Batch, position: u64, stamp: &Stamp) -> io::Result<Vec<Placed>> {
    let mut found = Vec::new();
    if batch.longest() + BESIDE <= MAX_LINE {
        return Ok(found);
    }
    let new = (0..batch.len()).filter(|index| !batch.is_already(*index));
    for (position, index) in (position + 1..).zip(new) {
        let event = batch.ready_text(index)?;
        if event.len() + BESIDE <= MAX_LINE {
            continue;
        }
        // The hash of any header has this length.
        let line = encode_entry(position, batch.id(index)?, stamp, &[0; 32], &event);
        if line.len() > MAX_LINE {
            found.push(Placed {
                place: batch.place(index)?,
                problem: fault(line.len()).at(""),
            });
        }
    }
    Ok(found)
}

fn fault(bytes: usize) -> Fault {
    Fault::new(
        "entry_too_long",
        format!("the entry would have {bytes} bytes, and at most {MAX_LINE} (1 MiB) are taken"),
        "shorten quotes and notes, or split it into several events",
    )
}
