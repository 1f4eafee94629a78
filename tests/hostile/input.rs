//! Hostile text in imports and in the other files that are read: sizes, depths, bytes. Each
//! is refused with its code, or accepted on purpose; neither memory nor stack gives way.

use super::{calm, line, lines, log_of, position, refused};
use crate::support::Bench;

#[test]
fn lines_of_two_mebibytes_are_told_one_by_one() {
    let bench = Bench::with_store();
    let long = "x".repeat(2 << 20);
    let text = format!(
        "{long}\n{}\n{{\"note\":\"{long}\"}}\n{long}{long}",
        line("between")
    );
    assert_eq!(refused(&bench, &text), ["line_too_long"; 3]);
    // As long as a line may be, and too long for an entry.
    let room = (2 << 20) - line("fits").len() - r#","note":"""#.len() - 1;
    let text = line("fits").replace(
        r#""kind""#,
        &format!(r#""note":"{}","kind""#, "y".repeat(room)),
    );
    assert_eq!(text.len(), (2 << 20) - 1);
    assert_eq!(refused(&bench, &text), ["entry_too_long"]);
    let dry = bench.run(&["import", "refused.jsonl", "--dry-run", "--json"]);
    assert_eq!(dry.exits(2).error()["code"], "entry_too_long");
    assert_eq!(
        refused(&bench, format!("{}\n{text}\n", line("one"))),
        ["entry_too_long"]
    );
}

/// A device without line feeds, and one line longer than is searched for its end.
#[test]
fn a_line_without_end_ends_the_import() {
    let bench = Bench::with_store();
    let before = log_of(&bench);
    for name in ["/dev/zero", "/dev/urandom"] {
        let from_json = ["add", "--from-json", name];
        calm(&bench.run(&from_json).exits(2));
    }
    let ran = bench.run(&["import", "/dev/zero", "--json"]).exits(2);
    let problems = ran.error()["problems"].as_array().unwrap().clone();
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0]["code"], "line_too_long");
    assert!(
        problems[0]["message"]
            .as_str()
            .unwrap()
            .contains("nothing after it was read")
    );
    calm(&bench.run(&["import", "/dev/zero"]).exits(2));
    assert_eq!(log_of(&bench), before);
    let long = format!("{}\n{}\n", "x".repeat(19 << 20), line("after"));
    assert_eq!(refused(&bench, &long), ["line_too_long"]);
    // One that is only too long does not keep the next from being read.
    let long = format!("{}\n{}\n{{}}\n", "x".repeat(15 << 20), line("after"));
    assert_eq!(refused(&bench, &long), ["line_too_long", "missing_field"]);
}

#[test]
fn an_entry_of_just_the_limit_is_taken() {
    let bench = Bench::with_store();
    let of = |length: usize| {
        let note = format!(r#""note":"{}","kind""#, "y".repeat(length));
        line("large").replace(r#""kind""#, &note)
    };
    bench.file("a.jsonl", of(1_000_000));
    bench.run(&["import", "a.jsonl", "--dry-run"]).ok();
    bench.run(&["import", "a.jsonl"]).ok();
    let log = log_of(&bench);
    let entry = log.split(|byte| *byte == b'\n').nth(1).unwrap().len();
    let other = Bench::with_store();
    let most = 1_000_000 + (1 << 20) - entry;
    assert_eq!(refused(&other, of(most + 1)), ["entry_too_long"]);
    other.file("a.jsonl", of(most));
    other.run(&["import", "a.jsonl"]).ok();
    other.run(&["verify"]).ok();
}

#[test]
fn deep_nesting_costs_no_stack() {
    let bench = Bench::with_store();
    let deep = |open: &str, close: &str| {
        let count = 200_000;
        format!("{}1{}", open.repeat(count), close.repeat(count))
    };
    for text in [deep("[", "]"), deep(r#"{"a":"#, "}"), "[".repeat(1 << 20)] {
        assert_eq!(refused(&bench, &text), ["too_deep"]);
        let inside = line("deep").replace(r#""US""#, &text);
        assert_eq!(refused(&bench, &inside), ["too_deep"]);
    }
    // Depth that is read is still no event.
    let shallow = format!("{}1{}", "[".repeat(60), "]".repeat(60));
    refused(&bench, line("shallow").replace(r#""US""#, &shallow));
    bench.file("a.jsonl", line("one"));
    bench.run(&["import", "a.jsonl"]).ok();
    let sources = format!("sources={}", "[".repeat(100_000));
    let ran = bench.run(&["correct", "@1", "--set", &sources, "--reason", "x"]);
    calm(&ran.exits(2));
}

#[test]
fn deep_nesting_in_the_files_beside() {
    let bench = Bench::with_demo();
    for text in [
        format!("a = {}", "[".repeat(200_000)),
        format!("a = {}", "{a = ".repeat(100_000)),
        format!("{} = 1", ["a"; 100_000].join(".")),
        format!("[{}]", ["a"; 100_000].join(".")),
    ] {
        bench.file("rules.toml", &text);
        let ran = bench.run(&["stance", "--rules", "rules.toml"]);
        calm(&ran.exits(2));
        std::fs::create_dir_all(bench.path(".config/dateline")).unwrap();
        bench.file(".config/dateline/config.toml", &text);
        let by_config = Bench::var(Bench::with_demo(), "DATELINE_AUTHOR", "");
        std::fs::create_dir_all(by_config.path(".config/dateline")).unwrap();
        by_config.file(".config/dateline/config.toml", &text);
        let ran = by_config.run(&["dispute", "@1", "--claim", "no"]);
        calm(&ran.exits(2));
        let marked = Bench::with_demo();
        marked.file("desk/dateline.toml", &text);
        calm(&marked.run(&["log"]).exits(4));
    }
}

#[test]
fn keys_that_stand_twice_at_any_depth() {
    let bench = Bench::with_store();
    let twice = [
        line("aa").replace(r#""act""#, r#""label":"b","act""#),
        line("aa").replace(r#""country""#, r#""country":"DK","country""#),
        line("aa").replace(r#""publisher""#, r#""publisher":"A","publisher""#),
        line("aa").replace(r#""act""#, r#""titles":{"en":"one","en":"two"},"act""#),
        line("aa").replace(r#""act""#, r#""\u0061ct":"praises","act""#),
    ];
    for text in &twice {
        assert_eq!(refused(&bench, text), ["duplicate_key"], "{text}");
    }
    let correction = r#"{"kind":"correction","target":"aa","reason":"x","changes":{"by":{"name":"A","name":"B"}}}"#;
    assert_eq!(refused(&bench, correction), ["duplicate_key"]);
}

#[test]
fn bytes_that_are_no_text() {
    let bench = Bench::with_store();
    let with = |bytes: &[u8]| {
        let text = line("aa").into_bytes();
        let at = text.iter().position(|byte| *byte == b'U').unwrap();
        [&text[..at], bytes, &text[at..]].concat()
    };
    for bytes in [
        &b"\xff"[..],
        b"\xc0\xaf",
        b"\xed\xa0\x80",
        b"\xf4\x90\x80\x80",
        b"\xe2\x82",
    ] {
        assert_eq!(refused(&bench, with(bytes)), ["bad_utf8"], "{bytes:?}");
    }
    // UTF-16, as some programs save it.
    let wide: Vec<u8> = line("aa")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    refused(&bench, [&b"\xff\xfe"[..], &wide].concat());
    for bytes in [&b"\0"[..], b"\x1b[31m", b"\x07"] {
        assert_eq!(refused(&bench, with(bytes)), ["bad_json"], "{bytes:?}");
    }
    for escape in [r"\u0000", r"\u001b[2J", r"\u0085", r"\u009b", r"\b"] {
        let text = with(escape.as_bytes());
        let text = String::from_utf8(text)
            .unwrap()
            .replace(r#""country""#, r#""name""#);
        assert_eq!(refused(&bench, &text), ["control_character"], "{escape}");
    }
    for half in [r"\ud800", r"\udc00", r"\ud800\ud800", r"\udc00\ud800"] {
        assert_eq!(refused(&bench, with(half.as_bytes())), ["lone_surrogate"]);
    }
}

#[test]
fn numbers_without_end() {
    let bench = Bench::with_store();
    for number in [
        "1e999999",
        "-1e999999",
        "1e308",
        "123456789012345678901234567890",
        "-0",
        "0.1e-400",
        "NaN",
        "Infinity",
        "0x10",
        "01",
        "1.",
        &"9".repeat(100_000),
    ] {
        let event = format!(
            r#"{{"kind":"observation","subject":{{"country":"US"}},"measure":"m","count":{number},"happened":"2026","sources":[{{"publisher":"A"}}]}}"#
        );
        if number != "-0" {
            refused(&bench, &event);
        }
        refused(&bench, event.replace("count", "percent"));
        let link = format!(
            r#"{{"kind":"link","cause":"a","effect":"b","relation":"causes","confidence":{number}}}"#
        );
        refused(&bench, link);
    }
}

#[test]
fn a_byte_order_mark_and_windows_lines_are_taken() {
    let bench = Bench::with_store();
    bench.file(
        "a.jsonl",
        format!("\u{feff}{}\r\n\r\n{}\r\n", line("one-a"), line("one-b")),
    );
    bench.file("b.jsonl", format!("\u{feff}\r\n{}", line("two-a")));
    bench.run(&["import", "a.jsonl", "b.jsonl"]).ok();
    assert_eq!(position(&bench), 3);
    let log = String::from_utf8(log_of(&bench)).unwrap();
    assert!(!log.contains('\r') && !log.contains('\u{feff}'));
    bench.run(&["verify"]).ok();
}

#[test]
fn an_import_of_nothing_says_so() {
    let bench = Bench::with_store();
    for text in ["", "\n", "\r\n \t\r\n", "\u{feff}", "\u{feff}\n"] {
        bench.file("empty.jsonl", text);
        let ran = bench.run(&["import", "empty.jsonl"]).ok();
        assert!(ran.err.contains("no events"), "{text:?}: {}", ran.err);
        assert!(ran.out.contains("nothing to record"), "{}", ran.out);
    }
    let ran = bench.run(&["import", "/dev/null", "--json"]).ok();
    assert_eq!(ran.json()["entries"], 0);
    assert_eq!(position(&bench), 0);
}

#[test]
fn ten_thousand_problems_are_no_flood() {
    let bench = Bench::with_store();
    let codes = refused(&bench, "{}\n".repeat(12_000));
    assert!(codes.len() <= 1_000, "{}", codes.len());
    let text = bench.run(&["import", "refused.jsonl"]).exits(2).err;
    assert!(
        text.lines().count() < 110 && text.contains("more"),
        "{text}"
    );
    bench.file("good.jsonl", lines(3));
    bench.run(&["import", "good.jsonl"]).ok();
}
