//! What an event asserts, without attribution: the one way from a kind to its phrase. Owns
//! the dates that every kind shares and the claim around what others assert; the kinds lie in
//! `deed`, `deal` and `amendment`.

use super::book::Book;
use super::template::Values;
use super::{About, Story, amendment, date, deal, deed, noun};
use crate::event::{Event, Kind};

/// What the event of a story says, as a clause without a full stop.
pub fn statement(book: &Book, story: &Story<'_>) -> String {
    let event = story.event;
    match event.kind() {
        Kind::Threat => deed::threat(book, event),
        Kind::PolicyShift => deed::policy_shift(book, event),
        Kind::Sanction => deed::sanction(book, event),
        Kind::Statement => deed::statement(book, event),
        Kind::Forecast => deed::forecast(book, event),
        Kind::FundExit => deal::fund_exit(book, event),
        Kind::Holding => deal::holding(book, event),
        Kind::YieldMove => deal::yield_move(book, event),
        Kind::Observation => deal::observation(book, event),
        Kind::Link => amendment::link(book, event, story.about),
        Kind::Correction => amendment::correction(book, story),
        Kind::Retraction => amendment::retraction(book, story),
        Kind::Dispute => amendment::dispute(book, story),
        Kind::Corroboration => amendment::corroboration(book, story),
        Kind::Citation => book.text("citation.plain"),
    }
}

/// The same with whose claim it is, for a sentence about another entry. `about` holds the ends
/// of a link.
pub fn asserted(book: &Book, event: &Event, about: &About) -> String {
    let plain = unclaimed(book, event, about);
    match event.claimed_by() {
        Some(claimant) => {
            let values = Values::new()
                .with("claimant", noun::named(book, claimant))
                .with("statement", plain);
            book.say("whole.claimed", &values)
        }
        None => plain,
    }
}

/// The same without whose claim it is, where that is said beside it.
pub fn unclaimed(book: &Book, event: &Event, about: &About) -> String {
    let story = Story {
        about,
        ..Story::of(event)
    };
    statement(book, &story)
}

/// The values that many kinds share: `on`, when it happened.
pub fn happened(book: &Book, event: &Event) -> Values {
    let usage = match event.fields().contains_key("ongoing") {
        true => "ongoing",
        false => "on",
    };
    dated(book, event, "happened", usage)
        .map_or_else(Values::new, |on| Values::new().with("on", on))
}

/// A date field in a use of dates.
pub fn dated(book: &Book, event: &Event, field: &str, usage: &str) -> Option<String> {
    event.text(field).map(|text| date::date(book, text, usage))
}
