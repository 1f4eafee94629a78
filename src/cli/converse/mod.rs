//! `add` as a conversation: asks kind by kind, driven by the field tables, shows the sentence
//! and what is recorded already, and gives back the fields of the event. Owns the order of
//! the questions; speaks through [`Talk`] and knows the store through [`Shelf`], so that it
//! runs without either. Records nothing.

mod about;
mod answer;
mod choice;
mod question;
mod review;
mod shelf;
mod source;
mod terminal;

use serde_json::{Map, Value};

use super::error::CliError;
use crate::event::field::Rule;
use crate::event::when::Instant;
use crate::event::{Event, Fault, Kind, tables};

pub use shelf::StoreShelf;
pub use terminal::Terminal;

/// How the conversation speaks and listens.
pub trait Talk {
    /// Asks, and gives the line that was answered, without its end; `None` when there is nobody
    /// left to answer (Ctrl-D).
    ///
    /// # Errors
    /// When the answer cannot be read.
    fn ask(&mut self, prompt: &str) -> Result<Option<String>, CliError>;

    /// Says a line.
    fn say(&mut self, line: &str);
}

/// What the conversation knows of what is recorded already.
pub trait Shelf {
    /// The last entries, the latest first: position, and the event as recorded.
    fn recent(&self) -> &[(u64, Event)];

    /// The stored form of the party last recorded under an id.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn party(&self, id: &str) -> Result<Option<Value>, CliError>;

    /// Position and event as known of the entry that a REF names, or what is wrong with it.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn entry(&self, reference: &str) -> Result<Result<(u64, Event), Fault>, CliError>;

    /// Position and headline of live entries of the same kind, day and actor.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn alike(&self, event: &Event) -> Result<Vec<(u64, String)>, CliError>;

    /// Position and headline of what stands at the other ends of the links of the entry that a
    /// REF names.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn links(&self, reference: &str) -> Result<Vec<(u64, String)>, CliError>;
}

/// Why a conversation stops before its end.
pub enum Stop {
    /// Nobody is left to answer.
    Left,
    /// Something went wrong.
    Failed(CliError),
}

impl From<CliError> for Stop {
    fn from(error: CliError) -> Stop {
        Stop::Failed(error)
    }
}

/// A step of the conversation.
type Told<T> = Result<T, Stop>;

/// A conversation under way.
pub struct Conversation<'a> {
    talk: &'a mut dyn Talk,
    shelf: &'a dyn Shelf,
    today: Instant,
    kind: Kind,
    fields: Map<String, Value>,
}

/// Asks for one event of one of the kinds, each with a line that says what it is for. `None`
/// when it is not to be recorded. `today` is what `today` and `yesterday` are measured from.
///
/// # Errors
/// When an answer or the store cannot be read.
pub fn hold(
    kinds: &[(Kind, &str)],
    talk: &mut dyn Talk,
    shelf: &dyn Shelf,
    today: Instant,
) -> Result<Option<Map<String, Value>>, CliError> {
    match held(kinds, talk, shelf, today) {
        Ok(fields) => Ok(fields),
        Err(Stop::Left) => Ok(None),
        Err(Stop::Failed(error)) => Err(error),
    }
}

fn held(
    kinds: &[(Kind, &str)],
    talk: &mut dyn Talk,
    shelf: &dyn Shelf,
    today: Instant,
) -> Told<Option<Map<String, Value>>> {
    talk.say("An answer between brackets is taken with Enter; ? explains and lists, Ctrl-D leaves without recording.");
    let kind = choice::kind(kinds, talk)?;
    let mut fields = Map::new();
    fields.insert("kind".into(), kind.name().into());
    let mut conversation = Conversation {
        talk,
        shelf,
        today,
        kind,
        fields,
    };
    conversation.needed()?;
    conversation.source()?;
    conversation.optional()?;
    conversation.review()
}

impl Conversation<'_> {
    fn ask(&mut self, prompt: &str) -> Told<String> {
        let line = self.talk.ask(prompt)?.ok_or(Stop::Left)?;
        Ok(line)
    }

    /// What the kind cannot be without: its own fields, one of those of which one is needed, and
    /// when it happened.
    fn needed(&mut self) -> Told<()> {
        for field in tables::fields(self.kind).iter().filter(|f| f.required) {
            self.field(field)?;
        }
        for rule in tables::rules(self.kind) {
            if let Rule::AnyOf(names) | Rule::OneOf(names) = rule {
                self.one_of(names)?;
            }
        }
        let common = tables::common(self.kind).iter();
        for field in common.filter(|field| field.required && field.name != "sources") {
            self.field(field)?;
        }
        Ok(())
    }

    /// One of several fields, whichever it is.
    fn one_of(&mut self, names: &[&str]) -> Told<()> {
        if names.iter().any(|name| self.fields.contains_key(*name)) {
            return Ok(());
        }
        let named = names
            .iter()
            .filter_map(|name| tables::field(self.kind, name));
        let choices: Vec<_> = named.collect();
        let field = choice::field(&choices, "One of these is needed", true, self.talk)?;
        match field {
            Some(field) => self.field(&crate::event::field::Field {
                required: true,
                ..*field
            }),
            None => Ok(()),
        }
    }

    /// Whatever else somebody wants to say.
    fn optional(&mut self) -> Told<()> {
        loop {
            let open: Vec<_> = tables::all(self.kind)
                .filter(|field| field.name != "sources" && !self.fields.contains_key(field.name))
                .collect();
            if open.is_empty() {
                return Ok(());
            }
            let prompt = "Another field (Enter for none, ? lists them)";
            match choice::field(&open, prompt, false, self.talk)? {
                Some(field) => self.field(field)?,
                None => return Ok(()),
            }
        }
    }
}
