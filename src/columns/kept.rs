//! Compact rows that are kept in files, and what a read has to know of each kind of them. Owns no
//! bytes (`facts` does) and no decision (`rows` does).

use uuid::Uuid;

use super::block::Table;
use super::facts::Columned;
use crate::event::Event;
use crate::facts::book::{Book, Moved};
use crate::facts::compact::{ExitRow, LevelRow, MomentRow, Span};
use crate::facts::scope::Standing;
use crate::facts::{Exit, Level};

/// What becomes of an entry in a view.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stands {
    pub(super) standing: Standing,
    pub(super) if_live: Standing,
    pub(super) disputed: bool,
}

/// A compact row that is kept in files.
pub(super) trait Kept: Columned + Copy + Send + Sync {
    /// Its table, and that of its versions.
    const TABLES: (Table, Table);
    /// Whether rows out of view are rows all the same.
    const ALL: bool;
    /// Whether it is another after a correction that changes nothing that the clocks ask.
    const CHANGES: bool;
    /// Whether it points into a book.
    const NAMES: bool = true;
    /// From an event as known.
    fn of(event: &Event, id: u128, book: &mut Book) -> Option<Self>;
    /// The same row, of the entry at a position.
    fn stand_at(&mut self, position: u64);
    fn happened(&self) -> Option<Span>;
    fn renumber(&mut self, moved: &Moved);
    fn stand(&mut self, stands: Stands);
}

impl Kept for ExitRow {
    const TABLES: (Table, Table) = (Table::Exits, Table::ExitVersions);
    const ALL: bool = true;
    const CHANGES: bool = true;

    fn of(event: &Event, id: u128, book: &mut Book) -> Option<Self> {
        let row = ExitRow::of(&Exit::of(event)?, book);
        Some(ExitRow {
            id: Uuid::from_u128(id),
            ..row
        })
    }

    fn happened(&self) -> Option<Span> {
        Some(self.happened)
    }

    fn renumber(&mut self, moved: &Moved) {
        ExitRow::renumber(self, moved);
    }

    fn stand_at(&mut self, position: u64) {
        self.position = position;
    }

    fn stand(&mut self, stands: Stands) {
        self.standing = stands.standing;
        self.disputed = stands.disputed;
    }
}

impl Kept for LevelRow {
    const TABLES: (Table, Table) = (Table::Levels, Table::LevelVersions);
    const ALL: bool = false;
    const CHANGES: bool = true;

    fn of(event: &Event, _id: u128, book: &mut Book) -> Option<Self> {
        Some(LevelRow::of(&Level::of(event)?, book))
    }

    fn happened(&self) -> Option<Span> {
        Some(self.happened)
    }

    fn renumber(&mut self, moved: &Moved) {
        LevelRow::renumber(self, moved);
    }

    fn stand_at(&mut self, position: u64) {
        self.position = position;
    }

    fn stand(&mut self, stands: Stands) {
        self.disputed = stands.disputed;
    }
}

impl Kept for MomentRow {
    const TABLES: (Table, Table) = (Table::Moments, Table::MomentVersions);
    const ALL: bool = true;
    const CHANGES: bool = false;
    const NAMES: bool = false;

    fn of(event: &Event, _id: u128, _book: &mut Book) -> Option<Self> {
        MomentRow::of(event)
    }

    fn happened(&self) -> Option<Span> {
        self.happened
    }

    fn renumber(&mut self, _moved: &Moved) {}

    fn stand_at(&mut self, position: u64) {
        self.position = position;
    }

    fn stand(&mut self, stands: Stands) {
        self.standing = stands.standing;
        self.if_live = stands.if_live;
    }
}
