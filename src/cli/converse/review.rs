//! Before recording: the sentence that the event will be said by, what is recorded already of
//! the same kind, day and actor, and the question whether to record, edit or leave it.

use serde_json::{Map, Value};

use super::{Conversation, Told, choice};
use crate::event::{Event, Problem, decode, tables};
use crate::say::{self, Book, Lang, Story};

impl Conversation<'_> {
    /// The fields of the event, or `None` when it is not to be recorded.
    pub(super) fn review(&mut self) -> Told<Option<Map<String, Value>>> {
        loop {
            let event = match decode::decode(self.fields.clone()) {
                Ok(input) => input.event,
                Err(problems) => {
                    self.mend(&problems)?;
                    continue;
                }
            };
            self.show(&event)?;
            let answer = self.ask("Record it? (y)es, (n)o, (e)dit: ")?;
            match answer.trim().to_lowercase().as_str() {
                "y" | "yes" => return Ok(Some(self.fields.clone())),
                "n" | "no" => return Ok(None),
                "e" | "edit" => self.edit()?,
                _ => self
                    .talk
                    .say("  y records it, n leaves it, e changes a field"),
            }
        }
    }

    fn show(&mut self, event: &Event) -> Told<()> {
        let about = self.about(event)?;
        let story = Story {
            about: &about,
            ..Story::of(event)
        };
        self.talk.say("");
        self.talk.say(&say::sentence(&story, Book::of(Lang::En)));
        self.fallout(event)?;
        let alike = self.shelf.alike(event)?;
        if !alike.is_empty() {
            self.talk
                .say("Recorded already, of the same kind, day and actor:");
        }
        for (position, headline) in alike {
            self.talk.say(&format!("  @{position} {headline}"));
        }
        Ok(())
    }

    /// Says every problem and asks for the first field again.
    fn mend(&mut self, problems: &[Problem]) -> Told<()> {
        for problem in problems {
            self.talk.say(&format!("  {}:", problem.field));
            self.refuse(&problem.fault);
        }
        let name = problems.first().map(|problem| problem.field.as_str());
        let name = name.and_then(|path| path.split('.').next());
        match name.and_then(|name| tables::field(self.kind, name)) {
            Some(field) if field.name == "sources" => self.source(),
            Some(field) => {
                // Its old value is what is wrong with it: it is no default.
                self.fields.remove(field.name);
                self.field(field)
            }
            None => self.edit(),
        }
    }

    fn edit(&mut self) -> Told<()> {
        let fields: Vec<_> = tables::all(self.kind).collect();
        match choice::field(&fields, "Which field (? lists them)", false, self.talk)? {
            Some(field) if field.name == "sources" => self.source(),
            Some(field) => self.field(field),
            None => Ok(()),
        }
    }
}
