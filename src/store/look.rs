//! A few entries of a store without reading all of it: by REF, as known now, and parties by
//! id. What the write commands need before they can write; costs the same at any size.

use std::borrow::Cow;

use serde_json::Value;
use uuid::Uuid;

use super::{Store, StoreError};
use crate::amend::{self, Amendments, AsKnown, Point, Sign, Signs};
use crate::desk::resolve;
use crate::desk::row::{self, Row};
use crate::event::decode::Input;
use crate::event::{Event, Fault};
use crate::keys::{FileKnown, Known, likeness};
use crate::log::file::FileLog;
use crate::log::{Entry, LogError};

/// The head, and everything.
const NOW: Point = Point {
    known: u64::MAX,
    published: None,
};

/// A store opened for look-ups.
pub struct Look<'a> {
    known: FileKnown<'a>,
}

impl Store {
    /// Opens the store for look-ups and hands them to `with`.
    ///
    /// # Errors
    /// What the log says.
    pub fn look<T>(
        &self,
        with: impl FnOnce(&Look<'_>) -> Result<T, LogError>,
    ) -> Result<T, StoreError> {
        let log = FileLog::open_reader(&self.dir)?;
        if let Some(trouble) = log.trouble() {
            return Err(trouble.into());
        }
        let known = FileKnown::open(&log, log.path(), &self.keys_dir(), self.use_cache)?;
        Ok(with(&Look { known })?)
    }
}

impl Look<'_> {
    /// The entry that a REF names, or what is wrong with it.
    ///
    /// # Errors
    /// What the log says.
    pub fn entry(&self, reference: &str) -> Result<Result<Entry, Fault>, LogError> {
        match resolve::lookup(reference, &self.known, None)? {
            Ok(id) => Ok(self
                .known
                .by_id(id)?
                .ok_or_else(|| resolve::unknown(reference))),
            Err(fault) => Ok(Err(fault)),
        }
    }

    /// An entry as known now.
    ///
    /// # Errors
    /// What the log says.
    pub fn as_known<'e>(&self, entry: &'e Entry) -> Result<AsKnown<'e>, LogError> {
        amend::as_known(entry, self, NOW)
    }

    /// An entry as known now, without the sources that corroborations added.
    ///
    /// # Errors
    /// What the log says.
    pub fn own_words(&self, entry: &Entry) -> Result<Event, LogError> {
        amend::own_words(entry, self, NOW)
    }

    /// A row of a file, whose input has an id, against what is recorded under that id.
    ///
    /// # Errors
    /// What the log says.
    pub fn settled(&self, row: Input, file: &str) -> Result<Row, LogError> {
        let recorded = match row.id {
            Some(id) => self.known.by_id(id)?,
            None => None,
        };
        row::settle(recorded.as_ref(), self, row, file)
    }

    /// The last few live entries of the same kind, day and actor as an event, each as known.
    ///
    /// # Errors
    /// What the log says.
    pub fn alike(&self, event: &Event) -> Result<Vec<(Entry, Event)>, LogError> {
        let Some(likeness) = likeness(event) else {
            return Ok(Vec::new());
        };
        let mut alike = Vec::new();
        for entry in self.known.alike(&likeness)? {
            let known = self.as_known(&entry)?;
            if known.retracted_by.is_none() {
                let event = known.event.into_owned();
                alike.push((entry, event));
            }
        }
        Ok(alike)
    }

    /// The last entries, at most so many, the latest first.
    ///
    /// # Errors
    /// What the log says.
    pub fn last(&self, most: u64) -> Result<Vec<Entry>, LogError> {
        let head = self.known.position();
        let mut entries = Vec::new();
        for position in (1..=head).rev().take(most.try_into().unwrap_or(usize::MAX)) {
            entries.extend(self.known.at(position)?);
        }
        Ok(entries)
    }

    /// The stored form of the party last recorded under an id.
    ///
    /// # Errors
    /// What the log says.
    pub fn party(&self, id: &str) -> Result<Option<Value>, LogError> {
        self.known.party(id)
    }
}

impl Signs for Look<'_> {
    type Error = LogError;

    fn signs(&self, target: Uuid) -> Result<Vec<Sign>, LogError> {
        let amendments = self.of(target)?;
        Ok(amendments.iter().map(|one| Sign::of(one)).collect())
    }
}

impl Amendments for Look<'_> {
    fn of(&self, target: Uuid) -> Result<Vec<Cow<'_, Entry>>, LogError> {
        Ok(self
            .known
            .amendments(target)?
            .into_iter()
            .map(Cow::Owned)
            .collect())
    }
}
