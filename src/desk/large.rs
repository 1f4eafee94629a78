//! The rules over a large batch, on all threads. Owns which events can be judged from the batch
//! alone, and that the outcome is that of one after the other; which need no look at all is told
//! by `stands`.

use std::cell::Cell;

use serde_json::Value;
use uuid::Uuid;

use super::batch::Batch;
use super::overlay::{Names, Overlay, spool_error};
use super::stands::{self, Stands};
use super::{DeskError, rules};
use crate::crew;
use crate::event::Problem;
use crate::event::party::Party;
use crate::keys::Known;
use crate::log::{Entry, LogError};

/// Events that one thread takes at once.
const PIECE: usize = 256;

/// What was found of an event; `None` if the store must be asked.
type Found = (usize, Option<Result<Vec<Problem>, LogError>>);

/// Checks the events of a batch that name others, and hands problems over in order.
pub fn check(
    batch: &Batch,
    known: &dyn Known,
    names: &Names,
    each: &mut dyn FnMut(usize, Vec<Problem>) -> Result<(), DeskError>,
) -> Result<(), DeskError> {
    let mut naming = (0..batch.len())
        .filter(|index| batch.has_references(*index) && !batch.is_already(*index))
        .peekable();
    let empty = known.position() == 0;
    let head = known.position();
    let backward = stands::is_backward(batch);
    crew::in_order(
        &mut || {
            let piece: Vec<usize> = naming.by_ref().take(PIECE).collect();
            Ok((!piece.is_empty()).then_some(piece))
        },
        &|| {
            let mut stands = Stands::new(batch, names, backward);
            move |piece: Vec<usize>| {
                let mut judge = |index| (index, alone(&mut stands, index, head, empty));
                piece.into_iter().map(&mut judge).collect::<Vec<Found>>()
            }
        },
        &mut |found: Vec<Found>| {
            for (index, outcome) in found {
                let problems = match outcome {
                    Some(outcome) => outcome?,
                    None => judged(batch, known, names, index)?,
                };
                if !problems.is_empty() {
                    each(index, problems)?;
                }
            }
            Ok(())
        },
    )
}

pub(super) fn judged(
    batch: &Batch,
    known: &dyn Known,
    names: &Names,
    index: usize,
) -> Result<Vec<Problem>, LogError> {
    let overlay = Overlay {
        known,
        batch,
        names,
        upto: index,
    };
    let (id, event) = batch.ready(index).map_err(spool_error)?;
    rules::check(&overlay, id, &event)
}

/// The outcome, if the batch alone tells it.
fn alone(
    stands: &mut Stands<'_>,
    index: usize,
    head: u64,
    empty: bool,
) -> Option<Result<Vec<Problem>, LogError>> {
    if stands.is_plain(index) {
        return Some(Ok(Vec::new()));
    }
    let (batch, names) = (stands.batch, stands.names);
    let store = Unasked {
        batch,
        names,
        head,
        asked: Cell::new(false),
    };
    let outcome = judged(batch, &store, names, index);
    (empty || !store.asked.get()).then_some(outcome)
}

/// A store that knows nothing and notes whether it was asked for what it might have known.
struct Unasked<'a> {
    batch: &'a Batch,
    names: &'a Names,
    head: u64,
    asked: Cell<bool>,
}

impl Unasked<'_> {
    /// An entry of that id can only be in the batch, if it is there.
    fn ask(&self, id: Uuid) {
        let inside = self.names.place(id, self.batch);
        if !inside.is_ok_and(|inside| inside.is_some()) {
            self.asked.set(true);
        }
    }
}

impl Known for Unasked<'_> {
    fn position(&self) -> u64 {
        self.head
    }

    fn at(&self, _position: u64) -> Result<Option<Entry>, LogError> {
        self.asked.set(true);
        Ok(None)
    }

    fn by_id(&self, id: Uuid) -> Result<Option<Entry>, LogError> {
        self.ask(id);
        Ok(None)
    }

    fn by_label(&self, _label: &str) -> Result<Option<Entry>, LogError> {
        self.asked.set(true);
        Ok(None)
    }

    fn by_suffix(&self, _hex: &str) -> Result<Vec<Entry>, LogError> {
        self.asked.set(true);
        Ok(Vec::new())
    }

    fn amendments(&self, target: Uuid) -> Result<Vec<Entry>, LogError> {
        self.ask(target);
        Ok(Vec::new())
    }

    fn followers(&self, stage: Uuid) -> Result<Vec<Entry>, LogError> {
        self.ask(stage);
        Ok(Vec::new())
    }

    fn party(&self, _id: &str) -> Result<Option<Value>, LogError> {
        self.asked.set(true);
        Ok(None)
    }

    fn parties_named(&self, _folded: &str) -> Result<Vec<Party>, LogError> {
        self.asked.set(true);
        Ok(Vec::new())
    }

    fn alike(&self, _likeness: &str) -> Result<Vec<Entry>, LogError> {
        self.asked.set(true);
        Ok(Vec::new())
    }
}
