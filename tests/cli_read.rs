//! Reading from the command line: formats, clocks and filters as flags, the citation, errors
//! as JSON, closed pipes, damage.

use std::io::Read;

use serde_json::Value;

use crate::support::Bench;

#[test]
fn json_is_one_object_of_citation_and_rows() {
    let bench = Bench::with_demo();
    for args in [
        &["timeline", "--json"][..],
        &["--json", "log"],
        &["divestment", "--format", "json"],
        &["stance", "DK", "--toward", "US", "--json", "--why"],
    ] {
        let answer = bench.run(args).ok().json();
        assert!(answer["rows"].is_array(), "{args:?}");
        let citation = &answer["citation"];
        for name in [
            "origin", "log", "position", "root", "query", "undated", "left_out", "rules",
            "dateline",
        ] {
            assert!(citation.get(name).is_some(), "{name} in {citation}");
        }
    }
    let chain = bench
        .run(&["chain", "akademiker-exit", "--json"])
        .ok()
        .json();
    assert!(chain["nodes"].is_array() && chain["edges"].is_array() && chain.get("paths").is_none());
    let shown = bench
        .run(&["show", "akademiker-exit", "--json"])
        .ok()
        .json();
    assert_eq!(shown["entry"]["event"]["label"], "akademiker-exit");
}

#[test]
fn jsonl_ends_with_the_citation() {
    let out = Bench::with_demo()
        .run(&["timeline", "--format", "jsonl"])
        .ok()
        .out;
    let lines: Vec<Value> = out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let (last, rows) = lines.split_last().unwrap();
    assert!(last.get("citation").is_some());
    assert!(rows.iter().all(|row| row.get("event").is_some()));
}

#[test]
fn csv_carries_rows_only() {
    let ran = Bench::with_demo()
        .run(&["divestment", "--format", "csv"])
        .ok();
    let mut lines = ran.out.split("\r\n");
    let head = lines.next().unwrap();
    assert!(
        head.contains("holder") && head.contains("pending.low"),
        "{head}"
    );
    assert!(!ran.out.contains("root"));
    assert!(
        ran.err.contains("root"),
        "the citation stands on standard error: {}",
        ran.err
    );
}

#[test]
fn a_table_fits_its_width_and_ends_with_the_citation() {
    for width in ["40", "80", "100", "160"] {
        let bench = Bench::with_demo().var("COLUMNS", width);
        for args in [
            &["timeline"][..],
            &["divestment"],
            &["stance"],
            &["chain", "akademiker-exit"],
        ] {
            let out = bench.run(args).ok().out;
            let lines: Vec<&str> = out.lines().collect();
            let (citation, rows) = lines.split_last().unwrap();
            assert!(citation.contains("root "), "{citation}");
            let room: usize = width.parse().unwrap();
            for row in rows {
                let wide = unicode_width::UnicodeWidthStr::width(*row);
                assert!(wide <= room, "{args:?} at {width}: {wide}: {row}");
            }
        }
    }
}

#[test]
fn colours_come_only_when_asked_for_here() {
    let bench = Bench::with_demo();
    assert!(!bench.run(&["divestment"]).ok().out.contains('\u{1b}'));
    assert!(
        bench
            .run(&["divestment", "--color", "always"])
            .ok()
            .out
            .contains('\u{1b}')
    );
}

#[test]
fn known_takes_a_position_or_a_date() {
    let bench = Bench::with_demo();
    let position = |known: &str| {
        let answer = bench.run(&["log", "--known", known, "--json"]).ok().json();
        answer["citation"]["position"].as_u64().unwrap()
    };
    assert_eq!(position("@22"), 22);
    assert_eq!(position("#22"), 22);
    assert_eq!(position("2020"), 0);
    assert_eq!(position("today"), 124);
    assert_eq!(position("2999"), 124);
    let ran = bench.run(&["log", "--known", "@125", "--json"]).exits(2);
    assert_eq!(ran.error()["code"], "known_beyond_head");
    bench.run(&["log", "--known", "@x"]).exits(2);
}

#[test]
fn dates_have_short_forms_and_are_resolved_in_the_citation() {
    let bench = Bench::with_demo();
    let answer = bench
        .run(&["divestment", "--on", "2026-Q1", "--json"])
        .ok()
        .json();
    assert_eq!(answer["citation"]["query"]["on"], "2026-33");
    let answer = bench
        .run(&["divestment", "--on", "today", "--json"])
        .ok()
        .json();
    let on = answer["citation"]["query"]["on"].as_str().unwrap();
    assert_eq!(on.len(), 10, "{on}");
    let error = bench
        .run(&["divestment", "--on", "2026-02-30", "--json"])
        .exits(2)
        .error();
    assert!(error["message"].as_str().unwrap().contains("--on"));
}

#[test]
fn wrong_names_meet_the_nearest_right_one() {
    let bench = Bench::with_demo();
    let error = bench.run(&["stance", "UK", "--json"]).exits(2).error();
    assert_eq!(error["code"], "unknown_country");
    assert!(error["hint"].as_str().unwrap().contains("GB"));
    let error = bench
        .run(&["log", "--kind", "thread", "--json"])
        .exits(2)
        .error();
    assert!(error["hint"].as_str().unwrap().contains("threat"));
    let error = bench.run(&["--json", "timelin"]).exits(2).error();
    assert_eq!(error["code"], "usage");
    assert!(error["hint"].as_str().unwrap().contains("timeline"));
    bench
        .run(&["show", "no-such-entry", "--json"])
        .exits(2)
        .error();
}

#[test]
fn no_store_is_an_error_with_the_way_on() {
    let bench = Bench::empty();
    let ran = bench.run(&["log", "--json"]).exits(2);
    assert_eq!(ran.error()["code"], "not_a_store");
    let told = bench.run(&["log"]).exits(2).err;
    assert!(
        told.starts_with("error: ") && told.contains("\nhint: "),
        "{told}"
    );
}

#[test]
fn a_store_is_found_from_below() {
    let bench = Bench::with_demo().var("DATELINE_STORE", "");
    let below = bench.path("desk/evidence");
    let mut command = bench.command(&["log", "--json", "--limit", "1"]);
    let output = command.current_dir(below).output().unwrap();
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn a_reader_who_has_had_enough_is_no_error() {
    let bench = Bench::with_demo();
    let mut child = bench.command(&["log", "--json"]).spawn().unwrap();
    let mut out = child.stdout.take().unwrap();
    let mut first = [0u8; 1];
    out.read_exact(&mut first).unwrap();
    drop(out);
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
}

#[test]
fn output_goes_to_a_file() {
    let bench = Bench::with_demo();
    let ran = bench.run(&["log", "--json", "-o", "out.json"]).ok();
    assert_eq!(ran.out, "");
    let text = std::fs::read_to_string(bench.path("out.json")).unwrap();
    assert!(text.starts_with('{'));
    bench.run(&["log", "-o", "nowhere/out.json"]).exits(2);
}

#[test]
fn damage_is_told_beside_the_sound_part() {
    let bench = Bench::with_demo();
    let path = bench.path("desk/log.jsonl");
    let mut bytes = std::fs::read(&path).unwrap();
    let at = bytes.len() * 9 / 10;
    bytes[at] ^= 1;
    std::fs::write(&path, bytes).unwrap();
    let ran = bench.run(&["log", "--json"]).exits(4);
    assert!(!ran.json()["rows"].as_array().unwrap().is_empty());
    assert!(ran.err.contains("damaged"), "{}", ran.err);
    let refused = bench.line("dispute @1 --claim x --json").exits(4);
    assert_eq!(refused.error()["code"], "log_damaged");
    bench.run(&["verify"]).exits(4);
}

#[test]
fn a_full_disk_under_the_output_is_told() {
    if !std::path::Path::new("/dev/full").exists() {
        println!("SKIP: there is no /dev/full here");
        return;
    }
    let full = || {
        std::fs::OpenOptions::new()
            .write(true)
            .open("/dev/full")
            .unwrap()
    };
    let bench = Bench::with_demo();
    let read = bench.command(&["log"]).stdout(full()).output().unwrap();
    assert_eq!(read.status.code(), Some(2));
    assert!(
        String::from_utf8(read.stderr)
            .unwrap()
            .contains("could not be written")
    );
    // What was recorded before the output failed is recorded, and said to be.
    let args = ["dispute", "@1", "--claim", "no"];
    let written = bench.command(&args).stdout(full()).output().unwrap();
    assert_eq!(written.status.code(), Some(0));
    assert!(
        String::from_utf8(written.stderr)
            .unwrap()
            .contains("recorded @125")
    );
    assert_eq!(
        bench.run(&["log", "--json"]).ok().json()["citation"]["position"],
        125
    );
}

#[test]
fn hostile_text_is_shown_escaped() {
    let bench = Bench::with_store();
    bench
        .run(&[
            "add",
            "statement",
            "--by",
            "US",
            "--act",
            "comments",
            "--happened",
            "2026",
            "--publisher",
            "A",
            "--title",
            "safe \u{202e}fdp.exe 中国",
            "--label",
            "hostile",
        ])
        .ok();
    for format in ["table", "markdown"] {
        for args in [
            &["log"][..],
            &["timeline"],
            &["show", "hostile"],
            &["chain", "hostile"],
        ] {
            let mut args = args.to_vec();
            args.extend(["--format", format]);
            let out = bench.run(&args).ok().out;
            assert!(!out.contains('\u{202e}'), "{args:?}");
            assert!(out.contains("中国"), "{args:?}: {out}");
        }
    }
    let shown = bench.run(&["show", "hostile", "--json"]).ok().json();
    assert_eq!(
        shown["entry"]["event"]["title"],
        "safe \u{202e}fdp.exe 中国"
    );
}

#[test]
fn arguments_that_are_no_text_are_refused() {
    use std::os::unix::ffi::OsStrExt;
    let bench = Bench::with_store();
    let bad = std::ffi::OsStr::from_bytes(b"\xff\xfe");
    let ran = bench.run(&[std::ffi::OsStr::new("show"), bad]).exits(2);
    assert!(ran.err.starts_with("error: "), "{}", ran.err);
}
