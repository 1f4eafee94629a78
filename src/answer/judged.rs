//! What came into view or left it between two points, and which amendments count at one of them
//! only: of every entry at once, from rows without words. Owns that judgement; knows no view.

use std::collections::{BTreeSet, HashMap};

use crate::amend::{self, Sign};
use crate::event::Kind;
use crate::facts::ids::{ById, Ids};
use crate::facts::scope::Claims;
use crate::facts::{Scope, Standing};
use crate::log::Entry;
use crate::projection::catalog::HAPPENINGS;

/// Positions, a bit each.
#[derive(Debug, Clone, Default)]
pub(super) struct Places(Vec<u64>);

impl Places {
    pub(super) fn of(positions: &[u64]) -> Places {
        let mut places = Places::default();
        positions.iter().for_each(|position| places.flip(*position));
        places
    }

    fn flip(&mut self, position: u64) {
        let word = usize::try_from(position / 64).unwrap_or(usize::MAX);
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        if let Some(word) = self.0.get_mut(word) {
            *word ^= 1 << (position % 64);
        }
    }

    pub(super) fn has(&self, position: u64) -> bool {
        let word = usize::try_from(position / 64).unwrap_or(usize::MAX);
        self.0
            .get(word)
            .is_some_and(|word| word >> (position % 64) & 1 == 1)
    }
}

/// What two points make of the entries of a log.
#[derive(Debug, Default)]
pub(super) struct Judged {
    /// In view at one point only.
    moved: Places,
    /// Of entries the amendments, at any remove, that count at one point only.
    amended: HashMap<u64, Vec<u64>>,
}

/// An amendment, or a citation, which amends nothing.
struct Aside {
    position: u64,
    id: u128,
    target: Option<u128>,
    /// Counts at one point only.
    differs: bool,
    /// In view at one point only.
    moved: bool,
}

impl Judged {
    /// Of all entries.
    pub(super) fn of(scopes: &[Scope<'_>; 2]) -> Judged {
        let mut judged = Judged::default();
        let kinds: Vec<Kind> = HAPPENINGS.iter().copied().chain([Kind::Link]).collect();
        for scope in scopes {
            let moments = scope.moments(&kinds, Claims::Always).into_iter();
            // What is in view at both is turned twice.
            moments
                .filter(|moment| moment.standing == Standing::InView)
                .for_each(|moment| judged.moved.flip(moment.position));
        }
        let others = Kind::ALL.into_iter().filter(|kind| !kinds.contains(kind));
        let asides = wider(scopes).draw(&others.collect::<Vec<Kind>>(), |entry, _| {
            Some(aside(scopes, entry))
        });
        let moved = asides.iter().filter(|aside| aside.moved);
        moved.for_each(|aside| judged.moved.flip(aside.position));
        judged.amended = amended(scopes, &asides);
        judged
    }

    /// Adds an entry that came into view or left it, and the amendments of it that count at one
    /// point only.
    pub(super) fn add(&self, position: u64, found: &mut BTreeSet<u64>) {
        if self.moved.has(position) {
            found.insert(position);
        }
        found.extend(self.amended.get(&position).into_iter().flatten());
    }

    /// Whether anything of an entry is other at one point than at the other.
    pub(super) fn touches(&self, position: u64) -> bool {
        self.moved.has(position) || self.amended.contains_key(&position)
    }
}

/// That of two scopes that reaches farther into the log.
pub(super) fn wider<'a, 'h>([one, other]: &'a [Scope<'h>; 2]) -> &'a Scope<'h> {
    match one.point().known > other.point().known {
        true => one,
        false => other,
    }
}

fn aside([one, two]: &[Scope<'_>; 2], entry: &Entry) -> Aside {
    let sign = Sign::of(entry);
    let counts = |scope: &Scope<'_>| {
        let Ok(counts) = amend::counts(sign, scope.history(), scope.point());
        counts
    };
    let target = entry.event.reference("target");
    let target = target.filter(|_| entry.event.kind().is_amendment());
    Aside {
        position: entry.position,
        id: entry.id.as_u128(),
        differs: target.is_some() && counts(one) != counts(two),
        target: target.map(|id| id.as_u128()),
        moved: seen(one, entry) != seen(two, entry),
    }
}

fn seen(scope: &Scope<'_>, entry: &Entry) -> bool {
    entry.position <= scope.point().known
        && scope.standing(&scope.see(entry), Claims::Always) == Standing::InView
}

/// Goes up from each amendment that differs to what it amends, and what that amends.
fn amended(scopes: &[Scope<'_>; 2], asides: &[Aside]) -> HashMap<u64, Vec<u64>> {
    let mut above: ById<Vec<u128>> = ById::default();
    for aside in asides {
        let targets = above.entry(aside.id).or_default();
        targets.extend(aside.target);
    }
    let mut by_id: ById<Vec<u64>> = ById::default();
    for aside in asides.iter().filter(|aside| aside.differs) {
        let mut work: Vec<u128> = aside.target.into_iter().collect();
        let mut met = BTreeSet::new();
        while let Some(id) = work.pop() {
            if met.insert(id) {
                by_id.entry(id).or_default().push(aside.position);
                work.extend(above.get(&id).into_iter().flatten());
            }
        }
    }
    let ids: Ids = by_id.keys().copied().collect();
    let places = wider(scopes).places(&ids).into_iter();
    let named = places.filter_map(|(id, position)| Some((position, by_id.get(&id)?.clone())));
    named.collect()
}
