//! The amendments of a few entries, looked for block by block: an index of all takes longer than that.
//! Owns how many are few, and that none is looked for twice.

use std::sync::Mutex;

use super::Sound;
use super::ground::Ground;
use crate::amend::Sign;

/// So many entries are looked for; who asks for more needs an index.
const FEW: usize = 8;

/// What was looked for, and found.
#[derive(Debug, Default)]
pub(super) struct Few(Mutex<Vec<(u128, Vec<Sign>)>>);

impl Few {
    /// The amendments of the entry of an id, in order; `None` once many were asked for.
    pub(super) fn of(
        &self,
        ground: &Ground<'_>,
        target: u128,
        threads: usize,
    ) -> Sound<Option<Vec<Sign>>> {
        // A thread that panicked while it held the list left it whole.
        let mut known = match self.0.lock() {
            Ok(known) => known,
            Err(poisoned) => poisoned.into_inner(),
        };
        if let Some((_, signs)) = known.iter().find(|(id, _)| *id == target) {
            return Ok(Some(signs.clone()));
        }
        if known.len() >= FEW {
            return Ok(None);
        }
        let found = ground.signs_of(target, threads)?;
        let signs: Vec<Sign> = found.iter().map(|it| it.sign).collect();
        known.push((target, signs.clone()));
        Ok(Some(signs))
    }
}
