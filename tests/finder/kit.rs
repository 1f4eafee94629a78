//! What the tests of the finder share: a die, histories of random texts, and one question asked
//! with the index and without. Owns no expectation but that the two agree.

use std::path::{Path, PathBuf};

use dateline::answer::{Answer, Filters, Find, Question, answer};
use dateline::clocks::Clocks;
use dateline::facts::History;
use dateline::finder::{self, Closing, Looked, Wanted};
use serde_json::{Value, json};

use crate::views::story::{about, correction, event, id, retraction};

/// Numbers that look random and are the same in every run.
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, below: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }

    pub fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.roll(of.len() as u64) as usize]
    }
}

const WORDS: &[&str] = &[
    "bond",
    "bonds",
    "bondage",
    "Ærø",
    "Aerosol",
    "grønland",
    "GRONLAND",
    "false",
    "narrative",
    "Минфин",
    "минфина",
    "облигации",
    "美",
    "美债",
    "国债",
    "清仓美债",
    "减持",
    "日銀",
    "は",
    "한국",
    "한국은행",
    "2026",
    "3.66",
    "us-treasury",
    "d'Or",
    "x",
    "हिन्दी",
    "Straße",
    "ไทย",
    "😀",
    "…",
];

/// A text of a few words, joined by spaces, marks or nothing.
pub fn text(dice: &mut Dice) -> String {
    let mut text = String::new();
    for _ in 0..1 + dice.roll(5) {
        text.push_str(dice.pick(WORDS));
        text.push_str(dice.pick(&[" ", " ", ", ", "", "。", "-"]));
    }
    text
}

/// A query: words, pieces of words and phrases.
pub fn query(dice: &mut Dice) -> String {
    let mut words = Vec::new();
    for _ in 0..1 + dice.roll(3) {
        let text = text(dice);
        let letters: Vec<char> = text.chars().collect();
        let from = dice.roll(letters.len() as u64) as usize;
        let piece: String = match dice.roll(3) {
            0 => letters[..=from].iter().collect(),
            1 => letters[from..].iter().collect(),
            _ => dice.pick(WORDS).to_owned(),
        };
        words.push(match dice.roll(4) {
            0 => format!("“{piece}”"),
            _ => piece,
        });
    }
    words.join(" ")
}

/// An event that has not been recorded yet, about some of `recorded` if it is an amendment.
pub fn random_event(dice: &mut Dice, recorded: u64) -> Value {
    let statement = |dice: &mut Dice| {
        event(
            "statement",
            "2026-01-20",
            json!({"by": {"name": text(dice)}, "act": "comments", "title": text(dice), "quote": text(dice)}),
        )
    };
    let target = 1 + dice.roll(recorded.max(1));
    match dice.roll(10) {
        0 if recorded > 0 => correction(
            target,
            json!({"title": text(dice), "by": {"name": text(dice)}}),
        ),
        1 if recorded > 0 => about(
            "corroboration",
            json!({"target": id(target), "sources": [{"publisher": "Wire", "quote": text(dice)}]}),
        ),
        2 if recorded > 0 => retraction(target),
        _ => statement(dice),
    }
}

/// Asks the finder in a directory. Other tests of this process start programs, and a child holds
/// every open lock for the moment between its fork and its exec: then one tries again.
pub fn look(dir: &Path, history: &History, words: &str) -> Looked {
    let wanted = Wanted::parse(words).unwrap();
    let once = || finder::look(dir, history, &wanted, &mut |_, _| {});
    let mut looked = once();
    for _ in 0..60 {
        if !looked
            .notes
            .iter()
            .any(|note| note.contains("another process"))
        {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(5));
        looked = once();
    }
    // Who looks again finds it closed.
    looked.closing = Closing::default();
    looked
}

fn asked(history: &History, clocks: &Clocks, words: &str, within: Option<Vec<u64>>) -> Answer {
    let question = Question::Find(Find {
        words: words.into(),
        retracted: true,
        within,
        filters: Filters::default(),
    });
    answer(history, clocks, &question).unwrap()
}

/// Asserts that the answer is that of a scan; gives what the finder said.
#[track_caller]
pub fn agrees(dir: &Path, history: &History, clocks: &Clocks, words: &str) -> Looked {
    let looked = look(dir, history, words);
    let scanned = asked(history, clocks, words, None);
    let narrowed = asked(history, clocks, words, looked.within.clone());
    assert_eq!(narrowed, scanned, "{words:?} {:?}", looked.notes);
    looked
}

/// The files of a finder's database.
pub fn database(dir: &Path) -> Vec<PathBuf> {
    let inside = std::fs::read_dir(dir.join("words")).unwrap();
    let paths = inside.map(|item| item.unwrap().path());
    let mut files: Vec<PathBuf> = paths.filter(|path| path.is_file()).collect();
    files.sort();
    files
}
