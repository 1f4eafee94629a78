//! The source of an event: the last one again, that of an entry by its REF, or a new one asked
//! for field by field. Owns which fields of a source are asked for; the rest can be added by
//! `correct`.

use serde_json::{Map, Value};

use super::{Conversation, Told};
use crate::event::Fault;
use crate::event::tables::{self, nested};

/// Fields of a source that are asked for, after the publisher.
const ASKED: [&str; 5] = ["published", "url", "title", "quote", "origin"];

impl Conversation<'_> {
    /// Asks until there is a source.
    pub(super) fn source(&mut self) -> Told<()> {
        let field = tables::field(self.kind, "sources");
        let needed = field.is_some_and(|field| field.required);
        let last = self.last_sources().filter(|_| needed);
        let default = match &last {
            None if !needed => " [none]".to_owned(),
            Some((position, sources)) => format!(
                " [the same as @{position}: {}]",
                sources.first().map(in_short).unwrap_or_default()
            ),
            None => String::new(),
        };
        let prompt = format!(
            "source – who published it, a URL, or @N to cite that entry's again{default}: "
        );
        loop {
            let answer = self.ask(&prompt)?;
            let sources = match (answer.trim(), &last) {
                ("", Some((_, sources))) => Some(sources.clone()),
                ("" | "-", None) if !needed => {
                    self.fields.remove("sources");
                    return Ok(());
                }
                ("" | "?", _) => {
                    self.talk
                        .say("  for instance Reuters, https://example.org/story, or @17");
                    None
                }
                (text, _) if text.starts_with(['@', '#']) => self.sources_of(text)?,
                (text, _) => self.new_source(text)?.map(|source| vec![source]),
            };
            if let Some(sources) = sources {
                self.fields.insert("sources".into(), Value::Array(sources));
                return Ok(());
            }
        }
    }

    fn last_sources(&self) -> Option<(u64, Vec<Value>)> {
        let recent = self.shelf.recent().iter();
        recent.into_iter().find_map(|(position, event)| {
            let sources = event.fields().get("sources")?.as_array()?;
            Some((*position, sources.clone()))
        })
    }

    fn sources_of(&mut self, reference: &str) -> Told<Option<Vec<Value>>> {
        let (position, event) = match self.shelf.entry(reference)? {
            Ok(found) => found,
            Err(fault) => {
                self.refuse(&fault);
                return Ok(None);
            }
        };
        match event.fields().get("sources") {
            Some(Value::Array(sources)) => Ok(Some(sources.clone())),
            _ => {
                let fault = Fault::new(
                    "no_source",
                    format!("@{position} has no source"),
                    "name an entry that has one, or who published it",
                );
                self.refuse(&fault);
                Ok(None)
            }
        }
    }

    /// A new source: the first answer is its publisher or its address.
    fn new_source(&mut self, first: &str) -> Told<Option<Value>> {
        let mut source = Map::new();
        let name = match first.contains("://") {
            true => "url",
            false => "publisher",
        };
        let Some(value) = self.part(name, first)? else {
            return Ok(None);
        };
        source.insert(name.to_owned(), value);
        let asked = ASKED.iter().copied().filter(|asked| *asked != name);
        for asked in asked.collect::<Vec<_>>() {
            let Some(field) = nested::SOURCE.iter().find(|field| field.name == asked) else {
                continue;
            };
            let prompt = format!("  source {asked} – {} [none]: ", field.help);
            loop {
                let answer = self.ask(&prompt)?;
                match answer.trim() {
                    "" => break,
                    "?" => self.talk.say(&format!("  for instance {}", field.example)),
                    text => {
                        if let Some(value) = self.part(asked, text)? {
                            source.insert(asked.to_owned(), value);
                            break;
                        }
                    }
                }
            }
        }
        Ok(Some(Value::Object(source)))
    }

    /// One field of a source, checked as part of one.
    fn part(&mut self, name: &str, text: &str) -> Told<Option<Value>> {
        let Some(field) = nested::SOURCE.iter().find(|field| field.name == name) else {
            return Ok(None);
        };
        let value = match crate::event::flag::from_flag(field, text, self.today) {
            Ok(value) => value,
            Err(fault) => return Ok(self.refuse(&fault)),
        };
        let mut event = Map::new();
        let mut source = Map::new();
        source.insert(name.to_owned(), value.clone());
        event.insert("kind".into(), self.kind.name().into());
        event.insert("sources".into(), Value::Array(vec![Value::Object(source)]));
        let problems = crate::event::decode::decode(event)
            .err()
            .unwrap_or_default();
        let end = format!(".{name}");
        let own = problems
            .into_iter()
            .find(|problem| problem.field.starts_with("sources") && problem.field.ends_with(&end));
        match own {
            Some(problem) => Ok(self.refuse(&problem.fault)),
            None => Ok(Some(value)),
        }
    }
}

/// A source in a few words.
fn in_short(source: &Value) -> String {
    let words = ["publisher", "published", "url", "title"];
    let words = words
        .iter()
        .filter_map(|name| source.get(*name).and_then(Value::as_str));
    words.collect::<Vec<_>>().join(", ")
}
