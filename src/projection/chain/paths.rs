//! The strongest simple paths between two events: weakest link first, then fewer links, then
//! the order in which the links were recorded. Owns that order; exact, never exponential.
//!
//! Lawler's form of Yen's method: the paths that are left are split by the prefix they share
//! with one already taken, and of each part only the best is computed. The best of a part is
//! found by the highest threshold of confidence that still reaches the end, then breadth first
//! among the links above it, then by position link by link.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::graph::{ArrowAt, Graph, Spot};
use super::walk::Walk;

/// How paths are ordered: highest weakest confidence, fewest links, lowest positions.
pub type Rank = (Reverse<i32>, usize, Vec<ArrowAt>);

/// A part of the paths: those that go on from a prefix of `fixed` links, but not by `banned`.
struct Part {
    fixed: usize,
    banned: BTreeSet<ArrowAt>,
}

/// At most `most` best simple paths along the arrows, best first. Confidence −1 (nobody said)
/// is the weakest of all. None from a spot to itself.
pub fn best(graph: &Graph<'_>, walk: Walk, from: Spot, to: Spot, most: usize) -> Vec<Rank> {
    let mut found = Vec::new();
    if from == to {
        return found;
    }
    let search = Search { graph, walk, to };
    let mut left: BTreeMap<Rank, Part> = BTreeMap::new();
    let whole = Part {
        fixed: 0,
        banned: BTreeSet::new(),
    };
    left.extend(
        search
            .complete(from, &[], &whole.banned)
            .map(|rank| (rank, whole)),
    );
    while let Some((rank, part)) = left.pop_first() {
        let (_, _, arrows) = &rank;
        let mut spot = from;
        for (fixed, arrow) in arrows.iter().enumerate() {
            if fixed >= part.fixed {
                let mut banned = match fixed == part.fixed {
                    true => part.banned.clone(),
                    false => BTreeSet::new(),
                };
                banned.insert(*arrow);
                let prefix = arrows.get(..fixed).unwrap_or_default();
                let best = search.complete(spot, prefix, &banned);
                left.extend(best.map(|rank| (rank, Part { fixed, banned })));
                // The one in hand and as many more are all that can still be listed.
                if left.len() > most - found.len() {
                    left.pop_last();
                }
            }
            spot = graph.arrow(*arrow).map_or(spot, |arrow| arrow.effect);
        }
        found.push(rank);
        if found.len() >= most {
            break;
        }
    }
    found
}

struct Search<'g, 'h> {
    graph: &'g Graph<'h>,
    walk: Walk,
    to: Spot,
}

impl Search<'_, '_> {
    /// The best path that begins with `prefix`, which ends at `spot`, and does not go on by a
    /// banned arrow.
    fn complete(&self, spot: Spot, prefix: &[ArrowAt], banned: &BTreeSet<ArrowAt>) -> Option<Rank> {
        let mut closed = vec![false; self.graph.size()];
        let mut limit = i32::MAX;
        for arrow in prefix.iter().filter_map(|at| self.graph.arrow(*at)) {
            limit = limit.min(arrow.confidence);
            close(&mut closed, arrow.cause);
        }
        close(&mut closed, spot);
        let first: Vec<ArrowAt> = self
            .graph
            .leaving(spot)
            .filter(|(at, arrow)| self.walk.takes(arrow) && !banned.contains(at))
            .map(|(at, _)| at)
            .collect();
        if first.is_empty() {
            return None;
        }
        let (weakest, distances) = self.strongest(&first, limit, &closed)?;
        let mut arrows = prefix.to_vec();
        arrows.extend(self.earliest(&first, weakest, &distances)?);
        Some((Reverse(weakest), arrows.len(), arrows))
    }

    /// The highest confidence, at most `limit`, such that arrows at least so sure lead on to the
    /// end by one of `first`; and the distance to the end over them.
    fn strongest(
        &self,
        first: &[ArrowAt],
        limit: i32,
        closed: &[bool],
    ) -> Option<(i32, Vec<Option<usize>>)> {
        let all = self.distances(i32::MIN, closed);
        if !self.reaches(first, i32::MIN, &all) {
            return None;
        }
        let sure = |at: usize| all.get(at).is_some_and(Option::is_some);
        let of_use = self
            .graph
            .arrows()
            .iter()
            .filter(|arrow| sure(arrow.effect));
        let mut levels: BTreeSet<i32> = of_use.map(|arrow| arrow.confidence.min(limit)).collect();
        levels.insert(limit);
        let levels: Vec<i32> = levels.into_iter().collect();
        // The levels that reach the end come before those that do not; the lowest one does.
        let (mut low, mut high) = (0, levels.len());
        let mut best = None;
        while low < high {
            let middle = low + (high - low) / 2;
            let level = *levels.get(middle)?;
            let distances = self.distances(level, closed);
            if self.reaches(first, level, &distances) {
                best = Some((level, distances));
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        best
    }

    fn reaches(&self, first: &[ArrowAt], level: i32, distances: &[Option<usize>]) -> bool {
        let arrows = first.iter().filter_map(|at| self.graph.arrow(*at));
        let mut sure = arrows.filter(|arrow| arrow.confidence >= level);
        sure.any(|arrow| distances.get(arrow.effect).is_some_and(Option::is_some))
    }

    /// Number of arrows from every spot to the end over arrows at least so sure, around the
    /// closed spots.
    fn distances(&self, level: i32, closed: &[bool]) -> Vec<Option<usize>> {
        let mut distances = vec![None; self.graph.size()];
        let mut queue = VecDeque::new();
        if closed.get(self.to) == Some(&false)
            && let Some(end) = distances.get_mut(self.to)
        {
            *end = Some(0);
            queue.push_back((self.to, 0));
        }
        while let Some((spot, distance)) = queue.pop_front() {
            for (_, arrow) in self.graph.arriving(spot) {
                let open = closed.get(arrow.cause) == Some(&false);
                if !open || arrow.confidence < level || !self.walk.takes(arrow) {
                    continue;
                }
                if let Some(place @ None) = distances.get_mut(arrow.cause) {
                    *place = Some(distance + 1);
                    queue.push_back((arrow.cause, distance + 1));
                }
            }
        }
        distances
    }

    /// Of the shortest ways on, the one whose arrows were recorded first, link by link.
    fn earliest(
        &self,
        first: &[ArrowAt],
        level: i32,
        distances: &[Option<usize>],
    ) -> Option<Vec<ArrowAt>> {
        let distance = |at: &ArrowAt| {
            let arrow = self.graph.arrow(*at)?;
            let sure = arrow.confidence >= level && self.walk.takes(arrow);
            distances
                .get(arrow.effect)
                .copied()
                .flatten()
                .filter(|_| sure)
        };
        let (mut left, mut at) = first
            .iter()
            .filter_map(|at| distance(at).map(|left| (left, *at)))
            .min()?;
        let mut arrows = vec![at];
        while left > 0 {
            let spot = self.graph.arrow(at)?.effect;
            let mut on = self.graph.leaving(spot).map(|(next, _)| next);
            at = on.find(|next| distance(next) == Some(left - 1))?;
            arrows.push(at);
            left -= 1;
        }
        Some(arrows)
    }
}

fn close(closed: &mut [bool], spot: Spot) {
    if let Some(place) = closed.get_mut(spot) {
        *place = true;
    }
}
