//! The whole sentence: a clause with its attribution, whose claim it is, who disputes it, and
//! whether it was withdrawn. Owns their order and the first letter; holds no words.

use super::book::Book;
use super::statement::statement;
use super::template::Values;
use super::{Story, date, noun};
use crate::event::source::Source;
use crate::event::{Event, Kind};

/// Of more than so many sources or disputes the rest is counted.
const MOST_NAMED: usize = 3;

/// The sentence of a story.
pub(super) fn sentence(book: &Book, story: &Story<'_>) -> String {
    let mut whole = attributed(book, story);
    let disputes: Vec<String> = story
        .fate
        .disputes
        .iter()
        .map(|dispute| disputed(book, dispute))
        .collect();
    let corrections: Vec<String> = story
        .fate
        .corrections
        .iter()
        .map(|(correction, day)| {
            let reason = correction.text("reason");
            book.say("whole.correction.plain", &reasoned(book, reason, day))
        })
        .collect();
    let remarks = story.about.remarks.iter();
    let remarks = remarks.map(|word| book.word("remark", word)).collect();
    for (name, slot, items) in [
        ("remarked", "remarks", remarks),
        ("disputed", "disputes", disputes),
        ("corrected", "corrections", corrections),
    ] {
        if !items.is_empty() {
            let values = Values::new()
                .with("whole", whole)
                .with(slot, book.apart(&few(book, items)));
            whole = book.say(&format!("whole.{name}"), &values);
        }
    }
    if let Some((retraction, day)) = &story.fate.retraction {
        let values = reasoned(book, retraction.text("reason"), day).with("whole", whole);
        whole = book.say("whole.retracted", &values);
    }
    let line = noun::one_line(&book.say("whole.end", &Values::new().with("whole", whole)));
    capital(&line)
}

/// The clause with the sources that it rests on, and whose claim it is.
fn attributed(book: &Book, story: &Story<'_>) -> String {
    let event = story.event;
    let clause = Values::new().with("statement", statement(book, story));
    match event.claimed_by() {
        Some(claimant) => {
            let (own, others) = split(event, claimant);
            let also = if own.is_empty() { "sources" } else { "also" };
            let origins: Vec<String> = own
                .iter()
                .filter_map(|source| source.origin.as_deref())
                .map(|origin| noun::named(book, origin))
                .collect();
            let values = clause
                .with("claimant", noun::named(book, claimant))
                .with("origin", book.listed(&noun::distinct(origins)))
                .with(also, named(book, &others, &actors(event), true));
            book.say("whole.claimed", &values)
        }
        None if event.kind() == Kind::Link && event.sources().is_empty() => {
            book.say("whole.own", &clause)
        }
        None if event.kind() == Kind::Corroboration => book.say("whole.plain", &clause),
        None => {
            let key = match event.kind().is_amendment() {
                true => "whole.amended",
                false => "whole.plain",
            };
            book.say(key, &clause.with("sources", sources(book, event)))
        }
    }
}

/// The claimant's own sources, and the others.
fn split(event: &Event, claimant: &str) -> (Vec<Source>, Vec<Source>) {
    let is_own = |source: &Source| source.publisher.as_deref() == Some(claimant);
    printable(event).into_iter().partition(is_own)
}

/// Whether a source spoke on terms that keep it out of print.
pub(super) fn is_withheld(source: &Source) -> bool {
    matches!(
        source.terms.as_deref(),
        Some("deep_background" | "off_record")
    )
}

/// The sources of an event in one phrase, those left out that are not for publication.
pub(super) fn sources(book: &Book, event: &Event) -> String {
    let sources = printable(event);
    named(book, &sources, &actors(event), sources.len() > 1)
}

/// The same where words follow that belong to no origin.
pub(super) fn reporters(book: &Book, event: &Event) -> String {
    named(book, &printable(event), &actors(event), true)
}

fn actors(event: &Event) -> Vec<&str> {
    let names = event.parties();
    names
        .filter_map(|party| party.get("name").and_then(serde_json::Value::as_str))
        .collect()
}

fn printable(event: &Event) -> Vec<Source> {
    let mut sources = event.sources();
    sources.retain(|source| !is_withheld(source));
    sources
}

/// `actors`: the names under which the event knows its actors; a source that is one of them
/// speaks of itself.
fn named(book: &Book, sources: &[Source], actors: &[&str], apart: bool) -> String {
    let phrases = sources.iter().map(|source| {
        let origin = source.origin.as_ref();
        let origin = origin.filter(|origin| source.publisher.as_ref() != Some(origin));
        let key = match (origin, apart) {
            (None, _) => "source.plain",
            (Some(_), false) => "source.relayed",
            (Some(_), true) => "source.listed",
        };
        let values = Values::new()
            .with("publisher", publisher(book, source, actors))
            .with_some("origin", origin.map(|origin| noun::named(book, origin)));
        book.say(key, &values)
    });
    book.listed(&few(book, noun::distinct(phrases.collect())))
}

/// Who published it: by name, else by the host of its address.
fn publisher(book: &Book, source: &Source, actors: &[&str]) -> String {
    if let Some(publisher) = &source.publisher {
        let key = match actors.contains(&publisher.as_str()) {
            true => "source.self",
            false => "source.plain",
        };
        let name = noun::named(book, publisher);
        return book.say(key, &Values::new().with("publisher", name));
    }
    let url = source.url.as_deref().unwrap_or_default();
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    host.strip_prefix("www.").unwrap_or(host).to_owned()
}

/// The first few, and how many more there are.
fn few(book: &Book, mut items: Vec<String>) -> Vec<String> {
    if items.len() > MOST_NAMED {
        let more = items.len() - MOST_NAMED;
        items.truncate(MOST_NAMED);
        items.push(book.say("list.more", &Values::new().with("count", more.to_string())));
    }
    items
}

fn disputed(book: &Book, dispute: &Event) -> String {
    let by = dispute.text("by").map(|by| noun::by(book, by));
    let key = match by {
        Some(_) => "whole.dispute.plain",
        None => "whole.dispute.nobody",
    };
    let claim = dispute.text("claim").map(|claim| noun::free(book, claim));
    book.say(
        key,
        &Values::new().with_some("by", by).with_some("claim", claim),
    )
}

fn reasoned(book: &Book, reason: Option<&str>, day: &str) -> Values {
    Values::new()
        .with("on", date::date(book, day, "on"))
        .with_some("reason", reason.map(|reason| noun::free(book, reason)))
}

/// A capital at the beginning, unless the first word has one inside (`iShares`).
fn capital(line: &str) -> String {
    let first = line.split(' ').next().unwrap_or_default();
    let mut letters = line.chars();
    match letters.next() {
        Some(letter) if !first.chars().any(char::is_uppercase) => {
            letter.to_uppercase().chain(letters).collect()
        }
        _ => line.to_owned(),
    }
}
