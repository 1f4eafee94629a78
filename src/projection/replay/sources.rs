//! `sources` folded forward. Owns the running counts of each publisher and origin, and their
//! dates in the order in which the view meets them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sha2::{Digest as _, Sha256};

use super::board::Board;
use super::{Arrival, Change, Fold};
use crate::event::source::{Source, independent};
use crate::event::when::Instant;
use crate::facts::scope::Claims;
use crate::facts::{Scope, Standing};
use crate::log::Entry;
use crate::projection::catalog::HAPPENINGS;
use crate::projection::rows::SourceRow;
use crate::projection::sources::Key;

/// What one event adds to one row.
#[derive(Debug)]
struct Share {
    key: Key,
    sole: bool,
    evidence: bool,
    disputed: bool,
    published: Vec<(Instant, String)>,
}

#[derive(Debug, Default)]
struct Group {
    events: u64,
    sole: u64,
    evidence: u64,
    disputed: u64,
    /// By latest instant, then as met: position of the event, place among its sources.
    published: BTreeMap<Instant, BTreeMap<(u64, usize), String>>,
}

/// The state of the fold.
#[derive(Debug)]
pub struct Sources {
    shares: HashMap<u64, Vec<Share>>,
    groups: HashMap<Key, Group>,
    board: Board<Key>,
}

impl Default for Sources {
    fn default() -> Self {
        Sources {
            shares: HashMap::new(),
            groups: HashMap::new(),
            board: Board::new(&[("publisher", "publisher"), ("origin", "origin")]),
        }
    }
}

impl<'h> Fold<'h> for Sources {
    fn take(&mut self, scope: &Scope<'h>, arrival: &Arrival<'h>) -> Vec<Change> {
        let entry = arrival.subject;
        let position = entry.position;
        if !HAPPENINGS.contains(&entry.event.kind()) || position > scope.point().known {
            return Vec::new();
        }
        let mut touched = BTreeSet::new();
        for share in self.shares.remove(&position).into_iter().flatten() {
            if let Some(group) = self.groups.get_mut(&share.key) {
                group.take(position, &share);
            }
            touched.insert(share.key);
        }
        let new = given(scope, entry);
        for share in &new {
            let group = self.groups.entry(share.key.clone()).or_default();
            group.add(position, share);
            touched.insert(share.key.clone());
        }
        if !new.is_empty() {
            self.shares.insert(position, new);
        }
        let keys = touched.into_iter();
        keys.filter_map(|key| self.settle(key)).collect()
    }

    fn write(&self, out: &mut dyn FnMut(&str)) {
        self.board.write(out);
    }

    fn seal(&mut self) -> Sha256 {
        self.board.seal(Sha256::new(), false)
    }
}

fn given<'h>(scope: &Scope<'h>, entry: &'h Entry) -> Vec<Share> {
    let known = scope.see(entry);
    if scope.standing(&known, Claims::IfAsked) != Standing::InView {
        return Vec::new();
    }
    let sources = known.event.sources();
    let sole = independent(&sources) == 1;
    let found = shares(&sources).into_iter();
    found
        .map(|(key, (evidence, published))| Share {
            key,
            sole,
            evidence,
            disputed: !known.disputes.is_empty(),
            published,
        })
        .collect()
}

/// Of the sources of one event by publisher and origin (it counts once in each row): whether there is
/// evidence of one of them, and when they were published, as listed.
fn shares(sources: &[Source]) -> BTreeMap<Key, (bool, Vec<(Instant, String)>)> {
    let mut shares: BTreeMap<Key, (bool, Vec<(Instant, String)>)> = BTreeMap::new();
    for source in sources {
        let key = (source.publisher.clone(), source.origin.clone());
        let (evidence, published) = shares.entry(key).or_default();
        *evidence |= source.evidence.is_some();
        let date = source.published.as_ref();
        published.extend(date.map(|when| (when.latest, when.text.clone())));
    }
    shares
}

impl Sources {
    fn settle(&mut self, key: Key) -> Option<Change> {
        if self.groups.get(&key).is_some_and(|group| group.events == 0) {
            self.groups.remove(&key);
        }
        let row = self.groups.get(&key).map(|group| group.row(&key));
        self.board.put(key, row.as_ref())
    }
}

impl Group {
    fn add(&mut self, position: u64, share: &Share) {
        self.events += 1;
        self.sole += u64::from(share.sole);
        self.evidence += u64::from(share.evidence);
        self.disputed += u64::from(share.disputed);
        for (place, (latest, text)) in share.published.iter().enumerate() {
            let met = self.published.entry(*latest).or_default();
            met.insert((position, place), text.clone());
        }
    }

    fn take(&mut self, position: u64, share: &Share) {
        let less = |count: &mut u64, by: bool| *count = count.saturating_sub(u64::from(by));
        less(&mut self.events, true);
        less(&mut self.sole, share.sole);
        less(&mut self.evidence, share.evidence);
        less(&mut self.disputed, share.disputed);
        for (place, (latest, _)) in share.published.iter().enumerate() {
            if let Some(met) = self.published.get_mut(latest) {
                met.remove(&(position, place));
                if met.is_empty() {
                    self.published.remove(latest);
                }
            }
        }
    }

    fn row(&self, (publisher, origin): &Key) -> SourceRow {
        let met_first = |met: &BTreeMap<(u64, usize), String>| met.values().next().cloned();
        let first = self.published.values().next();
        let last = self.published.values().next_back();
        SourceRow {
            publisher: publisher.clone(),
            origin: origin.clone(),
            events: self.events,
            sole_source: self.sole,
            with_evidence: self.evidence,
            first_published: first.and_then(met_first),
            last_published: last.and_then(met_first),
            disputed: self.disputed,
            entries: None,
        }
    }
}
