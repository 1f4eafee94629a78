//! The amendments of a few entries, looked for in what all amendments amend: an index of all takes
//! longer than that. Owns how many are few, and that what is amended is read once.

use std::sync::{Mutex, OnceLock};

use super::block::Table;
use super::ground::Ground;
use super::share::share;
use super::signs;
use super::{Sound, doubt};
use crate::amend::Sign;

/// So many entries are looked for; who asks for more needs an index.
const FEW: usize = 64;

/// What was looked for, and found.
#[derive(Debug, Default)]
pub(super) struct Few {
    /// Of each block of amendments what they amend, in order; or why that cannot be told.
    targets: OnceLock<Result<Vec<Vec<u128>>, String>>,
    known: Mutex<Vec<(u128, Vec<Sign>)>>,
}

impl Few {
    /// The amendments of the entry of an id, in order; `None` once many were asked for.
    pub(super) fn of(
        &self,
        ground: &Ground<'_>,
        target: u128,
        threads: usize,
    ) -> Sound<Option<Vec<Sign>>> {
        // A thread that panicked while it held the list left it whole.
        let mut known = match self.known.lock() {
            Ok(known) => known,
            Err(poisoned) => poisoned.into_inner(),
        };
        if let Some((_, signs)) = known.iter().find(|(id, _)| *id == target) {
            return Ok(Some(signs.clone()));
        }
        if known.len() >= FEW {
            return Ok(None);
        }
        let signs = self.look_for(ground, target, threads)?;
        known.push((target, signs.clone()));
        Ok(Some(signs))
    }

    /// Reads the blocks that amend an entry; most often there is none.
    fn look_for(&self, ground: &Ground<'_>, target: u128, threads: usize) -> Sound<Vec<Sign>> {
        let slots: Vec<_> = ground.slots(Table::Signs).collect();
        let read = || {
            let read = share(&slots, threads, |(part, slot)| {
                signs::targets(&part.block(slot)?)
            });
            let read: Sound<Vec<Vec<u128>>> = read.into_iter().collect();
            read.map_err(|doubt| doubt.0)
        };
        let targets = match self.targets.get_or_init(read) {
            Ok(targets) => targets,
            Err(why) => return doubt(why.clone()),
        };
        let mut found = Vec::new();
        for ((part, slot), targets) in slots.into_iter().zip(targets) {
            if targets.contains(&target) {
                let all = signs::decode(&part.block(slot)?)?.into_iter();
                found.extend(all.filter(|it| it.target == target).map(|it| it.sign));
            }
        }
        Ok(found)
    }
}
