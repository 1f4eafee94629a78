//! Which links lie on a circle of walked links, as links come and go. A link costs a search from
//! both its ends at once, component by component, until one side has nowhere to go; only those
//! links are named that were on no circle before. A circle that opens is looked at again as a
//! whole. Knows no event.

use std::collections::btree_map::Values;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use uuid::Uuid;

use crate::projection::chain::walk::Search;

type Spot = usize;
type Label = usize;
/// Where the links of a spot lead, by position of the link.
type Links = BTreeMap<u64, Spot>;

/// Walked links, and the strongly connected components of the events that they join.
#[derive(Debug, Default)]
pub struct Circles {
    spots: HashMap<Uuid, Spot>,
    leaving: Vec<Links>,
    arriving: Vec<Links>,
    ends: HashMap<u64, (Spot, Spot)>,
    /// Label of the component of each spot.
    labels: Vec<Label>,
    /// The spots of each component.
    members: HashMap<Label, Vec<Spot>>,
    next_label: Label,
}

/// One side of a search, from a component to another one, which it does not pass through.
struct Side<'a> {
    circles: &'a Circles,
    links: &'a [Links],
    goal: Label,
    /// The components met, each with those that lead to it.
    met: HashMap<Label, Vec<Label>>,
    open: Vec<Frame<'a>>,
}

/// A component whose links are being followed.
struct Frame<'a> {
    label: Label,
    spots: std::slice::Iter<'a, Spot>,
    links: Option<Values<'a, u64, Spot>>,
}

impl<'a> Side<'a> {
    fn new(circles: &'a Circles, links: &'a [Links], [start, goal]: [Label; 2]) -> Side<'a> {
        let mut side = Side {
            circles,
            links,
            goal,
            met: HashMap::from([(start, Vec::new())]),
            open: Vec::new(),
        };
        side.enter(start);
        side
    }

    fn enter(&mut self, label: Label) {
        let spots = self.circles.members.get(&label);
        self.open.extend(spots.map(|spots| Frame {
            label,
            spots: spots.iter(),
            links: None,
        }));
    }

    /// Follows one link; `false` when there is none left.
    fn step(&mut self) -> bool {
        while let Some(frame) = self.open.last_mut() {
            let from = frame.label;
            let Some(spot) = frame.links.as_mut().and_then(Iterator::next) else {
                match frame.spots.next() {
                    Some(spot) => frame.links = self.links.get(*spot).map(|links| links.values()),
                    None => {
                        self.open.pop();
                    }
                }
                continue;
            };
            let Some(to) = self.circles.labels.get(*spot).copied() else {
                continue;
            };
            if to != from {
                let is_new = !self.met.contains_key(&to);
                self.met.entry(to).or_default().push(from);
                if is_new && to != self.goal {
                    self.enter(to);
                }
            }
            return true;
        }
        false
    }

    /// After all steps: the components on the ways to the goal, both ends too; none if it was not met.
    fn ways(&self) -> HashSet<Label> {
        let mut ways = HashSet::new();
        let mut work = vec![self.goal];
        while let Some(label) = work.pop() {
            if let Some(before) = self.met.get(&label)
                && ways.insert(label)
            {
                work.extend(before);
            }
        }
        ways
    }
}

impl Circles {
    /// Says from where to where a link leads, or that it is not walked. Names the links of which it
    /// may have changed whether they lie on a circle.
    pub fn put(&mut self, link: u64, ends: Option<[Uuid; 2]>) -> BTreeSet<u64> {
        let ends = ends.map(|[cause, effect]| (self.spot(cause), self.spot(effect)));
        let old = self.ends.get(&link).copied();
        let mut touched = BTreeSet::new();
        if old == ends {
            return touched;
        }
        touched.insert(link);
        if let Some((from, to)) = old {
            self.remove(link, from, to, &mut touched);
        }
        if let Some((from, to)) = ends {
            self.add(link, from, to, &mut touched);
        }
        touched
    }

    /// Whether a walked link lies on a circle.
    pub fn holds(&self, link: u64) -> bool {
        let ends = self.ends.get(&link);
        ends.is_some_and(|(from, to)| self.labels.get(*from) == self.labels.get(*to))
    }

    /// Which circle a link is on, of those that have several events; `None` if it is on none.
    pub fn round(&self, link: u64) -> Option<usize> {
        let (from, _) = self.ends.get(&link).filter(|_| self.holds(link))?;
        let label = self.labels.get(*from)?;
        let several = self.members.get(label)?.len() > 1;
        several.then_some(*label)
    }

    /// The links on a circle.
    pub fn links(&self, round: usize) -> BTreeSet<u64> {
        let members = self.members.get(&round).into_iter().flatten();
        let leaving = members.filter_map(|spot| self.leaving.get(*spot));
        let within = |to: &Spot| self.labels.get(*to) == Some(&round);
        let links = leaving.flatten().filter(|(_, to)| within(to));
        links.map(|(link, _)| *link).collect()
    }

    fn spot(&mut self, id: Uuid) -> Spot {
        if let Some(spot) = self.spots.get(&id) {
            return *spot;
        }
        let spot = self.labels.len();
        self.spots.insert(id, spot);
        self.leaving.push(Links::new());
        self.arriving.push(Links::new());
        self.next_label += 1;
        self.labels.push(self.next_label);
        self.members.insert(self.next_label, vec![spot]);
        spot
    }

    fn add(&mut self, link: u64, from: Spot, to: Spot, touched: &mut BTreeSet<u64>) {
        let labels = (self.labels.get(from).copied(), self.labels.get(to).copied());
        let closed = match labels {
            (Some(from), Some(to)) if from != to => self.between(from, to),
            _ => HashSet::new(),
        };
        self.ends.insert(link, (from, to));
        if let Some(links) = self.leaving.get_mut(from) {
            links.insert(link, to);
        }
        if let Some(links) = self.arriving.get_mut(to) {
            links.insert(link, from);
        }
        self.unite(closed, touched);
    }

    /// The components on the ways back from `to` to `from`.
    fn between(&self, from: Label, to: Label) -> HashSet<Label> {
        let mut ahead = Side::new(self, &self.leaving, [to, from]);
        let mut behind = Side::new(self, &self.arriving, [from, to]);
        loop {
            if !ahead.step() {
                return ahead.ways();
            }
            if !behind.step() {
                return behind.ways();
            }
        }
    }

    /// Makes components one: the largest takes in the others.
    fn unite(&mut self, closed: HashSet<Label>, touched: &mut BTreeSet<u64>) {
        let size = |label: &Label| self.members.get(label).map_or(0, Vec::len);
        let Some(largest) = closed
            .iter()
            .copied()
            .max_by_key(|label| (size(label), *label))
        else {
            return;
        };
        let mut moved = Vec::new();
        for label in closed.iter().filter(|label| **label != largest) {
            let members = self.members.remove(label).unwrap_or_default();
            for spot in &members {
                let across = |other: &Spot| {
                    let other = self.labels.get(*other);
                    other.is_some_and(|other| other != label && closed.contains(other))
                };
                touched.extend(self.near(*spot, across));
            }
            moved.extend(members);
        }
        for spot in &moved {
            if let Some(label) = self.labels.get_mut(*spot) {
                *label = largest;
            }
        }
        self.members.entry(largest).or_default().extend(moved);
    }

    /// The links of a spot whose other end is one of some.
    fn near(&self, spot: Spot, other: impl Fn(&Spot) -> bool) -> Vec<u64> {
        let leaving = self.leaving.get(spot).into_iter().flatten();
        let arriving = self.arriving.get(spot).into_iter().flatten();
        let near = leaving.chain(arriving).filter(|(_, spot)| other(spot));
        near.map(|(link, _)| *link).collect()
    }

    fn remove(&mut self, link: u64, from: Spot, to: Spot, touched: &mut BTreeSet<u64>) {
        self.ends.remove(&link);
        if let Some(links) = self.leaving.get_mut(from) {
            links.remove(&link);
        }
        if let Some(links) = self.arriving.get_mut(to) {
            links.remove(&link);
        }
        let label = self.labels.get(from).copied();
        if from == to || label != self.labels.get(to).copied() {
            return;
        }
        let members = label.and_then(|label| self.members.remove(&label));
        let mut parts = self.components(&members.unwrap_or_default());
        parts.sort_by_key(Vec::len);
        let largest = parts.pop().unwrap_or_default();
        if let Some(label) = label {
            self.members.insert(label, largest);
        }
        let mut moved = Vec::new();
        for part in parts {
            self.next_label += 1;
            for spot in &part {
                if let Some(label) = self.labels.get_mut(*spot) {
                    *label = self.next_label;
                }
                moved.push(*spot);
            }
            self.members.insert(self.next_label, part);
        }
        for spot in moved {
            let own = self.labels.get(spot).copied();
            touched.extend(self.near(spot, |other| self.labels.get(*other).copied() != own));
        }
    }

    /// The strongly connected components among some spots.
    fn components(&self, members: &[Spot]) -> Vec<Vec<Spot>> {
        let places: HashMap<Spot, usize> = members.iter().copied().zip(0..).collect();
        let next: Vec<Vec<usize>> = members
            .iter()
            .map(|spot| {
                let leaving = self.leaving.get(*spot).into_iter().flatten();
                leaving
                    .filter_map(|(_, to)| places.get(to).copied())
                    .collect()
            })
            .collect();
        let mut search = Search::new(members.len());
        for start in 0..members.len() {
            search.from(start, |spot, skip| {
                let to = next.get(spot)?.get(skip)?;
                Some((skip + 1, *to))
            });
        }
        let mut found: BTreeMap<Option<usize>, Vec<Spot>> = BTreeMap::new();
        for (spot, component) in members.iter().zip(search.component) {
            found.entry(component).or_default().push(*spot);
        }
        found.into_values().collect()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use proptest::prelude::*;

    fn ends(from: u128, to: u128) -> Option<[Uuid; 2]> {
        Some([Uuid::from_u128(from), Uuid::from_u128(to)])
    }

    #[test]
    fn a_circle_closes_and_opens() {
        let mut circles = Circles::default();
        circles.put(1, ends(1, 2));
        circles.put(2, ends(2, 3));
        assert_eq!(circles.put(3, ends(3, 1)), BTreeSet::from([1, 2, 3]));
        assert!(circles.holds(1) && circles.holds(2) && circles.holds(3));
        // A second, smaller circle inside: 1 → 2 → 1. Without the first, it stays.
        assert_eq!(circles.put(4, ends(2, 1)), BTreeSet::from([4]));
        circles.put(2, None);
        let on: Vec<u64> = (1..5).filter(|link| circles.holds(*link)).collect();
        assert_eq!(on, [1, 4]);
        let round = circles.round(1).unwrap();
        assert_eq!(circles.links(round), BTreeSet::from([1, 4]));
        assert_eq!(circles.round(3), None);
        circles.put(4, None);
        assert!((1..5).all(|link| !circles.holds(link)));
    }

    #[test]
    fn a_link_to_itself_is_a_circle() {
        let mut circles = Circles::default();
        circles.put(1, ends(1, 1));
        assert!(circles.holds(1));
        circles.put(1, ends(1, 2));
        assert!(!circles.holds(1));
    }

    #[test]
    fn only_what_was_on_no_circle_is_named() {
        let mut circles = Circles::default();
        for (link, (from, to)) in (1..).zip([(1, 2), (2, 1), (3, 4), (4, 3), (2, 5), (5, 3)]) {
            circles.put(link, ends(from, to));
        }
        // Two circles, and a way from the one to the other: closed, the ways between are new on one.
        assert_eq!(circles.put(7, ends(4, 1)), BTreeSet::from([5, 6, 7]));
        assert_eq!(circles.put(7, None), BTreeSet::from([5, 6, 7]));
    }

    /// The links whose cause is reached from their effect, by walking.
    fn on_circles(links: &BTreeMap<u64, (u128, u128)>) -> BTreeSet<u64> {
        let on = |from: u128, to: u128| {
            let mut met = HashSet::from([to]);
            let mut work = vec![to];
            while let Some(at) = work.pop() {
                let next = links.values().filter(|(cause, _)| *cause == at);
                work.extend(
                    next.map(|(_, effect)| *effect)
                        .filter(|spot| met.insert(*spot)),
                );
            }
            met.contains(&from)
        };
        let found = links.iter().filter(|(_, (from, to))| on(*from, *to));
        found.map(|(link, _)| *link).collect()
    }

    proptest! {
        #[test]
        fn circles_are_those_that_walking_finds(
            puts in prop::collection::vec((0_u64..24, prop::option::weighted(0.8, (0_u128..9, 0_u128..9))), 0..80),
        ) {
            let mut circles = Circles::default();
            let mut links = BTreeMap::new();
            let mut before = BTreeSet::new();
            for (link, leads) in puts {
                match leads {
                    Some(leads) => links.insert(link, leads),
                    None => links.remove(&link),
                };
                let touched = circles.put(link, leads.and_then(|(from, to)| ends(from, to)));
                let now = on_circles(&links);
                let held: BTreeSet<u64> = (0..24).filter(|link| circles.holds(*link)).collect();
                prop_assert_eq!(&held, &now);
                prop_assert!(before.symmetric_difference(&now).all(|link| touched.contains(link)));
                for link in &now {
                    let round = circles.round(*link);
                    prop_assert!(round.is_none_or(|round| circles.links(round).contains(link)));
                }
                before = now;
            }
        }
    }
}
