//! TOML with places: tables and values that know their line, and what is said of a wrong one.
//! Owns `BadMapping`; knows no field of a mapping.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::event::nearest::nearest_word;

/// What is wrong with a mapping, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadMapping {
    /// 1-based line; `None` for the file as a whole.
    pub line: Option<usize>,
    /// One sentence without a full stop.
    pub message: String,
    /// What was probably meant, or the way on.
    pub hint: Option<String>,
}

/// A value and its place.
pub type Node<'t> = Spanned<DeValue<'t>>;

/// The text of a file, for lines.
#[derive(Debug, Clone, Copy)]
pub struct Text<'t>(pub &'t str);

impl<'t> Text<'t> {
    /// The whole as a table.
    pub fn parse(self) -> Result<Spanned<DeTable<'t>>, BadMapping> {
        DeTable::parse(self.0).map_err(|error| BadMapping {
            line: error.span().map(|span| self.line(span.start)),
            message: error.message().to_owned(),
            hint: None,
        })
    }

    /// The line of a place.
    pub fn line(self, offset: usize) -> usize {
        let before = self.0.as_bytes().iter().take(offset);
        before.filter(|byte| **byte == b'\n').count() + 1
    }

    /// Something wrong at a value.
    pub fn at(self, node: &Node<'_>, message: impl Into<String>) -> BadMapping {
        self.at_offset(node.span().start, message)
    }

    /// Something wrong at a place.
    pub fn at_offset(self, offset: usize, message: impl Into<String>) -> BadMapping {
        BadMapping {
            line: Some(self.line(offset)),
            message: message.into(),
            hint: None,
        }
    }

    /// Refuses keys that are not among these.
    pub fn only(
        self,
        table: &DeTable<'_>,
        names: &[&'static str],
        whose: &str,
    ) -> Result<(), BadMapping> {
        for (key, _) in table {
            let found: &str = key.get_ref().as_ref();
            if names.contains(&found) {
                continue;
            }
            let message = format!(
                "{whose} has no field `{found}`; it has {}",
                names.join(", ")
            );
            let mut bad = self.at_offset(key.span().start, message);
            let near = nearest_word(found, names.iter().copied());
            bad.hint = near.map(|near| format!("did you mean {near}?"));
            return Err(bad);
        }
        Ok(())
    }

    /// A value as a table.
    pub fn table<'v, 'n>(
        self,
        node: &'v Node<'n>,
        name: &str,
    ) -> Result<&'v DeTable<'n>, BadMapping> {
        let table = node.get_ref().as_table();
        table.ok_or_else(|| self.at(node, format!("`{name}` is a table")))
    }

    /// A value as text.
    pub fn word(self, node: &Node<'_>, name: &str) -> Result<String, BadMapping> {
        let text = node.get_ref().as_str().map(str::to_owned);
        text.ok_or_else(|| self.at(node, format!("`{name}` is text in quotes")))
    }

    /// A value as one text or a list of them.
    pub fn list(self, node: &Node<'_>, name: &str) -> Result<Vec<String>, BadMapping> {
        match node.get_ref().as_array() {
            None => Ok(vec![self.word(node, name)?]),
            Some(items) => items.iter().map(|item| self.word(item, name)).collect(),
        }
    }

    /// A value as a truth.
    pub fn truth(self, node: &Node<'_>, name: &str) -> Result<bool, BadMapping> {
        let truth = node.get_ref().as_bool();
        truth.ok_or_else(|| self.at(node, format!("`{name}` is true or false")))
    }

    /// A value as a whole number.
    pub fn number(self, node: &Node<'_>, name: &str, most: u64) -> Result<u64, BadMapping> {
        let number = node.get_ref().as_integer();
        let number =
            number.and_then(|number| u64::from_str_radix(number.as_str(), number.radix()).ok());
        let number = number.filter(|number| *number <= most);
        number.ok_or_else(|| self.at(node, format!("`{name}` is a whole number up to {most}")))
    }
}
