//! What is about other entries, as clauses: link, correction, retraction, dispute,
//! corroboration. Owns how another entry is named inside a sentence; holds no words and looks
//! nothing up.

use super::book::Book;
use super::statement::{asserted, unclaimed};
use super::template::Values;
use super::{About, Story, date, noun, title, whole};
use crate::event::Event;
use crate::event::decimal::Decimal;

/// Confidences (of 1) from which a link is held with medium and with high confidence: half way
/// between the three words of the vocabulary (0.3, 0.6, 0.9).
const MEDIUM: Decimal = Decimal(450_000);
const HIGH: Decimal = Decimal(750_000);

pub(super) fn link(book: &Book, event: &Event, about: &About) -> String {
    let relation = event.text("relation").unwrap_or_default();
    let ends = Values::new()
        .with("cause", end(book, event, "cause", about.cause.as_ref()))
        .with("effect", end(book, event, "effect", about.effect.as_ref()));
    let values = Values::new()
        .with("claim", book.say(&format!("link.{relation}"), &ends))
        .with_some("confidence", confidence(book, event));
    book.say("link.whole", &values)
}

fn confidence(book: &Book, event: &Event) -> Option<String> {
    let value = event.fields().get("confidence")?.to_string();
    let word = match Decimal::parse(&value)? {
        sure if sure >= HIGH => "high",
        sure if sure >= MEDIUM => "medium",
        _ => "low",
    };
    Some(book.word("confidence", word))
}

/// An end of a link: by its title, else by what it asserts; one that is not at hand by its REF.
fn end(book: &Book, link: &Event, field: &str, end: Option<&Event>) -> String {
    let Some(event) = end else {
        return link.text(field).unwrap_or_default().to_owned();
    };
    match title(book, event) {
        Some(headline) => {
            let happened = event.text("happened").map(|text| date::bare(book, text));
            let values = Values::new()
                .with("headline", headline)
                .with_some("happened", happened);
            book.say("link.end.titled", &values)
        }
        None => {
            let statement = asserted(book, event, &About::default());
            let values = Values::new()
                .with("inner", noun::inner(book, &statement))
                .with("statement", statement);
            book.say("link.end.plain", &values)
        }
    }
}

/// What every amendment may name: its target, the day on which it was recorded, its reason.
fn values(book: &Book, story: &Story<'_>) -> Values {
    let target = story.about.target.as_ref();
    let (bare, whole) = match target {
        Some(target) => (
            unclaimed(book, target, story.about),
            asserted(book, target, story.about),
        ),
        None => (book.text("target.unknown"), book.text("target.unknown")),
    };
    let claimant = target.and_then(Event::claimed_by);
    let entry = Values::new()
        .with("statement", bare)
        .with("inner", noun::inner(book, &whole))
        .with_some("claimant", claimant.map(|name| noun::named(book, name)));
    let way = match claimant {
        Some(_) => "claimed",
        None => "plain",
    };
    let free = |field: &str| story.event.text(field).map(|text| noun::free(book, text));
    Values::new()
        .with("target", book.say(&format!("target.{way}"), &entry))
        .with("record", book.say(&format!("record.{way}"), &entry))
        .with_some("on", story.recorded.map(|day| date::date(book, day, "on")))
        .with_some("reason", free("reason"))
        .with_some("claim", free("claim"))
        .with_some("by", story.event.text("by").map(|by| noun::by(book, by)))
}

pub(super) fn correction(book: &Book, story: &Story<'_>) -> String {
    let changes = story.event.fields().get("changes");
    let names = changes.and_then(|changes| changes.as_object());
    let words = names.into_iter().flatten();
    let words = words.map(|(name, _)| book.word("field", name)).collect();
    let fields = book.listed(&noun::distinct(words));
    let values = values(book, story).with("fields", fields);
    book.say("correction.plain", &values)
}

pub(super) fn retraction(book: &Book, story: &Story<'_>) -> String {
    let values = values(book, story);
    match story.about.undone {
        Some(kind) => {
            let amendment = book.word("amendment", kind.name());
            book.say("retraction.undone", &values.with("amendment", amendment))
        }
        None => book.say("retraction.plain", &values),
    }
}

pub(super) fn dispute(book: &Book, story: &Story<'_>) -> String {
    let key = match story.event.text("by") {
        Some(_) => "dispute.plain",
        None => "dispute.nobody",
    };
    book.say(key, &values(book, story))
}

pub(super) fn corroboration(book: &Book, story: &Story<'_>) -> String {
    let sources = whole::reporters(book, story.event);
    book.say(
        "corroboration.plain",
        &values(book, story).with("sources", sources),
    )
}
