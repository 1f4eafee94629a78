//! Which links lie on a circle of walked links, as links come and go. A link that closes no
//! circle costs a search from both its ends at once, which the shorter side ends; only a circle
//! that opens is looked at again as a whole. Knows no event.

use std::collections::btree_map::Values;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use uuid::Uuid;

use crate::projection::chain::walk::Search;

type Spot = usize;
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
    labels: Vec<usize>,
    /// Spots of the components that have several.
    members: HashMap<usize, Vec<Spot>>,
    next_label: usize,
}

/// One side of a search.
struct Side<'a> {
    links: &'a [Links],
    seen: HashSet<Spot>,
    open: Vec<Values<'a, u64, Spot>>,
}

impl<'a> Side<'a> {
    fn new(links: &'a [Links], from: Spot) -> Side<'a> {
        let open = links.get(from).map(|links| links.values());
        Side {
            links,
            seen: HashSet::from([from]),
            open: open.into_iter().collect(),
        }
    }

    /// Follows one link; `false` when there is none left.
    fn step(&mut self) -> bool {
        while let Some(top) = self.open.last_mut() {
            let Some(spot) = top.next() else {
                self.open.pop();
                continue;
            };
            if self.seen.insert(*spot) {
                self.open
                    .extend(self.links.get(*spot).map(|links| links.values()));
            }
            return true;
        }
        false
    }

    fn all(mut self) -> HashSet<Spot> {
        while self.step() {}
        self.seen
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
        self.members.contains_key(label).then_some(*label)
    }

    /// The links on a circle.
    pub fn links(&self, round: usize) -> BTreeSet<u64> {
        let mut links = BTreeSet::new();
        if let Some(members) = self.members.get(&round) {
            self.inner(members, &mut links);
        }
        links
    }

    fn spot(&mut self, id: Uuid) -> Spot {
        if let Some(spot) = self.spots.get(&id) {
            return *spot;
        }
        let spot = self.labels.len();
        self.spots.insert(id, spot);
        self.leaving.push(Links::new());
        self.arriving.push(Links::new());
        let label = self.label();
        self.labels.push(label);
        spot
    }

    fn label(&mut self) -> usize {
        self.next_label += 1;
        self.next_label
    }

    fn add(&mut self, link: u64, from: Spot, to: Spot, touched: &mut BTreeSet<u64>) {
        touched.insert(link);
        let closes = self.labels.get(from) != self.labels.get(to) && self.reaches(to, from);
        self.ends.insert(link, (from, to));
        if let Some(links) = self.leaving.get_mut(from) {
            links.insert(link, to);
        }
        if let Some(links) = self.arriving.get_mut(to) {
            links.insert(link, from);
        }
        if closes {
            let ahead = Side::new(&self.leaving, to).all();
            let behind = Side::new(&self.arriving, from).all();
            let circle: Vec<Spot> = ahead.intersection(&behind).copied().collect();
            self.inner(&circle, touched);
            self.unite(circle);
        }
    }

    /// Whether links lead from one spot to another: forward from the one and backward from the
    /// other by turns, until they meet or one side has nowhere to go.
    fn reaches(&self, from: Spot, to: Spot) -> bool {
        let mut ahead = Side::new(&self.leaving, from);
        let mut behind = Side::new(&self.arriving, to);
        while !ahead.seen.contains(&to) && !behind.seen.contains(&from) {
            if !ahead.step() || !behind.step() {
                break;
            }
        }
        ahead.seen.contains(&to) || behind.seen.contains(&from)
    }

    fn remove(&mut self, link: u64, from: Spot, to: Spot, touched: &mut BTreeSet<u64>) {
        touched.insert(link);
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
        let members = members.unwrap_or_default();
        self.inner(&members, touched);
        for circle in self.components(&members) {
            self.unite(circle);
        }
    }

    /// The links between spots of one component.
    fn inner(&self, members: &[Spot], links: &mut BTreeSet<u64>) {
        let within: HashSet<Spot> = members.iter().copied().collect();
        for spot in members {
            let leaving = self.leaving.get(*spot).into_iter().flatten();
            let inner = leaving.filter(|(_, to)| within.contains(to));
            links.extend(inner.map(|(link, _)| *link));
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

    /// Makes spots one component.
    fn unite(&mut self, circle: Vec<Spot>) {
        let label = self.label();
        for spot in &circle {
            if let Some(old) = self.labels.get_mut(*spot) {
                self.members.remove(old);
                *old = label;
            }
        }
        if circle.len() > 1 {
            self.members.insert(label, circle);
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

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
}
