//! The contradictions view (§7.4): independent events that give different values for the same
//! thing at the same time. Owns what is the same thing and what a row says of a pair; which
//! values are apart, and whether dates and sources let them contradict, lies in `pairs`.

pub mod pairs;

use std::collections::{BTreeMap, HashMap};
use std::sync::Mutex;

use super::entries::Filter;
use super::rows::{About, ContradictionRow};
use super::tally::Tally;
use crate::event::decimal::Decimal;
use crate::event::source::Source;
use crate::event::when::When;
use crate::event::{Event, Kind};
use crate::facts::observation::Figure;
use crate::facts::scope::Claims;
use crate::facts::{AsKnown, Level, Observation, Scope, Standing, YieldMove};
use crate::log::Entry;
use pairs::Pair;

/// How the view is asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// Percent that two values may be apart without contradicting each other.
    pub tolerance: Decimal,
    /// A pair is listed when either of its events is one of these.
    pub filter: Filter,
    /// List the entries that each row rests on.
    pub why: bool,
}

/// Percent that values may be apart, unless told otherwise.
pub const TOLERANCE: Decimal = Decimal(500_000);

/// A value that an event gives.
#[derive(Debug)]
pub struct Given {
    /// Of its entry.
    pub position: u64,
    /// How much.
    pub figure: Figure,
    /// When it was so.
    pub happened: When,
    /// The series it belongs to.
    pub series: Option<String>,
    /// Its publishers and origins, as numbers in order.
    pub voices: Vec<usize>,
    /// A dispute of it counts.
    pub disputed: bool,
    /// The filter takes it.
    pub listed: bool,
}

/// All pairs that are listed, as numbers: there may be many, and a row is made when it is asked for.
#[derive(Debug)]
pub struct Found {
    groups: Vec<(About, Vec<Given>)>,
    pairs: Vec<Place>,
    why: bool,
}

/// Where the values of a pair are: their positions, the group, and both places in it.
type Place = ([u64; 2], u32, [u32; 2]);

impl Found {
    /// Those of a scope.
    pub fn of(scope: &Scope<'_>, options: &Options, tally: &mut Tally) -> Found {
        let mut groups: Vec<_> = read(scope, &options.filter, tally).into_iter().collect();
        let mut found = Vec::new();
        for (number, (_, given)) in groups.iter_mut().enumerate() {
            let number = u32::try_from(number).unwrap_or(u32::MAX);
            pairs::apart(given, options.tolerance, &mut |pair, places| {
                if pair.first.listed || pair.second.listed {
                    let both = [pair.first.position, pair.second.position];
                    found.push((both, number, places));
                }
            });
        }
        found.sort_unstable();
        Found {
            groups,
            pairs: found,
            why: options.why,
        }
    }

    /// The rows, in order of positions.
    pub fn rows(&self) -> impl Iterator<Item = ContradictionRow> {
        self.pairs.iter().filter_map(|(_, group, places)| {
            let (about, given) = self.groups.get(*group as usize)?;
            let [first, second] = places.map(|place| given.get(place as usize));
            let (first, second) = (first?, second?);
            Some(row(about, &Pair { first, second }, self.why))
        })
    }
}

/// What one piece of the log gives.
#[derive(Default)]
struct Piece {
    /// Values in view, each with the number of what it is about.
    given: Vec<(usize, Given)>,
    /// What becomes of the others.
    left: Vec<Standing>,
}

/// The values in view, claimed ones too, by what they are about.
fn read(scope: &Scope<'_>, filter: &Filter, tally: &mut Tally) -> BTreeMap<About, Vec<Given>> {
    let names = Mutex::new((BTreeMap::new(), Voices::default()));
    let kinds = [Kind::Holding, Kind::YieldMove, Kind::Observation];
    let given = |event: &Event| {
        let value = value(event)?;
        let sources = event.sources();
        let listed = filter.takes(event);
        // Nobody panics with the names in hand.
        let mut names = names.lock().ok()?;
        let (abouts, voices): &mut (BTreeMap<About, usize>, Voices) = &mut names;
        let (about, given) = weighed(value, sources, voices);
        let next = abouts.len();
        let number = *abouts.entry(about).or_insert(next);
        Some((number, Given { listed, ..given }))
    };
    let pieces = scope.gather(&kinds, |piece: &mut Piece, entry, known| {
        // What gives no value is not left out of anything.
        let Some((about, given)) = given(&known.event) else {
            return;
        };
        match scope.standing(known, Claims::Always) {
            Standing::InView => {
                let (position, disputed) = (entry.position, !known.disputes.is_empty());
                let given = Given {
                    position,
                    disputed,
                    ..given
                };
                piece.given.push((about, given));
            }
            left => piece.left.push(left),
        }
    });
    let mut groups: Vec<Vec<Given>> = Vec::new();
    // A piece goes when its values are in their groups: there may be many, and never twice.
    for piece in pieces {
        for left in piece.left {
            tally.admits(left);
        }
        for (about, given) in piece.given {
            if groups.len() <= about {
                groups.resize_with(about + 1, Vec::new);
            }
            if let Some(group) = groups.get_mut(about) {
                group.push(given);
            }
        }
    }
    let (abouts, _) = names.into_inner().unwrap_or_default();
    abouts
        .into_iter()
        .filter_map(|(about, number)| Some((about, std::mem::take(groups.get_mut(number)?))))
        .collect()
}

/// Publishers and origins, each under its number.
#[derive(Debug, Default)]
pub struct Voices(HashMap<String, usize>);

impl Voices {
    fn of(&mut self, sources: Vec<Source>) -> Vec<usize> {
        let mut voices = Vec::new();
        for source in sources {
            for name in [source.publisher, source.origin].into_iter().flatten() {
                let next = self.0.len();
                voices.push(*self.0.entry(name).or_insert(next));
            }
        }
        voices.sort_unstable();
        voices.dedup();
        voices
    }
}

/// What an entry, as known, gives a value for, and the value; `None` for a yield without a level.
pub fn given(entry: &Entry, known: &AsKnown<'_>, voices: &mut Voices) -> Option<(About, Given)> {
    let (about, given) = weighed(value(&known.event)?, known.event.sources(), voices);
    let given = Given {
        position: entry.position,
        disputed: !known.disputes.is_empty(),
        ..given
    };
    Some((about, given))
}

/// A value, and whose word it is; of no entry yet.
fn weighed(
    (about, figure, happened, series): Value,
    sources: Vec<Source>,
    voices: &mut Voices,
) -> (About, Given) {
    let given = Given {
        position: 0,
        figure,
        happened,
        series,
        voices: voices.of(sources),
        disputed: false,
        listed: true,
    };
    (about, given)
}

/// What an event gives a value for, if it gives one.
pub fn about(event: &Event) -> Option<About> {
    value(event).map(|(about, ..)| about)
}

type Value = (About, Figure, When, Option<String>);

fn value(event: &Event) -> Option<Value> {
    if let Some(level) = Level::of(event) {
        let figure = Figure::of(&level.amount);
        let about = About::Holding {
            holder: level.holder.key,
            asset: level.asset.class,
            issuer: level.asset.issuer,
            currency: level.amount.currency,
        };
        return Some((about, figure, level.happened, level.series));
    }
    if let Some(fact) = YieldMove::of(event) {
        let figure = Figure::exact(fact.level?);
        let about = About::YieldMove {
            issuer: fact.instrument.issuer,
            tenor: fact.instrument.tenor,
            basis: fact.basis,
        };
        return Some((about, figure, fact.happened, fact.series));
    }
    let fact = Observation::of(event)?;
    let about = About::Observation {
        subject: fact.subject.key,
        measure: fact.measure,
        unit: fact.unit,
    };
    Some((about, fact.figure, fact.happened, fact.series))
}

/// The row of a pair.
pub fn row(about: &About, pair: &Pair<'_>, why: bool) -> ContradictionRow {
    let both = [pair.first, pair.second];
    let positions = both.map(|one| one.position);
    ContradictionRow {
        positions,
        about: about.clone(),
        values: both.map(|one| one.figure.value.to_string()),
        happened: both.map(|one| one.happened.text.clone()),
        series: both.map(|one| one.series.clone()),
        apart_percent: pairs::percent(&pair.first.figure, &pair.second.figure),
        disputed: both.iter().filter(|one| one.disputed).count() as u64,
        entries: why.then(|| positions.to_vec()),
    }
}
