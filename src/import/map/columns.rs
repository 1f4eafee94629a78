//! The `[columns]` of a mapping, from TOML. Owns their fields, and that no column rests on
//! itself; filling them in is `value`'s.

use std::collections::BTreeMap;

use toml::de::{DeTable, DeValue};

use super::parse::{dates, patterns};
use super::spec::{Column, From, Mapping, Notes, Number, Pick, Spans, ValueMap};
use super::template::Template;
use super::toml::{BadMapping, Node, Text};
use crate::event::when::When;

const FIELDS: &[&str] = &[
    "from",
    "optional",
    "empty",
    "split",
    "pick",
    "pattern",
    "html",
    "host",
    "map",
    "spans",
    "notes",
    "country",
    "date",
    "month_end",
    "number",
    "cut",
    "else",
];

/// All columns.
pub fn all(
    text: Text<'_>,
    node: Option<&Node<'_>>,
    maps: &BTreeMap<String, ValueMap>,
    notes: &BTreeMap<String, Notes>,
) -> Result<BTreeMap<String, Column>, BadMapping> {
    let mut columns = BTreeMap::new();
    let Some(node) = node else {
        return Ok(columns);
    };
    for (name, node) in text.table(node, "columns")? {
        let name: &str = name.get_ref().as_ref();
        let column = match node.get_ref() {
            DeValue::Table(table) => Reader { text, maps, notes }.column(table)?,
            _ => Column {
                from: Some(from(text, node)?),
                ..Column::default()
            },
        };
        columns.insert(name.to_owned(), column);
    }
    Ok(columns)
}

fn from(text: Text<'_>, node: &Node<'_>) -> Result<From, BadMapping> {
    match node.get_ref() {
        DeValue::String(name) if name.contains('{') => Template::parse(name)
            .map(From::Template)
            .map_err(|message| text.at(node, message)),
        DeValue::String(name) => Ok(From::Named(name.to_string())),
        DeValue::Array(_) => {
            let parts = text.list(node, "from")?;
            match (2..=3).contains(&parts.len()) {
                true => Ok(From::Joined(parts)),
                false => Err(text.at(node, "`from` joins a year, a month and a day")),
            }
        }
        DeValue::Table(table) => {
            text.only(table, &["start", "end"], "an interval")?;
            match (table.get("start"), table.get("end")) {
                (Some(start), Some(end)) => Ok(From::Interval(
                    text.word(start, "start")?,
                    text.word(end, "end")?,
                )),
                _ => Err(text.at(node, "an interval needs `start` and `end`")),
            }
        }
        _ => match text.number(node, "from", 10_000) {
            Ok(position) if position > 0 => Ok(From::Position(
                usize::try_from(position).unwrap_or_default(),
            )),
            _ => Err(text.at(
                node,
                "`from` is the heading of a column, or its position counted from 1",
            )),
        },
    }
}

/// A value map: texts by texts; a key with `*` fits many, the longest such key first.
pub fn values(text: Text<'_>, node: &Node<'_>, name: &str) -> Result<ValueMap, BadMapping> {
    let mut map = ValueMap::default();
    for (key, node) in text.table(node, name)? {
        let key: &str = key.get_ref().as_ref();
        let value = text.word(node, key)?;
        match key.contains('*') {
            true => map.globs.push((key.to_owned(), value)),
            false => {
                map.exact.insert(key.to_owned(), value);
            }
        }
    }
    map.globs
        .sort_by_key(|(glob, _)| std::cmp::Reverse(glob.len()));
    Ok(map)
}

fn spans(text: Text<'_>, node: &Node<'_>) -> Result<Spans, BadMapping> {
    let mut spans = Vec::new();
    for (key, node) in text.table(node, "spans")? {
        let date: &str = key.get_ref().as_ref();
        let when = When::parse_filter(date)
            .map_err(|fault| text.at_offset(key.span().start, fault.message))?;
        spans.push((when, text.word(node, date)?));
    }
    Ok(Spans(spans))
}

struct Reader<'t, 'm> {
    text: Text<'t>,
    maps: &'m BTreeMap<String, ValueMap>,
    notes: &'m BTreeMap<String, Notes>,
}

impl Reader<'_, '_> {
    fn column(&self, table: &DeTable<'_>) -> Result<Column, BadMapping> {
        let text = self.text;
        text.only(table, FIELDS, "a column")?;
        let truth = |name: &str| -> Result<bool, BadMapping> {
            let node = table.get(name);
            Ok(node
                .map(|node| text.truth(node, name))
                .transpose()?
                .unwrap_or_default())
        };
        let get = |name: &str| table.get(name);
        let month_end = truth("month_end")?;
        Ok(Column {
            from: get("from").map(|node| from(text, node)).transpose()?,
            optional: truth("optional")?,
            empty: get("empty")
                .map(|node| text.list(node, "empty"))
                .transpose()?
                .unwrap_or_default(),
            split: get("split")
                .map(|node| text.word(node, "split"))
                .transpose()?,
            pick: get("pick").map(|node| self.pick(node)).transpose()?,
            pattern: get("pattern")
                .map(|node| patterns(text, node, "pattern"))
                .transpose()?
                .unwrap_or_default(),
            html: truth("html")?,
            host: truth("host")?,
            map: get("map").map(|node| self.map(node)).transpose()?,
            spans: get("spans").map(|node| spans(text, node)).transpose()?,
            notes: get("notes").map(|node| self.note(node)).transpose()?,
            country: truth("country")?,
            date: get("date")
                .map(|node| dates(text, node, month_end))
                .transpose()?,
            number: get("number")
                .map(|node| self.number(node))
                .transpose()?
                .flatten(),
            cut: get("cut")
                .map(|node| text.number(node, "cut", 100_000))
                .transpose()?
                .and_then(|most| usize::try_from(most).ok()),
            otherwise: get("else").map(|node| self.template(node)).transpose()?,
        })
    }

    fn pick(&self, node: &Node<'_>) -> Result<Pick, BadMapping> {
        match self.text.word(node, "pick")?.as_str() {
            "first" => Ok(Pick::First),
            "least" => Ok(Pick::Least),
            _ => Err(self.text.at(node, "`pick` is first or least")),
        }
    }

    fn map(&self, node: &Node<'_>) -> Result<ValueMap, BadMapping> {
        let Some(name) = node.get_ref().as_str() else {
            return values(self.text, node, "map");
        };
        let known = self.maps.get(name).cloned();
        known.ok_or_else(|| self.text.at(node, format!("there is no [maps.{name}]")))
    }

    fn note(&self, node: &Node<'_>) -> Result<String, BadMapping> {
        let name = self.text.word(node, "notes")?;
        match self.notes.contains_key(&name) {
            true => Ok(name),
            false => Err(self.text.at(node, format!("there is no [notes.{name}]"))),
        }
    }

    fn template(&self, node: &Node<'_>) -> Result<Template, BadMapping> {
        let text = self.text.word(node, "else")?;
        Template::parse(&text).map_err(|message| self.text.at(node, message))
    }

    fn number(&self, node: &Node<'_>) -> Result<Option<Number>, BadMapping> {
        let text = self.text;
        let mut number = Number {
            decimal: '.',
            group: None,
            scale: 0,
        };
        let Some(table) = node.get_ref().as_table() else {
            return Ok(text.truth(node, "number")?.then_some(number));
        };
        text.only(table, &["decimal", "group", "scale"], "`number`")?;
        let mark = |name: &str| -> Result<Option<char>, BadMapping> {
            let Some(node) = table.get(name) else {
                return Ok(None);
            };
            let word = text.word(node, name)?;
            let mut letters = word.chars();
            match (letters.next(), letters.next()) {
                (Some(letter), None) if !letter.is_ascii_digit() => Ok(Some(letter)),
                _ => Err(text.at(node, format!("`{name}` is one character"))),
            }
        };
        number.decimal = mark("decimal")?.unwrap_or('.');
        number.group = mark("group")?;
        if number.group == Some(number.decimal) {
            return Err(text.at(node, "`group` and `decimal` cannot be the same character"));
        }
        if let Some(node) = table.get("scale") {
            number.scale = u32::try_from(text.number(node, "scale", 18)?).unwrap_or_default();
        }
        Ok(Some(number))
    }
}

impl Column {
    /// The columns that it rests on.
    pub fn rests_on(&self) -> Vec<&str> {
        let mut names: Vec<&str> = match &self.from {
            Some(From::Named(name)) => vec![name],
            Some(From::Template(template)) => template.columns().collect(),
            Some(From::Joined(parts)) => parts.iter().map(String::as_str).collect(),
            Some(From::Interval(start, end)) => vec![start, end],
            Some(From::Position(_)) | None => Vec::new(),
        };
        names.extend(self.otherwise.iter().flat_map(Template::columns));
        names
    }
}

/// Refuses columns that rest on themselves. A column may carry the name of the heading that it
/// is read from: that is the heading.
pub fn acyclic(
    text: Text<'_>,
    node: Option<&Node<'_>>,
    mapping: &Mapping,
) -> Result<(), BadMapping> {
    for name in mapping.columns.keys() {
        let mut path = vec![name.as_str()];
        let mut open = vec![name.as_str()];
        while let Some(at) = open.pop() {
            let Some(column) = mapping.columns.get(at) else {
                continue;
            };
            for next in column.rests_on().into_iter().filter(|next| *next != at) {
                if next == name {
                    let bad = |node| text.at(node, format!("the column `{name}` rests on itself"));
                    return Err(
                        node.map_or_else(|| text.at_offset(0, "a column rests on itself"), bad)
                    );
                }
                if !path.contains(&next) {
                    path.push(next);
                    open.push(next);
                }
            }
        }
    }
    Ok(())
}
