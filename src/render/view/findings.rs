//! `verify` for people: whether the store is sound, up to where, and what was found. Owns
//! the words; how grave a finding is, the `verify` room has said.

use crate::render::block::{Block, Cell, Column, Grid, Tone};
use crate::verify::{Finding, Report, Severity};

/// A report of `verify` as a page.
pub fn findings(report: &Report) -> Vec<Block> {
    let sound = format!(
        "{} in {}, root {}",
        counted(report.entries, "entry", "entries"),
        counted(report.commits, "commit", "commits"),
        report.root
    );
    let (word, tone) = match report.exit_code() {
        0 => ("sound: ", Tone::Good),
        1 => ("sound, with findings: ", Tone::Warn),
        _ => ("DAMAGED; sound up to there: ", Tone::Bad),
    };
    let mut page = vec![Block::Line(
        0,
        vec![Cell::toned(word, tone), Cell::new(sound)],
    )];
    let mut also = Vec::new();
    if let Some(origin) = &report.origin {
        also.push(format!("log of {origin}"));
    }
    also.push(format!("{} bytes", report.bytes));
    match report.evidence {
        0 => {}
        1 => also.push("1 file of evidence".to_owned()),
        several => also.push(format!("{several} files of evidence")),
    }
    if let Some(position) = report.cache_position {
        also.push(format!("cache the same as a rebuild up to @{position}"));
    }
    page.push(Block::Line(
        0,
        vec![Cell::toned(also.join(" · "), Tone::Dim)],
    ));
    page.extend(vouched(report));
    for one in report.against.iter().filter(|one| one.holds) {
        let text = format!("extends {} (@{})", one.what, one.position);
        page.push(Block::Line(0, vec![Cell::toned(text, Tone::Good)]));
    }
    if report.findings.is_empty() {
        return page;
    }
    page.extend([Block::Gap, table(&report.findings)]);
    if report.unlisted > 0 {
        page.push(Block::text(format!("… and {} more", report.unlisted)));
    }
    page
}

/// Who vouches for how much of the log, if anybody signed.
fn vouched(report: &Report) -> Option<Block> {
    let signed = &report.signatures;
    let text = match signed.vouched {
        Some(position) => {
            return Some(Block::Line(
                0,
                vec![Cell::toned(
                    format!("a key that you trust vouches for all up to @{position}"),
                    Tone::Good,
                )],
            ));
        }
        None if signed.claimed > 0 => "signed by a key that only the store itself names",
        None if signed.unknown > 0 => "signed, by no key that you trust",
        None => return None,
    };
    Some(Block::Line(0, vec![Cell::toned(text, Tone::Warn)]))
}

/// Findings as a table.
pub fn table(findings: &[Finding]) -> Block {
    let mut grid = Grid::new(&[
        Column::fixed("gravity"),
        Column::fixed("code"),
        Column::number("@"),
        Column::number("line"),
        Column::text("what"),
    ]);
    grid.rows = findings.iter().map(row).collect();
    Block::Grid(grid.without_empty_columns(2))
}

fn counted(count: u64, one: &str, more: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { more })
}

fn row(finding: &Finding) -> Vec<Cell> {
    let number =
        |value: Option<u64>| Cell::new(value.map_or(String::new(), |value| value.to_string()));
    let (word, tone) = match finding.severity {
        Severity::Note => ("note", Tone::Dim),
        Severity::Finding => ("finding", Tone::Warn),
        Severity::Damage => ("DAMAGE", Tone::Bad),
    };
    let what = match &finding.hint {
        Some(hint) => format!("{}\n{hint}", finding.message),
        None => finding.message.clone(),
    };
    vec![
        Cell::toned(word, tone),
        Cell::new(finding.code),
        number(finding.position),
        number(finding.line),
        Cell::new(what),
    ]
}
