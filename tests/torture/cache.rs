//! `cache/` spoilt in every way: garbage, cut, flipped, of another moment, of another store,
//! of a store that went another way. Answers are those without it, and rules hold.

use std::path::{Path, PathBuf};

use super::scene::{PROGRAM, Scene, line, lines, program};
use super::{Dice, rounds, tell};
use crate::support;

/// What a reader asks, with what the answers must be.
const QUESTIONS: [&[&str]; 4] = [
    &["show", "old-77", "--json"],
    &["find", "丹麦", "--limit", "5", "--json"],
    &["log", "--limit", "3", "--json"],
    &["stance", "--json"],
];

fn answers(scene: &Scene, more: &[&str]) -> Vec<String> {
    let ask = |question: &&[&str]| {
        let args: Vec<&str> = question.iter().chain(more).copied().collect();
        String::from_utf8(scene.ok(&args).stdout).unwrap()
    };
    QUESTIONS.iter().map(ask).collect()
}

/// A store whose cache holds keys and an index of words.
fn cached(name: &str, count: u64) -> Scene {
    let scene = Scene::new();
    grow(&scene, name, count);
    scene
}

fn grow(scene: &Scene, name: &str, count: u64) {
    scene.file("in.jsonl", lines(name, count));
    scene.ok(&["import", "in.jsonl", "-q"]);
    scene.ok(&["find", "comments", "--limit", "1"]);
}

fn files(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).into_iter().flatten() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => found.extend(files(&path)),
            false => found.push(path),
        }
    }
    found.sort();
    found
}

/// Puts another cache in the place of the store's.
fn replace(scene: &Scene, with: &Path) {
    let cache = scene.desk().join("cache");
    std::fs::remove_dir_all(&cache).unwrap();
    support::copy(with, &cache);
}

/// The answers, and what a writer may not do, whatever stands in the cache.
fn hold(scene: &Scene, due: &[String], name: &str) {
    assert_eq!(answers(scene, &[]), due, "{name}");
    scene.file("taken.jsonl", line("old-33"));
    let refused = program(scene.path(), PROGRAM, &["import", "taken.jsonl", "--json"])
        .output()
        .unwrap();
    assert_eq!(refused.status.code(), Some(2), "{name}: {refused:?}");
    let verify = program(scene.path(), PROGRAM, &["verify", "-q"])
        .output()
        .unwrap();
    assert!(
        verify.status.code().is_some_and(|code| code < 2),
        "{name}: {verify:?}"
    );
    let clean = program(scene.path(), PROGRAM, &["verify", "--no-cache", "-q"])
        .output()
        .unwrap();
    assert_eq!(clean.status.code(), Some(0), "{name}");
}

#[test]
fn a_spoilt_cache_changes_no_answer() {
    let scene = cached("old", 600);
    let early = scene.copy();
    // Another store, and a copy of this one that went another way.
    let foreign = cached("other", 900);
    let fork = scene.copy();
    grow(&fork, "fork", 300);
    grow(&scene, "new", 300);
    let due = answers(&scene, &["--no-cache"]);
    let strip = |text: &String| text.replace("\"no_cache\": true", "\"no_cache\": false");
    let due: Vec<String> = due.iter().map(strip).collect();
    let mut tried = 0;
    for (name, other) in [
        ("of an earlier moment", &early),
        ("of another store", &foreign),
        ("of a fork", &fork),
    ] {
        let spoilt = scene.copy();
        replace(&spoilt, &other.desk().join("cache"));
        hold(&spoilt, &due, name);
        tried += 1;
    }
    let mut dice = Dice(5);
    let inside = files(&scene.desk().join("cache"));
    assert!(inside.len() > 5, "{inside:?}");
    for path in &inside {
        let place = path.strip_prefix(scene.path()).unwrap();
        let good = std::fs::read(path).unwrap();
        let at = |dice: &mut Dice| dice.roll(good.len() as u64) as usize;
        for round in 0..rounds(1, 12) {
            let mut bad = good.clone();
            let way = match (round + tried) % 5 {
                0 if !bad.is_empty() => {
                    let place = at(&mut dice);
                    bad[place] ^= 1 << dice.roll(8);
                    "flipped"
                }
                1 => {
                    bad.truncate(at(&mut dice));
                    "cut"
                }
                2 => {
                    bad.fill(0);
                    "zeroed"
                }
                3 => {
                    bad = b"\xff\0garbage\n".repeat(1 + at(&mut dice) / 10);
                    "garbage"
                }
                _ => {
                    bad.extend_from_slice(&good);
                    "doubled"
                }
            };
            let spoilt = scene.copy();
            std::fs::write(spoilt.path().join(place), bad).unwrap();
            hold(&spoilt, &due, &format!("{} {way}", place.display()));
            tried += 1;
        }
    }
    tell(&format!(
        "{tried} states of a spoilt, stale or foreign cache: every answer and every refusal that of the log"
    ));
}
