//! The rows of the views as tables: one list of tables and columns, each with the path in a row
//! of `--json` that fills it. Owns that list; folds nothing.

use std::fmt::Write;

use rusqlite::types::Value as Stored;
use rusqlite::{Statement, Transaction, params_from_iter};
use serde_json::Value;

use super::{ddl, wrong};
use crate::answer::follow::FOLLOWED;
use crate::answer::told::Told;
use crate::answer::{Filters, beyond_head};
use crate::clocks::Clocks;
use crate::export::{ExportError, Facts, Passage};
use crate::facts::{History, Scope};
use crate::projection::tally::Tally;

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
fn tables() -> String {
    let mut out = "DROP TABLE IF EXISTS view_rests;\n".to_owned();
    for table in TABLES {
        let _ = writeln!(out, "DROP TABLE IF EXISTS {};", table.name);
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

/// So often facts are asked for before the log is read.
const TRIES: u32 = 2;

/// Asks every view and stores its rows, one by one as they are made; again from the start, should
/// the facts turn out not to be believed.
pub(super) fn fill(
    db: &Transaction<'_>,
    passage: &Passage<'_>,
    facts: &mut Facts<'_>,
) -> Result<(), ExportError> {
    for tries in 0..TRIES {
        let Some(history) = facts(tries) else { break };
        let filled = anew(db, passage, &history);
        if history.doubt().is_none() {
            return filled;
        }
    }
    anew(db, passage, &history(passage)?)
}

/// The entries within reach, for the views to fold. It holds no hashes: the citation is the
/// passage's.
fn history(passage: &Passage<'_>) -> Result<History, ExportError> {
    let mut entries = Vec::new();
    passage.ledger().each(&mut |_, _| {}, &mut |entry, _| {
        entries.push(entry);
        Ok(())
    })?;
    let header = passage.ledger().header().clone();
    Ok(History::from_entries(header, entries, Vec::new()))
}

fn anew(db: &Transaction<'_>, passage: &Passage<'_>, history: &History) -> Result<(), ExportError> {
    db.execute_batch(&tables()).map_err(wrong)?;
    db.execute_batch(TIMELINE).map_err(wrong)?;
    let clocks = Clocks {
        known: Some(passage.ledger().position()),
        ..passage.clocks().clone()
    };
    let asked = FOLLOWED.iter();
    for followed in asked.filter(|followed| followed.listed.name != "timeline") {
        // What one view looked up is not held while others are folded.
        let own = history.anew();
        let history = own.as_ref().unwrap_or(history);
        let scope = Scope::new(history, &clocks).map_err(beyond_head)?;
        let wanted = Filters {
            limit: None,
            ..passage.filters().clone()
        };
        let question = followed.question(true).with_filters(wanted);
        let found = Told::of(&scope, &question, &mut Tally::default())?;
        let mut rows = Rows::of(db, followed.listed.name).map_err(wrong)?;
        found.each(&scope, &mut |row| rows.insert(&row).map_err(wrong))?;
    }
    Ok(())
}

/// The tables of one view while they are being filled.
struct Rows<'d> {
    view: &'static str,
    tables: Vec<(&'static Table, Statement<'d>)>,
    rests: Statement<'d>,
    /// Rows so far.
    many: i64,
}

impl<'d> Rows<'d> {
    fn of(db: &'d Transaction<'_>, view: &'static str) -> rusqlite::Result<Rows<'d>> {
        let own = TABLES.iter().filter(|table| table.view == view);
        let tables = own.map(|table| Ok((table, db.prepare(&table.insertion())?)));
        Ok(Rows {
            view,
            tables: tables.collect::<rusqlite::Result<_>>()?,
            rests: db.prepare(
                "INSERT INTO view_rests (view, row, position, entry) VALUES (?1, ?2, ?3, ?3)",
            )?,
            many: 0,
        })
    }

    /// Stores a row, the rows inside it, and the entries that it rests on.
    fn insert(&mut self, row: &Value) -> rusqlite::Result<()> {
        self.many += 1;
        for (table, statement) in &mut self.tables {
            let within: Vec<&Value> = match table.is_inside() {
                false => vec![row],
                true => listed(row, table.path).collect(),
            };
            for one in within {
                let columns = table.columns.iter();
                let cells = columns.map(|(_, path, holds)| stored(at(one, path), *holds));
                let number = std::iter::once(Stored::Integer(self.many));
                statement.execute(params_from_iter(number.chain(cells)))?;
            }
        }
        for position in listed(row, "entries").filter_map(Value::as_i64) {
            self.rests.execute((self.view, self.many, position))?;
        }
        Ok(())
    }
}

impl Table {
    /// Whether its rows lie inside rows of the view.
    fn is_inside(&self) -> bool {
        !self.path.is_empty()
    }

    fn insertion(&self) -> String {
        let names = self.columns.iter().map(|(name, ..)| ddl::quoted(name));
        let names: Vec<String> = names.collect();
        let led = if self.is_inside() { "row, " } else { "id, " };
        let marks = vec!["?"; names.len() + 1].join(", ");
        let names = names.join(", ");
        format!("INSERT INTO {} ({led}{names}) VALUES ({marks})", self.name)
    }
}

fn listed<'v>(row: &'v Value, path: &str) -> impl Iterator<Item = &'v Value> {
    let list = row.get(path).and_then(Value::as_array);
    list.into_iter().flatten()
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
