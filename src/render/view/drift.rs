//! `drift` for people: each citation with what became of its answer, old and new side by side,
//! and of what it rested on. Owns the words; a correction note for readers is `notice`'s.

use std::io::{self, Write};

use serde_json::Value;

use super::difference::{differences, input_fields, row_words};
use crate::answer::drift::{CitedRow, DriftRow, DriftView};
use crate::event::asked;
use crate::render::block::{Block, Cell, Column, Grid, Tone};
use crate::render::{Names, csv};

/// Every citation, one below the other.
pub fn blocks(view: &DriftView, names: &Names<'_>) -> Vec<Block> {
    let mut page = Vec::new();
    if let Some(position) = view.readable {
        page.push(Block::text(format!(
            "The log is damaged behind @{position}: what was cited after it cannot be read, and was not asked again."
        )));
    } else if view.citations.is_empty() {
        page.push(Block::text(
            "Nothing is cited yet: `dateline cite VIEW … --as SLUG` records what an article relies on.",
        ));
    }
    for cited in &view.citations {
        if !page.is_empty() {
            page.push(Block::Gap);
        }
        head(cited, &mut page);
        let of_it = |row: &&DriftRow| row.cited == cited.position;
        let rows: Vec<&DriftRow> = view.rows.iter().filter(of_it).collect();
        answers(&rows, cited, &mut page);
        differing(&rows, cited, names, &mut page);
        inputs(&rows, names, &mut page);
    }
    let drifted = view.citations.iter().filter(|one| one.state == "drifted");
    let (drifted, all) = (drifted.count(), view.citations.len());
    if all > 1 {
        page.push(Block::Gap);
        page.push(Block::text(format!(
            "{drifted} of {all} citations drifted."
        )));
    }
    page
}

fn head(cited: &CitedRow, page: &mut Vec<Block>) {
    let (state, tone) = match (cited.state, &cited.reason) {
        ("drifted", _) => ("drifted".to_owned(), Tone::Warn),
        ("retracted", Some(reason)) => (format!("retracted: {reason}"), Tone::Dim),
        ("retracted", None) => ("retracted".to_owned(), Tone::Dim),
        _ => ("as it was cited".to_owned(), Tone::Good),
    };
    page.push(Block::Line(
        0,
        vec![
            Cell::toned(&cited.slug, Tone::Head),
            Cell::new("  "),
            Cell::toned(state, tone),
        ],
    ));
    for text in [&cited.title, &cited.url, &cited.claim]
        .into_iter()
        .flatten()
    {
        page.push(Block::Line(2, vec![Cell::new(text)]));
    }
    let query = cited.query.as_object().map(asked::words);
    let asked = format!(
        "@{} · {} · cited {}",
        cited.position,
        query.unwrap_or_default(),
        cited.recorded_at.get(..10).unwrap_or_default()
    );
    page.push(Block::Line(2, vec![Cell::toned(asked, Tone::Dim)]));
}

/// What keeps the pinned answer from being derived again.
fn answers(rows: &[&DriftRow], cited: &CitedRow, page: &mut Vec<Block>) {
    for row in rows.iter().filter(|row| row.finding == "answer") {
        let what = match row.change {
            "unaskable" => "cannot be asked again",
            "root" => "is of another log",
            _ => "cannot be derived again as it was",
        };
        let why = row.reason.as_deref().unwrap_or_default();
        page.push(Block::Line(
            2,
            vec![
                Cell::toned(format!("the answer of @{} {what}", cited.known), Tone::Bad),
                Cell::new(format!(": {why}")),
            ],
        ));
    }
}

/// Rows that differ, a line a field, old and new side by side.
fn differing(rows: &[&DriftRow], cited: &CitedRow, names: &Names<'_>, page: &mut Vec<Block>) {
    let now = cited.now.unwrap_or_default();
    let mut grid = Grid::new(&[
        Column::text("row"),
        Column::text("field"),
        column(format!("cited @{}", cited.known)),
        column(format!("now @{now}")),
        Column::text("through"),
    ]);
    for row in rows.iter().filter(|row| row.finding == "row") {
        let mut first = (
            Cell::new(row_words(row, names)),
            Cell::toned(through(row), Tone::Dim),
        );
        for (field, was, is) in differences(row) {
            let (what, through) = std::mem::take(&mut first);
            grid.rows.push(vec![
                what,
                Cell::new(field),
                Cell::new(was),
                Cell::toned(is, Tone::Warn),
                through,
            ]);
        }
    }
    if !grid.rows.is_empty() {
        page.push(Block::Grid(grid.without_empty_columns(4)));
    }
}

fn column(head: String) -> Column {
    Column {
        head: head.into(),
        ..Column::main("")
    }
}

fn through(row: &DriftRow) -> String {
    let entries: Vec<String> = row.entries.iter().map(|at| format!("@{at}")).collect();
    match entries.is_empty() {
        true if row.aged => "the day moved".to_owned(),
        _ => entries.join(", "),
    }
}

/// What became of the entries that the answer rested on.
fn inputs(rows: &[&DriftRow], names: &Names<'_>, page: &mut Vec<Block>) {
    for row in rows.iter().filter(|row| row.finding == "input") {
        let name = format!("@{}", row.key.get("position").unwrap_or(&Value::Null));
        let headline = names(&name).map(|entry| entry.headline);
        let by = row.by.as_ref().map(|by| format!(" by {by}"));
        let reason = row.reason.as_ref().map(|reason| format!(": {reason}"));
        page.push(Block::Line(
            2,
            vec![
                Cell::toned(format!("{name} "), Tone::Dim),
                Cell::new(headline.unwrap_or_default()),
                Cell::toned(
                    format!("  since {}{}", row.change, by.unwrap_or_default()),
                    Tone::Warn,
                ),
                Cell::new(reason.unwrap_or_default()),
                Cell::toned(format!("  ({})", through(row)), Tone::Dim),
            ],
        ));
        for (field, was, is) in input_fields(row) {
            page.push(Block::Line(
                4,
                vec![Cell::new(format!("{field}: {was} → {is}"))],
            ));
        }
    }
}

/// The findings as CSV: keys, rows and positions as JSON text, for the rows of all views differ.
///
/// # Errors
/// Those of the writer.
pub fn write_csv(rows: &[DriftRow], out: &mut dyn Write) -> io::Result<()> {
    let head = [
        "slug", "cited", "finding", "view", "change", "aged", "key", "before", "after", "entries",
        "reason", "by",
    ];
    csv::write_record(head.into_iter(), out)?;
    for row in rows {
        let json = |value: &Option<Value>| value.as_ref().map(Value::to_string);
        let cells = [
            row.slug.clone(),
            row.cited.to_string(),
            row.finding.to_owned(),
            row.view.clone(),
            row.change.to_owned(),
            row.aged.to_string(),
            Value::Object(row.key.clone()).to_string(),
            json(&row.before).unwrap_or_default(),
            json(&row.after).unwrap_or_default(),
            Value::from(row.entries.clone()).to_string(),
            row.reason.clone().unwrap_or_default(),
            row.by.clone().unwrap_or_default(),
        ];
        csv::write_record(cells.iter().map(String::as_str), out)?;
    }
    Ok(())
}
