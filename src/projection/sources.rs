//! The sources view (§7.4): how much rests on each publisher, and on whom it relays. Owns
//! what is counted once an event; independence of voices is the vocabulary's.

use std::collections::BTreeMap;

use super::catalog::HAPPENINGS;
use super::rows::SourceRow;
use super::tally::Tally;
use crate::event::source::{Source, independent};
use crate::event::when::When;
use crate::facts::Scope;
use crate::facts::scope::Claims;

/// How the view is asked for.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Options {
    /// Only rows of these publishers, letter by letter; empty = all.
    pub publishers: Vec<String>,
    /// List the events that each row rests on.
    pub why: bool,
}

/// Publisher and origin; null first.
pub type Key = (Option<String>, Option<String>);

#[derive(Debug, Default)]
struct Group {
    /// Positions of the events, in order.
    events: Vec<u64>,
    sole_source: u64,
    with_evidence: u64,
    disputed: u64,
    first: Option<When>,
    last: Option<When>,
}

/// What one event adds to one row.
#[derive(Debug, Default)]
pub struct Share<'s> {
    /// One of its sources there is evidence of.
    pub evidence: bool,
    /// When they were published, as listed.
    pub published: Vec<&'s When>,
}

/// The rows, in order of publisher, origin, nulls first.
pub fn rows(scope: &Scope<'_>, options: &Options, tally: &mut Tally) -> Vec<SourceRow> {
    let mut groups: BTreeMap<Key, Group> = BTreeMap::new();
    for entry in scope.entries() {
        if !HAPPENINGS.contains(&entry.event.kind()) {
            continue;
        }
        let known = scope.see(entry);
        if !tally.admits(scope.standing(&known, Claims::IfAsked)) {
            continue;
        }
        let sources = known.event.sources();
        let sole = independent(&sources) == 1;
        for (key, share) in shares(&sources) {
            let group = groups.entry(key).or_default();
            group.events.push(entry.position);
            group.sole_source += u64::from(sole);
            group.with_evidence += u64::from(share.evidence);
            group.disputed += u64::from(!known.disputes.is_empty());
            for published in share.published {
                group.meet(published);
            }
        }
    }
    let rows = groups.into_iter();
    let rows = rows.map(|(key, group)| group.into_row(key, options.why));
    rows.filter(|row| wanted(row, &options.publishers))
        .collect()
}

/// The sources of one event by publisher and origin: it counts once in each row.
pub fn shares(sources: &[Source]) -> BTreeMap<Key, Share<'_>> {
    let mut shares: BTreeMap<Key, Share<'_>> = BTreeMap::new();
    for source in sources {
        let key = (source.publisher.clone(), source.origin.clone());
        let share = shares.entry(key).or_default();
        share.evidence |= source.evidence.is_some();
        share.published.extend(source.published.as_ref());
    }
    shares
}

fn wanted(row: &SourceRow, publishers: &[String]) -> bool {
    let listed = |publisher: &String| publishers.contains(publisher);
    publishers.is_empty() || row.publisher.as_ref().is_some_and(listed)
}

impl Group {
    /// Dates compare by their latest instant; if tied, the one met first stays.
    fn meet(&mut self, published: &When) {
        let earlier = |first: &When| published.latest < first.latest;
        let later = |last: &When| published.latest > last.latest;
        if self.first.as_ref().is_none_or(earlier) {
            self.first = Some(published.clone());
        }
        if self.last.as_ref().is_none_or(later) {
            self.last = Some(published.clone());
        }
    }

    fn into_row(self, (publisher, origin): Key, why: bool) -> SourceRow {
        SourceRow {
            publisher,
            origin,
            events: self.events.len() as u64,
            sole_source: self.sole_source,
            with_evidence: self.with_evidence,
            first_published: self.first.map(|first| first.text),
            last_published: self.last.map(|last| last.text),
            disputed: self.disputed,
            entries: why.then_some(self.events),
        }
    }
}
