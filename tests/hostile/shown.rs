//! Text that would act on a terminal: taken where it may stand in a quotation, kept as it is,
//! and shown escaped in everything that people read. JSON gives it unchanged.

use super::calm;
use crate::support::Bench;

/// A bidi override, an isolate, a zero-width space, a mark of direction.
const TRICK: &str = "pay\u{202e}liam\u{202c} \u{2066}x\u{2069} a\u{200b}b \u{200f}";

/// A store in which everything that can carry text carries the trick.
fn tricky() -> Bench {
    let bench = Bench::with_store();
    let source = format!(
        r#""sources":[{{"publisher":"Wire {TRICK}","title":"T {TRICK}","quote":"Q {TRICK}","published":"2026-01-20","origin":"O {TRICK}"}}]"#
    );
    let text = format!(
        r#"{{"kind":"threat","label":"threat","happened":"2026-01-10","title":"Title {TRICK}","by":{{"name":"N {TRICK}","country":"US","type":"official"}},"against":["DK"],"consequence":"C {TRICK}","quote":"Q {TRICK}","tags":["tag {TRICK}"],{source}}}
{{"kind":"fund_exit","label":"exit","happened":"2026-01-20","holder":{{"name":"Fund {TRICK}","country":"DK","type":"pension_fund"}},"asset":{{"class":"us_treasury","issuer":"US"}},"stage":"announced","reason":"R {TRICK}","claimed_by":"C {TRICK}",{source}}}
{{"kind":"holding","label":"level","happened":"2026-01-20","holder":{{"name":"Fund {TRICK}","country":"DK","type":"pension_fund"}},"asset":{{"class":"us_treasury","issuer":"US"}},"amount":{{"value":"5","currency":"USD"}},"series":"S {TRICK}",{source}}}
{{"kind":"link","label":"link","cause":"threat","effect":"exit","relation":"motivates","note":"N {TRICK}","claimed_by":"C {TRICK}",{source}}}
{{"kind":"dispute","label":"contest","target":"threat","by":"B {TRICK}","claim":"C {TRICK}"}}
{{"kind":"correction","label":"mend","target":"threat","changes":{{"title":"New {TRICK}"}},"reason":"R {TRICK}"}}
"#
    );
    bench.file("tricky.jsonl", text);
    bench.run(&["import", "tricky.jsonl"]).ok();
    bench
}

#[test]
fn it_is_taken_kept_and_shown_escaped() {
    let bench = tricky();
    let event = bench.run(&["show", "threat", "--json"]).ok().json()["entry"]["event"].clone();
    assert_eq!(event["quote"], format!("Q {TRICK}"));
    for args in [
        &["log"][..],
        &["timeline"],
        &["timeline", "--format", "markdown"],
        &["show", "threat", "--history"],
        &["show", "link"],
        &["show", "contest"],
        &["show", "mend"],
        &["divestment", "--claims", "--why"],
        &["divestment", "--format", "markdown"],
        &["stance", "--why", "--claims"],
        &["chain", "threat"],
        &["chain", "threat", "--to", "exit", "--format", "markdown"],
        &["verify"],
        &["threats", "--claims"],
        &["around", "threat", "--days", "20"],
        &["sources", "--claims"],
        &["contradictions", "--claims"],
        &["find", "pay"],
        &["replay", "--view", "timeline", "-v"],
        &["replay", "--without", &format!("publisher=Wire {TRICK}")],
        &["diff", "--known", "@0..@6", "--view", "timeline"],
        &["log", "--publisher", TRICK],
        &["log", "--tag", TRICK, "-v"],
        &["divestment", "--asset", TRICK],
    ] {
        calm(&bench.run(args).ok());
    }
    for args in [
        &["show", TRICK][..],
        &["log", "--kind", TRICK],
        &["log", "--country", TRICK],
        &["log", "--since", TRICK],
        &["replay", "--view", TRICK],
        &["replay", "--without", TRICK],
        &["diff", "--known", TRICK],
        &["log", "--known", TRICK],
        &["log", TRICK],
        &[TRICK],
        &["--store", TRICK, "log"],
        &["log", "-o", "nowhere/\u{202e}x"],
        &["import", TRICK],
        &["import", "\u{1b}[31m"],
        &["stance", "--rules", TRICK],
        &["correct", "threat", "--set", TRICK, "--reason", "x"],
        &["correct", "threat", "--set", "\u{202e}=x", "--reason", "x"],
        &["correct", "threat", "--unset", TRICK, "--reason", "x"],
        &["dispute", "threat", "--claim", "x", "--expect", TRICK],
        &[
            "add",
            "threat",
            "--by",
            TRICK,
            "--against",
            TRICK,
            "--happened",
            TRICK,
        ],
        &["add", TRICK],
        &["init", "new", "--origin", TRICK],
    ] {
        calm(&bench.run(args).exits(2));
    }
    let ran = bench.run(&["retract", "threat", "--reason", "x", "--yes"]);
    calm(&ran.ok());
}

#[test]
fn warnings_and_conflicts_show_it_escaped() {
    let bench = tricky();
    let near = format!("fund {TRICK}!, DK, bank");
    let ran = bench.run(&[
        "add",
        "fund-exit",
        "--holder",
        &near,
        "--asset",
        "us_treasury:US",
        "--stage",
        "announced",
        "--happened",
        "2026-01-22",
        "--publisher",
        "A",
    ]);
    calm(&ran.ok());
    let ran = bench.run(&["dispute", "threat", "--claim", "no", "--expect", "@1"]);
    calm(&ran.exits(3));
    let ran = bench.run(&["link", "exit", "threat", "--relation", "causes"]);
    assert!(ran.err.contains("contradicted by the dates"), "{}", ran.err);
    calm(&ran.ok());
}

#[test]
fn a_label_or_code_cannot_carry_it() {
    let bench = Bench::with_store();
    let text = super::line("a\u{202e}b");
    assert_eq!(super::refused(&bench, text), ["bad_label"]);
    let text = super::line("ab").replace("US", "U\u{202e}S");
    assert_eq!(super::refused(&bench, text), ["unknown_country"]);
    let text = super::line("ab").replace("\"act\"", "\"a\u{202e}ct\"");
    assert!(super::refused(&bench, text).contains(&"unknown_field".to_owned()));
}
