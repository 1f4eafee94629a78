//! The spine: of every entry its kind, where its line begins, when it was recorded, the end of its
//! id and a check of its line. Owns that table; reads no line.

use super::code::Encoder;
use super::decode::Decoder;
use super::gather::Place;
use super::{Sound, doubt};
use crate::event::Kind;
use crate::event::when::Instant;
use crate::merkle::Hash;

/// Of a segment, entry by entry.
#[derive(Debug, Default)]
pub(super) struct Spine {
    pub(super) kinds: Vec<i64>,
    pub(super) offsets: Vec<i64>,
    pub(super) recorded: Vec<i64>,
    pub(super) ends: Vec<i64>,
    pub(super) checks: Vec<i64>,
}

/// Bits of an id that are kept.
pub(super) const END: u32 = 24;

/// The last bits of an id: few entries share them, and whoever meets them looks at the whole id.
pub(super) fn end_of(id: u128) -> i64 {
    (id as i64) & ((1 << END) - 1)
}

/// The first 4 bytes of a leaf hash.
pub(super) fn check_of(leaf: &Hash) -> i64 {
    let mut first = [0; 4];
    first.copy_from_slice(&leaf[..4]);
    i64::from(u32::from_le_bytes(first))
}

/// The number of a kind: its place in the vocabulary.
pub(super) fn number_of(kind: Kind) -> i64 {
    let place = Kind::ALL.iter().position(|one| *one == kind);
    place.map_or(-1, |place| place as i64)
}

/// The kind of a number.
pub(super) fn kind_of(number: i64) -> Option<Kind> {
    Kind::ALL.get(usize::try_from(number).ok()?).copied()
}

impl Spine {
    /// Takes the next entry in.
    pub(super) fn push(&mut self, place: &Place, kind: Kind) {
        let offset = i64::try_from(place.offset).unwrap_or(i64::MAX);
        self.kinds.push(number_of(kind));
        self.offsets.push(offset);
        self.recorded.push(place.recorded_at.0);
        self.ends.push(end_of(place.id.as_u128()));
        self.checks.push(check_of(&place.leaf));
    }

    /// The bytes of the block.
    pub(super) fn encode(&self) -> Vec<u8> {
        let mut out = Encoder::default();
        out.numbers(&self.ends);
        out.numbers(&self.recorded);
        out.numbers(&self.kinds);
        out.numbers(&self.offsets);
        out.numbers(&self.checks);
        out.finish()
    }

    /// Reads a block of so many entries.
    pub(super) fn decode(bytes: &[u8], rows: u64) -> Sound<Spine> {
        let mut read = Decoder::new(bytes);
        let ends = read.numbers()?;
        let spine = Spine {
            recorded: read.numbers()?,
            kinds: read.numbers()?,
            offsets: read.numbers()?,
            ends,
            checks: read.numbers()?,
        };
        let columns = [
            &spine.kinds,
            &spine.offsets,
            &spine.recorded,
            &spine.ends,
            &spine.checks,
        ];
        match columns.iter().all(|column| column.len() as u64 == rows) {
            true => Ok(spine),
            false => doubt("a spine of other length than its segment"),
        }
    }

    /// Only the ends of ids.
    pub(super) fn ends(bytes: &[u8]) -> Sound<Vec<i64>> {
        Decoder::new(bytes).numbers()
    }

    /// When the entry in a row was recorded.
    pub(super) fn recorded_at(&self, row: usize) -> Option<Instant> {
        self.recorded.get(row).copied().map(Instant)
    }
}
