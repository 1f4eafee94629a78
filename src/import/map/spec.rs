//! A mapping as data: what a TOML file says, read and checked once. Owns the shapes; `parse`
//! reads them, `build` makes events with them.

use std::collections::BTreeMap;

use super::dates::Dates;
use super::pattern::Pattern;
use super::template::Template;

/// What the rows of a file are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Delimited text: CSV, TSV.
    Delimited {
        /// What stands between cells.
        delimiter: u8,
        /// Whether a cell may stand in double quotes.
        quotes: bool,
    },
    /// FollowTheMoney entities, one JSON object a line.
    Ftm,
}

/// Where the headings stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heading {
    /// There are none: columns have positions.
    None,
    /// A row by its number.
    Row(u64),
    /// Every row that begins with one of these words, and so many rows above it.
    Blocks {
        /// Its first cell.
        starts: Vec<String>,
        /// Rows above that belong to it.
        above: usize,
    },
}

/// Months, tenors as columns: each cell is a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wide {
    /// Headings of the columns that are meant; their holes are columns of the record.
    pub header: Vec<Pattern>,
    /// Cells that say nothing, besides blank ones.
    pub empty: Vec<String>,
}

/// Values that stand elsewhere in the file: the rows that fit a pattern, its first hole the key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notes {
    /// How such a row reads.
    pub pattern: Pattern,
    /// Form of the second hole, if it is a date.
    pub date: Option<Dates>,
}

/// A map of values; keys may hold `*`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ValueMap {
    /// Whole texts.
    pub exact: BTreeMap<String, String>,
    /// Texts with `*`, in the order of their length, the longest first.
    pub globs: Vec<(String, String)>,
}

/// A map whose keys are dates and spans of dates.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Spans(pub Vec<(crate::event::when::When, String)>);

/// Which of several values is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pick {
    /// The first.
    First,
    /// The least, in the order of letters (of ISO dates: the earliest).
    Least,
}

/// How a figure is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Number {
    /// Before the fraction.
    pub decimal: char,
    /// Between thousands.
    pub group: Option<char>,
    /// Power of ten by which it is multiplied.
    pub scale: u32,
}

/// How the text of a cell becomes a value, step by step in this order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Column {
    /// Where the text comes from.
    pub from: Option<From>,
    /// Whether the file may be without it.
    pub optional: bool,
    /// Texts that count as blank.
    pub empty: Vec<String>,
    /// What a list is split at.
    pub split: Option<String>,
    /// Which of several values.
    pub pick: Option<Pick>,
    /// Patterns, one of which must fit; its first hole is the value.
    pub pattern: Vec<Pattern>,
    /// Whether tags are taken out.
    pub html: bool,
    /// Whether only the host of a URL stays.
    pub host: bool,
    /// Values for values.
    pub map: Option<ValueMap>,
    /// Values for dates.
    pub spans: Option<Spans>,
    /// Notes of the file to look it up in.
    pub notes: Option<String>,
    /// Whether it names a country, by English name, alpha-3 or alpha-2.
    pub country: bool,
    /// Forms of a date.
    pub date: Option<Dates>,
    /// A figure.
    pub number: Option<Number>,
    /// Most letters.
    pub cut: Option<usize>,
    /// What stands for nothing.
    pub otherwise: Option<Template>,
}

/// Where a column's text comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum From {
    /// A column of that heading, or another column of the mapping.
    Named(String),
    /// The column of that position, counted from 1.
    Position(usize),
    /// A text with columns.
    Template(Template),
    /// Year, month and day in columns of their own.
    Joined(Vec<String>),
    /// A start and an end.
    Interval(String, String),
}

/// A condition on columns: each must have one of its values.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Condition {
    /// Column and the values that it may have (`""`: blank; `*` stands for any letters).
    pub when: Vec<(String, Vec<String>)>,
    /// Column and the values that it must not have.
    pub unless: Vec<(String, Vec<String>)>,
}

/// Rows that are left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skip {
    /// Which.
    pub condition: Condition,
    /// Why; counted under it. Rows left out without a reason are layout.
    pub why: Option<String>,
}

/// A value of an event: JSON whose texts are templates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Made {
    /// A text.
    Text(Template),
    /// A truth or a whole number.
    Plain(serde_json::Value),
    /// A list.
    List(Vec<Made>),
    /// An object.
    Object(BTreeMap<String, Made>),
}

/// What an event is made of, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// Rows that it is for.
    pub condition: Condition,
    /// Its fields.
    pub event: BTreeMap<String, Made>,
}

/// A mapping.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapping {
    /// Name: part of the identity of every row.
    pub name: String,
    /// What it reads, in one line.
    pub about: String,
    /// What the rows are.
    pub format: Format,
    /// Encodings, the first that fits is taken.
    pub encodings: Vec<String>,
    /// Where the headings stand.
    pub heading: Heading,
    /// How many cells a row may have; empty: as many as the headings.
    pub fields: Vec<usize>,
    /// Whether cells are records.
    pub wide: Option<Wide>,
    /// Values that stand elsewhere in the file.
    pub notes: BTreeMap<String, Notes>,
    /// Columns of the mapping.
    pub columns: BTreeMap<String, Column>,
    /// Rows that are left out.
    pub skips: Vec<Skip>,
    /// What identifies a row.
    pub key: Template,
    /// The source, field by field.
    pub source: BTreeMap<String, Made>,
    /// What events are made of; the first case that fits.
    pub cases: Vec<Case>,
}

impl ValueMap {
    /// The value of a text.
    pub fn get(&self, text: &str) -> Option<&str> {
        let glob = || self.globs.iter().find(|(glob, _)| glob_fits(glob, text));
        let found = self
            .exact
            .get(text)
            .or_else(|| glob().map(|(_, value)| value));
        found.map(String::as_str)
    }
}

impl Spans {
    /// The value of a date: that of the span which holds all of it.
    pub fn get(&self, date: &str) -> Option<&str> {
        let date = crate::event::when::When::parse(date).ok()?;
        let holds = |(span, _): &&(crate::event::when::When, String)| {
            span.earliest <= date.earliest && date.latest <= span.latest
        };
        self.0.iter().find(holds).map(|(_, value)| value.as_str())
    }
}

impl Condition {
    /// Whether it holds; `column` gives the text of a column, blank as nothing.
    pub fn holds<E>(
        &self,
        column: &mut dyn FnMut(&str) -> Result<Vec<String>, E>,
    ) -> Result<bool, E> {
        for (list, wanted) in [(&self.when, true), (&self.unless, false)] {
            for (name, values) in list {
                let found = column(name)?.join("; ");
                if values.iter().any(|value| glob_fits(value, &found)) != wanted {
                    return Ok(false);
                }
            }
        }
        Ok(true)
    }
}

/// Whether a text fits words with `*` between them, which stands for any letters; `\\*` is a
/// star itself.
pub fn glob_fits(glob: &str, text: &str) -> bool {
    let hidden = glob.replace("\\*", "\0");
    let mut pieces = hidden.split('*').map(|piece| piece.replace('\0', "*"));
    let first = pieces.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first.as_str()) else {
        return false;
    };
    let mut last: Option<String> = None;
    for piece in pieces {
        if let Some(middle) = last.replace(piece) {
            let Some(at) = rest.find(&middle) else {
                return false;
            };
            rest = rest.get(at + middle.len()..).unwrap_or_default();
        }
    }
    match last {
        Some(end) => rest.ends_with(&end),
        None => rest.is_empty(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn stars_stand_for_letters() {
        for (glob, text, fits) in [
            ("a", "a", true),
            ("a", "ab", false),
            ("", "", true),
            ("13*", "1312", true),
            ("*EU*", "the EU adds", true),
            ("*EU*", "the Union", false),
            ("a*b", "ab", true),
            ("ab*b", "ab", false),
            ("*", "", true),
            ("\\*", "*", true),
            ("\\*", "a", false),
        ] {
            assert_eq!(glob_fits(glob, text), fits, "{glob} {text}");
        }
    }
}
