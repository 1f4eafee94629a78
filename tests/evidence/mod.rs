//! Evidence as a user meets it: files attached once under their hash, cited by flags, kept only
//! with what cites them, told of by `show` and `verify`, and refused with nothing left behind.

mod lost;

use std::path::{Path, PathBuf};

use dateline::evidence::{Name, Shelf, State};
use dateline::merkle::sha256_hex;
use serde_json::json;

use crate::support::Bench;

const ADD: &str = "add statement --by US --act comments --happened 2026-01-21 --publisher Reuters";

fn name_of(bytes: &[u8]) -> String {
    format!("sha256:{}", sha256_hex(bytes))
}

/// Every file under `evidence/`, as paths below it.
fn held(bench: &Bench) -> Vec<String> {
    let root = bench.path("desk/evidence");
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(folder)
            .unwrap()
            .map(|item| item.unwrap().path())
        {
            match path.is_dir() {
                true => folders.push(path),
                false => found.push(path.strip_prefix(&root).unwrap().display().to_string()),
            }
        }
    }
    found.sort();
    found
}

fn place_of(bench: &Bench, bytes: &[u8]) -> PathBuf {
    let hex = sha256_hex(bytes);
    let folder = bench.path("desk/evidence/sha256");
    folder.join(&hex[..2]).join(hex)
}

#[test]
fn a_file_is_kept_once_under_its_hash() {
    let bench = Bench::with_store();
    bench.file("报道.html", "a page");
    let first = bench.run(&["attach", "报道.html"]).ok();
    assert_eq!(first.out, format!("{}\n", name_of(b"a page")));
    assert!(first.err.contains("6 bytes, now held"), "{}", first.err);
    assert_eq!(
        std::fs::read(place_of(&bench, b"a page")).unwrap(),
        b"a page"
    );
    let kept = std::fs::metadata(place_of(&bench, b"a page")).unwrap();
    assert!(kept.permissions().readonly());
    let again = bench.run(&["attach", "报道.html"]).ok();
    assert_eq!((again.out, held(&bench).len()), (first.out, 1));
    assert!(again.err.contains("already held"), "{}", again.err);
    let json = bench.run(&["attach", "报道.html", "--json"]).ok().json();
    let row = json!({"file": "报道.html", "name": name_of(b"a page"), "bytes": 6, "already": true});
    assert_eq!(json, json!({ "evidence": [row] }));
}

#[test]
fn standard_input_and_links_are_taken() {
    let bench = Bench::with_store();
    let piped = bench.run_with(&["attach", "-"], b"piped").ok();
    assert_eq!(piped.out, format!("{}\n", name_of(b"piped")));
    bench.file("page", "a page");
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("page", bench.path("link")).unwrap();
        bench.run(&["attach", "link"]).ok();
        let kept = std::fs::symlink_metadata(place_of(&bench, b"a page")).unwrap();
        assert!(kept.is_file(), "a copy, not a link");
    }
}

#[test]
fn what_is_there_with_other_bytes_is_put_right() {
    let bench = Bench::with_store();
    bench.file("page", "a page");
    bench.run(&["attach", "page"]).ok();
    let place = place_of(&bench, b"a page");
    std::fs::remove_file(&place).unwrap();
    std::fs::write(&place, "another").unwrap();
    let ran = bench.run(&["attach", "page"]).ok();
    assert!(ran.err.contains("now held"), "{}", ran.err);
    assert_eq!(std::fs::read(&place).unwrap(), b"a page");
}

#[test]
fn what_cannot_be_kept_is_refused_and_nothing_is_left() {
    let bench = Bench::with_store();
    bench.file("page", "a page");
    bench.file("empty", "");
    let codes = [
        ("desk", "unreadable_input"),
        ("nowhere", "unreadable_input"),
        ("empty", "empty_evidence"),
        #[cfg(unix)]
        ("/dev/zero", "unreadable_input"),
    ];
    for (file, code) in codes {
        let ran = bench.run(&["attach", file, "--json"]).exits(2);
        assert_eq!(ran.error()["code"], code, "{file}");
        assert_eq!(held(&bench), [""; 0], "{file}");
    }
    // All are looked at before the first is kept.
    bench.run(&["attach", "page", "nowhere"]).exits(2);
    bench.run(&["attach", "-", "-"]).exits(2);
    assert_eq!(held(&bench), [""; 0]);
}

#[test]
fn a_copy_that_was_left_behind_is_swept_and_one_under_way_is_not() {
    let bench = Bench::with_store();
    let left = bench.file("desk/evidence/.attach-left", "half");
    let busy = bench.file("desk/evidence/.attach-busy", "half");
    let other = bench.file("desk/evidence/.keep", "");
    let writer = std::fs::File::open(&busy).unwrap();
    writer.lock().unwrap();
    bench.file("page", "a page");
    bench.run(&["attach", "page"]).ok();
    assert!(!left.exists() && busy.exists() && other.exists());
}

#[test]
fn a_file_given_with_an_event_is_kept_and_cited() {
    let bench = Bench::with_store();
    bench.file("page", "a page");
    let ran = bench
        .line(&format!("{ADD} --label said --evidence page"))
        .ok();
    assert!(ran.err.contains("page: 6 bytes, now held"), "{}", ran.err);
    assert!(!ran.err.contains("warning"), "{}", ran.err);
    let shown = bench.run(&["show", "said", "--json"]).ok().json();
    let name = name_of(b"a page");
    assert_eq!(shown["entry"]["event"]["sources"][0]["evidence"], *name);
    assert_eq!(
        shown["evidence"],
        json!([{"name": name, "state": "held", "bytes": 6}])
    );
    bench.run(&["verify"]).ok();
    bench.file("scan", "a scan");
    bench
        .line("corroborate said --publisher AFP --evidence scan")
        .ok();
    let shown = bench.run(&["show", "said", "--json"]).ok().json();
    assert_eq!(shown["evidence"].as_array().unwrap().len(), 2);
    assert_eq!(held(&bench).len(), 2);
}

#[test]
fn a_correction_puts_evidence_into_a_source_that_stands() {
    let bench = Bench::with_store();
    bench.line(&format!("{ADD} --label said")).ok();
    bench.file("page", "a page");
    bench
        .line("correct said --set sources.0.evidence=page --reason \"the page was saved\"")
        .ok();
    let shown = bench.run(&["show", "said", "--json"]).ok().json();
    let source = &shown["entry"]["event"]["sources"][0];
    assert_eq!(source["evidence"], *name_of(b"a page"));
    assert_eq!(shown["evidence"][0]["state"], "held");
    bench.file("note", "a note");
    bench
        .line("correct said --set note=checked --reason seen --publisher Desk --evidence note")
        .ok();
    assert_eq!(held(&bench).len(), 2);
    bench.run(&["verify"]).ok();
    std::fs::remove_file(place_of(&bench, b"a page")).unwrap();
    let report = bench.run(&["verify", "--json"]).exits(1).json();
    assert_eq!(report["findings"][0]["code"], "missing_evidence");
    assert_eq!(
        report["findings"][0]["position"], 2,
        "the correction cites it"
    );
}

/// The file is kept only when all is checked, just before the event is appended.
#[test]
fn an_event_that_is_refused_leaves_no_file() {
    let bench = Bench::with_store();
    bench.file("page", "a page");
    bench.line(&format!("{ADD} --label said")).ok();
    for refused in [
        format!("{ADD} --label said --evidence page"),
        format!("{ADD} --grade Z9 --evidence page"),
        format!("{ADD} --terms off_record --evidence page"),
        "corroborate @7 --publisher AFP --evidence page".to_owned(),
        "correct said --set sources.0.evidence=page --set act=shouts --reason no".to_owned(),
    ] {
        bench.line(&refused).exits(2);
        assert_eq!(held(&bench), [""; 0], "{refused}");
    }
    bench
        .line(&format!("{ADD} --evidence page --expect @9"))
        .exits(3);
    assert_eq!(held(&bench), [""; 0]);
}

#[test]
fn a_name_that_is_not_held_is_recorded_with_a_warning() {
    let bench = Bench::with_store();
    let name = name_of(b"elsewhere");
    let ran = bench.line(&format!("{ADD} --evidence {name}")).ok();
    assert!(ran.err.contains(&format!("warning: {name}")), "{}", ran.err);
    let report = bench.run(&["verify", "--json"]).exits(1).json();
    assert_eq!(report["findings"][0]["code"], "missing_evidence");
    let told = bench.run(&["show", "@1"]).ok().out;
    assert!(told.contains("MISSING: not held here"), "{told}");
    let event = |evidence: &str| {
        let source = json!({"publisher": "Wire", "evidence": evidence});
        json!({"kind": "statement", "act": "comments", "by": {"country": "DK"},
            "happened": "2026-01-20", "sources": [source]})
    };
    let lines = format!("{}\n{}\n", event(&name), event(&name_of(b"also elsewhere")));
    bench.file("events.jsonl", lines);
    let ran = bench.run(&["import", "events.jsonl"]).ok();
    assert!(ran.err.contains("warning: 2 sources cite"), "{}", ran.err);
    bench.file("page", "elsewhere");
    bench.run(&["attach", "page"]).ok();
    let told = bench.run(&["show", "@1"]).ok().out;
    assert!(told.contains("held, 9 bytes"), "{told}");
    let place = place_of(&bench, b"elsewhere");
    std::fs::remove_file(&place).unwrap();
    std::fs::write(&place, "changed").unwrap();
    let told = bench.run(&["show", "@1"]).ok().out;
    assert!(told.contains("ALTERED since"), "{told}");
}

#[test]
fn an_entry_without_evidence_says_nothing_of_it() {
    let bench = Bench::with_store();
    bench.line(ADD).ok();
    let shown = bench.run(&["show", "@1", "--json"]).ok().json();
    assert!(shown.get("evidence").is_none());
}

/// A disk that takes no more: nothing under the name, nothing left beside it.
#[cfg(unix)]
#[test]
fn a_full_disk_leaves_nothing() {
    let bench = Bench::with_store();
    bench.file("large", vec![7; 200_000]);
    let script = "trap '' XFSZ; ulimit -f 40; exec \"$P\" attach large";
    let ran = std::process::Command::new("/bin/sh")
        .args(["-c", script])
        .env("P", env!("CARGO_BIN_EXE_dateline"))
        .env("DATELINE_STORE", "desk")
        .current_dir(bench.path("."))
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&ran.stderr).into_owned();
    assert_eq!(ran.status.code(), Some(4), "{told}");
    assert!(told.contains("file too large"), "{told}");
    assert_eq!(held(&bench), [""; 0]);
}

/// An endless file would need endless memory if it were held: this one is larger than the
/// memory that the process is given.
#[cfg(target_os = "linux")]
#[test]
fn a_large_file_needs_little_memory() {
    let bench = Bench::with_store();
    let large = std::fs::File::create(bench.path("large")).unwrap();
    large.set_len(160 << 20).unwrap();
    let script = "ulimit -v 120000; exec \"$P\" attach large";
    let ran = std::process::Command::new("/bin/sh")
        .args(["-c", script])
        .env("P", env!("CARGO_BIN_EXE_dateline"))
        .env("DATELINE_STORE", "desk")
        .current_dir(bench.path("."))
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&ran.stderr).into_owned();
    assert!(ran.status.success(), "{told}");
    assert!(told.contains("167772160 bytes"), "{told}");
}

#[test]
fn a_shelf_says_what_it_has() {
    let dir = tempfile::tempdir().unwrap();
    let shelf = Shelf::at(dir.path().join("evidence"));
    let name = Name::parse(&name_of(b"a page")).unwrap();
    assert_eq!(shelf.look(&name).state, State::Missing);
    let staged = shelf.stage(&mut &b"a page"[..]).unwrap();
    assert_eq!((&staged.name, shelf.has(&name)), (&name, false));
    drop(staged);
    assert_eq!(files_in(&dir.path().join("evidence")), 0, "dropped, gone");
    let kept = shelf.stage(&mut &b"a page"[..]).unwrap().keep().unwrap();
    assert_eq!((kept.bytes, kept.already), (6, false));
    assert_eq!(shelf.look(&name).state, State::Held);
    assert_eq!(shelf.read(&name, 6).as_deref(), Some(&b"a page"[..]));
    assert_eq!(shelf.read(&name, 5), None, "longer than asked for");
    std::fs::remove_file(shelf.path(&name)).unwrap();
    std::fs::create_dir(shelf.path(&name)).unwrap();
    assert_eq!(shelf.look(&name).state, State::Altered);
    for text in ["sha256:E3", "e3b0", "sha256:", ""] {
        assert_eq!(Name::parse(text), None, "{text}");
    }
}

fn files_in(dir: &Path) -> usize {
    std::fs::read_dir(dir).unwrap().count()
}
