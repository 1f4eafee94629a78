//! `check-proof` for people: whether the proof holds, of what, who vouches, and the entry that
//! it is about. Owns the words; what holds, the `verify` room has said.

use serde_json::Value;

use super::event::fields;
use super::findings;
use super::show::sources;
use crate::event::sentence::headline;
use crate::render::block::{Block, Cell, Tone};
use crate::verify::ProofReport;

/// What came of a proof file, as a page.
pub fn proved(report: &ProofReport) -> Vec<Block> {
    let (word, tone) = match (report.holds, report.exit_code()) {
        (false, _) => ("DOES NOT HOLD: that ", Tone::Bad),
        (true, 0) => ("holds: ", Tone::Good),
        (true, _) => ("holds in itself, with findings: ", Tone::Warn),
    };
    let log = format!("the log of {} at @{}", report.origin, report.position);
    let what = match (report.entry_position, report.from) {
        (Some(entry), _) => format!("entry @{entry} is in {log}"),
        (None, Some(from)) => format!("{log} has the log at @{from} as its beginning"),
        (None, None) => format!("a checkpoint of {log}"),
    };
    let line = |text: String| Block::Line(0, vec![Cell::toned(text, Tone::Dim)]);
    let mut page = vec![
        Block::Line(0, vec![Cell::toned(word, tone), Cell::new(what)]),
        line(format!("root {}", report.root)),
        line(format!("in print {}", report.short)),
    ];
    if let Some(root) = &report.from_root {
        let from = report.from.unwrap_or_default();
        page.push(line(format!("root at @{from} {root}")));
    }
    for key in &report.signatures.trusted {
        page.push(line(format!("signed by {key}, which you trust")));
    }
    for one in report.against.iter().filter(|one| one.holds) {
        page.push(line(format!("the same as {}", one.what)));
    }
    if let Some(entry) = &report.shown {
        let about = format!(
            "@{} {} · recorded {} by {}",
            entry.position,
            entry.event.kind().name(),
            entry.recorded_at.to_text(),
            entry.recorded_by
        );
        let then = "as it was recorded: whether it was corrected or retracted since, no proof of it can say";
        page.extend([Block::Gap, Block::text(headline(&entry.event)), line(about)]);
        page.extend([line(then.to_owned()), Block::Gap]);
        let event = Value::Object(entry.event.fields().clone());
        page.push(fields(&event));
        sources(&event, &[], &mut page);
    }
    if !report.findings.is_empty() {
        page.push(Block::Gap);
        page.push(findings::table(&report.findings));
    }
    page
}
