//! The question for one field: its prompt, its choices, the default taken from the last event,
//! and what `?` lists (parties, labels, words). Owns these; what an answer means is `answer`'s.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Conversation, Told, choice};
use crate::cli::fields::help;
use crate::event::field::{Field, FieldType};
use crate::event::party::Party;
use crate::render::view::value_text;

/// How many parties or labels `?` lists.
const MOST_LISTED: usize = 20;

/// Columns of a line of numbered words.
const LONGEST_LIST: usize = 72;

impl Conversation<'_> {
    /// Asks for a field until it has a sound value, or none if it may be left out. One that has
    /// a value keeps it on an empty answer; `-` takes an optional one away.
    pub(super) fn field(&mut self, field: &Field) -> Told<()> {
        if field.ty == FieldType::Flag && !self.fields.contains_key(field.name) {
            self.fields.insert(field.name.into(), Value::Bool(true));
            return Ok(());
        }
        if field.ty == FieldType::Changes {
            return self.changes();
        }
        let default = match self.fields.get(field.name) {
            Some(value) => Some(value.clone()),
            None => self.default(field),
        };
        self.choices(field);
        let prompt = prompt(field, default.as_ref());
        loop {
            let answer = self.ask(&prompt)?;
            let text = answer.trim_end();
            if let Some(asked) = asked_for(&answer) {
                self.explain(field, asked);
                continue;
            }
            let value = match (text.trim(), &default) {
                ("", Some(default)) => Some(default.clone()),
                ("", None) if field.required => {
                    self.talk.say("  this one is needed");
                    continue;
                }
                ("" | "-", _) if !field.required => {
                    self.fields.remove(field.name);
                    return Ok(());
                }
                (text, _) => self.read(field, text)?,
            };
            if let Some(value) = value {
                self.fields.insert(field.name.into(), value);
                return Ok(());
            }
        }
    }

    /// The words of a closed list are shown before they are asked for.
    fn choices(&mut self, field: &Field) {
        if let Some(words) = field.ty.words() {
            let mut line = String::new();
            for (index, word) in words.iter().enumerate() {
                let item = format!("  {} {word}", index + 1);
                if line.len() + item.len() > LONGEST_LIST {
                    self.talk.say(&line);
                    line.clear();
                }
                line.push_str(&item);
            }
            self.talk.say(&line);
        }
    }

    /// What the last event said, for what events in a row share: who, what and when.
    fn default(&self, field: &Field) -> Option<Value> {
        let shared = field.required
            && matches!(
                field.ty,
                FieldType::Party | FieldType::Asset | FieldType::Instrument | FieldType::Date
            );
        if !shared {
            return None;
        }
        let alike = |event: &crate::event::Event| match field.ty {
            FieldType::Party => event.parties().next().cloned(),
            _ => event.fields().get(field.name).cloned(),
        };
        self.shelf
            .recent()
            .iter()
            .find_map(|(_, event)| alike(event))
    }

    /// What a field is for, and what stands in the store that could be meant.
    fn explain(&mut self, field: &Field, wanted: &str) {
        if wanted.is_empty() {
            let what = format!("  {} ({})", help(field), field.ty.describe());
            self.talk.say(&what);
            self.talk.say(&format!("  for instance {}", field.example));
        }
        let found = match field.ty {
            FieldType::Party => self.parties(),
            FieldType::Reference | FieldType::Label => self.labels(),
            FieldType::Word(words) => words
                .iter()
                .map(|word| (String::new(), (*word).to_owned()))
                .collect(),
            _ => Vec::new(),
        };
        let meant = |text: &str| text.to_lowercase().contains(&wanted.to_lowercase());
        let found = found
            .into_iter()
            .filter(|(about, name)| meant(name) || meant(about));
        let items: Vec<(String, String)> = found.take(MOST_LISTED).collect();
        for (about, name) in &items {
            self.talk.say(format!("  {name}  {about}").trim_end());
        }
        if items.is_empty() && !wanted.is_empty() {
            self.talk
                .say("  nothing of that kind among the last entries");
        }
    }

    /// The parties with an id among the last entries: who they are, and the id.
    pub(super) fn parties(&self) -> Vec<(String, String)> {
        let mut met = BTreeSet::new();
        let events = self.shelf.recent().iter();
        let parties = events.flat_map(|(_, event)| event.parties());
        parties
            .filter_map(|value| {
                let id = Party::from_stored(value)?.id?;
                let mut others = value.clone();
                others.as_object_mut()?.remove("id");
                met.insert(id.clone()).then(|| (value_text(&others), id))
            })
            .collect()
    }

    /// The labels among the last entries: the headline, and the label.
    pub(super) fn labels(&self) -> Vec<(String, String)> {
        let events = self.shelf.recent().iter();
        events
            .filter_map(|(position, event)| {
                let label = event.label()?.to_owned();
                let headline = crate::event::sentence::headline(event);
                Some((format!("@{position} {headline}"), label))
            })
            .collect()
    }
}

/// What `?`, `?aka`, or a Tab at the end asks to be listed.
fn asked_for(answer: &str) -> Option<&str> {
    let tabbed = answer.strip_suffix('\t');
    tabbed.or(answer.trim().strip_prefix('?')).map(str::trim)
}

fn prompt(field: &Field, default: Option<&Value>) -> String {
    let mut words = format!("{} – {}", field.name, field.help);
    if let Some(default) = default {
        words.push_str(&format!(" [{}]", value_text(default)));
    } else if !field.required {
        words.push_str(" [none]");
    }
    words + ": "
}

/// The word of a closed list that an answer means.
pub(super) fn word(words: &[&'static str], text: &str) -> Option<&'static str> {
    choice::chosen(words, text).and_then(|index| words.get(index).copied())
}
