//! The log walked segment by segment, only where entries of some kinds are: the spine knows their
//! lines, each line is held against its check. Owns the reading of those lines, by all cores.

use std::collections::HashSet;
use std::io::BufRead as _;

use super::block::{Slot, Table};
use super::filed::Filed;
use super::part::Part;
use super::share::share;
use super::spine::{Spine, check_of, end_of, number_of};
use super::{Sound, doubt, lean};
use crate::facts::files::Wanted;
use crate::log::Entry;
use crate::log::codec;
use crate::merkle;

/// Bytes read at once.
const WINDOW: usize = 1 << 20;

/// A part of the log file.
#[derive(Debug, Default)]
struct Window {
    from: u64,
    bytes: Vec<u8>,
}

impl Filed {
    /// Hands over every entry that is wanted: the number of its segment, and itself. Entries of a
    /// segment come in order, by one thread; of ids only the ends are compared.
    pub(super) fn walk_lines(
        &self,
        wanted: Wanted<'_>,
        each: &(dyn Fn(usize, &Entry) + Sync),
    ) -> Sound<()> {
        let known = wanted.known;
        let numbers: Vec<i64> = wanted.kinds.iter().map(|kind| number_of(*kind)).collect();
        let ends: Option<HashSet<i64>> = wanted
            .ids
            .map(|ids| ids.iter().map(|id| end_of(*id)).collect());
        let takes = |spine: &Spine, row: usize| {
            let named =
                |ends: &HashSet<i64>| spine.ends.get(row).is_some_and(|end| ends.contains(end));
            let kind = spine.kinds.get(row);
            kind.is_some_and(|kind| numbers.contains(kind)) && ends.as_ref().is_none_or(named)
        };
        let slots: Vec<(usize, (&Part, &Slot))> =
            self.ground().slots(Table::Spine).enumerate().collect();
        let done = share(&slots, self.threads(), |(number, (part, slot))| {
            if slot.first > known {
                return Ok(());
            }
            let spine = Spine::decode(&part.block(slot)?, slot.last - slot.first + 1)?;
            let mut window = Window::default();
            for (row, position) in (slot.first..=slot.last.min(known)).enumerate() {
                if takes(&spine, row) {
                    let entry = self.line_at(&spine, row, position, &mut window)?;
                    each(*number, &entry);
                }
            }
            Ok(())
        });
        done.into_iter().collect()
    }

    fn line_at(
        &self,
        spine: &Spine,
        row: usize,
        position: u64,
        window: &mut Window,
    ) -> Sound<Entry> {
        let cell = |column: &[i64]| column.get(row).copied().unwrap_or(0);
        let offset = u64::try_from(cell(&spine.offsets)).unwrap_or(u64::MAX);
        let line = window.line(self, offset)?;
        if check_of(&merkle::leaf_hash(line)) != cell(&spine.checks) {
            return doubt(format!("entry {position} is not the one that was filed"));
        }
        let frame = codec::decode_entry(line).map_err(|error| super::Doubt(error.to_string()))?;
        // What amendments may change must be whole: the outcome has to be a valid event.
        let index = self.index();
        let touched = index.is_none_or(|index| index.is_amended(position));
        if touched {
            return frame
                .entry()
                .map_err(|error| super::Doubt(error.to_string()));
        }
        Ok(Entry {
            position: frame.position,
            id: frame.id,
            recorded_at: frame.recorded_at,
            event: lean::event(frame.event, lean::Depth::Asked)?,
            recorded_by: frame.recorded_by,
        })
    }
}

impl Window {
    /// The line that begins at an offset.
    fn line(&mut self, filed: &Filed, offset: u64) -> Sound<&[u8]> {
        if self.length(offset).is_none() {
            for most in [WINDOW, 2 * codec::MAX_LINE] {
                self.bytes = filed.bytes(offset, most)?;
                self.from = offset;
                if self.length(offset).is_some() {
                    break;
                }
            }
        }
        let begin = usize::try_from(offset.wrapping_sub(self.from)).unwrap_or(usize::MAX);
        let line = self.length(offset).and_then(|length| {
            let end = begin.checked_add(length)?;
            self.bytes.get(begin..end)
        });
        line.map_or_else(|| doubt("a line is not where it was"), Ok)
    }

    /// How long the line at an offset is, if all of it is here.
    fn length(&self, offset: u64) -> Option<usize> {
        let begin = usize::try_from(offset.checked_sub(self.from)?).ok()?;
        let rest = self.bytes.get(begin..)?;
        let mut left = rest;
        let passed = left.skip_until(b'\n').ok()?;
        let last = passed.checked_sub(1)?;
        (rest.get(last) == Some(&b'\n')).then_some(last)
    }
}
