//! `sanctions` (§7.4): what is in force at D.
//! Owns the furthest effective stage of a chain, what it inherits and since when it has been in force.
//! Never looks across a lifted or withdrawn stage.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{dates, exits, known::Known, rests, world::World};

/// Rows in order of position.
pub fn rows(world: &mut World, why: bool) -> Vec<Value> {
    let claims = world.claims;
    let in_view = world.in_view(claims, |k| k.kind() == "sanction");
    // By first stage: how far along the chain the furthest effective stage is, its position, and the way back from it.
    let mut furthest: BTreeMap<u64, (usize, u64, Vec<Known>)> = BTreeMap::new();
    for stage in in_view.iter().filter(|k| begun(k, world.d)) {
        let path = exits::back_to_root(world, stage);
        let root = path[path.len() - 1].position;
        let reached = (path.len(), stage.position, path);
        let old = furthest.get(&root);
        if old.is_none_or(|old| (old.0, old.1) < (reached.0, reached.1)) {
            furthest.insert(root, reached);
        }
    }
    let mut rows: Vec<Value> = furthest
        .into_values()
        .filter_map(|(_, _, mut back)| {
            back.retain(|stage| in_view.iter().any(|k| k.position == stage.position));
            row(&back, world.d, why)
        })
        .collect();
    rows.sort_by_key(|row| row["position"].as_u64());
    rows
}

/// `effective`, else `happened`, as recorded.
fn start(stage: &Known) -> &str {
    stage
        .text("effective")
        .or(stage.text("happened"))
        .expect("a stage has happened")
}

fn begun(stage: &Known, d: i64) -> bool {
    dates::span(start(stage)).expect("a date").latest <= d
}

fn in_force(stage: &Known) -> bool {
    matches!(
        stage.text("action"),
        Some("imposed" | "tightened" | "extended" | "eased")
    )
}

fn ends(stage: &Known) -> bool {
    matches!(stage.text("action"), Some("lifted" | "withdrawn"))
}

/// `back` holds the in-view stages from the furthest effective one to the first.
fn row(back: &[Known], d: i64, why: bool) -> Option<Value> {
    let stage = back.first()?;
    let inherited = |field: &str| {
        back.iter()
            .take_while(|before| !ends(before))
            .find_map(|before| before.event.get(field))
    };
    let expires = inherited("expires").and_then(Value::as_str);
    let expired =
        expires.is_some_and(|text| dates::span(text).expect("expires is a date").latest < d);
    if !in_force(stage) || expired {
        return None;
    }
    let since = back
        .iter()
        .filter(|before| begun(before, d))
        .take_while(|before| !ends(before))
        .filter(|before| in_force(before))
        .last()
        .expect("the stage itself is in force");
    let list = |field: &str| inherited(field).cloned().unwrap_or(json!([]));
    let row = json!({
        "position": stage.position, "id": stage.id, "by": stage.event["by"],
        "against": list("against"), "entities": list("entities"),
        "measure": stage.event["measure"], "program": inherited("program"),
        "since": start(since), "expires": expires,
    });
    Some(rests::on(row, &back.iter().collect::<Vec<_>>(), why))
}
