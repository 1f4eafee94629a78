//! The pages of `serve`: the same sections as the report, each with an address of its own, in a
//! frame of three sliders, search and filters. Owns that frame; every page works without script.

pub mod address;
mod entry;
mod found;
mod frame;
pub mod stops;

use maud::{Markup, html};

pub use entry::{EntryPage, entry, entry_head};
pub use found::found;
pub use frame::Frame;
pub use stops::Stops;

use super::ink::{Ink, Links};
use super::{Dossier, Section};
use crate::projection::rows::EntryRow;
use crate::say::template::Values;

/// The script of every page, as a file.
pub const SCRIPT: &str = concat!(include_str!("../page.js"), include_str!("site.js"));

/// The style of every page, as a file.
pub fn style() -> String {
    format!("{}{}", crate::chart::STYLE, super::STYLE)
}

/// The sections that have a page of their own, in the order of the overview.
pub const PAGES: [&str; 11] = [
    "timeline",
    "divestment",
    "stance",
    "chain",
    "threats",
    "sanctions",
    "yields",
    "observations",
    "contradictions",
    "audit",
    "sources",
];

/// Entries on one page of the log.
pub const ENTRIES: usize = 50;
/// Entries of it that the overview shows.
pub const LATEST: usize = 10;

/// Ink for a page of a frame.
pub fn ink<'d>(dossier: &'d Dossier<'d>, frame: &Frame<'_>) -> Ink<'d> {
    Ink::new(dossier, frame.lang, Links::Pages(frame.query()))
}

/// One section as the overview and its own page show it.
pub fn section(ink: &Ink<'_>, id: &'static str) -> Markup {
    let body = super::section_body(ink, id);
    super::front::section(ink, &Section { id, body })
}

/// The title of a page and what it shows on which clocks.
pub fn heading(ink: &Ink<'_>, title: &str) -> Markup {
    html! { h1 { (title) } p class="asked" id="asked" { (super::front::asked(ink)) } }
}

/// The title of the page of a section.
pub fn title(ink: &Ink<'_>, section: &str) -> String {
    match section {
        "" => ink.title(),
        section => ink.text(&format!("section.{section}")),
    }
}

/// Entries of the log, the latest first, and the way to older ones if there are any.
pub fn log(ink: &Ink<'_>, frame: &Frame<'_>, rows: &[EntryRow], more: bool) -> Markup {
    let last = rows.last().map(|row| row.position);
    let heading = "h-log";
    html! {
        section id="log" aria-labelledby=(heading) {
            h2 id=(heading) { (ink.text("site.log")) }
            p class="lead" { (ink.text("lead.entries")) }
            @for row in rows { (super::entries::card(ink, row)) }
            @if rows.is_empty() { (ink.nothing()) }
            @if let Some(last) = last.filter(|_| more) {
                p { a href=(frame.href_with("/log", &[("before", &last.to_string())])) rel="next" {
                    (ink.say("site.older", &Values::new().with("position", last.to_string())))
                } }
            }
        }
    }
}
