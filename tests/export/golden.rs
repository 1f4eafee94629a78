//! Exports of the Treasury story, whole: `fixtures/treasury-standoff/export/`. What differs from
//! store to store (ids, roots, when it was recorded) is named instead. `DATELINE_BLESS=1` writes
//! them anew: then read them.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::support::{Bench, words};

/// The file, and the command line that makes it.
const GOLDEN: [(&str, &str); 6] = [
    (
        "events.jsonl",
        "export events --kind fund_exit --known @120",
    ),
    (
        "events.csv",
        "export csv --kind fund_exit,sanction --published 2026-03-31",
    ),
    (
        "timeline.json",
        "export timelinejs --country DK --since 2026-01-19 --until 2026-01-22 --lang zh",
    ),
    (
        "entities.ftm.json",
        "export ftm --kind sanction,threat --on 2026-01-25",
    ),
    ("chain.dot", "export dot akademiker-exit --causes"),
    ("chain.svg", "export svg trump-threat --effects --all"),
];

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures/treasury-standoff/export")
        .join(name)
}

/// The text with ids as `<id:LABEL>` or `<id:@POSITION>`, and with what a store alone has named.
fn steady(text: &str, bench: &Bench) -> String {
    let log = bench.run(&["log", "--json"]).ok().json();
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    let mut instants: BTreeMap<String, String> = BTreeMap::new();
    for row in log["rows"].as_array().unwrap() {
        let label = row["event"]["label"].as_str();
        let name = label.map_or(format!("@{}", row["position"]), str::to_owned);
        names.insert(
            row["id"].as_str().unwrap().to_owned(),
            format!("<id:{name}>"),
        );
        instants.insert(
            row["recorded_at"].as_str().unwrap().to_owned(),
            "<recorded_at>".into(),
        );
    }
    let citation = &log["citation"];
    names.insert(citation["log"].as_str().unwrap().to_owned(), "<log>".into());
    let mut text = text.to_owned();
    for (from, to) in names.iter().chain(&instants) {
        text = text.replace(from, to);
    }
    // The ids of parties are the store's own.
    rootless(&masked(&text, "dateline-party-", 40)).replace(env!("CARGO_PKG_VERSION"), "<version>")
}

fn masked(text: &str, before: &str, length: usize) -> String {
    let mut parts = text.split(before);
    let mut masked = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let rest = part.get(length..).unwrap_or_default();
        masked.push_str(&format!("{before}<…>{rest}"));
    }
    masked
}

/// The text with `<root>` for a SHA-256 in base64.
fn rootless(text: &str) -> String {
    let mut held = String::new();
    for (at, letter) in text.char_indices() {
        held.push(letter);
        let start = at.checked_sub(43).filter(|_| letter == '=');
        let digits = start.and_then(|start| text.get(start..at));
        let is_digit = |byte: u8| byte.is_ascii_alphanumeric() || b"+/".contains(&byte);
        if digits.is_some_and(|digits| digits.bytes().all(is_digit)) {
            held.truncate(held.len() - 44);
            held.push_str("<root>");
        }
    }
    held
}

#[test]
fn every_format_of_the_story_is_as_read() {
    let bench = Bench::with_demo();
    let mut wrong = Vec::new();
    for (name, line) in GOLDEN {
        let mut args = words(line);
        args.push("-q".to_owned());
        let text = steady(&bench.run(&args).ok().out, &bench);
        let held = std::fs::read_to_string(path(name)).unwrap_or_default();
        if std::env::var_os("DATELINE_BLESS").is_some() {
            std::fs::create_dir_all(path("")).unwrap();
            std::fs::write(path(name), &text).unwrap();
        } else if held != text {
            let first = held.lines().zip(text.lines()).find(|(old, new)| old != new);
            wrong.push(format!("{name} ({line}): {first:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_dates_refute_the_same_links_everywhere() {
    let bench = Bench::with_demo();
    let dot = bench
        .line("export dot trump-threat --effects --all -q")
        .ok()
        .out;
    let svg = bench
        .line("export svg trump-threat --effects --all -q")
        .ok()
        .out;
    let chain = bench
        .line("chain trump-threat --effects --all --json")
        .ok()
        .json();
    let edges = chain["edges"].as_array().unwrap();
    let impossible = edges.iter().filter(|edge| {
        edge["flags"]
            .as_array()
            .unwrap()
            .iter()
            .any(|flag| flag == "impossible")
    });
    let count = impossible.count();
    assert!(count >= 2);
    assert_eq!(dot.matches("<S>").count(), count);
    assert_eq!(svg.matches("class=\"strike\"").count(), 2 * count);
}
