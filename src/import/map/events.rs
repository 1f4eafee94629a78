//! What a mapping makes of a row: `[source]`, `[event]` and `[[case]]`, from TOML, held against
//! the field tables of the vocabulary, so that a wrong field is told before a row is read.

use std::collections::BTreeMap;

use toml::de::{DeTable, DeValue};

use super::parse::condition;
use super::spec::{Case, Condition, Made};
use super::template::Template;
use super::toml::{BadMapping, Node, Text};
use crate::event::Kind;
use crate::event::field::Field;
use crate::event::nearest::{nearest_field, nearest_word};
use crate::event::tables::{self, nested};

/// Fields with the line on which each stands.
type Lined = BTreeMap<String, (Made, usize)>;

/// `[source]`.
pub fn source(text: Text<'_>, whole: &DeTable<'_>) -> Result<BTreeMap<String, Made>, BadMapping> {
    let Some(node) = whole.get("source") else {
        return Ok(BTreeMap::new());
    };
    let lined = fields(text, text.table(node, "source")?)?;
    object(&lined, nested::SOURCE, "a source")?;
    Ok(bare(lined))
}

/// `[event]`, and the cases on top of it.
pub fn cases(text: Text<'_>, whole: &DeTable<'_>) -> Result<Vec<Case>, BadMapping> {
    let base = match whole.get("event") {
        Some(node) => fields(text, text.table(node, "event")?)?,
        None => Lined::new(),
    };
    let Some(node) = whole.get("case") else {
        if base.is_empty() {
            return Err(BadMapping {
                line: None,
                message: "`[event]` is missing: what a row says".to_owned(),
                hint: Some("give it a kind and the fields of that kind".to_owned()),
            });
        }
        check(&base)?;
        let event = bare(base);
        let condition = Condition::default();
        return Ok(vec![Case { condition, event }]);
    };
    let Some(items) = node.get_ref().as_array() else {
        return Err(text.at(node, "`case` is a list: [[case]] and [case.event]"));
    };
    let mut cases = Vec::new();
    for node in items {
        let table = text.table(node, "case")?;
        text.only(table, &["when", "unless", "event"], "a case")?;
        let mut event = base.clone();
        if let Some(node) = table.get("event") {
            event.extend(fields(text, text.table(node, "event")?)?);
        }
        check(&event)?;
        cases.push(Case {
            condition: condition(text, table)?,
            event: bare(event),
        });
    }
    Ok(cases)
}

fn bare(lined: Lined) -> BTreeMap<String, Made> {
    let fields = lined.into_iter();
    fields.map(|(name, (made, _))| (name, made)).collect()
}

fn fields(text: Text<'_>, table: &DeTable<'_>) -> Result<Lined, BadMapping> {
    let mut lined = Lined::new();
    for (key, node) in table {
        let name: &str = key.get_ref().as_ref();
        let line = text.line(key.span().start);
        lined.insert(name.to_owned(), (made(text, node)?, line));
    }
    Ok(lined)
}

fn made(text: Text<'_>, node: &Node<'_>) -> Result<Made, BadMapping> {
    match node.get_ref() {
        DeValue::String(words) => Template::parse(words)
            .map(Made::Text)
            .map_err(|message| text.at(node, message)),
        DeValue::Boolean(truth) => Ok(Made::Plain((*truth).into())),
        DeValue::Integer(_) => Ok(Made::Plain(text.number(node, "a number", 1 << 52)?.into())),
        DeValue::Array(items) => {
            let items = items.iter().map(|item| made(text, item));
            Ok(Made::List(items.collect::<Result<_, _>>()?))
        }
        DeValue::Table(table) => {
            let mut object = BTreeMap::new();
            for (key, node) in table {
                let name: &str = key.get_ref().as_ref();
                object.insert(name.to_owned(), made(text, node)?);
            }
            Ok(Made::Object(object))
        }
        _ => Err(text.at(node, "write figures and dates in quotes, as text")),
    }
}

/// A whole event: its kind, its fields, and those that it must have.
fn check(event: &Lined) -> Result<(), BadMapping> {
    let Some((made, line)) = event.get("kind") else {
        let line = event.values().map(|(_, line)| *line).min();
        return Err(bad(line, "an event needs a `kind`", None));
    };
    let kind = match made {
        Made::Text(template) => template.constant(),
        _ => None,
    };
    let Some(kind) = kind.filter(|kind| *kind != Kind::Citation.name()) else {
        let message = "`kind` is the name of a kind, without columns";
        return Err(bad(
            Some(*line),
            message,
            Some("use a [[case]] for each kind".into()),
        ));
    };
    let Some(kind) = Kind::from_name(kind) else {
        let near = nearest_word(kind, tables::writable().map(Kind::name));
        let message = format!("there is no kind `{kind}`");
        return Err(bad(Some(*line), message, near.map(did_you_mean)));
    };
    for (name, (made, line)) in event {
        if name == "kind" {
            continue;
        }
        if name == "sources" || name == "id" {
            let message = format!("`{name}` is no field of `[event]`");
            let hint = match name.as_str() {
                "id" => "the id of a row is made from the mapping's name and its key",
                _ => "say the source under [source]",
            };
            return Err(bad(Some(*line), message, Some(hint.into())));
        }
        let Some(field) = tables::field(kind, name) else {
            let near = nearest_field(name, tables::all(kind));
            let message = format!("a {} has no field `{name}`", kind.name());
            return Err(bad(Some(*line), message, near.map(did_you_mean)));
        };
        nested_check(field, made, *line)?;
    }
    let missing = tables::all(kind)
        .find(|field| field.required && field.name != "sources" && !event.contains_key(field.name));
    match missing {
        Some(field) => {
            let message = format!("a {} needs `{}`: {}", kind.name(), field.name, field.help);
            Err(bad(Some(*line), message, None))
        }
        None => Ok(()),
    }
}

fn nested_check(field: &Field, made: &Made, line: usize) -> Result<(), BadMapping> {
    let (Some(table), Made::Object(object)) = (field.ty.table(), made) else {
        return Ok(());
    };
    let lined = object
        .iter()
        .map(|(name, made)| (name.clone(), (made.clone(), line)));
    self::object(&lined.collect(), table, &format!("`{}`", field.name))
}

fn object(lined: &Lined, table: &'static [Field], whose: &str) -> Result<(), BadMapping> {
    for (name, (_, line)) in lined {
        if !table.iter().any(|field| field.name == name) {
            let near = nearest_field(name, table.iter());
            let message = format!("{whose} has no field `{name}`");
            return Err(bad(Some(*line), message, near.map(did_you_mean)));
        }
    }
    Ok(())
}

fn did_you_mean(near: &str) -> String {
    format!("did you mean {near}?")
}

fn bad(line: Option<usize>, message: impl Into<String>, hint: Option<String>) -> BadMapping {
    BadMapping {
        line,
        message: message.into(),
        hint,
    }
}
