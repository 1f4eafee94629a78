//! Fills the tables of entries, one entry at a time, and the metadata. Owns how a cell is stored;
//! which entries go out is the passage's.

use rusqlite::types::Value;
use rusqlite::{Statement, Transaction, params_from_iter};

use super::{Options, ddl, wrong};
use crate::answer::Citation;
use crate::event::Kind;
use crate::event::decimal::Decimal;
use crate::event::when::Instant;
use crate::export::flat::{Cell, Column, SOURCE, State};
use crate::export::passage::Seen;
use crate::export::{ExportError, Passage, Progress};
use crate::projection::catalog::HAPPENINGS;
use crate::projection::find::passages::passages;
use crate::projection::tally::Tally;

/// Inserts every entry that the clocks and the filters let through; gives their number.
pub(super) fn entries(
    db: &Transaction<'_>,
    passage: &Passage<'_>,
    tally: &mut Tally,
    progress: &mut Progress<'_>,
) -> Result<u64, ExportError> {
    let mut tables = Tables::prepare(db).map_err(wrong)?;
    let mut left = passage.limit();
    let mut written = 0;
    passage.listed(tally, progress, &mut |seen| {
        if left == 0 || !passage.filter().takes(&seen.known.event) {
            return Ok(());
        }
        left -= 1;
        written += 1;
        tables.insert(&seen).map_err(wrong)
    })?;
    Ok(written)
}

/// The statements, and the columns that each fills.
struct Tables<'d> {
    entries: Table<'d>,
    events: Table<'d>,
    links: Table<'d>,
    amendments: Table<'d>,
    sources: Statement<'d>,
}

struct Table<'d> {
    insert: Statement<'d>,
    columns: Vec<&'static Column>,
}

impl<'d> Table<'d> {
    fn prepare(
        db: &'d Transaction<'_>,
        name: &str,
        led: &[&str],
        columns: impl Iterator<Item = &'static Column>,
        trailed: &[&str],
    ) -> rusqlite::Result<Table<'d>> {
        let columns: Vec<&'static Column> = columns.collect();
        let named = columns.iter().map(|column| ddl::quoted(column.name));
        let own = |names: &[&str]| {
            names
                .iter()
                .map(|name| (*name).to_owned())
                .collect::<Vec<_>>()
        };
        let names: Vec<String> = own(led)
            .into_iter()
            .chain(named)
            .chain(own(trailed))
            .collect();
        let marks = vec!["?"; names.len()].join(", ");
        let text = format!("INSERT INTO {name} ({}) VALUES ({marks})", names.join(", "));
        let insert = db.prepare(&text)?;
        Ok(Table { insert, columns })
    }

    fn insert(
        &mut self,
        led: Vec<Value>,
        seen: (&Seen<'_>, &State<'_>),
        trailed: Vec<Value>,
    ) -> rusqlite::Result<()> {
        let (seen, state) = seen;
        let cells = self
            .columns
            .iter()
            .map(|column| stored(column.read(seen.entry, state)));
        let values: Vec<Value> = led.into_iter().chain(cells).chain(trailed).collect();
        self.insert.execute(params_from_iter(values)).map(|_| ())
    }
}

impl<'d> Tables<'d> {
    fn prepare(db: &'d Transaction<'_>) -> rusqlite::Result<Tables<'d>> {
        let places = vec!["?"; SOURCE.len() + 2].join(", ");
        let names: Vec<&str> = SOURCE.iter().map(|column| column.name).collect();
        let sources = format!(
            "INSERT INTO sources (entry, nth, {}) VALUES ({places})",
            names.join(", ")
        );
        let (title, status) = ("title", "status");
        Ok(Tables {
            entries: Table::prepare(
                db,
                "entries",
                &["position", title],
                ddl::of_entries(),
                &["event", "words"],
            )?,
            events: Table::prepare(
                db,
                "events",
                &["position", "kind", title, status],
                ddl::of_events(),
                &[],
            )?,
            links: Table::prepare(db, "links", &["position", status], ddl::of_links(), &[])?,
            amendments: Table::prepare(
                db,
                "amendments",
                &["position", "kind", status],
                ddl::of_amendments(),
                &[],
            )?,
            sources: db.prepare(&sources)?,
        })
    }

    fn insert(&mut self, seen: &Seen<'_>) -> rusqlite::Result<()> {
        let state = &State::only(seen.entry, seen.known.clone());
        let event = &state.known.event;
        let kind = event.kind();
        let position = whole(seen.entry.position);
        let title = Value::Text(crate::event::sentence::headline(event));
        let status = Value::Text(state.status().to_owned());
        let named = Value::Text(kind.name().to_owned());
        let found: Vec<&str> = passages(event).iter().map(|passage| passage.text).collect();
        let rest = vec![
            Value::Text(event.canonical()),
            Value::Text(found.join("\n")),
        ];
        let seen = (seen, state);
        self.entries
            .insert(vec![position.clone(), title.clone()], seen, rest)?;
        if HAPPENINGS.contains(&kind) {
            let led = vec![position.clone(), named, title, status];
            self.events.insert(led, seen, Vec::new())?;
        } else if kind == Kind::Link {
            self.links
                .insert(vec![position.clone(), status], seen, Vec::new())?;
        } else if kind.is_amendment() {
            self.amendments
                .insert(vec![position.clone(), named, status], seen, Vec::new())?;
        }
        for (nth, source) in event.sources().iter().enumerate() {
            let cells = SOURCE.iter().map(|column| stored((column.read)(source)));
            let led = [position.clone(), whole(nth as u64 + 1)];
            self.sources
                .execute(params_from_iter(led.into_iter().chain(cells)))?;
        }
        Ok(())
    }
}

pub(super) fn whole(number: u64) -> Value {
    i64::try_from(number).map_or(Value::Null, Value::Integer)
}

/// A cell as SQLite holds it: instants and exact figures as text, lists as JSON.
fn stored(cell: Cell) -> Value {
    match cell {
        Cell::Null => Value::Null,
        Cell::Text(text) => Value::Text(text),
        Cell::Whole(number) => Value::Integer(number),
        Cell::Exact(millionths) => Value::Text(Decimal(millionths).to_string()),
        Cell::Instant(micros) => Value::Text(Instant(micros).to_text()),
        Cell::Flag(flag) => Value::Integer(i64::from(flag)),
        Cell::Texts(texts) => Value::Text(serde_json::Value::from(texts).to_string()),
    }
}

/// What was asked, of which log, at which root.
pub(super) fn metadata(
    db: &Transaction<'_>,
    passage: &Passage<'_>,
    citation: &Citation,
    options: Options,
) -> rusqlite::Result<()> {
    let json = serde_json::to_value(citation).unwrap_or_default();
    let mut insert = db.prepare("INSERT INTO metadata (key, value) VALUES (?, ?)")?;
    let text = |value: &serde_json::Value| match value {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::String(text) => Value::Text(text.clone()),
        other => Value::Text(other.to_string()),
    };
    for (key, value) in json.as_object().into_iter().flatten() {
        insert.execute((key, text(value)))?;
    }
    for clock in ["on", "published", "known", "possible", "claims"] {
        let asked = citation.query.get(clock).map_or(Value::Null, text);
        insert.execute((format!("query.{clock}"), asked))?;
    }
    let horizon = passage.scope().horizon().to_text();
    let views = if options.views { "yes" } else { "no" };
    for (key, value) in [("d", horizon.as_str()), ("form", "1"), ("views", views)] {
        insert.execute((key, value))?;
    }
    Ok(())
}
