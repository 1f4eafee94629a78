//! What is about other entries, in a conversation: the fields that a correction changes, the
//! entries that the sentence of a link or an amendment names, and what a retraction breaks.
//! Owns no look-up; what the desk allows is the desk's to say.

use serde_json::Value;

use super::{Conversation, Told, choice};
use crate::amend;
use crate::event::{Event, Fault, Kind, order, tables};
use crate::say::About;

/// Fields of an entry that a correction in a conversation leaves alone: a label stands for
/// ever, sources are long.
const KEPT: [&str; 2] = ["label", "sources"];

/// Amendments of amendments are followed so far to the entry that they are about.
const DEEPEST: usize = 64;

impl Conversation<'_> {
    /// Asks what is to change in the target, each field with what it holds now.
    pub(super) fn changes(&mut self) -> Told<()> {
        let target = self.fields.get("target").and_then(Value::as_str);
        let target = self.shelf.entry(target.unwrap_or_default())?;
        let Ok((_, target)) = target else {
            return Ok(());
        };
        let changes = loop {
            let mut inner = Conversation {
                talk: &mut *self.talk,
                shelf: self.shelf,
                today: self.today,
                kind: target.kind(),
                fields: target.fields().clone(),
            };
            inner.changed()?;
            let changes = amend::difference(target.fields(), &inner.fields);
            if !changes.is_empty() {
                break changes;
            }
            self.talk.say("  nothing is changed yet");
        };
        self.fields.insert("changes".into(), changes.into());
        Ok(())
    }

    fn changed(&mut self) -> Told<()> {
        let fields: Vec<_> = tables::all(self.kind)
            .filter(|field| !KEPT.contains(&field.name))
            .collect();
        let mut prompt = "Which field is to change (? lists them)";
        while let Some(field) = choice::field(&fields, prompt, false, self.talk)? {
            self.field(field)?;
            prompt = "Another one (Enter for none)";
        }
        Ok(())
    }

    /// What keeps an entry from being the target, as far as its kind says it.
    pub(super) fn unfit(&self, position: u64, target: &Event) -> Option<Fault> {
        let about = target.kind().is_amendment() && self.kind != Kind::Retraction;
        about.then(|| {
            let kind = target.kind().name();
            Fault::new(
                "amends_amendment",
                format!("@{position} is itself a {kind}, which can only be retracted"),
                "name the entry that it is about",
            )
        })
    }

    /// What the sentence of a link or an amendment speaks of.
    pub(super) fn about(&self, event: &Event) -> Told<About> {
        match event.kind() {
            Kind::Link => self.ends(event),
            kind if kind.is_amendment() => self.target(event),
            _ => Ok(About::default()),
        }
    }

    fn named(&self, event: &Event, field: &str) -> Told<Option<Event>> {
        let Some(reference) = event.text(field) else {
            return Ok(None);
        };
        Ok(self.shelf.entry(reference)?.ok().map(|(_, event)| event))
    }

    fn ends(&self, link: &Event) -> Told<About> {
        let (cause, effect) = (self.named(link, "cause")?, self.named(link, "effect")?);
        let date = |end: &Option<Event>| end.as_ref().and_then(Event::happened);
        let remark = match date(&cause).zip(date(&effect)) {
            Some((cause, effect)) if order::is_impossible(&cause, &effect) => Some("impossible"),
            Some((cause, effect)) if order::is_unclear(&cause, &effect) => Some("order_unclear"),
            _ => None,
        };
        Ok(About {
            cause,
            effect,
            remarks: remark.into_iter().collect(),
            ..About::default()
        })
    }

    fn target(&self, amendment: &Event) -> Told<About> {
        let mut target = self.named(amendment, "target")?;
        let undone = target.as_ref().map(Event::kind);
        for _ in 0..DEEPEST {
            target = match &target {
                Some(event) if event.kind().is_amendment() => self.named(event, "target")?,
                _ => break,
            };
        }
        let ends = match &target {
            Some(link) if link.kind() == Kind::Link => self.ends(link)?,
            _ => About::default(),
        };
        Ok(About {
            target,
            undone: undone.filter(|kind| kind.is_amendment()),
            remarks: Vec::new(),
            ..ends
        })
    }

    /// Says which links a retraction breaks.
    pub(super) fn fallout(&mut self, event: &Event) -> Told<()> {
        let target = event
            .text("target")
            .filter(|_| event.kind() == Kind::Retraction);
        let Some(target) = target else { return Ok(()) };
        let links = self.shelf.links(target)?;
        if !links.is_empty() {
            self.talk.say("Links that break:");
        }
        for (position, headline) in links {
            self.talk.say(&format!("  @{position} {headline}"));
        }
        Ok(())
    }
}
