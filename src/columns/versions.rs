//! Versions: exits and levels as they read after corrections, made when the corrections come, so
//! that a read need not. Owns which corrections led to which version; a read that counts others
//! makes its own from the log.

use uuid::Uuid;

use super::Sound;
use super::code::Encoder;
use super::decode::Decoder;
use super::doubt;
use super::facts::{self, Columned, Rows};
use super::gather::{Amending, Told};
use super::ground::Ground;
use super::lines::Line;
use super::share::share;
use super::signs::Index;
use super::spine::kind_of;
use super::swift::{self, Members, Names};
use crate::amend::{self, Point};
use crate::event::quick::Patches;
use crate::event::{Event, Kind};
use crate::facts::book::Book;
use crate::facts::compact::{ExitRow, LevelRow, MomentRow};
use crate::facts::{Exit, Level};
use crate::log::{Entry, Log as _};

/// Kinds that have facts in columns.
const FACTS: [Kind; 2] = [Kind::FundExit, Kind::Holding];

/// An entry after some corrections.
#[derive(Debug, Clone)]
pub(super) struct Version<R> {
    pub(super) told: Told,
    /// Positions of the corrections that count, in order.
    pub(super) corrections: Vec<u64>,
    pub(super) row: R,
}

/// All versions of a part.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) book: Book,
    pub(super) exits: Vec<Version<ExitRow>>,
    pub(super) levels: Vec<Version<LevelRow>>,
    pub(super) moments: Vec<Version<MomentRow>>,
}

impl Found {
    pub(super) fn is_empty(&self) -> bool {
        self.exits.is_empty() && self.levels.is_empty() && self.moments.is_empty()
    }

    fn absorb(&mut self, other: Found) {
        let moved = self.book.absorb(other.book);
        for mut version in other.exits {
            version.row.renumber(&moved);
            self.exits.push(version);
        }
        for mut version in other.levels {
            version.row.renumber(&moved);
            self.levels.push(version);
        }
        self.moments.extend(other.moments);
    }
}

/// The bytes of a block.
pub(super) fn encode<R: Columned + Copy>(versions: &[Version<R>]) -> Vec<u8> {
    let mut out = Encoder::default();
    let lengths = versions.iter().map(|it| it.corrections.len() as i64);
    out.numbers(&lengths.collect::<Vec<i64>>());
    let positions = versions.iter().flat_map(|it| &it.corrections);
    let positions = positions.map(|it| i64::try_from(*it).unwrap_or(i64::MAX));
    out.numbers(&positions.collect::<Vec<i64>>());
    let told: Vec<(Told, R)> = versions.iter().map(|it| (it.told, it.row)).collect();
    facts::write(&mut out, &told);
    out.finish()
}

/// Versions as read: rows, and the corrections of each.
#[derive(Debug)]
pub(super) struct Read<R: Columned> {
    pub(super) rows: Rows<R>,
    pub(super) corrections: Vec<Vec<u64>>,
}

/// Reads a block.
pub(super) fn decode<R: Columned>(bytes: &[u8]) -> Sound<Read<R>> {
    let mut read = Decoder::new(bytes);
    let lengths = read.numbers()?;
    let positions = read.numbers()?;
    let mut rest = positions.as_slice();
    let mut corrections = Vec::with_capacity(lengths.len());
    for length in lengths {
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        let Some((these, others)) = rest.split_at_checked(length) else {
            return doubt("versions and their corrections differ in number");
        };
        rest = others;
        let these = these.iter().map(|it| u64::try_from(*it).unwrap_or(0));
        corrections.push(these.collect());
    }
    let rows = Rows::from(&mut read)?;
    match rows.positions.len() == corrections.len() {
        true => Ok(Read { rows, corrections }),
        false => doubt("versions and their corrections differ in number"),
    }
}

/// Makes the versions that the corrections after a position bring about.
pub(super) fn find(ground: &Ground<'_>, index: &Index, after: u64, threads: usize) -> Sound<Found> {
    let mut places: Vec<(u64, bool)> = Vec::new();
    let new = index.after(after);
    for (place, correction) in new.filter(|(_, it)| it.sign.kind == Kind::Correction) {
        match places.last_mut().filter(|(last, _)| *last == place) {
            Some((_, of_clocks)) => *of_clocks |= correction.of_clocks,
            None => places.push((place, correction.of_clocks)),
        }
    }
    let groups: Vec<_> = places.chunks(256).collect();
    let made = share(&groups, threads, |group| {
        let (mut found, mut tools) = (Found::default(), Tools::default());
        for (place, of_clocks) in *group {
            let (spine, row) = ground.spine(*place)?;
            let kind = spine.kinds.get(row).and_then(|kind| kind_of(*kind));
            let has_fact = |kind: Kind| FACTS.contains(&kind);
            let asked = |kind: Kind| has_fact(kind) || *of_clocks && !kind.is_amendment();
            if kind.is_some_and(asked) {
                let surely = surely(ground, index, *place, after, &mut tools)?;
                match surely {
                    Some(versions) => versions.into_iter().for_each(|version| {
                        tools.keep(version, &mut found);
                    }),
                    None => {
                        let entry = ground.log.entry(ground.mark(*place)?)?.entry;
                        versions_of(ground, index, &entry, after, &mut found)?;
                    }
                }
            }
        }
        Sound::Ok(found)
    });
    let mut all = Found::default();
    for found in made {
        all.absorb(found?);
    }
    Ok(all)
}

/// What texts are read with, and the numbers of names in the book under way.
#[derive(Default)]
struct Tools {
    target: Line,
    correction: Line,
    patches: Patches,
    names: Names,
}

/// A version as text.
struct Text {
    position: u64,
    id: u128,
    event: String,
    corrections: Vec<u64>,
    of_clocks: bool,
}

/// The versions of an entry, told from texts alone; none where they are not sure.
fn surely(
    ground: &Ground<'_>,
    index: &Index,
    place: u64,
    after: u64,
    tools: &mut Tools,
) -> Sound<Option<Vec<Text>>> {
    let target = tools.target.read(ground.log, ground.mark(place)?)?;
    let amendments = index.of_place(place);
    let corrections: Vec<&Amending> = amendments
        .filter(|it| it.sign.kind == Kind::Correction)
        .collect();
    let mut versions = Vec::new();
    for newest in corrections.iter().filter(|it| it.sign.position > after) {
        let point = Point {
            known: newest.sign.position,
            published: None,
        };
        let (mut event, mut counted) = (target.event.to_owned(), Vec::new());
        for correction in &corrections {
            if index.counts(correction, point) {
                let change = tools.correction.read(ground.log, correction.mark())?;
                match tools.patches.patched(&event, change.event) {
                    Some(patched) => event = patched.stored.to_owned(),
                    None => return Ok(None),
                }
                counted.push(correction.sign.position);
            }
        }
        if counted.last() == Some(&newest.sign.position) {
            if tools.patches.read(&event).is_none() {
                return Ok(None);
            }
            versions.push(Text {
                position: place,
                id: target.id.as_u128(),
                event,
                corrections: counted,
                of_clocks: newest.of_clocks,
            });
        }
    }
    Ok(Some(versions))
}

impl Tools {
    /// Keeps the facts of a version.
    fn keep(&mut self, version: Text, found: &mut Found) {
        let Some(quick) = self.patches.read(&version.event) else {
            return;
        };
        let facts = Members::of(&quick);
        let (claimed, published) = swift::told(&facts);
        let told = Told {
            position: version.position,
            id: version.id,
            claimed,
            published,
        };
        let row = swift::moment(quick.kind, &facts);
        let (corrections, book) = (version.corrections, &mut found.book);
        match (quick.kind, row.happened) {
            (Kind::FundExit, Some(happened)) => {
                let exit = swift::exit(&facts, happened, &mut self.names, book);
                found.exits.extend(exit.map(|row| Version {
                    told,
                    corrections: corrections.clone(),
                    row: ExitRow {
                        id: Uuid::from_u128(told.id),
                        ..row
                    },
                }));
            }
            (Kind::Holding, Some(happened)) => {
                let level = swift::level(&facts, happened, &mut self.names, book);
                found.levels.extend(level.map(|row| Version {
                    told,
                    corrections: corrections.clone(),
                    row,
                }));
            }
            _ => {}
        }
        if version.of_clocks && quick.kind != Kind::Citation {
            found.moments.push(Version {
                told,
                corrections,
                row,
            });
        }
    }
}

fn versions_of(
    ground: &Ground<'_>,
    index: &Index,
    entry: &Entry,
    after: u64,
    found: &mut Found,
) -> Sound<()> {
    let amendments = index.of_place(entry.position);
    let corrections: Vec<&Amending> = amendments
        .filter(|it| it.sign.kind == Kind::Correction)
        .collect();
    for newest in corrections.iter().filter(|it| it.sign.position > after) {
        let point = Point {
            known: newest.sign.position,
            published: None,
        };
        let mut event = entry.event.clone();
        let mut counted = Vec::new();
        for correction in &corrections {
            if index.counts(correction, point) {
                let change = ground.log.entry(correction.mark())?.entry;
                event = amend::corrected(&event, &change.event).unwrap_or(event);
                counted.push(correction.sign.position);
            }
        }
        if counted.last() == Some(&newest.sign.position) {
            keep(entry, event, counted, newest.of_clocks, found);
        }
    }
    Ok(())
}

fn keep(entry: &Entry, event: Event, corrections: Vec<u64>, of_clocks: bool, found: &mut Found) {
    let changed = Entry {
        event,
        ..entry.clone()
    };
    let told = Told::of(&changed);
    let moment = MomentRow::of(&changed.event).filter(|_| of_clocks);
    found.moments.extend(moment.map(|row| Version {
        told,
        corrections: corrections.clone(),
        row,
    }));
    if let Some(exit) = Exit::of(&changed.event) {
        let mut row = ExitRow::of(&exit, &mut found.book);
        row.id = entry.id;
        found.exits.push(Version {
            told,
            corrections,
            row,
        });
    } else if let Some(level) = Level::of(&changed.event) {
        let row = LevelRow::of(&level, &mut found.book);
        found.levels.push(Version {
            told,
            corrections,
            row,
        });
    }
}
