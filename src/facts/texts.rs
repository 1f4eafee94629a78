//! Texts by number, each once, in one piece: the dates of a log alone may be millions. Owns that they
//! differ, and finding the number of one; knows nothing of what they say.

use std::hash::{BuildHasher as _, RandomState};

use super::book::{NONE, Name};
use super::ids::ByWord;

/// Texts, none of them twice.
#[derive(Debug, Default)]
pub struct Texts {
    all: String,
    /// Where each ends.
    ends: Vec<usize>,
    /// Numbers by hash, once somebody asks for one; texts that share a hash stand under those after it.
    numbers: Option<ByWord<Name>>,
    hasher: RandomState,
}

impl Texts {
    /// Adds a text that differs from all that are there.
    pub fn push(&mut self, text: &str) {
        let place = self.numbers.as_ref().and_then(|_| self.find(text).err());
        self.add(text, place);
    }

    /// Adds a text, and under a free place its number.
    fn add(&mut self, text: &str, place: Option<u64>) -> Name {
        let number = Name::try_from(self.ends.len()).unwrap_or(NONE);
        self.all.push_str(text);
        self.ends.push(self.all.len());
        if let (Some(place), Some(numbers)) = (place, self.numbers.as_mut()) {
            numbers.insert(place, number);
        }
        number
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// A text by its number.
    pub fn at(&self, number: Name) -> Option<&str> {
        let number = number as usize;
        let end = *self.ends.get(number)?;
        let begin = match number.checked_sub(1) {
            Some(before) => *self.ends.get(before)?,
            None => 0,
        };
        self.all.get(begin..end)
    }

    /// All of them, by number.
    pub fn all(&self) -> impl Iterator<Item = &str> + Clone {
        let begins = std::iter::once(&0).chain(&self.ends);
        let places = begins.zip(&self.ends);
        places.map(|(begin, end)| self.all.get(*begin..*end).unwrap_or_default())
    }

    /// The number of a text, which is added if it is new.
    pub fn number(&mut self, text: &str) -> Name {
        if self.numbers.is_none() {
            let many = self.ends.len();
            let numbers = ByWord::with_capacity_and_hasher(many, Default::default());
            self.numbers = Some(numbers);
            (0..Name::try_from(many).unwrap_or(NONE)).for_each(|number| self.enter(number));
        }
        match self.find(text) {
            Ok(number) => number,
            Err(place) => self.add(text, Some(place)),
        }
    }

    /// The number of a text, or the free place under which it would stand.
    fn find(&self, text: &str) -> Result<Name, u64> {
        let mut hash = self.hasher.hash_one(text);
        while let Some(number) = self.numbers.as_ref().and_then(|it| it.get(&hash)) {
            if self.at(*number) == Some(text) {
                return Ok(*number);
            }
            hash = hash.wrapping_add(1);
        }
        Err(hash)
    }

    fn enter(&mut self, number: Name) {
        let place = self.at(number).map(|text| self.find(text));
        if let (Some(Err(hash)), Some(numbers)) = (place, self.numbers.as_mut()) {
            numbers.insert(hash, number);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Texts;

    proptest! {
        #[test]
        fn each_text_has_one_number_and_each_number_its_text(
            pushed in prop::collection::btree_set("[a-c]{0,2}|美?", 0..8),
            asked in prop::collection::vec("[a-c]{0,2}|美?", 0..40),
        ) {
            let mut texts = Texts::default();
            pushed.iter().for_each(|text| texts.push(text));
            let mut slow: Vec<String> = pushed.into_iter().collect();
            for text in asked {
                let number = texts.number(&text);
                if !slow.contains(&text) {
                    slow.push(text.clone());
                }
                prop_assert_eq!(slow.get(number as usize), Some(&text));
                prop_assert_eq!(texts.at(number), Some(text.as_str()));
            }
            prop_assert_eq!(texts.len(), slow.len());
            prop_assert!(texts.all().eq(slow.iter().map(String::as_str)));
            prop_assert_eq!(texts.at(slow.len() as u32), None);
        }
    }
}
