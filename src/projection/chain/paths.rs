//! The strongest simple paths between two events: weakest link first, then fewer links, then
//! the order in which the links were recorded. Owns that order; exact, never exponential.
//!
//! Lawler's form of Yen's method: the paths that are left are split by the prefix they share
//! with one already taken, and of each part only the best is computed. The best of a part is
//! found by the highest threshold of confidence that still reaches the end, then breadth first
//! among the links above it, then by position link by link.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, VecDeque};

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
pub fn best(graph: &Graph, walk: Walk, from: Spot, to: Spot, most: usize) -> Vec<Rank> {
    let mut found: Vec<Rank> = Vec::new();
    if from == to {
        return found;
    }
    let search = Search::new(graph, walk, to);
    let mut left: BTreeMap<Rank, Part> = BTreeMap::new();
    let whole = Part {
        fixed: 0,
        banned: BTreeSet::new(),
    };
    let first = search.onward(from, &whole.banned);
    let start = Prefix {
        arrows: &[],
        end: from,
        limit: i32::MAX,
    };
    left.extend(search.complete(start, &first).map(|rank| (rank, whole)));
    while let Some((rank, part)) = left.pop_first() {
        let wanted = most.saturating_sub(found.len() + 1);
        if wanted == 0 {
            found.push(rank);
            break;
        }
        search.split(from, &rank, &part, wanted, &mut left);
        found.push(rank);
    }
    found
}

/// The links of a path that stay, where they end, and the least confidence on them.
#[derive(Clone, Copy)]
struct Prefix<'p> {
    arrows: &'p [ArrowAt],
    end: Spot,
    limit: i32,
}

struct Search<'g> {
    graph: &'g Graph,
    walk: Walk,
    to: Spot,
    /// Of every spot that reaches the end at all: the highest weakest confidence on a way there,
    /// and the fewest links, each by itself. No simple path does better.
    hopes: Vec<Option<(i32, usize)>>,
}

impl<'g> Search<'g> {
    fn new(graph: &'g Graph, walk: Walk, to: Spot) -> Search<'g> {
        let mut search = Search {
            graph,
            walk,
            to,
            hopes: Vec::new(),
        };
        let fewest = search.distances(i32::MIN, &vec![false; graph.size()]);
        let widest = search.widest();
        let hopes = widest.into_iter().zip(fewest);
        search.hopes = hopes.map(|(wide, few)| wide.zip(few)).collect();
        search
    }

    /// Splits the paths that shared a part with `rank` by how long they go along with it, and puts
    /// the best of each into `left`, which keeps no more than `wanted`. The longest prefixes come
    /// first: what parts early is then mostly seen to come too late without a search.
    fn split(
        &self,
        from: Spot,
        rank: &Rank,
        part: &Part,
        wanted: usize,
        left: &mut BTreeMap<Rank, Part>,
    ) {
        let (_, _, arrows) = rank;
        let mut prefixes = vec![(from, i32::MAX)];
        for arrow in arrows.iter().filter_map(|at| self.graph.arrow(*at)) {
            let limit = prefixes.last().map_or(i32::MAX, |(_, limit)| *limit);
            prefixes.push((arrow.effect, limit.min(arrow.confidence)));
        }
        for fixed in (part.fixed..arrows.len()).rev() {
            let (Some(next), Some((end, limit))) = (arrows.get(fixed), prefixes.get(fixed)) else {
                continue;
            };
            let mut banned = BTreeSet::from([*next]);
            if fixed == part.fixed {
                banned.extend(&part.banned);
            }
            let prefix = Prefix {
                arrows: arrows.get(..fixed).unwrap_or_default(),
                end: *end,
                limit: *limit,
            };
            let first = self.onward(prefix.end, &banned);
            let worst = left.last_key_value().filter(|_| left.len() >= wanted);
            if worst.is_some_and(|(worst, _)| self.comes_after(prefix, &first, worst)) {
                continue;
            }
            let best = self.complete(prefix, &first);
            left.extend(best.map(|rank| (rank, Part { fixed, banned })));
            while left.len() > wanted {
                left.pop_last();
            }
        }
    }

    /// The walked arrows out of a spot that are not banned and may lead to the end, by position.
    fn onward(&self, spot: Spot, banned: &BTreeSet<ArrowAt>) -> Vec<ArrowAt> {
        let leaving = self.graph.leaving(spot);
        leaving
            .filter(|(at, arrow)| {
                let hope = self.hopes.get(arrow.effect).is_some_and(Option::is_some);
                hope && self.walk.takes(arrow) && !banned.contains(at)
            })
            .map(|(at, _)| at)
            .collect()
    }

    /// Whether even the best one could hope for beyond a prefix comes after `worst`.
    fn comes_after(&self, prefix: Prefix<'_>, first: &[ArrowAt], worst: &Rank) -> bool {
        let mut hoped: Option<(i32, usize)> = None;
        for arrow in first.iter().filter_map(|at| self.graph.arrow(*at)) {
            if let Some((wide, few)) = self.hopes.get(arrow.effect).copied().flatten() {
                let (sure, length) = hoped.unwrap_or((i32::MIN, usize::MAX));
                hoped = Some((sure.max(wide.min(arrow.confidence)), length.min(few)));
            }
        }
        let (Some((sure, few)), Some(next)) = (hoped, first.first()) else {
            return true;
        };
        let (weakest, length, arrows) = worst;
        let figures = (
            Reverse(sure.min(prefix.limit)),
            prefix.arrows.len() + 1 + few,
        );
        let order = figures.cmp(&(*weakest, *length)).then_with(|| {
            let shared = arrows.len().min(prefix.arrows.len());
            let along = prefix.arrows.cmp(arrows.get(..shared).unwrap_or_default());
            along.then(Some(next).cmp(&arrows.get(shared)))
        });
        order.is_gt()
    }

    /// The best path that begins with a prefix and goes on by one of `first`.
    fn complete(&self, prefix: Prefix<'_>, first: &[ArrowAt]) -> Option<Rank> {
        if first.is_empty() {
            return None;
        }
        let mut closed = vec![false; self.graph.size()];
        let taken = prefix.arrows.iter().filter_map(|at| self.graph.arrow(*at));
        for spot in taken.map(|arrow| arrow.cause).chain([prefix.end]) {
            if let Some(place) = closed.get_mut(spot) {
                *place = true;
            }
        }
        let (weakest, distances) = self.strongest(first, prefix.limit, &closed)?;
        let mut arrows = prefix.arrows.to_vec();
        arrows.extend(self.earliest(first, weakest, &distances)?);
        Some((Reverse(weakest), arrows.len(), arrows))
    }

    /// Of every spot the highest weakest confidence on a way to the end, strongest first.
    fn widest(&self) -> Vec<Option<i32>> {
        let mut widest = vec![None; self.graph.size()];
        let mut queue = BinaryHeap::from([(i32::MAX, self.to)]);
        while let Some((wide, spot)) = queue.pop() {
            match widest.get_mut(spot) {
                Some(place @ None) => *place = Some(wide),
                _ => continue,
            }
            for (_, arrow) in self.graph.arriving(spot) {
                if self.walk.takes(arrow) && widest.get(arrow.cause) == Some(&None) {
                    queue.push((wide.min(arrow.confidence), arrow.cause));
                }
            }
        }
        widest
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
