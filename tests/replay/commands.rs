//! `replay` and `diff` on the command line: formats, flags and refusals; `log --follow` beside a
//! writer; periods.

use std::io::{BufRead, BufReader};

use serde_json::{Value, json};

use crate::support::Bench;

#[test]
fn replay_is_one_object_of_citation_and_rows() {
    let bench = Bench::with_demo();
    let told = bench.run(&["replay", "--json"]).ok().json();
    assert_eq!(told["citation"]["query"]["command"], "replay");
    let rows = told["rows"].as_array().unwrap();
    assert!(rows.len() > 10);
    for name in [
        "position", "id", "kind", "view", "key", "change", "before", "after",
    ] {
        assert!(rows[0].get(name).is_some(), "{name}");
    }
    let lines = bench.run(&["replay", "--format", "jsonl"]).ok().out;
    let lines: Vec<Value> = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), rows.len() + 1);
    assert_eq!(lines[..rows.len()], rows[..]);
    let csv = bench.run(&["replay", "--format", "csv"]).ok().out;
    assert!(
        csv.starts_with("position,id,kind,view,change,aged,key,before,after\r\n"),
        "{csv}"
    );
}

#[test]
fn the_digest_at_a_position_is_that_of_the_answer_there() {
    let bench = Bench::with_demo();
    for view in ["divestment", "stance", "sources"] {
        let told = bench
            .run(&["replay", "--digest", "--view", view, "--json"])
            .ok()
            .json();
        let commits = told["rows"].as_array().unwrap();
        assert!(commits.len() > 5);
        let at = commits[3]["position"].as_u64().unwrap();
        let answer = bench
            .run(&[view, "--known", &format!("@{at}"), "--json"])
            .ok()
            .json();
        let text = serde_json_canonicalizer::to_string(&answer["rows"]).unwrap();
        assert_eq!(
            commits[3]["digest"],
            dateline::merkle::sha256_hex(text.as_bytes()),
            "{view}"
        );
    }
    let told = bench
        .run(&["replay", "--digest", "--view", "chain", "--json"])
        .ok()
        .json();
    let last = told["rows"].as_array().unwrap().last().unwrap();
    let graph = bench.run(&["chain", "--json"]).ok().json();
    let body = json!({"edges": graph["edges"], "nodes": graph["nodes"]});
    let text = serde_json_canonicalizer::to_string(&body).unwrap();
    assert_eq!(
        last["digest"],
        dateline::merkle::sha256_hex(text.as_bytes())
    );
}

#[test]
fn people_read_a_line_a_change() {
    let bench = Bench::with_demo();
    let out = bench
        .run(&["replay", "--from", "@3", "--to", "@4"])
        .ok()
        .out;
    assert!(
        out.contains(
            "@3 fund_exit  + akademiker (DK), us_treasury:US USD: pending ~100 M, overdue 1\n"
        ),
        "{out}"
    );
    let out = bench
        .run(&["replay", "--from", "@5", "--to", "@9"])
        .ok()
        .out;
    assert!(
        out.contains("5 of 5 entries changed no row of divestment"),
        "{out}"
    );
    let out = bench
        .run(&["replay", "--from", "@5", "--to", "@9", "-v"])
        .ok()
        .out;
    assert!(out.contains("no effect"), "{out}");
    let out = bench
        .run(&["diff", "--known", "@120..@121", "--view", "divestment"])
        .ok()
        .out;
    assert!(
        out.contains("682.6 bn") && out.contains("683.9 bn") && out.contains("(through @121)"),
        "{out}"
    );
}

#[test]
fn what_leaving_an_entry_out_changes_is_summed_up_for_people() {
    let bench = Bench::with_demo();
    let line = "replay --view divestment --without @3 --without @12";
    let out = bench.line(line).ok().out;
    let summary =
        "\nwithout @3, @12: 16 entries fall away, 0 lose sources, 1 row differs at the end\n";
    assert!(out.contains(summary), "{out}");
    assert!(out.contains("overdue 1 → 0"), "{out}");
}

#[test]
fn leaving_out_what_is_not_there_is_said_and_changes_nothing() {
    let bench = Bench::with_demo();
    let plain = bench.run(&["replay", "--json"]).ok().json();
    let ran = bench
        .run(&["replay", "--json", "--without", "publisher=Nobody"])
        .ok();
    assert!(ran.err.contains("publisher=Nobody"), "{}", ran.err);
    let told = ran.json();
    assert_eq!(told["rows"], plain["rows"]);
    assert_eq!(told["without"]["rows"], json!([]));
    assert_eq!(told["without"]["unmatched"], json!(["publisher=Nobody"]));
    assert_eq!(
        told["citation"]["query"]["without"],
        json!(["publisher=Nobody"])
    );
}

#[test]
fn what_was_asked_for_twice_or_backwards_is_refused() {
    let bench = Bench::with_demo();
    for (line, code) in [
        ("replay --view divestmnet", "unknown_view"),
        ("replay --from @9 --to @3", "backwards_span"),
        ("replay --to @900", "known_beyond_head"),
        ("replay --without editor=Wire", "bad_without"),
        ("diff", "no_range"),
        ("diff --known @3", "no_range"),
        ("diff --on ../2026-01-22", "no_range"),
        ("diff --known @3..", "half_range"),
        ("diff --known @9..@3", "backwards_span"),
        ("diff --on 2026-02-01..2026-01-01", "backwards_span"),
        (
            "diff --known @1..@2 --on 2026-01-01..2026-02-01",
            "several_ranges",
        ),
        ("diff --known @1..@900", "known_beyond_head"),
        ("diff --known @1..@2 --view log", "unknown_view"),
        (
            "divestment -M --since 1700 --until 2026",
            "too_many_periods",
        ),
    ] {
        let error = bench.line(&format!("{line} --json")).exits(2).error();
        assert_eq!(error["code"], code, "{line}: {error}");
        assert!(
            error["hint"].as_str().is_some_and(|hint| !hint.is_empty()),
            "{error}"
        );
    }
}

#[test]
fn a_diff_over_dates_cites_both_ends() {
    let bench = Bench::with_demo();
    let line = "diff --on 2026-01-20..2026-01-25 --view divestment --known @100 --json";
    let told = bench.line(line).ok().json();
    let query = &told["citation"]["query"];
    assert_eq!(query["on"], json!(["2026-01-20", "2026-01-25"]));
    assert_eq!(
        (&query["known"], &query["view"]),
        (&json!(100), &json!(["divestment"]))
    );
    assert_eq!(told["citation"]["position"], 100);
    let rows = told["rows"].as_array().unwrap();
    assert!(
        rows.iter()
            .all(|row| row["entries"].is_array() && row["key"].is_object())
    );
}

#[test]
fn follow_prints_what_another_process_records() {
    let bench = Bench::with_demo();
    let args = ["log", "--follow", "--format", "jsonl", "--since", "2027"];
    let mut child = bench.command(&args).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let event = r#"{"kind":"statement","happened":"2027-01-21","by":{"country":"US"},"act":"comments","sources":[{"publisher":"Reuters"}]}"#;
    bench.file("events.jsonl", format!("{event}\n{event}\n"));
    bench.run(&["import", "events.jsonl"]).ok();
    let rows: Vec<Value> = lines
        .by_ref()
        .take(2)
        .map(|line| serde_json::from_str(&line.unwrap()).unwrap())
        .collect();
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(
        rows[1]["position"].as_u64(),
        rows[0]["position"].as_u64().map(|at| at + 1)
    );
    assert_eq!(rows[0]["event"]["happened"], "2027-01-21");
    // Enough is enough; and there is no one object of what does not end.
    bench.run(&["log", "--follow", "--limit", "3"]).ok();
    bench.run(&["log", "--follow", "--json"]).exits(2);
}

#[test]
fn a_period_shows_the_figures_as_of_its_end() {
    let bench = Bench::with_demo();
    let told = bench
        .line("divestment -Q --since 2025-10 --until 2026-03 --json")
        .ok()
        .json();
    assert_eq!(told["citation"]["query"]["every"], "quarter");
    for (row, (label, on)) in [("2025-Q4", "2025-12-31"), ("2026-Q1", "2026-03-31")]
        .into_iter()
        .enumerate()
    {
        let alone = bench
            .line(&format!("divestment --since 2025-10 --on {on} --json"))
            .ok()
            .json();
        for found in alone["rows"].as_array().unwrap() {
            let same = |row: &&Value| {
                ["holder", "country", "asset", "issuer", "currency"]
                    .iter()
                    .all(|f| row[f] == found[f])
            };
            let spread = told["rows"].as_array().unwrap().iter().find(same).unwrap();
            let period = &spread["periods"][row];
            assert_eq!(
                (&period["period"], &period["on"]),
                (&json!(label), &json!(on))
            );
            for field in ["pending", "executed", "unquantified", "overdue", "levels"] {
                assert_eq!(period[field], found[field], "{field} of {found}");
            }
        }
    }
    let dollars = told["totals"]
        .as_array()
        .unwrap()
        .iter()
        .find(|total| total["currency"] == "USD");
    assert!(dollars.unwrap()["periods"].as_array().unwrap().len() == 2);
    bench.line("divestment --until 2026-01").exits(2);
}
