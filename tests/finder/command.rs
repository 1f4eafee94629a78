//! `find` as a command: what is printed, what is said on `-v`, and that no damage, not even
//! one that the seal vouches for, changes an answer or shows a panic.

use std::fs;
use std::path::Path;
use std::time::UNIX_EPOCH;

use sha2::{Digest, Sha256};

use super::kit::{Dice, database};
use crate::support::{Bench, Ran};

/// The answer with the index and without it, which must be one.
#[track_caller]
fn agrees(bench: &Bench, words: &[&str]) -> Ran {
    let args = |more: &[&'static str]| -> Vec<String> {
        let all = ["find"].iter().chain(words).chain(more);
        all.map(|word| (*word).to_owned()).collect()
    };
    let ran = bench.run(&args(&["--json", "-v"])).ok();
    let scanned = bench.run(&args(&["--json", "--no-cache"])).ok();
    assert_eq!(ran.out, scanned.out, "{}", ran.err);
    ran
}

#[test]
fn the_demo_is_searched_in_its_languages() {
    let bench = Bench::with_demo();
    let first = agrees(&bench, &["akademiker"]);
    assert!(
        first
            .err
            .contains("cache/finder now has the words of entries 1 to 124"),
        "{}",
        first.err
    );
    for (words, label) in [
        (&["“false", "narrative”"][..], "bessent-false-narrative"),
        (&["学界养老", "美国国债"], "akademiker-exit"),
        (&["akademiker-exit"], "akademiker-exit"),
    ] {
        let ran = agrees(&bench, words);
        assert!(!ran.err.contains("finder"), "{}", ran.err);
        assert_eq!(ran.json()["rows"][0]["event"]["label"], label, "{words:?}");
    }
}

/// As worked out in `fixtures/treasury-standoff/GOLDEN.md`.
#[test]
fn the_danish_funds_come_in_the_order_worked_out_by_hand() {
    let found = agrees(&Bench::with_demo(), &["养老基金"]).json();
    let labels: Vec<&str> = found["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["event"]["label"].as_str().unwrap())
        .collect();
    assert_eq!(
        labels,
        [
            "akademiker-members",
            "danish-funds-assets",
            "akademiker-assets",
            "pbu-reduction",
            "akademiker-exit",
            "akademiker-treasuries-2025",
            "laerernes-exit",
            "pfa-exit",
        ]
    );
    assert_eq!(found["citation"]["left_out"]["retracted"], 1);
}

#[test]
fn words_are_marked_in_every_format_for_people() {
    let bench = Bench::with_demo();
    let args = ["find", "false-narr", "--kind", "statement"];
    let table = bench.run(&args).ok().out;
    assert!(table.contains("⟦false narrative⟧"), "{table}");
    let painted = bench
        .run(&[&args[..], &["--color", "always"]].concat())
        .ok()
        .out;
    assert!(
        painted.contains("\u{1b}[1mfalse narrative\u{1b}[0m") && !painted.contains('⟦'),
        "{painted}"
    );
    let markdown = bench
        .run(&[&args[..], &["--format", "markdown"]].concat())
        .ok()
        .out;
    assert!(markdown.contains("**false narrative**"), "{markdown}");
    let csv = bench
        .run(&[&args[..], &["--format", "csv"]].concat())
        .ok()
        .out;
    assert!(
        csv.starts_with("position,id,") && csv.contains("found_in"),
        "{csv}"
    );
    let nothing = bench.run(&["find", "nowhere-at-all"]).ok();
    assert!(nothing.out.starts_with("Nothing found."), "{}", nothing.out);
    assert_eq!(nothing.err, "");
    let claimed = bench.run(&["find", "\"torn between\""]).ok();
    assert_eq!(
        claimed.err,
        "found where it is claimed by others (1): look there with --claims\n"
    );
}

#[test]
fn a_table_shows_fifty_and_says_how_many_there_are() {
    let bench = Bench::with_demo();
    let table = bench.run(&["find", "a", "--claims"]).ok().out;
    assert!(
        table.contains("50 of ") && table.contains("all of them with --limit "),
        "{table}"
    );
    let all = bench.run(&["find", "a", "--claims", "--json"]).ok().json();
    assert_eq!(all["total"], all["rows"].as_array().unwrap().len());
    for width in ["40", "80"] {
        let narrow = Bench::with_demo().var("COLUMNS", width);
        let out = narrow.run(&["find", "美", "--claims"]).ok().out;
        let room: usize = width.parse().unwrap();
        let lines: Vec<&str> = out.lines().collect();
        for line in &lines[..lines.len() - 1] {
            let wide = unicode_width::UnicodeWidthStr::width(*line);
            assert!(wide <= room, "{wide}: {line}");
        }
    }
}

#[test]
fn a_damaged_log_is_scanned_and_its_index_left_alone() {
    let bench = Bench::with_demo();
    agrees(&bench, &["akademiker"]);
    let seal = fs::read(bench.path("desk/cache/finder/seal")).unwrap();
    let path = bench.path("desk/log.jsonl");
    let mut bytes = fs::read(&path).unwrap();
    let at = bytes.len() * 9 / 10;
    bytes[at] ^= 1;
    fs::write(&path, bytes).unwrap();
    let ran = bench.run(&["find", "akademiker", "--json"]).exits(4);
    assert!(!ran.json()["rows"].as_array().unwrap().is_empty());
    assert_eq!(
        fs::read(bench.path("desk/cache/finder/seal")).unwrap(),
        seal
    );
}

#[test]
fn an_index_of_a_log_that_went_another_way_is_built_again() {
    let bench = Bench::with_demo();
    let add = |title: &str| {
        let line = format!(
            "add statement --by US --act comments --happened 2026 --publisher A --title \"{title}\""
        );
        bench.line(&line).ok();
    };
    let log = ["desk/log.jsonl", "desk/head"]
        .map(|name| (bench.path(name), fs::read(bench.path(name)).unwrap()));
    add("one way");
    agrees(&bench, &["way"]);
    for (path, bytes) in log {
        fs::write(path, bytes).unwrap();
    }
    add("another way");
    let ran = agrees(&bench, &["way"]);
    assert!(
        ran.err
            .contains("cache/finder is built again: it does not fit the log"),
        "{}",
        ran.err
    );
    assert_eq!(ran.json()["rows"][0]["event"]["title"], "another way");
}

#[test]
fn two_at_once_both_answer() {
    let bench = Bench::with_demo();
    let runs: Vec<_> = (0..6)
        .map(|_| {
            bench
                .command(&["find", "akademiker", "--json"])
                .spawn()
                .unwrap()
        })
        .collect();
    let outs: Vec<_> = runs
        .into_iter()
        .map(|run| run.wait_with_output().unwrap())
        .collect();
    let scanned = bench
        .run(&["find", "akademiker", "--json", "--no-cache"])
        .ok()
        .out;
    for out in outs {
        assert_eq!(out.status.code(), Some(0));
        assert_eq!(String::from_utf8(out.stdout).unwrap(), scanned);
    }
}

/// Makes the seal say that the files are as they were left.
fn seal_again(dir: &Path) {
    let mut text = "dateline-finder-seal/2\n".to_owned();
    for file in database(dir) {
        let bytes = fs::read(&file).unwrap();
        let hash: String = Sha256::digest(&bytes)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let modified = fs::metadata(&file).unwrap().modified().unwrap();
        let since = modified.duration_since(UNIX_EPOCH).unwrap().as_nanos();
        text.push_str(&format!("{hash} {} {since} {name}\n", bytes.len()));
    }
    fs::write(dir.join("seal"), text).unwrap();
}

/// The inner wall: sled is given damaged files, and panics or loses its end. Each round is a
/// process of its own, since sled does not recover from a panic of its threads.
#[test]
fn what_passes_the_seal_and_is_damaged_changes_no_answer() {
    let bench = Bench::with_demo();
    agrees(&bench, &["akademiker"]);
    let dir = bench.path("desk/cache/finder");
    let sound: Vec<_> = database(&dir)
        .into_iter()
        .map(|file| (fs::read(&file).unwrap(), file))
        .collect();
    let mut dice = Dice(11);
    for round in 0..24 {
        let _ = fs::remove_dir_all(dir.join("words"));
        fs::create_dir_all(dir.join("words/blobs")).unwrap();
        for (bytes, file) in &sound {
            fs::write(file, bytes).unwrap();
        }
        let (bytes, file) = &sound[if round % 4 == 3 { 2 } else { 1 }];
        let mut bytes = bytes.clone();
        // sled writes its pages from the beginning on and fills up with zeros.
        let used = bytes.iter().rposition(|byte| *byte != 0).unwrap() as u64;
        let at = dice.roll(used) as usize;
        match round % 3 {
            0 => bytes[at] ^= 1 << dice.roll(8),
            1 => bytes.truncate(at),
            _ => bytes[at..]
                .iter_mut()
                .take(64)
                .for_each(|byte| *byte = 0xff),
        }
        fs::write(file, bytes).unwrap();
        seal_again(&dir);
        agrees(&bench, &["akademiker"]);
        agrees(&bench, &["美债"]);
    }
}
