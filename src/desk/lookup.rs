//! A table from keys to numbers of events that keeps no key: eight bytes a place, so that an
//! import of ten million may be looked up in. Owns the places; whoever asks confirms each hit
//! against what was put aside.

use std::hash::{BuildHasher as _, Hash, RandomState};
use std::io;

/// Empty places are this.
const NONE: u32 = u32::MAX;

/// The table.
#[derive(Debug, Default)]
pub struct Lookup {
    /// 32 bits of the hash, and the number of the event.
    places: Vec<(u32, u32)>,
    held: usize,
    hasher: RandomState,
}

impl Lookup {
    /// An empty one that takes so many keys before it has to grow.
    pub fn with_room(keys: usize) -> Lookup {
        Lookup {
            places: vec![(0, NONE); keys * 4 / 3 + 2],
            ..Lookup::default()
        }
    }

    /// The first number under a key for which `confirm` holds.
    pub fn find(
        &self,
        key: &impl Hash,
        mut confirm: impl FnMut(u32) -> io::Result<bool>,
    ) -> io::Result<Option<u32>> {
        let hash = self.hash(key);
        let mut at = self.place(hash);
        while let Some((found, number)) = self.places.get(at).copied() {
            if number == NONE {
                break;
            }
            if found == hash && confirm(number)? {
                return Ok(Some(number));
            }
            at = self.after(at);
        }
        Ok(None)
    }

    /// Puts a number under a key that is not there yet.
    pub fn insert(&mut self, key: &impl Hash, number: u32) {
        if (self.held + 1) * 4 > self.places.len() * 3 {
            let larger = (self.places.len() * 2).max(64);
            let old = std::mem::replace(&mut self.places, vec![(0, NONE); larger]);
            for (hash, number) in old.into_iter().filter(|(_, number)| *number != NONE) {
                self.put(hash, number);
            }
        }
        self.held += 1;
        self.put(self.hash(key), number);
    }

    fn put(&mut self, hash: u32, number: u32) {
        let mut at = self.place(hash);
        while let Some(place) = self.places.get_mut(at) {
            if place.1 == NONE {
                *place = (hash, number);
                return;
            }
            at = self.after(at);
        }
    }

    fn hash(&self, key: &impl Hash) -> u32 {
        (self.hasher.hash_one(key) >> 32) as u32
    }

    fn place(&self, hash: u32) -> usize {
        ((u64::from(hash) * self.places.len() as u64) >> 32) as usize
    }

    fn after(&self, at: usize) -> usize {
        if at + 1 < self.places.len() {
            at + 1
        } else {
            0
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::Lookup;

    #[test]
    fn every_key_is_found_and_no_other() {
        for lookup in [
            Lookup::default(),
            Lookup::with_room(5000),
            Lookup::with_room(7),
        ] {
            found_again(lookup);
        }
    }

    #[test]
    fn room_that_was_asked_for_is_enough() {
        for keys in [0, 1, 2, 3, 100, 4999] {
            let mut lookup = Lookup::with_room(keys);
            let room = lookup.places.len();
            (0..keys).for_each(|key| lookup.insert(&key, key as u32));
            assert_eq!(lookup.places.len(), room, "{keys}");
        }
    }

    fn found_again(mut lookup: Lookup) {
        let keys: Vec<String> = (0..5000).map(|number| format!("key-{number}")).collect();
        let is = |key: &str| {
            let key = key.to_owned();
            let keys = &keys;
            move |number: u32| Ok(keys[number as usize] == key)
        };
        for (number, key) in keys.iter().enumerate() {
            assert_eq!(lookup.find(key, is(key)).unwrap(), None);
            lookup.insert(key, number as u32);
            assert_eq!(lookup.find(key, is(key)).unwrap(), Some(number as u32));
        }
        for (number, key) in keys.iter().enumerate() {
            assert_eq!(lookup.find(key, is(key)).unwrap(), Some(number as u32));
        }
        assert_eq!(lookup.find(&"other", is("other")).unwrap(), None);
    }
}
