//! The events of a file for appends: those that name no other and have no label, so that any of
//! them can be recorded anywhere. Owns the choice, the same for every engine.

use std::error::Error;
use std::fs::File;
use std::io::{BufRead as _, BufReader};

use serde_json::Value;

/// The first so many events that stand by themselves, as their lines.
pub fn plain(path: &str, count: usize) -> Result<Vec<String>, Box<dyn Error>> {
    let mut found = Vec::with_capacity(count);
    for line in BufReader::new(File::open(path)?).lines() {
        let line = line?;
        let event: Value = serde_json::from_str(&line)?;
        let names = ["label", "target", "cause", "follows"];
        if names.iter().all(|name| event.get(name).is_none()) {
            found.push(line);
        }
        if found.len() == count {
            return Ok(found);
        }
    }
    Err(format!("{path} has only {} events of that sort", found.len()).into())
}
