//! SQLite as the rival: the same JSON and the same query columns, unique ids and labels, a
//! covering index for balances. WAL, `synchronous=FULL`, prepared statements.

use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::sync::{Condvar, Mutex};
use std::time::{Duration, Instant as Watch};

use rusqlite::{Connection, Statement, params};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::ours::THREADS;
use crate::{Done, lines, spread};

const TABLE: &str = "
    CREATE TABLE IF NOT EXISTS event (
        position INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, label TEXT UNIQUE,
        kind TEXT NOT NULL, recorded_at INTEGER NOT NULL, happened TEXT,
        holder TEXT, country TEXT, asset TEXT, currency TEXT, amount TEXT, json TEXT NOT NULL);
    CREATE INDEX IF NOT EXISTS balance
        ON event (kind, holder, country, asset, currency, happened, recorded_at, amount);";

const INSERT: &str = "INSERT INTO event (id, label, kind, recorded_at, happened, holder, country,
    asset, currency, amount, json) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

fn open(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(Duration::from_secs(60))?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.execute_batch(TABLE)?;
    Ok(connection)
}

fn insert(statement: &mut Statement<'_>, line: &str) -> Result<(), Box<dyn std::error::Error>> {
    let event: Value = serde_json::from_str(line)?;
    let text = |path: &str| event.pointer(path).and_then(Value::as_str);
    let id = match text("/id") {
        Some(id) => Uuid::parse_str(id)?,
        None => Uuid::now_v7(),
    };
    let holder = text("/holder/id").or(text("/holder/name"));
    statement.execute(params![
        id.as_bytes().as_slice(),
        text("/label"),
        text("/kind"),
        0,
        text("/happened"),
        holder,
        text("/holder/country"),
        text("/asset/class"),
        text("/amount/currency"),
        text("/amount/value"),
        line,
    ])?;
    Ok(())
}

pub fn single(events: &str, dir: &str, count: usize) -> Done {
    let lines = lines::plain(events, count)?;
    let connection = open(&Path::new(dir).join("single.db"))?;
    let mut statement = connection.prepare(INSERT)?;
    insert(&mut statement, &lines[0])?;
    let mut micros = Vec::with_capacity(count);
    for line in &lines[1..] {
        let begun = Watch::now();
        insert(&mut statement, line)?;
        micros.push(begun.elapsed().as_secs_f64() * 1e6);
    }
    Ok(spread(micros))
}

fn rate(count: usize, begun: Watch) -> Value {
    json!({"per_second": count as f64 / begun.elapsed().as_secs_f64()})
}

/// Eight threads, each with its own connection: SQLite's own way.
pub fn threads(events: &str, dir: &str, count: usize) -> Done {
    let lines = lines::plain(events, count)?;
    let path = Path::new(dir).join("threads.db");
    drop(open(&path)?);
    let begun = Watch::now();
    std::thread::scope(|scope| {
        let threads: Vec<_> = lines
            .chunks(count.div_ceil(THREADS))
            .map(|part| {
                let path = &path;
                scope.spawn(move || -> Result<(), String> {
                    let connection = open(path).map_err(|error| error.to_string())?;
                    let statement = connection.prepare(INSERT);
                    let mut statement = statement.map_err(|error| error.to_string())?;
                    part.iter()
                        .try_for_each(|line| insert(&mut statement, line))
                        .map_err(|error| error.to_string())
                })
            })
            .collect();
        let mut joined = threads.into_iter().map(|thread| thread.join());
        joined.try_for_each(|done| done.unwrap_or_else(|_| Err("panic".into())))
    })?;
    Ok(rate(count, begun))
}

#[derive(Default)]
struct Queue {
    waiting: Vec<(usize, String)>,
    done: Vec<bool>,
    led: bool,
}

/// Eight threads through one connection with the same grouping as ours: one transaction for all
/// that wait.
pub fn group(events: &str, dir: &str, count: usize) -> Done {
    let lines = lines::plain(events, count)?;
    let connection = Mutex::new(open(&Path::new(dir).join("group.db"))?);
    let (queue, answered) = (Mutex::new(Queue::default()), Condvar::new());
    queue.lock().map_err(|_| "poisoned")?.done = vec![false; count];
    let write = |group: &[(usize, String)]| -> Result<(), Box<dyn std::error::Error>> {
        let mut connection = connection.lock().map_err(|_| "poisoned")?;
        let transaction = connection.transaction()?;
        let mut statement = transaction.prepare_cached(INSERT)?;
        group
            .iter()
            .try_for_each(|(_, line)| insert(&mut statement, line))?;
        drop(statement);
        Ok(transaction.commit()?)
    };
    let append = |ticket: usize, line: &str| -> Result<(), String> {
        let mut held = queue.lock().map_err(|_| "poisoned")?;
        held.waiting.push((ticket, line.to_owned()));
        while !held.done[ticket] {
            if held.led {
                held = answered.wait(held).map_err(|_| "poisoned")?;
                continue;
            }
            held.led = true;
            let group = std::mem::take(&mut held.waiting);
            drop(held);
            write(&group).map_err(|error| error.to_string())?;
            held = queue.lock().map_err(|_| "poisoned")?;
            group
                .iter()
                .for_each(|(ticket, _)| held.done[*ticket] = true);
            held.led = false;
            answered.notify_all();
        }
        Ok(())
    };
    let begun = Watch::now();
    std::thread::scope(|scope| {
        let size = count.div_ceil(THREADS);
        let threads: Vec<_> = lines
            .chunks(size)
            .enumerate()
            .map(|(thread, part)| {
                let append = &append;
                scope.spawn(move || {
                    let mut numbered = (thread * size..).zip(part);
                    numbered.try_for_each(|(ticket, line)| append(ticket, line))
                })
            })
            .collect();
        let mut joined = threads.into_iter().map(|thread| thread.join());
        joined.try_for_each(|done| done.unwrap_or_else(|_| Err("panic".into())))
    })?;
    Ok(rate(count, begun))
}

/// All lines of a file, ten thousand rows a transaction.
pub fn ingest(events: &str, file: &str) -> Done {
    let begun = Watch::now();
    let mut connection = open(Path::new(file))?;
    let mut lines = BufReader::with_capacity(1 << 20, File::open(events)?)
        .lines()
        .peekable();
    let mut rows = 0_u64;
    while lines.peek().is_some() {
        let transaction = connection.transaction()?;
        let mut statement = transaction.prepare_cached(INSERT)?;
        for line in lines.by_ref().take(10_000) {
            insert(&mut statement, &line?)?;
            rows += 1;
        }
        drop(statement);
        transaction.commit()?;
    }
    Ok(json!({"rows": rows, "seconds": begun.elapsed().as_secs_f64()}))
}
