//! `verify --against` as a reader uses it, and a store that has nothing to attest to: heads,
//! proofs and copies of this log, of another, forged and damaged.

use std::collections::BTreeSet;

use dateline::note::Published;

use super::commands::{checked, codes, desk};
use crate::support::Bench;

#[test]
fn verify_holds_the_log_against_what_was_published() {
    let (bench, _) = desk();
    bench.line("checkpoint -o head.txt -q").ok();
    bench.line("checkpoint --known @100 -o old.txt -q").ok();
    bench
        .line("prove --from @50 --known @60 -o since.txt -q")
        .ok();
    let short = bench.line("checkpoint --short").ok().out;
    bench.line("dispute @1 --by Someone --claim otherwise").ok();
    let args = [
        "verify",
        "--json",
        "--against",
        "head.txt",
        "--against",
        "old.txt",
        "--against",
        "since.txt",
        "--against",
        short.trim(),
    ];
    let report = checked(bench.run(&args), 0);
    let against = report["against"].as_array().unwrap();
    assert_eq!(against.len(), 5);
    assert!(against.iter().all(|one| one["holds"] == true), "{report}");
    let page = bench.run(&["verify", "--against", "head.txt"]).ok().out;
    assert!(page.contains("extends head.txt (@125)"), "{page}");
}

#[test]
fn what_was_published_of_another_log_says_nothing_of_this_one() {
    let (bench, _) = desk();
    bench.line("checkpoint -o head.txt -q").ok();
    let text = std::fs::read_to_string(bench.path("head.txt")).unwrap();
    let Ok((heads, _)) = Published::all(&text) else {
        panic!("{text}")
    };
    bench
        .line("init false --store false --origin example.org/x")
        .ok();
    assert_eq!(
        bench
            .run(&[
                "verify",
                "--json",
                "--store",
                "false",
                "--against",
                "head.txt"
            ])
            .exits(2)
            .error()["code"],
        "other_origin"
    );
    let error = bench
        .run(&["verify", "--json", "--store", "false", "--against", "desk"])
        .exits(2)
        .error();
    assert_eq!(error["code"], "other_origin");
    bench
        .line(&format!(
            "init again --origin {}",
            heads[0].origin().unwrap()
        ))
        .ok();
    let report = checked(
        bench.run(&[
            "verify",
            "--json",
            "--store",
            "again",
            "--against",
            "head.txt",
        ]),
        1,
    );
    assert_eq!(codes(&report), BTreeSet::from(["behind"]));
}

#[test]
fn a_forged_checkpoint_is_seen() {
    let (bench, _) = desk();
    bench.line("checkpoint -o head.txt -q").ok();
    let text = std::fs::read_to_string(bench.path("head.txt")).unwrap();
    // A forged checkpoint: the root of something else under a signature of this key.
    let forged = text.replacen("\n125\n", "\n124\n", 1);
    bench.file("forged.txt", forged);
    let report = checked(
        bench.run(&[
            "verify",
            "--json",
            "--against",
            "forged.txt",
            "--key",
            "pub.txt",
        ]),
        1,
    );
    assert!(
        codes(&report).is_superset(&BTreeSet::from(["bad_signature", "fork"])),
        "{report}"
    );
    for bad in ["@5 abc", "pub.txt", "nowhere", "."] {
        let error = bench
            .run(&["verify", "--json", "--against", bad])
            .exits(2)
            .error();
        let code = error["code"].as_str().unwrap();
        assert!(
            ["bad_checkpoint", "unreadable_input"].contains(&code),
            "{error}"
        );
    }
}

#[test]
fn a_damaged_store_attests_to_nothing() {
    let (bench, _) = desk();
    let path = bench.path("desk/log.jsonl");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replacen("Reuters", "Routers", 1)).unwrap();
    for line in [
        "checkpoint --json",
        "prove @125 --json",
        "prove --from @3 --json",
        "checkpoint --sign --json",
    ] {
        let ran = bench.line(line).exits(4);
        assert!(ran.out.is_empty());
        assert_eq!(ran.error()["code"], "log_damaged");
    }
    let bare = Bench::with_demo();
    assert_eq!(
        bare.line("checkpoint --sign --json").exits(2).error()["code"],
        "no_key"
    );
    std::fs::remove_file(bare.path("desk/head")).unwrap();
    let ran = bare.line("checkpoint").ok();
    assert!(ran.err.contains("head is lost"), "{}", ran.err);
}
