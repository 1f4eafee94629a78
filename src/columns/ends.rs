//! The ends of all ids in memory, for whoever asks for many entries by their ids one after another:
//! to go through every block for each would take longer than all else. Owns when that is worth it.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use super::Sound;
use super::block::Table;
use super::ground::Ground;
use super::share::share;
use super::spine::{Spine, end_of};

/// So many questions are answered from the blocks.
const FEW: u32 = 4;

/// Ends of ids, each in one number with the position of its entry; in order.
#[derive(Debug, Default)]
pub(super) struct Ends {
    asked: AtomicU32,
    all: OnceLock<Vec<u64>>,
}

impl Ends {
    /// Positions of entries whose ids may end in these bits, in order.
    pub(super) fn of(
        &self,
        ground: &Ground<'_>,
        end: u128,
        bits: u32,
        threads: usize,
    ) -> Sound<Vec<u64>> {
        let is_whole = bits == u128::BITS;
        if !is_whole || self.asked.fetch_add(1, Ordering::Relaxed) < FEW {
            return ground.ending(end, bits, threads);
        }
        let all = match self.all.get() {
            Some(all) => all,
            None => {
                let read = read(ground, threads)?;
                self.all.get_or_init(|| read)
            }
        };
        let wanted = packed(end_of(end), 0);
        let first = all.partition_point(|one| *one < wanted);
        let hits = all.iter().skip(first);
        let hits = hits.take_while(|one| *one >> POSITION == wanted >> POSITION);
        Ok(hits.map(|one| one & ((1 << POSITION) - 1)).collect())
    }
}

/// Bits of a number that say the position.
const POSITION: u32 = 32;

/// An end, of at most as many bits as are left, and a position.
fn packed(end: i64, position: u64) -> u64 {
    end.cast_unsigned() << POSITION | position
}

fn read(ground: &Ground<'_>, threads: usize) -> Sound<Vec<u64>> {
    let slots: Vec<_> = ground.slots(Table::Spine).collect();
    let found = share(&slots, threads, |(part, slot)| {
        let ends = Spine::ends(&part.block(slot)?)?;
        let rows = (slot.first..).zip(ends);
        Sound::Ok(
            rows.map(|(position, end)| packed(end, position))
                .collect::<Vec<u64>>(),
        )
    });
    let mut all = Vec::new();
    for some in found {
        all.extend(some?);
    }
    all.sort_unstable();
    Ok(all)
}
