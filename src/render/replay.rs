//! `replay` in every format, step by step as it goes: nothing is held back but what a format
//! puts last. Owns which steps people see without `-v`; compares nothing.

use std::io::{self, Write};

use serde_json::Value;

use super::block::{Block, Cell, Tone};
use super::stream::Stream;
use super::view::changes::{self, Told};
use super::{Format, Names, Style, citation_line, csv, markdown, table};
use crate::answer::Citation;
use crate::answer::follow::Followed;
use crate::answer::replay::{Digest, EffectRow, Step};
use crate::answer::without::Counterfactual;

/// Writes a replay.
pub struct Writer<'a> {
    view: &'static Followed,
    names: &'a Names<'a>,
    style: Style,
    verbose: bool,
    stream: Stream,
    silent: u64,
    steps: u64,
}

impl<'a> Writer<'a> {
    /// Of a view. `verbose`: also entries without effect, and every row that a new day moves.
    pub fn new(
        view: &'static Followed,
        names: &'a Names<'a>,
        style: Style,
        verbose: bool,
    ) -> Writer<'a> {
        Writer {
            view,
            names,
            style,
            verbose,
            stream: Stream::new(style.format == Format::Jsonl),
            silent: 0,
            steps: 0,
        }
    }

    /// What comes before the steps.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn begin(&self, citation: &Citation, digest: bool, out: &mut dyn Write) -> io::Result<()> {
        match self.style.format {
            Format::Json | Format::Jsonl => self.stream.begin(citation, out),
            Format::Csv => {
                let head: &[&str] = match digest {
                    true => &["position", "commit", "digest"],
                    false => &[
                        "position", "id", "kind", "view", "change", "aged", "key", "before",
                        "after",
                    ],
                };
                csv::write_record(head.iter().copied(), out)
            }
            _ => Ok(()),
        }
    }

    /// One step.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn step(&mut self, step: Step<'_>, digest: bool, out: &mut dyn Write) -> io::Result<()> {
        if digest {
            return match step.digest {
                Some(digest) => self.digest(&digest, out),
                None => Ok(()),
            };
        }
        self.steps += 1;
        self.silent += u64::from(step.changes.is_empty());
        match self.style.format {
            Format::Table | Format::Markdown => self.page(&step, out),
            Format::Csv => {
                for row in self.effects(step) {
                    let key = Value::Object(row.key).to_string();
                    let text = |row: &Option<Value>| row.as_ref().map(Value::to_string);
                    let cells = [
                        row.position.to_string(),
                        row.id,
                        row.kind.to_owned(),
                        row.view.to_owned(),
                        row.change.to_owned(),
                        row.aged.to_string(),
                        key,
                        text(&row.before).unwrap_or_default(),
                        text(&row.after).unwrap_or_default(),
                    ];
                    csv::write_record(cells.iter().map(String::as_str), out)?;
                }
                Ok(())
            }
            _ => {
                for row in self.effects(step) {
                    self.stream.row(&row, out)?;
                }
                Ok(())
            }
        }
    }

    fn effects(&self, step: Step<'_>) -> Vec<EffectRow> {
        let changes = step.changes.into_iter();
        changes
            .map(|change| EffectRow::new(step.entry, self.view, change))
            .collect()
    }

    fn digest(&mut self, digest: &Digest, out: &mut dyn Write) -> io::Result<()> {
        let commit = digest.commit.map(|commit| commit.to_string());
        match self.style.format {
            Format::Table => {
                let commit = commit.map_or("within a commit".to_owned(), |n| format!("commit {n}"));
                writeln!(
                    out,
                    "@{:<8} {commit:<15}  {}",
                    digest.position, digest.digest
                )
            }
            Format::Markdown => writeln!(out, "- @{} `{}`", digest.position, digest.digest),
            Format::Csv => {
                let cells = [digest.position.to_string(), commit.unwrap_or_default()];
                let cells = cells.iter().map(String::as_str);
                csv::write_record(cells.chain([digest.digest.as_str()]), out)
            }
            _ => self.stream.row(digest, out),
        }
    }

    /// A step for people: a line for each change that the entry itself made; those that only the
    /// day made are counted.
    fn page(&self, step: &Step<'_>, out: &mut dyn Write) -> io::Result<()> {
        let kind = step.entry.event.kind().name();
        let at = format!("@{} {kind}", step.entry.position);
        let mut page = Vec::new();
        let aged = step.changes.iter().filter(|change| change.aged).count();
        for change in &step.changes {
            if change.aged && !self.verbose {
                continue;
            }
            let told = Told {
                view: self.view.listed.name,
                key: &change.key,
                before: change.before.as_ref(),
                after: change.after.as_ref(),
            };
            let mut cells = vec![Cell::toned(format!("{at}  "), Tone::Dim)];
            cells.extend(changes::line(&told, self.names));
            if change.aged {
                cells.push(Cell::toned("  (the day moved)", Tone::Dim));
            }
            page.push(Block::Line(2, cells));
        }
        if aged > 0 && !self.verbose {
            let day = step.entry.recorded_at.day_text();
            let rows = if aged == 1 { "row" } else { "rows" };
            let text = format!(
                "@{}  a new day, {day}: {aged} {rows} moved with it",
                step.entry.position
            );
            page.push(Block::Line(2, vec![Cell::toned(text, Tone::Dim)]));
        }
        if step.changes.is_empty() && self.verbose {
            page.push(Block::Line(
                2,
                vec![Cell::toned(format!("{at}  no effect"), Tone::Dim)],
            ));
        }
        self.blocks(&page, out)
    }

    fn blocks(&self, page: &[Block], out: &mut dyn Write) -> io::Result<()> {
        match self.style.format {
            Format::Markdown => markdown::write(page, out),
            _ => table::write(page, self.style, out),
        }
    }

    /// What comes after the steps. Gives what people have to be told elsewhere, as CSV has no
    /// place for it.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn end(
        &mut self,
        citation: &Citation,
        without: Option<&Counterfactual>,
        out: &mut dyn Write,
    ) -> io::Result<Vec<String>> {
        let mut elsewhere = Vec::new();
        match self.style.format {
            Format::Json | Format::Jsonl => {
                let beside = without.map(|without| ("without", without));
                self.stream.end(citation, beside, out)?;
            }
            Format::Csv => {
                elsewhere.extend(without.map(|without| summary(without, self.names)));
                elsewhere.push(citation_line(citation));
            }
            Format::Table | Format::Markdown => {
                self.counts(out)?;
                if let Some(without) = without {
                    self.blocks(&counterfactual(without, self.names), out)?;
                }
                let line = citation_line(citation);
                match self.style.format {
                    Format::Markdown => writeln!(out, "\n*{}*", markdown::escaped(&line))?,
                    _ => table::write_dim(&line, self.style, out)?,
                }
            }
        }
        Ok(elsewhere)
    }

    fn counts(&self, out: &mut dyn Write) -> io::Result<()> {
        if self.steps == 0 {
            return Ok(());
        }
        let (silent, steps) = (self.silent, self.steps);
        let text = format!(
            "{silent} of {steps} entries changed no row of {}",
            self.view.listed.name
        );
        self.blocks(&[Block::Line(2, vec![Cell::toned(text, Tone::Dim)])], out)
    }
}

fn summary(without: &Counterfactual, names: &Names<'_>) -> String {
    let counted = |count: usize, one: &str, more: &str| match count {
        1 => format!("1 {one}"),
        _ => format!("{count} {more}"),
    };
    // An entry is named by its id; people know it by its position.
    let named = without.named.iter().map(|named| match names(named) {
        Some(entry) => format!("@{}", entry.position),
        None => named.clone(),
    });
    format!(
        "without {}: {}, {}, {} at the end",
        named.collect::<Vec<String>>().join(", "),
        counted(
            without.entries.len(),
            "entry falls away",
            "entries fall away"
        ),
        counted(without.thinned.len(), "loses sources", "lose sources"),
        counted(without.rows.len(), "row differs", "rows differ"),
    )
}

fn counterfactual(without: &Counterfactual, names: &Names<'_>) -> Vec<Block> {
    let mut page = vec![Block::Gap, Block::Heading(summary(without, names))];
    let lists = [
        ("fall away", &without.entries),
        ("lose sources", &without.thinned),
    ];
    for (what, positions) in lists {
        if !positions.is_empty() {
            let text = format!("{what}: {}", changes::positions(positions));
            page.push(Block::Line(2, vec![Cell::toned(text, Tone::Dim)]));
        }
    }
    for row in &without.rows {
        page.push(Block::Line(2, changes::line(&changes::told(row), names)));
    }
    page
}
