//! Import: files of lines as they come (BOM, CRLF, blanks, too long, not UTF-8), all problems
//! at once, all or nothing.

use crate::support::Bench;

fn line(label: &str) -> String {
    format!(
        r#"{{"kind":"statement","label":"{label}","by":{{"country":"US"}},"act":"comments","happened":"2026-01-21","sources":[{{"publisher":"A"}}]}}"#
    )
}

#[test]
fn several_files_are_one_commit() {
    let bench = Bench::with_store();
    bench.file(
        "a.jsonl",
        format!("\u{feff}{}\r\n\r\n{}\r\n", line("one-a"), line("one-b")),
    );
    bench.file("b.jsonl", line("two-a"));
    let receipt = bench
        .run(&["import", "a.jsonl", "b.jsonl", "--json"])
        .ok()
        .json();
    assert_eq!(receipt["entries"], 3);
    let rows = bench.run(&["log", "--json"]).ok().json()["rows"].clone();
    let at: Vec<_> = rows
        .as_array()
        .unwrap()
        .iter()
        .map(|row| &row["recorded_at"])
        .collect();
    assert!(at.windows(2).all(|pair| pair[0] == pair[1]));
}

#[test]
fn a_dry_run_records_nothing() {
    let bench = Bench::with_store();
    bench.file("a.jsonl", line("one-a"));
    let told = bench.run(&["import", "a.jsonl", "--dry-run"]).ok().out;
    assert!(told.contains("would record 1 entry"), "{told}");
    assert_eq!(
        bench.run(&["log", "--json"]).ok().json()["citation"]["position"],
        0
    );
}

#[test]
fn an_empty_import_says_so() {
    let bench = Bench::with_store();
    let ran = bench.run_with(&["import", "-"], b"\n\r\n  \n").ok();
    assert!(ran.err.contains("no events"), "{}", ran.err);
}

#[test]
fn all_problems_come_at_once_and_nothing_is_recorded() {
    let bench = Bench::with_store();
    let mut bytes = format!("{}\n{{\"kind\":\"statment\"}}\n", line("one-a")).into_bytes();
    bytes.extend(b"{\"kind\":\"\xff\xfe\"}\n");
    bytes.extend(format!("{{\"note\":\"{}\"}}\n", "x".repeat(3 << 20)).into_bytes());
    bytes.extend(b"not json\n");
    bytes.extend(format!("{}\n", line("one-b")).into_bytes());
    bench.file("a.jsonl", bytes);
    let ran = bench.run(&["import", "a.jsonl", "--json"]).exits(2);
    let error = ran.error();
    let lines: std::collections::BTreeSet<u64> = error["problems"]
        .as_array()
        .unwrap()
        .iter()
        .map(|problem| problem["line"].as_u64().unwrap())
        .collect();
    assert_eq!(lines.into_iter().collect::<Vec<_>>(), [2, 3, 4, 5]);
    assert!(ran.err.contains("line_too_long") && ran.err.contains("bad_utf8"));
    let told = bench.run(&["import", "a.jsonl"]).exits(2).err;
    assert!(
        told.lines()
            .next()
            .unwrap()
            .starts_with("a.jsonl:2: kind: "),
        "{told}"
    );
    assert_eq!(
        bench.run(&["log", "--json"]).ok().json()["citation"]["position"],
        0
    );
}

#[test]
fn a_long_list_of_problems_is_cut_for_people() {
    let bench = Bench::with_store();
    bench.file("a.jsonl", "{}\n".repeat(150));
    let told = bench.run(&["import", "a.jsonl"]).exits(2).err;
    assert!(told.contains("more\n"), "{told}");
    assert_eq!(
        told.lines()
            .filter(|line| line.starts_with("a.jsonl:"))
            .count(),
        100
    );
    let error = bench.run(&["import", "a.jsonl", "--json"]).exits(2).error();
    assert!(error["problems"].as_array().unwrap().len() >= 150);
}

#[test]
fn what_cannot_be_read_is_named() {
    let bench = Bench::with_store();
    let told = bench.run(&["import", "nowhere.jsonl"]).exits(2).err;
    assert!(told.contains("nowhere.jsonl"), "{told}");
    let told = bench.run(&["import", "desk"]).exits(2).err;
    assert!(told.contains("desk"), "{told}");
}

#[cfg(unix)]
#[test]
fn an_interrupted_import_leaves_the_store_as_it_was() {
    use std::io::Write as _;
    use std::os::unix::process::ExitStatusExt as _;
    use std::process::{Command, Stdio};

    let bench = Bench::with_demo();
    let log = || std::fs::read(bench.path("desk/log.jsonl")).unwrap();
    let before = log();
    let mut command = bench.command(&["import", "-"]);
    command.stdin(Stdio::piped()).stdout(Stdio::null());
    let mut child = command.stderr(Stdio::null()).spawn().unwrap();
    let line = r#"{"kind":"statement","by":{"country":"DK"},"act":"comments","happened":"2026-01-20","sources":[{"publisher":"Example Wire"}]}"#;
    let mut input = child.stdin.take().unwrap();
    for _ in 0..2_000 {
        writeln!(input, "{line}").unwrap();
    }
    input.flush().unwrap();
    // A shell that runs tests in the background has them ignore the first of the two.
    for signal in ["-INT", "-TERM"] {
        let mut kill = Command::new("kill");
        kill.args([signal, &child.id().to_string()]);
        kill.stderr(Stdio::null()).status().unwrap();
    }
    let ended = child.wait().unwrap().signal();
    assert!(matches!(ended, Some(2 | 15)), "{ended:?}");
    drop(input);
    assert!(log() == before, "nothing of it is in the log");
    bench.run(&["import", "--dry-run", "-"]).ok();
    bench.run(&["verify"]).ok();
}
