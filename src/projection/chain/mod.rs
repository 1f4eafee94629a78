//! The chain view (§7.3): causes and effects of an event, as somebody linked them, with what
//! the dates as recorded say about it. Owns which events and links are shown and in which
//! order; the graph, the walk and the paths lie in a file each.

pub mod graph;
pub mod paths;
pub mod walk;

use std::collections::BTreeSet;

use uuid::Uuid;

use super::catalog::HAPPENINGS;
use super::figure;
use super::rows::{ChainView, Edge, Node, Path};
use super::tally::Tally;
use crate::event::decimal::Decimal;
use crate::event::sentence;
use crate::facts::scope::Claims;
use crate::facts::{self, Scope, Standing};
use crate::log::Entry;
use graph::{Arrow, Graph};
use walk::Walk;

/// The most paths that `--to` lists.
const MOST_PATHS: usize = 20;

/// The chain of `root`, and with `to` the paths between the two, both ways. `root` is shown
/// whatever the clocks say of it: it was asked about.
pub fn view<'h>(
    scope: &Scope<'h>,
    root: &'h Entry,
    walk: Walk,
    to: Option<Uuid>,
    tally: &mut Tally,
) -> ChainView {
    let graph = Graph::read(scope, Some(root), tally);
    let depths = walk.depths(&graph);
    let shown: Vec<bool> = depths.iter().map(Option::is_some).collect();
    let components = walk.components(&graph, &shown);
    let is_shown = |spot: usize| shown.get(spot) == Some(&true);
    let on_circle = |arrow: &Arrow| {
        let both = is_shown(arrow.cause) && is_shown(arrow.effect) && walk.takes(arrow);
        both && components.get(arrow.cause) == components.get(arrow.effect)
    };
    let listed = |arrow: &&Arrow| {
        let refuted = arrow.impossible || arrow.broken;
        match (is_shown(arrow.cause), is_shown(arrow.effect)) {
            (true, true) => true,
            (false, false) => false,
            _ => refuted,
        }
    };
    let mut nodes: Vec<Node> = depths
        .iter()
        .enumerate()
        .filter_map(|(spot, depth)| {
            let depth = (*depth)?;
            let (position, _) = graph.event(spot)?;
            Some(node(scope, scope.history().at(position)?, Some(depth)))
        })
        .collect();
    nodes.sort_by_key(|node| node.position);
    let arrows = graph.arrows().iter().filter(listed);
    ChainView {
        nodes,
        edges: arrows
            .filter_map(|arrow| edge(scope, arrow, on_circle(arrow)))
            .collect(),
        paths: to.map(|to| all_paths(&graph, walk, to)),
    }
}

/// Every event and every link in view, joined or not: the whole graph, without depths.
pub fn whole(scope: &Scope<'_>, tally: &mut Tally) -> ChainView {
    let edges = edges(scope, tally);
    let one = |entry: &Entry| Some(node(scope, entry, None));
    ChainView {
        nodes: scope.history().each_at(&nodes(scope), one),
        edges,
        paths: None,
    }
}

/// Positions of every event in view, in order.
pub fn nodes(scope: &Scope<'_>) -> Vec<u64> {
    let moments = scope.moments(HAPPENINGS, Claims::Always).into_iter();
    let seen = moments.filter(|moment| moment.standing == Standing::InView);
    seen.map(|moment| moment.position).collect()
}

/// Every link in view, in order of position.
pub fn edges(scope: &Scope<'_>, tally: &mut Tally) -> Vec<Edge> {
    let whole = Whole::read(scope, tally);
    whole.edges(scope, whole.graph.arrows())
}

/// The whole graph, walked both ways, with the circles in it: events of one lead to each other.
struct Whole {
    graph: Graph,
    walk: Walk,
    circles: Vec<Option<usize>>,
}

impl Whole {
    fn read(scope: &Scope<'_>, tally: &mut Tally) -> Whole {
        let graph = Graph::read(scope, None, tally);
        let walk = Walk {
            causes: true,
            effects: true,
            all: false,
        };
        let circles = walk.components(&graph, &vec![true; graph.size()]);
        Whole {
            graph,
            walk,
            circles,
        }
    }

    /// Some of its arrows as edges.
    fn edges(&self, scope: &Scope<'_>, arrows: &[Arrow]) -> Vec<Edge> {
        let circle = |spot: usize| self.circles.get(spot);
        let edges = arrows.iter().filter_map(|arrow| {
            let on_circle = self.walk.takes(arrow) && circle(arrow.cause) == circle(arrow.effect);
            edge(scope, arrow, on_circle)
        });
        edges.collect()
    }
}

/// The latest links in view, at most so many, with the events that they join, and how many links
/// there are.
pub fn latest(scope: &Scope<'_>, most: usize, tally: &mut Tally) -> (usize, ChainView) {
    let whole = Whole::read(scope, tally);
    let graph = &whole.graph;
    let total = graph.arrows().len();
    let shown = graph.arrows().get(total.saturating_sub(most)..);
    let shown = shown.unwrap_or_default();
    let ends = shown.iter().flat_map(|arrow| [arrow.cause, arrow.effect]);
    let joined: BTreeSet<u64> = ends.filter_map(|spot| Some(graph.event(spot)?.0)).collect();
    let events = joined
        .into_iter()
        .filter_map(|position| scope.history().at(position));
    let view = ChainView {
        nodes: events
            .filter(|entry| is_seen(scope, entry))
            .map(|entry| node(scope, entry, None))
            .collect(),
        edges: whole.edges(scope, shown),
        paths: None,
    };
    (total, view)
}

/// Whether an entry is an event in view.
pub fn is_seen(scope: &Scope<'_>, entry: &Entry) -> bool {
    HAPPENINGS.contains(&entry.event.kind())
        && scope.standing(&scope.see(entry), Claims::Always) == Standing::InView
}

/// An event as a node.
pub fn node(scope: &Scope<'_>, entry: &Entry, depth: Option<i64>) -> Node {
    let event = scope.see(entry).event;
    let text = |field: &str| event.text(field).map(str::to_owned);
    Node {
        id: entry.id.to_string(),
        position: entry.position,
        label: text("label"),
        kind: event.kind().name(),
        happened: text("happened"),
        title: text("title"),
        claimed_by: text("claimed_by"),
        depth,
        headline: sentence::headline(&event),
    }
}

/// A link as rows show it; `cycle` is for the caller to know.
pub fn edge(scope: &Scope<'_>, arrow: &Arrow, cycle: bool) -> Option<Edge> {
    let entry = scope.history().read(arrow.position)?;
    let fact = facts::Edge::of(&scope.see(&entry).event)?;
    let flags = [
        (arrow.impossible, "impossible"),
        (arrow.unclear, "order_unclear"),
        (cycle, "cycle"),
        (arrow.broken, "broken"),
        (arrow.disputed, "disputed"),
    ];
    let raised = flags.into_iter().filter(|(raised, _)| *raised);
    Some(Edge {
        id: entry.id.to_string(),
        position: entry.position,
        cause: fact.cause.to_string(),
        effect: fact.effect.to_string(),
        relation: fact.relation,
        confidence: fact.confidence.as_ref().map(figure::settled),
        claimed_by: fact.claimed_by,
        flags: raised.map(|(_, flag)| flag).collect(),
    })
}

fn all_paths(graph: &Graph, walk: Walk, to: Uuid) -> Vec<Path> {
    let Some(to) = graph.spot(to) else {
        return Vec::new();
    };
    let there = paths::best(graph, walk, Graph::ROOT, to, MOST_PATHS);
    let back = paths::best(graph, walk, to, Graph::ROOT, MOST_PATHS);
    let mut ranks: Vec<paths::Rank> = there.into_iter().chain(back).collect();
    ranks.sort();
    ranks.truncate(MOST_PATHS);
    ranks.into_iter().map(|rank| path(graph, rank)).collect()
}

fn path(graph: &Graph, (weakest, _, arrows): paths::Rank) -> Path {
    let arrows: Vec<&Arrow> = arrows.iter().filter_map(|at| graph.arrow(*at)).collect();
    let id = |spot: usize| graph.event(spot).map(|(_, id)| id.to_string());
    let first = arrows.first().map(|arrow| arrow.cause);
    let spots = first
        .into_iter()
        .chain(arrows.iter().map(|arrow| arrow.effect));
    let sure = (weakest.0 >= 0).then(|| Decimal(i128::from(weakest.0)));
    Path {
        nodes: spots.filter_map(id).collect(),
        edges: arrows.iter().map(|arrow| arrow.id.to_string()).collect(),
        weakest: sure.map(figure::decimal),
    }
}
