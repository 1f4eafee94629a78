//! Look-ups that must not grow with the log: id, end of id, label, amendments of an entry,
//! followers of a stage, parties. Owns the trait `Known` and its files under `cache/keys/`
//! (sorted immutable runs of 64-bit hash → position, block-checksummed, derived). Never
//! believed: a hit is confirmed in the log; the short unindexed tail is scanned.

pub mod class;
pub mod compare;
pub mod file;
pub mod memory;
pub mod settle;

mod at;
mod beside;
mod block;
mod index;
mod manifest;
mod merge;
#[cfg(test)]
mod merge_test;
mod record;
mod run;
mod scan;
mod swift;
#[cfg(test)]
mod swift_test;
mod table;

use serde_json::Value;
use uuid::Uuid;

use crate::event::party::Party;
use crate::log::{Entry, LogError};

pub use beside::Beside;
pub use class::{Class, keys_of, likeness};
pub use compare::{Comparison, Verdict};
pub use file::{FileKnown, Kept};
pub use memory::MemoryKnown;
pub use record::Record;
pub use settle::{Settled, settle};
pub use swift::Swift;

/// What the write door needs to know of what is already recorded.
pub trait Known {
    /// Position of the last entry.
    fn position(&self) -> u64;
    /// The entry at a position.
    fn at(&self, position: u64) -> Result<Option<Entry>, LogError>;
    /// The earliest entry of that id.
    fn by_id(&self, id: Uuid) -> Result<Option<Entry>, LogError>;
    /// The earliest entry of that label.
    fn by_label(&self, label: &str) -> Result<Option<Entry>, LogError>;
    /// Entries whose id ends in these (≥ 6, lower-case) hex digits; two are enough to be ambiguous.
    fn by_suffix(&self, hex: &str) -> Result<Vec<Entry>, LogError>;
    /// Amendments whose target is that entry, by position, whatever became of them.
    fn amendments(&self, target: Uuid) -> Result<Vec<Entry>, LogError>;
    /// Entries that name the stage in `follows`: exits and sanctions as recorded, and the
    /// corrections that set `follows` to it.
    fn followers(&self, stage: Uuid) -> Result<Vec<Entry>, LogError>;
    /// The party last recorded under an id: its stored form, as the latest entry that names it
    /// in `by`, `holder` or `subject` gave it.
    fn party(&self, id: &str) -> Result<Option<Value>, LogError>;
    /// The different parties recorded under a name that folds to these letters, in the order
    /// in which they were first met. Of many entries only the first and the last few are
    /// looked at: this serves a warning, and must not grow with the log.
    fn parties_named(&self, folded: &str) -> Result<Vec<Party>, LogError>;
    /// The last few entries recorded with a [`likeness`], by position, whatever became of them.
    fn alike(&self, likeness: &str) -> Result<Vec<Entry>, LogError>;
}

/// The different parties of that folded name among some entries.
fn parties_among<'a>(entries: impl Iterator<Item = &'a Entry>, folded: &str) -> Vec<Party> {
    let mut parties: Vec<Party> = Vec::new();
    for party in entries
        .flat_map(class::parties_of)
        .filter_map(Party::from_stored)
    {
        let name = party.name.as_deref().map(Party::folded_name);
        if name.as_deref() == Some(folded) && !parties.contains(&party) {
            parties.push(party);
        }
    }
    parties
}
