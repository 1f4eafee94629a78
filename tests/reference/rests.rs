//! What a row rests on: `disputed`, and with `--why` the positions (§7, "Rows say how many of the entries …").
//! Owns those two fields for the views of §7.4.
//! Never decides which entries they are.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::known::Known;

/// The row with `disputed`, and `entries` if asked for.
pub fn on(row: Value, entries: &[&Known], why: bool) -> Value {
    let positions: BTreeSet<u64> = entries.iter().map(|k| k.position).collect();
    let disputed: BTreeSet<u64> = entries
        .iter()
        .filter(|k| k.disputed > 0)
        .map(|k| k.position)
        .collect();
    let mut row = row;
    row["disputed"] = json!(disputed.len());
    if why {
        row["entries"] = json!(positions);
    }
    row
}
