//! What actors do and say, as clauses: threat, policy_shift, sanction, statement, forecast.
//! Owns which phrase fits the fields that are there; holds no words.

use super::book::Book;
use super::statement::{dated, happened};
use super::template::Values;
use super::{figure, noun, title};
use crate::event::Event;

fn free(book: &Book, event: &Event, field: &str) -> Option<String> {
    event.text(field).map(|text| noun::free(book, text))
}

fn toward(book: &Book, event: &Event) -> String {
    noun::places(book, &event.list("toward"))
}

pub(super) fn threat(book: &Book, event: &Event) -> String {
    let means = event.text("means").map(|means| book.word("means", means));
    let values = happened(book, event)
        .with("who", noun::who(book, event))
        .with("against", noun::places(book, &event.list("against")))
        .with_some("means", means)
        .with_some("consequence", free(book, event, "consequence"))
        .with_some("condition", condition(book, event))
        .with_some("until", dated(book, event, "until", "until"));
    book.say("threat.plain", &values)
}

/// The condition without the word that the phrase says itself.
fn condition(book: &Book, event: &Event) -> Option<String> {
    let text = event.text("condition")?.trim_start();
    let leads = book.list("threat.lead").iter();
    let mut bare = leads.filter_map(|lead| text.strip_prefix(lead.as_str()));
    Some(noun::free(book, bare.next().unwrap_or(text)))
}

pub(super) fn policy_shift(book: &Book, event: &Event) -> String {
    let area = event.text("area").map(|area| book.word("area", area));
    let ends = Values::new()
        .with_some("old", free(book, event, "from"))
        .with_some("new", free(book, event, "to"));
    let change = match (event.text("from"), event.text("to")) {
        (Some(_), Some(_)) => book.say("policy_shift.change", &ends),
        (Some(_), None) => book.say("policy_shift.old", &ends),
        (None, Some(_)) => book.say("policy_shift.new", &ends),
        (None, None) => String::new(),
    };
    let toward = toward(book, event);
    let turn = match toward.is_empty() {
        true => String::new(),
        false => {
            let way = event.text("alignment").unwrap_or("toward");
            let values = Values::new().with("toward", toward);
            book.say(&format!("policy_shift.turn.{way}"), &values)
        }
    };
    let values = happened(book, event)
        .with("who", noun::party(book, event, "by"))
        .with_some("area", area)
        .with("change", change)
        .with("turn", turn)
        .with_some("effective", dated(book, event, "effective", "from"));
    book.say("policy_shift.plain", &values)
}

pub(super) fn sanction(book: &Book, event: &Event) -> String {
    let measure = event.text("measure").unwrap_or("other");
    let action = event.text("action").unwrap_or_default();
    let against = event.list("against").into_iter();
    let entities = event.list("entities").into_iter().map(noun::one_line);
    let targets: Vec<String> = against
        .map(|code| noun::place(book, code))
        .chain(entities)
        .collect();
    let values = happened(book, event)
        .with("by", noun::places(book, &event.list("by")))
        .with("targets", book.listed(&targets))
        .with("new", book.text(&format!("sanction.new.{measure}")))
        .with("old", book.text(&format!("sanction.old.{measure}")));
    let keys = [
        format!("sanction.{measure}.{action}"),
        format!("sanction.{action}"),
    ];
    let act = book.say_first(&keys.each_ref().map(String::as_str), &values);
    let values = Values::new()
        .with("act", act)
        .with_some("program", free(book, event, "program"))
        .with_some("effective", dated(book, event, "effective", "from"))
        .with_some("until", dated(book, event, "expires", "until"));
    book.say("sanction.whole", &values)
}

pub(super) fn statement(book: &Book, event: &Event) -> String {
    let act = event.text("act").unwrap_or_default();
    let values = happened(book, event)
        .with("who", noun::who(book, event))
        .with("toward", toward(book, event));
    let said = book.say(&format!("statement.{act}"), &values);
    let quote = event.text("quote").map(|quote| noun::quoted(book, quote));
    let headline = title(book, event).filter(|_| quote.is_none());
    let values = Values::new()
        .with("said", said)
        .with_some("quote", quote)
        .with_some("headline", headline.map(|text| noun::inner(book, &text)));
    book.say("statement.whole", &values)
}

pub(super) fn forecast(book: &Book, event: &Event) -> String {
    let amount = event.amount("amount");
    let values = happened(book, event)
        .with("who", noun::party(book, event, "by"))
        .with_some("claim", free(book, event, "claim"))
        .with_some("amount", amount.map(|amount| figure::money(book, &amount)))
        .with_some(
            "asset",
            event.asset("asset").map(|asset| noun::asset(book, &asset)),
        )
        .with_some("by", dated(book, event, "horizon", "by"));
    book.say("forecast.plain", &values)
}
