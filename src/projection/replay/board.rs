//! The rows of a view as they stand, in order, each as its RFC 8785 text: two rows are the same
//! when their texts are. Owns the comparison; makes no row.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value};

use super::Change;
use crate::event::json::canonical;

/// Rows by their place in the view.
#[derive(Debug)]
pub struct Board<K> {
    names: &'static [(&'static str, &'static str)],
    rows: BTreeMap<K, String>,
}

impl<K: Ord> Board<K> {
    /// No rows yet. `names` are the fields of a key, each with the field of a row that fills it.
    pub fn new(names: &'static [(&'static str, &'static str)]) -> Board<K> {
        let rows = BTreeMap::new();
        Board { names, rows }
    }

    /// Puts the row at a place, or takes it away; `None` if that changes nothing.
    pub fn put<R: Serialize>(&mut self, at: K, row: Option<&R>) -> Option<Change> {
        let value = row.and_then(|row| serde_json::to_value(row).ok());
        let text = value.as_ref().map(canonical);
        let before = match &text {
            Some(text) if self.rows.get(&at) == Some(text) => return None,
            Some(text) => self.rows.insert(at, text.clone()),
            None => Some(self.rows.remove(&at)?),
        };
        let before = before.and_then(|text| serde_json::from_str(&text).ok());
        Some(change(self.names, before, value))
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The rows as one array.
    pub fn write(&self, out: &mut dyn FnMut(&str)) {
        write_array(self.rows.values(), out);
    }
}

/// Texts as one RFC 8785 array.
pub fn write_array<'a>(texts: impl Iterator<Item = &'a String>, out: &mut dyn FnMut(&str)) {
    out("[");
    for (index, text) in texts.enumerate() {
        if index > 0 {
            out(",");
        }
        out(text);
    }
    out("]");
}

/// The change from one row to another; its key is read from whichever there is.
pub fn change(
    names: &[(&'static str, &'static str)],
    before: Option<Value>,
    after: Option<Value>,
) -> Change {
    let row = after.as_ref().or(before.as_ref());
    let field = |name: &str| row.and_then(|row| row.get(name)).cloned();
    let key: Map<String, Value> = names
        .iter()
        .map(|(name, from)| ((*name).to_owned(), field(from).unwrap_or(Value::Null)))
        .collect();
    Change {
        key,
        before,
        after,
        aged: false,
    }
}
