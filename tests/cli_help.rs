//! Help: every command explains itself, and every example in a help text works as printed,
//! on a copy of the demo store.

use crate::support::{Bench, words};

const COMMANDS: [&str; 40] = [
    "init",
    "demo",
    "add",
    "import",
    "link",
    "correct",
    "retract",
    "dispute",
    "corroborate",
    "attach",
    "log",
    "timeline",
    "find",
    "show",
    "say",
    "around",
    "stance",
    "divestment",
    "chain",
    "threats",
    "sanctions",
    "yields",
    "observations",
    "sources",
    "contradictions",
    "diff",
    "replay",
    "report",
    "export",
    "serve",
    "cite",
    "drift",
    "verify",
    "audit",
    "keygen",
    "checkpoint",
    "prove",
    "check-proof",
    "completions",
    "man",
];

const EVENT: &str = r#"{"kind":"statement","happened":"2026-01-21","by":{"country":"US"},"act":"comments","sources":[{"publisher":"Reuters"}]}"#;

const MAPPING: &str = "key = \"{Date}\"\n[event]\nkind = \"sanction\"\nhappened = \"{Date}\"\n\
    by = [\"EU\"]\nagainst = [\"RU\"]\nmeasure = \"financial\"\naction = \"{Action}\"\n";

fn examples(help: &str) -> Vec<String> {
    help.replace(" \\\n     ", "")
        .lines()
        .filter_map(|line| line.strip_prefix("  $ dateline "))
        .map(str::to_owned)
        .collect()
}

#[test]
fn the_first_help_lists_every_command_and_the_way_in() {
    let help = Bench::empty().run(&["--help"]).ok().out;
    for command in COMMANDS {
        assert!(
            help.contains(&format!("\n  {command} ")),
            "{command}: {help}"
        );
    }
    assert!(help.contains("dateline demo"));
    let bare = Bench::empty().run::<&str>(&[]).exits(2);
    assert!(bare.out.is_empty());
    assert!(bare.err.contains("Usage"));
}

#[test]
fn every_example_works_as_printed() {
    let mut run = 0;
    for command in COMMANDS {
        let help = Bench::empty().run(&[command, "--help"]).ok().out;
        let examples = examples(&help);
        assert!(!examples.is_empty(), "{command} has no example: {help}");
        for example in examples {
            let bench = Bench::with_demo();
            bench.file("event.json", EVENT);
            bench.file("page.html", "a page");
            bench.file("scan.pdf", "a scan");
            bench.file("events.jsonl", format!("{EVENT}\n"));
            bench.file("DGS10.csv", "observation_date,DGS10\n2026-01-20,4.3\n");
            bench.file("list.csv", "Date,Action\n2026-01-20,imposed\n");
            bench.file("my-list.toml", MAPPING);
            if example.contains("published.txt") || example.contains("check-proof") {
                bench.line("checkpoint -o published.txt").ok();
                bench.line("prove akademiker-exit -o exit.tlog-proof").ok();
            }
            if command == "serve" {
                // It ends when it is asked to: that it says where it is must do here.
                #[cfg(feature = "web")]
                drop(crate::serve::server::Server::start(
                    &bench,
                    &words(&example)[1..],
                ));
                continue;
            }
            // What is found in the demo store is no failure of the example.
            let ran = bench.run(&words(&example));
            let found = command == "audit" && ran.code == 1;
            ran.exits(i32::from(found));
            run += 1;
        }
    }
    assert!(run >= 30, "{run} examples");
}

#[test]
fn the_example_of_every_kind_records_an_event() {
    for kind in [
        "threat",
        "fund-exit",
        "holding",
        "yield-move",
        "policy-shift",
        "sanction",
        "statement",
        "observation",
        "forecast",
    ] {
        let help = Bench::empty().run(&["add", kind, "--help"]).ok().out;
        let found = examples(&help);
        assert_eq!(found.len(), 1, "{help}");
        Bench::with_store().run(&words(&found[0])).ok();
    }
}

#[test]
fn help_of_a_kind_names_its_fields() {
    let help = Bench::empty().run(&["add", "fund-exit", "--help"]).ok().out;
    for flag in [
        "--holder",
        "--stage",
        "--deadline",
        "--publisher",
        "--source-title",
        "--source-of",
        "--tag",
    ] {
        assert!(help.contains(flag), "{flag}: {help}");
    }
    let help = Bench::empty().run(&["add", "threat", "--help"]).ok().out;
    assert!(help.contains("--source-quote") && help.contains("--quote"));
}
