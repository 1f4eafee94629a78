//! The shelf over a store: the last entries, read once, and look-ups that cost the same at any
//! size. Writes nothing.

use serde_json::Value;

use super::Shelf;
use crate::answer::{Question, View, answer};
use crate::cli::error::CliError;
use crate::clocks::Clocks;
use crate::event::{Event, Fault, sentence};
use crate::store::Store;

/// How many of the last entries defaults and lists are taken from.
const RECENT: u64 = 200;

/// A store as a shelf.
pub struct StoreShelf {
    store: Store,
    recent: Vec<(u64, Event)>,
}

impl StoreShelf {
    /// Reads the last entries of a store.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn open(store: Store) -> Result<StoreShelf, CliError> {
        let last = store.look(|look| look.last(RECENT))?;
        let recent = last.into_iter().map(|entry| (entry.position, entry.event));
        Ok(StoreShelf {
            recent: recent.collect(),
            store,
        })
    }
}

impl Shelf for StoreShelf {
    fn recent(&self) -> &[(u64, Event)] {
        &self.recent
    }

    fn party(&self, id: &str) -> Result<Option<Value>, CliError> {
        Ok(self.store.look(|look| look.party(id))?)
    }

    fn entry(&self, reference: &str) -> Result<Result<(u64, Event), Fault>, CliError> {
        Ok(self.store.look(|look| {
            Ok(match look.entry(reference)? {
                Ok(entry) => Ok((entry.position, look.as_known(&entry)?.event.into_owned())),
                Err(fault) => Err(fault),
            })
        })?)
    }

    fn links(&self, reference: &str) -> Result<Vec<(u64, String)>, CliError> {
        let (history, _) = self.store.history()?;
        let question = Question::Show {
            reference: reference.to_owned(),
            history: false,
        };
        let view = answer(&history, &Clocks::default(), &question)?.view;
        let View::Entry(entry) = view else {
            return Ok(Vec::new());
        };
        let other = |id: &str| {
            let others = entry.others.iter();
            let name = others.clone().find(|(other, _)| other == id);
            name.map_or_else(|| id.to_owned(), |(_, headline)| headline.clone())
        };
        let links = entry.links.iter().map(|edge| {
            let ends = [&edge.cause, &edge.effect].into_iter();
            let away = ends.filter(|end| **end != entry.entry.id);
            let names: Vec<String> = away.map(|id| other(id)).collect();
            let relation = edge.relation.replace('_', " ");
            (edge.position, format!("{relation}: {}", names.join(", ")))
        });
        Ok(links.collect())
    }

    fn alike(&self, event: &Event) -> Result<Vec<(u64, String)>, CliError> {
        let alike = self.store.look(|look| look.alike(event))?;
        let shown = |(entry, event): (crate::log::Entry, Event)| {
            (entry.position, sentence::headline(&event))
        };
        Ok(alike.into_iter().map(shown).collect())
    }
}
