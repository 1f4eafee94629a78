//! `import --mapping`: the language, what a second download does, bad files, and the mappings of
//! the program on small samples and on the real files of `../shared/data` (skipped, and saying
//! so, where those are missing).

#![cfg(unix)]

mod again;
mod bad;
mod built_in;
mod language;
mod real;
mod tic;

use std::path::Path;

use serde_json::Value;

use crate::support::{Bench, Ran};

/// A sample of `fixtures/import`.
fn sample(name: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    root.join("fixtures/import")
        .join(name)
        .display()
        .to_string()
}

/// A published file; `None`, said aloud, where the folder is missing.
fn real(name: &str) -> Option<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let path = root.join("../shared/data").join(name);
    if !path.exists() {
        println!("SKIP: {name} is not in ../shared/data");
        return None;
    }
    Some(path.display().to_string())
}

/// The events that a mapped import would record.
#[track_caller]
fn events(bench: &Bench, args: &[&str]) -> Vec<Value> {
    let mut all = vec!["import", "--dry-run"];
    all.extend(args);
    let ran = bench.run(&all).ok();
    let lines = ran
        .out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap());
    lines.collect()
}

/// The receipt of a mapped import that succeeds.
#[track_caller]
fn import(bench: &Bench, args: &[&str]) -> Value {
    let mut all = vec!["import", "--json"];
    all.extend(args);
    bench.run(&all).ok().json()
}

/// A mapped import that is refused.
#[track_caller]
fn refused(bench: &Bench, args: &[&str]) -> Value {
    let mut all = vec!["import", "--json"];
    all.extend(args);
    let ran: Ran = bench.run(&all).exits(2);
    let log = bench.run(&["log", "--json"]).ok().json();
    assert_eq!(log["citation"]["position"], 0, "{}", ran.err);
    ran.error()
}

/// The counts of a receipt: read, recorded, already, corrected, rejected.
fn counts(receipt: &Value) -> [u64; 5] {
    ["read", "entries", "already", "corrected", "rejected"]
        .map(|name| receipt[name].as_u64().unwrap())
}

/// Rows of a read.
#[track_caller]
fn rows(bench: &Bench, line: &str) -> Vec<Value> {
    let answer = bench.line(&format!("{line} --json")).ok().json();
    answer["rows"].as_array().unwrap().clone()
}

/// A mapping that yields can be tried with.
const YIELDS: &str = "\
key = \"{Day}\"
[columns]
day = { from = \"Day\", date = \"D/M/YYYY\" }
[source]
publisher = \"Example Bank\"
[event]
kind = \"yield_move\"
happened = \"{day}\"
instrument = { issuer = \"DE\", tenor = \"10Y\" }
level = \"{Yield}\"
";
