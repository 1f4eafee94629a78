//! What a row may hang on that it does not list: stages joined with its own, other values for the
//! same thing, what links say came of an event. Owns what is looked for and where; whether any of
//! it made a difference is `blame`'s to judge.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::event::Kind;
use crate::event::when::When;
use crate::facts::{Edge, Scope};
use crate::log::Entry;
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
        let given = own.iter().filter_map(|position| values.given.get(position));
        for (about, dates) in given.flatten() {
            let same = values.about.get(about).into_iter().flatten();
            let near = same.filter(|(_, date)| !within || is_inside(dates, date));
            all.extend(near.map(|(position, _)| *position));
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

fn is_inside(outer: &When, inner: &When) -> bool {
    outer.earliest <= inner.earliest && inner.latest <= outer.latest
}

/// What entries give values for, and when, as known at either point.
#[derive(Debug, Default)]
struct Values {
    given: HashMap<u64, Vec<(About, When)>>,
    about: BTreeMap<About, Vec<(u64, When)>>,
}

impl Values {
    fn of(scopes: &[Scope<'_>; 2]) -> Values {
        let mut values = Values::default();
        for scope in scopes {
            for entry in scope.entries() {
                let event = &scope.see(entry).event;
                let (Some(about), Some(date)) = (about(event), event.happened()) else {
                    continue;
                };
                let position = entry.position;
                let same = values.about.entry(about.clone()).or_default();
                same.push((position, date.clone()));
                let given = values.given.entry(position).or_default();
                given.push((about, date));
            }
        }
        values
    }
}

/// Of each cause the links from it and their effects.
fn outcomes(scopes: &[Scope<'_>; 2]) -> HashMap<u64, Vec<u64>> {
    let mut found: HashMap<u64, Vec<u64>> = HashMap::new();
    for scope in scopes {
        let links = scope.entries().iter();
        for link in links.filter(|entry| entry.event.kind() == Kind::Link) {
            let Some(edge) = Edge::of(&scope.see(link).event) else {
                continue;
            };
            let [cause, effect] = [edge.cause, edge.effect].map(|id| scope.find(id));
            if let (Some(cause), Some(effect)) = (cause, effect) {
                let from = found.entry(cause.position).or_default();
                from.extend([link.position, effect.position]);
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
            let of_chain = |entry: &&Entry| {
                let kind = entry.event.kind();
                matches!(kind, Kind::FundExit | Kind::Sanction)
            };
            for entry in scope.entries().iter().filter(of_chain) {
                let follows = scope.see(entry).event.reference("follows");
                if let Some(before) = follows.and_then(|id| scope.find(id)) {
                    stages.unite(entry.position, before.position);
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
