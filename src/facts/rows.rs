//! The compact rows of a scope: exits, levels and moments, from memory or from files. Owns the reading from
//! memory, which is the literal one; the files have to give the same rows.

use super::book::Book;
use super::compact::{ExitRow, Left, LevelRow, MomentRow};
use super::scope::{Claims, Scope, Standing};
use super::{Exit, Level};
use crate::event::Kind;

impl Scope<'_> {
    /// Every recorded stage of an exit within `--known`, in order of position, whatever the other
    /// clocks make of it.
    pub fn exits(&self, book: &mut Book) -> Vec<ExitRow> {
        if let Some(files) = self.history().files() {
            return files.exits(self, book);
        }
        let exits = self.entries().iter();
        let exits = exits.filter(|entry| entry.event.kind() == Kind::FundExit);
        let row = |entry| {
            let known = self.see(entry);
            let exit = Exit::of(&known.event)?;
            Some(ExitRow {
                position: entry.position,
                id: entry.id,
                standing: self.standing(&known, Claims::IfAsked),
                disputed: !known.disputes.is_empty(),
                ..ExitRow::of(&exit, book)
            })
        };
        exits.filter_map(row).collect()
    }

    /// The events and links of some kinds within `--known`, in order of position, and what becomes of
    /// each.
    pub fn moments(&self, kinds: &[Kind], claims: Claims) -> Vec<MomentRow> {
        if let Some(files) = self.history().files() {
            return files.moments(self, kinds, claims);
        }
        self.draw(kinds, |entry, known| {
            Some(MomentRow {
                position: entry.position,
                standing: self.standing(known, claims),
                if_live: self.standing_if_live(known, claims),
                ..MomentRow::of(&known.event)?
            })
        })
    }

    /// Hands over the levels in view, in order of position, with the book that they point into; gives
    /// how many are not.
    pub fn levels(&self, book: &mut Book, each: &mut dyn FnMut(&Book, LevelRow)) -> Left {
        if let Some(files) = self.history().files() {
            return files.levels(self, book, each);
        }
        let mut left = Left::default();
        for entry in self.entries() {
            if entry.event.kind() != Kind::Holding {
                continue;
            }
            let known = self.see(entry);
            match (
                self.standing(&known, Claims::IfAsked),
                Level::of(&known.event),
            ) {
                (Standing::InView, None) => {}
                (Standing::InView, Some(level)) => {
                    let row = LevelRow {
                        position: entry.position,
                        disputed: !known.disputes.is_empty(),
                        ..LevelRow::of(&level, book)
                    };
                    each(book, row);
                }
                (standing, _) => left.count(standing, 1),
            }
        }
        left
    }
}
