//! The README as a test: every command line it shows works on a demo store, in the order in
//! which it stands there, and every file it names exists.

use std::fs;
use std::path::PathBuf;

use crate::support::{Bench, words};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Command lines of a text: those after `$ dateline`, continued by a backslash.
fn lines(text: &str) -> Vec<String> {
    let joined = text.replace("\\\n", " ");
    let commands = joined
        .lines()
        .filter_map(|line| line.strip_prefix("$ dateline "));
    commands.map(str::to_owned).collect()
}

#[test]
fn every_command_line_of_the_readme_works() {
    let text = fs::read_to_string(root().join("README.md")).unwrap();
    let found = lines(&text);
    assert!(found.len() >= 15, "{} command lines", found.len());
    let bench = Bench::with_demo();
    for line in found {
        let ran = bench.run(&words(&line));
        assert_eq!(ran.code, 0, "$ dateline {line}\n{}{}", ran.out, ran.err);
        assert!(!ran.out.is_empty(), "$ dateline {line} prints nothing");
    }
}

#[test]
fn every_file_that_the_readme_links_exists() {
    let text = fs::read_to_string(root().join("README.md")).unwrap();
    let targets = text
        .split("](")
        .skip(1)
        .filter_map(|rest| rest.split(')').next());
    let mut count = 0;
    for target in targets.filter(|target| !target.contains("://")) {
        assert!(
            root().join(target).exists(),
            "{target} is linked and does not exist"
        );
        count += 1;
    }
    assert!(count >= 10);
}

#[test]
fn the_readme_shows_what_the_program_prints() {
    let text = fs::read_to_string(root().join("README.md")).unwrap();
    let block = text
        .split("$ dateline chain trump-threat --effects\n")
        .nth(1)
        .unwrap();
    let shown = block.split('…').next().unwrap();
    let bench = Bench::with_demo().var("COLUMNS", "92");
    let printed = bench.line("chain trump-threat --effects").ok().out;
    // What breaks, and hangs on the same entry, is printed too; the README begins with the event.
    let flat = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let (shown, printed) = (flat(shown), flat(&printed));
    assert!(
        printed.contains(&shown),
        "README:\n{shown}\nprinted:\n{printed}"
    );
}
