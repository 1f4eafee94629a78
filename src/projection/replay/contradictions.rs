//! `contradictions` folded forward. Owns what each entry gives a value for at the moment; which of
//! the values for one thing contradict each other lies in `rivals`, what a row says is the view's.

use std::collections::{BTreeSet, HashMap};

use sha2::{Digest as _, Sha256};

use super::board::Board;
use super::rivals::{Place, Rivals};
use super::{Arrival, Change, Fold};
use crate::event::Kind;
use crate::facts::scope::Claims;
use crate::facts::{Scope, Standing};
use crate::log::Entry;
use crate::projection::contradictions::{Given, Voices, given, row};
use crate::projection::rows::About;

/// The state of the fold.
#[derive(Debug)]
pub struct Contradictions {
    things: HashMap<About, Rivals>,
    about: HashMap<u64, About>,
    voices: Voices,
    board: Board<Place>,
}

impl Default for Contradictions {
    fn default() -> Self {
        Contradictions {
            things: HashMap::new(),
            about: HashMap::new(),
            voices: Voices::default(),
            board: Board::new(&[("positions", "positions")]),
        }
    }
}

impl<'h> Fold<'h> for Contradictions {
    fn take(&mut self, scope: &Scope<'h>, arrival: &Arrival<'h>) -> Vec<Change> {
        let entry = arrival.subject;
        let gives = [Kind::Holding, Kind::YieldMove, Kind::Observation];
        if !gives.contains(&entry.event.kind()) || entry.position > scope.point().known {
            return Vec::new();
        }
        let mut touched = BTreeSet::new();
        let new = self.given(scope, entry);
        let old = self.about.remove(&entry.position);
        let moved = old.filter(|old| new.as_ref().is_none_or(|(new, _)| new != old));
        if let Some(old) = moved
            && let Some(rivals) = self.things.get_mut(&old)
        {
            rivals.take(entry.position, &mut touched);
            if rivals.is_empty() {
                self.things.remove(&old);
            }
        }
        if let Some((about, given)) = new {
            let rivals = self.things.entry(about.clone()).or_default();
            rivals.put(given, &mut touched);
            self.about.insert(entry.position, about);
        }
        let pairs = touched.into_iter();
        pairs.filter_map(|pair| self.settle(pair)).collect()
    }

    fn write(&self, out: &mut dyn FnMut(&str)) {
        self.board.write(out);
    }

    fn seal(&mut self) -> Sha256 {
        self.board.seal(Sha256::new(), false)
    }
}

impl Contradictions {
    fn given(&mut self, scope: &Scope<'_>, entry: &Entry) -> Option<(About, Given)> {
        let known = scope.see(entry);
        let seen = scope.standing(&known, Claims::Always) == Standing::InView;
        given(entry, &known, &mut self.voices).filter(|_| seen)
    }

    fn settle(&mut self, pair: Place) -> Option<Change> {
        let [one, other] = pair.map(|position| self.about.get(&position));
        let about = one.filter(|about| Some(*about) == other);
        let row = about.and_then(|about| {
            let found = self.things.get(about)?.pair(pair)?;
            Some(row(about, &found, false))
        });
        self.board.put(pair, row.as_ref())
    }
}
