//! The json format: one object of citation and rows (chain: nodes, edges, paths; show: the
//! entry and what belongs to it), in the shapes of the contract. Knows no layout.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::{Map, Value};

use crate::answer::{Answer, View};

/// Writes the answer as one object, indented, ended by a line feed.
///
/// # Errors
/// Those of the writer.
pub fn write(answer: &Answer, out: &mut dyn Write) -> io::Result<()> {
    let mut object = Map::new();
    object.insert("citation".into(), value(&answer.citation)?);
    match &answer.view {
        View::Entries(rows) => put(&mut object, "rows", rows)?,
        View::Divestment(rows) => put(&mut object, "rows", rows)?,
        View::Stance(rows) => put(&mut object, "rows", rows)?,
        View::Entry(entry) => merge(&mut object, value(entry)?),
        View::Chain(chain) => merge(&mut object, value(chain)?),
    }
    write_value(&Value::Object(object), out)
}

/// Writes any value as the commands that are not reads do: indented, ended by a line feed.
///
/// # Errors
/// Those of the writer.
pub fn write_value(value: &Value, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, value)?;
    writeln!(out)
}

/// A row as a value.
///
/// # Errors
/// None in practice: rows hold nothing that JSON cannot say.
pub fn value<T: Serialize + ?Sized>(row: &T) -> io::Result<Value> {
    Ok(serde_json::to_value(row)?)
}

fn put<T: Serialize>(object: &mut Map<String, Value>, name: &str, rows: &[T]) -> io::Result<()> {
    object.insert(name.to_owned(), value(rows)?);
    Ok(())
}

fn merge(object: &mut Map<String, Value>, parts: Value) {
    if let Value::Object(parts) = parts {
        object.extend(parts);
    }
}
