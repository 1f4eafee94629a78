//! `checkpoint`, `prove`, `check-proof` and `verify --against` as a desk publishes and a reader
//! checks: on the demo store, signed and unsigned, good and bad files.

use std::collections::BTreeSet;

use dateline::note::Proof;
use serde_json::Value;

use crate::support::{Bench, Ran};

/// The demo store with a key, one signed commit after the fixture, and the public key.
pub fn desk() -> (Bench, String) {
    let bench = Bench::with_demo();
    let public = bench.line("keygen -q").ok().out.trim().to_owned();
    bench.file("pub.txt", &public);
    bench
        .line("add statement --by CN --act comments --happened 2026-02-01 --publisher 新华社 --title 外汇储备数据公布 --label reserves-note")
        .ok();
    (bench, public)
}

pub fn codes(report: &Value) -> BTreeSet<&str> {
    let findings = report["findings"].as_array().unwrap().iter();
    findings.map(|one| one["code"].as_str().unwrap()).collect()
}

pub fn checked(ran: Ran, exit: i32) -> Value {
    ran.exits(exit).json()
}

#[test]
fn a_checkpoint_is_a_note_and_a_line_for_print() {
    let (bench, public) = desk();
    let ran = bench.line("checkpoint").ok();
    let lines: Vec<&str> = ran.out.split('\n').collect();
    assert_eq!(
        (lines[1], lines[3], lines.len()),
        ("125", "", 6),
        "{}",
        ran.out
    );
    assert!(lines[4].starts_with("— desk/"));
    let short = bench.line("checkpoint --short").ok().out;
    assert!(ran.err.contains(short.trim()), "{}", ran.err);
    assert!(short.starts_with("dateline @125 ") && short.len() < 60);
    let json = bench.line("checkpoint --json").ok().json();
    assert_eq!(
        (&json["text"], &json["position"]),
        (&ran.out.as_str().into(), &125.into())
    );
    assert_eq!(json["short"], short.trim());
    assert_eq!(bench.line("checkpoint --short --json").ok().json(), json);
    assert_eq!(json["signed_by"].as_array().unwrap().len(), 1);
    // Of an earlier position nobody signed; with --sign the present key does.
    let old = bench.line("checkpoint --known @100").ok();
    assert_eq!(old.out.lines().count(), 3);
    assert!(old.err.contains("--sign"));
    let signed = bench.line("checkpoint --known @100 --sign -o old.txt").ok();
    assert!(signed.out.is_empty());
    checked(
        bench.line(&format!("check-proof old.txt --json --key {public}")),
        0,
    );
    for format in ["jsonl", "csv", "markdown"] {
        assert!(
            bench
                .line(&format!("checkpoint --format {format}"))
                .ok()
                .out
                .contains("desk/")
        );
    }
    assert_eq!(
        bench
            .line("checkpoint --known @126 --json")
            .exits(2)
            .error()["code"],
        "known_beyond_head"
    );
    assert_eq!(
        bench
            .line("checkpoint --known five --json")
            .exits(2)
            .error()["code"],
        "bad_position"
    );
}

#[test]
fn a_proof_is_checked_without_the_store() {
    let (bench, public) = desk();
    for reference in ["akademiker-exit", "@3", "#125", "reserves-note"] {
        bench
            .run(&["prove", reference, "-o", "one.tlog-proof"])
            .ok();
        let reader = Bench::empty();
        std::fs::copy(bench.path("one.tlog-proof"), reader.path("one.tlog-proof")).unwrap();
        let ran = reader.line("check-proof one.tlog-proof").ok();
        assert!(ran.out.starts_with("holds: entry @"), "{}", ran.out);
        assert!(ran.out.contains("unknown_key") && ran.out.contains("make up"));
        let report = checked(
            reader.line(&format!("check-proof one.tlog-proof --json --key {public}")),
            0,
        );
        assert_eq!(
            (codes(&report), &report["proof"]),
            (BTreeSet::new(), &"entry".into())
        );
        assert_eq!(report["signatures"]["trusted"].as_array().unwrap().len(), 1);
        let file = std::fs::read(reader.path("one.tlog-proof")).unwrap();
        let piped = reader.run_with(&["check-proof", "-", "--json", "--key", &public], &file);
        assert_eq!(piped.ok().json(), report);
    }
    let shown = bench
        .line("check-proof one.tlog-proof --key pub.txt")
        .ok()
        .out;
    assert!(
        shown.contains("外汇储备数据公布") && shown.contains("which you trust"),
        "{shown}"
    );
    let other = Bench::empty().line("keygen --name x -o k -q").ok().out;
    let report = checked(
        bench.line(&format!("check-proof one.tlog-proof --json --key {other}")),
        1,
    );
    assert_eq!(codes(&report), BTreeSet::from(["unknown_key"]));
}

#[test]
fn an_extension_joins_two_published_heads() {
    let (bench, public) = desk();
    let printed = bench.line("checkpoint --known @100 --short").ok().out;
    bench.line("checkpoint --known @100 -o old.txt -q").ok();
    bench.line("prove --from @100 -o since.txt -q").ok();
    let both = |published: &str| {
        let args = ["check-proof", "since.txt", "--json", "--key", &public];
        let all = args.into_iter().chain(["--against", published]);
        all.map(str::to_owned).collect::<Vec<String>>()
    };
    for published in [printed.trim(), "old.txt", &printed.to_uppercase()] {
        let report = checked(bench.run(&both(published)), 0);
        assert_eq!(
            (&report["from"], &report["against"][0]["holds"]),
            (&100.into(), &true.into())
        );
    }
    // One letter, the first of the root, mistyped.
    let (head, root) = printed.trim().split_at("dateline @100 ".len());
    let letter = if root.starts_with('a') { "b" } else { "a" };
    let slip = format!("{head}{letter}{}", &root[1..]);
    let report = checked(bench.run(&both(&slip)), 1);
    assert_eq!(codes(&report), BTreeSet::from(["fork"]));
    assert!(
        report["findings"][0]["hint"]
            .as_str()
            .unwrap()
            .contains("slip"),
        "{report}"
    );
    let elsewhere = bench.line("checkpoint --known @99 --short").ok().out;
    assert_eq!(
        codes(&checked(bench.run(&both(elsewhere.trim())), 1)),
        BTreeSet::from(["not_comparable"])
    );
    bench.line("init other --origin example.org/other").ok();
    bench.line("checkpoint --store other -o other.txt -q").ok();
    assert_eq!(
        codes(&checked(bench.run(&both("other.txt")), 1)),
        BTreeSet::from(["other_origin"])
    );
    assert_eq!(
        bench
            .line("prove --from @9 --known @5 --json")
            .exits(2)
            .error()["code"],
        "backwards_span"
    );
    assert_eq!(
        bench.line("prove --from @900 --json").exits(2).error()["code"],
        "known_beyond_head"
    );
    assert_eq!(
        bench.line("prove @9 --known @5 --json").exits(2).error()["code"],
        "after_known"
    );
    assert_eq!(
        bench.line("prove @900 --json").exits(2).error()["code"],
        "ref_unknown"
    );
    assert_eq!(
        bench.line("prove nowhere --json").exits(2).error()["code"],
        "ref_unknown"
    );
    bench.line("prove").exits(2);
    bench.line("prove @1 --from @1").exits(2);
}

/// A proof is of what was recorded; what became of it since is another entry's.
#[test]
fn whoever_proves_an_amended_entry_is_told_and_so_is_who_checks_it() {
    let (bench, public) = desk();
    let sound = bench.line("prove reserves-note -o one").ok();
    assert!(!sound.err.contains("still stands"), "{}", sound.err);
    bench
        .line("correct reserves-note --set note=checked --reason \"Read again\"")
        .ok();
    bench
        .line("dispute reserves-note --by 央行 --claim \"Not so\"")
        .ok();
    let told = bench.line("prove @125 -o one").ok().err;
    for words in [
        "is corrected by @126",
        "is disputed by @127",
        "prove @127, too",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
    bench
        .line("retract reserves-note --reason \"In error\" --yes")
        .ok();
    let told = bench.line("prove reserves-note -o one").ok().err;
    assert!(told.contains("is retracted by @128"), "{told}");
    let shown = bench.line(&format!("check-proof one --key {public}")).ok();
    assert!(shown.out.contains("as it was recorded"), "{}", shown.out);
}

/// A reader without the store sees what was recorded word for word, and on whose word; of a
/// citation what was asked, and the digest to hold an answer against.
#[test]
fn what_is_proved_is_shown_with_its_fields_and_sources() {
    let bench = Bench::with_demo().var("COLUMNS", "80");
    bench.line("prove akademiker-exit -q -o exit").ok();
    let shown = Bench::empty().var("COLUMNS", "80");
    std::fs::copy(bench.path("exit"), shown.path("exit")).unwrap();
    let text = shown.line("check-proof exit").ok().out;
    for words in [
        "~100 M USD",
        "stage",
        "announced",
        "Sources (",
        "origin Unsigned commentary",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    bench
        .line("cite divestment --on 2026-01-25 --country DK --as exits --claim 丹麦基金抛售美债")
        .ok();
    bench.line("prove exits -q -o cited").ok();
    let text = bench.line("check-proof cited").ok().out;
    for words in ["丹麦基金抛售美债", "divestment --by holder", "digest"] {
        assert!(text.contains(words), "{words}: {text}");
    }
    for line in text.lines() {
        assert!(unicode_width::UnicodeWidthStr::width(line) <= 80, "{line}");
    }
}

#[test]
fn a_changed_proof_does_not_hold() {
    let (bench, public) = desk();
    bench.line("prove @3 -o good -q").ok();
    let good = std::fs::read_to_string(bench.path("good")).unwrap();
    let check = |text: &str| {
        bench.file("bad", text);
        bench.run(&["check-proof", "bad", "--json", "--key", &public])
    };
    checked(check(&good), 0);
    let Ok(Proof::Entry(one)) = Proof::parse(&good) else {
        panic!("{good}")
    };
    let mut other = one.clone();
    other.entry = other.entry.replace("100000000", "900000000");
    assert_eq!(
        codes(&checked(check(&other.to_text()), 1)),
        BTreeSet::from(["not_in_the_log"])
    );
    let mut other = one.clone();
    other.index = 1;
    let both = BTreeSet::from(["not_in_the_log", "wrong_position"]);
    assert_eq!(codes(&checked(check(&other.to_text()), 1)), both);
    let shown = bench.line("check-proof bad").exits(1).out;
    assert!(
        shown.starts_with("DOES NOT HOLD: that entry @3 is in the log"),
        "{shown}"
    );
    let mut other = one.clone();
    other.hashes[0][0] ^= 1;
    assert_eq!(
        codes(&checked(check(&other.to_text()), 1)),
        BTreeSet::from(["not_in_the_log"])
    );
}

/// The hashes of a tree of one's own hold; the signature does not.
#[test]
fn a_made_up_log_is_signed_by_nobody() {
    let (bench, public) = desk();
    bench.line("prove @3 -o good -q").ok();
    let good = std::fs::read_to_string(bench.path("good")).unwrap();
    let check = |text: &str| {
        bench.file("bad", text);
        bench.run(&["check-proof", "bad", "--json", "--key", &public])
    };
    let Ok(Proof::Entry(one)) = Proof::parse(&good) else {
        panic!("{good}")
    };
    let mut other = one;
    other.entry = other.entry.replace("100000000", "900000000");
    other.checkpoint.position = 3;
    other.index = 2;
    other.hashes.truncate(1);
    let leaf = dateline::merkle::leaf_hash(other.entry.as_bytes());
    other.checkpoint.root = dateline::merkle::node_hash(&other.hashes[0], &leaf);
    other.note.text = other.checkpoint.text();
    let report = checked(check(&other.to_text()), 1);
    assert_eq!(
        (codes(&report), &report["holds"]),
        (BTreeSet::from(["bad_signature"]), &true.into())
    );
    other.note.signatures.clear();
    assert_eq!(
        codes(&checked(check(&other.to_text()), 1)),
        BTreeSet::from(["unsigned"])
    );
}

#[test]
fn what_is_no_proof_is_refused() {
    let (bench, public) = desk();
    bench.line("prove @3 -o good -q").ok();
    let good = std::fs::read_to_string(bench.path("good")).unwrap();
    let check = |text: &str| {
        bench.file("bad", text);
        bench.run(&["check-proof", "bad", "--json", "--key", &public])
    };
    for bad in [
        "",
        "\n",
        "c2sp.org/tlog-proof@v1\n",
        &good[..good.len() / 2],
        &good.replace("index 2", "index 18446744073709551615"),
        &good.replace("\n125\n", "\n18446744073709551615\n"),
        &good.replace("\n125\n", "\n1\n"),
        &"x".repeat(5 << 20),
        "丹麦\u{0}",
    ] {
        let error = check(bad).exits(2).error();
        assert_eq!(error["code"], "bad_proof", "{error}");
    }
    bench.file("binary", [0xff, 0xfe, 0x00]);
    assert_eq!(
        bench.line("check-proof binary --json").exits(2).error()["code"],
        "bad_proof"
    );
    assert_eq!(
        bench.line("check-proof desk --json").exits(2).error()["code"],
        "unreadable_input"
    );
}
