//! Exit chains (§7.1): stages joined by `follows`, over all recorded stages, and what each chain says as far as it is in view.
//! Owns the way back along `follows` (sanctions use it too), the state of a chain, its line of in-view stages, and "of that stage or of the nearest in-view stage before it".
//! Never adds amounts up: that is `divestment`.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{known::Known, world::World};

/// One chain as far as it is in view.
pub struct Chain {
    /// The in-view stages from the first to the state, which is last.
    pub line: Vec<Known>,
}

impl Chain {
    /// The stage furthest along that is in view.
    pub fn state(&self) -> &Known {
        self.line.last().expect("a chain in view has a state")
    }

    /// A field of the state or, failing that, of the nearest in-view stage before it.
    pub fn nearest(&self, field: &str) -> Option<&Value> {
        self.line
            .iter()
            .rev()
            .find_map(|stage| stage.event.get(field))
    }

    /// `announced`, `under_way`, `completed` or `cancelled`.
    pub fn stage(&self) -> &str {
        self.state().text("stage").expect("an exit has a stage")
    }
}

/// The chains of which a stage is in view. `in_view` holds the entries that passed the filters.
pub fn chains(world: &World, in_view: &[Known]) -> Vec<Chain> {
    let is_in_view = |stage: &Known| in_view.iter().any(|k| k.position == stage.position);
    let mut states: BTreeMap<u64, (usize, u64)> = BTreeMap::new();
    for stage in in_view.iter().filter(|k| k.kind() == "fund_exit") {
        let path = back_to_root(world, stage);
        let root = path.last().expect("a path has a root").position;
        let reached = (path.len(), stage.position);
        let furthest = states.entry(root).or_insert(reached);
        *furthest = (*furthest).max(reached);
    }
    states
        .values()
        .map(|(_, position)| {
            let state = in_view
                .iter()
                .find(|k| k.position == *position)
                .expect("in view");
            let mut line = back_to_root(world, state);
            line.retain(is_in_view);
            line.reverse();
            Chain { line }
        })
        .collect()
}

/// A stage, the stage it follows, and so on to the root, whether in view or not.
pub fn back_to_root(world: &World, stage: &Known) -> Vec<Known> {
    let mut path = vec![stage.clone()];
    while let Some(before) = path[path.len() - 1]
        .text("follows")
        .and_then(|id| world.by_id(id))
    {
        if path.iter().any(|seen| seen.id == before.id) {
            break;
        }
        path.push(before.clone());
    }
    path
}
