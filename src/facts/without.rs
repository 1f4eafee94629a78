//! The counterfactual: a history in which some sources, authors or entries are missing. Owns
//! what is missing with them (an event left with no source, an amendment too); the log and its
//! positions stay as they are, so that D and the chains of stages do.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use serde_json::Value;
use uuid::Uuid;

use super::history::History;
use super::scope::Scope;
use crate::amend::AsKnown;
use crate::event::{Event, Kind};
use crate::log::Entry;

/// One thing to leave out.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Without {
    /// Sources of this publisher, letter by letter.
    Publisher(String),
    /// Sources that relay this origin, letter by letter.
    Origin(String),
    /// Entries that this author recorded.
    Author(String),
    /// One entry, with its amendments.
    Entry(Uuid),
}

/// What a history does without.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Missing {
    publishers: HashSet<String>,
    origins: HashSet<String>,
    authors: HashSet<String>,
    entries: HashSet<Uuid>,
}

impl Missing {
    /// All of these at once.
    pub fn of(without: &[Without]) -> Missing {
        let mut missing = Missing::default();
        for one in without {
            match one {
                Without::Publisher(name) => missing.publishers.insert(name.clone()),
                Without::Origin(name) => missing.origins.insert(name.clone()),
                Without::Author(name) => missing.authors.insert(name.clone()),
                Without::Entry(id) => missing.entries.insert(*id),
            };
        }
        missing
    }

    /// Whether a stored source is missing.
    fn takes(&self, source: &Value) -> bool {
        let text = |name: &str| source.get(name).and_then(Value::as_str);
        let named = |set: &HashSet<String>, name| text(name).is_some_and(|text| set.contains(text));
        named(&self.publishers, "publisher") || named(&self.origins, "origin")
    }

    /// Whether an entry is missing, whatever its sources.
    fn takes_entry(&self, entry: &Entry) -> bool {
        self.entries.contains(&entry.id) || self.authors.contains(&entry.recorded_by)
    }

    /// The sources that are left, if any is missing.
    fn left(&self, event: &Event) -> Option<Vec<Value>> {
        let sources = event.fields().get("sources")?.as_array()?;
        let left = sources.iter().filter(|source| !self.takes(source));
        let left: Vec<Value> = left.cloned().collect();
        (left.len() < sources.len()).then_some(left)
    }

    /// Whether an amendment is missing: itself, or every source it had.
    fn takes_amendment(&self, amendment: &Entry) -> bool {
        self.takes_entry(amendment)
            || self
                .left(&amendment.event)
                .is_some_and(|left| left.is_empty())
    }

    /// An entry as known, without what is missing; an event that nobody vouches for any more keeps
    /// an empty list of sources, which no recorded event has.
    pub(super) fn strip<'e>(&self, entry: &Entry, known: AsKnown<'e>) -> AsKnown<'e> {
        let left = match self.takes_entry(entry) {
            true => Some(Vec::new()),
            false => self.left(&known.event),
        };
        let Some(left) = left else { return known };
        let mut fields = known.event.fields().clone();
        fields.insert("sources".into(), Value::Array(left));
        let event = Cow::Owned(Event::trusted(known.event.kind(), fields));
        AsKnown { event, ..known }
    }
}

/// Whether nobody vouches for an event any more.
pub(super) fn is_bare(event: &Event) -> bool {
    event.is_empty_list("sources")
}

/// What a counterfactual leaves out of the first entries of a log.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Loss {
    /// Positions of entries that are out of it.
    pub entries: Vec<u64>,
    /// Positions of entries that lose some of their sources.
    pub thinned: Vec<u64>,
}

impl History {
    /// The same log without some things.
    pub fn without(&self, missing: Missing) -> History {
        let kept = |index: &usize| {
            let entry = self.entries().get(*index);
            entry.is_some_and(|entry| !missing.takes_amendment(entry))
        };
        let mut amendments: HashMap<Uuid, Vec<usize>> = HashMap::new();
        for (target, places) in self.amendment_places() {
            // An entry that is out goes with all that was ever said about it.
            let target_out = self
                .by_id(*target)
                .is_some_and(|it| missing.takes_entry(it));
            let left: Vec<usize> = match target_out {
                true => Vec::new(),
                false => places.iter().filter(|place| kept(place)).copied().collect(),
            };
            if !left.is_empty() {
                amendments.insert(*target, left);
            }
        }
        self.with(amendments, missing)
    }
}

impl Scope<'_> {
    /// What its entries lose, if it is one of a counterfactual.
    pub fn loss(&self) -> Loss {
        let mut loss = Loss::default();
        let Some(missing) = self.history().missing() else {
            return loss;
        };
        let named = |event: &Event, field: &str| {
            let id = event.reference(field);
            id.and_then(|id| self.find(id))
        };
        for entry in self.entries() {
            let known = self.see(entry);
            let out = match entry.event.kind() {
                kind if kind.is_amendment() => {
                    let target = named(&entry.event, "target");
                    missing.takes_amendment(entry)
                        || target.is_some_and(|target| missing.takes_entry(target))
                }
                Kind::Link => {
                    let ends = ["cause", "effect"].map(|end| named(&known.event, end));
                    let mut ends = ends.into_iter().flatten();
                    is_bare(&known.event) || ends.any(|end| is_bare(&self.see(end).event))
                }
                _ => is_bare(&known.event),
            };
            if out {
                loss.entries.push(entry.position);
            } else if missing.left(&entry.event).is_some() {
                loss.thinned.push(entry.position);
            }
        }
        loss
    }
}

impl Without {
    /// Whether none of some entries has to do with it.
    pub fn misses(&self, entries: &[Entry]) -> bool {
        let missing = Missing::of(std::slice::from_ref(self));
        let meets =
            |entry: &Entry| missing.takes_entry(entry) || missing.left(&entry.event).is_some();
        !entries.iter().any(meets)
    }
}
