//! Amendments as columns, and the index of them that a read makes: what amends an entry, and
//! whether it counts. Owns that table and index; the rule is `amend::counts`, as everywhere.

use std::convert::Infallible;

use uuid::Uuid;

use super::code::{Decoder, Encoder};
use super::gather::{Amending, UNDATED};
use super::spine::{end_of, kind_of, number_of};
use super::{Sound, doubt};
use crate::amend::{Sign, Signs};
use crate::event::when::Instant;
use crate::facts::ids::ById;

/// The bytes of a block.
pub(super) fn encode(signs: &[Amending]) -> Vec<u8> {
    let column = |of: fn(&Amending) -> i64| signs.iter().map(of).collect::<Vec<i64>>();
    let ids = |of: fn(&Amending) -> u128| signs.iter().map(|it| of(it) as i128).collect::<Vec<_>>();
    let mut out = Encoder::default();
    out.numbers(&column(|it| {
        i64::try_from(it.sign.position).unwrap_or(i64::MAX)
    }));
    out.numbers(&column(|it| number_of(it.sign.kind)));
    out.repeated(&column(|it| {
        it.sign.published.map_or(UNDATED, |first| first.0)
    }));
    out.wide(&ids(|it| it.sign.id.as_u128()));
    out.wide(&ids(|it| it.target));
    out.numbers(&column(|it| i64::try_from(it.offset).unwrap_or(i64::MAX)));
    out.numbers(&column(|it| i64::from(it.of_clocks)));
    out.finish()
}

/// Reads a block.
pub(super) fn decode(bytes: &[u8]) -> Sound<Vec<Amending>> {
    let mut read = Decoder::new(bytes);
    let (positions, kinds, published) = (read.numbers()?, read.numbers()?, read.numbers()?);
    let (ids, targets) = (read.wide()?, read.wide()?);
    let (offsets, of_clocks) = (read.numbers()?, read.numbers()?);
    let numbers = [&kinds, &published, &offsets, &of_clocks].map(Vec::len);
    let mut lengths = numbers.into_iter().chain([ids.len(), targets.len()]);
    if lengths.any(|length| length != positions.len()) {
        return doubt("columns of different lengths");
    }
    let columns = positions.into_iter().zip(kinds).zip(published);
    let columns = columns
        .zip(ids)
        .zip(targets)
        .zip(offsets.into_iter().zip(of_clocks));
    let row = |(((((position, kind), published), id), target), (offset, of_clocks))| {
        let (id, target): (i128, i128) = (id, target);
        Some(Amending {
            sign: Sign {
                id: Uuid::from_u128(id as u128),
                position: u64::try_from(position).ok()?,
                kind: kind_of(kind)?,
                published: (published != UNDATED).then_some(Instant(published)),
            },
            target: target as u128,
            offset: u64::try_from(offset).ok()?,
            of_clocks: of_clocks != 0,
        })
    };
    let rows: Option<Vec<Amending>> = columns.map(row).collect();
    rows.map_or_else(|| doubt("an amendment that is none"), Ok)
}

/// Bits of the sieve of ends.
const SIEVE: usize = 1 << 22;

/// Every amendment of a log, found by what it amends.
#[derive(Debug)]
pub(super) struct Index {
    all: Vec<Amending>,
    /// The first amendment of a target.
    first: ById<u32>,
    /// The next one of the same target.
    next: Vec<u32>,
    /// Marks the ends of the ids of targets.
    sieve: Vec<u64>,
}

const LAST: u32 = u32::MAX;

impl Index {
    /// Of amendments in order of position.
    pub(super) fn of(all: Vec<Amending>) -> Index {
        let mut index = Index {
            first: ById::with_capacity_and_hasher(all.len(), Default::default()),
            next: vec![LAST; all.len()],
            sieve: vec![0; SIEVE / 64],
            all,
        };
        // From the last on, so that each list runs forward.
        for (place, amending) in index.all.iter().enumerate().rev() {
            let number = u32::try_from(place).unwrap_or(LAST);
            let later = index.first.insert(amending.target, number);
            if let (Some(later), Some(next)) = (later, index.next.get_mut(place)) {
                *next = later;
            }
            let bit = sieve_bit(end_of(amending.target));
            if let Some(word) = index.sieve.get_mut(bit / 64) {
                *word |= 1 << (bit % 64);
            }
        }
        index
    }

    /// Whether an entry whose id has this end may be amended.
    pub(super) fn may_amend(&self, end: i64) -> bool {
        let bit = sieve_bit(end);
        let word = self.sieve.get(bit / 64).copied().unwrap_or(u64::MAX);
        word >> (bit % 64) & 1 == 1
    }

    /// The amendments of an entry, in order.
    pub(super) fn of_target(&self, target: u128) -> impl Iterator<Item = &Amending> {
        let mut next = self.first.get(&target).copied().unwrap_or(LAST);
        std::iter::from_fn(move || {
            let place = next as usize;
            let found = self.all.get(place)?;
            next = self.next.get(place).copied().unwrap_or(LAST);
            Some(found)
        })
    }

    /// All of them.
    pub(super) fn all(&self) -> &[Amending] {
        &self.all
    }
}

fn sieve_bit(end: i64) -> usize {
    (end as u64 as usize) % SIEVE
}

impl Signs for Index {
    type Error = Infallible;

    fn signs(&self, target: Uuid) -> Result<Vec<Sign>, Infallible> {
        Ok(self.of_target(target.as_u128()).map(|it| it.sign).collect())
    }
}
