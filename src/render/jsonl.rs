//! The jsonl format: a row a line, then one line with the citation. A chain's rows are
//! `{"node": …}`, `{"edge": …}` and `{"path": …}`; `show` is one line. Knows no layout.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::json;

use crate::answer::{Answer, View};

/// Writes the rows, then the citation.
///
/// # Errors
/// Those of the writer.
pub fn write(answer: &Answer, out: &mut dyn Write) -> io::Result<()> {
    match &answer.view {
        View::Entries(rows) => lines(rows, out)?,
        View::Divestment(rows) => lines(rows, out)?,
        View::Stance(rows) => lines(rows, out)?,
        View::Say(rows) => lines(rows, out)?,
        View::Audit(audit) => lines(&audit.rows, out)?,
        View::Found(found) => lines(&found.rows, out)?,
        View::Around(rows) => lines(rows, out)?,
        View::Threats(rows) => lines(rows, out)?,
        View::Sanctions(rows) => lines(rows, out)?,
        View::Yields(rows) => lines(rows, out)?,
        View::Observations(rows) => lines(rows, out)?,
        View::Sources(rows) => lines(rows, out)?,
        View::Contradictions(rows) => lines(rows, out)?,
        View::Entry(entry) => line(entry, out)?,
        View::Drift(drift) => {
            lines(&drift.rows, out)?;
            for cited in &drift.citations {
                line(&json!({ "cited": cited }), out)?;
            }
        }
        View::Chain(chain) => {
            for node in &chain.nodes {
                line(&json!({ "node": node }), out)?;
            }
            for edge in &chain.edges {
                line(&json!({ "edge": edge }), out)?;
            }
            for path in chain.paths.iter().flatten() {
                line(&json!({ "path": path }), out)?;
            }
        }
    }
    for total in &answer.totals {
        line(&json!({ "total": total }), out)?;
    }
    line(&json!({ "citation": answer.citation }), out)
}

fn lines<T: Serialize>(rows: &[T], out: &mut dyn Write) -> io::Result<()> {
    rows.iter().try_for_each(|row| line(row, out))
}

/// One value on one line.
///
/// # Errors
/// Those of the writer.
pub fn line<T: Serialize + ?Sized>(value: &T, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    writeln!(out)
}
