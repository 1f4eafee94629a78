//! A history in files: what was looked up stays, so that a view may point at it. Owns the entries
//! that were read; asks the files for everything else.

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use uuid::Uuid;

use super::files::Files;
use crate::log::Entry;

/// Entries of one drawer.
const DRAWER: usize = 1024;

/// Entries by place, none of them there until asked for.
type Drawer = Vec<OnceLock<Option<Box<Entry>>>>;

/// Files, and the entries that were read from the log.
#[derive(Debug)]
pub(super) struct Shelf {
    pub(super) files: Arc<dyn Files>,
    drawers: Vec<OnceLock<Drawer>>,
    labels: OnceLock<Vec<(String, u64)>>,
}

fn empty<T>(many: usize) -> Vec<OnceLock<T>> {
    (0..many).map(|_| OnceLock::new()).collect()
}

impl Shelf {
    pub(super) fn new(files: Arc<dyn Files>) -> Shelf {
        let many = usize::try_from(files.position()).unwrap_or(0);
        Shelf {
            files,
            drawers: empty(many.div_ceil(DRAWER)),
            labels: OnceLock::new(),
        }
    }

    /// The entry at a position.
    pub(super) fn at(&self, position: u64) -> Option<&Entry> {
        let place = usize::try_from(position).ok()?.checked_sub(1)?;
        if position > self.files.position() {
            return None;
        }
        let drawer = self.drawers.get(place / DRAWER)?;
        let drawer = drawer.get_or_init(|| empty(DRAWER));
        let read = || self.files.entry(position).map(Box::new);
        drawer.get(place % DRAWER)?.get_or_init(read).as_deref()
    }

    /// The same, not kept unless it was.
    pub(super) fn read(&self, position: u64) -> Option<Cow<'_, Entry>> {
        if position == 0 || position > self.files.position() {
            return None;
        }
        self.files.entry(position).map(Cow::Owned)
    }

    /// The earliest entry of that id.
    pub(super) fn by_id(&self, id: Uuid) -> Option<&Entry> {
        self.at(self.files.place_of(id)?)
    }

    /// Every label with the position of its entry.
    pub(super) fn labels(&self) -> &[(String, u64)] {
        self.labels.get_or_init(|| self.files.labels())
    }
}
