//! The head of a page: its title, what it shows on which clocks, its contents, and the frame
//! of each section. Owns no figure.

use maud::{Markup, html};

use super::Section;
use super::ink::Ink;
use crate::event::when::When;
use crate::say::template::Values;

/// Title, clocks and contents.
pub fn header(ink: &Ink<'_>) -> Markup {
    html! {
        header {
            h1 { (ink.title()) }
            p class="asked" { (asked(ink)) }
        }
        (contents(ink))
    }
}

/// The contents.
pub fn contents(ink: &Ink<'_>) -> Markup {
    html! {
        nav id="contents" aria-label=(ink.text("page.contents")) {
            ol {
                @for id in ORDER { li { a href={ "#" (id) } { (ink.text(&format!("section.{id}"))) } } }
            }
        }
    }
}

/// The sections in their order.
pub const ORDER: [&str; 13] = [
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
    "entries",
    "citation",
];

/// What the page shows: the clocks in words.
pub fn asked(ink: &Ink<'_>) -> String {
    let dossier = ink.dossier;
    let clock = |key: &str, date: Option<&When>| {
        let date = Values::new().with("date", ink.date(&date?.text));
        Some(ink.say(&format!("clock.{key}"), &date))
    };
    let recorded = dossier.recorded().map(|at| ink.date(&at.day_text()));
    let known = Values::new()
        .with("position", dossier.position().to_string())
        .with_some("date", recorded);
    let claims = if dossier.clocks.claims {
        "clock.claims"
    } else {
        "clock.no_claims"
    };
    let parts = [
        clock("on", dossier.clocks.on.as_ref()),
        clock("published", dossier.clocks.published.as_ref()),
        Some(ink.say("clock.known", &known)),
        Some(ink.text(claims)),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    let joint = match ink.lang() {
        crate::say::Lang::En => ("; ", "."),
        crate::say::Lang::Zh => ("；", "。"),
    };
    let text = format!("{}{}", parts.join(joint.0), joint.1);
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}

/// A section with its heading, lead and way back.
pub fn section(ink: &Ink<'_>, section: &Section) -> Markup {
    let heading = format!("h-{}", section.id);
    html! {
        section id=(section.id) aria-labelledby=(heading) {
            h2 id=(heading) { (ink.text(&format!("section.{}", section.id))) }
            @let lead = ink.text(&format!("lead.{}", section.id));
            @if !lead.is_empty() { p class="lead" { (lead) } }
            (section.body)
            @if let Some(citation) = ink.dossier.citation_of(section.id) {
                p class="again" { small { (ink.text("page.again")) " " code { (super::citation::asked_with(citation)) } } }
            }
            @if let Some((own, json)) = ink.ways(section.id) {
                p class="ways" { small { a href=(own) { (ink.text("site.alone")) } " · " a href=(json) { "JSON" } } }
            }
            @if ink.is_one_document() { p class="top" { small { a href="#contents" { (ink.text("page.to_top")) } } } }
        }
    }
}
