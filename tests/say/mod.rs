//! `say`: examples in both languages, the phrase books against the vocabulary and each other,
//! and the property that every random event comes out as one sound line.

mod books;
mod examples;
mod fates;
mod kinds;
mod random;
mod samples;

use dateline::event::decode;
use dateline::say::{self, Book, Lang, Story};
use serde_json::{Value, json};

/// The sentence of an event that nothing else is known of.
fn said(event: &Value, lang: Lang) -> String {
    said_by(event, Book::of(lang))
}

fn said_by(event: &Value, book: &Book) -> String {
    let input = decode::decode(event.as_object().unwrap().clone())
        .unwrap_or_else(|problems| panic!("{event}: {problems:#?}"));
    say::sentence(&Story::of(&input.event), book)
}

/// An event of 20 January 2026, reported by Reuters.
fn event(kind: &str, fields: Value) -> Value {
    let mut event = json!({
        "kind": kind,
        "happened": "2026-01-20",
        "sources": [{"publisher": "Reuters", "published": "2026-01-20"}],
    });
    for (name, value) in fields.as_object().unwrap() {
        event[name] = value.clone();
    }
    event
}
