//! The tables of entries: their text, made from the list of columns. Owns which column stands in
//! which table, keys, indexes, full text and the views of single kinds; fills nothing.

use std::fmt::Write;

use super::{Options, views};
use crate::event::Kind;
use crate::export::flat::{COLUMNS, Column, Group, SOURCE, Type};
use crate::projection::catalog::HAPPENINGS;

/// Columns of every entry that stand in `entries`. The headline stands there as `title`: what
/// people are shown, and what Datasette takes for the name of a row.
pub(super) fn of_entries() -> impl Iterator<Item = &'static Column> {
    let kept = |column: &&Column| {
        let led = ["position", "title", "headline", "event"];
        (column.group == Group::Entry || column.name.starts_with("published"))
            && !led.contains(&column.name)
    };
    COLUMNS.iter().filter(kept)
}

/// Columns that events of one kind or another have.
pub(super) fn of_events() -> impl Iterator<Item = &'static Column> {
    of(|column| HAPPENINGS.iter().any(|kind| column.is_of(*kind)))
}

/// Columns that links have.
pub(super) fn of_links() -> impl Iterator<Item = &'static Column> {
    of(|column| column.is_of(Kind::Link))
}

/// Columns that amendments have.
pub(super) fn of_amendments() -> impl Iterator<Item = &'static Column> {
    let amendments = [
        Kind::Correction,
        Kind::Retraction,
        Kind::Dispute,
        Kind::Corroboration,
    ];
    of(move |column| amendments.iter().any(|kind| column.is_of(*kind)))
}

fn of(has: impl Fn(&Column) -> bool) -> impl Iterator<Item = &'static Column> {
    COLUMNS.iter().filter(move |column| {
        column.group == Group::Field && !column.name.starts_with("published") && has(column)
    })
}

/// How a column is declared; an exact figure has a number beside it, to sort by.
pub(super) fn declared(name: &str, ty: Type) -> String {
    let column = quoted(name);
    match ty {
        Type::Text | Type::Instant | Type::Texts => format!("{column} TEXT"),
        Type::Whole | Type::Flag => format!("{column} INTEGER"),
        Type::Exact => exact(name),
    }
}

pub(super) fn exact(name: &str) -> String {
    let column = quoted(name);
    format!(
        "{column} TEXT,\n  {name}_num REAL GENERATED ALWAYS AS (CAST({column} AS REAL)) VIRTUAL"
    )
}

fn declare(out: &mut String, columns: impl Iterator<Item = &'static Column>) {
    for column in columns {
        let _ = write!(out, ",\n  {}", declared(column.name, column.ty));
    }
}

/// A name that SQL would take for its own stands in quotation marks.
pub(super) fn quoted(name: &str) -> String {
    match name {
        "against" | "action" | "by" | "level" | "until" | "on" => format!("\"{name}\""),
        _ => name.to_owned(),
    }
}

/// The tables, empty.
pub(super) fn tables() -> String {
    let mut out = String::from(
        "CREATE TABLE metadata (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;\n\
         CREATE TABLE entries (\n  position INTEGER PRIMARY KEY,\n  title TEXT NOT NULL",
    );
    declare(&mut out, of_entries());
    out.push_str(",\n  event TEXT NOT NULL,\n  words TEXT NOT NULL\n);\n");
    out.push_str(
        "CREATE TABLE events (\n  position INTEGER PRIMARY KEY REFERENCES entries(position),\n  \
         kind TEXT NOT NULL,\n  title TEXT NOT NULL,\n  status TEXT NOT NULL",
    );
    declare(&mut out, of_events());
    out.push_str(",\n  follows_event INTEGER REFERENCES events(position)\n);\n");
    out.push_str(
        "CREATE TABLE links (\n  position INTEGER PRIMARY KEY REFERENCES entries(position),\n  \
         status TEXT NOT NULL,\n  cause_event INTEGER REFERENCES events(position),\n  \
         effect_event INTEGER REFERENCES events(position)",
    );
    declare(&mut out, of_links());
    out.push_str(
        "\n);\nCREATE TABLE amendments (\n  position INTEGER PRIMARY KEY REFERENCES entries(position),\n  \
         kind TEXT NOT NULL,\n  status TEXT NOT NULL,\n  target_entry INTEGER REFERENCES entries(position)",
    );
    declare(&mut out, of_amendments());
    out.push_str(
        "\n);\nCREATE TABLE sources (\n  id INTEGER PRIMARY KEY,\n  \
         entry INTEGER NOT NULL REFERENCES entries(position),\n  nth INTEGER NOT NULL",
    );
    for column in SOURCE {
        let _ = write!(out, ",\n  {}", declared(column.name, column.ty));
    }
    out.push_str("\n);\n");
    out
}

/// What is made of the filled tables: references by position, indexes, full text, and a view for
/// each kind with the columns that it has.
pub(super) fn finish(options: Options) -> String {
    let mut out = String::from(FINISH);
    for kind in HAPPENINGS {
        let columns = of_events().filter(|column| column.is_of(*kind));
        let columns: Vec<String> = columns
            .flat_map(|column| {
                let name = format!("e.{}", quoted(column.name));
                match column.ty {
                    Type::Exact => vec![name, format!("e.{}_num", column.name)],
                    _ => vec![name],
                }
            })
            .collect();
        let _ = writeln!(
            out,
            "CREATE VIEW {} AS SELECT e.position, e.title, e.status, n.label, n.claimed_by, n.disputed, {}\n  \
             FROM events AS e JOIN entries AS n USING (position) WHERE e.kind = '{}';",
            kind.name(),
            columns.join(", "),
            kind.name()
        );
    }
    if options.views {
        out.push_str(&views::finish());
    }
    out
}

const FINISH: &str = "\
CREATE INDEX entries_id ON entries(id);
CREATE INDEX entries_label ON entries(label);
CREATE INDEX entries_kind ON entries(kind);
UPDATE events SET follows_event = (SELECT min(n.position) FROM entries AS n JOIN events USING (position) WHERE n.id = events.follows) WHERE follows IS NOT NULL;
UPDATE links SET cause_event = (SELECT min(n.position) FROM entries AS n JOIN events AS v USING (position) WHERE n.id = links.cause),
  effect_event = (SELECT min(n.position) FROM entries AS n JOIN events AS v USING (position) WHERE n.id = links.effect);
UPDATE amendments SET target_entry = (SELECT min(n.position) FROM entries AS n WHERE n.id = amendments.target);
CREATE INDEX events_kind ON events(kind, happened_earliest);
CREATE INDEX events_happened ON events(happened_earliest);
CREATE INDEX events_party ON events(party_key);
CREATE INDEX events_country ON events(party_country);
CREATE INDEX events_follows ON events(follows_event);
CREATE INDEX links_cause ON links(cause_event);
CREATE INDEX links_effect ON links(effect_event);
CREATE INDEX amendments_target ON amendments(target_entry);
CREATE INDEX sources_entry ON sources(entry);
CREATE INDEX sources_publisher ON sources(publisher);
CREATE VIRTUAL TABLE entries_fts USING fts5(title, words, content='entries', content_rowid='position', tokenize='trigram');
INSERT INTO entries_fts(entries_fts) VALUES ('rebuild');
INSERT INTO entries_fts(entries_fts) VALUES ('optimize');
";
