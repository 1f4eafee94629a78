//! The book of names: holders, assets and texts, each written down once, so that compact rows can
//! point at them by number. Owns when two are the same name; orders nothing and forgets nothing.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;

use super::holder::Holder;
use super::texts::Texts;
use crate::event::asset::Asset;

/// The number of something in a book.
pub type Name = u32;

/// No name.
pub const NONE: Name = Name::MAX;

/// Country and key of a holder, which make up its rows.
type Key = (Option<String>, String);

/// What the rows of a read point at. Numbers mean nothing in another book.
#[derive(Debug, Default)]
pub struct Book {
    holders: List<Holder>,
    /// Of each holder the number of its key.
    key_of: Vec<Name>,
    keys: List<Key>,
    assets: List<Asset>,
    texts: Texts,
    /// The books that it took over, by what they are called.
    taken: HashMap<(u64, u32), Arc<Moved>>,
}

/// Things by number, and numbers by thing once somebody asks for one: most books are only read.
#[derive(Debug)]
struct List<T> {
    things: Vec<T>,
    numbers: Option<HashMap<T, Name>>,
}

impl<T> Default for List<T> {
    fn default() -> Self {
        List {
            things: Vec::new(),
            numbers: None,
        }
    }
}

impl<T: Clone + Eq + Hash> List<T> {
    /// Of things that all differ.
    fn of(things: Vec<T>) -> List<T> {
        List {
            things,
            numbers: None,
        }
    }

    fn numbers(&mut self) -> &mut HashMap<T, Name> {
        let things = &self.things;
        self.numbers
            .get_or_insert_with(|| things.iter().cloned().zip(0..).collect())
    }

    /// The number of a thing, and whether it is new. (A list of four billion is beyond any log.)
    fn number(&mut self, thing: T) -> (Name, bool) {
        let next = Name::try_from(self.things.len()).unwrap_or(NONE);
        let number = *self.numbers().entry(thing.clone()).or_insert(next);
        if number == next {
            self.things.push(thing);
        }
        (number, number == next)
    }
}

impl Book {
    /// Of names that all differ; of each holder the number of its country and key among those of all,
    /// in the order in which they are first met. `None` if these numbers are not such.
    pub fn of(
        texts: Texts,
        assets: Vec<Asset>,
        holders: Vec<Holder>,
        key_of: Vec<Name>,
    ) -> Option<Book> {
        let mut keys: Vec<Key> = Vec::new();
        for (holder, key) in holders.iter().zip(&key_of) {
            match (*key as usize).cmp(&keys.len()) {
                std::cmp::Ordering::Less => {}
                std::cmp::Ordering::Equal => {
                    keys.push((holder.country.clone(), holder.key.clone()));
                }
                std::cmp::Ordering::Greater => return None,
            }
        }
        (holders.len() == key_of.len()).then(|| Book {
            holders: List::of(holders),
            key_of,
            keys: List::of(keys),
            assets: List::of(assets),
            texts,
            taken: HashMap::new(),
        })
    }

    /// The number of a holder.
    pub fn holder(&mut self, holder: Holder) -> Name {
        let key = (holder.country.clone(), holder.key.clone());
        let (number, is_new) = self.holders.number(holder);
        if is_new {
            let (key, _) = self.keys.number(key);
            self.key_of.push(key);
        }
        number
    }

    /// The number of an asset.
    pub fn asset(&mut self, asset: Asset) -> Name {
        self.assets.number(asset).0
    }

    /// The number of a text.
    pub fn text(&mut self, text: &str) -> Name {
        self.texts.number(text)
    }

    /// The number of a text that may be absent.
    pub fn text_or_none(&mut self, text: Option<&str>) -> Name {
        text.map_or(NONE, |text| self.text(text))
    }

    /// All texts, by number.
    pub fn texts(&self) -> impl Iterator<Item = &str> + Clone {
        self.texts.all()
    }

    /// All assets, by number.
    pub fn assets(&self) -> impl Iterator<Item = &Asset> + Clone {
        self.assets.things.iter()
    }

    /// All holders, by number.
    pub fn holders(&self) -> impl Iterator<Item = &Holder> + Clone {
        self.holders.things.iter()
    }

    /// Of all holders, by number, the numbers of their keys.
    pub fn keys_of(&self) -> impl Iterator<Item = Name> + Clone {
        self.key_of.iter().copied()
    }

    /// How many names are in it.
    pub fn len(&self) -> usize {
        self.texts.len() + self.assets.things.len() + self.holders.things.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A holder by its number.
    pub fn holder_at(&self, number: Name) -> Option<&Holder> {
        self.holders.things.get(number as usize)
    }

    /// The number of the country and key of a holder, which make up its rows.
    pub fn key_of(&self, holder: Name) -> Name {
        self.key_of.get(holder as usize).copied().unwrap_or(NONE)
    }

    /// Country and key by their number.
    pub fn key_at(&self, number: Name) -> Option<&(Option<String>, String)> {
        self.keys.things.get(number as usize)
    }

    /// An asset by its number.
    pub fn asset_at(&self, number: Name) -> Option<&Asset> {
        self.assets.things.get(number as usize)
    }

    /// A text by its number; `None` for [`NONE`].
    pub fn text_at(&self, number: Name) -> Option<&str> {
        self.texts.at(number)
    }

    /// Takes over all names of another book; gives the numbers that they have here.
    pub fn absorb(&mut self, other: Book) -> Moved {
        if self.is_empty() {
            let taken = std::mem::take(&mut self.taken);
            *self = Book { taken, ..other };
            return Moved::default();
        }
        let holders = other.holders.things.into_iter();
        let assets = other.assets.things.into_iter();
        let texts = other.texts.all();
        Moved {
            holders: Some(holders.map(|holder| self.holder(holder)).collect()),
            assets: Some(assets.map(|asset| self.asset(asset)).collect()),
            texts: Some(texts.map(|text| self.text(text)).collect()),
        }
    }

    /// The same of a book with a name of its own, which may have been taken over before.
    ///
    /// # Errors
    /// Those of `read`, which is asked for the book if it was not.
    pub fn absorb_once<E>(
        &mut self,
        called: (u64, u32),
        read: impl FnOnce() -> Result<Book, E>,
    ) -> Result<Arc<Moved>, E> {
        if let Some(moved) = self.taken.get(&called) {
            return Ok(Arc::clone(moved));
        }
        let moved = Arc::new(self.absorb(read()?));
        self.taken.insert(called, Arc::clone(&moved));
        Ok(moved)
    }
}

/// The new numbers of names that moved into another book, by their old ones; none where all stay.
#[derive(Debug, Default)]
pub struct Moved {
    holders: Option<Vec<Name>>,
    assets: Option<Vec<Name>>,
    texts: Option<Vec<Name>>,
}

fn moved(numbers: Option<&Vec<Name>>, number: &mut Name) {
    if let Some(numbers) = numbers {
        *number = numbers.get(*number as usize).copied().unwrap_or(NONE);
    }
}

impl Moved {
    /// Whether every name keeps its number.
    pub fn is_same(&self) -> bool {
        self.holders.is_none() && self.assets.is_none() && self.texts.is_none()
    }

    /// Renumbers a holder.
    pub fn holder(&self, number: &mut Name) {
        moved(self.holders.as_ref(), number);
    }

    /// Renumbers an asset.
    pub fn asset(&self, number: &mut Name) {
        moved(self.assets.as_ref(), number);
    }

    /// Renumbers a text.
    pub fn text(&self, number: &mut Name) {
        moved(self.texts.as_ref(), number);
    }
}
