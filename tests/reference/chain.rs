//! `chain` (§7.3): what led to an event and what it led to, along the links in view.
//! Owns which links are in view, their flags, which are walked, depths and what is listed.
//! Never leaves claims out. The event asked about is a node whatever the clocks say of it; links it is the end of are in view by their own rule.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::{View, dates, known::Known, paths, world::World};

/// A link in view.
pub struct Edge {
    pub link: Known,
    pub cause: String,
    pub effect: String,
    pub impossible: bool,
    pub order_unclear: bool,
    pub broken: bool,
    /// Whether `depth`, `cycle` and `--to` use it.
    pub walked: bool,
}

/// `{"nodes", "edges", "paths"?}` of the view asked for.
pub fn graph(world: &mut World, view: &View) -> Map<String, Value> {
    let View::Chain {
        of,
        causes,
        effects,
        to,
        all,
    } = view
    else {
        panic!("not a chain view");
    };
    let (of, both) = (of.to_string(), causes == effects);
    let in_view = world.in_view(true, is_event);
    let links = world.in_view(true, Known::is_link);
    let edges: Vec<Edge> = links
        .iter()
        .filter_map(|link| edge(world, &in_view, link, *all))
        .collect();
    let sides = (both || *causes, both || *effects);
    let depths = depths(&edges, &of, sides);
    let nodes: Vec<Value> = world
        .entries
        .iter()
        .filter_map(|known| {
            depths
                .get(&known.id)
                .map(|depth| node_json(known, Some(*depth)))
        })
        .collect();
    let listed: Vec<Value> = edges
        .iter()
        .filter(|edge| {
            let ends = [&edge.cause, &edge.effect].map(|id| depths.contains_key(id));
            ends == [true, true] || (edge.impossible || edge.broken) && ends.contains(&true)
        })
        .map(|edge| edge_json(edge, &edges))
        .collect();
    let mut graph = Map::from_iter([
        ("nodes".to_owned(), Value::Array(nodes)),
        ("edges".to_owned(), Value::Array(listed)),
    ]);
    if let Some(to) = to.map(|to| to.to_string()) {
        let found = paths::between(&edges, &of, &to);
        graph.insert("paths".to_owned(), Value::Array(found));
    }
    graph
}

/// Everything in view at once: no event is asked about, so no node has a depth.
pub fn whole(world: &mut World) -> Map<String, Value> {
    let in_view = world.in_view(true, is_event);
    let links = world.in_view(true, Known::is_link);
    let edges: Vec<Edge> = links
        .iter()
        .filter_map(|link| edge(world, &in_view, link, false))
        .collect();
    let nodes = in_view.iter().map(|known| node_json(known, None)).collect();
    let listed = edges.iter().map(|edge| edge_json(edge, &edges)).collect();
    Map::from_iter([
        ("nodes".to_owned(), Value::Array(nodes)),
        ("edges".to_owned(), Value::Array(listed)),
    ])
}

/// An event that can be a node: no link, no amendment, no citation.
pub fn is_event(known: &Known) -> bool {
    !known.is_link() && !known.is_amendment() && known.kind() != "citation"
}

/// A known and public link as an edge, if both its ends are in view or retracted.
pub fn edge(world: &World, in_view: &[Known], link: &Known, all: bool) -> Option<Edge> {
    let ends = both_ends(world, in_view, link)?;
    let [cause, effect] = ends;
    let text = |known: &Known| {
        known
            .text("happened")
            .expect("an end has happened")
            .to_owned()
    };
    let wide = |known: &Known| dates::widened(&text(known)).expect("a date");
    let impossible = wide(effect).latest < wide(cause).earliest;
    let order_unclear = !impossible && cause.happened().latest > effect.happened().earliest;
    let broken = cause.retracted || effect.retracted;
    Some(Edge {
        link: link.clone(),
        cause: cause.id.clone(),
        effect: effect.id.clone(),
        impossible,
        order_unclear,
        broken,
        walked: all || !(impossible || broken),
    })
}

/// Cause and effect of a link, if each is in view or retracted.
pub fn both_ends<'a>(world: &'a World, in_view: &[Known], link: &Known) -> Option<[&'a Known; 2]> {
    let end = |field: &str| {
        let known = world.by_id(link.text(field)?)?;
        (known.retracted || in_view.iter().any(|k| k.id == known.id)).then_some(known)
    };
    Some([end("cause")?, end("effect")?])
}

/// The least number of walked edges from an event to each that can be reached, forwards or backwards.
pub fn distances(edges: &[Edge], from: &str, forwards: bool) -> BTreeMap<String, i64> {
    let mut found = BTreeMap::from([(from.to_owned(), 0)]);
    for distance in 0.. {
        let edge_of: Vec<&String> = edges
            .iter()
            .filter(|edge| edge.walked)
            .map(|e| {
                if forwards {
                    (&e.cause, &e.effect)
                } else {
                    (&e.effect, &e.cause)
                }
            })
            .filter(|(here, there)| {
                found.get(*here) == Some(&distance) && !found.contains_key(*there)
            })
            .map(|(_, there)| there)
            .collect();
        if edge_of.is_empty() {
            break;
        }
        for there in edge_of {
            found.insert(there.clone(), distance + 1);
        }
    }
    found
}

/// Minus the distance back or the distance forth, whichever is less; back if tied.
fn depths(edges: &[Edge], of: &str, (causes, effects): (bool, bool)) -> BTreeMap<String, i64> {
    let side = |asked: bool, forwards: bool| {
        if asked {
            distances(edges, of, forwards)
        } else {
            BTreeMap::new()
        }
    };
    let (back, forth) = (side(causes, false), side(effects, true));
    let ids: BTreeSet<String> = back.keys().chain(forth.keys()).cloned().collect();
    ids.into_iter()
        .map(|id| {
            let depth = match (back.get(&id), forth.get(&id)) {
                (Some(back), Some(forth)) if forth < back => *forth,
                (Some(back), _) => -*back,
                (None, forth) => *forth.expect("reached on one side"),
            };
            (id, depth)
        })
        .collect()
}

fn node_json(known: &Known, depth: Option<i64>) -> Value {
    json!({
        "id": known.id, "position": known.position, "label": known.event.get("label"),
        "kind": known.kind(), "happened": known.event["happened"], "title": known.event.get("title"),
        "claimed_by": known.event.get("claimed_by"), "depth": depth,
    })
}

fn edge_json(edge: &Edge, edges: &[Edge]) -> Value {
    let on_cycle = edge.walked && distances(edges, &edge.effect, true).contains_key(&edge.cause);
    let flags: Vec<&str> = [
        ("impossible", edge.impossible),
        ("order_unclear", edge.order_unclear),
        ("cycle", on_cycle),
        ("broken", edge.broken),
        ("disputed", edge.link.disputed > 0),
    ]
    .iter()
    .filter_map(|(name, set)| set.then_some(*name))
    .collect();
    json!({
        "id": edge.link.id, "position": edge.link.position, "cause": edge.cause, "effect": edge.effect,
        "relation": edge.link.event["relation"], "confidence": edge.link.event.get("confidence"),
        "claimed_by": edge.link.event.get("claimed_by"), "flags": flags,
    })
}
