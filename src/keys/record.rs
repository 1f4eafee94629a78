//! A record: 64-bit hash of a key, its class and a position, 16 bytes. Owns their order and
//! the thinning of keys that every entry may share. Knows no file.

use std::collections::VecDeque;

use crate::log::Entry;

use super::class::{Class, keys_of};

/// Bytes of a record.
pub(super) const WIDTH: usize = 16;

const POSITION_BITS: u32 = 56;

/// One key of one entry. Ordered by hash, then class, then position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Record {
    pub(super) hash: u64,
    tagged: u64,
}

impl Record {
    pub(super) fn new(class: Class, hash: u64, position: u64) -> Record {
        Record {
            hash,
            tagged: (u64::from(class as u8) << POSITION_BITS)
                | (position & ((1 << POSITION_BITS) - 1)),
        }
    }

    /// The records of an entry.
    pub fn of(entry: &Entry) -> impl Iterator<Item = Record> + use<> {
        let position = entry.position;
        keys_of(entry)
            .into_iter()
            .filter(|(class, _)| class.is_recorded())
            .map(move |(class, value)| Record::new(class, class.hash(&value), position))
    }

    pub(super) fn position(self) -> u64 {
        self.tagged & ((1 << POSITION_BITS) - 1)
    }

    pub(super) fn is_of(self, class: Class) -> bool {
        self.tagged >> POSITION_BITS == u64::from(class as u8)
    }

    /// A record of nothing yet.
    pub(super) fn plain(hash: u64) -> Record {
        Record { hash, tagged: 0 }
    }

    pub(super) fn classify(&mut self, class: u64) {
        self.tagged |= class << POSITION_BITS;
    }

    pub(super) fn place(&mut self, position: u64) {
        self.tagged |= position & ((1 << POSITION_BITS) - 1);
    }

    /// The number of its class.
    pub(super) fn class(self) -> u64 {
        self.tagged >> POSITION_BITS
    }

    pub(super) fn to_bytes(self) -> [u8; WIDTH] {
        ((u128::from(self.hash) << 64) | u128::from(self.tagged)).to_be_bytes()
    }

    pub(super) fn from_bytes(bytes: [u8; WIDTH]) -> Record {
        let number = u128::from_be_bytes(bytes);
        Record {
            hash: (number >> 64) as u64,
            tagged: number as u64,
        }
    }

    /// What thinning goes by: records that share it are of one key.
    fn group(self) -> (u64, u64) {
        (self.hash, self.tagged >> POSITION_BITS)
    }

    fn kept(self) -> Option<(usize, usize)> {
        [Class::Party, Class::Name, Class::Alike]
            .into_iter()
            .find(|class| self.is_of(*class))
            .and_then(Class::kept)
    }
}

/// Drops from a sorted stream what is not worth keeping: of a party only its last record, of
/// a name the first and the last few, and exact repetitions. Thinning what was thinned in
/// parts gives the same as thinning the whole, so merges may do it in any order.
#[derive(Debug, Default)]
pub(super) struct Thin {
    last: Option<Record>,
    passed: usize,
    waiting: VecDeque<Record>,
}

impl Thin {
    /// Takes the next record and hands on those that are certain to stay.
    pub(super) fn push<E>(
        &mut self,
        record: Record,
        out: &mut dyn FnMut(Record) -> Result<(), E>,
    ) -> Result<(), E> {
        if self.last == Some(record) {
            return Ok(());
        }
        if self.last.map(Record::group) != Some(record.group()) {
            self.finish(out)?;
        }
        self.last = Some(record);
        let Some((first, last)) = record.kept() else {
            return out(record);
        };
        if self.passed < first {
            self.passed += 1;
            return out(record);
        }
        self.waiting.push_back(record);
        if self.waiting.len() > last {
            self.waiting.pop_front();
        }
        Ok(())
    }

    /// Hands on what waits: at the end of a key, and of the stream.
    pub(super) fn finish<E>(
        &mut self,
        out: &mut dyn FnMut(Record) -> Result<(), E>,
    ) -> Result<(), E> {
        self.passed = 0;
        self.waiting.drain(..).try_for_each(out)
    }
}

/// Sorts and thins records in memory.
pub(super) fn sort_and_thin(mut records: Vec<Record>) -> Vec<Record> {
    records.sort_unstable();
    let mut kept = Vec::with_capacity(records.len());
    let mut thin = Thin::default();
    let mut keep = |record| {
        kept.push(record);
        Ok::<(), std::convert::Infallible>(())
    };
    for record in records {
        let Ok(()) = thin.push(record, &mut keep);
    }
    let Ok(()) = thin.finish(&mut keep);
    kept
}
