//! The csv format (RFC 4180): a header, then the rows with nested objects under dotted
//! names and arrays as JSON text; null is an empty field. A chain gives its edges. Carries
//! rows only: the citation goes where people see it.

use std::collections::BTreeSet;
use std::io::{self, Write};

use serde::Serialize;
use serde_json::{Map, Value};

use super::json;
use crate::answer::View;

/// Writes the rows of a view.
///
/// # Errors
/// Those of the writer.
pub fn write(view: &View, out: &mut dyn Write) -> io::Result<()> {
    match view {
        View::Entries(rows) => write_rows(rows, out),
        View::Divestment(rows) => write_rows(rows, out),
        View::Stance(rows) => write_rows(rows, out),
        View::Entry(entry) => write_rows(std::slice::from_ref(&entry.entry), out),
        View::Chain(chain) => write_rows(&chain.edges, out),
    }
}

/// Writes any rows: a header of all their names, then the rows.
///
/// # Errors
/// Those of the writer.
pub fn write_rows<T: Serialize>(rows: &[T], out: &mut dyn Write) -> io::Result<()> {
    let mut flat = Vec::with_capacity(rows.len());
    let mut columns: Vec<String> = Vec::new();
    let mut known = BTreeSet::new();
    for row in rows {
        let mut fields = Map::new();
        flatten("", json::value(row)?, &mut fields);
        for name in fields.keys() {
            if known.insert(name.clone()) {
                columns.push(name.clone());
            }
        }
        flat.push(fields);
    }
    columns.sort();
    write_record(columns.iter().map(String::as_str), out)?;
    for fields in &flat {
        let cells: Vec<String> = columns
            .iter()
            .map(|name| fields.get(name).map_or(String::new(), text))
            .collect();
        write_record(cells.iter().map(String::as_str), out)?;
    }
    Ok(())
}

/// Names grow by dots as objects nest. Rows nest a few levels only (an event's fields).
fn flatten(prefix: &str, value: Value, into: &mut Map<String, Value>) {
    match value {
        Value::Object(fields) if !fields.is_empty() => {
            for (name, value) in fields {
                let name = match prefix.is_empty() {
                    true => name,
                    false => format!("{prefix}.{name}"),
                };
                flatten(&name, value, into);
            }
        }
        other => {
            into.insert(prefix.to_owned(), other);
        }
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn write_record<'a>(cells: impl Iterator<Item = &'a str>, out: &mut dyn Write) -> io::Result<()> {
    let line = cells.map(quoted).collect::<Vec<_>>().join(",");
    write!(out, "{line}\r\n")
}

fn quoted(cell: &str) -> String {
    if cell.contains(['"', ',', '\n', '\r']) || cell.starts_with(' ') || cell.ends_with(' ') {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn quotes_are_doubled_inside_quotes() {
        assert_eq!(quoted("plain"), "plain");
        assert_eq!(quoted("a \"b\", c"), "\"a \"\"b\"\", c\"");
    }
}
