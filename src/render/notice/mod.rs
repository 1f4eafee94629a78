//! The draft of a correction note from what drifted, in the forms in which it is printed. Owns
//! which citations get one and how several are written; a person reads it before it is printed.

mod draft;
mod points;

use std::io::{self, Write};

use serde::Serialize;
use serde_json::{Map, Value, json};

use self::draft::Draft;
use self::points::points;
use super::block::clean;
use super::{Format, Names, csv, json as whole, jsonl};
use crate::answer::drift::DriftRow;
use crate::answer::{Answer, Citation, View};

/// Which form of a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Form {
    Markdown,
    ClaimReview,
    Both,
}

impl Form {
    /// The form of that name.
    pub fn named(name: &str) -> Option<Form> {
        match name {
            "markdown" => Some(Form::Markdown),
            "claimreview" => Some(Form::ClaimReview),
            "both" => Some(Form::Both),
            _ => None,
        }
    }
}

/// The note for one citation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Notice {
    /// The citation.
    pub slug: String,
    /// For the page.
    pub markdown: String,
    /// For machines.
    pub claimreview: Value,
}

/// A note for each citation that drifted by more than the passing of days.
pub fn notices(answer: &Answer, names: &Names<'_>) -> Vec<Notice> {
    let View::Drift(view) = &answer.view else {
        return Vec::new();
    };
    let drifted = view.citations.iter().filter_map(|cited| {
        let of_it = |row: &&DriftRow| row.cited == cited.position && !row.aged;
        let rows: Vec<&DriftRow> = view.rows.iter().filter(of_it).collect();
        let draft = Draft {
            answer: &answer.citation,
            view,
            cited,
            points: points(&rows, names, &view.holders),
            rows,
        };
        (!draft.rows.is_empty()).then(|| draft.notice())
    });
    drifted.collect()
}

/// Writes notes: for a page as they are, one below the other; for scripts as rows.
///
/// # Errors
/// Those of the writer.
pub fn write(
    notices: &[Notice],
    citation: &Citation,
    form: Form,
    format: Format,
    out: &mut dyn Write,
) -> io::Result<()> {
    let rows: Vec<Map<String, Value>> = notices.iter().map(|one| row(one, form)).collect();
    match format {
        Format::Json => whole::write_value(&json!({"citation": citation, "notices": rows}), out),
        Format::Jsonl => {
            rows.iter().try_for_each(|row| jsonl::line(row, out))?;
            jsonl::line(&json!({ "citation": citation }), out)
        }
        Format::Csv => csv_rows(notices, form, out),
        Format::Table | Format::Markdown => page(notices, form, out),
    }
}

fn row(notice: &Notice, form: Form) -> Map<String, Value> {
    let mut row = Map::new();
    row.insert("slug".into(), json!(notice.slug));
    if form != Form::ClaimReview {
        row.insert("markdown".into(), json!(notice.markdown));
    }
    if form != Form::Markdown {
        row.insert("claimreview".into(), notice.claimreview.clone());
    }
    row
}

fn csv_rows(notices: &[Notice], form: Form, out: &mut dyn Write) -> io::Result<()> {
    let (page, review) = (form != Form::ClaimReview, form != Form::Markdown);
    let heads = [(true, "slug"), (page, "markdown"), (review, "claimreview")];
    let heads = heads.into_iter().filter(|(shown, _)| *shown);
    csv::write_record(heads.map(|(_, head)| head), out)?;
    for notice in notices {
        let json = notice.claimreview.to_string();
        let cells = [
            (true, notice.slug.as_str()),
            (page, notice.markdown.as_str()),
            (review, json.as_str()),
        ];
        let cells = cells.into_iter().filter(|(shown, _)| *shown);
        csv::write_record(cells.map(|(_, cell)| cell), out)?;
    }
    Ok(())
}

/// JSON that stands in a page: no text of it closes the element around it, or reorders the
/// text around that.
fn inert(review: &Value) -> String {
    let mut safe = String::new();
    for c in format!("{review:#}").chars() {
        let shown = clean(c.encode_utf8(&mut [0; 4]));
        match c {
            '<' => safe.push_str("\\u003c"),
            '\n' => safe.push('\n'),
            c if shown.chars().eq([c]) => safe.push(c),
            c => safe.extend(
                c.encode_utf16(&mut [0; 2])
                    .iter()
                    .map(|unit| format!("\\u{unit:04x}")),
            ),
        }
    }
    safe
}

fn page(notices: &[Notice], form: Form, out: &mut dyn Write) -> io::Result<()> {
    if form == Form::ClaimReview {
        return match notices {
            [one] => writeln!(out, "{}", inert(&one.claimreview)),
            several => {
                let all = several.iter().map(|one| one.claimreview.clone());
                writeln!(out, "{}", inert(&all.collect()))
            }
        };
    }
    for (number, notice) in notices.iter().enumerate() {
        if number > 0 {
            writeln!(out, "\n---\n")?;
        }
        write!(out, "{}", notice.markdown)?;
        if form == Form::Both {
            let review = inert(&notice.claimreview);
            writeln!(
                out,
                "\n<script type=\"application/ld+json\">\n{review}\n</script>"
            )?;
        }
    }
    Ok(())
}
