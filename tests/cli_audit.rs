//! `audit` from the command line: silence and exit codes, every format and width, the rules
//! listed and named, and words that name nothing. What the rules find is tested in `views`.

use serde_json::{Value, json};

use crate::support::Bench;

/// A record that leaves nothing to ask below `court`.
const SOUND: &str = r#"{"kind":"statement","happened":"2026-01-21","by":{"country":"US"},"act":"comments","sources":[{"publisher":"Reuters","published":"2026-01-21"},{"publisher":"Ritzau","published":"2026-01-21"}]}"#;

fn sound() -> Bench {
    let bench = Bench::with_store();
    bench.file("sound.jsonl", format!("{SOUND}\n"));
    bench.run(&["import", "sound.jsonl"]).ok();
    bench
}

#[test]
fn a_clean_record_is_told_by_silence() {
    let bench = sound();
    for format in ["table", "markdown", "csv"] {
        let ran = bench.run(&["audit", "--format", format]).ok();
        assert_eq!((ran.out.as_str(), ran.err.as_str()), ("", ""), "{format}");
    }
    let answer = bench.run(&["audit", "--json"]).ok().json();
    assert_eq!((&answer["rows"], &answer["total"]), (&json!([]), &json!(0)));
    assert_eq!(answer["citation"]["query"]["level"], "publish");
    let lines = bench.run(&["audit", "--format", "jsonl"]).ok().out;
    assert_eq!(lines.lines().count(), 1, "{lines}");
    assert!(
        bench
            .run(&["audit", "-v"])
            .ok()
            .err
            .contains("nothing found up to @1")
    );
}

#[test]
fn findings_exit_with_1_in_every_format() {
    let bench = sound();
    for format in ["table", "markdown", "csv", "json", "jsonl"] {
        let ran = bench
            .run(&["audit", "--level", "court", "--format", format])
            .exits(1);
        assert!(
            ran.out.contains("no_evidence") || ran.out.contains("no\\_evidence"),
            "{}",
            ran.out
        );
        let citation = if format == "csv" { &ran.err } else { &ran.out };
        assert!(citation.contains("root"), "{format}: {citation}");
    }
}

#[test]
fn a_file_of_older_findings_is_emptied_when_there_are_none() {
    let bench = sound();
    let file = bench.path("audit.txt");
    bench
        .run(&["audit", "--level", "court", "-o", "audit.txt"])
        .exits(1);
    assert!(std::fs::read_to_string(&file).unwrap().contains("ungraded"));
    bench.run(&["audit", "-o", "audit.txt"]).ok();
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "");
}

#[test]
fn the_rows_are_the_same_in_json_and_jsonl_and_the_limit_hides_no_exit_code() {
    let bench = Bench::with_demo();
    let answer = bench.run(&["audit", "--json"]).exits(1).json();
    let rows = answer["rows"].as_array().unwrap();
    assert_eq!(answer["total"], rows.len());
    let lines = bench.run(&["audit", "--format", "jsonl"]).exits(1).out;
    let lines: Vec<Value> = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(&lines[..lines.len() - 1], rows);
    let cut = bench
        .run(&["audit", "--limit", "0", "--json"])
        .exits(1)
        .json();
    assert_eq!(
        (&cut["rows"], &cut["total"]),
        (&json!([]), &answer["total"])
    );
    let table = bench.run(&["audit", "--limit", "2"]).exits(1).out;
    let first = format!("The first 2 of {} findings, under 1 rule:", rows.len());
    assert!(table.starts_with(&first), "{table}");
}

#[test]
fn tables_fit_their_width() {
    for width in ["40", "80", "100"] {
        let bench = Bench::with_demo().var("COLUMNS", width);
        let room: usize = width.parse().unwrap();
        let asked: [&[&str]; 2] = [
            &["audit", "--level", "court", "--claims"],
            &["audit", "--list"],
        ];
        for args in asked {
            let out = bench.run(args).out;
            for line in out.lines().filter(|line| !line.contains(" · root ")) {
                let wide = unicode_width::UnicodeWidthStr::width(line);
                assert!(wide <= room, "{width}: {wide}: {line}");
            }
        }
    }
}

#[test]
fn findings_stand_under_their_rule_with_their_number() {
    let bench = Bench::with_demo().var("COLUMNS", "100");
    let out = bench
        .run(&["audit", "impossible-link", "link_on_retracted"])
        .exits(1)
        .out;
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(lines[0], "3 findings, under 2 rules:");
    assert_eq!(lines[2], "impossible_link (basic, 2)");
    assert!(out.contains("\nTo settle: "), "{out}");
    let finding =
        "  @55 link-threat-exit: trump-threat (2026-01-22) → akademiker-exit (2026-01-20)";
    assert!(out.contains(finding), "{out}");
    assert!(
        out.contains("(claimed by Chinese-language commentary"),
        "{out}"
    );
    let query = "audit --rule impossible_link,link_on_retracted · @124 of";
    assert!(lines.last().unwrap().starts_with(query), "{out}");
}

#[test]
fn the_query_of_a_citation_can_be_typed_again() {
    let bench = Bench::with_demo();
    let first = bench
        .run(&[
            "audit",
            "Single-Origin",
            "akademiker-exit",
            "@88",
            "--rule",
            "unclear_link",
            "--json",
        ])
        .exits(1)
        .json();
    let query = &first["citation"]["query"];
    assert_eq!(query["rule"], json!(["single_origin", "unclear_link"]));
    let ids = query["arguments"].as_array().unwrap();
    let again = bench
        .run(&[
            "audit",
            ids[0].as_str().unwrap(),
            ids[1].as_str().unwrap(),
            "--rule",
            "single_origin,unclear_link",
            "--json",
        ])
        .exits(1)
        .json();
    assert_eq!(first, again);
}

#[test]
fn the_rules_are_listed_in_every_format_without_a_store() {
    let bench = Bench::empty();
    let list = bench.run(&["audit", "--list", "--json"]).ok().json();
    let rules = list["rules"].as_array().unwrap();
    assert!(rules.len() > 20);
    for rule in rules {
        for field in ["name", "level", "finds", "why", "settle"] {
            assert!(
                rule[field].as_str().is_some_and(|text| !text.is_empty()),
                "{rule}"
            );
        }
    }
    let lines = bench
        .run(&["audit", "--list", "--format", "jsonl"])
        .ok()
        .out;
    assert_eq!(lines.lines().count(), rules.len());
    let csv = bench.run(&["audit", "--list", "--format", "csv"]).ok().out;
    assert!(
        csv.starts_with("name,level,finds,why,settle\r\nimpossible_link,basic,"),
        "{csv}"
    );
    for format in ["table", "markdown"] {
        let page = bench.run(&["audit", "--list", "--format", format]).ok().out;
        assert!(
            page.contains("Finds: ") && page.contains("To settle: "),
            "{page}"
        );
    }
    let basic = bench
        .run(&["audit", "--list", "--level", "basic", "--json"])
        .ok()
        .json();
    let basic = basic["rules"].as_array().unwrap();
    assert!(basic.iter().all(|rule| rule["level"] == "basic") && basic.len() < rules.len());
    let one = bench
        .run(&["audit", "--list", "ungraded", "--json"])
        .ok()
        .json();
    assert_eq!(one["rules"][0]["name"], "ungraded");
}

/// The document has the table of the program: the same rules, levels and order.
#[test]
fn the_document_lists_the_rules_as_they_are() {
    let list = Bench::empty()
        .run(&["audit", "--list", "--json"])
        .ok()
        .json();
    let rules = list["rules"].as_array().unwrap().iter();
    let rules =
        rules.map(|rule| format!("| `{}` | {} |", text(&rule["name"]), text(&rule["level"])));
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/schema/audit.md");
    let document = std::fs::read_to_string(path).unwrap();
    let rows = document.lines().filter(|line| line.starts_with("| `"));
    let rows = rows.map(|row| row.split_inclusive('|').take(3).collect::<String>());
    assert_eq!(rows.collect::<Vec<_>>(), rules.collect::<Vec<_>>());
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

/// What is advised can be typed: the commands are there, with these flags.
#[test]
fn what_would_settle_it_names_commands_that_exist() {
    let bench = Bench::empty();
    let list = bench.run(&["audit", "--list", "--json"]).ok().json();
    let mut named = 0;
    for rule in list["rules"].as_array().unwrap() {
        let settle = text(&rule["settle"]);
        for line in settle.split('`').skip(1).step_by(2) {
            let Some(line) = line.strip_prefix("dateline ") else {
                continue;
            };
            let words: Vec<&str> = line.split(' ').collect();
            let deep = if words[0] == "add" { 2 } else { 1 };
            let mut asked = words[..deep].to_vec();
            asked.push("--help");
            let help = bench.run(&asked).ok().out;
            for flag in words.iter().filter(|word| word.starts_with("--")) {
                assert!(help.contains(flag), "{line}: {flag}");
            }
            named += 1;
        }
    }
    assert!(named > 15, "{named} commands");
}

#[test]
fn advice_followed_settles_the_finding() {
    let bench = Bench::with_demo();
    let ask = [
        "audit",
        "source_before_correction",
        "china-tic-2025-11",
        "--json",
    ];
    let row = bench.run(&ask).exits(1).json()["rows"][0].clone();
    let advice = text(&row["settle"]).split('`').nth(1).unwrap();
    assert_eq!(
        advice,
        "dateline corroborate china-tic-2025-11 --source-of @121"
    );
    bench.line(advice.strip_prefix("dateline ").unwrap()).ok();
    bench.run(&ask).ok();
}

#[test]
fn diff_and_replay_follow_the_findings() {
    let bench = Bench::with_demo();
    // The relay of @81 doubles the exit until its retraction, @107.
    let run = ["diff", "--known", "@80..@107", "--view", "audit", "--json"];
    let changes = bench.run(&run).ok().json();
    let rows = changes["rows"].as_array().unwrap();
    let retracted = rows
        .iter()
        .find(|row| row["key"]["rule"] == "link_on_retracted")
        .unwrap();
    assert_eq!(
        (&retracted["change"], &retracted["key"]["position"]),
        (&json!("added"), &json!(82))
    );
    // The link comes in, its effect is corrected, its cause is withdrawn.
    assert_eq!(retracted["entries"], json!([82, 101, 107]));
    let run = [
        "replay", "--view", "audit", "--from", "@81", "--to", "@107", "--json",
    ];
    let effects = bench.run(&run).ok().json();
    let doubled = effects["rows"].as_array().unwrap().iter();
    let doubled = doubled.filter(|row| row["key"]["rule"] == "doubled_exit");
    let doubled: Vec<_> = doubled
        .map(|row| (row["position"].clone(), row["change"].clone()))
        .collect();
    assert_eq!(
        doubled,
        [(json!(81), json!("added")), (json!(107), json!("removed"))]
    );
}
