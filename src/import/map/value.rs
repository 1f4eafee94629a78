//! Columns filled in for one record: the steps from the text of a cell to a value, in the order
//! of the page `schema/import.md`. Owns the steps; events are made by `build`.

use std::collections::BTreeMap;

use super::dates::joined;
use super::html;
use super::number;
use super::spec::{Column, From, Mapping, Pick};
use super::template::{Template, Values};
use super::{dates, pattern};
use crate::event::codes;
use crate::event::text::quoted;
use crate::event::{Fault, Problem};
use crate::import::record::Record;

/// Notes of a file: by the note's name and key.
pub type NoteValues = BTreeMap<String, BTreeMap<String, String>>;

/// A record on its way to an event.
pub struct Scope<'r> {
    /// The mapping.
    pub mapping: &'r Mapping,
    /// The record.
    pub record: &'r Record,
    /// What stands elsewhere in the file.
    pub notes: &'r NoteValues,
    /// Columns that every record has: `file`, `publisher`.
    pub given: &'r BTreeMap<String, String>,
    filled: BTreeMap<String, Values>,
}

impl<'r> Scope<'r> {
    /// A record in its surroundings.
    pub fn new(
        mapping: &'r Mapping,
        record: &'r Record,
        notes: &'r NoteValues,
        given: &'r BTreeMap<String, String>,
    ) -> Scope<'r> {
        Scope {
            mapping,
            record,
            notes,
            given,
            filled: BTreeMap::new(),
        }
    }

    /// The values of a column: of the mapping, else of the file.
    pub fn column(&mut self, name: &str) -> Result<Values, Problem> {
        if let Some(values) = self.filled.get(name) {
            return Ok(values.clone());
        }
        let Some(column) = self.mapping.columns.get(name) else {
            return Ok(self.raw(name));
        };
        let values = self.filled(name, column)?;
        self.filled.insert(name.to_owned(), values.clone());
        Ok(values)
    }

    fn raw(&self, name: &str) -> Values {
        match (name, self.given.get(name)) {
            (_, Some(given)) => vec![given.clone()],
            ("line", None) => vec![self.record.line.to_string()],
            _ => self.record.raw(name),
        }
    }

    fn filled(&mut self, name: &str, column: &Column) -> Result<Values, Problem> {
        let mut values = self.from(name, column)?;
        if let Some(mark) = &column.split {
            let parts = values.iter().flat_map(|text| text.split(mark.as_str()));
            values = parts.map(|part| part.trim().to_owned()).collect();
        }
        values.retain(|text| !text.is_empty() && !column.empty.contains(text));
        let mut done = Values::new();
        for text in values {
            let value = self.steps(name, column, text);
            done.extend(value.map_err(|fault| fault.at(name))?);
        }
        match column.pick {
            Some(Pick::First) => done.truncate(1),
            Some(Pick::Least) => {
                done.sort();
                done.truncate(1);
            }
            None => {}
        }
        match (&column.otherwise, done.is_empty()) {
            (Some(template), true) => Ok(self.template(template)?.into_iter().collect()),
            _ => Ok(done),
        }
    }

    fn from(&mut self, name: &str, column: &Column) -> Result<Values, Problem> {
        match &column.from {
            None => Ok(self.raw(name)),
            Some(From::Named(from)) if from == name => Ok(self.raw(name)),
            Some(From::Named(from)) => self.column(from),
            Some(From::Position(at)) => Ok(self.record.at(at - 1)),
            Some(From::Template(template)) => Ok(self.template(template)?.into_iter().collect()),
            Some(From::Joined(parts)) => {
                let parts: Result<Vec<String>, Problem> =
                    parts.iter().map(|part| self.text(part)).collect();
                Ok(joined(&parts?).into_iter().collect())
            }
            Some(From::Interval(start, end)) => {
                let (start, end) = (self.text(start)?, self.text(end)?);
                Ok(match (start.as_str(), end.as_str()) {
                    ("", _) => Values::new(),
                    (_, "") => vec![start],
                    (one, other) if one == other => vec![start],
                    _ => vec![format!("{start}/{end}")],
                })
            }
        }
    }

    /// A column as one text, blank for nothing.
    pub fn text(&mut self, name: &str) -> Result<String, Problem> {
        Ok(self.column(name)?.join("; "))
    }

    /// A template filled in.
    pub fn template(&mut self, template: &Template) -> Result<Option<String>, Problem> {
        let filled = template.fill(&mut |name| self.column(name))?;
        Ok(filled.filter(|text| !text.is_empty()))
    }

    /// One value through all steps; `None` where a step leaves nothing.
    fn steps(&self, name: &str, column: &Column, text: String) -> Result<Option<String>, Fault> {
        let mut text = text;
        if !column.pattern.is_empty() {
            let taken = pattern::first(&column.pattern, &text);
            match taken.and_then(|holes| holes.into_iter().next()) {
                Some((_, taken)) => text = taken,
                None => return Ok(None),
            }
        }
        if column.html {
            text = html::plain(&text);
        }
        if column.host {
            text = host(&text);
        }
        if let Some(map) = &column.map {
            match map.get(&text) {
                Some(value) => text = value.to_owned(),
                None if column.otherwise.is_some() => return Ok(None),
                None => return Err(unmapped(name, &text)),
            }
        }
        if let Some(spans) = &column.spans {
            match spans.get(&text) {
                Some(value) => text = value.to_owned(),
                None if column.otherwise.is_some() => return Ok(None),
                None => return Err(unmapped(name, &text)),
            }
        }
        if let Some(notes) = &column.notes {
            match self.notes.get(notes).and_then(|notes| notes.get(&text)) {
                Some(value) => text = value.clone(),
                None => return Ok(None),
            }
        }
        if column.country && !text.is_empty() {
            match codes::of_name(&text) {
                Some(code) => text = code.to_owned(),
                None if column.otherwise.is_some() => return Ok(None),
                None => codes::check_country(&text)?,
            }
        }
        if let Some(dates) = &column.date {
            text = dates::Dates::read(dates, &text)?;
        }
        if let Some(form) = &column.number {
            text = number::plain(&text, *form)?;
        }
        if let Some(most) = column.cut {
            text = cut(&text, most);
        }
        Ok(Some(text).filter(|text| !text.is_empty()))
    }
}

fn unmapped(name: &str, text: &str) -> Fault {
    Fault::new(
        "unmapped_value",
        format!("the mapping has no value for {}", quoted(text)),
        format!(
            "add it to the map of the column `{name}`, give the column an `else`, or skip such rows"
        ),
    )
}

/// The host of a URL, without `www.`.
fn host(text: &str) -> String {
    let Some((_, rest)) = text.split_once("://") else {
        return String::new();
    };
    let host = rest.split(['/', '?', '#', ':']).next().unwrap_or_default();
    let host = host.rsplit('@').next().unwrap_or_default();
    host.trim_start_matches("www.").to_lowercase()
}

/// One line of at most so many letters, cut between words where there are some.
fn cut(text: &str, most: usize) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let Some((end, _)) = text.char_indices().nth(most) else {
        return text;
    };
    let kept = text.get(..end).unwrap_or_default();
    let mut letters = kept.char_indices();
    letters.next_back();
    let shorter = letters.as_str();
    let words = shorter
        .rsplit_once(char::is_whitespace)
        .map(|(words, _)| words);
    let words = words.filter(|words| words.len() * 2 > shorter.len());
    format!("{}…", words.unwrap_or(shorter).trim_end())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn hosts_and_cuts() {
        assert_eq!(host("https://www.Example.org:80/a?b"), "example.org");
        assert_eq!(host("BBC Monitoring"), "");
        assert_eq!(cut("one\n two three", 9), "one two…");
        assert_eq!(cut("国债收益率上升", 4), "国债收…");
        assert_eq!(cut("short", 9), "short");
    }
}
