//! `replay --digest` and `diff` (§5): a view asked again at every point, whole.
//! Owns the body that a digest is of, and which fields tell one row of a view from another.
//! Never carries anything over from one point to the next.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Query, View, answer, canonical};

/// The digest of the view after each commit, the last positions of which are given.
pub fn digests(entries: &[Value], commits: &[u64], query: &Query, view: &View) -> Vec<String> {
    commits
        .iter()
        .map(|position| {
            let known = Some(*position);
            let query = Query {
                known,
                ..query.clone()
            };
            canonical::digest(&body(&answer(entries, &query, view)))
        })
        .collect()
}

/// The rows, or `{"edges", "nodes"}` of a graph.
fn body(answer: &Value) -> Value {
    match answer.get("rows") {
        Some(rows) => rows.clone(),
        None => json!({"edges": answer["edges"], "nodes": answer["nodes"]}),
    }
}

/// The rows that are not the same at two points, as `{"before", "after"}`, null where there is none; by key.
pub fn diff(entries: &[Value], before: &Query, after: &Query, view: &View) -> Vec<Value> {
    let rows = [before, after].map(|query| keyed(&answer(entries, query, view), view));
    let mut keys: Vec<&Key> = rows.iter().flat_map(BTreeMap::keys).collect();
    keys.sort();
    keys.dedup();
    keys.iter()
        .map(|key| rows.each_ref().map(|rows| rows.get(*key).cloned()))
        .filter(|[before, after]| before != after)
        .map(|[before, after]| json!({"before": before, "after": after}))
        .collect()
}

/// The values of the key fields, nulls first. Numbers sort as numbers.
type Key = Vec<(Option<u64>, Option<String>)>;

fn keyed(answer: &Value, view: &View) -> BTreeMap<Key, Value> {
    let lists = ["rows", "nodes", "edges"];
    let rows = lists.iter().flat_map(|list| {
        let rows = answer[list].as_array().cloned().unwrap_or_default();
        rows.into_iter().map(|row| {
            let key = key_fields(view).iter().flat_map(|field| match &row[field] {
                Value::Array(parts) => parts.clone(),
                one => vec![one.clone()],
            });
            let key = key
                .map(|part| (part.as_u64(), part.as_str().map(str::to_owned)))
                .collect();
            (key, row)
        })
    });
    let rows: Vec<(Key, Value)> = rows.collect();
    let keyed: BTreeMap<Key, Value> = rows.iter().cloned().collect();
    assert_eq!(keyed.len(), rows.len(), "two rows of one key");
    keyed
}

fn key_fields(view: &View) -> &'static [&'static str] {
    match view {
        View::Divestment { .. } => &["country", "holder", "asset", "issuer", "currency"],
        View::Stance { .. } => &["country", "toward", "actors"],
        View::Yields { .. } => &["issuer", "tenor", "series"],
        View::Observations { .. } => &["subject", "measure", "series", "unit"],
        View::Contradictions { .. } => &["positions"],
        View::Audit(_) => &["rule", "position", "beside"],
        View::Sources { .. } => &["publisher", "origin"],
        View::Threats { .. }
        | View::Sanctions { .. }
        | View::Around { .. }
        | View::Chain { .. }
        | View::Graph
        | View::Timeline
        | View::Log => &["position"],
    }
}
