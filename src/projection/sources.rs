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

/// What some of the events come to.
#[derive(Debug, Default)]
struct Part {
    groups: ByWord<Group>,
    tally: Tally,
}

/// The rows, in order of publisher, origin, nulls first.
pub fn rows(scope: &Scope<'_>, options: &Options, tally: &mut Tally) -> Vec<SourceRow> {
    let book = Mutex::new(Book::default());
    let parts = scope.gather(HAPPENINGS, |part: &mut Part, entry, known| {
        if part.tally.admits(scope.standing(known, Claims::IfAsked)) {
            let disputed = !known.disputes.is_empty();
            part.take(entry.position, &known.event, disputed, &book);
        }
    });
    let mut groups: ByWord<Group> = ByWord::default();
    for part in parts {
        tally.add(&part.tally);
        for (key, group) in part.groups {
            groups.entry(key).or_default().follow(group);
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

impl Part {
    fn take(&mut self, position: u64, event: &Event, disputed: bool, book: &Mutex<Book>) {
        let (sole, sources) = compact(event, book).unwrap_or_default();
        let mut met: Vec<(u64, bool)> = Vec::new();
        for source in &sources {
            let key = u64::from(source.publisher) << 32 | u64::from(source.origin);
            self.groups.entry(key).or_default().meet(source);
            match met.iter_mut().find(|(of, _)| *of == key) {
                Some((_, evidence)) => *evidence |= source.evidence,
                None => met.push((key, source.evidence)),
            }
        }
        // An event counts once in each row.
        for (key, evidence) in met {
            let group = self.groups.entry(key).or_default();
            group.events.push(position);
            group.sole_source += u64::from(sole);
            group.with_evidence += u64::from(evidence);
            group.disputed += u64::from(disputed);
        }
    }
}

fn wanted(row: &SourceRow, publishers: &[String]) -> bool {
    let listed = |publisher: &String| publishers.contains(publisher);
    publishers.is_empty() || row.publisher.as_ref().is_some_and(listed)
}

impl Group {
    fn meet(&mut self, source: &Compact) {
        if let Some(latest) = source.published {
            self.span((latest, source.on), (latest, source.on));
        }
    }

    /// Dates compare by their latest instant; if tied, the one met first stays.
    fn span(&mut self, from: (Instant, Name), to: (Instant, Name)) {
        if self.first.is_none_or(|(first, _)| from.0 < first) {
            self.first = Some(from);
        }
        if self.last.is_none_or(|(last, _)| to.0 > last) {
            self.last = Some(to);
        }
    }

    /// Takes in what later events come to.
    fn follow(&mut self, later: Group) {
        self.events.extend(later.events);
        self.sole_source += later.sole_source;
        self.with_evidence += later.with_evidence;
        self.disputed += later.disputed;
        if let (Some(first), Some(last)) = (later.first, later.last) {
            self.span(first, last);
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
