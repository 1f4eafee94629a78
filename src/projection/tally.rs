//! What a view left out, by reason, for its citation. Owns which standings are counted and
//! under which name; decides nothing about an entry.

use std::collections::BTreeMap;

use crate::facts::Standing;
use crate::facts::compact::Left;

/// Counts of what a view would otherwise have taken in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// Events without a dated source, where what was public was asked for.
    pub undated: u64,
    /// All other reasons; a reason that left nothing out is absent.
    pub left_out: BTreeMap<&'static str, u64>,
}

impl Tally {
    /// Counts one event left out for a reason.
    pub fn leave_out(&mut self, reason: &'static str) {
        *self.left_out.entry(reason).or_insert(0) += 1;
    }

    /// Takes in the counts of other events.
    pub fn add(&mut self, other: &Tally) {
        self.undated += other.undated;
        for (reason, many) in &other.left_out {
            *self.left_out.entry(reason).or_insert(0) += many;
        }
    }

    /// Counts events left out, by what became of each.
    pub fn leave_out_all(&mut self, left: &Left) {
        for (standing, many) in left.counts().filter(|(_, many)| *many > 0) {
            self.leave_out_so_many(standing, many);
        }
    }

    /// Whether an event of the view's kinds is in view; counts it when it is left out for a
    /// reason that the citation names.
    pub fn admits(&mut self, standing: Standing) -> bool {
        if standing != Standing::InView {
            self.leave_out_so_many(standing, 1);
        }
        standing == Standing::InView
    }

    fn leave_out_so_many(&mut self, standing: Standing, many: u64) {
        let reason = match standing {
            Standing::Undated => {
                self.undated += many;
                return;
            }
            Standing::Claimed => "claims",
            Standing::Possible => "possible",
            Standing::InView
            | Standing::Unvouched
            | Standing::Retracted
            | Standing::Unpublished
            | Standing::Future => return,
        };
        if many > 0 {
            *self.left_out.entry(reason).or_insert(0) += many;
        }
    }
}
