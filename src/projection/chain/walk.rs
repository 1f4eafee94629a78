//! Walks from the event asked about to its causes and its effects, and finds circles. Owns
//! depth and which arrows are walked; lists, never recurses: a graph may have millions of
//! arrows in one line.

use std::collections::VecDeque;

use super::graph::{Arrow, ArrowAt, Graph, Spot};

/// Which arrows are walked, and which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Walk {
    /// Toward causes.
    pub causes: bool,
    /// Toward effects.
    pub effects: bool,
    /// Also over impossible and broken arrows.
    pub all: bool,
}

impl Walk {
    /// Whether an arrow is walked.
    pub fn takes(self, arrow: &Arrow) -> bool {
        self.all || !(arrow.impossible || arrow.broken)
    }

    /// Depth of every spot, `None` where it is not reached: below 0 causes, above 0 effects, the
    /// shortest way; on both sides the smaller distance, the negative if tied.
    pub fn depths(self, graph: &Graph) -> Vec<Option<i64>> {
        let mut depths = vec![None; graph.size()];
        if let Some(root) = depths.get_mut(Graph::ROOT) {
            *root = Some(0);
        }
        if self.causes {
            self.spread(graph, &mut depths, -1);
        }
        if self.effects {
            self.spread(graph, &mut depths, 1);
        }
        depths
    }

    /// Breadth first from the root; `sign` −1 goes against the arrows, 1 along them. A depth that
    /// the other side gave stays unless this one is nearer.
    fn spread(self, graph: &Graph, depths: &mut [Option<i64>], sign: i64) {
        let mut met = vec![false; depths.len()];
        let mut queue = VecDeque::from([(Graph::ROOT, 0_i64)]);
        if let Some(root) = met.get_mut(Graph::ROOT) {
            *root = true;
        }
        while let Some((spot, distance)) = queue.pop_front() {
            for next in self.neighbours(graph, spot, sign) {
                let (Some(met), Some(depth)) = (met.get_mut(next), depths.get_mut(next)) else {
                    continue;
                };
                if *met {
                    continue;
                }
                *met = true;
                if depth.is_none_or(|other| distance + 1 < other.abs()) {
                    *depth = Some(sign * (distance + 1));
                }
                queue.push_back((next, distance + 1));
            }
        }
    }

    fn neighbours(self, graph: &Graph, spot: Spot, sign: i64) -> Vec<Spot> {
        let takes = |(_, arrow): &(ArrowAt, &Arrow)| self.takes(arrow);
        if sign < 0 {
            let arriving = graph.arriving(spot).filter(takes);
            arriving.map(|(_, arrow)| arrow.cause).collect()
        } else {
            let leaving = graph.leaving(spot).filter(takes);
            leaving.map(|(_, arrow)| arrow.effect).collect()
        }
    }

    /// The strongly connected component of every shown spot, over the walked arrows between shown
    /// spots; an arrow is on a circle when both its ends have the same one. (Tarjan's algorithm
    /// with its own stack.)
    pub fn components(self, graph: &Graph, shown: &[bool]) -> Vec<Option<usize>> {
        let mut search = Search::new(graph.size());
        for start in 0..graph.size() {
            if shown.get(start) == Some(&true) {
                search.from(start, |spot, skip| {
                    let mut leaving = graph.leaving_after(spot, skip);
                    let within =
                        |arrow: &Arrow| self.takes(arrow) && shown.get(arrow.effect) == Some(&true);
                    // How many arrows were passed over, and where the next one to walk leads.
                    let mut passed = 0;
                    leaving.find_map(|(_, arrow)| {
                        passed += 1;
                        within(arrow).then_some((skip + passed, arrow.effect))
                    })
                });
            }
        }
        search.component
    }
}

/// The state of one search for strongly connected components.
pub struct Search {
    order: Vec<Option<usize>>,
    low: Vec<usize>,
    waiting: Vec<Spot>,
    /// The component of each spot that was met.
    pub component: Vec<Option<usize>>,
    counter: usize,
}

impl Search {
    /// Among so many spots.
    pub fn new(size: usize) -> Search {
        Search {
            order: vec![None; size],
            low: vec![0; size],
            waiting: Vec::new(),
            component: vec![None; size],
            counter: 0,
        }
    }

    fn enter(&mut self, spot: Spot, path: &mut Vec<(Spot, usize)>) {
        set(&mut self.order, spot, Some(self.counter));
        set(&mut self.low, spot, self.counter);
        self.counter += 1;
        self.waiting.push(spot);
        path.push((spot, 0));
    }

    fn lower(&mut self, spot: Spot, to: usize) {
        let low = self.low(spot).min(to);
        set(&mut self.low, spot, low);
    }

    fn low(&self, spot: Spot) -> usize {
        self.low.get(spot).copied().unwrap_or(usize::MAX)
    }

    /// Meets every spot that is reached from `start`, if that was not met before. `next` gives of a
    /// spot, after so many of its arrows, how many are passed then and where the last of them leads.
    pub fn from(&mut self, start: Spot, next: impl Fn(Spot, usize) -> Option<(usize, Spot)>) {
        if self.order.get(start) != Some(&None) {
            return;
        }
        let mut path = Vec::new();
        self.enter(start, &mut path);
        while let Some((spot, skip)) = path.last_mut() {
            let spot = *spot;
            if let Some((passed, to)) = next(spot, *skip) {
                *skip = passed;
                match self.order.get(to).copied().flatten() {
                    None => self.enter(to, &mut path),
                    Some(order) if self.component.get(to) == Some(&None) => self.lower(spot, order),
                    Some(_) => {}
                }
                continue;
            }
            path.pop();
            if let Some((above, _)) = path.last() {
                self.lower(*above, self.low(spot));
            }
            if self.order.get(spot) == Some(&Some(self.low(spot))) {
                while let Some(member) = self.waiting.pop() {
                    set(&mut self.component, member, Some(spot));
                    if member == spot {
                        break;
                    }
                }
            }
        }
    }
}

fn set<T>(items: &mut [T], at: usize, value: T) {
    if let Some(item) = items.get_mut(at) {
        *item = value;
    }
}
