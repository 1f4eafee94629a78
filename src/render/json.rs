//! The json format: one object of citation and rows (chain: nodes, edges, paths; show: the
//! entry and what belongs to it), in the shapes of the contract. Knows no layout.

use std::io::{self, BufWriter, Write};

use serde::Serialize;

use crate::answer::{Answer, Citation, View};
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

fn all<'a, T>(answer: &'a Answer, rows: &'a [T]) -> Rows<'a, T> {
    Rows {
        citation: &answer.citation,
        rows,
        totals: &answer.totals,
    }
}

/// Writes the answer as one object, indented, ended by a line feed.
///
/// # Errors
/// Those of the writer.
pub fn write(answer: &Answer, out: &mut dyn Write) -> io::Result<()> {
    let citation = &answer.citation;
    match &answer.view {
        View::Entries(rows) => write_value(&all(answer, rows), out),
        View::Divestment(rows) => write_value(&all(answer, rows), out),
        View::Stance(rows) => write_value(&all(answer, rows), out),
        View::Say(rows) => write_value(&all(answer, rows), out),
        View::Audit(parts) => write_value(&Parts { citation, parts }, out),
        View::Found(parts) => write_value(&Parts { citation, parts }, out),
        View::Around(rows) => write_value(&all(answer, rows), out),
        View::Threats(rows) => write_value(&all(answer, rows), out),
        View::Sanctions(rows) => write_value(&all(answer, rows), out),
        View::Yields(rows) => write_value(&all(answer, rows), out),
        View::Observations(rows) => write_value(&all(answer, rows), out),
        View::Sources(rows) => write_value(&all(answer, rows), out),
        View::Contradictions(rows) => write_value(&all(answer, rows), out),
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
