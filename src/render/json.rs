//! The json format: one object of citation and rows (chain: nodes, edges, paths; show: the
//! entry and what belongs to it), in the shapes of the contract. Knows no layout.

use std::io::{self, BufWriter, Write};

use serde::Serialize;
use serde_json::ser::{Formatter as _, PrettyFormatter, Serializer};

use crate::answer::{Answer, Citation, View};
use crate::crew;
use crate::projection::rows::Total;

/// A view of rows.
#[derive(Serialize)]
struct Rows<'a, T> {
    citation: &'a Citation,
    rows: &'a [T],
    /// Only with periods.
    #[serde(skip_serializing_if = "<[Total]>::is_empty")]
    totals: &'a [Total],
}

/// A view of another shape, its parts beside the citation.
#[derive(Serialize)]
struct Parts<'a, T> {
    citation: &'a Citation,
    #[serde(flatten)]
    parts: &'a T,
}

/// Rows that a thread writes down at once.
const AT_ONCE: usize = 256;

/// Writes a view of rows. The text is that of [`write_value`], but rows are written down by all cores.
fn rows<T: Serialize + Sync>(answer: &Answer, rows: &[T], out: &mut dyn Write) -> io::Result<()> {
    let around = |rows| Rows {
        citation: &answer.citation,
        rows,
        totals: &answer.totals,
    };
    if rows.len() <= AT_ONCE {
        return write_value(&around(rows), out);
    }
    let frame = serde_json::to_string_pretty(&around(&[]))?;
    // What stands in the frame at this depth is its own; a line feed in a text is escaped.
    let Some((before, after)) = frame.split_once("\n  \"rows\": []") else {
        return write_value(&around(rows), out);
    };
    write!(out, "{before}\n  \"rows\": [")?;
    let mut some = rows.chunks(AT_ONCE);
    let mut first = true;
    crew::in_order(
        &mut || Ok(some.next()),
        &|| |rows: &[T]| text_of(rows),
        &mut |text: io::Result<Vec<u8>>| {
            if !std::mem::take(&mut first) {
                out.write_all(b",")?;
            }
            out.write_all(&text?)
        },
    )?;
    writeln!(out, "\n  ]{after}")?;
    out.flush()
}

/// Rows as they stand in a list that is a member of the outermost object, without its brackets.
fn text_of<T: Serialize>(rows: &[T]) -> io::Result<Vec<u8>> {
    let mut formatter = PrettyFormatter::new();
    formatter.begin_object(&mut io::sink())?;
    let mut text = Vec::with_capacity(rows.len() * 1024);
    rows.serialize(&mut Serializer::with_formatter(&mut text, formatter))?;
    text.truncate(text.len().saturating_sub("\n  ]".len()));
    text.drain(..1);
    Ok(text)
}

/// Writes the answer as one object, indented, ended by a line feed.
///
/// # Errors
/// Those of the writer.
pub fn write(answer: &Answer, out: &mut dyn Write) -> io::Result<()> {
    let citation = &answer.citation;
    match &answer.view {
        View::Entries(list) => rows(answer, list, out),
        View::Divestment(list) => rows(answer, list, out),
        View::Stance(list) => rows(answer, list, out),
        View::Say(list) => rows(answer, list, out),
        View::Audit(parts) => write_value(&Parts { citation, parts }, out),
        View::Found(parts) => write_value(&Parts { citation, parts }, out),
        View::Around(list) => rows(answer, list, out),
        View::Threats(list) => rows(answer, list, out),
        View::Sanctions(list) => rows(answer, list, out),
        View::Yields(list) => rows(answer, list, out),
        View::Observations(list) => rows(answer, list, out),
        View::Sources(list) => rows(answer, list, out),
        View::Contradictions(list) => rows(answer, list, out),
        View::Entry(parts) => write_value(&Parts { citation, parts }, out),
        View::Chain(parts) => write_value(&Parts { citation, parts }, out),
        View::Drift(parts) => write_value(&Parts { citation, parts }, out),
    }
}

/// Writes any value as the commands that are not reads do: indented, ended by a line feed.
///
/// # Errors
/// Those of the writer.
pub fn write_value<T: Serialize + ?Sized>(value: &T, out: &mut dyn Write) -> io::Result<()> {
    // Many small pieces: the writer is asked for each of them otherwise.
    let mut out = BufWriter::with_capacity(1 << 16, out);
    serde_json::to_writer_pretty(&mut out, value)?;
    writeln!(out)?;
    out.flush()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn rows_written_by_many_are_as_by_one() {
        let answer = Answer {
            citation: Citation {
                origin: "\n  \"rows\": []".into(),
                log: String::new(),
                position: 1,
                root: String::new(),
                query: serde_json::Map::new(),
                undated: 0,
                left_out: Default::default(),
                rules: None,
                dateline: "",
            },
            view: View::Say(Vec::new()),
            totals: Vec::new(),
        };
        for many in [0, 1, AT_ONCE, AT_ONCE + 1, 5 * AT_ONCE + 3] {
            let list: Vec<_> = (0..many)
                .map(|n| serde_json::json!({"n": [n, {}]}))
                .collect();
            let (mut one, mut other) = (Vec::new(), Vec::new());
            let whole = Rows {
                citation: &answer.citation,
                rows: &list,
                totals: &[],
            };
            write_value(&whole, &mut one).unwrap();
            rows(&answer, &list, &mut other).unwrap();
            assert_eq!(String::from_utf8(one), String::from_utf8(other), "{many}");
        }
    }
}
