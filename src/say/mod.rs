//! Sentences for publication: what an event says, in a language, with the right verb for its
//! stage, bound and certainty, its attribution, and what became of it. Owns which phrase of
//! the phrase book (`schema/say/*.toml`) fits; holds no words, makes no look-ups, and takes
//! from an event only what is recorded. For headlines in tables see `event/sentence.rs`.

mod amendment;
pub mod book;
mod date;
mod deal;
mod deed;
mod figure;
mod noun;
mod statement;
pub mod template;
mod whole;

use serde_json::Value;

pub use book::{Book, Lang};

use crate::event::{Event, Kind};

/// All that a sentence may speak of.
#[derive(Debug, Clone, Copy)]
pub struct Story<'a> {
    /// The event as known.
    pub event: &'a Event,
    /// The UTC day on which it was recorded; none before it is.
    pub recorded: Option<&'a str>,
    /// What a link or an amendment is about.
    pub about: &'a About,
    /// What became of it.
    pub fate: &'a Fate,
}

/// The other entries that a link or an amendment speaks of, as known.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct About {
    /// The ends of a link, or of the link that an amendment is about.
    pub cause: Option<Event>,
    /// Likewise.
    pub effect: Option<Event>,
    /// What the dates and ends say of a link: `impossible`, `order_unclear`, `broken`.
    pub remarks: Vec<&'static str>,
    /// The entry that an amendment is about, through amendments of amendments.
    pub target: Option<Event>,
    /// The amendment that a retraction undoes.
    pub undone: Option<Kind>,
}

/// What became of an entry.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Fate {
    /// The retraction that counts, and the UTC day on which it was recorded.
    pub retraction: Option<(Event, String)>,
    /// The disputes that count.
    pub disputes: Vec<Event>,
    /// The corrections that were applied, each with its day. Empty unless they are asked for.
    pub corrections: Vec<(Event, String)>,
}

impl<'a> Story<'a> {
    /// That of an event about which nothing else is known.
    pub fn of(event: &'a Event) -> Story<'a> {
        static NOTHING: (About, Fate) = (
            About {
                cause: None,
                effect: None,
                remarks: Vec::new(),
                target: None,
                undone: None,
            },
            Fate {
                retraction: None,
                disputes: Vec::new(),
                corrections: Vec::new(),
            },
        );
        Story {
            event,
            recorded: None,
            about: &NOTHING.0,
            fate: &NOTHING.1,
        }
    }
}

/// The sentence, in one line, with its full stop. Texts of the event are not escaped.
pub fn sentence(story: &Story<'_>, book: &Book) -> String {
    whole::sentence(book, story)
}

/// Whether an event rests on something that was not said for publication: the terms of its
/// sources, as far as they are `deep_background` or `off_record`.
pub fn withheld(event: &Event) -> bool {
    event.sources().iter().any(whole::is_withheld)
}

/// A country or bloc by its code, as a language names it: `the United States`, `美国`.
pub fn place(book: &Book, code: &str) -> String {
    noun::place(book, code)
}

/// An asset as a language names it: `US Treasuries`.
pub fn asset(book: &Book, asset: &crate::event::asset::Asset) -> String {
    noun::asset(book, asset)
}

/// A date as recorded, as a language writes it, without a preposition.
pub fn when(book: &Book, text: &str) -> String {
    date::bare(book, text)
}

/// A decimal string in the digits of a language, its scale in words where that loses nothing.
pub fn number(book: &Book, text: &str) -> String {
    figure::decimal(book, text)
}

/// Money of an amount, with how sure it is.
pub fn money(book: &Book, amount: &crate::event::amount::Amount) -> String {
    figure::money(book, amount)
}

/// What an event is called in a language: its title, else the sentence made from its fields.
pub fn name(book: &Book, event: &Event) -> String {
    match title(book, event) {
        Some(title) => title,
        None => match book.lang() {
            Lang::En => crate::event::sentence::headline(event),
            Lang::Zh => sentence(&Story::of(event), book),
        },
    }
}

/// The title of an event in a language: of `titles`, else `title` when it is in that script.
fn title(book: &Book, event: &Event) -> Option<String> {
    let titles = event.fields().get("titles").and_then(Value::as_object);
    let own = titles.and_then(|titles| noun::in_language(book.lang(), titles));
    let title = own.or_else(|| event.text("title").map(str::to_owned))?;
    Some(noun::one_line(&title))
}
