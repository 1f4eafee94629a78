//! `threats` folded forward. Owns which threats an arrival touches (itself, that from which a link
//! starts, those to whose links it is the effect, those whose time runs out with D) and keeps
//! what was done about each in the order in which it decides.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::board::Board;
use super::due::Due;
use super::ends::Ends;
use super::{Arrival, Change, Fold};
use crate::event::Kind;
use crate::event::when::Instant;
use crate::facts::scope::Claims;
use crate::facts::{Scope, Standing, Threat};
use crate::log::Entry;
use crate::projection::rows::ThreatRow;
use crate::projection::threats::{self, Deed, Told, Word};

/// What was done, the latest last.
type Deeds = BTreeMap<(Instant, u64, u64), Deed>;

/// The state of the fold.
#[derive(Debug)]
pub struct Threats {
    /// Links, in view or not, by what they name.
    ends: Ends,
    /// What each link says was done about which cause.
    said: HashMap<u64, (Uuid, Deed)>,
    /// Responses to each cause, and what came of it.
    done: HashMap<Uuid, [Deeds; 2]>,
    /// Threats that D may yet find expired, by their last instant.
    untils: Due<u64>,
    board: Board<u64>,
}

impl Default for Threats {
    fn default() -> Self {
        Threats {
            ends: Ends::default(),
            said: HashMap::new(),
            done: HashMap::new(),
            untils: Due::default(),
            board: Board::new(&[("position", "position"), ("id", "id")]),
        }
    }
}

impl<'h> Fold<'h> for Threats {
    fn take(&mut self, scope: &Scope<'h>, arrival: &Arrival<'h>) -> Vec<Change> {
        let mut touched = BTreeSet::new();
        if arrival.subject.position <= scope.point().known {
            self.learn(scope, arrival.subject, &mut touched);
        }
        let mut aged = BTreeSet::new();
        while let Some(position) = self.untils.passed(scope.horizon()) {
            aged.insert(position);
        }
        let mut changes = Vec::new();
        for position in touched.union(&aged) {
            if let Some(change) = self.settle(scope, *position) {
                let aged = !touched.contains(position);
                changes.push(Change { aged, ..change });
            }
        }
        changes
    }

    fn write(&self, out: &mut dyn FnMut(&str)) {
        self.board.write(out);
    }

    fn seal(&mut self) -> Sha256 {
        self.board.seal(Sha256::new(), false)
    }
}

impl Threats {
    /// Takes in an entry as it is known now. Names the positions of the threats that it touches.
    fn learn(&mut self, scope: &Scope<'_>, entry: &Entry, touched: &mut BTreeSet<u64>) {
        let mut causes = BTreeSet::new();
        if entry.event.kind() == Kind::Link {
            self.ends.put(scope, entry);
            self.hear(scope, entry, &mut causes);
        } else {
            let links: Vec<u64> = self.ends.arriving(entry.id).collect();
            for link in links {
                if let Some(link) = scope.history().at(link) {
                    self.hear(scope, link, &mut causes);
                }
            }
            touched.insert(entry.position);
        }
        let found = causes.into_iter().filter_map(|cause| scope.find(cause));
        touched.extend(found.map(|cause| cause.position));
    }

    /// Puts what a link says in the place of what it said.
    fn hear(&mut self, scope: &Scope<'_>, link: &Entry, causes: &mut BTreeSet<Uuid>) {
        if let Some((cause, deed)) = self.said.remove(&link.position) {
            self.deeds(cause, deed.word).remove(&deed.order());
            causes.insert(cause);
        }
        let known = scope.see(link);
        if scope.standing(&known, Claims::IfAsked) == Standing::InView
            && let Some((cause, deed)) = threats::deed(scope, link, &known)
        {
            let deeds = self.deeds(cause, deed.word);
            deeds.insert(deed.order(), deed.clone());
            causes.insert(cause);
            self.said.insert(link.position, (cause, deed));
        }
    }

    fn deeds(&mut self, cause: Uuid, word: Word) -> &mut Deeds {
        let [responses, outcomes] = self.done.entry(cause).or_default();
        match word {
            Word::Response(_) => responses,
            Word::Status(_) => outcomes,
        }
    }

    fn settle(&mut self, scope: &Scope<'_>, position: u64) -> Option<Change> {
        let entry = scope.history().at(position)?;
        let known = scope.see(entry);
        let threat = Threat::of(&known.event)?;
        if let Some(until) = &threat.until
            && until.latest >= scope.horizon()
        {
            self.untils.put(until.latest, position);
        }
        let deciding = |deeds: &Deeds| {
            let latest_first = deeds.values().rev();
            let mut possible = latest_first.filter(|deed| deed.is_possible(&threat.happened));
            possible.next().cloned()
        };
        let done = self.done.get(&entry.id).into_iter().flatten();
        let done: Vec<Deed> = done.filter_map(deciding).collect();
        let seen = scope.standing(&known, Claims::IfAsked) == Standing::InView;
        let told = Told {
            position,
            id: entry.id.as_u128(),
            disputed: !known.disputes.is_empty(),
        };
        let row = seen.then(|| ThreatRow {
            label: known.event.label().map(str::to_owned),
            ..threats::row(scope, told, threat, &done, false)
        });
        self.board.put(position, row.as_ref())
    }
}
