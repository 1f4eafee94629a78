//! Ids met, each with the position where it stood first: the ids in their order, and a table of
//! places that is filled to four fifths. Owns its layout; ten million take 260 MiB, where the
//! library's map takes 350.

use std::hash::{BuildHasher as _, RandomState};

use uuid::Uuid;

/// A position, and above it 32 bits of the hash of the id there: most of what is not sought is
/// told by these, without a look at the ids.
type Slot = u64;

/// Nobody's slot. Were it zero, the system would lend its page of zeros at the first look and
/// make a page at the first write, each with an interruption.
const FREE: Slot = Slot::MAX;

/// Slots of a table that holds something.
const LEAST: usize = 1 << 10;

/// Ids and their first positions.
#[derive(Debug, Default)]
pub(super) struct Ids {
    /// The ids of the positions from 1 on.
    ids: Vec<Uuid>,
    slots: Vec<Slot>,
    /// Keyed, so that nobody can choose ids that all want one slot.
    hasher: RandomState,
}

impl Ids {
    /// Makes room for so many at once: growing by steps takes more.
    pub(super) fn reserve(&mut self, ids: usize) {
        let wanted = ids.saturating_add(ids / 4).saturating_add(LEAST);
        if wanted > self.slots.len() {
            self.ids.reserve(ids);
            self.spread(wanted);
        }
    }

    /// The position where an id stood first.
    pub(super) fn get(&self, id: Uuid) -> Option<u32> {
        let (at, _) = self.place(id)?;
        let slot = self.slots.get(at).filter(|slot| **slot != FREE)?;
        Some(*slot as u32)
    }

    /// Takes in the id of the next position; gives the position where it stood first.
    pub(super) fn first(&mut self, id: Uuid) -> u32 {
        if self.ids.len() * 5 >= self.slots.len() * 4 {
            self.spread((self.slots.len() * 2).max(LEAST));
        }
        let found = self.place(id);
        self.ids.push(id);
        let own = u32::try_from(self.ids.len()).unwrap_or(u32::MAX);
        let Some((at, tag)) = found else { return own };
        match self.slots.get_mut(at) {
            Some(slot) if *slot == FREE => *slot = tag | u64::from(own),
            Some(slot) => return *slot as u32,
            None => {}
        }
        own
    }

    /// Where an id is, or would go, and the upper half of its slot. A table is never full, so
    /// that one of the two is found.
    fn place(&self, id: Uuid) -> Option<(usize, Slot)> {
        let hash = self.hasher.hash_one(id.as_u128());
        let from = (u128::from(hash) * self.slots.len() as u128) >> 64;
        let from = usize::try_from(from).ok()?;
        let tag = hash << 32;
        let fits = |slot: &Slot| {
            let alike = (slot ^ tag) >> 32 == 0;
            *slot == FREE || (alike && self.at(*slot as u32) == Some(id))
        };
        let (before, after) = self.slots.split_at_checked(from)?;
        let found = after.iter().position(fits).map(|at| from + at);
        let found = found.or_else(|| before.iter().position(fits));
        Some((found?, tag))
    }

    fn at(&self, position: u32) -> Option<Uuid> {
        self.ids.get((position as usize).checked_sub(1)?).copied()
    }

    /// Makes the table anew, of so many slots.
    fn spread(&mut self, slots: usize) {
        let old = std::mem::replace(&mut self.slots, vec![FREE; slots]);
        for slot in old.into_iter().filter(|slot| *slot != FREE) {
            let place = self.at(slot as u32).and_then(|id| self.place(id));
            if let Some(to) = place.and_then(|(at, _)| self.slots.get_mut(at)) {
                *to = slot;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use uuid::Uuid;

    use super::Ids;

    /// Ids of a small range, so that many come again; some differ in one word only.
    fn id(number: u64) -> Uuid {
        Uuid::from_u128(u128::from(number % 5_000) << (32 * (number % 3)))
    }

    #[test]
    fn it_says_what_a_map_says() {
        for reserved in [0, 100, 50_000] {
            let (mut ids, mut map) = (Ids::default(), HashMap::new());
            ids.reserve(reserved);
            for position in 1..=20_000_u32 {
                let id = id(u64::from(position).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 11);
                assert_eq!(ids.get(id), map.get(&id).copied());
                let first = *map.entry(id).or_insert(position);
                assert_eq!(ids.first(id), first);
            }
            assert_eq!(ids.ids.len(), 20_000);
            assert_eq!(ids.get(Uuid::max()), None);
        }
    }
}
