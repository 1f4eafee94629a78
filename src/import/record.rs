//! A record: one row of a file, or one cell of a wide table, before a mapping looks at it.
//! Owns nothing but the look-up of a raw column; `table` and `ftm` make them.

use std::collections::BTreeMap;
use std::rc::Rc;

/// The headings of a table, by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Headings {
    /// In order.
    pub names: Vec<String>,
    /// Position of each; of two columns with one heading the first.
    pub by_name: BTreeMap<String, usize>,
}

impl Headings {
    /// Headings in order.
    pub fn new(names: Vec<String>) -> Headings {
        let mut by_name = BTreeMap::new();
        for (at, name) in names.iter().enumerate() {
            by_name.entry(name.clone()).or_insert(at);
        }
        Headings { names, by_name }
    }
}

/// A record.
#[derive(Debug, Clone, Default)]
pub struct Record {
    /// Line on which it begins.
    pub line: u64,
    /// Cells of its row, in order.
    pub cells: Rc<Vec<String>>,
    /// Headings of the table.
    pub headings: Rc<Headings>,
    /// What the heading of a wide column says, and its cell.
    pub parts: Vec<(String, String)>,
    /// Named values: the properties of an entity.
    pub named: BTreeMap<String, Vec<String>>,
}

impl Record {
    /// The values of a raw column; blank ones are none.
    pub fn raw(&self, name: &str) -> Vec<String> {
        let part = self.parts.iter().find(|(part, _)| part == name);
        if let Some((_, text)) = part {
            return one(text);
        }
        if let Some(values) = self.named.get(name) {
            return values.clone();
        }
        match self.headings.by_name.get(name) {
            Some(at) => self.at(*at),
            None => Vec::new(),
        }
    }

    /// The value of a cell by position, counted from 0.
    pub fn at(&self, position: usize) -> Vec<String> {
        self.cells
            .get(position)
            .map(|text| one(text))
            .unwrap_or_default()
    }
}

fn one(text: &str) -> Vec<String> {
    match text.trim() {
        "" => Vec::new(),
        text => vec![text.to_owned()],
    }
}
