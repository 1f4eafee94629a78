//! `find`: entries in whose texts all words of a query stand, as known on the three clocks.
//! Owns which entries are found, where, and their order; an index may say where to look, and
//! is never believed: every hit is read again here.

mod fold;
pub mod passages;
pub mod snippet;
pub mod wanted;
pub mod words;

use std::cmp::Reverse;

use serde::Serialize;

use self::passages::{Passage, passages};
use self::snippet::Match;
use self::wanted::Wanted;
use self::words::Words;
use super::entries::{self, Filter};
use super::rows::EntryRow;
use super::tally::Tally;
use crate::event::when::Instant;
use crate::facts::scope::Claims;
use crate::facts::{Scope, Standing};
use crate::log::Entry;

/// What is looked for, and where.
#[derive(Debug, Clone, Copy)]
pub struct Options<'a> {
    /// The words.
    pub wanted: &'a Wanted,
    /// Also what was retracted.
    pub retracted: bool,
    /// Positions outside of which nothing can match, ascending; `None` = look everywhere.
    pub within: Option<&'a [u64]>,
    /// Which of what is found is listed.
    pub filter: &'a Filter,
    /// Most rows; `total` counts all.
    pub limit: Option<u64>,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FoundView {
    /// Rows before `--limit`.
    pub total: u64,
    /// The rows: those whose titles or label have all words first, retracted ones last; among
    /// equals what happened last (then what was recorded last) first.
    pub rows: Vec<FoundRow>,
}

/// An entry row, and where the words stand in it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FoundRow {
    /// The entry, as known.
    #[serde(flatten)]
    pub entry: EntryRow,
    /// Paths of the fields in which a word of the query stands, in the order of the fields.
    pub found_in: Vec<String>,
    /// The same with the texts around the words.
    pub matches: Vec<Match>,
}

/// An entry in which everything wanted is found, and what becomes of it.
struct Hit {
    position: u64,
    standing: Standing,
    /// Of a link: both its ends are there.
    joined: bool,
    retracted: bool,
    by_name: bool,
    listed: bool,
    /// Latest and earliest instant at which it happened.
    last: Option<(Instant, Instant)>,
}

/// The entries of a scope in which everything wanted is found. The counts of what is left out
/// are of what would have been found.
pub fn view(scope: &Scope<'_>, options: &Options<'_>, tally: &mut Tally) -> FoundView {
    let history = scope.history();
    let mut found = Vec::new();
    for hit in history.each_at(&candidates(scope, options.within), |entry| {
        hit(scope, options, entry)
    }) {
        if !tally.admits(hit.standing) || !hit.joined {
            continue;
        }
        if hit.retracted && !options.retracted {
            tally.leave_out("retracted");
            continue;
        }
        if hit.listed {
            found.push((
                hit.retracted,
                !hit.by_name,
                Reverse((hit.last, hit.position)),
            ));
        }
    }
    found.sort_unstable();
    let limit = options.limit.and_then(|limit| usize::try_from(limit).ok());
    let listed = found.iter().take(limit.unwrap_or(usize::MAX));
    let positions: Vec<u64> = listed
        .map(|(.., Reverse((_, position)))| *position)
        .collect();
    FoundView {
        total: found.len() as u64,
        rows: history.each_at(&positions, |entry| Some(row(scope, entry, options.wanted))),
    }
}

fn hit(scope: &Scope<'_>, options: &Options<'_>, entry: &Entry) -> Option<Hit> {
    let known = scope.see(entry);
    let by_name = Texts::of(passages(&known.event)).hold(options.wanted)?;
    // As in `log`, an amendment is public by its own rule, and what was retracted has its
    // dates asked all the same; but claims are taken in only if asked for.
    let standing = match entry.event.kind().is_amendment() {
        true if scope.is_reached(entry) => Standing::InView,
        true => Standing::Unpublished,
        false => scope.standing_if_live(&known, Claims::IfAsked),
    };
    let in_view = standing == Standing::InView;
    let happened = known.event.happened();
    Some(Hit {
        position: entry.position,
        standing,
        joined: in_view && entries::ends_in_view(scope, &known.event),
        retracted: known.retracted_by.is_some(),
        by_name,
        listed: in_view && options.filter.takes(&known.event),
        last: happened.map(|date| (date.latest, date.earliest)),
    })
}

fn row(scope: &Scope<'_>, entry: &Entry, wanted: &Wanted) -> FoundRow {
    let matches = Texts::of(passages(&scope.see(entry).event)).matches(wanted);
    FoundRow {
        entry: entries::row(scope, entry),
        found_in: fields_of(&matches),
        matches,
    }
}

/// Where anything can be found at all, in order.
fn candidates(scope: &Scope<'_>, within: Option<&[u64]>) -> Vec<u64> {
    let known = scope.point().known;
    match within {
        Some(positions) => {
            let within = positions.iter().copied();
            within.filter(|position| *position <= known).collect()
        }
        None => (1..=known).collect(),
    }
}

fn fields_of(matches: &[Match]) -> Vec<String> {
    let mut fields: Vec<String> = matches.iter().map(|found| found.field.clone()).collect();
    fields.dedup();
    fields
}

/// The texts of an entry, cut into words.
struct Texts<'e> {
    texts: Vec<(Passage<'e>, Words)>,
}

impl<'e> Texts<'e> {
    fn of(passages: Vec<Passage<'e>>) -> Texts<'e> {
        let cut = |passage: Passage<'e>| {
            let words = Words::of(passage.text);
            (passage, words)
        };
        Texts {
            texts: passages.into_iter().map(cut).collect(),
        }
    }

    /// Whether every part of a query stands in one of them, and if so whether all do in those
    /// that name the entry.
    fn hold(&self, wanted: &Wanted) -> Option<bool> {
        let mut by_name = true;
        for part in wanted.parts() {
            let mut there = self.texts.iter().filter(|(_, words)| part.is_in(words));
            let (first, _) = there.next()?;
            by_name &= first.is_name() || there.any(|(passage, _)| passage.is_name());
        }
        Some(by_name)
    }

    /// Where the parts of a query stand.
    fn matches(&self, wanted: &Wanted) -> Vec<Match> {
        let found = self.texts.iter().filter_map(|(passage, words)| {
            let places = wanted.parts().iter().flat_map(|part| part.places(words));
            let places: Vec<_> = places.collect();
            (!places.is_empty()).then(|| Match::new(&passage.field, passage.text, places))
        });
        found.collect()
    }
}
