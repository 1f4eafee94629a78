//! Pages for people who would rather look than read: one self-contained document from a
//! dossier of answers. Owns layout and where each fact links to; every text that comes from
//! the log is escaped by the templates, and no page asks for anything outside itself.

mod audit;
mod chain;
mod citation;
mod divestment;
pub mod dossier;
mod entries;
mod front;
mod ink;
mod stance;
mod tables;
mod timeline;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::chart;
use crate::say::Lang;
pub use citation::Seal;
pub use dossier::Dossier;
pub use entries::card;
pub use ink::{Ink, Links};

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// A part of a page: its anchor, its heading, and what stands under it.
#[derive(Debug, Clone)]
pub struct Section {
    /// The anchor.
    pub id: &'static str,
    /// What stands under the heading.
    pub body: Markup,
}

/// What draws a section.
type Draw = fn(&Ink<'_>) -> Markup;

/// The parts of a dossier, in the order of the page.
pub fn sections(ink: &Ink<'_>) -> Vec<Section> {
    let all: [(&'static str, Draw); 12] = [
        ("timeline", timeline::body),
        ("divestment", divestment::body),
        ("stance", stance::body),
        ("chain", chain::body),
        ("threats", tables::threats),
        ("sanctions", tables::sanctions),
        ("yields", tables::yields),
        ("observations", tables::observations),
        ("contradictions", tables::contradictions),
        ("audit", audit::body),
        ("sources", tables::sources),
        ("entries", entries::body),
    ];
    let mut sections: Vec<Section> = all
        .into_iter()
        .map(|(id, body)| Section {
            id,
            body: body(ink),
        })
        .collect();
    sections.push(Section {
        id: "citation",
        body: citation::body(ink),
    });
    sections
}

/// A whole report: everything in one document, without script from elsewhere.
pub fn report(dossier: &Dossier<'_>, lang: Lang, seal: Option<&Seal>) -> String {
    let ink = Ink::new(dossier, lang, Links::Anchors).sealed(seal);
    let body = html! {
        (front::header(&ink))
        main id="main" {
            @for section in sections(&ink) { (front::section(&ink, &section)) }
        }
    };
    document(&ink, &ink.title(), &html! {}, &body)
}

/// A document around a body: head, style, the one small script.
pub fn document(ink: &Ink<'_>, title: &str, head: &Markup, body: &Markup) -> String {
    let page = html! {
        (DOCTYPE)
        html lang=(ink.lang().tag()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="generator" content={ "dateline " (env!("CARGO_PKG_VERSION")) };
                title { (title) }
                style { (PreEscaped(chart::STYLE)) (PreEscaped(STYLE)) }
                (head)
            }
            body {
                a class="skip" href="#main" { (ink.text("page.skip")) }
                (body)
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    page.into_string()
}
