//! The csv format (RFC 4180): a header, then the rows with nested objects under dotted
//! names and arrays as JSON text; null is an empty field. A chain gives its edges. Carries
//! rows only: the citation goes where people see it.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::io::{self, Write};

use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use super::view::drift;
use crate::answer::View;
use crate::crew;

/// Writes the rows of a view.
///
/// # Errors
/// Those of the writer.
pub fn write(view: &View, out: &mut dyn Write) -> io::Result<()> {
    match view {
        View::Entries(rows) => write_rows(rows, out),
        View::Divestment(rows) => write_spread(rows, out),
        View::Stance(rows) => write_rows(rows, out),
        View::Say(rows) => write_rows(rows, out),
        View::Audit(audit) => write_rows(&audit.rows, out),
        View::Found(found) => write_rows(&found.rows, out),
        View::Around(rows) => write_rows(rows, out),
        View::Threats(rows) => write_rows(rows, out),
        View::Sanctions(rows) => write_rows(rows, out),
        View::Yields(rows) => write_spread(rows, out),
        View::Observations(rows) => write_spread(rows, out),
        View::Sources(rows) => write_rows(rows, out),
        View::Contradictions(rows) => write_rows(rows, out),
        View::Drift(found) => drift::write_csv(&found.rows, out),
        View::Entry(entry) => write_rows(std::slice::from_ref(&entry.entry), out),
        View::Chain(chain) => write_rows(&chain.edges, out),
    }
}

/// Rows that may have periods: then one record a row and period, under the fields of the row that
/// are not its figures now.
fn write_spread<T: Serialize + Sync>(rows: &[T], out: &mut dyn Write) -> io::Result<()> {
    let mut spread = Vec::new();
    for row in rows {
        let text = serde_json::to_string(row)?;
        let Ordered::Object(fields) = serde_json::from_str(&text)? else {
            continue;
        };
        let (periods, own): (Vec<_>, Vec<_>) =
            fields.into_iter().partition(|(name, _)| name == "periods");
        let Some((_, Ordered::Other(Value::Array(periods)))) = periods.into_iter().next() else {
            return write_rows(rows, out);
        };
        for period in &periods {
            let mut one: Vec<(String, Value)> = own
                .iter()
                .filter(|(name, _)| NAMING.contains(&name.as_str()))
                .filter_map(|(name, value)| match value {
                    Ordered::Other(value) => Some((name.clone(), value.clone())),
                    Ordered::Object(_) => None,
                })
                .collect();
            let figures = period.as_object().into_iter().flatten();
            let (dates, rest): (Vec<_>, Vec<_>) =
                figures.partition(|(name, _)| matches!(name.as_str(), "period" | "on"));
            // `period` before `on`, then the figures.
            let figures = dates.into_iter().rev().chain(rest);
            one.extend(figures.map(|(name, value)| (name.clone(), value.clone())));
            spread.push(Record(one));
        }
    }
    write_rows(&spread, out)
}

/// The fields that say which row it is.
const NAMING: &[&str] = &[
    "holder", "country", "asset", "issuer", "currency", "tenor", "subject", "measure", "series",
    "unit",
];

/// An object in the order in which it is given.
struct Record(Vec<(String, Value)>);

impl Serialize for Record {
    fn serialize<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

/// Rows that one thread works on at once.
const AT_ONCE: usize = 512;

/// Writes any rows: a header of all their names, then the rows. They are gone through twice, by
/// all cores, for the cells of very many would take more memory than the rows themselves.
///
/// # Errors
/// Those of the writer.
pub fn write_rows<T: Serialize + Sync>(rows: &[T], out: &mut dyn Write) -> io::Result<()> {
    let mut columns: Vec<String> = Vec::new();
    let mut known = HashSet::new();
    let mut pieces = rows.chunks(AT_ONCE);
    crew::in_order(
        &mut || Ok(pieces.next()),
        &|| names,
        &mut |found: io::Result<Vec<String>>| {
            let new = found?.into_iter().filter(|name| known.insert(name.clone()));
            columns.extend(new);
            Ok::<(), io::Error>(())
        },
    )?;
    write_record(columns.iter().map(String::as_str), out)?;
    let mut pieces = rows.chunks(AT_ONCE);
    crew::in_order(
        &mut || Ok(pieces.next()),
        &|| |rows: &[T]| records(rows, &columns),
        &mut |text: io::Result<Vec<u8>>| out.write_all(&text?),
    )
}

/// The names in some rows, in the order in which they come.
fn names<T: Serialize>(rows: &[T]) -> io::Result<Vec<String>> {
    let (mut names, mut known) = (Vec::new(), HashSet::new());
    for row in rows {
        flatten("", ordered(row)?, &mut |name, _| {
            if known.insert(name.to_owned()) {
                names.push(name.to_owned());
            }
        });
    }
    Ok(names)
}

/// Rows as records under these columns.
fn records<T: Serialize>(rows: &[T], columns: &[String]) -> io::Result<Vec<u8>> {
    let mut out = Vec::new();
    for row in rows {
        let mut fields = HashMap::new();
        flatten("", ordered(row)?, &mut |name, value| {
            fields.insert(name.to_owned(), text(&value));
        });
        let cells = columns.iter().map(|name| fields.get(name));
        let cells = cells.map(|cell| cell.map_or("", String::as_str));
        write_record(cells, &mut out)?;
    }
    Ok(out)
}

/// A row by way of text, because a JSON value would put its fields in order of their names.
fn ordered<T: Serialize>(row: &T) -> io::Result<Ordered> {
    Ok(serde_json::from_str(&serde_json::to_string(row)?)?)
}

/// Names grow by dots as objects nest. Rows nest a few levels only (an event's fields).
fn flatten(prefix: &str, row: Ordered, each: &mut dyn FnMut(&str, Value)) {
    match row {
        Ordered::Object(fields) => {
            for (name, value) in fields {
                let name = match prefix.is_empty() {
                    true => name,
                    false => format!("{prefix}.{name}"),
                };
                flatten(&name, value, each);
            }
        }
        Ordered::Other(value) => each(prefix, value),
    }
}

/// A JSON value whose outer objects keep the order in which their fields were written.
enum Ordered {
    Object(Vec<(String, Ordered)>),
    Other(Value),
}

impl<'de> Deserialize<'de> for Ordered {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Ordered, D::Error> {
        input.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Ordered;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a row")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Ordered, A::Error> {
        let mut fields = Vec::new();
        while let Some(field) = map.next_entry()? {
            fields.push(field);
        }
        Ok(Ordered::Object(fields))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Ordered, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element::<Value>()? {
            items.push(item);
        }
        Ok(Ordered::Other(Value::Array(items)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Ordered, E> {
        Ok(Ordered::Other(text.into()))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Ordered, E> {
        Ok(Ordered::Other(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Ordered, E> {
        Ok(Ordered::Other(value.into()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Ordered, E> {
        Ok(Ordered::Other(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Ordered, E> {
        Ok(Ordered::Other(value.into()))
    }

    fn visit_unit<E>(self) -> Result<Ordered, E> {
        Ok(Ordered::Other(Value::Null))
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// One record, quoted where it has to be.
///
/// # Errors
/// Those of the writer.
pub fn write_record<'a>(
    cells: impl Iterator<Item = &'a str>,
    out: &mut dyn Write,
) -> io::Result<()> {
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
    #![allow(clippy::unwrap_used)]

    use std::collections::BTreeMap;

    use super::{AT_ONCE, quoted, write_rows};

    /// Columns come in the order in which the rows name them first, whoever reads which rows.
    #[test]
    fn rows_written_by_many_are_as_by_one() {
        for many in [0, 1, AT_ONCE, AT_ONCE + 1, 3 * AT_ONCE + 7] {
            let row =
                |n: usize| BTreeMap::from([(format!("c{}", 9 - n * 9 / many), n), ("a".into(), n)]);
            let rows: Vec<BTreeMap<String, usize>> = (0..many).map(row).collect();
            let mut columns: Vec<&str> = Vec::new();
            for name in rows.iter().flat_map(BTreeMap::keys) {
                if !columns.contains(&name.as_str()) {
                    columns.push(name);
                }
            }
            let mut due = columns.join(",") + "\r\n";
            for row in &rows {
                let cell = |name: &&str| row.get(*name).map_or(String::new(), usize::to_string);
                due += &(columns.iter().map(cell).collect::<Vec<_>>().join(",") + "\r\n");
            }
            let mut out = Vec::new();
            write_rows(&rows, &mut out).unwrap();
            assert_eq!(String::from_utf8(out).unwrap(), due, "{many}");
        }
    }

    #[test]
    fn quotes_are_doubled_inside_quotes() {
        assert_eq!(quoted("plain"), "plain");
        assert_eq!(quoted("a \"b\", c"), "\"a \"\"b\"\", c\"");
    }
}
