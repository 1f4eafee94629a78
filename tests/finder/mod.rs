//! The finder by contract: what it says is what a scan finds, however the log grew, and
//! whatever was done to its files or by whom they are held.

mod command;
mod damage;
mod kit;

use dateline::clocks::Clocks;
use dateline::facts::History;
use serde_json::json;
use tempfile::tempdir;

use crate::views::story::{Story, event, known};
use kit::{Dice, agrees, look, query, random_event};

/// A history of random events, and later ones of the same log.
fn stages(seed: u64, lengths: &[u64]) -> Vec<History> {
    let told = |length: u64| {
        let mut dice = Dice(seed);
        let events: Vec<_> = (0..length)
            .map(|recorded| random_event(&mut dice, recorded))
            .collect();
        Story::of(events)
    };
    lengths.iter().map(|length| told(*length)).collect()
}

#[test]
fn what_the_index_finds_is_what_a_scan_finds() {
    for seed in 0..6 {
        let dir = tempdir().unwrap();
        let mut dice = Dice(seed + 100);
        for history in stages(seed, &[1, 40, 120]) {
            for _ in 0..25 {
                let words = query(&mut dice);
                if dateline::finder::Wanted::parse(&words).is_err() {
                    continue;
                }
                let at = known(1 + dice.roll(history.position()));
                let looked = agrees(dir.path(), &history, &at, &words);
                assert!(looked.within.is_some(), "{:?}", looked.notes);
            }
        }
    }
}

#[test]
fn the_index_is_built_once_and_grows_with_the_log() {
    let dir = tempdir().unwrap();
    let grown = stages(7, &[300, 700, 900, 1500, 1600, 3000]);
    let mut said = Vec::new();
    for history in &grown {
        for words in ["bond", "美债", "минф", "narrative “x”", "美"] {
            let looked = agrees(dir.path(), history, &Clocks::default(), words);
            assert!(looked.within.is_some(), "{:?}", looked.notes);
            said.extend(looked.notes);
        }
    }
    // Up to 512 entries more are looked through instead.
    assert_eq!(
        said,
        [(1, 300), (301, 900), (901, 1500), (1501, 3000)].map(|(first, last)| format!(
            "cache/finder now has the words of entries {first} to {last}"
        ))
    );
}

#[test]
fn an_index_that_reaches_beyond_the_log_is_built_again() {
    let dir = tempdir().unwrap();
    let histories = stages(8, &[60, 50]);
    agrees(dir.path(), &histories[0], &Clocks::default(), "bond");
    let looked = agrees(dir.path(), &histories[1], &Clocks::default(), "bond");
    assert!(looked.within.is_some());
    assert_eq!(
        looked.notes[0],
        "cache/finder is built again: it does not fit the log"
    );
    assert!(look(dir.path(), &histories[1], "bond").notes.is_empty());
}

#[test]
fn an_empty_log_needs_no_index() {
    let dir = tempdir().unwrap();
    let looked = look(dir.path(), &Story::of([]), "bond");
    assert_eq!((looked.within, looked.notes), (None, Vec::new()));
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
}

#[test]
fn a_text_of_a_mebibyte_is_indexed() {
    let dir = tempdir().unwrap();
    let long = "x".repeat(100_000);
    let quote = format!("{} {long} 美债 needle", "word ".repeat(100_000));
    let said = json!({"by": {"country": "DK"}, "act": "comments", "quote": quote});
    let history = Story::of([event("statement", "2026-01-20", said)]);
    for words in [
        "needle",
        "美债",
        "x",
        &"x".repeat(70),
        "word",
        "\"word needle\"",
    ] {
        let looked = agrees(dir.path(), &history, &Clocks::default(), words);
        assert_eq!(looked.within, Some(vec![1]), "{words}");
    }
    assert_eq!(look(dir.path(), &history, "absent").within, Some(vec![]));
}
