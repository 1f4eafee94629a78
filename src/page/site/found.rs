//! The page of a search: what was found, each with the words around it. Owns the marking of
//! matches; which entries are found, and where, was decided by the view.

use maud::{Markup, html};

use super::super::ink::{Ink, field};
use crate::answer::{Answer, View};
use crate::projection::find::FoundRow;
use crate::projection::find::snippet::Match;
use crate::say::template::Values;

/// Matches that a hit shows.
const MATCHES: usize = 3;

/// The body of the page.
pub fn found(ink: &Ink<'_>, answer: &Answer) -> Markup {
    let View::Found(found) = &answer.view else {
        return ink.nothing();
    };
    let count = Values::new().with("count", found.total.to_string());
    html! {
        section aria-labelledby="h-found" {
            h2 id="h-found" { (ink.say("site.found", &count)) }
            ul class="plain" { @for row in &found.rows { li { (hit(ink, row)) } } }
            @if found.rows.len() as u64 != found.total {
                p { (ink.say("page.more", &Values::new().with("count", (found.total - found.rows.len() as u64).to_string()))) }
            }
            (ink.left_out(&answer.citation))
        }
    }
}

fn hit(ink: &Ink<'_>, row: &FoundRow) -> Markup {
    let entry = &row.entry;
    let happened = field(entry, "happened");
    html! {
        (ink.at(entry.position)) " " (ink.to(entry.position, &ink.name_of(entry))) " "
        small { (ink.word("kind", field(entry, "kind"))) @if !happened.is_empty() { " · " (ink.date(happened)) } } " "
        (super::super::entries::marks(ink, entry))
        @for one in told(&row.matches) { p class="hit" { small { (one.field) } " " (marked(one)) } }
    }
}

/// Matches that say something new, a few of them.
fn told(matches: &[Match]) -> Vec<&Match> {
    let mut told: Vec<&Match> = Vec::new();
    for one in matches {
        if told.len() < MATCHES && told.iter().all(|other| other.snippet != one.snippet) {
            told.push(one);
        }
    }
    told
}

/// A snippet with its matches marked.
fn marked(one: &Match) -> Markup {
    let letters: Vec<char> = one.snippet.chars().collect();
    let piece = |from: usize, to: usize| -> String {
        let slice = letters.get(from..to.min(letters.len()));
        slice.unwrap_or_default().iter().collect()
    };
    let mut at = 0;
    let mut pieces = Vec::new();
    for [from, to] in &one.marks {
        pieces.push((piece(at, *from), piece(*from, *to)));
        at = *to;
    }
    html! { @for (plain, hit) in &pieces { (plain) mark { (hit) } } (piece(at, letters.len())) }
}
