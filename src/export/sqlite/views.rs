//! The rows of the views as tables: one list of tables and columns, each with the path in a row
//! of `--json` that fills it. Owns that list; folds nothing.

use std::fmt::Write;

use rusqlite::types::Value as Stored;
use rusqlite::{Transaction, params_from_iter};
use serde_json::Value;

use super::{ddl, fill, wrong};
use crate::answer::follow::{FOLLOWED, Rows};
use crate::answer::{Filters, answer};
use crate::clocks::Clocks;
use crate::export::{ExportError, Passage};
use crate::facts::History;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holds {
    Text,
    Whole,
    Number,
    /// An exact figure as text, with a number beside it.
    Exact,
    /// The position of an entry of this file; null when it is not in it.
    Entry,
    /// A list or an object.
    Json,
}
use Holds::{Entry, Exact, Json, Number, Text, Whole};

/// A table of one view; `path` leads to its rows inside a row of the view (`""` = the row).
struct Table {
    view: &'static str,
    name: &'static str,
    path: &'static str,
    columns: &'static [(&'static str, &'static str, Holds)],
}

#[rustfmt::skip]
const TABLES: &[Table] = &[
    Table { view: "divestment", name: "view_divestment", path: "", columns: &[
        ("country", "country", Text), ("holder", "holder", Text), ("asset", "asset", Text),
        ("issuer", "issuer", Text), ("currency", "currency", Text),
        ("pending_low", "pending.low", Exact), ("pending_high", "pending.high", Exact), ("pending_approx", "pending.approx", Whole),
        ("executed_low", "executed.low", Exact), ("executed_high", "executed.high", Exact), ("executed_approx", "executed.approx", Whole),
        ("unquantified", "unquantified", Whole), ("overdue", "overdue", Whole),
        ("executed_after_level_low", "executed_after_level.low", Exact), ("executed_after_level_high", "executed_after_level.high", Exact),
        ("executed_after_level_approx", "executed_after_level.approx", Whole), ("disputed", "disputed", Whole)] },
    Table { view: "divestment", name: "view_divestment_levels", path: "levels", columns: &[
        ("series", "series", Text), ("basis", "basis", Text), ("attribution", "attribution", Text),
        ("current", "current", Exact), ("current_on", "current_on", Text), ("peak", "peak", Exact), ("peak_on", "peak_on", Text),
        ("below_peak", "below_peak", Exact), ("change", "change", Exact), ("change_from", "change_from", Text)] },
    Table { view: "stance", name: "view_stance", path: "", columns: &[
        ("country", "country", Text), ("toward", "toward", Text), ("actors", "actors", Text),
        ("words_score", "words.score", Number), ("words_n", "words.n", Whole), ("words_weight", "words.weight", Number), ("words_label", "words.label", Text),
        ("deeds_score", "deeds.score", Number), ("deeds_n", "deeds.n", Whole), ("deeds_weight", "deeds.weight", Number), ("deeds_label", "deeds.label", Text),
        ("gap", "gap", Number), ("disputed", "disputed", Whole)] },
    Table { view: "stance", name: "view_stance_evidence", path: "evidence", columns: &[
        ("entry", "position", Entry), ("axis", "axis", Text), ("cameo", "cameo", Text), ("score", "score", Number),
        ("age_days", "age_days", Whole), ("weight", "weight", Number)] },
    Table { view: "chain", name: "view_chain", path: "", columns: &[
        ("link", "position", Entry), ("cause", "cause", Text), ("effect", "effect", Text), ("relation", "relation", Text),
        ("confidence", "confidence", Number), ("claimed_by", "claimed_by", Text), ("flags", "flags", Json)] },
    Table { view: "threats", name: "view_threats", path: "", columns: &[
        ("entry", "position", Entry), ("label", "label", Text), ("by_party", "by", Text), ("against", "against", Json),
        ("happened", "happened", Text), ("consequence", "consequence", Text), ("until", "until", Text),
        ("response", "response", Text), ("response_by", "response_by", Entry), ("status", "status", Text), ("status_by", "status_by", Entry),
        ("disputed", "disputed", Whole)] },
    Table { view: "sanctions", name: "view_sanctions", path: "", columns: &[
        ("entry", "position", Entry), ("by_codes", "by", Json), ("against", "against", Json), ("entities", "entities", Json),
        ("measure", "measure", Text), ("program", "program", Text), ("since", "since", Text), ("expires", "expires", Text), ("disputed", "disputed", Whole)] },
    Table { view: "yields", name: "view_yields", path: "", columns: &[
        ("issuer", "issuer", Text), ("tenor", "tenor", Text), ("series", "series", Text), ("level", "level", Exact), ("level_on", "level_on", Text),
        ("change_bp", "change_bp", Exact), ("high", "high", Exact), ("high_on", "high_on", Text), ("low", "low", Exact), ("low_on", "low_on", Text),
        ("n", "n", Whole), ("disputed", "disputed", Whole)] },
    Table { view: "observations", name: "view_observations", path: "", columns: &[
        ("subject", "subject", Text), ("country", "country", Text), ("measure", "measure", Text), ("series", "series", Text),
        ("value", "value", Exact), ("unit", "unit", Text), ("value_on", "on", Text), ("first", "first", Exact), ("first_on", "first_on", Text),
        ("n", "n", Whole), ("disputed", "disputed", Whole)] },
    Table { view: "sources", name: "view_sources", path: "", columns: &[
        ("publisher", "publisher", Text), ("origin", "origin", Text), ("events", "events", Whole), ("sole_source", "sole_source", Whole),
        ("with_evidence", "with_evidence", Whole), ("first_published", "first_published", Text), ("last_published", "last_published", Text), ("disputed", "disputed", Whole)] },
    Table { view: "contradictions", name: "view_contradictions", path: "", columns: &[
        ("entry", "positions.0", Entry), ("other_entry", "positions.1", Entry), ("about", "about", Json),
        ("value", "values.0", Exact), ("other_value", "values.1", Exact), ("happened", "happened.0", Text), ("other_happened", "happened.1", Text),
        ("series", "series.0", Text), ("other_series", "series.1", Text), ("apart_percent", "apart_percent", Number), ("disputed", "disputed", Whole)] },
    Table { view: "audit", name: "view_audit", path: "", columns: &[
        ("rule", "rule", Text), ("severity", "level", Text), ("entry", "position", Entry), ("beside", "beside", Json),
        ("about", "about", Text), ("why", "why", Text), ("settle", "settle", Text)] },
    Table { view: "timeline", name: "view_timeline", path: "", columns: &[("entry", "position", Entry), ("happened", "event.happened", Text)] },
];

/// The tables, empty, and one for the entries that each row rests on.
pub(super) fn tables() -> String {
    let mut out = String::new();
    for table in TABLES {
        let _ = write!(
            out,
            "CREATE TABLE {} (\n  id INTEGER PRIMARY KEY",
            table.name
        );
        if !table.path.is_empty() {
            let _ = write!(
                out,
                ",\n  row INTEGER NOT NULL REFERENCES view_{}(id)",
                table.view
            );
        }
        for (name, _, holds) in table.columns {
            let raw = *name;
            let name = ddl::quoted(name);
            let declared = match holds {
                Text | Json => format!("{name} TEXT"),
                Whole => format!("{name} INTEGER"),
                Number => format!("{name} REAL"),
                Exact => ddl::exact(raw),
                Entry => format!("{name} INTEGER REFERENCES entries(position)"),
            };
            let _ = write!(out, ",\n  {declared}");
        }
        out.push_str("\n);\n");
    }
    out.push_str(
        "CREATE TABLE view_rests (\n  view TEXT NOT NULL,\n  row INTEGER NOT NULL,\n  \
         position INTEGER NOT NULL,\n  entry INTEGER REFERENCES entries(position),\n  \
         PRIMARY KEY (view, row, position)\n) WITHOUT ROWID;\n",
    );
    out
}

/// References to entries that the filters left out of this file become null; an index for each.
pub(super) fn finish() -> String {
    let mut out = String::new();
    let mut reference = |table: &str, column: &str| {
        let _ = writeln!(
            out,
            "UPDATE {table} SET {column} = NULL WHERE {column} NOT IN (SELECT position FROM entries);\n\
             CREATE INDEX {table}_{column} ON {table}({column});"
        );
    };
    for table in TABLES {
        for (name, _, holds) in table.columns {
            if *holds == Entry {
                reference(table.name, name);
            }
        }
    }
    reference("view_rests", "entry");
    // Rows inside rows are looked up by theirs.
    for table in TABLES.iter().filter(|table| !table.path.is_empty()) {
        let name = table.name;
        let _ = writeln!(out, "CREATE INDEX {name}_row ON {name}(row);");
    }
    out
}

/// The rows of `timeline` are the live events that are in the file, by the text of their instants.
const TIMELINE: &str = "\
INSERT INTO view_timeline (id, entry, happened)
SELECT row_number() OVER (ORDER BY happened_earliest, happened_latest, position), position, happened
FROM events WHERE status = 'live';";

/// Asks every view and stores its rows.
pub(super) fn fill(
    db: &Transaction<'_>,
    passage: &Passage<'_>,
    history: &History,
) -> Result<(), ExportError> {
    let (clocks, filters) = (passage.clocks(), passage.filters());
    let clocks = Clocks {
        known: Some(history.position()),
        ..clocks.clone()
    };
    db.execute_batch(TIMELINE).map_err(wrong)?;
    let asked = FOLLOWED.iter();
    for followed in asked.filter(|followed| followed.listed.name != "timeline") {
        let name = followed.listed.name;
        let wanted = Filters {
            limit: None,
            ..filters.clone()
        };
        let question = followed.question(true).with_filters(wanted);
        let found = answer(history, &clocks, &question)?;
        let rows = Rows::of(&found.view).rows;
        for table in TABLES.iter().filter(|table| table.view == name) {
            insert(db, table, &rows).map_err(wrong)?;
        }
        rests(db, name, &rows).map_err(wrong)?;
    }
    Ok(())
}

fn insert(db: &Transaction<'_>, table: &Table, rows: &[Value]) -> rusqlite::Result<()> {
    let inside = !table.path.is_empty();
    let names: Vec<String> = table
        .columns
        .iter()
        .map(|(name, ..)| ddl::quoted(name))
        .collect();
    let led = if inside { "row, " } else { "id, " };
    let marks = vec!["?"; names.len() + 1].join(", ");
    let text = format!(
        "INSERT INTO {} ({led}{}) VALUES ({marks})",
        table.name,
        names.join(", ")
    );
    let mut statement = db.prepare(&text)?;
    for (nth, row) in rows.iter().enumerate() {
        let number = fill::whole(nth as u64 + 1);
        let own = [row];
        let within: Vec<&Value> = match inside {
            false => own.to_vec(),
            true => row
                .get(table.path)
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
                .collect(),
        };
        for one in within {
            let cells = table
                .columns
                .iter()
                .map(|(_, path, holds)| stored(at(one, path), *holds));
            statement.execute(params_from_iter([number.clone()].into_iter().chain(cells)))?;
        }
    }
    Ok(())
}

/// Which entries each row rests on.
fn rests(db: &Transaction<'_>, view: &str, rows: &[Value]) -> rusqlite::Result<()> {
    let mut statement =
        db.prepare("INSERT INTO view_rests (view, row, position, entry) VALUES (?1, ?2, ?3, ?3)")?;
    for (nth, row) in rows.iter().enumerate() {
        let positions = row
            .get("entries")
            .and_then(Value::as_array)
            .into_iter()
            .flatten();
        for position in positions.filter_map(Value::as_i64) {
            statement.execute((view, nth as i64 + 1, position))?;
        }
    }
    Ok(())
}

fn at<'v>(row: &'v Value, path: &str) -> Option<&'v Value> {
    path.split('.')
        .try_fold(row, |value, step| match step.parse::<usize>() {
            Ok(place) => value.get(place),
            Err(_) => value.get(step),
        })
}

fn stored(value: Option<&Value>, holds: Holds) -> Stored {
    match (value, holds) {
        (None | Some(Value::Null), _) => Stored::Null,
        (Some(value), Json) => Stored::Text(value.to_string()),
        (Some(Value::String(text)), _) => Stored::Text(text.clone()),
        (Some(Value::Bool(flag)), _) => Stored::Integer(i64::from(*flag)),
        (Some(Value::Number(number)), Whole | Entry) => {
            number.as_i64().map_or(Stored::Null, Stored::Integer)
        }
        (Some(Value::Number(number)), _) => number.as_f64().map_or(Stored::Null, Stored::Real),
        (Some(other), _) => Stored::Text(other.to_string()),
    }
}
