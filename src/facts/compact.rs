//! Compact rows: exits and levels as numbers that point into a book of names, since a log may
//! hold millions of them. Owns what such a row keeps of its fact; folds nothing.

use uuid::Uuid;

use super::book::{Book, Moved, NONE, Name};
use super::exit::{Exit, Stage};
use super::level::Level;
use super::scope::Standing;
use crate::event::amount::{Amount, Bound};
use crate::event::when::{Instant, When};
use crate::event::{Event, Kind};

/// An amount in millionths, aligned as a word is: there may be millions of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(Rust, packed(8))]
pub struct Millionths(pub i128);

/// A sum of money: what it can mean, and in which currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Money {
    /// Lowest.
    pub low: Millionths,
    /// Highest; `None` = unbounded.
    pub high: Option<Millionths>,
    /// It was said to be about so much.
    pub about: bool,
    /// The currency.
    pub currency: Name,
}

impl Money {
    /// That of an amount.
    pub fn of(amount: &Amount, book: &mut Book) -> Money {
        Money {
            low: Millionths(amount.low().0),
            high: amount.upper().map(|high| Millionths(high.0)),
            about: amount.bound == Bound::About,
            currency: book.text(&amount.currency),
        }
    }
}

/// The instants that a date spans.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// First.
    pub earliest: Instant,
    /// Last.
    pub latest: Instant,
}

impl Span {
    /// That of a date.
    pub fn of(date: &When) -> Span {
        let (earliest, latest) = (date.earliest, date.latest);
        Span { earliest, latest }
    }
}

/// One stage of an exit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExitRow {
    /// Of its entry.
    pub position: u64,
    /// Of its entry.
    pub id: Uuid,
    /// The entry of the stage before.
    pub follows: Option<Uuid>,
    /// Who leaves.
    pub holder: Name,
    /// What is left.
    pub asset: Name,
    /// How far it has come.
    pub stage: Stage,
    /// The whole exit as then reported.
    pub amount: Option<Money>,
    /// Carried out so far.
    pub done: Option<Money>,
    /// The latest instant by which.
    pub deadline: Option<Instant>,
    /// When it happened.
    pub happened: Span,
    /// What becomes of it in the view.
    pub standing: Standing,
    /// Has a dispute that counts.
    pub disputed: bool,
}

impl ExitRow {
    /// The row of a fact; what the clocks say of its entry is the caller's.
    pub fn of(exit: &Exit, book: &mut Book) -> ExitRow {
        ExitRow {
            position: 0,
            id: Uuid::nil(),
            follows: exit.follows,
            holder: book.holder(exit.holder.clone()),
            asset: book.asset(exit.asset.clone()),
            stage: exit.stage,
            amount: exit.amount.as_ref().map(|amount| Money::of(amount, book)),
            done: exit.done.as_ref().map(|done| Money::of(done, book)),
            deadline: exit.deadline.as_ref().map(|deadline| deadline.latest),
            happened: Span::of(&exit.happened),
            standing: Standing::InView,
            disputed: false,
        }
    }

    /// Points into another book.
    pub fn renumber(&mut self, moved: &Moved) {
        moved.holder(&mut self.holder);
        moved.asset(&mut self.asset);
        for money in [&mut self.amount, &mut self.done].into_iter().flatten() {
            moved.text(&mut money.currency);
        }
    }
}

/// One level held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LevelRow {
    /// Of its entry.
    pub position: u64,
    /// Who holds.
    pub holder: Name,
    /// What is held.
    pub asset: Name,
    /// In which currency.
    pub currency: Name,
    /// How much.
    pub value: Millionths,
    /// Which series it belongs to.
    pub series: Name,
    /// How it is valued.
    pub basis: Name,
    /// Whose it is.
    pub attribution: Name,
    /// When it was so.
    pub happened: Span,
    /// That date as recorded.
    pub on: Name,
    /// Has a dispute that counts.
    pub disputed: bool,
}

impl LevelRow {
    /// The row of a fact; what the clocks say of its entry is the caller's.
    pub fn of(level: &Level, book: &mut Book) -> LevelRow {
        LevelRow {
            position: 0,
            holder: book.holder(level.holder.clone()),
            asset: book.asset(level.asset.clone()),
            currency: book.text(&level.amount.currency),
            value: Millionths(level.amount.value.0),
            series: book.text_or_none(level.series.as_deref()),
            basis: book.text_or_none(level.basis.as_deref()),
            attribution: book.text_or_none(level.attribution.as_deref()),
            happened: Span::of(&level.happened),
            on: book.text(&level.happened.text),
            disputed: false,
        }
    }

    /// Points into another book.
    pub fn renumber(&mut self, moved: &Moved) {
        moved.holder(&mut self.holder);
        moved.asset(&mut self.asset);
        for text in [
            &mut self.currency,
            &mut self.series,
            &mut self.basis,
            &mut self.attribution,
            &mut self.on,
        ] {
            if *text != NONE {
                moved.text(text);
            }
        }
    }
}

/// When an event happened, and what becomes of it in a view; of a link, which happens never, the
/// latter alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MomentRow {
    /// Of its entry.
    pub position: u64,
    /// What it is.
    pub kind: Kind,
    /// When it happened.
    pub happened: Option<Span>,
    /// What becomes of it in the view.
    pub standing: Standing,
    /// What would, were it not retracted.
    pub if_live: Standing,
}

impl MomentRow {
    /// The row of an event; what the clocks say of its entry is the caller's. Amendments have none.
    pub fn of(event: &Event) -> Option<MomentRow> {
        let kind = event.kind();
        let takes = !kind.is_amendment() && kind != Kind::Citation;
        takes.then(|| MomentRow {
            position: 0,
            kind,
            happened: event.happened().map(|happened| Span::of(&happened)),
            standing: Standing::InView,
            if_live: Standing::InView,
        })
    }
}

/// How many rows the clocks left out of a view, by what became of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Left([u64; Standing::ALL.len()]);

impl Left {
    /// Counts some.
    pub fn count(&mut self, standing: Standing, many: u64) {
        if let Some(count) = self.0.get_mut(standing as usize) {
            *count += many;
        }
    }

    /// Takes in the counts of others.
    pub fn add(&mut self, other: &Left) {
        for (count, many) in self.0.iter_mut().zip(other.0) {
            *count += many;
        }
    }

    /// The counts.
    pub fn counts(&self) -> impl Iterator<Item = (Standing, u64)> {
        Standing::ALL.into_iter().zip(self.0)
    }
}
