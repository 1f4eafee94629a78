//! The page of an entry: what it says, its sources and the copies kept of them, what became of
//! it, how it read before, what it is linked with, and how to prove it. Owns that layout.

use maud::{Markup, html};
use serde_json::Value;

use super::super::ink::Ink;
use super::super::{chain, entries};
use super::Frame;
use crate::answer::{Answer, View};
use crate::projection::rows::{AmendmentRow, EntryRow, EntryView, HeldRow, Version};
use crate::say::template::Values;

/// What the page is made from.
#[derive(Debug)]
pub struct EntryPage<'a> {
    /// `show --history`.
    pub shown: &'a EntryView,
    /// `chain` of it, if it is an event.
    pub chain: Option<&'a Answer>,
}

/// What stands first on the page: the entry itself, before anything is looked for beside it.
pub fn entry_head(ink: &Ink<'_>, row: &EntryRow) -> Markup {
    html! {
        (super::heading(ink, &format!("@{} {}", row.position, ink.name_of(row))))
        article id={ "e" (row.position) } { (entries::facts(ink, row)) }
    }
}

/// What follows it.
pub fn entry(ink: &Ink<'_>, frame: &Frame<'_>, page: &EntryPage<'_>) -> Markup {
    let shown = page.shown;
    let row = &shown.entry;
    html! {
        @if let Some(held) = shown.evidence.as_deref().filter(|held| !held.is_empty()) {
            (part(ink, "evidence", &evidence(ink, held)))
        }
        @if !shown.amendments.is_empty() { (part(ink, "amendments", &amendments(ink, &shown.amendments))) }
        @if let Some(versions) = shown.versions.as_deref().filter(|all| all.len() > 1) {
            (part(ink, "versions", &history(ink, versions)))
        }
        @if let Some(links) = links(ink, page) { (part(ink, "links", &links)) }
        (part(ink, "proof", &proof(ink, frame, row.position, &row.id)))
    }
}

fn part(ink: &Ink<'_>, name: &str, body: &Markup) -> Markup {
    let heading = format!("h-{name}");
    html! {
        section id=(name) aria-labelledby=(heading) {
            h2 id=(heading) { (ink.text(&format!("entry.{name}"))) }
            (body)
        }
    }
}

/// Copies of what sources show: to be saved, never shown as a page of this server.
fn evidence(ink: &Ink<'_>, held: &[HeldRow]) -> Markup {
    html! {
        ul class="plain" {
            @for one in held {
                li {
                    code { @if one.state == "held" { a href={ "/evidence/" (one.name) } download { (one.name) } } @else { (one.name) } }
                    " " (ink.word("held", one.state))
                    @if let Some(bytes) = one.bytes { " · " (ink.number(&bytes.to_string())) " B" }
                }
            }
        }
    }
}

fn amendments(ink: &Ink<'_>, all: &[AmendmentRow]) -> Markup {
    let reason = |row: &AmendmentRow| {
        let text = |name: &str| {
            row.event
                .get(name)
                .and_then(Value::as_str)
                .map(str::to_owned)
        };
        text("reason").or_else(|| text("claim"))
    };
    html! {
        ul class="plain" {
            @for row in all {
                li {
                    (ink.at(row.position)) " " b { (ink.word("kind", row.kind)) } " "
                    span class={ "mark" (if row.state == "counted" { "" } else { " wrong" }) } { (ink.word("state", row.state)) }
                    " " small { (moment(&row.recorded_at)) ", " (row.recorded_by) }
                    @if let Some(sentence) = ink.dossier.sentence(row.position) { p { (sentence) } }
                    @if let Some(reason) = reason(row) { p { (reason) } }
                }
            }
        }
    }
}

fn moment(at: &str) -> String {
    format!("{} UTC", at.get(..16).unwrap_or(at).replace('T', " "))
}

/// What each correction changed, field by field.
fn history(ink: &Ink<'_>, versions: &[Version]) -> Markup {
    let pairs = versions.windows(2).filter_map(|pair| match pair {
        [before, after] => Some((before, after)),
        _ => None,
    });
    html! {
        @for (before, after) in pairs {
            h3 { (ink.at(after.position)) " " small { (moment(&after.recorded_at)) } }
            @if let Some(reason) = &after.reason { p { (reason) } }
            dl {
                @for (name, old, new) in changed(&before.event, &after.event) {
                    dt { (name.replace('_', " ")) }
                    dd {
                        @if let Some(old) = old { s { (entries::value(old)) } }
                        @if let Some(new) = new { " " (entries::value(new)) }
                    }
                }
            }
        }
    }
}

type Changed<'v> = (&'v str, Option<&'v Value>, Option<&'v Value>);

fn changed<'v>(before: &'v Value, after: &'v Value) -> Vec<Changed<'v>> {
    let names = |event: &'v Value| event.as_object().into_iter().flat_map(|all| all.keys());
    let mut all: Vec<&str> = names(before)
        .chain(names(after))
        .map(String::as_str)
        .collect();
    all.sort_unstable();
    all.dedup();
    let pair = |name: &'v str| (name, before.get(name), after.get(name));
    let pairs = all.into_iter().map(pair);
    pairs.filter(|(_, old, new)| old != new).collect()
}

fn links(ink: &Ink<'_>, page: &EntryPage<'_>) -> Option<Markup> {
    let Some(View::Chain(view)) = page.chain.map(|answer| &answer.view) else {
        return None;
    };
    (!view.edges.is_empty()).then(|| {
        html! {
            (ink.chart(chain::picture(ink, view)))
            (ink.folded(&chain::table(ink, view)))
        }
    })
}

fn proof(ink: &Ink<'_>, frame: &Frame<'_>, position: u64, id: &str) -> Markup {
    let file = format!("/entry/{position}.tlog-proof");
    let at = Values::new().with("position", position.to_string());
    html! {
        p { (ink.say("entry.prove", &at)) }
        p {
            a href=(frame.href(&file)) download { (ink.text("entry.download")) }
            br; code { "dateline check-proof " (position) ".tlog-proof" }
        }
        dl { dt { "id" } dd { code { (id) } } }
    }
}
