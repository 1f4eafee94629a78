//! The contradictions view (§7.4): independent events that give different values for the same
//! thing at the same time. Owns what is the same thing and what a row says of a pair; which
//! values are apart, and whether dates and sources let them contradict, lies in `pairs`.

pub mod pairs;

use std::collections::{BTreeMap, HashMap};

use super::entries::Filter;
use super::rows::{About, ContradictionRow};
use super::tally::Tally;
use crate::event::decimal::Decimal;
use crate::event::when::When;
use crate::event::{Event, Kind};
use crate::facts::observation::Figure;
use crate::facts::scope::Claims;
use crate::facts::{AsKnown, Level, Observation, Scope, YieldMove};
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
pub struct Given<'h> {
    /// Its entry.
    pub entry: &'h Entry,
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
}

/// The rows, in order of positions.
pub fn rows(scope: &Scope<'_>, options: &Options, tally: &mut Tally) -> Vec<ContradictionRow> {
    let mut rows = Vec::new();
    for (about, mut given) in read(scope, tally) {
        for pair in pairs::apart(&mut given, options.tolerance) {
            let listed = |one: &Given<'_>| options.filter.takes(&scope.see(one.entry).event);
            if listed(pair.first) || listed(pair.second) {
                rows.push(row(&about, pair, options.why));
            }
        }
    }
    rows.sort_by_key(|row| row.positions);
    rows
}

/// The values in view, claimed ones too, by what they are about.
fn read<'h>(scope: &Scope<'h>, tally: &mut Tally) -> BTreeMap<About, Vec<Given<'h>>> {
    let mut groups: BTreeMap<About, Vec<Given<'h>>> = BTreeMap::new();
    let mut names = HashMap::new();
    for entry in scope.entries() {
        let kind = entry.event.kind();
        if !matches!(kind, Kind::Holding | Kind::YieldMove | Kind::Observation) {
            continue;
        }
        let known = scope.see(entry);
        // What gives no value is not left out of anything.
        let Some((about, given)) = given(entry, &known, &mut names) else {
            continue;
        };
        if tally.admits(scope.standing(&known, Claims::Always)) {
            groups.entry(about).or_default().push(given);
        }
    }
    groups
}

/// What an entry, as known, gives a value for, and the value; `None` for a yield without a level.
/// `names` are the numbers of publishers and origins.
pub fn given<'h>(
    entry: &'h Entry,
    known: &AsKnown<'_>,
    names: &mut HashMap<String, usize>,
) -> Option<(About, Given<'h>)> {
    let (about, figure, happened, series) = value(&known.event)?;
    let given = Given {
        entry,
        figure,
        happened,
        series,
        voices: voices(&known.event, names),
        disputed: !known.disputes.is_empty(),
    };
    Some((about, given))
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

/// Publishers and origins of an event's sources, each name under its number.
fn voices(event: &Event, names: &mut HashMap<String, usize>) -> Vec<usize> {
    let mut voices = Vec::new();
    for source in event.sources() {
        for name in [source.publisher, source.origin].into_iter().flatten() {
            let next = names.len();
            voices.push(*names.entry(name).or_insert(next));
        }
    }
    voices.sort_unstable();
    voices.dedup();
    voices
}

/// The row of a pair.
pub fn row(about: &About, pair: Pair<'_, '_>, why: bool) -> ContradictionRow {
    let both = [pair.first, pair.second];
    let positions = both.map(|one| one.entry.position);
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
