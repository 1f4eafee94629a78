//! Levels of holdings as a table with both clocks, for engines that know no amendments: a row
//! for each state of a level, from the position that made it to the one that ended it. Worked
//! out from the log's JSON alone, so that agreement with our answer says something.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead as _, BufReader, BufWriter, Write as _};

use dateline::event::when::When;
use serde_json::{Map, Value, json};

use crate::Done;

struct Level {
    event: Value,
    position: u64,
    from: u64,
}

/// Writes the rows as CSV: key columns, end of happened in microseconds, position, from, to, low.
pub fn write(log: &str, csv: &str) -> Done {
    let mut levels: HashMap<String, Level> = HashMap::new();
    let mut out = BufWriter::new(File::create(csv)?);
    let mut rows = 0_u64;
    for line in BufReader::with_capacity(1 << 20, File::open(log)?).lines() {
        let line = line?;
        if !line.starts_with("{\"entry\"") {
            continue;
        }
        let mut line: Value = serde_json::from_str(&line)?;
        let entry = line["entry"].take();
        let (event, position) = (&entry["event"], entry["position"].as_u64().unwrap_or(0));
        let kind = event["kind"].as_str().unwrap_or_default();
        let target = event["target"].as_str().unwrap_or_default();
        match kind {
            "holding" if event.get("claimed_by").is_none() => {
                let id = entry["id"].as_str().unwrap_or_default().to_owned();
                let event = event.clone();
                levels.insert(
                    id,
                    Level {
                        event,
                        position,
                        from: position,
                    },
                );
            }
            "correction" => {
                if let Some(level) = levels.get_mut(target) {
                    rows += row(&mut out, level, Some(position))?;
                    let changes = event["changes"].as_object();
                    patch(&mut level.event, changes.unwrap_or(&Map::new()));
                    level.from = position;
                }
            }
            "retraction" => {
                if let Some(level) = levels.remove(target) {
                    rows += row(&mut out, &level, Some(position))?;
                }
            }
            _ => {}
        }
    }
    for level in levels.values() {
        rows += row(&mut out, level, None)?;
    }
    out.flush()?;
    Ok(json!({"rows": rows}))
}

fn patch(target: &mut Value, changes: &Map<String, Value>) {
    for (name, change) in changes {
        match change {
            Value::Null => {
                target.as_object_mut().map(|object| object.remove(name));
            }
            Value::Object(inner) => {
                if !target[name].is_object() {
                    target[name] = json!({});
                }
                patch(&mut target[name], inner);
            }
            other => target[name] = other.clone(),
        }
    }
}

fn row(out: &mut impl std::io::Write, level: &Level, to: Option<u64>) -> std::io::Result<u64> {
    let event = &level.event;
    let text = |path: &str| {
        event
            .pointer(path)
            .and_then(Value::as_str)
            .unwrap_or_default()
    };
    let key = match (text("/holder/id"), text("/holder/name")) {
        ("", "") => text("/holder/country"),
        ("", name) => name,
        (id, _) => id,
    };
    let happened = When::parse(text("/happened")).map_or(0, |when| when.latest.0);
    // The generator writes no comma and no quote into any of these.
    writeln!(
        out,
        "{key},{},{},{},{},{},{},{},{happened},{},{},{},{},{}",
        text("/holder/country"),
        text("/asset/class"),
        text("/asset/issuer"),
        text("/amount/currency"),
        text("/series"),
        text("/basis"),
        text("/attribution"),
        level.position,
        level.from,
        to.map_or(i64::MAX, |to| to as i64),
        text("/amount/value"),
        text("/amount/bound"),
    )?;
    Ok(1)
}
