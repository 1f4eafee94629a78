//! Two lists of rows held against each other, one difference after the other: in the order of the
//! later list, then what is gone. Owns by what a row is found again; knows no view.

use std::collections::HashMap;
use std::vec::IntoIter;

use serde_json::Value;

use super::follow::{Followed, NODE, Names, Rows};
use crate::event::json::canonical;
use crate::projection::replay::Change;
use crate::projection::replay::board::change;

/// The differences between the rows of a view at two points: an iterator.
#[derive(Debug)]
pub(super) struct Compared {
    nodes: Pairing,
    rows: Pairing,
}

impl Compared {
    /// Between an earlier answer and a later one.
    pub(super) fn new(view: &Followed, before: Rows, after: Rows) -> Compared {
        Compared {
            nodes: Pairing::new(NODE, before.nodes, after.nodes),
            rows: Pairing::new(view.names, before.rows, after.rows),
        }
    }
}

impl Iterator for Compared {
    type Item = Change;

    fn next(&mut self) -> Option<Change> {
        self.nodes.next().or_else(|| self.rows.next())
    }
}

/// The differences between two lists of rows of which the same fields name a row.
pub(super) fn compare(names: Names, before: &[Value], after: &[Value]) -> Vec<Change> {
    Pairing::new(names, before.to_vec(), after.to_vec()).collect()
}

#[derive(Debug)]
struct Pairing {
    names: Names,
    /// Those not found again yet, by key, each with its place.
    before: HashMap<String, (usize, Value)>,
    after: IntoIter<Value>,
    /// Those that are gone, once all others are told.
    gone: Option<IntoIter<Value>>,
}

impl Pairing {
    fn new(names: Names, before: Vec<Value>, after: Vec<Value>) -> Pairing {
        let places = before.into_iter().enumerate();
        let keyed = places.map(|(place, row)| (key_text(names, &row), (place, row)));
        Pairing {
            names,
            before: keyed.collect(),
            after: after.into_iter(),
            gone: None,
        }
    }
}

impl Iterator for Pairing {
    type Item = Change;

    fn next(&mut self) -> Option<Change> {
        for row in self.after.by_ref() {
            match self.before.remove(&key_text(self.names, &row)) {
                Some((_, same)) if same == row => {}
                found => {
                    let old = found.map(|(_, old)| old);
                    return Some(change(self.names, old, Some(row)));
                }
            }
        }
        let before = &mut self.before;
        let gone = self.gone.get_or_insert_with(|| {
            let mut gone: Vec<(usize, Value)> = before.drain().map(|(_, row)| row).collect();
            gone.sort_unstable_by_key(|(place, _)| *place);
            let rows = gone.into_iter().map(|(_, row)| row);
            rows.collect::<Vec<Value>>().into_iter()
        });
        Some(change(self.names, gone.next(), None)).filter(|change| change.before.is_some())
    }
}

/// The text by which a row is found again: the values of the fields that name it.
pub(super) fn key_text(names: Names, row: &Value) -> String {
    let fields = names.iter().map(|(_, from)| row.get(from).cloned());
    let fields: Vec<Value> = fields.map(Option::unwrap_or_default).collect();
    canonical(&Value::Array(fields))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn rows_are_found_again_by_their_key_and_told_in_order() {
        let row = |key: &str, value: u64| json!({"id": key, "value": value});
        let before = vec![row("c", 1), row("a", 1), row("b", 1)];
        let after = vec![row("d", 1), row("b", 2), row("c", 1)];
        let names: Names = &[("id", "id")];
        let told: Vec<String> = Pairing::new(names, before, after)
            .map(|change| format!("{} {}", change.name(), change.key["id"]))
            .collect();
        assert_eq!(told, [r#"added "d""#, r#"changed "b""#, r#"removed "a""#]);
    }
}
