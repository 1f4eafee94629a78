//! Logs that somebody rewrote with right roots and a right head: what the hashes cannot
//! show, the rules of the format must.

use dateline::log::Stamp;

use super::kit::{Bytes, Plan, both_say, draft, id, ours, plan, put};

fn at(line: usize, change: impl Fn(String) -> String) -> impl Fn(usize, String) -> String {
    move |number, text| if number == line { change(text) } else { text }
}

/// What both say of it, and our codes.
fn codes(bytes: &Bytes, exit: u8) -> Vec<String> {
    both_say(&[("rewritten".into(), bytes.clone(), exit)]);
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), bytes);
    ours(dir.path()).codes.into_iter().collect()
}

#[test]
fn a_changed_header_is_not_the_one_that_entry_1_binds() {
    let plan = plan();
    let mut other = plan.clone();
    other.header.origin = "example.org/another-desk!".into();
    assert_eq!(other.header.origin.len(), plan.header.origin.len());
    let (good, mut bytes) = (plan.bytes(), other.bytes());
    let end = good.log.iter().position(|byte| *byte == b'\n').unwrap();
    bytes.log.truncate(end);
    bytes.log.extend(&good.log[end..]);
    bytes.head = good.head;
    assert_eq!(codes(&bytes, 4), ["unbound_header"]);
}

#[test]
fn only_entry_1_binds_the_header_and_it_must() {
    let binding = |text: &str| {
        let from = text.find(",\"log\":").unwrap();
        text[from..from + 53].to_string()
    };
    let first = plan().bytes_with(&at(1, |text| text.replace(&binding(&text), "")));
    assert_eq!(codes(&first, 4), ["unbound_header"]);
    let good = String::from_utf8(plan().bytes().log).unwrap();
    let with = binding(good.lines().nth(1).unwrap());
    let second = plan().bytes_with(&at(2, |text| {
        text.replace(",\"position\":2,", &format!("{with},\"position\":2,"))
    }));
    assert_eq!(codes(&second, 4), ["unbound_header"]);
}

#[test]
fn lines_that_are_not_canonical_are_found_under_right_roots() {
    let ways: [(&str, &dyn Fn(String) -> String); 9] = [
        ("a space", &|text| {
            text.replace("\"kind\":\"statement\"", "\"kind\": \"statement\"")
        }),
        ("an escape too many", &|text| {
            text.replace("fund", "f\\u0075nd")
        }),
        ("a slash escaped", &|text| {
            text.replace("line\\n", "line\\/\\n")
        }),
        ("another order", &|text| {
            text.replace("\"act\":\"comments\",\"by\"", "\"by\"")
                .replace(",\"kind\"", ",\"act\":\"comments\",\"kind\"")
        }),
        ("a space at the end", &|text| format!("{text} ")),
        ("a name twice", &|text| {
            text.replace(
                "\"kind\":\"statement\"",
                "\"kind\":\"statement\",\"kind\":\"statement\"",
            )
        }),
        ("a control in upper case", &|text| {
            text.replace("line\\n", "line\\u000A")
        }),
        ("a position with an exponent", &|text| {
            text.replace("\"position\":2", "\"position\":2e0")
        }),
        ("a position with a point", &|text| {
            text.replace("\"position\":2", "\"position\":2.0")
        }),
    ];
    for (name, way) in ways {
        let bytes = plan().bytes_with(&at(2, way));
        assert_ne!(bytes, plan().bytes(), "{name}");
        both_exit(name, &bytes);
    }
}

/// Which of `bad_line` and `not_canonical` it is, is a matter of taste; that it is damage is not.
fn both_exit(name: &str, bytes: &Bytes) {
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), bytes);
    let said = ours(dir.path());
    assert_eq!((said.exit, said.position), (4, 0), "{name}: {said:?}");
    if super::has_python() {
        let theirs = &super::kit::theirs(&[dir.path().to_path_buf()])[0];
        assert_eq!(
            (theirs.exit, theirs.position, &theirs.root),
            (4, 0, &said.root),
            "{name}: {theirs:?}"
        );
    }
}

#[test]
fn numbers_are_written_in_one_way_only() {
    for number in [
        "0.60",
        "6e-1",
        "0.6000000000000000001",
        "1.0",
        "-0",
        "1E400",
        "9007199254740993",
    ] {
        let bytes = plan().bytes_with(&at(3, |text| {
            text.replace("\"confidence\":0.6", &format!("\"confidence\":{number}"))
        }));
        both_exit(number, &bytes);
    }
    for number in ["0.1", "0", "1", "0.0625", "1e-7"] {
        let bytes = plan().bytes_with(&at(3, |text| {
            text.replace("\"confidence\":0.6", &format!("\"confidence\":{number}"))
        }));
        // 1e-7 is canonical, but no confidence: that is a matter of the vocabulary.
        let dir = tempfile::tempdir().unwrap();
        put(dir.path(), &bytes);
        assert_eq!(
            ours(dir.path()).exit,
            u8::from(number == "1e-7"),
            "{number}"
        );
        if super::has_python() {
            assert_eq!(
                super::kit::theirs(&[dir.path().to_path_buf()])[0].exit,
                0,
                "{number}"
            );
        }
    }
}

#[test]
fn members_unknown_missing_or_misspelt_are_bad_lines() {
    let ways: [(usize, &str, &str); 10] = [
        (2, "\"schema\":1", "\"schema\":1,\"zebra\":1"),
        (2, ",\"recorded_by\":\"mette@example.org\"", ""),
        (2, "\"schema\":1", "\"schema\":0"),
        (2, "\"schema\":1", "\"schema\":\"1\""),
        (
            2,
            "0198c000-0000-7000-8000-000000000002\",\"position\"",
            "0198C000-0000-7000-8000-000000000002\",\"position\"",
        ),
        (2, "T10:00:01.000000Z", "T10:00:01.000Z"),
        (2, "2026-01-25T", "2026-02-30T"),
        (4, "\"entries\":3", "\"entries\":0"),
        (4, "{\"entries\":3,", "{\"and\":1,\"entries\":3,"),
        (4, "=\"", "=\",\"signatures\":[]"),
    ];
    for (line, from, to) in ways {
        let bytes = plan().bytes_with(&at(line, |text| text.replace(from, to)));
        assert_ne!(bytes, plan().bytes(), "{from}");
        both_exit(&format!("{from} as {to}"), &bytes);
    }
}

#[test]
fn newer_formats_are_told_from_damage() {
    let header = plan().bytes_with(&at(0, |text| {
        text.replace("dateline-log/1", "dateline-log/2")
    }));
    assert_eq!(codes(&header, 4), ["newer_format"]);
    let entry = plan().bytes_with(&at(2, |text| text.replace("\"schema\":1", "\"schema\":2")));
    assert_eq!(codes(&entry, 4), ["newer_format"]);
    let other = plan().bytes_with(&at(2, |text| {
        text.replace("\"schema\":1", "\"schema\":2,\"seal\":{}")
    }));
    assert_eq!(codes(&other, 4), ["newer_format"]);
}

#[test]
fn clocks_that_stand_or_run_back_are_damage() {
    for late in [-1_000_000, -1_000_001, -1_500_000] {
        let mut plan = plan();
        plan.late[2] = late;
        assert_eq!(codes(&plan.bytes(), 4), ["bad_clock"], "{late}");
    }
    let mut fine = plan();
    fine.late[2] = -999_999;
    assert_eq!(codes(&fine.bytes(), 0), [""; 0]);
    let inside = plan().bytes_with(&at(2, |text| {
        text.replace("T10:00:01.000000Z", "T10:00:01.000001Z")
    }));
    assert_eq!(codes(&inside, 4), ["bad_clock"]);
}

#[test]
fn an_entry_cannot_move_to_another_commit() {
    let mut moved = plan();
    let entry = moved.commits[1].remove(0);
    moved.commits[0].push(entry);
    moved.commits.remove(1);
    // Its own time stays what it was, for the leaf says it.
    let stamp = |plan: &Plan, number| -> Stamp { plan.stamp(number) };
    let (own, other) = (stamp(&plan(), 1), stamp(&plan(), 0));
    let bytes = moved.bytes_with(&at(4, |text| {
        text.replace(&other.recorded_at.to_text(), &own.recorded_at.to_text())
    }));
    assert_eq!(codes(&bytes, 4), ["bad_clock"]);
}

#[test]
fn commits_that_say_what_is_not_so_are_damage() {
    let say = |from: &str, to: &str| plan().bytes_with(&at(4, |text| text.replace(from, to)));
    assert_eq!(
        codes(&say("\"entries\":3", "\"entries\":2"), 4),
        ["bad_commit"]
    );
    assert_eq!(
        codes(&say("\"position\":3", "\"position\":4"), 4),
        ["bad_position"]
    );
    let entry = plan().bytes_with(&at(2, |text| {
        text.replace("\"position\":2", "\"position\":3")
    }));
    assert_eq!(codes(&entry, 4), ["bad_position"]);
}

#[test]
fn an_id_or_a_label_that_stands_twice_is_a_finding_on_the_later_one() {
    let mut same = plan();
    same.commits[3][1].id = id(2);
    assert_eq!(codes(&same.bytes(), 1), ["duplicate_id"]);
    let mut label = plan();
    label.commits[3][1].event = label.commits[3][1]
        .event
        .replace("statement-10", "statement-1");
    assert_eq!(codes(&label.bytes(), 1), ["duplicate_label"]);
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), &label.bytes());
    let report = dateline::verify::verify(dir.path(), true, &mut |_, _| {});
    assert_eq!(report.findings[0].position, Some(10));
}

#[test]
fn events_that_break_the_rules_are_findings_of_ours() {
    let ways: [(&str, serde_json::Value); 9] = [
        (
            "no such target",
            serde_json::json!({"kind": "retraction", "target": id(99), "reason": "x"}),
        ),
        (
            "itself",
            serde_json::json!({"kind": "retraction", "target": id(10), "reason": "x"}),
        ),
        (
            "amends an amendment",
            serde_json::json!({"kind": "correction", "target": id(4), "changes": {"reason": "y"}, "reason": "x"}),
        ),
        (
            "a retracted retraction",
            serde_json::json!({"kind": "retraction", "target": id(7), "reason": "x"}),
        ),
        (
            "a link to a link",
            serde_json::json!({"kind": "link", "cause": id(3), "effect": id(1), "relation": "causes"}),
        ),
        (
            "an unknown field",
            serde_json::json!({"kind": "retraction", "target": id(6), "reason": "x", "zebra": 1}),
        ),
        (
            "a date that is none",
            serde_json::json!({"kind": "statement", "act": "comments", "by": {"country": "DK"}, "happened": "2026-02-30", "sources": [{"publisher": "x"}]}),
        ),
        (
            "not NFC",
            serde_json::json!({"kind": "retraction", "target": id(6), "reason": "A\u{30a}"}),
        ),
        (
            "a null",
            serde_json::json!({"kind": "retraction", "target": id(6), "reason": "x", "note": null}),
        ),
    ];
    for (name, event) in ways {
        let mut plan = plan();
        plan.commits[3][1] = draft(10, &event);
        let dir = tempfile::tempdir().unwrap();
        put(dir.path(), &plan.bytes());
        let report = dateline::verify::verify(dir.path(), true, &mut |_, _| {});
        assert_eq!(report.exit_code(), 1, "{name}: {report:?}");
        let found = &report.findings[0];
        assert_eq!(
            (found.code, found.position, report.position),
            ("bad_event", Some(10), 10),
            "{name}"
        );
    }
}

#[test]
fn a_reference_may_point_forward_inside_its_commit_only() {
    let link = |effect: u64| serde_json::json!({"kind": "link", "cause": id(1), "effect": id(effect), "relation": "causes"});
    for (effect, exit) in [(6, 0), (9, 1)] {
        let mut plan = plan();
        plan.commits[2][0] = draft(5, &link(effect));
        plan.commits[2].truncate(2);
        let dir = tempfile::tempdir().unwrap();
        put(dir.path(), &plan.bytes());
        let report = dateline::verify::verify(dir.path(), true, &mut |_, _| {});
        assert_eq!(report.exit_code(), exit, "{report:?}");
    }
}
