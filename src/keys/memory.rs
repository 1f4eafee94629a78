//! `Known` over plain maps: the whole log in memory. The oracle for the files in the tests,
//! and what a desk under test looks things up in. Never used on a log of unknown length.

use std::collections::BTreeMap;

use serde_json::Value;
use uuid::Uuid;

use crate::event::party::Party;
use crate::log::{Entry, Log, LogError, START};

use super::Known;
use super::class::{ALIKE_KEPT, Class, NAMES_KEPT, SUFFIX, keys_of, parties_of};

/// What is known of a log, in memory.
#[derive(Debug, Clone, Default)]
pub struct MemoryKnown {
    entries: Vec<Entry>,
    keys: BTreeMap<(Class, String), Vec<usize>>,
}

impl MemoryKnown {
    /// Of an empty log.
    pub fn new() -> MemoryKnown {
        MemoryKnown::default()
    }

    /// Of a log up to its head.
    pub fn of(log: &dyn Log) -> Result<MemoryKnown, LogError> {
        let mut known = MemoryKnown::new();
        if log.head().position > 0 {
            log.read(START, &mut |read| {
                known.push(read.entry);
                Ok(())
            })?;
        }
        Ok(known)
    }

    /// Takes the next entry in.
    pub fn push(&mut self, entry: Entry) {
        for key in keys_of(&entry) {
            let places = self.keys.entry(key).or_default();
            if places.last() != Some(&self.entries.len()) {
                places.push(self.entries.len());
            }
        }
        self.entries.push(entry);
    }

    fn all(&self, class: Class, value: &str) -> impl DoubleEndedIterator<Item = &Entry> + Clone {
        let places = self.keys.get(&(class, value.to_string()));
        let places = places.map(Vec::as_slice).unwrap_or_default();
        places.iter().filter_map(|place| self.entries.get(*place))
    }
}

impl Known for MemoryKnown {
    fn position(&self) -> u64 {
        self.entries.len() as u64
    }

    fn at(&self, position: u64) -> Result<Option<Entry>, LogError> {
        let place = position.checked_sub(1).and_then(|at| at.try_into().ok());
        Ok(place.and_then(|place: usize| self.entries.get(place).cloned()))
    }

    fn by_id(&self, id: Uuid) -> Result<Option<Entry>, LogError> {
        Ok(self.all(Class::Id, &id.to_string()).next().cloned())
    }

    fn by_label(&self, label: &str) -> Result<Option<Entry>, LogError> {
        Ok(self.all(Class::Label, label).next().cloned())
    }

    fn by_suffix(&self, hex: &str) -> Result<Vec<Entry>, LogError> {
        let end = hex.len().checked_sub(SUFFIX).and_then(|at| hex.get(at..));
        let entries = self.all(Class::Suffix, end.unwrap_or_default());
        let same = entries.filter(|entry| entry.id.simple().to_string().ends_with(hex));
        Ok(same.take(2).cloned().collect())
    }

    fn amendments(&self, target: Uuid) -> Result<Vec<Entry>, LogError> {
        Ok(self
            .all(Class::Target, &target.to_string())
            .cloned()
            .collect())
    }

    fn followers(&self, stage: Uuid) -> Result<Vec<Entry>, LogError> {
        Ok(self
            .all(Class::Follows, &stage.to_string())
            .cloned()
            .collect())
    }

    fn party(&self, id: &str) -> Result<Option<Value>, LogError> {
        let latest = self.all(Class::Party, id).next_back();
        let same = |value: &&Value| value.get("id").and_then(Value::as_str) == Some(id);
        Ok(latest.and_then(|entry| parties_of(entry).find(same).cloned()))
    }

    fn parties_named(&self, folded: &str) -> Result<Vec<Party>, LogError> {
        let entries: Vec<&Entry> = self.all(Class::Name, folded).collect();
        let late = entries.len().saturating_sub(NAMES_KEPT).max(NAMES_KEPT);
        let early = entries.iter().take(NAMES_KEPT);
        let kept = early.chain(entries.iter().skip(late)).copied();
        Ok(super::parties_among(kept, folded))
    }

    fn alike(&self, likeness: &str) -> Result<Vec<Entry>, LogError> {
        let entries = self.all(Class::Alike, likeness);
        let early = entries.clone().count().saturating_sub(ALIKE_KEPT);
        Ok(entries.skip(early).cloned().collect())
    }
}
