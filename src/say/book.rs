//! The phrase book of a language: the templates and lists of `schema/say/*.toml`, embedded
//! and read once. Owns how a phrase is found by its key; holds no phrase itself. A key that
//! a book lacks is said as nothing, and a test keeps that from happening.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::template::{Template, Values};

/// A language that sentences are said in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[allow(missing_docs)]
pub enum Lang {
    #[default]
    En,
    Zh,
}

impl Lang {
    /// Every language.
    pub const ALL: [Lang; 2] = [Lang::En, Lang::Zh];

    /// Its language tag.
    pub fn tag(self) -> &'static str {
        match self {
            Lang::En => "en",
            Lang::Zh => "zh",
        }
    }

    /// The language of a tag: `en`, `zh`.
    pub fn from_tag(tag: &str) -> Option<Lang> {
        Lang::ALL.into_iter().find(|lang| lang.tag() == tag)
    }

    fn text(self) -> &'static str {
        match self {
            Lang::En => include_str!("../../schema/say/en.toml"),
            Lang::Zh => include_str!("../../schema/say/zh.toml"),
        }
    }
}

/// The phrases of a language by their keys (`fund_exit.announced`).
#[derive(Debug, Clone, Default)]
pub struct Book {
    lang: Lang,
    phrases: BTreeMap<String, Template>,
    lists: BTreeMap<String, Vec<String>>,
}

/// What is wrong with a phrase book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadBook {
    /// Where: the key, or empty for the whole text.
    pub key: String,
    /// What.
    pub message: String,
}

impl Book {
    /// The book of a language.
    pub fn of(lang: Lang) -> &'static Book {
        static BOOKS: OnceLock<[Book; 2]> = OnceLock::new();
        let read = |lang: Lang| Book::parse(lang, lang.text()).unwrap_or_default();
        let [en, zh] = BOOKS.get_or_init(|| [read(Lang::En), read(Lang::Zh)]);
        match lang {
            Lang::En => en,
            Lang::Zh => zh,
        }
    }

    /// The text that [`Book::of`] is read from.
    pub fn source(lang: Lang) -> &'static str {
        lang.text()
    }

    /// Reads a book: TOML of tables in which every value is a template or a list of texts.
    ///
    /// # Errors
    /// The first key that is neither, or the place where it is no TOML.
    pub fn parse(lang: Lang, text: &str) -> Result<Book, BadBook> {
        let table: toml::Table = text.parse().map_err(|error: toml::de::Error| BadBook {
            key: String::new(),
            message: error.message().to_owned(),
        })?;
        Book::from_table(lang, &table)
    }

    /// The same from a table that was read before.
    ///
    /// # Errors
    /// The first key that holds neither a template nor a list of texts.
    pub fn from_table(lang: Lang, table: &toml::Table) -> Result<Book, BadBook> {
        let mut book = Book {
            lang,
            ..Book::default()
        };
        book.take("", table)?;
        Ok(book)
    }

    fn take(&mut self, prefix: &str, table: &toml::Table) -> Result<(), BadBook> {
        for (name, value) in table {
            let key = match prefix {
                "" => name.clone(),
                prefix => format!("{prefix}.{name}"),
            };
            let bad = |message: &str| BadBook {
                key: key.clone(),
                message: message.to_owned(),
            };
            match value {
                toml::Value::Table(inner) => self.take(&key, inner)?,
                toml::Value::String(text) => {
                    let template = Template::parse(text).map_err(bad)?;
                    self.phrases.insert(key, template);
                }
                toml::Value::Array(items) => {
                    let texts = items.iter().map(|item| item.as_str().map(str::to_owned));
                    let texts: Option<Vec<String>> = texts.collect();
                    let texts = texts.ok_or_else(|| bad("a list holds texts only"))?;
                    self.lists.insert(key, texts);
                }
                _ => return Err(bad("neither a text nor a list of texts")),
            }
        }
        Ok(())
    }

    /// Its language.
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// Whether it has a phrase of that key.
    pub fn has(&self, key: &str) -> bool {
        self.phrases.contains_key(key)
    }

    /// The phrases by their keys, in order.
    pub fn phrases(&self) -> impl Iterator<Item = (&str, &Template)> {
        self.phrases
            .iter()
            .map(|(key, template)| (key.as_str(), template))
    }

    /// A phrase with its slots filled; empty without such a phrase.
    pub fn say(&self, key: &str, values: &Values) -> String {
        let phrase = self.phrases.get(key);
        phrase.map_or_else(String::new, |template| template.fill(values))
    }

    /// The phrase of the first key that the book has.
    pub fn say_first(&self, keys: &[&str], values: &Values) -> String {
        let found = keys.iter().find(|key| self.has(key));
        found.map_or_else(String::new, |key| self.say(key, values))
    }

    /// A phrase without slots.
    pub fn text(&self, key: &str) -> String {
        self.say(key, &Values::new())
    }

    /// A word of the vocabulary as a list says it (`words.area.trade`), else the word itself
    /// with spaces in it.
    pub fn word(&self, list: &str, word: &str) -> String {
        let key = format!("words.{list}.{word}");
        match self.has(&key) {
            true => self.text(&key),
            false => word.replace('_', " "),
        }
    }

    /// A whole number written among the phrases, such as `number.places`.
    pub fn figure(&self, key: &str) -> usize {
        self.text(key).parse().unwrap_or(0)
    }

    /// A list of texts; empty when absent.
    pub fn list(&self, key: &str) -> &[String] {
        self.lists.get(key).map(Vec::as_slice).unwrap_or_default()
    }

    /// One phrase out of several, as the language lists them.
    pub fn listed(&self, items: &[String]) -> String {
        match items {
            [] => String::new(),
            [one] => one.clone(),
            [most @ .., end] => {
                let most = most.join(&self.text("list.comma"));
                format!("{most}{}{end}", self.text("list.last"))
            }
        }
    }

    /// The same of clauses, which hold commas of their own.
    pub fn apart(&self, clauses: &[String]) -> String {
        clauses.join(&self.text("list.apart"))
    }
}
