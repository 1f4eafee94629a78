//! Parts and the log beneath them: where the line of an entry is, which entries have an id. Owns
//! finding them; a hit is only a hint until the line was read.

use std::sync::{Arc, Mutex};

use super::block::{Slot, Table};
use super::gather::Amending;
use super::part::Part;
use super::resolve::{self, Ids};
use super::share::share;
use super::signs::{self, Index};
use super::spine::{END, Spine, end_of};
use super::{Sound, doubt};
use crate::crew;
use crate::log::Mark;
use crate::log::file::FileLog;

/// Spines held after they were read.
const HELD: usize = 16;

/// What was read of them, by the position of their first entry.
pub(super) type Spines = Mutex<Vec<(u64, Arc<Spine>)>>;

/// The log, and the parts that cover it from the first entry on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ground<'a> {
    pub(super) log: &'a FileLog,
    pub(super) parts: &'a [Arc<Part>],
    pub(super) spines: &'a Spines,
}

impl<'a> Ground<'a> {
    /// The blocks of a table in order, each with its part.
    pub(super) fn slots(&self, table: Table) -> impl Iterator<Item = (&'a Part, &'a Slot)> {
        let parts = self.parts.iter().map(Arc::as_ref);
        parts.flat_map(move |part| part.slots(table).map(move |slot| (part, slot)))
    }

    fn read_spine(&self, part: &Part, slot: &Slot) -> Sound<Spine> {
        Spine::decode(&part.block(slot)?, slot.last - slot.first + 1)
    }

    /// The spine that holds a position, and the row there.
    pub(super) fn spine(&self, position: u64) -> Sound<(Arc<Spine>, usize)> {
        let part = self.parts.iter().find(|part| part.last >= position);
        let found = part.and_then(|part| Some((part, part.slot_of(Table::Spine, position)?)));
        let Some((part, slot)) = found else {
            return doubt(format!("no block holds entry {position}"));
        };
        let row = usize::try_from(position - slot.first).unwrap_or(usize::MAX);
        let known = |held: &[(u64, Arc<Spine>)]| {
            let known = held.iter().find(|(first, _)| *first == slot.first);
            known.map(|(_, spine)| Arc::clone(spine))
        };
        // A thread that panicked while it held the list left it whole.
        let known = match self.spines.lock() {
            Ok(held) => known(&held),
            Err(poisoned) => known(&poisoned.into_inner()),
        };
        if let Some(spine) = known {
            return Ok((spine, row));
        }
        let spine = Arc::new(self.read_spine(part, slot)?);
        if let Ok(mut held) = self.spines.lock() {
            if held.len() >= HELD {
                held.remove(0);
            }
            held.push((slot.first, Arc::clone(&spine)));
        }
        Ok((spine, row))
    }

    /// Where the line of a position begins.
    pub(super) fn mark(&self, position: u64) -> Sound<Mark> {
        let (spine, row) = self.spine(position)?;
        match spine.offsets.get(row).map(|offset| u64::try_from(*offset)) {
            Some(Ok(offset)) => Ok(Mark { position, offset }),
            _ => doubt("a spine without an offset"),
        }
    }

    /// Positions of entries whose ids may end in these bits, in order.
    pub(super) fn ending(&self, end: u128, bits: u32, threads: usize) -> Sound<Vec<u64>> {
        let mask = match bits {
            END.. => (1_i64 << END) - 1,
            fewer => (1_i64 << fewer) - 1,
        };
        let wanted = end_of(end) & mask;
        let slots: Vec<_> = self.slots(Table::Spine).collect();
        let found = share(&slots, threads, |(part, slot)| {
            let ends = Spine::ends(&part.block(slot)?)?;
            let rows = (slot.first..).zip(ends);
            let hits = rows.filter(|(_, end)| end & mask == wanted);
            Sound::Ok(hits.map(|(position, _)| position).collect::<Vec<u64>>())
        });
        let mut places = Vec::new();
        for some in found {
            places.extend(some?);
        }
        Ok(places)
    }

    /// All amendments. `ids` are those of the last part, where it is only being made.
    pub(super) fn index(&self, ids: Option<&Ids>, threads: usize) -> Sound<Index> {
        let all = self.signs(threads)?;
        let (mut targets, mut settled) = (Vec::new(), None);
        for part in self.parts {
            match part.slots(Table::Targets).next() {
                Some(slot) if settled.is_none() => {
                    targets.extend(resolve::decode(&part.block(slot)?)?);
                }
                // Of a short part, and of one in the making, nobody has looked yet.
                _ => {
                    settled.get_or_insert(part.first - 1);
                }
            }
        }
        if let Some(after) = settled {
            let found = resolve::resolve(self, &all, after, ids, threads)?;
            targets.extend(found);
        }
        match targets.len() == all.len() {
            true => Ok(Index::of(all, &targets)),
            false => doubt("amendments and what they amend differ in number"),
        }
    }

    /// The amendments of all parts, in order.
    fn signs(&self, threads: usize) -> Sound<Vec<Amending>> {
        let mut slots = self.slots(Table::Signs);
        let mut all = Vec::new();
        crew::in_order_by(
            threads,
            &mut || Sound::Ok(slots.next()),
            &|| |(part, slot): (&Part, &Slot)| signs::decode(&part.block(slot)?),
            &mut |some: Sound<Vec<Amending>>| {
                all.extend(some?);
                Ok(())
            },
        )?;
        Ok(all)
    }
}
