//! What rivals need of a whole log: the number of entries of each kind, a table of texts for
//! SQLite's FTS5 (trigram), a rare word to look for. Owns nothing of how they are measured.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::time::Instant as Watch;

use dateline::event::Event;
use dateline::projection::find::passages::passages;
use rusqlite::Connection;
use serde_json::{Value, json};

use crate::Done;

/// Calls `each` with the position and the event of every entry line.
fn entries(
    log: &str,
    each: &mut dyn FnMut(u64, Value) -> Result<(), Box<dyn Error>>,
) -> Result<(), Box<dyn Error>> {
    for line in BufReader::with_capacity(1 << 20, File::open(log)?).lines() {
        let line = line?;
        if line.starts_with("{\"entry\"") {
            let mut line: Value = serde_json::from_str(&line)?;
            let entry = &mut line["entry"];
            let position = entry["position"].as_u64().ok_or("no position")?;
            each(position, entry["event"].take())?;
        }
    }
    Ok(())
}

/// Entries of each kind, read from the log or from lines of events by nothing but a JSON reader.
pub fn kinds(file: &str) -> Done {
    let mut kinds: BTreeMap<String, u64> = BTreeMap::new();
    for line in BufReader::with_capacity(1 << 20, File::open(file)?).lines() {
        let line: Value = serde_json::from_str(&line?)?;
        let event = line.pointer("/entry/event").unwrap_or(&line);
        if let Some(kind) = event["kind"].as_str() {
            *kinds.entry(kind.to_owned()).or_default() += 1;
        }
    }
    Ok(json!(kinds))
}

/// Indexes the texts that `find` searches with FTS5, one transaction.
pub fn index(log: &str, file: &str) -> Done {
    let begun = Watch::now();
    let mut connection = Connection::open(file)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.execute_batch(
        "CREATE VIRTUAL TABLE found USING fts5(text, tokenize='trigram', content='', detail='full')",
    )?;
    let transaction = connection.transaction()?;
    let mut statement = transaction.prepare("INSERT INTO found (rowid, text) VALUES (?, ?)")?;
    entries(log, &mut |position, event| {
        let event = Event::from_log(event).ok_or("no event")?;
        let texts: Vec<&str> = passages(&event).iter().map(|one| one.text).collect();
        statement.execute((i64::try_from(position)?, texts.join("\n")))?;
        Ok(())
    })?;
    drop(statement);
    transaction.commit()?;
    drop(connection);
    Ok(json!({"seconds": begun.elapsed().as_secs_f64()}))
}

/// A word that stands in one entry only: the number in a label of a statement, in the middle of
/// the log. The number is that of the event, so no two labels share it.
pub fn rare(log: &str) -> Done {
    let mut found: Vec<(u64, String)> = Vec::new();
    entries(log, &mut |position, event| {
        let label = event["label"].as_str().unwrap_or_default();
        let number = label.rsplit('-').next().unwrap_or_default();
        let plain = event["kind"] == "statement" && event.get("claimed_by").is_none();
        if plain && number.len() == 7 {
            found.push((position, number.to_owned()));
        }
        Ok(())
    })?;
    let middle = found.len() / 2;
    let (position, word) = found.get(middle).ok_or("no label of a statement")?;
    Ok(json!({"position": position, "word": word}))
}
