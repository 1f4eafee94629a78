//! Appends through the library: one thread, and eight through one handle. Each event is read
//! from its line, checked, recorded and durable before the clock stops.

use std::path::Path;
use std::time::{Duration, Instant as Watch, SystemTime, UNIX_EPOCH};

use dateline::desk::{Clock, Ids, Options};
use dateline::event::when::Instant;
use dateline::store::Store;
use dateline::store::handle::Handle;
use serde_json::json;
use uuid::Uuid;

use crate::{Done, lines, spread};

/// Threads of the row on group commit.
pub const THREADS: usize = 8;

struct Now;

impl Clock for Now {
    fn now(&self) -> Instant {
        let since = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        Instant(since.as_micros() as i64)
    }
}

struct Fresh;

impl Ids for Fresh {
    fn fresh(&mut self) -> Uuid {
        Uuid::now_v7()
    }
}

fn open(dir: &str) -> Result<Handle, Box<dyn std::error::Error>> {
    let store = match Store::at(Path::new(dir)) {
        Ok(store) => store,
        Err(_) => Store::init(Path::new(dir), Some("example.org/bench"), &Now, &mut Fresh)?,
    };
    Ok(Handle::open(store, Duration::from_secs(10), Box::new(Now))?)
}

fn append(handle: &Handle, line: &str) -> Result<(), String> {
    let options = Options {
        author: "bench@example.org".into(),
        expect: None,
        dry_run: false,
    };
    let written = handle.write_json(&[line], &options, &mut Fresh);
    written.map(drop).map_err(|error| error.to_string())
}

pub fn single(events: &str, dir: &str, count: usize) -> Done {
    let lines = lines::plain(events, count)?;
    let handle = open(dir)?;
    // The first append opens the index.
    append(&handle, &lines[0])?;
    let mut micros = Vec::with_capacity(count);
    for line in &lines[1..] {
        let begun = Watch::now();
        append(&handle, line)?;
        micros.push(begun.elapsed().as_secs_f64() * 1e6);
    }
    Ok(spread(micros))
}

pub fn threads(events: &str, dir: &str, count: usize) -> Done {
    let lines = lines::plain(events, count)?;
    let handle = open(dir)?;
    append(&handle, &lines[0])?;
    let begun = Watch::now();
    let failed = std::thread::scope(|scope| {
        let handle = &handle;
        let work = |part: &'_ [String]| part.iter().try_for_each(|line| append(handle, line));
        let parts = lines[1..].chunks(count.div_ceil(THREADS));
        let threads: Vec<_> = parts.map(|part| scope.spawn(move || work(part))).collect();
        threads
            .into_iter()
            .filter_map(|thread| thread.join().unwrap_or_else(|_| Err("panic".into())).err())
            .next()
    });
    match failed {
        Some(error) => Err(error.into()),
        None => Ok(json!({"per_second": (count - 1) as f64 / begun.elapsed().as_secs_f64()})),
    }
}
