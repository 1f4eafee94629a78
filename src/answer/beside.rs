//! What a row may hang on that it does not list: stages joined with its own, other values for the
//! same thing, what links say came of an event. Owns what is looked for and where; whether any of
//! it made a difference is `blame`'s to judge.

use std::cell::OnceCell;
use std::collections::{BTreeSet, HashMap};
use std::sync::Mutex;

use crate::event::Kind;
use crate::facts::compact::Span;
use crate::facts::ids::{ById, Ids};
use crate::facts::{Edge, Scope};
use crate::projection::contradictions::about;
use crate::projection::rows::About;

/// What the rows of a view hang on beyond what they list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hangs {
    /// They list it all.
    Listed,
    /// Stages that are joined: a row lists those that are in view.
    Stages,
    /// Values for the same thing: one of them may support another, and no row lists that.
    Values,
    /// Any of it: a finding is gone once what was missing has come.
    Any,
}

impl Hangs {
    /// Those of a view, by its name.
    pub fn of(view: &str) -> Hangs {
        match view {
            "divestment" | "stance" | "sanctions" => Hangs::Stages,
            "contradictions" => Hangs::Values,
            "audit" => Hangs::Any,
            _ => Hangs::Listed,
        }
    }
}

/// Looks for what lies beside an entry, at two points together.
pub struct Beside<'h> {
    scopes: [Scope<'h>; 2],
    stages: OnceCell<Stages>,
    values: OnceCell<Values>,
    outcomes: OnceCell<HashMap<u64, Vec<u64>>>,
}

impl<'h> Beside<'h> {
    /// Nothing looked for yet.
    pub fn new(scopes: [Scope<'h>; 2]) -> Beside<'h> {
        Beside {
            scopes,
            stages: OnceCell::new(),
            values: OnceCell::new(),
            outcomes: OnceCell::new(),
        }
    }

    /// Adds the stages that a `follows` joins with any of these, at either point.
    pub fn stages(&self, own: &BTreeSet<u64>, all: &mut BTreeSet<u64>) {
        let stages = self.stages.get_or_init(|| Stages::of(&self.scopes));
        let kin = own.iter().filter_map(|position| stages.kin.get(position));
        let families: BTreeSet<usize> = kin.copied().collect();
        for family in families {
            all.extend(stages.kins.get(family).into_iter().flatten());
        }
    }

    /// Adds the entries that give values for the same things as these; with `within`, only those
    /// whose dates lie inside the dates of one of these, at either point.
    pub fn values(&self, own: &BTreeSet<u64>, within: bool, all: &mut BTreeSet<u64>) {
        let values = self.values.get_or_init(|| Values::of(&self.scopes));
        for position in own {
            for given in values.of_entry(*position) {
                let same = values.about(given.about).iter();
                let near = same.filter(|it| !within || is_inside(&given.happened, &it.happened));
                all.extend(near.map(|it| it.position));
            }
        }
    }

    /// Adds the links of which one of these is the cause, and their effects.
    pub fn outcomes(&self, own: &BTreeSet<u64>, all: &mut BTreeSet<u64>) {
        let outcomes = self.outcomes.get_or_init(|| outcomes(&self.scopes));
        for position in own {
            all.extend(outcomes.get(position).into_iter().flatten());
        }
    }
}

fn is_inside(outer: &Span, inner: &Span) -> bool {
    outer.earliest <= inner.earliest && inner.latest <= outer.latest
}

/// That an entry, as known at either point, gives a value for something, which is a number here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Given {
    position: u64,
    about: u32,
    happened: Span,
}

/// What entries give values for, and when.
#[derive(Debug, Default)]
struct Values {
    /// In order of position.
    given: Vec<Given>,
    /// The same in order of what they are about.
    about: Vec<Given>,
}

impl Values {
    fn of(scopes: &[Scope<'_>; 2]) -> Values {
        let kinds = [Kind::Holding, Kind::YieldMove, Kind::Observation];
        let numbers: Mutex<HashMap<About, u32>> = Mutex::default();
        let mut given = Vec::new();
        for scope in scopes {
            given.extend(scope.draw(&kinds, |entry, known| {
                let (about, date) = (about(&known.event)?, known.event.happened()?);
                // Nobody panics with the numbers in hand.
                let mut numbers = numbers.lock().ok()?;
                let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
                Some(Given {
                    position: entry.position,
                    about: *numbers.entry(about).or_insert(next),
                    happened: Span::of(&date),
                })
            }));
        }
        // Most say the same at both points.
        given.sort_by_key(|it| (it.position, it.about, it.happened.earliest));
        given.dedup();
        let mut about = given.clone();
        about.sort_by_key(|it| it.about);
        Values { given, about }
    }

    fn of_entry(&self, position: u64) -> &[Given] {
        among(&self.given, |it| it.position, position)
    }

    fn about(&self, number: u32) -> &[Given] {
        among(&self.about, |it| it.about, number)
    }
}

/// Those of a list in order of a key that have it.
fn among<K: Ord>(list: &[Given], of: impl Fn(&Given) -> K, key: K) -> &[Given] {
    let from = list.partition_point(|it| of(it) < key);
    let to = list.partition_point(|it| of(it) <= key);
    list.get(from..to).unwrap_or_default()
}

/// The positions of these entries within `--known`; of those that share an id the earliest.
pub(super) fn places(scope: &Scope<'_>, ids: &Ids) -> ById<u64> {
    let mut places = ById::default();
    for (id, position) in scope.places(ids) {
        places.entry(id).or_insert(position);
    }
    places
}

/// Of each cause the links from it and their effects.
fn outcomes(scopes: &[Scope<'_>; 2]) -> HashMap<u64, Vec<u64>> {
    let mut found: HashMap<u64, Vec<u64>> = HashMap::new();
    for scope in scopes {
        let links = scope.draw(&[Kind::Link], |link, known| {
            let edge = Edge::of(&known.event)?;
            Some((
                link.position,
                [edge.cause, edge.effect].map(|id| id.as_u128()),
            ))
        });
        let ids: Ids = links.iter().flat_map(|(_, ends)| *ends).collect();
        let places = places(scope, &ids);
        for (link, ends) in links {
            if let [Some(cause), Some(effect)] = ends.map(|id| places.get(&id)) {
                let from = found.entry(*cause).or_default();
                from.extend([link, *effect]);
            }
        }
    }
    found
}

/// Stages that a `follows` joins at either point: the family of each, and the families.
#[derive(Debug, Default)]
struct Stages {
    kin: HashMap<u64, usize>,
    kins: Vec<Vec<u64>>,
}

impl Stages {
    fn of(scopes: &[Scope<'_>; 2]) -> Stages {
        let mut stages = Stages::default();
        for scope in scopes {
            let follows = scope.draw(&[Kind::FundExit, Kind::Sanction], |entry, known| {
                let before = known.event.reference("follows")?;
                Some((entry.position, before.as_u128()))
            });
            let ids: Ids = follows.iter().map(|(_, before)| *before).collect();
            let places = places(scope, &ids);
            for (position, before) in follows {
                if let Some(before) = places.get(&before) {
                    stages.unite(position, *before);
                }
            }
        }
        stages
    }

    fn family(&mut self, position: u64) -> usize {
        let kins = &mut self.kins;
        *self.kin.entry(position).or_insert_with(|| {
            kins.push(vec![position]);
            kins.len() - 1
        })
    }

    /// Makes two stages kin; the smaller family moves into the larger.
    fn unite(&mut self, one: u64, other: u64) {
        let (one, other) = (self.family(one), self.family(other));
        if one == other {
            return;
        }
        let size = |at: usize| self.kins.get(at).map_or(0, Vec::len);
        let (into, from) = if size(one) < size(other) {
            (other, one)
        } else {
            (one, other)
        };
        let moved = self
            .kins
            .get_mut(from)
            .map(std::mem::take)
            .unwrap_or_default();
        for position in &moved {
            self.kin.insert(*position, into);
        }
        if let Some(family) = self.kins.get_mut(into) {
            family.extend(moved);
        }
    }
}
