//! Drift by example: given a story that was cited, when it is amended, then these findings; and
//! the commands around it. Figures are worked out in the comments.

use dateline::desk::{Clock, Draft, Ids, Options, Place};
use dateline::event::decode;
use dateline::event::when::Instant;
use dateline::store::Store;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::Bench;

const EXIT: &str = "add fund-exit --holder \"Fund A, DK, pension_fund, id=fund-a\" --asset us_treasury:US \
    --stage announced --amount \"100M USD\" --happened 2026-01-20 --publisher Wire \
    --published 2026-01-20 --label exit-a";

/// One exit of 100 million, cited by country as of 25 January.
pub fn story() -> Bench {
    let bench = Bench::with_store();
    bench.line(EXIT).ok();
    bench
        .line("cite divestment --on 2026-01-25 --by country --as exits")
        .ok();
    bench
}

/// The findings, as (finding, change, entries), and the rows.
fn found(bench: &Bench, slug: &str) -> (Vec<(String, String, Value)>, Vec<Value>) {
    let ran = bench.run(&["drift", slug, "--json"]);
    let told = ran.json();
    let rows = told["rows"].as_array().unwrap().clone();
    assert_eq!(ran.code, if rows.is_empty() { 0 } else { 1 }, "{}", ran.err);
    let text = |row: &Value, name: &str| row[name].as_str().unwrap().to_owned();
    let short = rows.iter().map(|row| {
        (
            text(row, "finding"),
            text(row, "change"),
            row["entries"].clone(),
        )
    });
    (short.collect(), rows)
}

fn finding(finding: &str, change: &str, entries: Value) -> (String, String, Value) {
    (finding.to_owned(), change.to_owned(), entries)
}

#[test]
fn nothing_changed_is_no_drift() {
    let bench = story();
    assert_eq!(found(&bench, "exits").0, []);
    // Of another country, and after the day: the answer is the same, so is its digest.
    bench.line("add holding --holder JP --asset us_treasury:US --amount 1bn --happened 2026-02 --publisher Wire").exits(2);
    bench
        .line("add statement --by JP --act comments --happened 2026-02-01 --publisher Wire")
        .ok();
    let told = bench.run(&["drift", "--json"]).ok().json();
    let one = &told["citations"][0];
    assert_eq!((&one["state"], &one["now"]), (&json!("same"), &json!(3)));
    assert_eq!(one["digest_now"], one["digest"]);
    assert!(bench.run(&["drift"]).ok().out.contains("as it was cited"));
}

#[test]
fn a_correction_shows_in_the_row_and_in_the_input() {
    let bench = story();
    bench
        .line("correct exit-a --set amount=\"120M USD\" --reason \"a slip\"")
        .ok();
    let (short, rows) = found(&bench, "exits");
    let expected = [
        finding("row", "changed", json!([3])),
        finding("input", "corrected", json!([3])),
    ];
    assert_eq!(short, expected);
    assert_eq!(rows[0]["key"]["country"], "DK");
    assert_eq!(rows[0]["before"]["pending"]["low"], "100000000");
    assert_eq!(rows[0]["after"]["pending"]["low"], "120000000");
    assert_eq!(rows[1]["key"]["label"], "exit-a");
    assert_eq!(rows[1]["before"]["amount"]["value"], "100000000");
    assert_eq!(rows[1]["after"]["amount"]["value"], "120000000");
    assert_eq!(rows[1]["reason"], "a slip");
    let page = bench.run(&["drift", "exits"]).exits(1).out;
    for words in [
        "cited @1",
        "now @3",
        "100 M",
        "120 M",
        "since corrected: a slip",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
}

#[test]
fn a_retraction_takes_the_row_and_undoing_it_brings_it_back() {
    let bench = story();
    bench
        .line("retract exit-a --reason \"not said\" --yes")
        .ok();
    let (short, rows) = found(&bench, "exits");
    let expected = [
        // The entry left the view, through its retraction.
        finding("row", "removed", json!([1, 3])),
        finding("input", "retracted", json!([3])),
    ];
    assert_eq!(short, expected);
    assert_eq!(rows[0]["after"], Value::Null);
    // A retraction retracted: it is as it was cited.
    bench.line("retract @3 --reason \"it was said\" --yes").ok();
    assert_eq!(found(&bench, "exits").0, []);
    // Cited in between, the undoing is what happened since.
    let line = "cite divestment --on 2026-01-25 --known @3 --as between";
    bench.line(line).ok();
    let (short, rows) = found(&bench, "between");
    // Nothing stood in that answer, so it rested on nothing.
    assert_eq!(short, [finding("row", "added", json!([1, 3, 4]))]);
    assert_eq!(rows[0]["before"], Value::Null);
    bench.line("cite show exit-a --known @3 --as card").ok();
    let (short, rows) = found(&bench, "card");
    assert!(
        short.contains(&finding("input", "undone", json!([4]))),
        "{short:?}"
    );
    let undone = rows.iter().find(|row| row["change"] == "undone").unwrap();
    assert_eq!(undone["reason"], "it was said");
}

#[test]
fn a_dispute_is_told_with_who_contests_it() {
    let bench = story();
    bench
        .line("dispute exit-a --by \"Fund A\" --claim \"planned long before\"")
        .ok();
    let (short, rows) = found(&bench, "exits");
    assert_eq!(short[1], finding("input", "disputed", json!([3])));
    assert_eq!(
        (&rows[1]["by"], &rows[1]["reason"]),
        (&json!("Fund A"), &json!("planned long before"))
    );
    // The row counts its disputed entries.
    assert_eq!(rows[0]["after"]["disputed"], 1);
}

#[test]
fn another_source_is_no_drift() {
    let bench = story();
    bench
        .line("corroborate exit-a --publisher AFP --published 2026-01-21")
        .ok();
    assert_eq!(found(&bench, "exits").0, []);
    bench.line("cite sources --as sources").ok();
    bench.line("retract @3 --reason \"misread\" --yes").ok();
    let (short, _) = found(&bench, "sources");
    assert!(
        short.contains(&finding("input", "undone", json!([5]))),
        "{short:?}"
    );
}

#[test]
fn a_new_event_is_a_row_and_no_input() {
    let bench = story();
    let second = EXIT
        .replace("fund-a", "fund-b")
        .replace("Fund A", "Fund B")
        .replace("exit-a", "exit-b");
    bench.line(&second).ok();
    let (short, rows) = found(&bench, "exits");
    assert_eq!(short, [finding("row", "changed", json!([3]))]);
    // Two exits of 100 million.
    assert_eq!(rows[0]["after"]["pending"]["low"], "200000000");
}

/// Without --on, D is the day of the last entry: a deadline passes without anybody's doing.
#[test]
fn what_only_the_day_moved_is_marked() {
    let bench = Bench::with_store();
    bench.line(&format!("{EXIT} --deadline 2026-01-31")).ok();
    let line = "cite divestment --on 2026-01-25 --as fixed";
    bench.line(line).ok();
    bench.line("cite stance DK --as open").ok();
    let day = |row: &Value| row["aged"].as_bool().unwrap();
    let (_, rows) = found(&bench, "open");
    // Recorded today, all of it: D is the same day, unless midnight passed in between.
    assert!(rows.iter().all(day));
    assert_eq!(found(&bench, "fixed").0, []);
}

#[test]
fn a_retracted_citation_is_passed_by() {
    let bench = story();
    bench.line("retract exit-a --reason no --yes").ok();
    bench
        .line("retract exits --reason \"printed otherwise\" --yes")
        .ok();
    let told = bench.run(&["drift", "--json"]).ok().json();
    assert_eq!(told["citations"][0]["state"], "retracted");
    assert_eq!(told["citations"][0]["reason"], "printed otherwise");
    let page = bench.run(&["drift", "exits"]).ok().out;
    assert!(page.contains("retracted: printed otherwise"), "{page}");
    // As of before, it was one.
    let before = bench
        .run(&["drift", "exits", "--known", "@3", "--json"])
        .exits(1);
    assert_eq!(before.json()["citation"]["position"], 3);
}

#[test]
fn what_is_named_wrongly_is_told() {
    let bench = Bench::with_store();
    let told = bench.run(&["drift"]).ok();
    assert!(told.out.contains("Nothing is cited yet"), "{}", told.out);
    let empty = bench.run(&["drift", "--json"]).ok().json();
    assert_eq!(
        (&empty["rows"], &empty["citations"]),
        (&json!([]), &json!([]))
    );
    let none = bench.run(&["drift", "exits", "--json"]).exits(2).error();
    assert_eq!(none["code"], "unknown_citation");
    assert!(
        none["hint"]
            .as_str()
            .unwrap()
            .contains("none is recorded yet")
    );
    let bench = story();
    let near = bench.run(&["drift", "exit", "--json"]).exits(2).error();
    assert_eq!(
        (&near["code"], &near["hint"]),
        (&json!("unknown_citation"), &json!("did you mean exits?"))
    );
    let other = bench.run(&["drift", "exit-a", "--json"]).exits(2).error();
    assert_eq!(other["code"], "not_a_citation");
    bench.run(&["drift", "@2"]).ok();
    bench.run(&["drift", "--known", "@9"]).exits(2);
}

#[test]
fn a_rule_table_is_kept_with_its_citation() {
    let bench = story();
    let table = include_str!("../../schema/stance.toml").replace("-4.0", "-3.0");
    bench.file("rules.toml", &table);
    let line = "cite stance DK --on 2026-01-25 --rules rules.toml --as own-rules";
    bench.line(line).ok();
    std::fs::remove_file(bench.path("rules.toml")).unwrap();
    assert_eq!(found(&bench, "own-rules").0, []);
    bench.run(&["verify"]).ok();
    // Without the table it is another question.
    let hex = dateline::merkle::sha256_hex(table.as_bytes());
    let kept = bench
        .path("desk/evidence/sha256")
        .join(&hex[..2])
        .join(&hex);
    std::fs::remove_file(kept).unwrap();
    let (short, rows) = found(&bench, "own-rules");
    assert_eq!(short, [finding("answer", "unaskable", json!([]))]);
    assert!(
        rows[0]["reason"]
            .as_str()
            .unwrap()
            .contains("not held as evidence")
    );
    let report = bench.run(&["verify", "--json"]).exits(1).json();
    assert_eq!(report["findings"][0]["code"], "missing_evidence");
    assert_eq!(report["findings"][0]["position"], 3);
}

struct Fixed;

impl Clock for Fixed {
    fn now(&self) -> Instant {
        Instant(4_000_000_000_000_000)
    }
}

impl Ids for Fixed {
    fn fresh(&mut self) -> Uuid {
        Uuid::from_u128(5)
    }
}

/// Records a citation as another program might have: with fields of its own.
fn forged(bench: &Bench, change: impl FnOnce(&mut Value)) {
    let shown = bench.run(&["show", "exits", "--json"]).ok().json();
    let mut event = shown["entry"]["event"].clone();
    event["label"] = json!("forged");
    change(&mut event);
    let input = decode::citation(event.as_object().unwrap().clone()).unwrap();
    let draft = Draft {
        input,
        place: Place::default(),
    };
    let options = Options {
        author: "tester".into(),
        expect: None,
        dry_run: false,
    };
    let store = Store::at(&bench.path("desk")).unwrap();
    store
        .write(
            &mut std::iter::once(Ok(draft)),
            &options,
            &Fixed,
            &mut Fixed,
            std::time::Duration::ZERO,
        )
        .unwrap();
}

/// The finding that it comes to, what is forged, and the reason that is given.
type Forgery = (&'static str, fn(&mut Value), &'static str);

#[test]
fn an_answer_that_cannot_be_derived_again_is_a_finding_of_its_own() {
    let cases: [Forgery; 5] = [
        (
            "digest",
            |event| event["digest"] = json!("00".repeat(32)),
            "gives other rows",
        ),
        (
            "digest",
            |event| {
                event["digest"] = json!("00".repeat(32));
                event["dateline"] = json!("0.0.1");
            },
            "another version of the program",
        ),
        (
            "digest",
            |event| {
                event["digest"] = json!("00".repeat(32));
                event["rules"] = json!("11".repeat(32));
            },
            "the rule table that this program brings",
        ),
        (
            "root",
            |event| event["root"] = json!(format!("{}=", "A".repeat(43))),
            "not the one that was cited",
        ),
        (
            "unaskable",
            |event| event["query"]["sector"] = json!("bonds"),
            "without `sector`",
        ),
    ];
    for (change, forge, why) in cases {
        let bench = story();
        forged(&bench, forge);
        let (short, rows) = found(&bench, "forged");
        assert_eq!(short, [finding("answer", change, json!([]))], "{why}");
        let told = rows[0]["reason"].as_str().unwrap();
        assert!(told.contains(why), "{told}");
        assert!(!rows[0]["before"].is_null());
        let page = bench.run(&["drift", "forged"]).exits(1).out;
        assert!(page.contains("the answer of @1"), "{page}");
    }
}

#[test]
fn verify_sees_a_citation_of_what_was_to_come() {
    let bench = story();
    forged(&bench, |event| event["position"] = json!(7));
    let report = bench.run(&["verify", "--json"]).exits(1).json();
    assert_eq!(report["findings"][0]["code"], "bad_event");
    let (short, _) = found(&bench, "forged");
    assert_eq!(short[0].1, "root");
}

#[test]
fn findings_come_in_every_format() {
    let bench = story();
    bench
        .line("retract exit-a --reason \"not said\" --yes")
        .ok();
    let csv = bench.run(&["drift", "--format", "csv"]).exits(1);
    let lines: Vec<&str> = csv.out.split("\r\n").collect();
    assert_eq!(
        lines[0],
        "slug,cited,finding,view,change,aged,key,before,after,entries,reason,by"
    );
    assert_eq!(lines.len(), 4, "{}", csv.out);
    assert!(csv.err.contains("root "), "{}", csv.err);
    let jsonl = bench.run(&["drift", "--format", "jsonl"]).exits(1).out;
    let lines: Vec<Value> = jsonl
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 4);
    assert!(lines[2].get("cited").is_some() && lines[3].get("citation").is_some());
    let page = bench.run(&["drift", "--format", "markdown"]).exits(1).out;
    assert!(page.contains("| row | field |"), "{page}");
    let table = bench.run(&["drift"]).exits(1).out;
    assert!(table.contains("since retracted: not said"), "{table}");
}
