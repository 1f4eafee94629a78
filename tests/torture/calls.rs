//! Every system call of an append made to fail, or made the last one before a `kill -9`, by
//! `strace`: from the first that concerns the store to the last. The calls are counted in a
//! run that is left alone; then one run for each of them and each way to fail. (What the
//! writer asks of its files is failed without `strace` too: `log/file/countdown_test.rs`.)

use std::collections::BTreeMap;
use std::process::Command;

use super::scene::{Batch, PROGRAM, Scene, failed_calmly, line, lines, program};
use super::{is_long, rounds, skip, tell};

/// What a store may be asked through. Not among them: what a process does for itself.
const CALLS: [&str; 22] = [
    "openat",
    "read",
    "pread64",
    "write",
    "pwrite64",
    "lseek",
    "fdatasync",
    "fsync",
    "ftruncate",
    "flock",
    "mkdir",
    "rename",
    "unlink",
    "statx",
    "fstat",
    "newfstatat",
    "getdents64",
    "copy_file_range",
    "sendfile",
    "rmdir",
    "linkat",
    "renameat2",
];

/// Whether there is a `strace` that may trace here.
fn has_strace() -> bool {
    let tried = Command::new("strace")
        .args(["-qq", "-o", "/dev/null", "true"])
        .status();
    let works = tried.is_ok_and(|status| status.success());
    if !works {
        skip("strace is missing or may not trace here: system calls are failed in process only");
    }
    works
}

/// The program under `strace`.
fn traced(scene: &Scene, options: &[String], args: &[&str]) -> std::process::Output {
    let mut all: Vec<&str> = vec!["-f", "-qq", "-o", "trace"];
    all.extend(options.iter().map(String::as_str));
    all.push(PROGRAM);
    all.extend(args);
    program(scene.path(), "strace", &all).output().unwrap()
}

/// How often each call is made, and from which on it concerns the store; by a run there.
fn calls_of(scene: &Scene, args: &[&str]) -> BTreeMap<&'static str, (u64, u64)> {
    let trace = format!("trace={}", CALLS.map(|call| format!("?{call}")).join(","));
    let output = traced(scene, &["-e".to_owned(), trace], args);
    assert!(output.status.success(), "{output:?}");
    let text = std::fs::read(scene.path().join("trace")).unwrap();
    let text = String::from_utf8_lossy(&text);
    let mut counts: BTreeMap<&'static str, (u64, u64)> = BTreeMap::new();
    let (mut begun, mut main) = (false, None);
    for line in text.lines() {
        let Some((thread, rest)) = line.trim_start().split_once(' ') else {
            continue;
        };
        // `when=` counts the calls of each thread by itself; the first is the one that writes.
        if *main.get_or_insert_with(|| thread.to_owned()) != thread {
            continue;
        }
        begun |= line.contains("desk");
        let name = rest.trim_start().split('(').next().unwrap_or_default();
        let Some(call) = CALLS.iter().find(|call| **call == name) else {
            continue;
        };
        let count = counts.entry(*call).or_default();
        count.1 += 1;
        if !begun {
            count.0 += 1;
        }
    }
    counts
}

/// What is written to a store in some state.
struct Case {
    name: &'static str,
    scene: Scene,
    args: Vec<&'static str>,
    before: Vec<Batch>,
    count: u64,
}

/// A store of two commits, and beyond its head what a crash left: nothing, a whole commit of
/// which the head does not speak, or a part of one.
fn case(name: &'static str, count: u64) -> Case {
    let scene = Scene::new();
    let mut before = Vec::new();
    let mut old = Vec::new();
    for batch in ["first", "second"] {
        old = std::fs::read(scene.desk().join("head")).unwrap();
        scene.file("in.jsonl", lines(batch, 3));
        scene.ok(&["import", "in.jsonl", "-q"]);
        before.push(Batch::new(batch, 3, true));
    }
    scene.file("new.jsonl", lines("new", count));
    Case {
        name,
        scene,
        args: vec!["import", "new.jsonl", "--json"],
        before,
        count,
    }
    .spoilt(name, &old)
}

impl Case {
    fn spoilt(self, name: &str, old: &[u8]) -> Case {
        let log = self.scene.desk().join("log.jsonl");
        if name != "an append" {
            std::fs::write(self.scene.desk().join("head"), old).unwrap();
        }
        if name == "an append after a torn one" {
            let mut bytes = std::fs::read(&log).unwrap();
            bytes.extend_from_slice(b"{\"entry\":{\"event\":{\"act\":\"comm");
            std::fs::write(&log, bytes).unwrap();
        }
        self
    }

    /// A copy in the same state; `Scene::copy` lets a writer look, which would settle it.
    fn copy(&self) -> Scene {
        if self.name == "an append" {
            return self.scene.copy();
        }
        let scene = Scene::without_store();
        crate::support::copy(self.scene.path(), scene.path());
        scene
    }

    /// One run with one call failing in one way.
    fn run(&self, call: &str, number: u64, way: &str) -> bool {
        let scene = self.copy();
        let inject = format!("inject={call}:{way}:when={number}");
        let options = [
            "-e".to_owned(),
            format!("trace={call}"),
            "-e".to_owned(),
            inject,
        ];
        let output = traced(&scene, &options, &self.args);
        let name = format!("{}: {call} number {number}, {way}", self.name);
        let acknowledged = output.status.success();
        if !way.starts_with("signal") {
            failed_calmly(&output, &name);
        }
        let mut batches = self
            .before
            .iter()
            .map(|batch| Batch::new(&batch.name, batch.count, batch.acknowledged))
            .collect::<Vec<_>>();
        batches.push(Batch::new("new", self.count, acknowledged));
        let found = scene.nothing_lost(&batches, &name);
        assert!(found >= self.before.len(), "{name}");
        acknowledged
    }
}

#[test]
fn whatever_system_call_fails_nothing_acknowledged_is_lost() {
    if !has_strace() {
        return;
    }
    let ways: &[&str] = match is_long() {
        true => &[
            "error=EIO",
            "error=ENOSPC",
            "error=EINTR",
            "error=EACCES",
            "signal=SIGKILL",
        ],
        false => &["error=EIO", "signal=SIGKILL"],
    };
    let cases = [
        case("an append", 2),
        case("an append after a late head", 2),
        case("an append after a torn one", 2),
        case("an append that writes an index", rounds(300, 1500)),
    ];
    let mut told = Vec::new();
    for case in &cases {
        let counts = calls_of(&case.copy(), &case.args);
        let all: u64 = counts.values().map(|(from, to)| to - from).sum();
        // A short run takes some of a long list, and for each way others.
        let step = if is_long() || case.name == "an append" {
            1
        } else {
            all / 12
        };
        let (mut tried, mut survived) = (0, 0);
        for (way, place) in ways.iter().zip(0..) {
            let numbered = counts
                .iter()
                .flat_map(|(call, (from, to))| (from + 1..=*to).map(move |number| (*call, number)));
            for (call, number) in numbered
                .skip(if step > 1 { place } else { 0 })
                .step_by(step.max(1) as usize)
            {
                tried += 1;
                survived += u64::from(case.run(call, number, way));
            }
        }
        assert!(tried > 20 && survived < tried, "{}: {tried}", case.name);
        told.push(format!(
            "{}: {tried} of {} ({survived} done nevertheless)",
            case.name,
            all * ways.len() as u64
        ));
    }
    tell(&format!(
        "system calls failed or killed in turn by strace ({}): nothing acknowledged was lost; {}",
        ways.join(", "),
        told.join("; ")
    ));
}

/// Making a store: a failure leaves no store or a whole one, and the next try succeeds.
#[test]
fn whatever_system_call_of_init_fails_the_next_one_succeeds() {
    if !has_strace() {
        return;
    }
    let scene = Scene::without_store();
    let counts = calls_of(&scene, &["init", "desk"]);
    let mut tried = 0;
    for way in ["error=EIO", "signal=SIGKILL"] {
        for (call, (from, to)) in &counts {
            for number in from + 1..=*to {
                let scene = Scene::without_store();
                let inject = format!("inject={call}:{way}:when={number}");
                let options = [
                    "-e".to_owned(),
                    format!("trace={call}"),
                    "-e".to_owned(),
                    inject,
                ];
                let output = traced(&scene, &options, &["init", "desk"]);
                let name = format!("init: {call} number {number}, {way}");
                if !way.starts_with("signal") {
                    failed_calmly(&output, &name);
                }
                let made = scene.desk().join("dateline.toml").exists();
                assert!(made || !output.status.success(), "{name}");
                if made {
                    scene.file("one.jsonl", line("one"));
                    scene.ok(&["import", "one.jsonl"]);
                    assert_eq!(scene.labels(&name), ["one"], "{name}");
                } else {
                    // What a killed process left is in the way, and that is said.
                    let left = std::fs::read_dir(scene.desk()).map_or(0, Iterator::count);
                    let again = program(scene.path(), PROGRAM, &["init", "desk"])
                        .output()
                        .unwrap();
                    let free = !way.starts_with("signal") && call != &"rmdir" && call != &"unlink";
                    assert!(left == 0 || !free, "{name}: {left} things left");
                    assert_eq!(again.status.success(), left == 0, "{name}: {again:?}");
                }
                tried += 1;
            }
        }
    }
    tell(&format!(
        "{tried} system calls of init failed or killed in turn: a whole store or none"
    ));
}
