//! The rows of a view at the earlier of two points, set aside while those at the later one are
//! made: by hashes of what names a row and of what it says. Owns what of a row is compared.

use std::collections::HashMap;
use std::io;

use serde_json::Value;

use super::blame::positions;
use super::compared::key_text;
use super::follow::Names;
use super::spool::{Spool, Spooled};
use crate::event::json::canonical;
use crate::merkle;

/// The first half of a SHA-256.
type Half = [u8; 16];

/// A row that was, and the positions that it rested on.
pub(super) type Was = (Value, Vec<u64>);

/// Where a row lies, and what it says.
#[derive(Debug, Clone, Copy)]
struct Row {
    place: u64,
    says: Half,
}

/// Rows that are being set aside.
#[derive(Debug)]
pub(super) struct Setting {
    names: Names,
    rows: HashMap<Half, Row>,
    spool: Spool,
}

/// Rows that were, as far as they were not met again.
#[derive(Debug)]
pub(super) struct Before {
    names: Names,
    rows: HashMap<Half, Row>,
    spooled: Spooled,
}

/// How a row compares with the one of the same name before.
#[derive(Debug)]
pub(super) enum Met {
    /// It says the same.
    Same,
    /// It says something else, or was not there. The row without what it rests on, that, and the
    /// row that was.
    Other(Value, Vec<u64>, Option<Was>),
}

impl Setting {
    pub(super) fn new(names: Names) -> Setting {
        Setting {
            names,
            rows: HashMap::new(),
            spool: Spool::new(),
        }
    }

    /// Sets a row aside.
    ///
    /// # Errors
    /// Those of the disk.
    pub(super) fn put(&mut self, row: Value) -> io::Result<()> {
        let (row, rests) = bare(row);
        let key = half(&key_text(self.names, &row));
        let says = half(&canonical(&row));
        let place = self.spool.put(&(row, rests))?;
        self.rows.insert(key, Row { place, says });
        Ok(())
    }

    /// All of them are set aside.
    ///
    /// # Errors
    /// Those of the disk.
    pub(super) fn done(self) -> io::Result<Before> {
        Ok(Before {
            names: self.names,
            rows: self.rows,
            spooled: self.spool.closed()?,
        })
    }
}

impl Before {
    /// Compares a row with what it was.
    ///
    /// # Errors
    /// Those of the disk.
    pub(super) fn meet(&mut self, row: Value) -> io::Result<Met> {
        let (row, rests) = bare(row);
        let found = self.rows.remove(&half(&key_text(self.names, &row)));
        let Some(found) = found else {
            return Ok(Met::Other(row, rests, None));
        };
        if found.says == half(&canonical(&row)) {
            return Ok(Met::Same);
        }
        let was = self.spooled.at(found.place)?;
        Ok(Met::Other(row, rests, was))
    }

    /// Hands over what is gone, in order.
    ///
    /// # Errors
    /// Those of the disk, or of `each`.
    pub(super) fn gone(mut self, each: &mut dyn FnMut(Was) -> io::Result<()>) -> io::Result<()> {
        let mut places: Vec<u64> = self.rows.values().map(|row| row.place).collect();
        places.sort_unstable();
        for place in places {
            if let Some(was) = self.spooled.at(place)? {
                each(was)?;
            }
        }
        Ok(())
    }
}

/// A row without what `--why` adds to it, and the positions that it rests on.
fn bare(mut row: Value) -> Was {
    let rests = positions(&row);
    if let Some(fields) = row.as_object_mut() {
        fields.remove("entries");
        fields.remove("evidence");
    }
    (row, rests)
}

fn half(text: &str) -> Half {
    let mut half = Half::default();
    let hash = merkle::sha256(text.as_bytes());
    half.iter_mut().zip(hash).for_each(|(to, from)| *to = from);
    half
}
