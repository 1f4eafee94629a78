//! Every entry in full: what it says in a sentence, its fields, its sources with quotes and
//! links, and the marks of what became of it. Owns how an entry is laid out.

use maud::{Markup, html};
use serde_json::Value;

use super::ink::{Ink, event, field, is_web};
use crate::event::source::Source;
use crate::projection::rows::EntryRow;
use crate::say::template::Values;

/// The section.
pub fn body(ink: &Ink<'_>) -> Markup {
    let Some(log) = ink.dossier.log() else {
        return ink.nothing();
    };
    let unseen = log.total.saturating_sub(log.rows.len());
    html! {
        @for row in &log.rows { (card(ink, row)) }
        @if unseen > 0 {
            p { (ink.say("page.more", &Values::new().with("count", ink.number(&unseen.to_string())))) }
        }
        @if log.rows.is_empty() { (ink.nothing()) }
    }
}

/// One entry.
pub fn card(ink: &Ink<'_>, row: &EntryRow) -> Markup {
    html! {
        article id={ "e" (row.position) } {
            h3 { (ink.at(row.position)) " " (ink.name_of(row)) }
            (facts(ink, row))
        }
    }
}

/// What an entry says, under its name.
pub fn facts(ink: &Ink<'_>, row: &EntryRow) -> Markup {
    let sentence = ink.dossier.sentence(row.position);
    let happened = field(row, "happened");
    let name = ink.name_of(row);
    html! {
        p { small {
            (ink.word("kind", field(row, "kind")))
            @if !happened.is_empty() { " · " (ink.text("column.happened")) " " (ink.date(happened)) }
            " · " (ink.text("column.recorded")) " " (row.recorded_at.get(..16).unwrap_or(&row.recorded_at).replace('T', " ")) " UTC, " (row.recorded_by)
        } " " (marks(ink, row)) }
        @if let Some(sentence) = sentence.filter(|sentence| !sentence.starts_with(&name)) { p { (sentence) } }
        (fields(row))
        (sources(ink, row))
    }
}

/// What became of an entry, as marks in words.
pub fn marks(ink: &Ink<'_>, row: &EntryRow) -> Markup {
    let claimed = field(row, "claimed_by");
    html! {
        @if row.status == "retracted" { span class="mark wrong" { (ink.text("page.retracted")) } " " }
        @if row.revisions > 0 { span class="mark" { (ink.text("page.corrected")) } " " }
        @if row.disputed > 0 { span class="mark wrong" { (ink.text("page.disputed")) } " " }
        @if !claimed.is_empty() { span class="mark" { (ink.say("page.claimed", &Values::new().with("who", claimed))) } }
    }
}

/// Fields that stand elsewhere on the card.
const SHOWN: [&str; 6] = [
    "kind",
    "happened",
    "title",
    "titles",
    "sources",
    "claimed_by",
];

fn fields(row: &EntryRow) -> Markup {
    let Some(all) = row.event.as_object() else {
        return html! {};
    };
    let rest = all
        .iter()
        .filter(|(name, _)| !SHOWN.contains(&name.as_str()));
    html! {
        dl { @for (name, value) in rest { dt { (name.replace('_', " ")) } dd { (self::value(value)) } } }
    }
}

/// A value in the form in which people read it; an object as its values.
pub fn value(value: &Value) -> Markup {
    match value {
        Value::String(text) => html! { (text) },
        Value::Array(items) => html! {
            @for (nth, item) in items.iter().enumerate() { @if nth > 0 { ", " } (self::value(item)) }
        },
        Value::Object(parts) => html! {
            @for (nth, (name, part)) in parts.iter().enumerate() {
                @if nth > 0 { " · " }
                small { (name.replace('_', " ")) } " " (self::value(part))
            }
        },
        other => html! { (other.to_string()) },
    }
}

fn sources(ink: &Ink<'_>, row: &EntryRow) -> Markup {
    let sources = event(row).map(|event| event.sources()).unwrap_or_default();
    if sources.is_empty() {
        return html! {
            @if field(row, "kind") == "link" { p { small { (ink.text("source.desk")) } } }
        };
    }
    html! { ul { @for one in &sources { li { (source(ink, one)) } } } }
}

fn source(ink: &Ink<'_>, source: &Source) -> Markup {
    let said = |key: &str, name: &'static str, value: Option<String>| {
        value.map(|value| ink.say(key, &Values::new().with(name, value)))
    };
    let date = |when: Option<&crate::event::when::When>| when.map(|when| ink.date(&when.text));
    let published = said("source.published", "date", date(source.published.as_ref()));
    let details: Vec<String> = [
        said("source.relays", "origin", source.origin.clone()),
        Some(published.unwrap_or_else(|| ink.text("source.undated"))),
        said("source.accessed", "date", date(source.accessed.as_ref())),
        said("source.grade", "grade", source.grade.clone()),
        said("source.evidence", "name", source.evidence.clone()),
    ]
    .into_iter()
    .flatten()
    .collect();
    let name = source
        .title
        .as_ref()
        .or(source.publisher.as_ref())
        .or(source.url.as_ref());
    html! {
        @if let Some(name) = name { (address(source.url.as_deref(), name)) }
        @if source.title.is_some() { @if let Some(publisher) = &source.publisher { ", " (publisher) } }
        " " small { (details.join(" · ")) }
        @if let Some(archive) = &source.archive_url { " " small { (address(Some(archive), &ink.text("source.archive"))) } }
        @if let Some(quote) = &source.quote { blockquote lang=[source.lang.as_deref()] { (quote) } }
    }
}

/// A text as a link to an address of the web; any other address is printed, not linked.
fn address(url: Option<&str>, text: &str) -> Markup {
    match url {
        Some(url) if is_web(url) => {
            html! { a href=(url) rel="noopener noreferrer nofollow" { (text) } }
        }
        Some(url) if url != text => html! { (text) " (" (url) ")" },
        _ => html! { (text) },
    }
}
