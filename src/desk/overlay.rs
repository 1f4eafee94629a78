//! What is known while a batch is checked: the store, and of the batch the events up to one
//! of them, as if they were recorded. Owns look-up across the two; holds no rule.

use std::borrow::Cow;
use std::collections::HashMap;

use uuid::Uuid;

use super::batch::Batch;
use crate::amend::{self, Amendments, AsKnown, Point, Sign, Signs};
use crate::event::when::Instant;
use crate::event::{Event, Kind};
use crate::keys::Known;
use crate::log::{Entry, LogError};

/// The desk looks from the head, at everything: what is public plays no part in a write.
pub const NOW: Point = Point {
    known: u64::MAX,
    published: None,
};

/// Which events of a batch name which entries.
#[derive(Debug, Default)]
pub struct Names {
    /// Events of the batch by id, for those that others name or may name.
    pub index: HashMap<Uuid, usize>,
    /// Amendments by target.
    pub amendments: HashMap<Uuid, Vec<usize>>,
    /// Stages by the stage they follow, and corrections that set `follows`.
    pub followers: HashMap<Uuid, Vec<usize>>,
}

/// The store and the first events of a batch, seen as one log.
pub struct Overlay<'a> {
    /// The store.
    pub known: &'a dyn Known,
    /// The batch.
    pub batch: &'a Batch,
    /// Who names whom in the batch.
    pub names: &'a Names,
    /// Amendments of the batch count only below this index.
    pub upto: usize,
}

impl Overlay<'_> {
    /// The same, as of another event of the batch.
    pub fn at(&self, upto: usize) -> Overlay<'_> {
        Overlay { upto, ..*self }
    }

    /// The entry of that id, recorded or anywhere in the batch.
    pub fn entry(&self, id: Uuid) -> Result<Option<Entry>, LogError> {
        if let Some(entry) = self.known.by_id(id)? {
            return Ok(Some(entry));
        }
        self.names
            .index
            .get(&id)
            .map(|index| self.batch_entry(*index))
            .transpose()
    }

    /// Place in the batch of an id that is not recorded yet.
    pub fn in_batch(&self, id: Uuid) -> Option<usize> {
        self.names.index.get(&id).copied()
    }

    /// An event of the batch as if recorded. Its position only orders it after the store.
    fn batch_entry(&self, index: usize) -> Result<Entry, LogError> {
        let event = self.batch.ready(index).map_err(spool_error)?;
        Ok(Entry {
            position: self.known.position() + 1 + index as u64,
            id: self.batch.id(index),
            recorded_at: Instant(0),
            recorded_by: String::new(),
            event,
        })
    }

    /// The event of an entry as known here, and whether it is retracted.
    pub fn as_known<'e>(&self, entry: &'e Entry) -> Result<AsKnown<'e>, LogError> {
        amend::as_known(entry, self, NOW)
    }

    /// The live stages that follow `stage`, but for `except`: id and event as known.
    pub fn live_followers(
        &self,
        stage: Uuid,
        except: Uuid,
    ) -> Result<Vec<(Uuid, Event)>, LogError> {
        let mut candidates: Vec<Uuid> = Vec::new();
        for entry in self.known.followers(stage)? {
            candidates.push(follower_of(&entry.event, entry.id));
        }
        for index in self
            .names
            .followers
            .get(&stage)
            .into_iter()
            .flatten()
            .filter(|index| **index < self.upto)
        {
            let event = self.batch.ready(*index).map_err(spool_error)?;
            candidates.push(follower_of(&event, self.batch.id(*index)));
        }
        candidates.sort_unstable();
        candidates.dedup();
        let mut live = Vec::new();
        for id in candidates.into_iter().filter(|id| *id != except) {
            let Some(entry) = self.entry(id)? else {
                continue;
            };
            let known = self.as_known(&entry)?;
            if known.retracted_by.is_none() && known.event.reference("follows") == Some(stage) {
                live.push((id, known.event.into_owned()));
            }
        }
        Ok(live)
    }
}

/// The stage meant by an event that names another in `follows`: itself, or a correction's target.
fn follower_of(event: &Event, id: Uuid) -> Uuid {
    match event.kind() {
        Kind::Correction => event.reference("target").unwrap_or(id),
        _ => id,
    }
}

fn spool_error(source: std::io::Error) -> LogError {
    LogError::Io {
        action: "read",
        path: "the spool".into(),
        source,
    }
}

impl Signs for Overlay<'_> {
    type Error = LogError;

    fn signs(&self, target: Uuid) -> Result<Vec<Sign>, LogError> {
        let amendments = self.of(target)?;
        Ok(amendments.iter().map(|one| Sign::of(one)).collect())
    }
}

impl Amendments for Overlay<'_> {
    fn of(&self, target: Uuid) -> Result<Vec<Cow<'_, Entry>>, LogError> {
        let mut all: Vec<Cow<'_, Entry>> = self
            .known
            .amendments(target)?
            .into_iter()
            .map(Cow::Owned)
            .collect();
        for index in self
            .names
            .amendments
            .get(&target)
            .into_iter()
            .flatten()
            .filter(|index| **index < self.upto)
        {
            all.push(Cow::Owned(self.batch_entry(*index)?));
        }
        Ok(all)
    }
}
