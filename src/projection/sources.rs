//! The sources view (§7.4): how much rests on each publisher, and on whom it relays. Owns
//! what is counted once an event; independence of voices is the vocabulary's.

use std::collections::BTreeMap;
use std::sync::Mutex;

use super::catalog::HAPPENINGS;
use super::rows::SourceRow;
use super::tally::Tally;
use crate::event::Event;
use crate::event::source::{Source, independent};
use crate::event::when::Instant;
use crate::facts::Scope;
use crate::facts::book::{Book, NONE, Name};
use crate::facts::ids::ByWord;
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
    first: Option<(Instant, Name)>,
    last: Option<(Instant, Name)>,
}

/// A source in numbers, which stand for texts in a book: publisher, origin, and the date as written.
#[derive(Debug, Clone, Copy)]
struct Compact {
    publisher: Name,
    origin: Name,
    evidence: bool,
    /// Its latest instant.
    published: Option<Instant>,
    on: Name,
}

/// The sources of an event, and whether one voice alone stands behind it.
fn compact(event: &Event, book: &Mutex<Book>) -> Option<(bool, Vec<Compact>)> {
    let sources = event.sources();
    let sole = independent(&sources) == 1;
    // Nobody panics with the book in hand.
    let mut book = book.lock().ok()?;
    let one = |source: &Source| Compact {
        publisher: book.text_or_none(source.publisher.as_deref()),
        origin: book.text_or_none(source.origin.as_deref()),
        evidence: source.evidence.is_some(),
        on: book.text_or_none(source.published.as_ref().map(|on| on.text.as_str())),
        published: source.published.as_ref().map(|on| on.latest),
    };
    // Not out of the sources themselves: the list would keep the room that they took.
    Some((sole, sources.iter().map(one).collect()))
}

/// The rows, in order of publisher, origin, nulls first.
pub fn rows(scope: &Scope<'_>, options: &Options, tally: &mut Tally) -> Vec<SourceRow> {
    let mut groups: ByWord<Group> = ByWord::default();
    let book = Mutex::new(Book::default());
    let facts = scope.facts(HAPPENINGS, Claims::IfAsked, |event| compact(event, &book));
    for drawn in facts {
        if !tally.admits(drawn.standing) {
            continue;
        }
        let (sole, sources) = drawn.fact.unwrap_or_default();
        let mut met: Vec<(u64, bool)> = Vec::new();
        for source in &sources {
            let key = u64::from(source.publisher) << 32 | u64::from(source.origin);
            groups.entry(key).or_default().meet(source);
            match met.iter_mut().find(|(of, _)| *of == key) {
                Some((_, evidence)) => *evidence |= source.evidence,
                None => met.push((key, source.evidence)),
            }
        }
        // An event counts once in each row.
        for (key, evidence) in met {
            let group = groups.entry(key).or_default();
            group.events.push(drawn.position);
            group.sole_source += u64::from(sole);
            group.with_evidence += u64::from(evidence);
            group.disputed += u64::from(drawn.disputed);
        }
    }
    let book = book.into_inner().unwrap_or_default();
    let text = |number: Name| book.text_at(number).map(str::to_owned);
    let keyed = groups.into_iter().map(|(key, group)| {
        let number = |word: u64| text(Name::try_from(word).unwrap_or(NONE));
        ((number(key >> 32), number(key & 0xffff_ffff)), group)
    });
    let keyed: BTreeMap<Key, Group> = keyed.collect();
    let rows = keyed.into_iter();
    let rows = rows.map(|(key, group)| group.into_row(key, &book, options.why));
    rows.filter(|row| wanted(row, &options.publishers))
        .collect()
}

fn wanted(row: &SourceRow, publishers: &[String]) -> bool {
    let listed = |publisher: &String| publishers.contains(publisher);
    publishers.is_empty() || row.publisher.as_ref().is_some_and(listed)
}

impl Group {
    /// Dates compare by their latest instant; if tied, the one met first stays.
    fn meet(&mut self, source: &Compact) {
        let Some(latest) = source.published else {
            return;
        };
        if self.first.is_none_or(|(first, _)| latest < first) {
            self.first = Some((latest, source.on));
        }
        if self.last.is_none_or(|(last, _)| latest > last) {
            self.last = Some((latest, source.on));
        }
    }

    fn into_row(self, (publisher, origin): Key, book: &Book, why: bool) -> SourceRow {
        let text = |(_, number): (Instant, Name)| book.text_at(number).map(str::to_owned);
        SourceRow {
            publisher,
            origin,
            events: self.events.len() as u64,
            sole_source: self.sole_source,
            with_evidence: self.with_evidence,
            first_published: self.first.and_then(text),
            last_published: self.last.and_then(text),
            disputed: self.disputed,
            entries: why.then_some(self.events),
        }
    }
}
