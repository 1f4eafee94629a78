//! What is held, sold, priced and counted, as clauses: fund_exit, holding, yield_move,
//! observation. Owns which phrase fits the fields that are there; holds no words.

use serde_json::Value;

use super::book::Book;
use super::statement::{dated, happened};
use super::template::Values;
use super::{figure, noun};
use crate::event::Event;
use crate::event::decimal::Decimal;

fn money(book: &Book, event: &Event, field: &str) -> Option<String> {
    event
        .amount(field)
        .map(|amount| figure::money(book, &amount))
}

fn asset(book: &Book, event: &Event) -> String {
    let asset = event.asset("asset");
    asset.map_or_else(String::new, |asset| noun::asset(book, &asset))
}

fn series(event: &Event) -> Option<String> {
    event.text("series").map(noun::one_line)
}

fn basis(book: &Book, event: &Event) -> Option<String> {
    event.text("basis").map(|basis| book.word("basis", basis))
}

/// A completed exit is said by what was carried out, any other by the whole and what of it is
/// done.
pub(super) fn fund_exit(book: &Book, event: &Event) -> String {
    let stage = event.text("stage").unwrap_or_default();
    let (amount, done) = (money(book, event, "amount"), money(book, event, "done"));
    let (amount, done) = match stage {
        "completed" => (done.or(amount), None),
        _ => (amount, done),
    };
    let values = happened(book, event)
        .with("holder", noun::party(book, event, "holder"))
        .with("lot", lot(book, event, amount))
        .with_some("by", dated(book, event, "deadline", "by"))
        .with_some("asof", dated(book, event, "happened", "asof"))
        .with_some("done", done);
    book.say(&format!("fund_exit.{stage}"), &values)
}

/// What is sold: all, a part, or so much.
fn lot(book: &Book, event: &Event, amount: Option<String>) -> String {
    let key = match (event.text("scope"), &amount) {
        (Some("full"), _) => "fund_exit.lot.full",
        (Some("partial"), None) => "fund_exit.lot.part",
        (Some("partial"), Some(_)) => "fund_exit.lot.part_of",
        _ => "fund_exit.lot.some",
    };
    let values = Values::new()
        .with("asset", asset(book, event))
        .with_some("amount", amount);
    book.say(key, &values)
}

pub(super) fn holding(book: &Book, event: &Event) -> String {
    let key = match event.text("attribution") {
        Some("custodian") => "holding.custodian",
        _ => "holding.plain",
    };
    let values = happened(book, event)
        .with("holder", noun::party(book, event, "holder"))
        .with_some("amount", money(book, event, "amount"))
        .with("asset", asset(book, event))
        .with_some("basis", basis(book, event))
        .with_some("series", series(event));
    book.say(key, &values)
}

pub(super) fn yield_move(book: &Book, event: &Event) -> String {
    let percent = |field: &str| {
        let figure = figure::decimal(book, event.text(field)?);
        Some(book.say("number.percent", &Values::new().with("figure", figure)))
    };
    let bond = event.instrument("instrument");
    let record = event
        .text("record")
        .map(|record| book.word("record", record));
    let way = way(event);
    let values = happened(book, event)
        .with_some("bond", bond.map(|bond| noun::bond(book, &bond)))
        .with_some("level", percent("level"))
        .with_some("before", percent("from"))
        .with_some("change", change(book, event))
        .with_some("record", record.clone());
    let values = Values::new()
        .with("move", book.say(&format!("yield_move.{way}"), &values))
        .with_some("record", record.filter(|_| way != "reached"))
        .with_some("basis", basis(book, event))
        .with_some("series", series(event));
    book.say("yield_move.whole", &values)
}

/// Which way a yield went, by its change, else by its two levels.
fn way(event: &Event) -> &'static str {
    let decimal = |field: &str| event.text(field).and_then(Decimal::parse);
    let (level, from) = (decimal("level"), decimal("from"));
    let by_levels = level.zip(from).map(|(to, from)| to.minus(from));
    match (decimal("change_bp").or(by_levels), level, from) {
        (Some(change), _, _) if change > Decimal::ZERO => "rose",
        (Some(change), _, _) if change < Decimal::ZERO => "fell",
        (Some(_), _, _) => "unchanged",
        (None, Some(_), _) => "stood",
        (None, None, Some(_)) => "left",
        (None, None, None) => "reached",
    }
}

/// The size of a change in basis points; its direction is in the verb.
fn change(book: &Book, event: &Event) -> Option<String> {
    let change = Decimal::parse(event.text("change_bp")?)?;
    let size = figure::figure(book, Decimal(change.0.saturating_abs()));
    Some(book.say("number.points", &Values::new().with("figure", size)))
}

pub(super) fn observation(book: &Book, event: &Event) -> String {
    let measure = event.text("measure").unwrap_or_default();
    let (key, value) = value(book, event);
    let ranked = format!("words.rank.{measure}");
    let among = Some(&ranked).filter(|among| key == "observation.rank" && book.has(among));
    let plain = among.is_none().then(|| book.word("measure", measure));
    let values = happened(book, event)
        .with("subject", noun::party(book, event, "subject"))
        .with_some("among", among.map(|among| book.text(among)))
        .with_some("measure", plain)
        .with("value", value);
    let values = Values::new()
        .with("figure", book.say(key, &values))
        .with_some("series", series(event));
    book.say("observation.whole", &values)
}

fn value(book: &Book, event: &Event) -> (&'static str, String) {
    if let Some(amount) = money(book, event, "amount") {
        return ("observation.amount", amount);
    }
    if let Some(percent) = event.text("percent") {
        let figure = figure::decimal(book, percent);
        let percent = book.say("number.percent", &Values::new().with("figure", figure));
        return ("observation.percent", percent);
    }
    match whole(event, "rank") {
        Some(rank) => ("observation.rank", rank),
        None => {
            let count = whole(event, "count").unwrap_or_default();
            ("observation.count", figure::decimal(book, &count))
        }
    }
}

/// A whole number, recorded as a number or as text.
fn whole(event: &Event, field: &str) -> Option<String> {
    match event.fields().get(field)? {
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) => Some(text.clone()),
        _ => None,
    }
}
