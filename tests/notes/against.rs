//! The log against what was published of it: it extends it, or the fork is named, as near as
//! can be. The forks are real ones: another entry, under right roots and a right head.

use std::path::Path;

use dateline::note::Published;
use dateline::store::Store;
use dateline::store::attest::Wanted;
use dateline::verify::{Against, Asked, Kind, Report, verify_asked};

use crate::verify::kit::{Plan, draft, plan, put};

/// A store with the bytes of a plan.
fn store(plan: &Plan) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), &plan.bytes());
    std::fs::write(
        dir.path().join("dateline.toml"),
        "format = \"dateline-store/1\"\n",
    )
    .unwrap();
    dir
}

/// The checkpoint of a store at a position, and the same in print.
fn heads(dir: &Path, known: u64) -> [Against; 2] {
    let store = Store::at(dir).unwrap();
    let found = store
        .attest(Wanted::Head, Some(known), &mut |_, _| {})
        .unwrap();
    let head = found.attested.checkpoint();
    let short = dateline::note::Short::new(head.position, &head.root).to_string();
    [found.attested.to_text(), short].map(|text| {
        let (mut heads, _) = Published::all(&text).unwrap();
        Against {
            what: format!("head {known}"),
            kind: Kind::Head(heads.remove(0)),
        }
    })
}

fn look(dir: &Path, against: Vec<Against>) -> Report {
    let asked = Asked {
        against,
        ..Asked::default()
    };
    verify_asked(dir, asked, &mut |_, _| {})
}

fn codes(report: &Report) -> Vec<(&str, Option<u64>)> {
    let findings = report.findings.iter();
    findings.map(|one| (one.code, one.position)).collect()
}

fn copy(dir: &Path) -> Against {
    Against {
        what: "copy".to_owned(),
        kind: Kind::Copy(dir.join("log.jsonl")),
    }
}

/// The same history, but for what the sixth entry says.
fn forked() -> Plan {
    let mut plan = plan();
    plan.commits[2][1].event = plan.commits[2][1].event.replace("2026-01-20", "2026-01-21");
    plan
}

#[test]
fn a_log_extends_every_head_that_it_had() {
    let dir = store(&plan());
    let all: Vec<Against> = (0..=10)
        .flat_map(|known| heads(dir.path(), known))
        .collect();
    let report = look(dir.path(), all);
    assert_eq!((codes(&report), report.against.len()), (vec![], 22));
    assert!(report.against.iter().all(|one| one.holds));
}

#[test]
fn a_fork_is_named_and_bounded_by_what_still_agrees() {
    let (old, new) = (store(&plan()), store(&forked()));
    for form in [0, 1] {
        let head = |known: u64| heads(old.path(), known)[form].clone();
        let report = look(new.path(), vec![head(8)]);
        assert_eq!(
            (codes(&report), report.exit_code()),
            (vec![("fork", Some(8))], 1)
        );
        let report = look(new.path(), vec![head(10), head(3), head(8)]);
        assert_eq!(codes(&report), [("fork", Some(8)), ("fork", Some(10))]);
        let message = &report.findings[0].message;
        assert!(message.contains("one of @4 to @8"), "{message}");
        let report = look(new.path(), vec![head(6), head(5)]);
        let message = &report.findings[0].message;
        assert!(message.contains("so entry @6 differs"), "{message}");
        let holds: Vec<bool> = report.against.iter().map(|one| one.holds).collect();
        assert_eq!(holds, [true, false]);
    }
}

#[test]
fn a_copy_names_the_first_entry_that_differs() {
    let (old, new) = (store(&plan()), store(&forked()));
    let report = look(new.path(), vec![copy(old.path())]);
    assert_eq!(
        (codes(&report), report.exit_code()),
        (vec![("fork", Some(6))], 1)
    );
    assert_eq!(
        (report.against[0].position, report.against[0].holds),
        (5, false)
    );
    let report = look(new.path(), vec![copy(new.path())]);
    assert_eq!(codes(&report), []);
    assert_eq!(
        (report.against[0].position, report.against[0].holds),
        (10, true)
    );
}

#[test]
fn a_log_that_ends_before_what_was_published_is_behind() {
    let long = store(&plan());
    let mut less = plan();
    less.commits.truncate(3);
    let short = store(&less);
    let [head, printed] = heads(long.path(), 10);
    for against in [head, printed, copy(long.path())] {
        let report = look(short.path(), vec![against]);
        assert_eq!(
            (codes(&report), report.exit_code()),
            (vec![("behind", None)], 1)
        );
        assert!(!report.against[0].holds);
    }
    // The other way round it is an extension.
    let report = look(long.path(), vec![copy(short.path())]);
    assert_eq!((codes(&report), report.against[0].position), (vec![], 8));
}

#[test]
fn a_torn_tail_of_a_copy_was_never_published() {
    let dir = store(&plan());
    let other = store(&plan());
    let path = other.path().join("log.jsonl");
    let mut bytes = std::fs::read(&path).unwrap();
    let line = String::from_utf8(bytes.clone()).unwrap();
    let entry = line
        .lines()
        .nth(13)
        .unwrap()
        .replace("\"position\":10", "\"position\":11");
    bytes.extend(entry.as_bytes());
    for end in ["", "\n"] {
        std::fs::write(&path, [bytes.as_slice(), end.as_bytes()].concat()).unwrap();
        assert_eq!(codes(&look(dir.path(), vec![copy(other.path())])), []);
    }
}

/// A new commit with other bytes in the same place, as who holds the store and no key can make it.
#[test]
fn a_rewritten_end_is_seen_although_the_store_is_sound() {
    let dir = store(&plan());
    let published = heads(dir.path(), 10).to_vec();
    let mut other = plan();
    other.commits.pop();
    let event = serde_json::json!({"kind": "statement", "happened": "2026-01-20", "by": {"country": "DK"}, "act": "denies", "sources": [{"publisher": "x"}]});
    other
        .commits
        .push(vec![draft(9, &event), draft(10, &event), draft(11, &event)]);
    put(dir.path(), &other.bytes());
    let alone = look(dir.path(), vec![]);
    assert_eq!((codes(&alone), alone.position), (vec![], 11));
    let report = look(dir.path(), published);
    assert_eq!(codes(&report), [("fork", Some(10)), ("fork", Some(10))]);
}
