//! Where an export goes: whole or not at all, never over a file unasked, quietly into a pipe that
//! is closed, and never into the store.

use std::fs;

use crate::support::Bench;

const FORMATS: [&str; 6] = ["events", "csv", "timelinejs", "ftm", "dot", "svg"];

fn names(bench: &Bench) -> Vec<String> {
    let inside = fs::read_dir(bench.path("")).unwrap();
    let mut names: Vec<String> = inside
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn a_file_is_what_standard_output_is_and_is_not_replaced_unasked() {
    let bench = Bench::with_demo();
    for format in FORMATS {
        let out = bench.run(&["export", format, "-q"]).ok().out;
        bench.run(&["export", format, "-o", "out"]).ok();
        assert_eq!(
            fs::read_to_string(bench.path("out")).unwrap(),
            out,
            "{format}"
        );
        let again = bench
            .run(&["export", format, "-o", "out", "--json"])
            .exits(2);
        assert_eq!(again.error()["code"], "output_exists");
        bench.file("out", "old");
        bench.run(&["export", format, "-o", "out", "--force"]).ok();
        assert_eq!(
            fs::read_to_string(bench.path("out")).unwrap(),
            out,
            "{format}"
        );
        assert_eq!(names(&bench), ["desk", "out"]);
        fs::remove_file(bench.path("out")).unwrap();
    }
}

#[test]
fn what_fails_leaves_nothing_and_what_was_there() {
    let bench = Bench::with_demo();
    bench.file("out", "old");
    for line in [
        "export dot nobody-knows -o out --force",
        "export csv --known @9999 -o out --force",
        "export csv --on nonsense -o new",
        "export ftm -o desk/log.jsonl --force",
        "export svg -o nowhere/new",
        "export nothing -o new",
        "export",
    ] {
        bench.line(line).exits(2);
        assert_eq!(names(&bench), ["desk", "out"], "{line}");
        assert_eq!(
            fs::read_to_string(bench.path("out")).unwrap(),
            "old",
            "{line}"
        );
    }
}

#[test]
#[cfg(unix)]
fn a_new_file_is_as_readable_as_any_and_a_link_stays_one() {
    use std::os::unix::fs::PermissionsExt;
    let bench = Bench::with_demo();
    bench.run(&["export", "csv", "-o", "out"]).ok();
    bench.run(&["log", "-o", "other"]).ok();
    let mode = |name: &str| fs::metadata(bench.path(name)).unwrap().permissions().mode();
    assert_eq!(mode("out"), mode("other"));
    std::os::unix::fs::symlink("out", bench.path("link")).unwrap();
    bench.run(&["export", "ftm", "-o", "link", "--force"]).ok();
    assert!(
        fs::symlink_metadata(bench.path("link"))
            .unwrap()
            .is_symlink()
    );
    assert!(
        fs::read_to_string(bench.path("out"))
            .unwrap()
            .starts_with("{\"id\"")
    );
}

#[test]
fn a_closed_pipe_ends_it_quietly() {
    let bench = Bench::with_demo();
    for format in FORMATS {
        let mut child = bench.command(&["export", format]).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        let told = String::from_utf8(output.stderr).unwrap();
        assert!(
            output.status.success() && !told.contains("error"),
            "{format}: {told}"
        );
    }
}

#[test]
fn what_it_tells_is_the_count_and_the_citation() {
    let bench = Bench::with_demo();
    let told = bench
        .line("export events --kind fund_exit --known @100")
        .ok()
        .err;
    assert!(
        told.contains("export events --kind fund_exit --known @100 · @100 of "),
        "{told}"
    );
    let told = bench.line("export dot akademiker-exit --causes").ok().err;
    let first = bench.line("show akademiker-exit --json").ok().json();
    let id = first["entry"]["id"].as_str().unwrap();
    assert!(
        told.contains(&format!("export dot {id} --causes")),
        "{told}"
    );
    assert!(bench.line("export csv -q").ok().err.is_empty());
}

#[test]
fn of_a_damaged_store_the_sound_commits_go_out_and_it_is_said() {
    let bench = Bench::with_demo();
    let path = bench.path("desk/log.jsonl");
    let mut bytes = fs::read(&path).unwrap();
    let at = bytes.len() * 3 / 4;
    bytes[at] ^= 1;
    fs::write(&path, bytes).unwrap();
    let log = bench.run(&["log", "--json"]).exits(4).json();
    let ran = bench.run(&["export", "events"]).exits(4);
    assert_eq!(
        ran.out.lines().count(),
        log["rows"].as_array().unwrap().len()
    );
    assert!(
        ran.err.contains("the answer rests on the sound commits"),
        "{}",
        ran.err
    );
}

#[test]
fn citations_stay_behind_and_are_counted() {
    let bench = Bench::with_demo();
    bench
        .line("cite divestment --on 2026-01-25 --as exits")
        .ok();
    bench.line("retract exits --reason mistaken --yes").ok();
    let ran = bench.run(&["export", "events", "-o", "all.jsonl"]).ok();
    assert!(ran.err.contains("left out: 1 citations"), "{}", ran.err);
    let text = fs::read_to_string(bench.path("all.jsonl")).unwrap();
    assert!(!text.contains("\"citation\"") && !text.contains("mistaken"));
    bench.run(&["init", "new"]).ok();
    bench.run(&["import", "all.jsonl", "--store", "new"]).ok();
}

#[test]
fn the_shell_completes_the_formats() {
    let script = Bench::empty().run(&["completions", "bash"]).ok().out;
    for format in FORMATS {
        assert!(
            script.contains(&format!("dateline__subcmd__export__subcmd__{format}"))
                || script.contains(&format!("export__{format}")),
            "{format}"
        );
    }
}
