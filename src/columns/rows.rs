//! Rows of a read: columns decoded by all cores, each row held against the clocks, those of amended
//! entries replaced by what they are after the amendments that count. Owns that replacement, and
//! that rows come out as the literal path over the log would give them.

use std::collections::HashMap;

use super::block::{Slot, Table};
use super::book;
use super::code::Decoder;
use super::facts::Rows;
use super::filed::Filed;
use super::gather::UNDATED;
use super::kept::{Kept, Stands};
use super::part::Part;
use super::share::share;
use super::signs::Index;
use super::versions;
use super::{Sound, doubt};
use crate::amend;
use crate::event::Kind;
use crate::event::when::Instant;
use crate::facts::book::{Book, Moved};
use crate::facts::compact::Seen;
use crate::facts::scope::{Claims, Marks, Scope};

/// The versions of entries, by position: the corrections that led to each, what is told of it, itself.
type Versions<R> = HashMap<u64, Vec<Version<R>>>;

#[derive(Debug)]
struct Version<R> {
    corrections: Vec<u64>,
    claimed: bool,
    published: i64,
    row: R,
}

/// What a read of one table needs.
struct Reading<'a, R> {
    filed: &'a Filed,
    scope: &'a Scope<'a>,
    index: &'a Index,
    kinds: &'a [Kind],
    claims: Claims,
    /// New numbers of the names of each book, by part and number.
    moved: HashMap<(u64, u32), Moved>,
    versions: Versions<R>,
}

/// What one block comes to. Rows made anew point into a book of their own.
struct Taken<R> {
    seen: Seen<R>,
    anew: Vec<usize>,
    book: Book,
}

/// The rows of a table in a scope, in order of position; those out of view are rows too, or counted.
pub(super) fn read<R: Kept>(
    filed: &Filed,
    scope: &Scope<'_>,
    kinds: &[Kind],
    claims: Claims,
    book: &mut Book,
) -> Sound<Seen<R>> {
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
        versions: Versions::new(),
    };
    for (part, slot) in filed.ground().slots(Table::Book) {
        if R::NAMES && part.first <= known {
            let names = book::decode(&part.block(slot)?)?;
            let moved = book.absorb(names);
            reading.moved.insert((part.first, slot.book), moved);
        }
    }
    reading.read_versions()?;
    let slots: Vec<(&Part, &Slot)> = filed
        .ground()
        .slots(R::TABLES.0)
        .filter(|(_, slot)| slot.first <= known)
        .collect();
    let blocks = share(&slots, filed.threads(), |(part, slot)| {
        reading.block(part, slot)
    });
    let mut all = Seen::default();
    for block in blocks {
        let mut taken = block?;
        let moved = book.absorb(taken.book);
        for place in taken.anew {
            if let Some(row) = taken.seen.rows.get_mut(place) {
                row.renumber(&moved);
            }
        }
        all.rows.append(&mut taken.seen.rows);
        for (standing, many) in taken.seen.left {
            all.count(standing, many);
        }
    }
    Ok(all)
}

impl<R: Kept> Reading<'_, R> {
    fn moved(&self, part: &Part, slot: &Slot) -> Sound<Option<&Moved>> {
        match self.moved.get(&(part.first, slot.book)) {
            None if R::NAMES => doubt("a block whose book is missing"),
            moved => Ok(moved),
        }
    }

    fn read_versions(&mut self) -> Sound<()> {
        let slots: Vec<_> = self.filed.ground().slots(R::TABLES.1).collect();
        for (part, slot) in slots {
            if slot.first > self.scope.point().known {
                continue;
            }
            let versions::Read {
                mut rows,
                corrections,
            } = versions::decode::<R>(&part.block(slot)?)?;
            let moved = self.moved(part, slot)?;
            for row in &mut rows.rows {
                moved.into_iter().for_each(|moved| row.renumber(moved));
            }
            let told = rows
                .positions
                .iter()
                .zip(&rows.claimed)
                .zip(&rows.published);
            let all = told.zip(&rows.rows).zip(corrections);
            for ((((position, claimed), published), row), corrections) in all {
                let at = u64::try_from(*position).unwrap_or(0);
                self.versions.entry(at).or_default().push(Version {
                    corrections,
                    claimed: *claimed != 0,
                    published: *published,
                    row: *row,
                });
            }
        }
        Ok(())
    }

    fn block(&self, part: &Part, slot: &Slot) -> Sound<Taken<R>> {
        let read: Rows<R> = Rows::decode(&part.block(slot)?)?;
        let moved = self.moved(part, slot)?;
        let known = self.scope.point().known;
        let mut ids: Option<Vec<i128>> = None;
        let mut taken = Taken {
            seen: Seen::default(),
            anew: Vec::new(),
            book: Book::default(),
        };
        taken.seen.rows.reserve(read.rows.len());
        let columns = read.ends.iter().zip(&read.claimed).zip(&read.published);
        let columns = read.positions.iter().zip(columns).zip(read.rows);
        for ((position, ((end, claimed), published)), mut row) in columns {
            let position = u64::try_from(*position).unwrap_or(u64::MAX);
            if position > known {
                break;
            }
            if !self.kinds.contains(&row.kind()) {
                continue;
            }
            moved.into_iter().for_each(|moved| row.renumber(moved));
            let plain = Version {
                corrections: Vec::new(),
                claimed: *claimed != 0,
                published: *published,
                row,
            };
            if !self.index.may_amend(*end) {
                let stands = self.stands(&marks(&plain, None, false), false);
                put(&mut taken, stands, plain.row);
                continue;
            }
            let id = match row.id() {
                Some(id) => id,
                None => self.id(part, slot, &mut ids, position)?,
            };
            self.amended(position, id, &plain, &mut taken)?;
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

    /// The id of a row that does not have its own.
    fn id(
        &self,
        part: &Part,
        slot: &Slot,
        ids: &mut Option<Vec<i128>>,
        position: u64,
    ) -> Sound<u128> {
        if ids.is_none() {
            let Some(slot) = part.slot_of(Table::Ids, slot.first) else {
                return doubt("a block of ids is missing");
            };
            *ids = Some(Decoder::new(&part.block(slot)?).wide()?);
        }
        let place = usize::try_from(position - slot.first).unwrap_or(usize::MAX);
        match ids.as_ref().and_then(|ids| ids.get(place)) {
            Some(id) => Ok(*id as u128),
            None => doubt("an id is missing"),
        }
    }

    /// Takes in the row of an entry that has been amended, or might have been.
    fn amended(
        &self,
        position: u64,
        id: u128,
        plain: &Version<R>,
        taken: &mut Taken<R>,
    ) -> Sound<()> {
        let mut fate = Fate::default();
        for amending in self.index.of_target(id) {
            let Ok(counts) = amend::counts(amending.sign, self.index, self.scope.point());
            if counts {
                fate.meet(&amending.sign);
                if R::CHANGES || amending.of_clocks {
                    fate.deciding = fate.corrections.len();
                }
            }
        }
        // What was corrected after the last one that matters makes the same row.
        fate.corrections.truncate(fate.deciding);
        let versions = self.versions.get(&position).map(Vec::as_slice);
        let same = |it: &&Version<R>| it.corrections == fate.corrections;
        let found = match fate.corrections.is_empty() {
            true => Some(plain),
            false => versions.unwrap_or_default().iter().find(same),
        };
        if let Some(version) = found {
            let marks = marks(version, fate.corroborated, fate.retracted);
            put(taken, self.stands(&marks, fate.disputed), version.row);
            return Ok(());
        }
        self.literal(position, id, taken)
    }

    /// Reads the entry and its amendments in the log.
    fn literal(&self, position: u64, id: u128, taken: &mut Taken<R>) -> Sound<()> {
        let Some(entry) = self.scope.history().at(position) else {
            return doubt(format!("entry {position} cannot be read"));
        };
        let known = self.scope.see(entry);
        let stands = Stands {
            standing: self.scope.standing(&known, self.claims),
            if_live: self.scope.standing_if_live(&known, self.claims),
            disputed: !known.disputes.is_empty(),
        };
        if let Some(mut row) = R::of(&known.event, id, &mut taken.book) {
            row.stand_at(position);
            let before = taken.seen.rows.len();
            put(taken, stands, row);
            if taken.seen.rows.len() > before {
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

fn marks<R: Kept>(version: &Version<R>, also: Option<Instant>, retracted: bool) -> Marks {
    let own = (version.published != UNDATED).then_some(Instant(version.published));
    Marks {
        retracted,
        claimed: version.claimed,
        published: own.into_iter().chain(also).min(),
        happened: version.row.happened(),
    }
}

fn put<R: Kept>(taken: &mut Taken<R>, stands: Stands, mut row: R) {
    row.stand(stands);
    match R::ALL {
        true => taken.seen.rows.push(row),
        false => taken.seen.put(stands.standing, row),
    }
}
