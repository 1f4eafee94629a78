//! A book of names as a block of columns. Owns those bytes both ways; what is in a book, and when
//! two names are one, is the facts' room's to say.

use super::code::Encoder;
use super::decode::Decoder;
use super::{Sound, doubt};
use crate::event::asset::Asset;
use crate::facts::Holder;
use crate::facts::book::{Book, NONE, Name};
use crate::facts::texts::Texts;

/// Texts that may be absent.
fn optional<'a>(out: &mut Encoder, texts: impl Iterator<Item = Option<&'a str>> + Clone) {
    let given: Vec<i64> = texts
        .clone()
        .map(|text| i64::from(text.is_some()))
        .collect();
    out.numbers(&given);
    out.texts(texts.map(Option::unwrap_or_default));
}

fn read_optional(read: &mut Decoder<'_>) -> Sound<Vec<Option<String>>> {
    let given = read.numbers()?;
    let texts = read.texts()?;
    if given.len() != texts.len() {
        return doubt("texts and their marks differ in number");
    }
    let texts = texts.into_iter().zip(given);
    let texts = texts.map(|(text, given)| (given != 0).then(|| text.to_owned()));
    Ok(texts.collect())
}

/// The bytes of a book.
pub(super) fn encode(book: &Book) -> Vec<u8> {
    let mut out = Encoder::default();
    out.alike(book.texts());
    out.texts(book.assets().map(|asset| asset.class.as_str()));
    optional(&mut out, book.assets().map(|asset| asset.issuer.as_deref()));
    out.texts(book.holders().map(|holder| holder.key.as_str()));
    optional(
        &mut out,
        book.holders().map(|holder| holder.name.as_deref()),
    );
    let countries = book.holders().map(|holder| holder.country.as_deref());
    optional(&mut out, countries);
    let flags = book.holders().map(|holder| {
        let [state, country, bloc] = [holder.state, holder.is_country, holder.is_bloc];
        i64::from(state) | i64::from(country) << 1 | i64::from(bloc) << 2
    });
    out.numbers(&flags.collect::<Vec<i64>>());
    out.numbers(&book.keys_of().map(i64::from).collect::<Vec<i64>>());
    out.finish()
}

/// Reads a book.
pub(super) fn decode(bytes: &[u8]) -> Sound<Book> {
    let mut read = Decoder::new(bytes);
    let mut texts = Texts::default();
    read.each_alike(&mut |text| texts.push(text))?;
    let (classes, issuers) = (read.texts()?, read_optional(&mut read)?);
    let assets = classes.into_iter().zip(issuers);
    let assets = assets.map(|(class, issuer)| Asset {
        class: class.to_owned(),
        issuer,
    });
    let assets = assets.collect();
    let keys = read.texts()?;
    let (names, countries) = (read_optional(&mut read)?, read_optional(&mut read)?);
    let (flags, key_of) = (read.numbers()?, read.numbers()?);
    let holders = keys.into_iter().zip(names).zip(countries).zip(flags);
    let holders = holders.map(|(((key, name), country), flags)| Holder {
        key: key.to_owned(),
        name,
        country,
        state: flags & 1 != 0,
        is_country: flags & 2 != 0,
        is_bloc: flags & 4 != 0,
    });
    let key_of = key_of
        .into_iter()
        .map(|key| Name::try_from(key).unwrap_or(NONE));
    match Book::of(texts, assets, holders.collect(), key_of.collect()) {
        Some(book) => Ok(book),
        None => doubt("a book whose holders have no keys"),
    }
}
