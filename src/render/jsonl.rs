//! The jsonl format: a row a line, then one line with the citation. A chain's rows are
//! `{"node": …}`, `{"edge": …}` and `{"path": …}`; `show` is one line. Knows no layout.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::json;

use crate::answer::{Answer, View};
use crate::crew;

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

/// Rows that one thread writes down at once.
const AT_ONCE: usize = 512;

fn lines<T: Serialize + Sync>(rows: &[T], out: &mut dyn Write) -> io::Result<()> {
    let mut pieces = rows.chunks(AT_ONCE);
    let text = |rows: &[T]| {
        let mut text = Vec::new();
        let written = rows.iter().try_for_each(|row| line(row, &mut text));
        written.map(|()| text)
    };
    crew::in_order(
        &mut || Ok(pieces.next()),
        &|| text,
        &mut |text: io::Result<Vec<u8>>| out.write_all(&text?),
    )
}

/// One value on one line.
///
/// # Errors
/// Those of the writer.
pub fn line<T: Serialize + ?Sized>(value: &T, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    writeln!(out)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::{AT_ONCE, lines};

    #[test]
    fn rows_written_by_many_are_as_by_one() {
        for many in [0, 1, AT_ONCE, AT_ONCE + 1, 3 * AT_ONCE + 7] {
            let rows: Vec<usize> = (0..many).collect();
            let due: String = rows.iter().map(|row| format!("{row}\n")).collect();
            let mut out = Vec::new();
            lines(&rows, &mut out).unwrap();
            assert_eq!(String::from_utf8(out).unwrap(), due, "{many}");
        }
    }
}
