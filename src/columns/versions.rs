//! Versions: exits and levels as they read after corrections, made when the corrections come, so
//! that a read need not. Owns which corrections led to which version; a read that counts others
//! makes its own from the log.

use super::Sound;
use super::code::Encoder;
use super::decode::Decoder;
use super::doubt;
use super::facts::{self, Columned, Rows};
use super::gather::{Amending, Told};
use super::ground::Ground;
use super::share::share;
use super::signs::Index;
use super::spine::kind_of;
use crate::amend::{self, Point};
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
        let mut found = Found::default();
        for (place, of_clocks) in *group {
            let (spine, row) = ground.spine(*place)?;
            let kind = spine.kinds.get(row).and_then(|kind| kind_of(*kind));
            let has_fact = |kind: Kind| FACTS.contains(&kind);
            let asked = |kind: Kind| has_fact(kind) || *of_clocks && !kind.is_amendment();
            if kind.is_some_and(asked) {
                let entry = ground.log.entry(ground.mark(*place)?)?.entry;
                versions_of(ground, index, &entry, after, &mut found)?;
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
        row.id = told.id;
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
