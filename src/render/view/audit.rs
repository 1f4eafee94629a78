//! `audit` for people: the findings under their rules, each rule with why it matters and what
//! would settle it, said once; and the rules themselves. Grades nothing.

use crate::projection::audit::rules::Rule;
use crate::projection::rows::{AuditRow, AuditView};
use crate::render::block::{Block, Cell, Tone};

/// The findings, rule by rule.
pub fn blocks(view: &AuditView) -> Vec<Block> {
    if view.rows.is_empty() {
        let words = match view.total {
            0 => "No findings.".to_owned(),
            total => format!("{total} findings, none of them shown."),
        };
        return vec![Block::text(words)];
    }
    let groups: Vec<&[AuditRow]> = view
        .rows
        .chunk_by(|one, next| one.rule == next.rule)
        .collect();
    let mut page = vec![Block::text(summary(view, groups.len()))];
    for rows in groups {
        group(rows, &mut page);
    }
    page
}

fn summary(view: &AuditView, rules: usize) -> String {
    let counted = |count: u64, what: &str| match count {
        1 => format!("1 {what}"),
        _ => format!("{count} {what}s"),
    };
    let shown = view.rows.len() as u64;
    let all = counted(view.total, "finding");
    let first = match shown < view.total {
        true => format!("The first {shown} of {all}"),
        false => all,
    };
    format!("{first}, under {}:", counted(rules as u64, "rule"))
}

fn group(rows: &[AuditRow], page: &mut Vec<Block>) {
    let Some(first) = rows.first() else { return };
    let settle = Rule::named(first.rule).map_or("", |rule| rule.settle);
    page.push(Block::Gap);
    page.push(Block::Heading(format!(
        "{} ({}, {})",
        first.rule,
        first.level,
        rows.len()
    )));
    page.push(line(0, "Why: ", first.why));
    page.push(line(0, "To settle: ", settle));
    page.extend(rows.iter().map(finding));
}

/// One finding: the entry by its label, else by what it says, and what was found of it.
fn finding(row: &AuditRow) -> Block {
    let entry = row.label.as_ref().unwrap_or(&row.headline);
    let mut cells = vec![
        Cell::toned(format!("@{} ", row.position), Tone::Dim),
        Cell::toned(entry, Tone::Head),
        Cell::new(format!(": {}", row.about)),
    ];
    if let Some(claimant) = &row.claimed_by {
        let words = format!(" (claimed by {claimant})");
        cells.push(Cell::toned(words, Tone::Warn));
    }
    Block::Line(2, cells)
}

fn line(indent: usize, head: &str, text: &str) -> Block {
    let cells = vec![Cell::toned(head, Tone::Dim), Cell::toned(text, Tone::Dim)];
    Block::Line(indent, cells)
}

/// The rules, each with its level and its words.
pub fn rules(rules: &[&Rule]) -> Vec<Block> {
    let mut page = Vec::new();
    for (nth, rule) in rules.iter().enumerate() {
        if nth > 0 {
            page.push(Block::Gap);
        }
        page.push(Block::Heading(format!(
            "{} ({})",
            rule.name,
            rule.level.name()
        )));
        page.push(Block::Line(
            2,
            vec![Cell::new("Finds: "), Cell::new(rule.finds)],
        ));
        page.push(line(2, "Why: ", rule.why));
        page.push(line(2, "To settle: ", rule.settle));
    }
    page
}
