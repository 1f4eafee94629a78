//! Who and what, as a language says them: parties, places, assets, bonds, and the free text
//! that an event holds. Owns when a name takes an article or its country, and when a text is
//! quoted because it is in another script. Knows no kind of event.

use serde_json::Value;

use super::book::{Book, Lang};
use super::template::Values;
use crate::event::Event;
use crate::event::asset::{Asset, Instrument};
use crate::event::codes;
use crate::event::party::Party;

/// A country or bloc by its code: `the United States`, `美国`.
pub fn place(book: &Book, code: &str) -> String {
    let key = format!("place.{code}");
    if book.has(&key) {
        return book.text(&key);
    }
    let name = match book.lang() {
        Lang::En => codes::name(code),
        Lang::Zh => codes::name_zh(code).or_else(|| codes::name(code)),
    };
    let name = name.unwrap_or(code);
    match book.list("party.articles").iter().any(|with| with == code) {
        true => article(book, name),
        false => name.to_owned(),
    }
}

fn article(book: &Book, name: &str) -> String {
    book.say("party.article", &Values::new().with("name", name))
}

/// Several places in one phrase.
pub fn places(book: &Book, codes: &[&str]) -> String {
    let names: Vec<String> = codes.iter().map(|code| place(book, code)).collect();
    book.listed(&names)
}

/// A party by the name that it has in the language: with its country, unless it acts for the
/// state or already says it.
pub fn party(book: &Book, event: &Event, field: &str) -> String {
    let Some(party) = event.party(field) else {
        return book.text("party.somebody");
    };
    let country = party.country.as_deref().map(|code| place(book, code));
    let own = event.fields().get(field).and_then(|party| {
        let names = party.get("names").and_then(Value::as_object)?;
        in_language(book.lang(), names)
    });
    let Some(name) = own.or(party.name.clone()) else {
        return country.unwrap_or_else(|| book.text("party.somebody"));
    };
    if is_country(&party, &name) {
        return country.unwrap_or(name);
    }
    let said = named(book, &name);
    let name = one_line(&name);
    match country {
        _ if said != name => said,
        Some(country)
            if !party.is_state()
                && !says(&party, &name, &country)
                && !book
                    .list("party.whole")
                    .iter()
                    .any(|part| name.contains(part)) =>
        {
            let values = Values::new().with("name", name).with("country", country);
            book.say("party.of", &values)
        }
        _ => book.say("party.named", &Values::new().with("name", name)),
    }
}

/// A name, with an article where it begins like one that takes it.
pub fn named(book: &Book, name: &str) -> String {
    let name = one_line(name);
    let bare = name.strip_prefix("The ").unwrap_or(&name);
    match starts_with_any(bare, book.list("party.begin")) {
        true => article(book, bare),
        false => name,
    }
}

/// Whom a dispute names, in free words.
pub fn by(book: &Book, text: &str) -> String {
    let key = format!("words.by.{}", one_line(text).to_lowercase());
    match book.has(&key) {
        true => book.text(&key),
        false => named(book, text),
    }
}

/// Whether a party's name is but that of its country or bloc.
fn is_country(party: &Party, name: &str) -> bool {
    let code = party.country.as_deref();
    code.is_some_and(|code| [codes::name(code), codes::name_zh(code)].contains(&Some(name)))
}

/// Whether a name already holds that of its country.
fn says(party: &Party, name: &str, country: &str) -> bool {
    let english = party.country.as_deref().and_then(codes::name);
    name.contains(country) || english.is_some_and(|english| name.contains(english))
}

/// The text of a language among texts by language tag: the plain tag, else any of its kinds.
pub fn in_language(lang: Lang, texts: &serde_json::Map<String, Value>) -> Option<String> {
    let tag = lang.tag();
    let of_kind = |(found, _): &(&String, &Value)| {
        let found = found.to_ascii_lowercase();
        found == tag || found.starts_with(&format!("{tag}-"))
    };
    let found = texts.get(tag).or_else(|| {
        let kinds = texts.iter().filter(of_kind);
        kinds.map(|(_, text)| text).next()
    });
    found?.as_str().map(str::to_owned)
}

/// Whether the actor is an office that one person holds: then the speaker is that person.
fn is_office(book: &Book, event: &Event) -> bool {
    let by = event.party("by");
    let by = by.filter(|party| party.kind == "official");
    let name = by.and_then(|party| party.name);
    name.is_some_and(|name| starts_with_any(&name, book.list("party.offices")))
}

fn starts_with_any(text: &str, begins: &[String]) -> bool {
    begins.iter().any(|begin| text.starts_with(begin.as_str()))
}

/// A party, or the person who spoke for it.
pub fn who(book: &Book, event: &Event) -> String {
    let party = party(book, event, "by");
    match event.text("speaker") {
        Some(speaker) => {
            let values = Values::new()
                .with("speaker", one_line(speaker))
                .with("party", party);
            let key = match is_office(book, event) {
                true => "party.holder",
                false => "party.speaker",
            };
            book.say(key, &values)
        }
        None => party,
    }
}

/// An asset: `US Treasuries`, `government bonds of Japan`.
pub fn asset(book: &Book, asset: &Asset) -> String {
    let class = book.word("class", &asset.class);
    let Some(issuer) = &asset.issuer else {
        return book.say("asset.plain", &Values::new().with("class", class));
    };
    let own = format!("asset.{}:{issuer}", asset.class);
    let values = Values::new()
        .with("class", class)
        .with("issuer", place(book, issuer));
    book.say_first(&[&own, "asset.issued"], &values)
}

/// A bond: `the 30-year government bond of Japan`.
pub fn bond(book: &Book, bond: &Instrument) -> String {
    let (number, unit) = bond
        .tenor
        .split_at(bond.tenor.len() - bond.tenor.chars().last().map_or(0, char::len_utf8));
    let values = Values::new().with("number", number);
    let tenor = match book.say(&format!("bond.{unit}"), &values) {
        known if !known.is_empty() => known,
        _ => bond.tenor.clone(),
    };
    let values = Values::new()
        .with("tenor", tenor)
        .with("issuer", place(book, &bond.issuer));
    book.say("bond.named", &values)
}

/// A text in one line.
pub fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ")
}

/// Free text of an event inside a sentence: one line, without its full stop, cut where it is
/// too long, and quoted when it is in another script than the sentence.
pub fn free(book: &Book, text: &str) -> String {
    let text = cut(book, text);
    match is_foreign(book.lang(), &text) {
        true => book.say("text.foreign", &Values::new().with("text", text)),
        false => text,
    }
}

/// Words as somebody said them.
pub fn quoted(book: &Book, text: &str) -> String {
    book.say("text.quote", &Values::new().with("text", cut(book, text)))
}

/// A text as it stands inside quotation marks: its own become inner ones.
pub fn inner(book: &Book, text: &str) -> String {
    let pairs = book.list("text.inner").chunks_exact(2);
    pairs.fold(text.to_owned(), |text, pair| match pair {
        [outer, inner] => text.replace(outer.as_str(), inner),
        _ => text,
    })
}

/// Each item once, in order.
pub fn distinct(items: Vec<String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for item in items {
        if !kept.contains(&item) {
            kept.push(item);
        }
    }
    kept
}

fn cut(book: &Book, text: &str) -> String {
    let line = one_line(text);
    let line = line.trim_end_matches(['.', '。', ' ']);
    let longest = book.figure("text.longest");
    match line.char_indices().nth(longest) {
        Some((end, _)) => {
            let kept = line.get(..end).unwrap_or(line);
            book.say("text.cut", &Values::new().with("text", kept))
        }
        None => line.to_owned(),
    }
}

/// Whether a text is in another script: for Chinese one without Han letters, for English one
/// with letters that are not Latin.
fn is_foreign(lang: Lang, text: &str) -> bool {
    let has_letters = text.chars().any(char::is_alphabetic);
    match lang {
        Lang::Zh => has_letters && !text.chars().any(is_han),
        Lang::En => text.chars().any(|c| c.is_alphabetic() && !is_latin(c)),
    }
}

fn is_han(letter: char) -> bool {
    matches!(letter, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{323af}')
}

fn is_latin(letter: char) -> bool {
    letter < '\u{250}' || matches!(letter, '\u{1e00}'..='\u{1eff}')
}
