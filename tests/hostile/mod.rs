//! What a store and its program must survive: hostile input, disks that refuse, processes that
//! die or compete, arguments of any kind. Each gives a clear error, the right exit code and an
//! unchanged log. What this machine cannot do is skipped, and says so.

#![cfg(unix)]

mod arguments;
mod disk;
mod input;
mod process;
mod shown;
mod words;

use std::path::Path;

use crate::support::{Bench, Ran};

/// An event as a line of an import.
fn line(label: &str) -> String {
    format!(
        r#"{{"kind":"statement","label":"{label}","by":{{"country":"US"}},"act":"comments","happened":"2026-01-21","sources":[{{"publisher":"Example Wire"}}]}}"#
    )
}

/// Many of them, each with its own label.
fn lines(count: usize) -> String {
    (1..=count)
        .map(|number| line(&format!("event-{number}")) + "\n")
        .collect()
}

fn log_of(bench: &Bench) -> Vec<u8> {
    std::fs::read(bench.path("desk/log.jsonl")).unwrap()
}

/// The position of the log, asked of the program.
fn position(bench: &Bench) -> u64 {
    let answer = bench.run(&["log", "--limit", "1", "--json"]).ok().json();
    answer["citation"]["position"].as_u64().unwrap()
}

/// Runs an import that must be refused, and gives its codes: the log may not change.
#[track_caller]
fn refused(bench: &Bench, text: impl AsRef<[u8]>) -> Vec<String> {
    let before = log_of(bench);
    bench.file("refused.jsonl", text);
    let ran = bench.run(&["import", "refused.jsonl", "--json"]).exits(2);
    assert!(ran.out.is_empty(), "{}", ran.out);
    assert_eq!(log_of(bench), before);
    calm(&bench.run(&["import", "refused.jsonl"]).exits(2));
    let problems = ran.error()["problems"].as_array().unwrap().clone();
    let code = |problem: &serde_json::Value| problem["code"].as_str().unwrap().to_owned();
    problems.iter().map(code).collect()
}

/// Asserts that nothing was said that a terminal would act on, and that nobody panicked.
#[track_caller]
fn calm(ran: &Ran) {
    for word in [
        "panicked",
        "RUST_BACKTRACE",
        "stack overflow",
        "os error",
        "src/",
    ] {
        assert!(!ran.err.contains(word), "{}", ran.err);
    }
    assert_ne!(ran.code, 101);
    assert_ne!(ran.code, -1, "ended by a signal: {}", ran.err);
    let acts = |letter: char| {
        letter.is_control() && letter != '\n'
            || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    for text in [&ran.out, &ran.err] {
        assert!(!text.contains(acts), "{text:?}");
    }
}

/// Says why a test does nothing here.
fn skip(reason: &str) {
    println!("SKIP: {reason}");
}

/// Lets everybody in: the directories of `tempfile` are their owner's alone.
fn open_to_all(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}
