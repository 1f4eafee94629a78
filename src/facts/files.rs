//! What a history asks of facts that are held in files. Owns the trait alone; the files are another
//! room's, which knows this one. Nothing here fails: who has a doubt says so once, in `doubt`, and
//! then no answer that was given is worth anything.

use uuid::Uuid;

use super::book::Book;
use super::compact::{ExitRow, Left, LevelRow, MomentRow};
use super::ids::Ids;
use super::scope::{Claims, Scope};
use crate::amend::Sign;
use crate::event::Kind;
use crate::event::when::Instant;
use crate::log::Entry;
use crate::merkle::Hash;

/// Which entries are walked over.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// Up to this position.
    pub known: u64,
    /// Of these kinds.
    pub kinds: &'a [Kind],
    /// With one of these ids, if any are named.
    pub ids: Option<&'a Ids>,
}

/// Facts in files, and the log that they were drawn from.
pub trait Files: std::fmt::Debug + Send + Sync {
    /// Position of the last entry.
    fn position(&self) -> u64;

    /// Why the files cannot be believed, if something was met.
    fn doubt(&self) -> Option<String>;

    /// Something was asked for that is not in the files, or met that cannot be.
    fn suspect(&self, why: &str);

    /// When the entry at a position was recorded.
    fn recorded_at(&self, position: u64) -> Option<Instant>;

    /// How many entries were recorded by an instant.
    fn recorded_by(&self, by: Instant) -> u64;

    /// The root at a position within the log.
    fn root_at(&self, position: u64) -> Option<Hash>;

    /// The entry at a position, read from the log.
    fn entry(&self, position: u64) -> Option<Entry>;

    /// Position of the earliest entry of an id.
    fn place_of(&self, id: Uuid) -> Option<u64>;

    /// Positions of the entries whose ids end in so many bits, at least 24, in order.
    fn places_ending(&self, end: u128, bits: u32) -> Vec<u64>;

    /// Every label with the position of its earliest entry, in no order.
    fn labels(&self) -> Vec<(String, u64)>;

    /// What decides whether the amendments of an entry count, in order.
    fn signs(&self, target: Uuid) -> Vec<Sign>;

    /// How many pieces the log is walked in.
    fn segments(&self) -> usize;

    /// Hands over every entry that is wanted, with the number of its piece: pieces by several threads,
    /// the entries of one in order. Some may be handed over that have another id. Of an entry that
    /// nothing amends only what facts and filters ask of it is there.
    fn walk(&self, wanted: Wanted<'_>, each: &(dyn Fn(usize, &Entry) + Sync));

    /// As [`Scope::exits`].
    fn exits(&self, scope: &Scope<'_>, book: &mut Book) -> Vec<ExitRow>;

    /// As [`Scope::moments`].
    fn moments(&self, scope: &Scope<'_>, kinds: &[Kind], claims: Claims) -> Vec<MomentRow>;

    /// As [`Scope::levels`].
    fn levels(
        &self,
        scope: &Scope<'_>,
        book: &mut Book,
        each: &mut dyn FnMut(&Book, LevelRow),
    ) -> Left;
}
