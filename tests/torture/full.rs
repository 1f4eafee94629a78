//! Disks that fill up: a limit on file sizes at every block, a small disk with little room
//! left, an output that takes nothing. The log is as it was, or the whole commit is there.

use std::process::Command;

use super::scene::{Batch, PROGRAM, Scene, failed_calmly, line, lines, program};
use super::{rounds, skip, tell};

/// A limit meets the append wherever it likes: in the log, in `head`, in `recovered/`, in the
/// index of keys.
#[test]
fn a_limit_on_file_sizes_at_every_block() {
    let scene = Scene::new();
    scene.file("in.jsonl", lines("first", 3));
    scene.ok(&["import", "in.jsonl", "-q"]);
    scene.file("in.jsonl", lines("new", 300));
    let step = rounds(23, 1);
    let (mut tried, mut refused, mut done) = (0, 0, 0);
    for torn in [false, true] {
        for blocks in (0..=400).step_by(step as usize) {
            let copy = scene.copy();
            let log = copy.desk().join("log.jsonl");
            let mut before = std::fs::read(&log).unwrap();
            if torn {
                before.extend_from_slice(&[b'x'; 700]);
                std::fs::write(&log, &before).unwrap();
            }
            // Without the signal ignored the process would be killed.
            let script =
                format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" import in.jsonl --json");
            let output = program(copy.path(), "/bin/sh", &["-c", &script, PROGRAM])
                .output()
                .unwrap();
            let name = format!("{blocks} blocks, torn {torn}");
            failed_calmly(&output, &name);
            let batches = [
                Batch::new("first", 3, true),
                Batch::new("new", 300, output.status.success()),
            ];
            tried += 1;
            match copy.nothing_lost(&batches, &name) {
                2 => done += 1,
                _ => refused += 1,
            }
        }
    }
    assert!(refused > 10 && done > 2, "{refused} refused, {done} done");
    tell(&format!(
        "{tried} appends under a limit on file sizes: {refused} refused with the log as it was, {done} done"
    ));
}

/// A disk with so many KiB left, from none to enough. It is mounted for this shell alone, so
/// what became of the store is asked there.
#[test]
fn a_disk_with_little_room_left() {
    let scene = Scene::without_store();
    scene.file("first.jsonl", lines("first", 3));
    scene.file("new.jsonl", lines("new", 300));
    scene.file("next.jsonl", line("next"));
    let step = rounds(24, 4);
    let script = format!(
        "mkdir desk && mount -t tmpfs -o size=1m,mode=755 none desk 2> mounting || exit 77
        free=0; while [ $free -le 260 ]; do
            rm -rf desk/* && \"$0\" init desk -q > out && \"$0\" import first.jsonl -q > out || exit 78
            cp desk/log.jsonl before
            all=$(df -k --output=avail desk | tail -1)
            [ $((all - free)) -gt 0 ] && head -c $(((all - free) * 1024)) /dev/zero > desk/filler
            \"$0\" import new.jsonl --json > out 2> told; code=$?
            grep -q panicked told && code=panicked
            cmp -s desk/log.jsonl before && same=as-it-was || same=grown
            \"$0\" verify -q > out; seen=$?
            rm -f desk/filler
            \"$0\" import next.jsonl -q > out 2> told; next=$?
            \"$0\" verify -q > out; after=$?
            echo $free $code $same $seen $next $after
            free=$((free + {step}))
        done"
    );
    let output = Command::new("unshare")
        .args(["-m", "/bin/sh", "-c", &script, PROGRAM])
        .env_clear()
        .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
        .env("DATELINE_AUTHOR", "tester")
        .env("DATELINE_STORE", "desk")
        .current_dir(scene.path())
        .output();
    let Some(output) = output.ok().filter(|output| {
        output.status.code() != Some(77)
            && !String::from_utf8_lossy(&output.stderr).contains("unshare")
    }) else {
        return skip("no small disk can be mounted here");
    };
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8(output.stdout).unwrap();
    let (mut refused, mut done) = (0, 0);
    for told in text.lines() {
        let words: Vec<&str> = told.split(' ').collect();
        match words[1..] {
            ["0", "grown", "0", "0", "0"] => done += 1,
            ["4", "as-it-was", "0", "0", "0"] => refused += 1,
            _ => panic!("KiB left, import, log, verify, next, verify: {told}"),
        }
    }
    assert!(refused > 2 && done > 1, "{text}");
    tell(&format!(
        "{} appends to a disk with 0 to 260 KiB left: {refused} refused with the log as it was, {done} done",
        refused + done
    ));
}

/// The event is recorded, but the receipt cannot be written: that is no failure of the append,
/// and the log holds the event, once.
#[test]
fn an_output_that_takes_nothing_loses_no_event() {
    if !std::path::Path::new("/dev/full").exists() {
        return skip("there is no /dev/full here");
    }
    let scene = Scene::new();
    scene.file("one.jsonl", line("one-1"));
    for options in ["> /dev/full", "-o /dev/full", "> /dev/full 2> /dev/full"] {
        let copy = scene.copy();
        let script = format!("exec \"$0\" import one.jsonl --json {options}");
        let output = program(copy.path(), "/bin/sh", &["-c", &script, PROGRAM])
            .output()
            .unwrap();
        failed_calmly(&output, options);
        assert_eq!(output.status.code(), Some(0), "{options}");
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(
            options.contains("2>") || told.contains("recorded @1"),
            "{options}: {told}"
        );
        copy.nothing_lost(&[Batch::new("one", 1, true)], options);
    }
    tell("3 receipts written to a full device: recorded, and told where that could be told");
}
