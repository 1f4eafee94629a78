//! Rows of a read: columns decoded by all cores, each row held against the clocks, those of amended
//! entries replaced by what they are after the amendments that count. Owns that replacement, and
//! that rows come out as the literal path over the log would give them.

use std::collections::HashMap;
use std::sync::Arc;

use super::block::{Slot, Table};
use super::book;
use super::facts::{Columned, Rows};
use super::filed::Filed;
use super::gather::UNDATED;
use super::kept::{Kept, Stands};
use super::part::Part;
use super::signs::Index;
use super::versions;
use super::{Sound, doubt};
use crate::amend;
use crate::crew;
use crate::event::Kind;
use crate::event::when::Instant;
use crate::facts::book::{Book, Moved};
use crate::facts::compact::{Left, Span};
use crate::facts::scope::{Claims, Marks, Scope, Standing};

/// A version of an entry: the corrections that led to it, what is told of it, itself.
#[derive(Debug)]
struct Version<R> {
    position: u64,
    corrections: Vec<u64>,
    told: Told,
    row: R,
}

/// What the clocks ask of an entry, amendments apart.
#[derive(Debug, Clone, Copy)]
struct Told {
    claimed: bool,
    published: i64,
    happened: Option<Span>,
}

impl Told {
    /// With the earliest date of a corroboration, and whether a retraction counts.
    fn marks(self, also: Option<Instant>, retracted: bool) -> Marks {
        let own = (self.published != UNDATED).then_some(Instant(self.published));
        Marks {
            retracted,
            claimed: self.claimed,
            published: own.into_iter().chain(also).min(),
            happened: self.happened,
        }
    }
}

/// What a read of one table needs.
struct Reading<'a, R> {
    filed: &'a Filed,
    scope: &'a Scope<'a>,
    index: &'a Index,
    kinds: &'a [Kind],
    claims: Claims,
    /// New numbers of the names of each book, by part and number.
    moved: HashMap<(u64, u32), Arc<Moved>>,
    /// By position.
    versions: Vec<Version<R>>,
}

/// What one block comes to. Rows made anew point into a book of their own.
struct Taken<R> {
    rows: Vec<R>,
    left: Left,
    anew: Vec<usize>,
    book: Book,
}

/// The rows of a table in a scope, in order of position; those out of view are rows too, or counted.
pub(super) fn read<R: Kept>(
    filed: &Filed,
    scope: &Scope<'_>,
    wanted: (&[Kind], Claims),
    book: &mut Book,
) -> Sound<Vec<R>> {
    let mut all = Vec::new();
    each(filed, scope, wanted, book, &mut |_, mut rows| {
        all.append(&mut rows);
    })?;
    Ok(all)
}

/// Hands them over as they are read, so that they need not fit in memory, with the book that they
/// point into; gives how many are out of view.
pub(super) fn each<R: Kept>(
    filed: &Filed,
    scope: &Scope<'_>,
    (kinds, claims): (&[Kind], Claims),
    book: &mut Book,
    take: &mut dyn FnMut(&Book, Vec<R>),
) -> Sound<Left> {
    let Some(index) = filed.index() else {
        return doubt("the amendments cannot be read");
    };
    let known = scope.point().known;
    let mut reading: Reading<'_, R> = Reading {
        filed,
        scope,
        index,
        kinds,
        claims,
        moved: HashMap::new(),
        versions: Vec::new(),
    };
    for (part, slot) in filed.ground().slots(Table::Book) {
        if R::NAMES && part.first <= known {
            let place = (part.first, slot.book);
            let moved = book.absorb_once(place, || book::decode(&part.block(slot)?))?;
            reading.moved.insert(place, moved);
        }
    }
    reading.read_versions()?;
    let ground = filed.ground();
    let mut slots = ground
        .slots(R::TABLES.0)
        .filter(|(_, slot)| slot.first <= known);
    let mut left = Left::default();
    crew::in_order_by(
        filed.threads(),
        &mut || Sound::Ok(slots.next()),
        &|| |(part, slot): (&Part, &Slot)| reading.block(part, slot),
        &mut |block: Sound<Taken<R>>| {
            let mut taken = block?;
            let moved = book.absorb(taken.book);
            for place in taken.anew {
                if let Some(row) = taken.rows.get_mut(place) {
                    row.renumber(&moved);
                }
            }
            left.add(&taken.left);
            take(book, taken.rows);
            Ok(())
        },
    )?;
    Ok(left)
}

impl<R: Kept> Reading<'_, R> {
    fn moved(&self, part: &Part, slot: &Slot) -> Sound<Option<&Moved>> {
        match self.moved.get(&(part.first, slot.book)) {
            None if R::NAMES => doubt("a block whose book is missing"),
            moved => Ok(moved.map(Arc::as_ref).filter(|moved| !moved.is_same())),
        }
    }

    fn read_versions(&mut self) -> Sound<()> {
        let slots: Vec<_> = self.filed.ground().slots(R::TABLES.1).collect();
        for (part, slot) in slots {
            if slot.first > self.scope.point().known {
                continue;
            }
            let versions::Read { rows, corrections } = versions::decode::<R>(&part.block(slot)?)?;
            let mut found = Vec::new();
            let moved = self.moved(part, slot)?;
            for (at, corrections) in corrections.into_iter().enumerate() {
                let Some(mut row) = rows.row(at) else {
                    return doubt("a version that is none");
                };
                let cell = |column: &[i64]| column.get(at).copied().unwrap_or(0);
                let position = u64::try_from(cell(&rows.positions)).unwrap_or(0);
                moved.into_iter().for_each(|moved| row.renumber(moved));
                let told = Told {
                    claimed: cell(&rows.claimed) != 0,
                    published: cell(&rows.published),
                    happened: row.happened(),
                };
                found.push(Version {
                    position,
                    corrections,
                    told,
                    row,
                });
            }
            self.versions.append(&mut found);
        }
        self.versions.sort_by_key(|version| version.position);
        Ok(())
    }

    fn block(&self, part: &Part, slot: &Slot) -> Sound<Taken<R>> {
        let read: Rows<R> = Rows::decode(&part.block(slot)?)?;
        let moved = self.moved(part, slot)?;
        let known = i64::try_from(self.scope.point().known).unwrap_or(i64::MAX);
        let mut taken = Taken {
            rows: Vec::new(),
            left: Left::default(),
            anew: Vec::new(),
            book: Book::default(),
        };
        let mut amended = self.index.amended(slot.first, slot.last).peekable();
        for (at, position) in read.positions.iter().enumerate() {
            if *position > known {
                break;
            }
            if !self.kinds.contains(&R::kind(&read.columns, at)) {
                continue;
            }
            let place = u64::try_from(*position).unwrap_or(u64::MAX);
            while amended.next_if(|next| *next < place).is_some() {}
            let cell = |column: &[i64]| column.get(at).copied().unwrap_or(0);
            let row = || match read.row(at) {
                Some(mut row) => {
                    moved.into_iter().for_each(|moved| row.renumber(moved));
                    Ok(row)
                }
                None => doubt("a row that is none"),
            };
            let told = Told {
                claimed: cell(&read.claimed) != 0,
                published: cell(&read.published),
                happened: <R as Columned>::happened(&read.columns, at),
            };
            if amended.peek() == Some(&place) {
                let plain = Version {
                    position: place,
                    corrections: Vec::new(),
                    told,
                    row: row()?,
                };
                self.amended(&plain, &mut taken)?;
                continue;
            }
            let stands = self.stands(&told.marks(None, false), false);
            match stands.standing {
                standing if !R::ALL && standing != Standing::InView => {
                    taken.left.count(standing, 1)
                }
                _ => {
                    let mut row = row()?;
                    row.stand(stands);
                    taken.rows.push(row);
                }
            }
        }
        Ok(taken)
    }

    fn stands(&self, marks: &Marks, disputed: bool) -> Stands {
        let standing = self.scope.judge(marks, self.claims);
        let live = Marks {
            retracted: false,
            ..*marks
        };
        Stands {
            standing,
            if_live: match marks.retracted {
                true => self.scope.judge(&live, self.claims),
                false => standing,
            },
            disputed,
        }
    }

    /// Takes in the row of an entry that has been amended.
    fn amended(&self, plain: &Version<R>, taken: &mut Taken<R>) -> Sound<()> {
        let position = plain.position;
        let mut fate = Fate::default();
        for amending in self.index.of_place(position) {
            if self.index.counts(amending, self.scope.point()) {
                fate.meet(&amending.sign);
                if R::CHANGES || amending.of_clocks {
                    fate.deciding = fate.corrections.len();
                }
            }
        }
        // What was corrected after the last one that matters makes the same row.
        fate.corrections.truncate(fate.deciding);
        let same = |it: &&Version<R>| it.corrections == fate.corrections;
        let found = match fate.corrections.is_empty() {
            true => Some(plain),
            false => self.versions_of(position).find(same),
        };
        if let Some(version) = found {
            let marks = version.told.marks(fate.corroborated, fate.retracted);
            put(taken, self.stands(&marks, fate.disputed), version.row);
            return Ok(());
        }
        self.literal(position, taken)
    }

    fn versions_of(&self, position: u64) -> impl Iterator<Item = &Version<R>> {
        let from = self.versions.partition_point(|it| it.position < position);
        let versions = self.versions.get(from..).unwrap_or_default().iter();
        versions.take_while(move |it| it.position == position)
    }

    /// Reads the entry and its amendments in the log.
    fn literal(&self, position: u64, taken: &mut Taken<R>) -> Sound<()> {
        let Some(entry) = self.scope.history().at(position) else {
            return doubt(format!("entry {position} cannot be read"));
        };
        let known = self.scope.see(entry);
        let stands = Stands {
            standing: self.scope.standing(&known, self.claims),
            if_live: self.scope.standing_if_live(&known, self.claims),
            disputed: !known.disputes.is_empty(),
        };
        let id = entry.id.as_u128();
        if let Some(mut row) = R::of(&known.event, id, &mut taken.book) {
            row.stand_at(position);
            let before = taken.rows.len();
            put(taken, stands, row);
            if taken.rows.len() > before {
                taken.anew.push(before);
            }
        }
        Ok(())
    }
}

/// What the amendments of an entry that count come to.
#[derive(Debug, Default)]
struct Fate {
    retracted: bool,
    disputed: bool,
    /// The earliest date of a corroboration's sources.
    corroborated: Option<Instant>,
    corrections: Vec<u64>,
    /// How many of them lead to the row.
    deciding: usize,
}

impl Fate {
    fn meet(&mut self, sign: &amend::Sign) {
        match sign.kind {
            Kind::Retraction => self.retracted = true,
            Kind::Dispute => self.disputed = true,
            Kind::Correction => self.corrections.push(sign.position),
            Kind::Corroboration => {
                let earliest = [self.corroborated, sign.published].into_iter().flatten();
                self.corroborated = earliest.min();
            }
            _ => {}
        }
    }
}

fn put<R: Kept>(taken: &mut Taken<R>, stands: Stands, mut row: R) {
    row.stand(stands);
    match R::ALL {
        true => taken.rows.push(row),
        false => match stands.standing {
            Standing::InView => taken.rows.push(row),
            left => taken.left.count(left, 1),
        },
    }
}
