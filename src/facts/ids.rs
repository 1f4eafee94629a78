//! Maps and sets by identity, for many entries: ids are as good as random, so a cheap fold of
//! their bits serves as the hash. Owns that fold; an unlucky choice of ids costs time, never an answer.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

/// From the id of an entry, as a number, to something.
pub type ById<T> = HashMap<u128, T, BuildHasherDefault<Folded>>;

/// Something packed into a word, to something.
pub type ByWord<T> = HashMap<u64, T, BuildHasherDefault<Folded>>;

/// Ids.
pub type Ids = HashSet<u128, BuildHasherDefault<Folded>>;

/// Folds what is written into a word and spreads it.
#[derive(Debug, Default, Clone, Copy)]
pub struct Folded(u64);

/// An odd number with its bits well mixed (2⁶⁴ divided by the golden ratio).
const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;

impl Hasher for Folded {
    fn finish(&self) -> u64 {
        let word = self.0.wrapping_mul(SPREAD);
        word ^ (word >> 29)
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    fn write_u64(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(23) ^ word).wrapping_mul(SPREAD);
    }

    fn write_u128(&mut self, id: u128) {
        self.write_u64(id as u64);
        self.write_u64((id >> 64) as u64);
    }
}
