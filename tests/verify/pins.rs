//! Citations in logs whose hashes are all right: the root that each cites must be the log's at
//! the position that it cites, wherever that is; both verifiers work it out again.

use dateline::merkle::{Frontier, base64, leaf_hash, sha256};
use serde_json::{Value, json};

use super::kit::{self, Bytes, Plan, both_say, draft, ours, plan, put};

fn citation(cited: u64, root: &str) -> Value {
    let query = json!({"command": "log", "known": cited});
    json!({"kind": "citation", "label": "the-story", "query": query, "position": cited, "root": root,
        "digest": "ab".repeat(32), "dateline": "0.1.0"})
}

/// The root of the first `size` entries, from the lines, without marks or frontiers of others.
fn root_at(log: &[u8], size: usize) -> String {
    let mut tree = Frontier::new();
    let entries = log.split(|byte| *byte == b'\n');
    let entries = entries.filter(|line| line.starts_with(b"{\"entry\":"));
    entries
        .take(size)
        .for_each(|line| tree.push(leaf_hash(line)));
    assert_eq!(tree.size(), size as u64);
    base64(&tree.root())
}

/// The plan with one more commit: a citation of a position, with the right root there or not.
fn citing(mut plan: Plan, cited: u64, right: bool) -> Bytes {
    let log = plan.bytes().log;
    let root = match right {
        true => root_at(&log, cited as usize),
        false => base64(&sha256(b"another log")),
    };
    plan.commits
        .push(vec![draft(5000, &citation(cited, &root))]);
    plan.late.push(0);
    plan.bytes()
}

/// Codes, positions and words of what is found.
fn told(bytes: &Bytes) -> Vec<(String, Option<u64>, String)> {
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), bytes);
    let report = dateline::verify::verify(dir.path(), true, &mut |_, _| {});
    let findings = report.findings.into_iter();
    findings
        .map(|finding| (finding.code.to_owned(), finding.position, finding.message))
        .collect()
}

#[test]
fn the_root_that_is_cited_is_the_root_of_the_log_there() {
    let cases = (0..=10)
        .flat_map(|cited| [(cited, true), (cited, false)])
        .map(|(cited, right)| {
            let name = format!("of @{cited}, {right}");
            (name, citing(plan(), cited, right), u8::from(!right))
        });
    let cases: Vec<_> = cases.collect();
    both_say(&cases);
    assert_eq!(told(&cases[20].1), [], "{}", cases[20].0);
    let found = told(&cases[13].1);
    let there = root_at(&plan().bytes().log, 6);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(
        (found[0].0.as_str(), found[0].1),
        ("bad_citation", Some(11))
    );
    assert!(
        found[0].2.contains("at @6") && found[0].2.contains(&there),
        "{found:?}"
    );
}

/// A root that the log had elsewhere is as wrong as any.
#[test]
fn the_root_of_another_position_is_another_root() {
    let mut other = plan();
    let log = other.bytes().log;
    let event = citation(6, &root_at(&log, 7));
    other.commits.push(vec![draft(5000, &event)]);
    other.late.push(0);
    both_say(&[("another position".into(), other.bytes(), 1)]);
}

/// Positions before, at and after the marks, in a log that is longer than the distance between them.
#[test]
fn roots_are_found_however_far_back_they_lie() {
    let mut long = plan();
    let event = |number: u64| {
        json!({"kind": "statement", "happened": "2026-01-20", "by": {"country": "DK"}, "act": "comments",
            "note": format!("{number}"), "sources": [{"publisher": "Example Wire", "published": "2026-01-21"}]})
    };
    for batch in 0..7 {
        let numbers = (11 + batch * 300)..(311 + batch * 300);
        long.commits.push(
            numbers
                .map(|number| draft(number, &event(number)))
                .collect(),
        );
        long.late.push(0);
    }
    let log = long.bytes().log;
    let positions = [0, 1, 63, 64, 65, 1023, 1024, 1025, 2047, 2048, 2049, 2110];
    for wrong in [None, Some(3), Some(6), Some(10)] {
        let mut citing = long.clone();
        for (number, cited) in positions.into_iter().enumerate() {
            let root = match wrong == Some(number) {
                true => base64(&sha256(b"another log")),
                false => root_at(&log, cited),
            };
            let mut event = citation(cited as u64, &root);
            event["label"] = json!(format!("story-{number}"));
            citing
                .commits
                .push(vec![draft(5000 + number as u64, &event)]);
            citing.late.push(0);
        }
        let bytes = citing.bytes();
        let found: Vec<_> = told(&bytes).into_iter().map(|found| found.1).collect();
        let due: Vec<_> = wrong.map(|at| Some(2111 + at as u64)).into_iter().collect();
        assert_eq!(found, due, "{wrong:?}");
        both_say(&[(format!("{wrong:?}"), bytes, u8::from(wrong.is_some()))]);
    }
}

/// A citation in bytes that are no part of the sound log is not asked about.
#[test]
fn a_torn_citation_says_nothing() {
    let whole = plan().bytes();
    let mut torn = citing(plan(), 6, false);
    torn.log.truncate(torn.log.len() - 1);
    torn.head = whole.head;
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), &torn);
    let said = ours(dir.path());
    assert_eq!(said.codes.into_iter().collect::<Vec<_>>(), ["tail"]);
    if kit::has_python() {
        let theirs = kit::theirs(&[dir.path().to_path_buf()]).remove(0);
        assert_eq!((theirs.exit, theirs.position), (said.exit, said.position));
        assert!(!theirs.codes.contains("bad_citation"));
    }
}

/// The position twice: what is cited, and where the query asks.
#[test]
fn a_query_that_asks_elsewhere_is_found() {
    let mut other = plan();
    let log = other.bytes().log;
    let mut event = citation(6, &root_at(&log, 6));
    event["query"]["known"] = json!(7);
    other.commits.push(vec![draft(5000, &event)]);
    other.late.push(0);
    let found = told(&other.bytes());
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!((found[0].0.as_str(), found[0].1), ("bad_event", Some(11)));
    assert!(found[0].2.contains("another position"), "{found:?}");
}
