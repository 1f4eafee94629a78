//! From the text of a mapping to the mapping: layout, notes, skip rules. Every unknown field is
//! told with its line and the nearest right one. Columns and events have files of their own.

use std::collections::BTreeMap;

use toml::de::DeTable;

use super::columns::{self, values};
use super::dates::Dates;
use super::events;
use super::pattern::Pattern;
use super::spec::{Condition, Format, Heading, Mapping, Notes, Skip, ValueMap, Wide};
use super::template::Template;
use super::toml::{BadMapping, Node, Text};
use crate::import::encoding;

const FIELDS: &[&str] = &[
    "name",
    "about",
    "format",
    "delimiter",
    "quotes",
    "encoding",
    "header",
    "fields",
    "wide",
    "notes",
    "columns",
    "maps",
    "skip",
    "key",
    "source",
    "event",
    "case",
];

impl Mapping {
    /// Reads a mapping; `name` is what it is called unless it says so itself.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub fn parse(text: &str, name: &str) -> Result<Mapping, BadMapping> {
        let text = Text(text);
        let whole = text.parse()?;
        let whole = whole.get_ref();
        text.only(whole, FIELDS, "a mapping")?;
        let named = |field: &str| -> Result<Option<String>, BadMapping> {
            let node = whole.get(field);
            node.map(|node| text.word(node, field)).transpose()
        };
        let format = format(text, whole)?;
        let maps = maps(text, whole)?;
        let notes = notes(text, whole)?;
        let columns = columns::all(text, whole.get("columns"), &maps, &notes)?;
        let mapping = Mapping {
            name: named("name")?.unwrap_or_else(|| name.to_owned()),
            about: named("about")?.unwrap_or_default(),
            encodings: encodings(text, whole)?,
            heading: heading(text, whole, format)?,
            fields: fields(text, whole)?,
            wide: whole.get("wide").map(|node| wide(text, node)).transpose()?,
            skips: skips(text, whole)?,
            key: key(text, whole)?,
            source: events::source(text, whole)?,
            cases: events::cases(text, whole)?,
            format,
            notes,
            columns,
        };
        columns::acyclic(text, whole.get("columns"), &mapping)?;
        Ok(mapping)
    }
}

fn format(text: Text<'_>, whole: &DeTable<'_>) -> Result<Format, BadMapping> {
    if let Some(node) = whole.get("format") {
        match text_of(node) {
            Some("delimited") => {}
            Some("ftm") => return Ok(Format::Ftm),
            _ => return Err(text.at(node, "`format` is delimited or ftm")),
        }
    }
    let quotes = whole.get("quotes").map(|node| text.truth(node, "quotes"));
    let quotes = quotes.transpose()?.unwrap_or(true);
    let Some(node) = whole.get("delimiter") else {
        let delimiter = b',';
        return Ok(Format::Delimited { delimiter, quotes });
    };
    let delimiter = match text_of(node).map(str::as_bytes) {
        Some(b"tab") => b'\t',
        Some([one]) if *one != b'"' && *one != b'\n' && one.is_ascii() => *one,
        _ => return Err(text.at(node, "`delimiter` is one character, or tab")),
    };
    Ok(Format::Delimited { delimiter, quotes })
}

fn text_of<'v>(node: &'v Node<'_>) -> Option<&'v str> {
    node.get_ref().as_str()
}

fn encodings(text: Text<'_>, whole: &DeTable<'_>) -> Result<Vec<String>, BadMapping> {
    let Some(node) = whole.get("encoding") else {
        return Ok(vec!["utf-8".to_owned()]);
    };
    let names = text.list(node, "encoding")?;
    match names.iter().find(|name| !encoding::is_known(name)) {
        Some(name) => Err(text.at(
            node,
            format!("there is no encoding `{name}`; utf-8, utf-16le, cp932, euc-jp, gb18030, big5, windows-1252 are some"),
        )),
        None if names.is_empty() => Err(text.at(node, "`encoding` is empty")),
        None => Ok(names),
    }
}

fn heading(text: Text<'_>, whole: &DeTable<'_>, format: Format) -> Result<Heading, BadMapping> {
    let Some(node) = whole.get("header") else {
        return Ok(match format {
            Format::Ftm => Heading::None,
            Format::Delimited { .. } => Heading::Row(1),
        });
    };
    let value = node.get_ref();
    if value.as_bool() == Some(false) {
        return Ok(Heading::None);
    }
    if let Some(table) = value.as_table() {
        text.only(table, &["starts", "above"], "`header`")?;
        let starts = match table.get("starts") {
            Some(node) => text.list(node, "starts")?,
            None => {
                return Err(text.at(
                    node,
                    "`header` needs `starts`, the first cell of the headings",
                ));
            }
        };
        let above = match table.get("above") {
            Some(node) => text.number(node, "above", 20)?,
            None => 0,
        };
        let above = usize::try_from(above).unwrap_or_default();
        return Ok(Heading::Blocks { starts, above });
    }
    match text.number(node, "header", 1_000_000) {
        Ok(row) if row > 0 => Ok(Heading::Row(row)),
        _ => Err(text.at(
            node,
            "`header` is the number of the row with the headings, false, or { starts = …, above = … }",
        )),
    }
}

fn fields(text: Text<'_>, whole: &DeTable<'_>) -> Result<Vec<usize>, BadMapping> {
    let Some(node) = whole.get("fields") else {
        return Ok(Vec::new());
    };
    let one = |node: &Node<'_>| -> Result<usize, BadMapping> {
        let number = text.number(node, "fields", 10_000)?;
        Ok(usize::try_from(number).unwrap_or_default())
    };
    match node.get_ref().as_array() {
        Some(items) => items.iter().map(one).collect(),
        None => Ok(vec![one(node)?]),
    }
}

/// The patterns of a value.
pub fn patterns(text: Text<'_>, node: &Node<'_>, name: &str) -> Result<Vec<Pattern>, BadMapping> {
    let texts = text.list(node, name)?;
    let read = texts.iter().map(|pattern| Pattern::parse(pattern));
    read.collect::<Result<_, _>>()
        .map_err(|message| text.at(node, message))
}

/// The date forms of a value.
pub fn dates(text: Text<'_>, node: &Node<'_>, month_end: bool) -> Result<Dates, BadMapping> {
    let texts = text.list(node, "date")?;
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    Dates::parse(&texts, month_end).map_err(|message| text.at(node, message))
}

fn wide(text: Text<'_>, node: &Node<'_>) -> Result<Wide, BadMapping> {
    let table = text.table(node, "wide")?;
    text.only(table, &["header", "empty"], "`wide`")?;
    let header = match table.get("header") {
        Some(node) => patterns(text, node, "header")?,
        None => return Err(text.at(node, "`wide` needs `header`, how its headings read")),
    };
    let empty = match table.get("empty") {
        Some(node) => text.list(node, "empty")?,
        None => Vec::new(),
    };
    Ok(Wide { header, empty })
}

fn maps(text: Text<'_>, whole: &DeTable<'_>) -> Result<BTreeMap<String, ValueMap>, BadMapping> {
    let mut maps = BTreeMap::new();
    let Some(node) = whole.get("maps") else {
        return Ok(maps);
    };
    for (name, node) in text.table(node, "maps")? {
        let name: &str = name.get_ref().as_ref();
        maps.insert(name.to_owned(), values(text, node, name)?);
    }
    Ok(maps)
}

fn notes(text: Text<'_>, whole: &DeTable<'_>) -> Result<BTreeMap<String, Notes>, BadMapping> {
    let mut notes = BTreeMap::new();
    let Some(node) = whole.get("notes") else {
        return Ok(notes);
    };
    for (name, node) in text.table(node, "notes")? {
        let name: &str = name.get_ref().as_ref();
        let table = text.table(node, name)?;
        text.only(table, &["pattern", "date"], "a note")?;
        let pattern = table
            .get("pattern")
            .map(|node| patterns(text, node, "pattern"));
        let pattern = pattern.transpose()?.and_then(|mut all| all.pop());
        let Some(pattern) = pattern.filter(|pattern| pattern.names().count() == 2) else {
            return Err(text.at(
                node,
                "a note needs a `pattern` with two holes: the key and the value",
            ));
        };
        let date = table
            .get("date")
            .map(|node| dates(text, node, false))
            .transpose()?;
        notes.insert(name.to_owned(), Notes { pattern, date });
    }
    Ok(notes)
}

/// `when` and `unless` of a table.
pub fn condition(text: Text<'_>, table: &DeTable<'_>) -> Result<Condition, BadMapping> {
    let side = |name: &str| -> Result<Vec<(String, Vec<String>)>, BadMapping> {
        let Some(node) = table.get(name) else {
            return Ok(Vec::new());
        };
        text.table(node, name)?
            .iter()
            .map(|(column, node)| {
                let column: &str = column.get_ref().as_ref();
                Ok((column.to_owned(), text.list(node, column)?))
            })
            .collect()
    };
    let (when, unless) = (side("when")?, side("unless")?);
    Ok(Condition { when, unless })
}

fn skips(text: Text<'_>, whole: &DeTable<'_>) -> Result<Vec<Skip>, BadMapping> {
    let mut skips = Vec::new();
    let Some(node) = whole.get("skip") else {
        return Ok(skips);
    };
    let Some(items) = node.get_ref().as_array() else {
        return Err(text.at(node, "`skip` is a list: [[skip]]"));
    };
    for node in items {
        let table = text.table(node, "skip")?;
        text.only(table, &["when", "unless", "why"], "a skip rule")?;
        let condition = condition(text, table)?;
        if condition == Condition::default() {
            return Err(text.at(node, "a skip rule needs `when` or `unless`"));
        }
        let why = table
            .get("why")
            .map(|node| text.word(node, "why"))
            .transpose()?;
        skips.push(Skip { condition, why });
    }
    Ok(skips)
}

fn key(text: Text<'_>, whole: &DeTable<'_>) -> Result<Template, BadMapping> {
    let Some(node) = whole.get("key") else {
        return Err(BadMapping {
            line: None,
            message: "`key` is missing: what tells one row from another".to_owned(),
            hint: Some("for instance key = \"{date}\": columns whose values never change when the file is published again".to_owned()),
        });
    };
    let template = Template::parse(&text.word(node, "key")?);
    match template {
        Ok(template) if template.constant().is_none() => Ok(template),
        Ok(_) => Err(text.at(node, "`key` names no column, so all rows would be one")),
        Err(message) => Err(text.at(node, message)),
    }
}
