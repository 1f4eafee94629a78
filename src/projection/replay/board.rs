//! The rows of a view as they stand, in order, each as its RFC 8785 text: two rows are the same
//! when their texts are. Owns the comparison, and their digest: what lies before the first row
//! that changed is not hashed again. Makes no row.

use std::collections::BTreeMap;
use std::ops::Bound;

use serde::Serialize;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::Change;
use crate::event::json::canonical;

/// Rows by their place in the view.
#[derive(Debug)]
pub struct Board<K> {
    names: &'static [(&'static str, &'static str)],
    rows: BTreeMap<K, String>,
    /// The hash of all up to some rows, as it was when it was last asked for.
    seals: BTreeMap<K, Sha256>,
}

/// So many rows lie between two seals.
const SEALED: usize = 64;

impl<K: Ord + Clone> Board<K> {
    /// No rows yet. `names` are the fields of a key, each with the field of a row that fills it.
    pub fn new(names: &'static [(&'static str, &'static str)]) -> Board<K> {
        Board {
            names,
            rows: BTreeMap::new(),
            seals: BTreeMap::new(),
        }
    }

    /// Puts the row at a place, or takes it away; `None` if that changes nothing.
    pub fn put<R: Serialize>(&mut self, at: K, row: Option<&R>) -> Option<Change> {
        let value = row.and_then(|row| serde_json::to_value(row).ok());
        let text = value.as_ref().map(canonical);
        if self.rows.get(&at) == text.as_ref() {
            return None;
        }
        self.seals.split_off(&at);
        let before = match text {
            Some(text) => self.rows.insert(at, text),
            None => self.rows.remove(&at),
        };
        let before = before.and_then(|text| serde_json::from_str(&text).ok());
        Some(change(self.names, before, value))
    }

    /// The rows as one array.
    pub fn write(&self, out: &mut dyn FnMut(&str)) {
        write_array(self.rows.values(), out);
    }

    /// Hashes the array behind what was hashed before it; `moved` if that is other than the last
    /// time.
    pub fn seal(&mut self, before: Sha256, moved: bool) -> Sha256 {
        if moved {
            self.seals.clear();
        }
        let sealed = self.seals.last_key_value();
        let mut is_first = sealed.is_none();
        let (from, mut hash) = match sealed {
            Some((at, hash)) => (Bound::Excluded(at.clone()), hash.clone()),
            None => (Bound::Unbounded, before.chain_update("[")),
        };
        for (count, (at, text)) in self.rows.range((from, Bound::Unbounded)).enumerate() {
            if !is_first {
                hash.update(",");
            }
            is_first = false;
            hash.update(text);
            if count % SEALED == SEALED - 1 {
                self.seals.insert(at.clone(), hash.clone());
            }
        }
        hash.chain_update("]")
    }
}

/// Texts as one RFC 8785 array.
fn write_array<'a>(texts: impl Iterator<Item = &'a String>, out: &mut dyn FnMut(&str)) {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn hashed(board: &Board<u64>, before: &str) -> Sha256 {
        let mut hash = Sha256::new_with_prefix(before);
        board.write(&mut |piece| hash.update(piece));
        hash
    }

    #[test]
    fn a_seal_is_the_hash_of_the_whole_array_wherever_it_changed() {
        let mut board: Board<u64> = Board::new(&[]);
        let same = |board: &mut Board<u64>, before: &str, moved: bool| {
            let sealed = board.seal(Sha256::new_with_prefix(before), moved);
            let whole = hashed(board, before);
            assert_eq!(sealed.finalize(), whole.finalize());
        };
        same(&mut board, "", false);
        for at in 0..300 {
            board.put(at, Some(&at));
            if at % 7 == 0 {
                same(&mut board, "", false);
            }
        }
        // At the first row, beside a seal, at the last one, and beyond it; rows put and taken.
        for at in [0, 63, 64, 65, 128, 200, 299, 300, 900] {
            board.put(at, Some(&"other"));
            same(&mut board, "", false);
            board.put(at, None::<&()>);
            same(&mut board, "", false);
        }
        same(&mut board, "nodes", true);
        board.put(250, Some(&"again"));
        same(&mut board, "nodes", false);
    }

    #[test]
    fn a_row_that_is_the_same_is_no_change() {
        let mut board: Board<u64> = Board::new(&[]);
        assert!(board.put(1, Some(&"a")).is_some());
        assert!(board.put(1, Some(&"a")).is_none());
        assert!(board.put(2, None::<&()>).is_none());
        assert!(board.put(1, None::<&()>).is_some());
    }
}
