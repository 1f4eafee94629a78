//! The commands on a store of some thousand entries: files appear, and do without what they
//! cannot have; a directory that is locked, read-only or not one changes no answer.

use std::fs;

use serde_json::{Value, json};

use crate::support::Bench;

/// Enough entries that files are worth their while.
const MANY: usize = 4200;

fn events() -> String {
    let line = |number: usize| {
        let event = json!({
            "kind": "holding", "happened": format!("2025-{:02}-{:02}", 1 + number % 12, 1 + number % 28),
            "holder": {"id": format!("fund-{}", number % 9), "name": "一只基金", "country": "DK"},
            "asset": {"class": "us_treasury", "issuer": "US"},
            "amount": {"value": number.to_string(), "currency": "USD"},
            "title": format!("batch{} of the audit", number % 50),
            "sources": [{"publisher": "Reuters", "published": "2026-01-02"}],
        });
        format!("{event}\n")
    };
    (0..MANY).map(line).collect()
}

fn store() -> Bench {
    let bench = Bench::with_store();
    fs::write(bench.path("events.jsonl"), events()).unwrap();
    bench.run(&["import", "events.jsonl", "-q"]).ok();
    bench
}

fn rows(bench: &Bench, more: &[&str]) -> Value {
    let mut args = vec!["divestment", "--json"];
    args.extend(more);
    let ran = bench.run(&args);
    assert_eq!(ran.code, 0, "{}", ran.err);
    serde_json::from_str(&ran.out).unwrap()
}

#[test]
fn files_appear_and_change_no_answer() {
    let bench = store();
    let slow = rows(&bench, &["--no-cache"]);
    let cache = bench.path("desk/cache/columns");
    assert!(!cache.exists());
    assert_eq!(rows(&bench, &[]), slow);
    assert!(cache.join("manifest").exists());
    assert_eq!(rows(&bench, &[]), slow);

    let said = bench.run(&["divestment", "-v", "--json"]).err;
    assert!(!said.contains("columns:"), "{said}");
    fs::write(cache.join("manifest"), "nonsense").unwrap();
    let said = bench.run(&["divestment", "-v", "--json"]).err;
    assert!(said.contains("the manifest is not one"), "{said}");
    assert_eq!(rows(&bench, &[]), slow);

    let lock = fs::File::options()
        .write(true)
        .open(cache.join("lock"))
        .unwrap();
    lock.lock().unwrap();
    fs::remove_file(cache.join("manifest")).unwrap();
    let said = bench.run(&["divestment", "-v", "--json"]).err;
    assert!(said.contains("another process is writing"), "{said}");
    assert_eq!(rows(&bench, &[]), slow);
    assert!(!cache.join("manifest").exists());
    drop(lock);

    fs::remove_dir_all(&cache).unwrap();
    fs::write(&cache, "a file").unwrap();
    assert_eq!(rows(&bench, &[]), slow);
}

/// The files under a directory that are runs of keys, each with its bytes.
fn keys_of(bench: &Bench) -> Vec<(std::path::PathBuf, Vec<u8>)> {
    let files = super::kit::files(&bench.path("desk/cache/keys"));
    let read = |path: std::path::PathBuf| {
        let bytes = fs::read(&path).unwrap();
        (path, bytes)
    };
    files.into_iter().map(read).collect()
}

#[test]
fn the_first_view_makes_the_keys_of_the_same_reading() {
    let bench = store();
    let by_import = keys_of(&bench);
    assert!(by_import.len() > 2, "{by_import:?}");
    fs::remove_dir_all(bench.path("desk/cache")).unwrap();
    rows(&bench, &[]);
    assert_eq!(keys_of(&bench), by_import);

    // Of what is there nothing is made again; what lacks is left to others while they write.
    let cache = bench.path("desk/cache");
    fs::remove_dir_all(cache.join("columns")).unwrap();
    fs::create_dir(cache.join("keys/sort-left")).unwrap();
    rows(&bench, &[]);
    assert!(cache.join("keys/sort-left").exists());
    fs::remove_dir_all(&cache).unwrap();
    fs::create_dir_all(cache.join("keys")).unwrap();
    let lock = fs::File::create(cache.join("keys/lock")).unwrap();
    lock.lock().unwrap();
    rows(&bench, &[]);
    assert!(!cache.join("keys/manifest").exists());
    assert!(cache.join("columns/manifest").exists());
}

/// Flips a bit here and there in every run.
fn spoil(cache: &std::path::Path) {
    for path in super::kit::files(cache) {
        if path.extension().is_some_and(|end| end == "cols") {
            let mut bytes = fs::read(&path).unwrap();
            bytes.iter_mut().step_by(500).for_each(|byte| *byte ^= 4);
            fs::write(&path, bytes).unwrap();
        }
    }
}

#[test]
fn spoilt_files_are_built_again_and_it_is_said() {
    let bench = store();
    let slow = rows(&bench, &["--no-cache"]);
    rows(&bench, &[]);
    let cache = bench.path("desk/cache/columns");
    spoil(&cache);
    let said = bench.run(&["divestment", "-v", "--json"]);
    assert!(said.err.contains("wrong checksum"), "{}", said.err);
    assert!(said.err.contains("columns: filed 4200"), "{}", said.err);
    let found: Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(found, slow);
    let said = bench.run(&["divestment", "-v", "--json"]).err;
    assert!(!said.contains("columns:"), "{said}");
}

#[test]
fn the_digest_of_a_replay_is_of_the_log_alone() {
    let bench = store();
    let asked = ["replay", "--digest", "--from", "@4100", "-v"];
    let alone = bench.run(&asked);
    assert_eq!(alone.code, 0, "{}", alone.err);
    rows(&bench, &[]);
    let cache = bench.path("desk/cache/columns");
    spoil(&cache);
    let spoilt: Vec<_> = super::kit::files(&cache)
        .iter()
        .map(fs::read)
        .map(Result::unwrap)
        .collect();
    let again = bench.run(&asked);
    assert_eq!(again.out, alone.out);
    assert!(!again.err.contains("columns"), "{}", again.err);
    let after: Vec<_> = super::kit::files(&cache)
        .iter()
        .map(fs::read)
        .map(Result::unwrap)
        .collect();
    assert_eq!(
        spoilt, after,
        "nothing looked at the files, or they would be new"
    );
}

#[test]
fn find_reads_where_its_index_says() {
    let bench = store();
    let found = |more: &[&str]| {
        let mut args = vec!["find", "batch7", "--json"];
        args.extend(more);
        let ran = bench.run(&args);
        assert_eq!(ran.code, 0, "{}", ran.err);
        (serde_json::from_str::<Value>(&ran.out).unwrap(), ran.err)
    };
    let (slow, _) = found(&["--no-cache"]);
    assert_eq!(slow["total"], json!(MANY / 50));
    let (first, said) = found(&["-v"]);
    assert!(said.contains("cache/finder now has the words"), "{said}");
    assert_eq!(first, slow);
    let (again, said) = found(&["-v"]);
    assert!(!said.contains("cache/finder"), "{said}");
    assert_eq!(again, slow);
    assert_eq!(
        found(&["--known", "@2000"]),
        found(&["--known", "@2000", "--no-cache"])
    );
    spoil(&bench.path("desk/cache/columns"));
    assert_eq!(found(&[]).0, slow);
    fs::remove_dir_all(bench.path("desk/cache/finder")).unwrap();
    assert_eq!(found(&[]).0, slow);
}

#[test]
fn a_log_that_was_edited_is_damaged_whatever_was_filed() {
    let bench = store();
    let log = bench.path("desk/log.jsonl");
    rows(&bench, &[]);
    let mut bytes = fs::read(&log).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&log, bytes).unwrap();
    // Were it written in the same tick of the clock, it would not show.
    let file = fs::File::options().write(true).open(&log).unwrap();
    file.set_modified(std::time::SystemTime::UNIX_EPOCH)
        .unwrap();
    let ran = bench.run(&["divestment", "--json", "-v"]);
    assert_eq!(ran.code, 4, "{}", ran.err);
    assert!(ran.err.contains("columns:"), "{}", ran.err);
}

#[test]
fn a_damaged_log_is_read_whole() {
    let bench = store();
    rows(&bench, &[]);
    let log = bench.path("desk/log.jsonl");
    let whole = fs::read(&log).unwrap();
    fs::write(&log, &whole[..whole.len() / 2]).unwrap();
    let ran = bench.run(&["divestment", "--json"]);
    assert_eq!(ran.code, 4, "{}", ran.err);
    fs::write(&log, &whole).unwrap();
    assert_eq!(rows(&bench, &[]), rows(&bench, &["--no-cache"]));
}

#[test]
fn what_is_appended_is_seen_at_once() {
    let bench = store();
    rows(&bench, &[]);
    bench
        .run(&[
            "add",
            "holding",
            "--happened",
            "2026-01-05",
            "--holder",
            "fund-3",
            "--asset",
            "us_treasury:US",
            "--amount",
            "7 USD",
            "--publisher",
            "FT",
        ])
        .ok();
    let seen = rows(&bench, &[]);
    assert_eq!(seen["citation"]["position"], json!(MANY + 1));
    assert_eq!(seen, rows(&bench, &["--no-cache"]));
}
