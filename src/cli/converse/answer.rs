//! What an answer means: the short forms of the command line, words by number, parties by id,
//! REFs by what they name. Owns how an unsound answer is told; checks by decoding, like every
//! other way in.

use serde_json::{Map, Value};

use super::question::word;
use super::{Conversation, Told};
use crate::cli::parties;
use crate::event::field::{Field, FieldType};
use crate::event::flag::from_flag;
use crate::event::{Fault, Problem, decode, sentence};

impl Conversation<'_> {
    /// The value of an answer; `None` when it is unsound, which is said.
    pub(super) fn read(&mut self, field: &Field, text: &str) -> Told<Option<Value>> {
        let word = field.ty.words().and_then(|words| word(words, text));
        let read = from_flag(field, word.unwrap_or(text.trim()), self.today);
        let value = match read {
            Ok(value) => value,
            Err(fault) => return Ok(self.refuse(&fault)),
        };
        let value = match field.ty {
            FieldType::Party => self.party(value)?,
            FieldType::Reference => self.reference(field, value)?,
            _ => Some(value),
        };
        let Some(value) = value else {
            return Ok(None);
        };
        let problems = self.problems_of(field, &value);
        for problem in &problems {
            self.refuse(&problem.fault);
        }
        Ok(Some(value).filter(|_| problems.is_empty()))
    }

    /// Says what is wrong with an answer.
    pub(super) fn refuse(&mut self, fault: &Fault) -> Option<Value> {
        let hint = fault.hint.as_ref().map(|hint| format!("; {hint}"));
        let line = format!("  {}{}", fault.message, hint.unwrap_or_default());
        self.talk.say(&line);
        None
    }

    /// What decoding says of one field, whatever the others hold.
    fn problems_of(&self, field: &Field, value: &Value) -> Vec<Problem> {
        let mut event = Map::new();
        event.insert("kind".into(), self.kind.name().into());
        event.insert(field.name.into(), value.clone());
        let mut problems = decode::decode(event).err().unwrap_or_default();
        let inside = format!("{}.", field.name);
        problems
            .retain(|problem| problem.field == field.name || problem.field.starts_with(&inside));
        // What binds it to other fields is checked when they are there.
        problems.retain(|problem| problem.fault.code != "missing_field");
        problems
    }

    /// A party in full; one named by its id, or by the beginning of one that was met lately, as
    /// it was last recorded.
    fn party(&mut self, value: Value) -> Told<Option<Value>> {
        let Some(id) = parties::only_id(&value).map(str::to_owned) else {
            return Ok(Some(value));
        };
        if let Some(party) = self.shelf.party(&id)? {
            return Ok(Some(party));
        }
        let begun: Vec<String> = self
            .parties()
            .into_iter()
            .map(|(_, known)| known)
            .filter(|known| known.starts_with(&id))
            .collect();
        match begun.as_slice() {
            [one] => {
                self.talk.say(&format!("  took {one}"));
                Ok(self.shelf.party(one)?)
            }
            _ => Ok(self.refuse(&parties::unknown(&id))),
        }
    }

    /// The only label among the last entries that begins so.
    fn label_begun(&self, text: &str) -> Option<String> {
        let labels = self.labels().into_iter().map(|(_, label)| label);
        let mut begun = labels.filter(|label| !text.is_empty() && label.starts_with(text));
        begun.next().filter(|_| begun.next().is_none())
    }

    /// A REF that names something, or begins a label that was met lately; it is shown.
    fn reference(&mut self, field: &Field, value: Value) -> Told<Option<Value>> {
        let reference = value.as_str().unwrap_or_default();
        let mut found = self.shelf.entry(reference)?;
        let mut value = value.clone();
        if found.is_err()
            && let Some(label) = self.label_begun(reference)
        {
            self.talk.say(&format!("  took {label}"));
            found = self.shelf.entry(&label)?;
            value = label.into();
        }
        match found {
            Ok((position, event)) => {
                let headline = sentence::headline(&event);
                self.talk.say(&format!("  @{position} {headline}"));
                match self
                    .unfit(position, &event)
                    .filter(|_| field.name == "target")
                {
                    Some(fault) => Ok(self.refuse(&fault)),
                    None => Ok(Some(value)),
                }
            }
            Err(fault) => Ok(self.refuse(&fault)),
        }
    }
}
