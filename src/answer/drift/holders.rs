//! Names of the holders that rows of `divestment` know by an id, for notes that people read.
//! Owns this look-up; no row and no digest changes by it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::DriftRow;
use crate::event::Kind;
use crate::facts::Scope;

/// What each holder id of these rows is called, as known; the latest name if there are several.
pub(super) fn names(scope: &Scope<'_>, rows: &[DriftRow]) -> BTreeMap<String, String> {
    let keys = rows
        .iter()
        .filter_map(|row| row.key.get("holder")?.as_str());
    let wanted: BTreeSet<&str> = keys.collect();
    let mut names = BTreeMap::new();
    if wanted.is_empty() {
        return names;
    }
    let id_of = |holder: &Value| Some(holder.get("id")?.as_str()?.to_owned());
    let named = scope.draw(&Kind::ALL, |entry, known| {
        let id = entry.event.fields().get("holder").and_then(id_of)?;
        let holder = known.event.fields().get("holder");
        let name = holder.and_then(|holder| holder.get("name")?.as_str());
        let name = name.filter(|_| wanted.contains(id.as_str()))?.to_owned();
        Some((id, name))
    });
    names.extend(named);
    names
}
