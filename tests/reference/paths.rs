//! Paths of `chain --to` (§7.3): every simple path along the arrows between two events, in either direction.
//! Owns their enumeration, their weakest link and their order; ties beyond the contract's go by the positions of links, link by link.
//! Never prunes: it lists them all, then keeps 20.

use std::cmp::Reverse;

use serde_json::{Value, json};

use super::chain::Edge;

/// Edges by index, in the order walked.
type Path = Vec<usize>;

/// At most 20 paths as JSON: strongest first (null last), then fewer edges.
pub fn between(edges: &[Edge], one: &str, other: &str) -> Vec<Value> {
    let mut paths: Vec<Path> = Vec::new();
    if one != other {
        for (from, to) in [(one, other), (other, one)] {
            walk(edges, from, to, &mut Vec::new(), &mut paths);
        }
    }
    paths.sort_by_cached_key(|path| {
        let links: Vec<u64> = path.iter().map(|e| edges[*e].link.position).collect();
        let strength = weakest(edges, path).map(|(ten_thousandths, _)| ten_thousandths);
        (Reverse(strength), path.len(), links)
    });
    paths
        .iter()
        .take(20)
        .map(|path| {
            let links: Vec<&String> = path.iter().map(|e| &edges[*e].link.id).collect();
            let weakest = weakest(edges, path).map(|(_, confidence)| confidence);
            json!({"nodes": nodes(edges, path), "edges": links, "weakest": weakest})
        })
        .collect()
}

fn walk(edges: &[Edge], here: &str, to: &str, path: &mut Path, paths: &mut Vec<Path>) {
    if here == to {
        paths.push(path.clone());
        return;
    }
    for (index, edge) in edges.iter().enumerate() {
        let been = |id: &String| path.iter().any(|e| edges[*e].cause == *id);
        if edge.walked && edge.cause == here && edge.effect != here && !been(&edge.effect) {
            path.push(index);
            walk(edges, &edge.effect, to, path, paths);
            path.pop();
        }
    }
}

fn nodes(edges: &[Edge], path: &Path) -> Vec<String> {
    let first = path.first().map(|e| edges[*e].cause.clone());
    let rest = path.iter().map(|e| edges[*e].effect.clone());
    first.into_iter().chain(rest).collect()
}

/// The least confidence on a path, in ten-thousandths and as recorded; `None` if any is absent.
fn weakest(edges: &[Edge], path: &Path) -> Option<(i64, Value)> {
    let all: Option<Vec<(i64, Value)>> = path
        .iter()
        .map(|e| {
            let confidence = &edges[*e].link.event["confidence"];
            let number = confidence
                .as_f64()
                .or_else(|| confidence.as_str()?.parse().ok())?;
            Some(((number * 10_000.0).round() as i64, confidence.clone()))
        })
        .collect();
    all?.into_iter()
        .min_by_key(|(ten_thousandths, _)| *ten_thousandths)
}
