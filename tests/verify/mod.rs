//! Two verifiers that share nothing, on good and on damaged logs: both notice, and agree.
//! Golden codes are those of `schema/verify.md`.

mod corrected;
mod damaged;
mod door;
pub mod kit;
mod pins;
mod rewritten;
mod rules;
mod signed;
mod store;

use std::process::Command;

use kit::{Bytes, Said, both_say, has_python, ours, plan, put, tool};

fn one(said: &Said) -> Vec<&str> {
    said.codes.iter().map(String::as_str).collect()
}

#[test]
fn good_logs_are_sound_for_both() {
    let mut cases = Vec::new();
    for commits in 0..=4 {
        let mut plan = plan();
        plan.commits.truncate(commits);
        let name = format!("{commits} commits");
        // Slots of a log without commits: the first one and a blank.
        let bytes = match commits {
            0 => {
                plan.commits = vec![Vec::new()];
                let whole = plan.bytes();
                let header = whole.log.iter().position(|byte| *byte == b'\n').unwrap() + 1;
                let mut head = whole.head[..4096].to_vec();
                head.extend([b' '; 4095]);
                head.push(b'\n');
                Bytes {
                    log: whole.log[..header].to_vec(),
                    head,
                }
            }
            _ => plan.bytes(),
        };
        cases.push((name, bytes, 0));
    }
    both_say(&cases);
}

#[test]
fn a_good_log_has_no_finding_at_all() {
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), &plan().bytes());
    let report = dateline::verify::verify(dir.path(), true, &mut |_, _| {});
    assert_eq!(report.findings, []);
    assert_eq!(
        (report.position, report.entries, report.commits),
        (10, 10, 4)
    );
    assert_eq!(report.origin.as_deref(), Some("example.org/treasury-desk"));
}

#[test]
fn the_worked_example_of_the_format_is_sound() {
    let text = include_str!("../../schema/log-format.md");
    let block = |after: &str| {
        let rest = &text[text.find(after).unwrap()..];
        let rest = &rest[rest.find("```\n").unwrap() + 4..];
        rest[..rest.find("```").unwrap()].to_string()
    };
    let mut frame = block("## 7. Worked example");
    let entries = block("stand for");
    for (number, line) in entries.lines().enumerate() {
        frame = frame.replace(&format!("@{}\n", number + 1), &format!("{line}\n"));
    }
    let mut slot = block("A slot is text:").into_bytes();
    slot.resize(4095, b' ');
    slot.push(b'\n');
    let mut blank = vec![b' '; 4095];
    blank.push(b'\n');
    slot.extend(blank);
    both_say(&[(
        "worked example".into(),
        Bytes {
            log: frame.into_bytes(),
            head: slot,
        },
        0,
    )]);
}

#[test]
fn a_log_file_by_itself_has_no_head_to_lose() {
    let dir = tempfile::tempdir().unwrap();
    let bytes = plan().bytes();
    put(dir.path(), &bytes);
    let log = dir.path().join("log.jsonl");
    assert_eq!((ours(&log).exit, ours(&log).position), (0, 10));
    if has_python() {
        assert_eq!(kit::theirs(std::slice::from_ref(&log)), [ours(&log)]);
    }
    std::fs::write(&log, &bytes.log[..bytes.log.len() - 5]).unwrap();
    assert_eq!((ours(&log).exit, one(&ours(&log))), (1, vec!["tail"]));
}

#[test]
fn what_is_not_there_is_unreadable() {
    let dir = tempfile::tempdir().unwrap();
    let said = ours(&dir.path().join("nothing"));
    assert_eq!((said.exit, one(&said)), (4, vec!["unreadable"]));
    let empty = ours(dir.path());
    assert_eq!((empty.exit, one(&empty)), (4, vec!["unreadable"]));
}

#[test]
fn the_tool_prints_position_and_root_and_exits_as_verify() {
    if !has_python() {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let bytes = plan().bytes();
    put(dir.path(), &bytes);
    let run = |more: &[&str]| {
        Command::new("python3")
            .arg(tool())
            .arg(dir.path())
            .args(more)
            .output()
            .unwrap()
    };
    let good = run(&[]);
    let expected = format!("sound: position 10 root {}\n", ours(dir.path()).root);
    assert_eq!(String::from_utf8(good.stdout).unwrap(), expected);
    assert_eq!(good.status.code(), Some(0));
    std::fs::remove_file(dir.path().join("head")).unwrap();
    let json = run(&["--json"]);
    let value: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(
        (json.status.code(), &value["findings"][0]["code"]),
        (Some(1), &"head_lost".into())
    );
    std::fs::write(dir.path().join("log.jsonl"), &bytes.log[1..]).unwrap();
    assert_eq!(run(&[]).status.code(), Some(4));
    assert_eq!(run(&["--nonsense"]).status.code(), Some(2));
}
