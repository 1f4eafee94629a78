//! The book of names: holders, assets and texts, each written down once, so that compact rows can
//! point at them by number. Owns when two are the same name; orders nothing and forgets nothing.

use std::collections::HashMap;

use super::holder::Holder;
use crate::event::asset::Asset;

/// The number of something in a book.
pub type Name = u32;

/// No name.
pub const NONE: Name = Name::MAX;

/// What the rows of a read point at. Numbers mean nothing in another book.
#[derive(Debug, Default)]
pub struct Book {
    holders: Vec<(Holder, Name)>,
    holder_numbers: HashMap<Holder, Name>,
    keys: Vec<(Option<String>, String)>,
    key_numbers: HashMap<(Option<String>, String), Name>,
    assets: Vec<Asset>,
    asset_numbers: HashMap<Asset, Name>,
    texts: Vec<String>,
    text_numbers: HashMap<String, Name>,
}

/// The number of the next item of a list. (A list of four billion names is beyond any log.)
fn next<T>(list: &[T]) -> Name {
    Name::try_from(list.len()).unwrap_or(NONE)
}

impl Book {
    /// The number of a holder.
    pub fn holder(&mut self, holder: Holder) -> Name {
        if let Some(number) = self.holder_numbers.get(&holder) {
            return *number;
        }
        let number = next(&self.holders);
        let key = self.key((holder.country.clone(), holder.key.clone()));
        self.holder_numbers.insert(holder.clone(), number);
        self.holders.push((holder, key));
        number
    }

    fn key(&mut self, key: (Option<String>, String)) -> Name {
        if let Some(number) = self.key_numbers.get(&key) {
            return *number;
        }
        let number = next(&self.keys);
        self.key_numbers.insert(key.clone(), number);
        self.keys.push(key);
        number
    }

    /// The number of an asset.
    pub fn asset(&mut self, asset: Asset) -> Name {
        if let Some(number) = self.asset_numbers.get(&asset) {
            return *number;
        }
        let number = next(&self.assets);
        self.asset_numbers.insert(asset.clone(), number);
        self.assets.push(asset);
        number
    }

    /// The number of a text.
    pub fn text(&mut self, text: &str) -> Name {
        if let Some(number) = self.text_numbers.get(text) {
            return *number;
        }
        let number = next(&self.texts);
        self.text_numbers.insert(text.to_owned(), number);
        self.texts.push(text.to_owned());
        number
    }

    /// The number of a text that may be absent.
    pub fn text_or_none(&mut self, text: Option<&str>) -> Name {
        text.map_or(NONE, |text| self.text(text))
    }

    /// All texts, by number.
    pub fn texts(&self) -> impl Iterator<Item = &str> + Clone {
        self.texts.iter().map(String::as_str)
    }

    /// All assets, by number.
    pub fn assets(&self) -> impl Iterator<Item = &Asset> + Clone {
        self.assets.iter()
    }

    /// All holders, by number.
    pub fn holders(&self) -> impl Iterator<Item = &Holder> + Clone {
        self.holders.iter().map(|(holder, _)| holder)
    }

    /// How many names are in it.
    pub fn len(&self) -> usize {
        self.texts.len() + self.assets.len() + self.holders.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A holder by its number.
    pub fn holder_at(&self, number: Name) -> Option<&Holder> {
        self.holders.get(number as usize).map(|(holder, _)| holder)
    }

    /// The number of the country and key of a holder, which make up its rows.
    pub fn key_of(&self, holder: Name) -> Name {
        self.holders
            .get(holder as usize)
            .map_or(NONE, |(_, key)| *key)
    }

    /// Country and key by their number.
    pub fn key_at(&self, number: Name) -> Option<&(Option<String>, String)> {
        self.keys.get(number as usize)
    }

    /// An asset by its number.
    pub fn asset_at(&self, number: Name) -> Option<&Asset> {
        self.assets.get(number as usize)
    }

    /// A text by its number; `None` for [`NONE`].
    pub fn text_at(&self, number: Name) -> Option<&str> {
        self.texts.get(number as usize).map(String::as_str)
    }

    /// Takes over all names of another book; gives the numbers that they have here.
    pub fn absorb(&mut self, other: Book) -> Moved {
        Moved {
            holders: other
                .holders
                .into_iter()
                .map(|(holder, _)| self.holder(holder))
                .collect(),
            assets: other
                .assets
                .into_iter()
                .map(|asset| self.asset(asset))
                .collect(),
            texts: other.texts.iter().map(|text| self.text(text)).collect(),
        }
    }
}

/// The new numbers of names that moved into another book, by their old ones.
#[derive(Debug)]
pub struct Moved {
    holders: Vec<Name>,
    assets: Vec<Name>,
    texts: Vec<Name>,
}

fn moved(numbers: &[Name], number: &mut Name) {
    *number = numbers.get(*number as usize).copied().unwrap_or(NONE);
}

impl Moved {
    /// Renumbers a holder.
    pub fn holder(&self, number: &mut Name) {
        moved(&self.holders, number);
    }

    /// Renumbers an asset.
    pub fn asset(&self, number: &mut Name) {
        moved(&self.assets, number);
    }

    /// Renumbers a text.
    pub fn text(&self, number: &mut Name) {
        moved(&self.texts, number);
    }
}
