//! Look-ups that must not grow with the log: id, end of id, label, amendments of an entry,
//! followers of a stage, parties. Owns the trait `Known` and its files under `cache/keys/`
//! (sorted immutable runs of 64-bit hash → position, block-checksummed, derived). Never
//! believed: a hit is confirmed in the log; the short unindexed tail is scanned.

use uuid::Uuid;

use crate::event::party::Party;
use crate::log::{Entry, LogError};

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
    /// The party last recorded under an id (with the fields that the latest record gave).
    fn party(&self, id: &str) -> Result<Option<Party>, LogError>;
    /// Parties recorded under a name that folds to the same letters.
    fn parties_named(&self, folded: &str) -> Result<Vec<Party>, LogError>;
}
