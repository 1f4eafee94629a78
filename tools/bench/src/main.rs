//! `rival WORK …`: one measurement in one process, its result as a JSON line. Owns the command
//! line; `ours` measures the library, `sqlite` and `text` the rival, `lines` draws the same events.

mod lines;
mod ours;
mod sqlite;
mod text;
mod versions;

use std::error::Error;
use std::process::ExitCode;

use serde_json::{Value, json};

type Done = Result<Value, Box<dyn Error>>;

/// Percentiles of durations in microseconds.
fn spread(mut micros: Vec<f64>) -> Value {
    micros.sort_by(f64::total_cmp);
    let at = |part: f64| micros[((micros.len() - 1) as f64 * part) as usize];
    json!({"p50": at(0.5), "p90": at(0.9), "p99": at(0.99)})
}

fn run(args: &[&str]) -> Done {
    let number = |text: &str| text.parse::<usize>();
    match args {
        ["single-ours", events, dir, count] => ours::single(events, dir, number(count)?),
        ["single-sqlite", events, dir, count] => sqlite::single(events, dir, number(count)?),
        ["threads-ours", events, dir, count] => ours::threads(events, dir, number(count)?),
        ["threads-sqlite", events, dir, count] => sqlite::threads(events, dir, number(count)?),
        ["group-sqlite", events, dir, count] => sqlite::group(events, dir, number(count)?),
        ["ingest-sqlite", events, file] => sqlite::ingest(events, file),
        ["kinds", file] => text::kinds(file),
        ["rare", log] => text::rare(log),
        ["index-sqlite", log, file] => text::index(log, file),
        ["versions", log, csv] => versions::write(log, csv),
        ["sqlite-version"] => Ok(json!(rusqlite::version())),
        _ => Err("usage: rival single-ours|single-sqlite|threads-ours|threads-sqlite|group-sqlite EVENTS DIR COUNT | ingest-sqlite EVENTS FILE | kinds FILE | rare LOG | index-sqlite LOG FILE | versions LOG CSV | sqlite-version".into()),
    }
}

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match run(&args) {
        Ok(value) => {
            println!("{value}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("rival: {error}");
            ExitCode::FAILURE
        }
    }
}
