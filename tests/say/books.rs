//! The phrase books as data: the same keys in every language, every closed word of the
//! vocabulary said, no phrase that no sentence uses, no slot that nobody fills.

use std::collections::BTreeSet;

use dateline::event::field::FieldType;
use dateline::event::{Kind, tables};
use dateline::say::template::{Template, Values};
use dateline::say::{Book, Lang};

use super::samples::sentences;

fn keys(lang: Lang) -> BTreeSet<&'static str> {
    Book::of(lang).phrases().map(|(key, _)| key).collect()
}

/// Keys that a language has for itself: its scales, its names of places, currencies and
/// assets, its shapes of dates, and words that it would otherwise say as they are.
fn own(key: &str) -> bool {
    let lists = [
        "number.scale.",
        "place.",
        "currency.",
        "date.",
        "words.field.",
        "party.",
    ];
    lists.iter().any(|list| key.starts_with(list))
}

#[test]
fn the_embedded_books_are_sound() {
    for lang in Lang::ALL {
        if let Err(bad) = Book::parse(lang, Book::source(lang)) {
            panic!("{lang:?}: {bad:?}");
        }
        assert!(keys(lang).len() > 200);
        assert_eq!(Book::of(lang).list("date.months").len(), 12);
        assert_eq!(Book::of(lang).list("date.quarters").len(), 4);
    }
    for wrong in ["a = 1", "a = [1]", "a = \"[b\"", "a"] {
        assert!(Book::parse(Lang::En, wrong).is_err(), "{wrong}");
    }
}

#[test]
fn the_languages_say_the_same_things() {
    let of = |lang| {
        keys(lang)
            .into_iter()
            .filter(|key| !own(key))
            .collect::<BTreeSet<_>>()
    };
    assert_eq!(of(Lang::En), of(Lang::Zh));
}

#[test]
fn every_closed_word_is_said() {
    for lang in Lang::ALL {
        let book = Book::of(lang);
        let said = |key: String| assert!(book.has(&key), "{lang:?}: {key}");
        for kind in Kind::ALL {
            for field in tables::all(kind) {
                let FieldType::Word(words) = field.ty else {
                    continue;
                };
                for word in words {
                    match (kind, field.name) {
                        (_, "stage") => said(format!("fund_exit.{word}")),
                        (_, "action") => said(format!("sanction.{word}")),
                        (_, "act") => said(format!("statement.{word}")),
                        (_, "relation") => said(format!("link.{word}")),
                        (_, "alignment") => said(format!("policy_shift.turn.{word}")),
                        (Kind::Sanction, "measure") => {
                            said(format!("sanction.new.{word}"));
                            said(format!("sanction.old.{word}"));
                        }
                        (_, "scope" | "attribution") => {}
                        (_, name) => said(format!("words.{name}.{word}")),
                    }
                }
            }
        }
    }
}

/// A label stands for ever, and a citation is never corrected: no correction names these.
#[test]
fn every_field_has_a_chinese_name() {
    let book = Book::of(Lang::Zh);
    for kind in tables::writable() {
        for field in tables::all(kind).filter(|field| field.name != "label") {
            let key = format!("words.field.{}", field.name);
            assert!(book.has(&key), "{key}");
        }
    }
}

/// The book with `⟨key⟩` behind every phrase, and behind that each slot again with its own
/// mark, in a group: the mark of a slot turns up only where somebody fills it.
fn marked(lang: Lang) -> Book {
    fn walk(prefix: &str, table: &mut toml::Table) {
        for (name, value) in table.iter_mut() {
            let key = match prefix {
                "" => name.clone(),
                prefix => format!("{prefix}.{name}"),
            };
            match value {
                toml::Value::Table(inner) => walk(&key, inner),
                toml::Value::String(text) if !is_number(&key) => {
                    let template = Template::parse(text).unwrap();
                    let notes = template
                        .slots()
                        .into_iter()
                        .map(|slot| format!("[⟨{key}:{slot}⟩{{{slot}}}]"))
                        .collect::<String>();
                    text.push_str(&format!("⟨{key}⟩{notes}"));
                }
                _ => {}
            }
        }
    }
    let mut table: toml::Table = Book::source(lang).parse().unwrap();
    walk("", &mut table);
    Book::from_table(lang, &table).unwrap()
}

fn marks(said: &str) -> impl Iterator<Item = &str> {
    let pieces = said.split('⟨').skip(1);
    pieces.filter_map(|piece| piece.split('⟩').next())
}

fn is_number(key: &str) -> bool {
    key == "number.places" || key == "text.longest"
}

#[test]
fn every_phrase_is_said_and_every_slot_filled_in_some_sentence() {
    // No kind that says it may be recorded yet; and decoding lets no event without a party in.
    let reserved = |key: &str| ["citation.plain", "party.somebody"].contains(&key);
    for lang in Lang::ALL {
        let sentences = sentences(&marked(lang));
        let all: BTreeSet<&str> = sentences.iter().flat_map(|said| marks(said)).collect();
        let mut never = Vec::new();
        for (key, template) in Book::of(lang).phrases() {
            if is_number(key) || reserved(key) {
                continue;
            }
            let slots = template.slots().into_iter();
            let wanted = slots.map(|slot| format!("{key}:{slot}"));
            let wanted = wanted.chain([key.to_owned()]);
            never.extend(wanted.filter(|mark| !all.contains(mark.as_str())));
        }
        assert!(never.is_empty(), "{lang:?}: {never:#?}");
    }
}

#[test]
fn a_missing_phrase_is_said_as_nothing() {
    let empty = Book::default();
    assert_eq!(empty.say("threat.plain", &Values::new()), "");
    for sentence in sentences(&empty) {
        assert_eq!(sentence, "");
    }
}
