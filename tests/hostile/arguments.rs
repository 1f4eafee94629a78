//! Arguments of any kind for every command: words of the vocabulary and hostile ones in any
//! order. Never a panic, never a signal, and always an exit code of the contract.

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;
use std::process::Stdio;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::support::Bench;

/// Words that commands know, and values that fit somewhere.
const WORDS: &[&str] = &[
    "add",
    "link",
    "show",
    "correct",
    "retract",
    "log",
    "threat",
    "fund-exit",
    "holding",
    "sanction",
    "statement",
    "observation",
    "@1",
    "@2",
    "@3",
    "#1",
    "@0",
    "@99",
    "the-threat",
    "abcdef",
    "--json",
    "--format",
    "table",
    "jsonl",
    "csv",
    "markdown",
    "--why",
    "--claims",
    "--possible",
    "--known",
    "@5",
    "--on",
    "--published",
    "2026-01-21",
    "2026",
    "2026-Q1",
    "today",
    "yesterday",
    "../2026-01-22",
    "2026-01-20/2026-01-31",
    "--since",
    "--until",
    "--kind",
    "fund-exit,holding",
    "--country",
    "DK",
    "US",
    "EU",
    "--toward",
    "--by",
    "holder",
    "asset",
    "country",
    "--asset",
    "us_treasury:US",
    "--limit",
    "0",
    "1",
    "--to",
    "--all",
    "--causes",
    "--effects",
    "--history",
    "--reason",
    "--claim",
    "--set",
    "--unset",
    "note=x",
    "sources.0.url=https://example.org",
    "happened=2026-02-30",
    "amount=1 USD",
    "--yes",
    "--relation",
    "causes",
    "--confidence",
    "high",
    "0.5",
    "--publisher",
    "Example Wire",
    "--happened",
    "--against",
    "--consequence",
    "--amount",
    "~1.5bn USD",
    "6830亿美元",
    "--stage",
    "announced",
    "--holder",
    "A Fund, DK, pension_fund",
    "--source-of",
    "--label",
    "--id",
    "0198c000-0000-7000-8000-000000000001",
    "--titles",
    "zh=中",
    "--expect",
    "--author",
    "--dry-run",
    "-",
    "-q",
    "-v",
    "-o",
    "out.txt",
    "--no-cache",
    "--color",
    "always",
    "never",
    "--help",
    "--members",
    "--rules",
    "rules.toml",
    "--from-json",
    "--store",
    "desk",
    "other",
    "--origin",
    "--accept-head",
    "--lock-timeout",
    "--tag",
    "--",
    "-h",
    "-V",
    "--until=2026",
    "--known=@3",
    "--level",
    "4.1",
    "--change-bp",
    "-12.5",
    "--instrument",
    "JP/30Y",
];

/// What no command wants.
const HOSTILE: &[&str] = &[
    "",
    " ",
    "\n",
    "\t",
    "\r\n",
    "\u{1b}[31m",
    "\u{202e}",
    "\u{feff}",
    "\u{200b}",
    "\u{7f}",
    "\u{85}",
    "-",
    "--",
    "---",
    "--=",
    "-=",
    "=",
    "==",
    ",",
    ",,",
    ":",
    "/",
    "//",
    "..",
    "../..",
    "@",
    "#",
    "@@",
    "@-1",
    "@18446744073709551616",
    "@９",
    "99999999999999999999999999",
    "-1",
    "1e999",
    "NaN",
    "inf",
    "0x10",
    "１２",
    "null",
    "{}",
    "[]",
    "[[[[[[[[",
    "{\"a\":",
    "\"",
    "'",
    "\\",
    "$(id)",
    "`id`",
    "%s%n",
    "../../../etc/passwd",
    "a=b=c",
    "=x",
    "x=",
    ".=1",
    "a..b=1",
    "sources.=1",
    "sources.99.url=x",
    "sources.-1=x",
    "sources.18446744073709551615=x",
    "titles.=x",
    "changes.x=1",
    "kind=threat",
    "0000-00-00",
    "2026-13",
    "2026-02-30",
    "9999-12-31",
    "10000",
    "-2026",
    "2026-01-01/..",
    "../..",
    "2026-01-22T25:00:00Z",
    "2026-01-22T23:59:60Z",
    "0001-01-01/9999-12-31",
    "2026-W01",
    "Y-17E7",
    "1.2..0.5 USD",
    "1..USD",
    "~~1 USD",
    "1e5 USD",
    "0.0000001 USD",
    "-5 USD",
    "亿",
    "元",
    "兆",
    "ÅÄÖ",
    "丹麦养老基金",
    "🏦🇩🇰",
    "e\u{301}\u{301}\u{301}",
    "\u{10ffff}",
    "\u{fffd}",
    "ﷺ",
];

fn argument() -> impl Strategy<Value = OsString> {
    prop_oneof![
        6 => prop::sample::select(WORDS).prop_map(OsString::from),
        3 => prop::sample::select(HOSTILE).prop_map(OsString::from),
        1 => (prop::sample::select(WORDS), prop::sample::select(HOSTILE))
            .prop_map(|(one, other)| OsString::from(format!("{one}={other}"))),
        1 => "\\PC{0,12}".prop_map(OsString::from),
        // Bytes that are no UTF-8; no argument can hold a NUL.
        1 => prop::collection::vec(1_u8.., 0..8).prop_map(OsString::from_vec),
        1 => (1_usize..4).prop_map(|power| OsString::from("x".repeat(10_usize.pow(power as u32 + 1)))),
    ]
}

/// Every command, and every kind of `add`.
fn commands() -> Vec<Vec<&'static str>> {
    let mut all: Vec<Vec<&str>> = [
        "",
        "init",
        "demo",
        "import",
        "link",
        "correct",
        "retract",
        "dispute",
        "corroborate",
        "log",
        "timeline",
        "show",
        "stance",
        "divestment",
        "chain",
        "verify",
        "add",
        "help",
    ]
    .iter()
    .map(|name| vec![*name])
    .collect();
    let kinds = [
        "threat",
        "fund-exit",
        "holding",
        "yield-move",
        "policy-shift",
        "sanction",
        "statement",
        "observation",
        "forecast",
    ];
    all.extend(kinds.iter().map(|kind| vec!["add", kind]));
    all
}

/// Runs one command line; what is wrong with how it ended, if anything is.
fn tried(bench: &Bench, args: &[OsString]) -> Option<String> {
    let ended = bench.command(args).stdin(Stdio::null()).output().unwrap();
    let told = String::from_utf8_lossy(&ended.stderr).into_owned();
    let code = ended.status.code();
    let calm = !["panicked", "RUST_BACKTRACE", "stack overflow"]
        .iter()
        .any(|word| told.contains(word));
    let known = matches!(code, Some(0..=4));
    let told_why = code == Some(0) || !told.is_empty() || !ended.stdout.is_empty();
    (!calm || !known || !told_why).then(|| format!("{args:?} ended with {code:?}: {told}"))
}

#[test]
fn no_arguments_make_a_command_panic() {
    let cases = 8;
    std::thread::scope(|scope| {
        for half in 0..2 {
            scope.spawn(move || {
                // One store for all: what gets recorded by chance is part of the weather.
                let bench = Bench::with_demo();
                let mine = commands().into_iter().skip(half).step_by(2);
                for command in mine {
                    let config = Config {
                        cases,
                        failure_persistence: None,
                        max_shrink_iters: 100,
                        ..Config::default()
                    };
                    let first: Vec<OsString> = command
                        .iter()
                        .filter(|word| !word.is_empty())
                        .map(OsString::from)
                        .collect();
                    let lists = prop::collection::vec(argument(), 0..9);
                    TestRunner::new(config)
                        .run(&lists, |rest| {
                            let args: Vec<OsString> = first.iter().cloned().chain(rest).collect();
                            match tried(&bench, &args) {
                                None => Ok(()),
                                Some(wrong) => Err(TestCaseError::fail(wrong)),
                            }
                        })
                        .unwrap();
                }
                let verified = bench.run(&["verify"]);
                assert!(verified.code < 2, "{}", verified.out);
            });
        }
    });
}

/// Each value of each flag, so that none is reached by luck alone.
#[test]
fn every_hostile_word_is_met_by_every_kind_of_flag() {
    let bench = Bench::with_demo();
    let values: Vec<OsString> = HOSTILE.iter().map(OsString::from).collect();
    for (number, word) in values.iter().enumerate() {
        let with = |words: &[&str]| -> Vec<OsString> {
            let is = |text: &&str| match *text {
                "?" => word.clone(),
                text => OsString::from(text),
            };
            words.iter().map(|text| is(&text)).collect()
        };
        let lines = [
            with(&["log", "--known", "?", "--on", "2026", "--limit", "1"]),
            with(&[
                "timeline",
                "--since",
                "?",
                "--tag",
                "?",
                "--publisher",
                "?",
                "--limit",
                "1",
            ]),
            with(&["chain", "@1", "--to", "?"]),
            with(&["stance", "?", "--toward", "US"]),
            with(&["divestment", "--asset", "?", "--on", "?"]),
            with(&[
                "correct", "@1", "--set", "?", "--unset", "?", "--reason", "x",
            ]),
            with(&[
                "correct",
                "akademiker-exit",
                "--set",
                "amount=?",
                "--set",
                "?",
                "--reason",
                "?",
            ]),
            with(&[
                "add",
                "holding",
                "--holder",
                "?",
                "--asset",
                "?",
                "--amount",
                "?",
                "--happened",
                "?",
                "--publisher",
                "?",
            ]),
            with(&[
                "add",
                "sanction",
                "--by",
                "?",
                "--against",
                "?",
                "--measure",
                "?",
                "--action",
                "?",
                "--follows",
                "?",
                "--happened",
                "2026",
            ]),
            with(&["link", "?", "@1", "--relation", "?", "--confidence", "?"]),
        ];
        // Two of the ten for each word, all ten over five words: it is the values that differ.
        for line in lines.iter().skip(number % 5).step_by(5) {
            if let Some(wrong) = tried(&bench, line) {
                panic!("{wrong}");
            }
        }
    }
}
