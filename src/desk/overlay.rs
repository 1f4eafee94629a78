//! What is known while a batch is checked: the store, and of the batch the events up to one
//! of them, as if they were recorded. Owns look-up across the two; holds no rule.

use std::borrow::Cow;
use std::io;

use uuid::Uuid;

use super::batch::{Batch, Named};
use super::lookup::Lookup;
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
    /// Events without a given id that others name or may name, by id.
    index: Lookup,
    /// Amendments: target and event, in order.
    amendments: Vec<(Uuid, u32)>,
    /// Stages, and corrections that set `follows`: the stage they follow and the event.
    followers: Vec<(Uuid, u32)>,
    /// Of every id that an event of the batch names the last 64 bits, in order: two ids that share
    /// them cost a second look.
    touched: Vec<u64>,
}

impl Names {
    /// Of the resolved REFs of a batch.
    pub fn of(batch: &Batch) -> io::Result<Names> {
        let mut names = Names::default();
        for found in batch
            .refs()
            .iter()
            .filter(|found| !batch.is_already(found.event()))
        {
            let Some(target) = found.target else { continue };
            let event = u32::try_from(found.event()).unwrap_or(u32::MAX);
            let kind = batch.kind(found.event());
            match (found.field(), found.changed) {
                ("target", true) => continue,
                ("target", false) if kind.is_some_and(Kind::is_amendment) => {
                    names.amendments.push((target, event));
                }
                ("follows", true) if kind != Some(Kind::Correction) => continue,
                ("follows", _) => names.followers.push((target, event)),
                _ => {}
            }
            names.touched.push(end_of(target));
        }
        names.amendments.sort_unstable();
        names.followers.sort_unstable();
        names.touched.sort_unstable();
        names.touched.dedup();
        // Given ids are looked up in the batch itself; of the others only those that are named,
        // or may be by an amendment of theirs, so that plain events need no table.
        let mut looked_up = vec![false; batch.len()];
        let named = batch.refs().iter().filter_map(|found| found.inside);
        let naming = batch.refs().iter().map(Named::event);
        for number in named.map(|number| number as usize).chain(naming) {
            let given = batch.is_already(number) || batch.is_given(number);
            if let Some(looked_up) = looked_up.get_mut(number) {
                *looked_up = !given;
            }
        }
        names.index = Lookup::with_room(looked_up.iter().filter(|it| **it).count());
        for (number, _) in looked_up.iter().enumerate().filter(|(_, it)| **it) {
            let id = batch.id(number)?;
            names
                .index
                .insert(&id, u32::try_from(number).unwrap_or(u32::MAX));
        }
        Ok(names)
    }

    /// Whether an event of the batch names that id, or one that ends in the same 64 bits.
    pub fn is_touched(&self, id: Uuid) -> bool {
        self.touched.binary_search(&end_of(id)).is_ok()
    }

    /// Whether none names any.
    pub fn is_empty(&self) -> bool {
        self.touched.is_empty()
    }

    /// The amendments of an id, in order.
    pub fn amendments(&self, target: Uuid) -> impl Iterator<Item = usize> + '_ {
        under(&self.amendments, target)
    }

    /// The followers of a stage, in order.
    pub fn followers(&self, stage: Uuid) -> impl Iterator<Item = usize> + '_ {
        under(&self.followers, stage)
    }

    /// The place in the batch of an id.
    pub fn place(&self, id: Uuid, batch: &Batch) -> io::Result<Option<usize>> {
        let is = |number: u32| Ok(batch.id(number as usize)? == id);
        match self.index.find(&id, is)? {
            Some(number) => Ok(Some(number as usize)),
            None => Ok(batch.by_id(id)?.filter(|number| !batch.is_already(*number))),
        }
    }
}

fn end_of(id: Uuid) -> u64 {
    id.as_u64_pair().1
}

fn under(pairs: &[(Uuid, u32)], id: Uuid) -> impl Iterator<Item = usize> + '_ {
    let begin = pairs.partition_point(|(known, _)| *known < id);
    let rest = pairs.get(begin..).unwrap_or_default().iter();
    rest.take_while(move |(known, _)| *known == id)
        .map(|(_, event)| *event as usize)
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
        self.in_batch(id)?
            .map(|index| self.batch_entry(index))
            .transpose()
    }

    /// Place in the batch of an id that is not recorded yet.
    pub fn in_batch(&self, id: Uuid) -> Result<Option<usize>, LogError> {
        self.names.place(id, self.batch).map_err(spool_error)
    }

    /// An event of the batch as if recorded. Its position only orders it after the store.
    fn batch_entry(&self, index: usize) -> Result<Entry, LogError> {
        let (id, event) = self.batch.ready(index).map_err(spool_error)?;
        Ok(Entry {
            position: self.known.position() + 1 + index as u64,
            id,
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
        let names = self.names.followers(stage);
        for index in names.filter(|index| *index < self.upto) {
            let (id, event) = self.batch.ready(index).map_err(spool_error)?;
            candidates.push(follower_of(&event, id));
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

/// What went wrong with what was put aside.
pub fn spool_error(source: std::io::Error) -> LogError {
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
        let names = self.names.amendments(target);
        for index in names.filter(|index| *index < self.upto) {
            all.push(Cow::Owned(self.batch_entry(index)?));
        }
        Ok(all)
    }
}
