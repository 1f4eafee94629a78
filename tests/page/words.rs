//! The words of pages: both languages say the same things, and every word that the program
//! asks for is there.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use dateline::chart::words;
use dateline::say::Lang;
use dateline::say::book::Book;

fn book(lang: Lang) -> Book {
    Book::parse(lang, words::source(lang)).unwrap()
}

#[test]
fn both_languages_have_the_same_phrases_with_the_same_slots() {
    let phrases = |lang| -> BTreeSet<(String, BTreeSet<String>)> {
        let book = book(lang);
        let slots = |template: &dateline::say::template::Template| {
            template.slots().into_iter().map(str::to_owned).collect()
        };
        let all = book.phrases();
        all.map(|(key, template)| (key.to_owned(), slots(template)))
            .collect()
    };
    assert_eq!(phrases(Lang::En), phrases(Lang::Zh));
    assert!(phrases(Lang::En).len() > 150);
    assert_eq!(book(Lang::En).list("tick.months").len(), 12);
    assert_eq!(book(Lang::Zh).list("tick.months").len(), 12);
}

#[test]
fn the_rules_of_the_audit_are_told_in_their_own_words() {
    use dateline::projection::audit::rules::RULES;
    for rule in RULES {
        assert_eq!(book(Lang::En).word("why", rule.name), rule.why);
        for lang in [Lang::En, Lang::Zh] {
            for list in ["why", "rule"] {
                assert!(
                    book(lang).has(&format!("words.{list}.{}", rule.name)),
                    "{}",
                    rule.name
                );
            }
        }
    }
}

fn sources(dir: &Path) -> Vec<PathBuf> {
    let inside = fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    inside
        .flat_map(|path| match path.is_dir() {
            true => sources(&path),
            false => vec![path],
        })
        .filter(|path| path.extension().is_some_and(|end| end == "rs"))
        .collect()
}

/// What stands between quotation marks right after a call.
fn keys_of(text: &str, call: &str) -> Vec<String> {
    let found = text.match_indices(call).filter_map(|(at, _)| {
        let rest = text[at + call.len()..].trim_start();
        rest.strip_prefix('"')?.split('"').next()
    });
    found.map(str::to_owned).collect()
}

#[test]
fn every_phrase_that_is_asked_for_is_in_the_books() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let files = ["chart", "page", "web"].iter().map(|room| root.join(room));
    let mut missing = Vec::new();
    let mut seen = 0;
    for file in files
        .filter(|dir| dir.is_dir())
        .flat_map(|dir| sources(&dir))
    {
        let text = fs::read_to_string(&file).unwrap();
        for call in [".text(", "ink.say(", "self.say(", "words.say("] {
            for key in keys_of(&text, call) {
                seen += 1;
                let known = [Lang::En, Lang::Zh]
                    .iter()
                    .all(|lang| book(*lang).has(&key));
                if !known && key.contains('.') {
                    missing.push(format!("{}: {key}", file.display()));
                }
            }
        }
    }
    assert!(seen > 30, "the scan sees {seen} calls only");
    assert!(missing.is_empty(), "{missing:#?}");
}
