//! Arguments of any kind for every command: words of the vocabulary and hostile ones in any
//! order. Never a panic, never a signal, and always an exit code of the contract.

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;
use std::process::{Child, Stdio};
use std::time::Duration;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::process::signal;
use super::words::{HOSTILE, WORDS};
use crate::support::Bench;

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

/// No command, every command, and every kind of `add`.
fn commands() -> Vec<Vec<String>> {
    let mut all = vec![Vec::new(), vec!["help".to_owned()]];
    all.extend(
        dateline::cli::commands::ALL
            .iter()
            .map(|spec| vec![spec.name.to_owned()]),
    );
    let kinds = dateline::event::tables::writable().map(|kind| kind.name().replace('_', "-"));
    all.extend(kinds.map(|kind| vec!["add".to_owned(), kind]));
    all
}

/// Runs one command line; what is wrong with how it ended, if anything is.
fn tried(bench: &Bench, args: &[OsString]) -> Option<String> {
    let mut child = bench.command(args).stdin(Stdio::null()).spawn().unwrap();
    if args.first().is_some_and(|name| name == "serve") {
        stopped(&mut child);
    }
    let ended = child.wait_with_output().unwrap();
    let told = String::from_utf8_lossy(&ended.stderr).into_owned();
    let code = ended.status.code();
    let calm = !["panicked", "RUST_BACKTRACE", "stack overflow"]
        .iter()
        .any(|word| told.contains(word));
    let known = matches!(code, Some(0..=4));
    let told_why = code == Some(0) || !told.is_empty() || !ended.stdout.is_empty();
    (!calm || !known || !told_why).then(|| format!("{args:?} ended with {code:?}: {told}"))
}

/// A server goes on until it is told to stop: so it is, when it has had the time to refuse.
fn stopped(child: &mut Child) {
    for _ in 0..40 {
        if child.try_wait().unwrap().is_some() {
            return;
        }
        std::thread::sleep(Duration::from_millis(25));
    }
    signal(child, "TERM");
}

#[test]
fn no_arguments_make_a_command_panic() {
    let asked = std::env::var("PROPTEST_CASES").ok();
    let cases = asked.and_then(|text| text.parse().ok()).unwrap_or(8);
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
                    let first: Vec<OsString> = command.iter().map(OsString::from).collect();
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

/// Command lines with a hole for a word.
const HOLES: &[&str] = &[
    "log --known ? --on 2026 --limit 1",
    "timeline --since ? --tag ? --publisher ? --limit 1",
    "chain @1 --to ?",
    "stance ? --toward US",
    "divestment --asset ? --on ?",
    "correct @1 --set ? --unset ? --reason x",
    "correct akademiker-exit --set amount=1 --set ? --reason ?",
    "add holding --holder ? --asset ? --amount ? --happened ? --publisher ?",
    "add sanction --by ? --against ? --measure ? --action ? --follows ? --happened 2026",
    "link ? @1 --relation ? --confidence ?",
];

/// Every hostile word in two of the lines, so that none is met by luck alone.
#[test]
fn hostile_words_are_met_by_every_kind_of_flag() {
    let bench = Bench::with_demo();
    for (number, hostile) in HOSTILE.iter().enumerate() {
        for line in HOLES.iter().skip(number % 5).step_by(5) {
            let word = |word: &str| OsString::from(if word == "?" { hostile } else { word });
            let args: Vec<OsString> = line.split(' ').map(word).collect();
            if let Some(wrong) = tried(&bench, &args) {
                panic!("{wrong}");
            }
        }
    }
}
