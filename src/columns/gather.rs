//! What one segment of the log comes to: its spine, its amendments and labels, and the facts that
//! are kept of its entries. Owns which fact goes into which table; writes no byte.

use uuid::Uuid;

use super::block::Table;
use super::code::Encoder;
use super::spine::Spine;
use super::swift::{Members, Names, OF_CLOCKS};
use super::{facts, signs, swift};
use crate::amend::Sign;
use crate::event::quick::Quick;
use crate::event::source::first_published;
use crate::event::when::Instant;
use crate::event::{Event, Kind};
use crate::facts::book::Book;
use crate::facts::compact::{ExitRow, LevelRow, MomentRow};
use crate::facts::{Exit, Level};
use crate::log::{Entry, Mark};
use crate::merkle::Hash;

/// Stands for no date at all.
pub(super) const UNDATED: i64 = i64::MIN;

/// What the clocks ask of an entry, beside its happened date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Told {
    pub(super) position: u64,
    pub(super) id: u128,
    pub(super) claimed: bool,
    /// Latest instant of the first published date, or [`UNDATED`].
    pub(super) published: i64,
}

impl Told {
    pub(super) fn of(entry: &Entry) -> Told {
        let first = first_published(&entry.event.sources());
        Told {
            position: entry.position,
            id: entry.id.as_u128(),
            claimed: entry.event.claimed_by().is_some(),
            published: first.map_or(UNDATED, |first| first.latest.0),
        }
    }
}

/// An amendment: what decides whether it counts, and what it amends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Amending {
    pub(super) sign: Sign,
    pub(super) target: u128,
    /// Where its line begins.
    pub(super) offset: u64,
    /// A correction of what the clocks ask.
    pub(super) of_clocks: bool,
}

/// An entry line, its event apart.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) position: u64,
    pub(super) id: Uuid,
    pub(super) recorded_at: Instant,
    /// Where it begins.
    pub(super) offset: u64,
    pub(super) leaf: Hash,
}

impl Place {
    fn entry(&self, event: Event) -> Entry {
        Entry {
            position: self.position,
            id: self.id,
            recorded_at: self.recorded_at,
            recorded_by: String::new(),
            event,
        }
    }
}

impl Amending {
    /// Where its line is.
    pub(super) fn mark(&self) -> Mark {
        Mark {
            position: self.sign.position,
            offset: self.offset,
        }
    }
}

/// A segment.
#[derive(Debug, Default)]
pub(super) struct Segment {
    pub(super) spine: Spine,
    pub(super) signs: Vec<Amending>,
    pub(super) labels: Vec<(u64, String)>,
    pub(super) book: Book,
    pub(super) exits: Vec<(Told, ExitRow)>,
    pub(super) levels: Vec<(Told, LevelRow)>,
    pub(super) moments: Vec<(Told, MomentRow)>,
    pub(super) ids: Vec<u128>,
}

impl Segment {
    /// Takes the next entry in.
    pub(super) fn take(&mut self, place: &Place, event: Event) {
        self.spine.push(place, event.kind());
        self.ids.push(place.id.as_u128());
        let entry = place.entry(event);
        let event = &entry.event;
        let told = MomentRow::of(event).map(|row| (Told::of(&entry), row));
        self.moments.extend(told);
        if let Some(label) = event.label() {
            self.labels.push((entry.position, label.to_owned()));
        }
        match event.kind() {
            Kind::FundExit => {
                if let (Some(exit), Some((told, _))) = (Exit::of(event), told) {
                    let row = ExitRow::of(&exit, &mut self.book);
                    let row = ExitRow {
                        id: place.id,
                        ..row
                    };
                    self.exits.push((told, row));
                }
            }
            Kind::Holding => {
                if let (Some(level), Some((told, _))) = (Level::of(event), told) {
                    let row = LevelRow::of(&level, &mut self.book);
                    self.levels.push((told, row));
                }
            }
            kind if kind.is_amendment() => self.amend(&entry, place.offset),
            _ => {}
        }
    }

    /// The same of an event that was read the fast way.
    pub(super) fn take_quick(&mut self, place: &Place, quick: &Quick<'_>, names: &mut Names) {
        let (kind, id) = (quick.kind, place.id.as_u128());
        self.spine.push(place, kind);
        self.ids.push(id);
        if let Some(label) = quick.label() {
            self.labels.push((place.position, label.to_owned()));
        }
        if kind == Kind::Citation {
            return;
        }
        let found = Members::of(quick);
        let (claimed, published) = swift::told(&found);
        if kind.is_amendment() {
            let sign = Sign {
                id: place.id,
                position: place.position,
                kind,
                published: (published != UNDATED).then_some(Instant(published)),
            };
            let amends = swift::amends(&found);
            self.signs
                .extend(amends.map(|(target, of_clocks)| Amending {
                    sign,
                    target,
                    offset: place.offset,
                    of_clocks,
                }));
            return;
        }
        let told = Told {
            position: place.position,
            id,
            claimed,
            published,
        };
        let moment = swift::moment(kind, &found);
        self.moments.push((told, moment));
        let Some(happened) = moment.happened else {
            return;
        };
        match kind {
            Kind::FundExit => {
                let exit = swift::exit(&found, happened, names, &mut self.book);
                let exit = exit.map(|row| {
                    (
                        told,
                        ExitRow {
                            id: place.id,
                            ..row
                        },
                    )
                });
                self.exits.extend(exit);
            }
            Kind::Holding => {
                let level = swift::level(&found, happened, names, &mut self.book);
                self.levels.extend(level.map(|row| (told, row)));
            }
            _ => {}
        }
    }

    /// The blocks that point into no book, in order of their tables.
    pub(super) fn blocks(&self) -> Vec<(Table, Vec<u8>)> {
        let mut blocks = vec![(Table::Spine, self.spine.encode())];
        if !self.signs.is_empty() {
            blocks.push((Table::Signs, signs::encode(&self.signs)));
        }
        if !self.labels.is_empty() {
            let mut out = Encoder::default();
            let at = |(position, _): &(u64, String)| i64::try_from(*position).unwrap_or(i64::MAX);
            out.numbers(&self.labels.iter().map(at).collect::<Vec<i64>>());
            out.alike(self.labels.iter().map(|(_, label)| label.as_str()));
            blocks.push((Table::Labels, out.finish()));
        }
        if !self.moments.is_empty() {
            blocks.push((Table::Moments, facts::encode(&self.moments)));
        }
        blocks
    }

    fn amend(&mut self, entry: &Entry, offset: u64) {
        let target: Option<Uuid> = entry.event.reference("target");
        self.signs.extend(target.map(|target| Amending {
            sign: Sign::of(entry),
            target: target.as_u128(),
            offset,
            of_clocks: of_clocks(&entry.event),
        }));
    }
}

fn of_clocks(correction: &Event) -> bool {
    let changes = correction.fields().get("changes");
    changes.is_some_and(|changes| OF_CLOCKS.iter().any(|name| changes.get(name).is_some()))
}
