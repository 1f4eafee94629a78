//! `show` for people: the entry, its fields, its sources one by one, what amended it, its
//! versions, and its links with what stands at their other ends.

use serde_json::{Map, Value};

use super::entries::marks;
use super::event::{fields, value_text};
use super::tree::flag_words;
use crate::projection::rows::{AmendmentRow, Edge, EntryView, HeldRow, Version};
use crate::render::block::{Block, Cell, Column, Grid, Tone};

/// The card of an entry.
pub fn blocks(view: &EntryView) -> Vec<Block> {
    let entry = &view.entry;
    let mut page = vec![Block::Line(
        0,
        vec![
            Cell::toned(format!("@{} ", entry.position), Tone::Dim),
            Cell::toned(&entry.headline, Tone::Head),
        ],
    )];
    if let Some(Value::Object(titles)) = entry.event.get("titles") {
        let other = |title: &Value| title.as_str() != Some(entry.headline.as_str());
        for (lang, title) in titles.iter().filter(|(_, title)| other(title)) {
            page.push(line(&format!("{lang}: {}", value_text(title))));
        }
    }
    let (marks, tone) = marks(entry);
    if !marks.is_empty() {
        page.push(Block::Line(2, vec![Cell::toned(marks, tone)]));
    }
    page.push(Block::Line(
        2,
        vec![Cell::toned(
            format!(
                "recorded {} by {} · id {}",
                entry.recorded_at, entry.recorded_by, entry.id
            ),
            Tone::Dim,
        )],
    ));
    page.push(Block::Gap);
    page.push(fields(&entry.event));
    let held = view.evidence.as_deref().unwrap_or_default();
    sources(&entry.event, held, &mut page);
    amendments(&view.amendments, &mut page);
    versions(view.versions.as_deref().unwrap_or(&[]), &mut page);
    links(view, &mut page);
    page
}

fn line(text: &str) -> Block {
    Block::Line(2, vec![Cell::new(text)])
}

fn heading(text: String, page: &mut Vec<Block>) {
    page.push(Block::Gap);
    page.push(Block::Heading(text));
}

/// The sources of an event one by one, and what the store has of the files that they cite.
pub(super) fn sources(event: &Value, held: &[HeldRow], page: &mut Vec<Block>) {
    let Some(Value::Array(sources)) = event.get("sources") else {
        return;
    };
    heading(format!("Sources ({})", sources.len()), page);
    for source in sources {
        let text = |name: &str| source.get(name).and_then(Value::as_str);
        let mut words: Vec<Cell> = ["publisher", "title", "url"]
            .into_iter()
            .filter_map(|name| Some(Cell::new(text(name)?).leading_to(text("url"))))
            .collect();
        for name in [
            "published",
            "accessed",
            "origin",
            "lang",
            "grade",
            "terms",
            "archive_url",
        ] {
            if let Some(value) = text(name) {
                let cell = Cell::new(format!("{} {value}", name.replace('_', " ")));
                let url = (name == "archive_url").then_some(value);
                words.push(cell.leading_to(url));
            }
        }
        page.push(Block::Line(2, apart(words)));
        if let Some(name) = text("evidence") {
            evidence(name, held, page);
        }
        if let Some(quote) = text("quote") {
            page.push(Block::Line(4, vec![Cell::new(format!("“{quote}”"))]));
        }
    }
}

/// Cells with dots between them.
fn apart(cells: Vec<Cell>) -> Vec<Cell> {
    let mut apart: Vec<Cell> = Vec::new();
    for cell in cells {
        if !apart.is_empty() {
            apart.push(Cell::new(" · "));
        }
        apart.push(cell);
    }
    apart
}

/// A file that a source cites, and what the store has of it.
fn evidence(name: &str, held: &[HeldRow], page: &mut Vec<Block>) {
    let held = held.iter().find(|row| row.name == name);
    let (words, tone) = match held.map(|row| (row.state, row.bytes)) {
        Some(("held", Some(bytes))) => (format!("evidence, held, {bytes} bytes"), Tone::Good),
        Some(("missing", _)) => ("evidence, MISSING: not held here".to_owned(), Tone::Bad),
        Some(("altered", _)) => ("evidence, ALTERED since".to_owned(), Tone::Bad),
        Some((state, _)) => (format!("evidence, {state}"), Tone::Bad),
        None => ("evidence".to_owned(), Tone::Plain),
    };
    page.push(Block::Line(4, vec![Cell::toned(words, tone)]));
    page.push(Block::Line(
        6,
        vec![Cell::toned(name, Tone::Dim).showing(Some(name))],
    ));
}

fn amendments(rows: &[AmendmentRow], page: &mut Vec<Block>) {
    if rows.is_empty() {
        return;
    }
    heading(format!("Amendments ({})", rows.len()), page);
    let mut grid = Grid::new(&[
        Column::number("@"),
        Column::fixed("kind"),
        Column::fixed("state"),
        Column::main("what"),
    ]);
    for row in rows {
        let tone = if row.state == "counted" {
            Tone::Plain
        } else {
            Tone::Dim
        };
        grid.rows.push(vec![
            Cell::new(row.position.to_string()),
            Cell::toned(row.kind, tone),
            Cell::toned(row.state.replace('_', " "), tone),
            Cell::toned(amendment_words(&row.event), tone),
        ]);
    }
    page.push(Block::Grid(grid));
}

/// What a correction puts where: `happened: 2026-01-20; sources: RFI, TASS (…);`, and the fields it takes away.
fn changes_words(changes: &Map<String, Value>) -> String {
    let mut words = String::new();
    for (name, value) in changes {
        let text = match (name.as_str(), value) {
            (_, Value::Null) => "taken away".to_owned(),
            ("sources", Value::Array(sources)) => source_names(sources).join(", "),
            _ => value_text(value),
        };
        words.push_str(&format!("{name}: {text}; "));
    }
    words.trim_end().to_owned()
}

/// Who published each source, else where it stands.
fn source_names(sources: &[Value]) -> Vec<String> {
    let named = sources
        .iter()
        .filter_map(|source| source.get("publisher").or_else(|| source.get("url")));
    named.filter_map(Value::as_str).map(str::to_owned).collect()
}

fn amendment_words(event: &Value) -> String {
    let text = |name: &str| event.get(name).and_then(Value::as_str);
    let mut words: Vec<String> = Vec::new();
    if let Some(Value::Object(changes)) = event.get("changes") {
        words.push(changes_words(changes));
    }
    if let Some(by) = text("by") {
        words.push(format!("{by}:"));
    }
    words.extend(
        ["claim", "reason"]
            .into_iter()
            .filter_map(text)
            .map(str::to_owned),
    );
    if words.is_empty()
        && let Some(Value::Array(sources)) = event.get("sources")
    {
        words.extend(source_names(sources));
    }
    words.join(" ")
}

fn versions(rows: &[Version], page: &mut Vec<Block>) {
    if rows.is_empty() {
        return;
    }
    heading(format!("Versions ({})", rows.len()), page);
    let mut before: Option<&Value> = None;
    for version in rows {
        let reason = version.reason.as_deref().unwrap_or("as first recorded");
        page.push(line(&format!(
            "@{} {} · {reason}",
            version.position, version.recorded_at
        )));
        for change in differences(before, &version.event) {
            page.push(Block::Line(4, vec![Cell::new(change)]));
        }
        before = Some(&version.event);
    }
}

fn differences(before: Option<&Value>, after: &Value) -> Vec<String> {
    let (Some(Value::Object(before)), Value::Object(after)) = (before, after) else {
        return Vec::new();
    };
    let mut lines = Vec::new();
    for (name, value) in after {
        match before.get(name) {
            Some(old) if old == value => {}
            Some(old) => lines.push(format!(
                "{name}: {} → {}",
                value_text(old),
                value_text(value)
            )),
            None => lines.push(format!("{name}: {} (added)", value_text(value))),
        }
    }
    for (name, old) in before.iter().filter(|(name, _)| !after.contains_key(*name)) {
        lines.push(format!("{name}: {} (removed)", value_text(old)));
    }
    lines
}

fn links(view: &EntryView, page: &mut Vec<Block>) {
    if view.links.is_empty() {
        return;
    }
    heading(format!("Links ({})", view.links.len()), page);
    for edge in &view.links {
        let outgoing = edge.cause == view.entry.id;
        let other = if outgoing { &edge.effect } else { &edge.cause };
        let name = view.others.iter().find(|(id, _)| id == other);
        let name = name.map_or(other.as_str(), |(_, headline)| headline);
        let mut cells = vec![
            Cell::toned(format!("@{} ", edge.position), Tone::Dim),
            Cell::new(if outgoing { "→ " } else { "← " }),
            Cell::new(name),
            Cell::toned(format!("  {}", edge_words(edge)), Tone::Dim),
        ];
        let (words, tone) = flag_words(edge);
        if !words.is_empty() {
            cells.push(Cell::toned(format!("  {words}"), tone));
        }
        page.push(Block::Line(2, cells));
    }
}

fn edge_words(edge: &Edge) -> String {
    super::tree::relation_words(edge)
}
