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
pub mod site;
mod stance;
mod tables;
mod timeline;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::chart;
use crate::say::Lang;
pub use citation::Seal;
pub use dossier::Dossier;
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

/// What stands under the heading of a section.
fn section_body(ink: &Ink<'_>, id: &str) -> Markup {
    match id {
        "timeline" => timeline::body(ink),
        "divestment" => divestment::body(ink),
        "stance" => stance::body(ink),
        "chain" => chain::body(ink),
        "threats" => tables::threats(ink),
        "sanctions" => tables::sanctions(ink),
        "yields" => tables::yields(ink),
        "observations" => tables::observations(ink),
        "contradictions" => tables::contradictions(ink),
        "audit" => audit::body(ink),
        "sources" => tables::sources(ink),
        "entries" => entries::body(ink),
        _ => citation::body(ink),
    }
}

/// The parts of a report, in the order of the page.
pub fn sections(ink: &Ink<'_>) -> Vec<Section> {
    let section = |id| Section {
        id,
        body: section_body(ink, id),
    };
    front::ORDER.into_iter().map(section).collect()
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
    document(&ink, &body)
}

/// A document around a body: head, style, the one small script.
fn document(ink: &Ink<'_>, body: &Markup) -> String {
    let page = html! {
        (DOCTYPE)
        html lang=(ink.lang().tag()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="generator" content={ "dateline " (env!("CARGO_PKG_VERSION")) };
                title { (ink.title()) }
                style { (PreEscaped(chart::STYLE)) (PreEscaped(STYLE)) }
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
