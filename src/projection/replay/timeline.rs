//! `timeline` folded forward: each row rests on its own entry alone. Owns nothing but its
//! place in the order of what happened.

use std::collections::HashMap;

use sha2::{Digest as _, Sha256};

use super::board::Board;
use super::{Arrival, Change, Fold};
use crate::event::when::Instant;
use crate::facts::Scope;
use crate::projection::{chain, entries};

/// Earliest and latest instant, position: in the order of the rows.
type Place = (Instant, Instant, u64);

/// The state of the fold.
#[derive(Debug)]
pub struct Timeline {
    places: HashMap<u64, Place>,
    board: Board<Place>,
}

impl Default for Timeline {
    fn default() -> Self {
        Timeline {
            places: HashMap::new(),
            board: Board::new(&[("position", "position"), ("id", "id")]),
        }
    }
}

impl<'h> Fold<'h> for Timeline {
    fn take(&mut self, scope: &Scope<'h>, arrival: &Arrival<'h>) -> Vec<Change> {
        let entry = arrival.subject;
        if entry.position > scope.point().known {
            return Vec::new();
        }
        let happened = scope.see(entry).event.happened();
        let new = happened
            .filter(|_| chain::is_seen(scope, entry))
            .map(|happened| (happened.earliest, happened.latest, entry.position));
        let old = match new {
            Some(place) => self.places.insert(entry.position, place),
            None => self.places.remove(&entry.position),
        };
        let row = new.map(|_| entries::row(scope, entry));
        let gone = old
            .filter(|_| old != new)
            .and_then(|place| self.board.put(place, None::<&()>));
        let come = new.and_then(|place| self.board.put(place, row.as_ref()));
        match (gone, come) {
            (Some(gone), Some(come)) => vec![Change {
                before: gone.before,
                ..come
            }],
            (gone, come) => gone.into_iter().chain(come).collect(),
        }
    }

    fn write(&self, out: &mut dyn FnMut(&str)) {
        self.board.write(out);
    }

    fn seal(&mut self) -> Sha256 {
        self.board.seal(Sha256::new(), false)
    }
}
