//! The events of a batch where they are put aside, by number: of each a slot, its label and its
//! text. Owns the layout, which is made for few reads: a label is confirmed by one, an event
//! drawn by one. Holds no rule.

use std::io;

use uuid::Uuid;

use super::slot::{HEADER, Slot};
use crate::spool::{Ahead, Spool};

/// What was put aside.
#[derive(Debug, Default)]
pub(super) struct Records {
    spool: Spool,
    /// Where each record begins.
    at: Vec<u64>,
}

impl Records {
    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.at.len()
    }

    /// Adds a record; its label, which the slot places in the text, stands once more before it.
    pub(super) fn add(&mut self, slot: Slot, text: &str) -> io::Result<()> {
        let (start, length) = (slot.label.0 as usize, slot.label.1 as usize);
        let label = text.get(start..start + length).unwrap_or_default();
        let parts = [&slot.to_bytes()[..], label.as_bytes(), text.as_bytes()];
        self.at.push(self.spool.add(&parts)?);
        Ok(())
    }

    fn span(&self, index: usize) -> io::Result<(u64, usize)> {
        let at = *self.at.get(index).ok_or(io::ErrorKind::NotFound)?;
        let next = self.at.get(index + 1).copied();
        let end = next.unwrap_or_else(|| self.spool.end());
        Ok((at, end.saturating_sub(at) as usize))
    }

    /// The slot of a record.
    pub(super) fn slot(&self, index: usize) -> io::Result<Slot> {
        let mut bytes = [0; HEADER];
        self.spool.fill(self.span(index)?.0, &mut bytes)?;
        Ok(Slot::from_bytes(&bytes))
    }

    /// The id of a record, if that is its label.
    pub(super) fn labelled(&self, index: usize, label: &str) -> io::Result<Option<Uuid>> {
        let (at, length) = self.span(index)?;
        let wanted = HEADER + label.len();
        if wanted > length {
            return Ok(None);
        }
        let bytes = self.spool.read(at, wanted)?;
        let (header, found) = bytes.split_at(HEADER);
        let slot = Slot::from_bytes(header);
        let same = slot.label.1 as usize == label.len() && found == label.as_bytes();
        Ok(same.then_some(slot.id))
    }

    /// A record: its slot and its text.
    pub(super) fn whole(&self, index: usize) -> io::Result<(Slot, String)> {
        let (at, length) = self.span(index)?;
        taken_apart(&self.spool.read(at, length)?)
    }

    /// The same for who goes through all of them.
    pub(super) fn ahead(&self, index: usize, ahead: &mut Ahead) -> io::Result<(Slot, String)> {
        let (at, length) = self.span(index)?;
        taken_apart(ahead.read(&self.spool, at, length)?)
    }
}

fn taken_apart(bytes: &[u8]) -> io::Result<(Slot, String)> {
    let (header, rest) = bytes.split_at(HEADER.min(bytes.len()));
    let slot = Slot::from_bytes(header);
    let text = rest.get(slot.label.1 as usize..).unwrap_or_default();
    let text = std::str::from_utf8(text).map_err(io::Error::other)?;
    Ok((slot, text.to_owned()))
}
