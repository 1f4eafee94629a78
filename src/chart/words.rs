//! The words of charts and pages in each language: `schema/page/*.toml`, embedded and read
//! once, as the phrase books of `say` are. Owns where they are found; holds none itself.

use std::sync::OnceLock;

use crate::say::book::{Book, Lang};

/// The text that a language's words are read from.
pub fn source(lang: Lang) -> &'static str {
    match lang {
        Lang::En => include_str!("../../schema/page/en.toml"),
        Lang::Zh => include_str!("../../schema/page/zh.toml"),
    }
}

/// The words of a language.
pub fn of(lang: Lang) -> &'static Book {
    static BOOKS: OnceLock<[Book; 2]> = OnceLock::new();
    let read = |lang: Lang| Book::parse(lang, source(lang)).unwrap_or_default();
    let [en, zh] = BOOKS.get_or_init(|| [read(Lang::En), read(Lang::Zh)]);
    match lang {
        Lang::En => en,
        Lang::Zh => zh,
    }
}
