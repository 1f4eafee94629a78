//! The rest of a store, as `verify` sees it: evidence files against their names, and the
//! cache against a rebuild.

use std::path::Path;

use dateline::keys::settle;
use dateline::log::Log;
use dateline::log::file::FileLog;
use dateline::merkle::sha256_hex;
use dateline::verify::{Report, verify};

use super::kit::{draft, has_python, ours, plan, put, theirs};

fn codes(report: &Report) -> Vec<&str> {
    report.findings.iter().map(|finding| finding.code).collect()
}

fn look(dir: &Path) -> Report {
    verify(dir, true, &mut |_, _| {})
}

#[test]
fn evidence_is_there_and_is_what_its_name_says() {
    let dir = tempfile::tempdir().unwrap();
    let hex = sha256_hex(b"a page");
    let mut plan = plan();
    let event = serde_json::json!({"kind": "statement", "act": "comments", "by": {"country": "DK"}, "happened": "2026-01-20",
        "sources": [{"publisher": "Example Wire", "evidence": format!("sha256:{hex}")}]});
    plan.commits[3][1] = draft(10, &event);
    put(dir.path(), &plan.bytes());
    let missing = look(dir.path());
    assert_eq!(
        (codes(&missing), missing.exit_code()),
        (vec!["missing_evidence"], 1)
    );
    assert_eq!(missing.findings[0].position, Some(10));
    let evidence = dir.path().join("evidence");
    let folder = evidence.join("sha256").join(&hex[..2]);
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(&hex), b"a page").unwrap();
    let good = look(dir.path());
    assert_eq!((codes(&good), good.evidence), (vec![], 1));
    std::fs::write(folder.join(&hex), b"another page").unwrap();
    let altered = look(dir.path());
    assert_eq!(
        (codes(&altered), altered.exit_code(), altered.evidence),
        (vec!["bad_evidence"], 1, 0)
    );
    assert_eq!(altered.findings[0].position, Some(10));
    std::fs::remove_file(folder.join(&hex)).unwrap();
    std::fs::create_dir(folder.join(&hex)).unwrap();
    assert_eq!(codes(&look(dir.path())), ["bad_evidence"], "a directory");
    std::fs::remove_dir(folder.join(&hex)).unwrap();
    // The one place is that of the layout: a file right in evidence/ is not found.
    std::fs::write(evidence.join(&hex), b"a page").unwrap();
    assert_eq!(
        codes(&look(dir.path())),
        ["missing_evidence", "extra_evidence"]
    );
}

#[test]
fn what_nobody_cites_is_a_note() {
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), &plan().bytes());
    let evidence = dir.path().join("evidence");
    let page = sha256_hex(b"a page");
    let folder = evidence.join("sha256").join(&page[..2]);
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(&page), b"a page").unwrap();
    std::fs::write(evidence.join("readme.txt"), b"not evidence").unwrap();
    std::fs::write(evidence.join(".attach-left"), b"half a cop").unwrap();
    std::fs::create_dir(evidence.join("sha256").join("xy")).unwrap();
    let report = look(dir.path());
    assert_eq!(codes(&report), ["extra_evidence"; 3]);
    assert_eq!((report.exit_code(), report.evidence), (0, 1));
    for number in 0..30 {
        std::fs::write(evidence.join(format!("{number}.txt")), b"").unwrap();
    }
    let many = look(dir.path());
    assert_eq!(codes(&many), ["extra_evidence"; 21]);
    let last = &many.findings[20].message;
    assert!(last.contains("13 more"), "{last}");
    if has_python() {
        let theirs = theirs(&[dir.path().to_path_buf()]);
        assert_eq!(theirs[0], ours(dir.path()));
    }
}

/// Whatever is wrong with the files, the two verifiers say the same.
#[test]
fn both_verifiers_look_at_evidence() {
    if !has_python() {
        return;
    }
    let mut paths = Vec::new();
    let place = tempfile::tempdir().unwrap();
    for case in 0..5 {
        let hex = sha256_hex(b"a page");
        let name = format!("sha256:{hex}");
        let mut plan = plan();
        let event = match case {
            0 => {
                serde_json::json!({"kind": "correction", "target": super::kit::id(1), "reason": "a copy",
                "changes": {"sources": [{"publisher": "Example Wire", "evidence": name}]}})
            }
            _ => {
                serde_json::json!({"kind": "statement", "act": "comments", "by": {"country": "DK"}, "happened": "2026-01-20",
                "sources": [{"publisher": "Example Wire", "evidence": name}]})
            }
        };
        plan.commits[3][1] = draft(10, &event);
        let dir = place.path().join(case.to_string());
        put(&dir, &plan.bytes());
        let folder = dir.join("evidence").join("sha256").join(&hex[..2]);
        std::fs::create_dir_all(&folder).unwrap();
        match case {
            2 => std::fs::write(folder.join(&hex), b"a page").unwrap(),
            3 => std::fs::write(folder.join(&hex), b"another").unwrap(),
            4 => std::fs::create_dir(folder.join(&hex)).unwrap(),
            _ => {}
        }
        paths.push(dir);
    }
    let theirs = theirs(&paths);
    for (path, theirs) in paths.iter().zip(theirs) {
        assert_eq!(ours(path), theirs);
    }
    assert_eq!(
        ours(&paths[0]).codes.into_iter().collect::<Vec<_>>(),
        ["missing_evidence"]
    );
}

/// A store with a cache: 600 entries, settled at 300 and at 600.
fn cached() -> tempfile::TempDir {
    let store = crate::keys::kit::empty_store(31);
    let mut dice = crate::keys::kit::Dice(31);
    for _ in 0..2 {
        crate::keys::kit::append(store.path(), &mut dice, 300);
        let log = FileLog::open_reader(store.path()).unwrap();
        settle(&crate::keys::kit::keys_dir(store.path()), &log, log.path());
    }
    crate::keys::kit::append(store.path(), &mut dice, 20);
    store
}

fn cache_codes(report: &Report) -> Vec<&str> {
    codes(report)
        .into_iter()
        .filter(|code| code.starts_with("cache"))
        .collect()
}

#[test]
fn a_cache_is_held_against_a_rebuild() {
    let store = cached();
    let report = look(store.path());
    assert_eq!(
        (cache_codes(&report), report.cache_position),
        (vec![], Some(600))
    );
    assert_eq!(report.position, 620);
    let unused = verify(store.path(), false, &mut |_, _| {});
    assert_eq!(unused.cache_position, None);
}

#[test]
fn a_cache_that_differs_is_a_finding_and_one_that_is_none_a_note() {
    let store = cached();
    let dir = crate::keys::kit::keys_dir(store.path());
    let run = |end: &str| {
        let inside = std::fs::read_dir(&dir)
            .unwrap()
            .flatten()
            .map(|item| item.path());
        inside
            .into_iter()
            .find(|path| path.extension().is_some_and(|found| found == end))
            .unwrap()
    };
    for end in ["keys", "at"] {
        let path = run(end);
        let good = std::fs::read(&path).unwrap();
        let mut bad = good.clone();
        bad[100] ^= 1;
        std::fs::write(&path, &bad).unwrap();
        let report = look(store.path());
        assert_eq!(cache_codes(&report), ["cache_mismatch"], "{end}");
        std::fs::write(&path, &good[..100]).unwrap();
        assert_eq!(cache_codes(&look(store.path())), ["cache_unused"], "{end}");
        std::fs::write(&path, &good).unwrap();
    }
    std::fs::write(dir.join("manifest"), b"garbage").unwrap();
    assert_eq!(cache_codes(&look(store.path())), ["cache_unused"]);
}

#[test]
fn a_cache_of_another_log_is_a_note() {
    let store = cached();
    let other = crate::keys::kit::empty_store(32);
    crate::keys::kit::append(other.path(), &mut crate::keys::kit::Dice(1), 10);
    let (from, to) = (
        crate::keys::kit::keys_dir(store.path()),
        crate::keys::kit::keys_dir(other.path()),
    );
    std::fs::create_dir_all(&to).unwrap();
    for item in std::fs::read_dir(from).unwrap().flatten() {
        std::fs::copy(item.path(), to.join(item.file_name())).unwrap();
    }
    assert_eq!(cache_codes(&look(other.path())), ["cache_unused"]);
    let log = FileLog::open_reader(other.path()).unwrap();
    assert_eq!(log.head().position, 10);
}
