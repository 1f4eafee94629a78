//! Processes that die, compete or stop listening: closed pipes, Ctrl-C, kill −9, eight writers
//! at once, a clock that is set back. What was acknowledged is there, the rest is not.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use dateline::desk::{Clock, Draft, Ids, Options, Place};
use dateline::event::decode::decode_text;
use dateline::event::when::Instant;
use dateline::store::Store;

use super::{line, lines, log_of, position};
use crate::support::Bench;

#[test]
fn a_reader_who_has_had_enough_is_no_error() {
    let bench = Bench::with_demo();
    for args in [
        &["log", "--format", "jsonl"][..],
        &["log", "--json"],
        &["timeline"],
        &["show", "@1", "--history"],
        &["--help"],
        &["add", "threat", "--help"],
        &["demo", "desk"],
    ] {
        for lines in [0, 1] {
            let mut child = bench.command(args).spawn().unwrap();
            let mut out = BufReader::new(child.stdout.take().unwrap());
            for _ in 0..lines {
                out.read_line(&mut String::new()).unwrap();
            }
            drop(out);
            let ended = child.wait_with_output().unwrap();
            let told = String::from_utf8(ended.stderr).unwrap();
            assert_eq!(ended.status.code(), Some(0), "{args:?}: {told}");
            assert!(
                !told.contains("panicked") && !told.contains("error"),
                "{told}"
            );
        }
    }
}

/// A follower that has printed what there was and waits, and its output.
fn waiting(bench: &Bench) -> (Child, BufReader<std::process::ChildStdout>) {
    let args = ["log", "--follow", "--format", "jsonl"];
    let mut child = bench.command(&args).stderr(Stdio::piped()).spawn().unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    out.read_line(&mut String::new()).unwrap();
    (child, out)
}

#[test]
fn a_follower_notices_that_nobody_reads_though_nothing_is_recorded() {
    let bench = Bench::with_store();
    bench.file("one.jsonl", line("one"));
    bench.run(&["import", "one.jsonl"]).ok();
    let (child, out) = waiting(&bench);
    drop(out);
    // It ends by itself, or this test never does.
    let ended = child.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(0));
    assert_eq!(String::from_utf8(ended.stderr).unwrap(), "");
}

/// Something done to the directory of a store.
type Damage = fn(&std::path::Path);

#[test]
fn a_follower_says_what_became_of_the_store() {
    let damages: [(&str, Damage); 2] = [
        ("store_io", |store| std::fs::remove_dir_all(store).unwrap()),
        ("log_lost_entries", |store| {
            let log = std::fs::read(store.join("log.jsonl")).unwrap();
            std::fs::write(store.join("log.jsonl"), &log[..log.len() / 2]).unwrap();
        }),
    ];
    for (code, damage) in damages {
        let bench = Bench::with_store();
        bench.file("one.jsonl", line("one"));
        bench.run(&["import", "one.jsonl"]).ok();
        let (child, out) = waiting(&bench);
        damage(&bench.path("desk"));
        let ended = child.wait_with_output().unwrap();
        let told = String::from_utf8(ended.stderr).unwrap();
        assert_eq!(ended.status.code(), Some(4), "{code}: {told}");
        assert!(told.contains(&format!("\"{code}\"")), "{code}: {told}");
        drop(out);
    }
}

#[test]
fn closed_streams_lose_no_event() {
    let bench = Bench::with_store();
    let program = env!("CARGO_BIN_EXE_dateline");
    bench.file("one.jsonl", line("one"));
    for (number, streams) in ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"].iter().enumerate() {
        bench.file("one.jsonl", line(&format!("event-{number}")));
        let script = format!("'{program}' --store desk import one.jsonl --author x {streams}");
        let status = Command::new("/bin/sh")
            .args(["-c", &script])
            .current_dir(bench.path("desk").parent().unwrap())
            .stdout(Stdio::null())
            .status()
            .unwrap();
        assert_eq!(status.code(), Some(0), "{streams}");
    }
    assert_eq!(position(&bench), 4);
}

/// Whoever reads only the first line still learns from the exit code what there was to read.
#[test]
fn a_reader_who_leaves_early_changes_no_exit_code() {
    let bench = Bench::with_demo();
    let left = |command: &str| {
        let mut child = bench.command(&[command]).spawn().unwrap();
        drop(child.stdout.take());
        let ended = child.wait_with_output().unwrap();
        let told = String::from_utf8_lossy(&ended.stderr).into_owned();
        assert!(!told.contains("panicked"), "{told}");
        ended.status.code()
    };
    assert_eq!(left("log"), Some(0));
    assert_eq!(left("verify"), Some(0));
    assert_eq!(left("audit"), Some(1));
    let path = bench.path("desk/log.jsonl");
    let log = std::fs::read(&path).unwrap();
    std::fs::write(&path, &log[..log.len() - 1]).unwrap();
    assert_eq!(left("verify"), Some(4));
    assert_eq!(left("log"), Some(4));
}

pub(super) fn signal(child: &Child, name: &str) {
    let id = child.id().to_string();
    let sent = Command::new("kill")
        .args(["-s", name, &id])
        .status()
        .unwrap();
    assert!(sent.success());
}

/// Whether a signal is ignored here, as in a shell's background; a child ignores it, too.
fn is_ignored(name: &str) -> bool {
    let bit = ["HUP", "INT"].iter().position(|known| *known == name);
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    mask.is_some_and(|mask| mask >> bit.unwrap_or(14) & 1 == 1)
}

/// The import waits for more lines when the signal comes, so that it comes in its middle.
#[test]
fn an_interrupted_import_records_nothing() {
    let bench = Bench::with_store();
    let before = log_of(&bench);
    for name in ["INT", "TERM", "HUP"] {
        if is_ignored(name) {
            println!("SKIP: SIG{name} is ignored by what runs these tests, and so by an import");
            continue;
        }
        let mut child = bench.command(&["import", "-"]).spawn().unwrap();
        let mut input = child.stdin.take().unwrap();
        input.write_all(lines(2_000).as_bytes()).unwrap();
        input.flush().unwrap();
        signal(&child, name);
        let mut told = String::new();
        child
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut told)
            .unwrap();
        assert!(!child.wait().unwrap().success());
        assert!(!told.contains("panicked"), "{told}");
        assert_eq!(log_of(&bench), before);
    }
    bench.file("one.jsonl", line("event-1"));
    bench.run(&["import", "one.jsonl"]).ok();
    assert_eq!(position(&bench), 1);
    bench.run(&["verify"]).ok();
}

/// Killed at whatever moment: all of the import stands, or none of it. In every other round
/// the moment is when the first bytes of the append have reached the log.
#[test]
fn a_killed_import_is_whole_or_not_there() {
    let bench = Bench::with_store();
    let note = format!(r#""note":"{}","kind""#, "x".repeat(2_000));
    let (mut held, mut torn) = (0, 0);
    for round in 0..6_u64 {
        let text: String = (0..500)
            .map(|number| {
                line(&format!("event-{round}-{number}")).replace(r#""kind""#, &note) + "\n"
            })
            .collect();
        bench.file("many.jsonl", text);
        let before = log_of(&bench).len();
        let grown = || log_of(&bench).len() > before;
        let mut child = bench
            .command(&["import", "many.jsonl", "-q"])
            .spawn()
            .unwrap();
        if round % 2 == 0 {
            std::thread::sleep(Duration::from_millis(20 + 60 * round));
        } else {
            while !grown() && child.try_wait().unwrap().is_none() {}
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let now = position(&bench);
        assert!(now == held || now == held + 500, "{held} → {now}");
        let verified = bench.run(&["verify"]);
        assert!(verified.code < 2, "{}", verified.out);
        torn += u64::from(now == held && grown());
        bench.file("one.jsonl", line(&format!("after-{round}")));
        bench.run(&["import", "one.jsonl"]).ok();
        held = now + 1;
        assert_eq!(position(&bench), held);
        bench.run(&["verify"]).ok();
    }
    let moved = std::fs::read_dir(bench.path("desk/recovered")).map_or(0, Iterator::count);
    assert_eq!(moved as u64, torn, "what was torn off is kept");
}

#[test]
fn eight_writers_at_once_take_turns() {
    let bench = Bench::with_store();
    std::thread::scope(|scope| {
        for writer in 0..8 {
            let bench = &bench;
            scope.spawn(move || {
                for round in 0..3 {
                    let name = format!("{writer}-{round}.jsonl");
                    let text = format!(
                        "{}\n{}\n",
                        line(&format!("one-{writer}-{round}")),
                        line(&format!("two-{writer}-{round}"))
                    );
                    bench.file(&name, text);
                    bench.run(&["import", &name, "--lock-timeout", "60"]).ok();
                }
            });
        }
        for _ in 0..10 {
            assert_eq!(position(&bench) % 2, 0, "a reader sees whole commits only");
        }
    });
    let rows = bench.run(&["log", "--json"]).ok().json()["rows"].clone();
    let rows = rows.as_array().unwrap();
    assert_eq!(rows.len(), 48);
    let instants: Vec<&str> = rows
        .iter()
        .map(|row| row["recorded_at"].as_str().unwrap())
        .collect();
    for pair in instants.chunks(2) {
        assert_eq!(pair[0], pair[1]);
    }
    assert!(
        instants
            .chunks(2)
            .collect::<Vec<_>>()
            .windows(2)
            .all(|two| two[0][0] < two[1][0])
    );
    bench.run(&["verify"]).ok();
}

#[test]
fn of_two_who_expect_the_same_one_writes() {
    let bench = Bench::with_store();
    for round in 0..4_u64 {
        let expected = format!("@{round}");
        let codes: Vec<i32> = std::thread::scope(|scope| {
            let write = |writer: &'static str| {
                let (bench, expected) = (&bench, &expected);
                let name = format!("{writer}.jsonl");
                bench.file(&name, line(&format!("{writer}-{round}")));
                scope.spawn(move || {
                    let ran = bench.run(&["import", &name, "--expect", expected]);
                    super::calm(&ran);
                    if ran.code == 3 {
                        assert!(
                            ran.err.contains(&format!("--expect @{}", round + 1)),
                            "{}",
                            ran.err
                        );
                    }
                    ran.code
                })
            };
            let both = [write("one"), write("two")];
            both.map(|writer| writer.join().unwrap()).to_vec()
        });
        assert!(codes == [0, 3] || codes == [3, 0], "{codes:?}");
        assert_eq!(position(&bench), round + 1);
    }
    // What is recorded already is no conflict, wherever the log is.
    let same = line("same").replace(
        r#""kind""#,
        r#""id":"0198c000-0000-7000-8000-000000000001","kind""#,
    );
    bench.file("same.jsonl", same);
    bench.run(&["import", "same.jsonl"]).ok();
    bench.run(&["import", "same.jsonl", "--expect", "@0"]).ok();
}

/// A clock that stands still.
struct At(Instant);

impl Clock for At {
    fn now(&self) -> Instant {
        self.0
    }
}

/// Ids one after the other.
struct Count(u128);

impl Ids for Count {
    fn fresh(&mut self) -> uuid::Uuid {
        self.0 += 1;
        uuid::Uuid::from_u128(0x0198_c000_0000_7000_8000_0000_0000_0000 + self.0)
    }
}

fn write_at(
    store: &Store,
    at: &str,
    label: &str,
) -> Result<Vec<String>, dateline::desk::DeskError> {
    let input = decode_text(&line(label)).unwrap();
    let draft = Draft {
        input,
        place: Place::default(),
    };
    let options = Options {
        author: "tester".to_owned(),
        expect: None,
        dry_run: false,
    };
    let clock = At(Instant::from_text(at).unwrap());
    let mut drafts = std::iter::once(Ok(draft));
    let mut ids = Count(label.bytes().map(u128::from).sum());
    let outcome = store.write(
        &mut drafts,
        &options,
        &clock,
        &mut ids,
        Duration::from_secs(10),
    )?;
    Ok(outcome.warnings)
}

#[test]
fn a_clock_set_back_is_told_and_kept_in_order() {
    let bench = Bench::with_store();
    let store = Store::at(&bench.path("desk")).unwrap();
    let later = "2099-01-25T10:02:03.123456Z";
    assert!(write_at(&store, later, "one-a").unwrap().is_empty());
    assert!(
        write_at(&store, later, "two-b").unwrap().is_empty(),
        "the same instant is no fault"
    );
    bench.file("one.jsonl", line("third"));
    let ran = bench.run(&["import", "one.jsonl", "--dry-run"]).ok();
    assert!(!ran.err.contains("clock"), "{}", ran.err);
    let ran = bench.run(&["import", "one.jsonl"]).ok();
    assert!(
        ran.err.contains("warning: the system's clock") && ran.err.contains("2099"),
        "{}",
        ran.err
    );
    let rows = bench.run(&["log", "--json"]).ok().json()["rows"].clone();
    let at = |row: usize| rows[row]["recorded_at"].as_str().unwrap().to_owned();
    assert_eq!(at(1), "2099-01-25T10:02:03.123457Z");
    assert_eq!(at(2), "2099-01-25T10:02:03.123458Z");
    bench.run(&["verify"]).ok();
}

#[test]
fn nothing_follows_the_end_of_time() {
    let bench = Bench::with_store();
    let store = Store::at(&bench.path("desk")).unwrap();
    write_at(&store, "9999-12-31T23:59:59.999999Z", "one-a").unwrap();
    let before = log_of(&bench);
    bench.file("one.jsonl", line("second"));
    let ran = bench.run(&["import", "one.jsonl", "--json"]).exits(3);
    assert_eq!(ran.error()["code"], "not_later");
    assert_eq!(log_of(&bench), before);
    for args in [
        &["log"][..],
        &["divestment"],
        &["stance"],
        &["timeline", "--on", "9999"],
    ] {
        bench.run(args).ok();
    }
}
