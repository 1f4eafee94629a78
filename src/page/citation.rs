//! The last section: what is needed to ask everything on the page again and to hold it against
//! the log. Owns no proof; those are made by `prove` and `checkpoint`.

use maud::{Markup, html};

use super::ink::Ink;

/// The section.
pub fn body(ink: &Ink<'_>) -> Markup {
    let citation = ink.dossier.citation();
    let query = serde_json::to_string(&citation.query).unwrap_or_default();
    let rules = &ink.dossier.stance.citation.rules;
    let lines = [
        ("origin", citation.origin.clone()),
        ("log", citation.log.clone()),
        ("position", citation.position.to_string()),
        ("root", citation.root.clone()),
        ("query", query),
        ("rules", rules.clone().unwrap_or_default()),
        ("version", format!("dateline {}", citation.dateline)),
    ];
    html! {
        dl { @for (key, value) in &lines { dt { (ink.text(&format!("citation.{key}"))) } dd { code { (value) } } } }
        h3 { (ink.text("citation.checkpoint")) }
        pre { (citation.origin) "\n" (citation.position) "\n" (citation.root) "\n" }
    }
}
