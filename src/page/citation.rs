//! The last section: what is needed to ask everything on the page again and to hold it against
//! the log, and how. Owns no proof; those are made by `prove` and `checkpoint`.

use maud::{Markup, html};

use super::ink::Ink;
use crate::event::asked;
use crate::say::template::Values;

/// What the store attests of the log at the position of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seal {
    /// The checkpoint, as `dateline checkpoint` prints it.
    pub checkpoint: String,
    /// Its short form, for print.
    pub short: String,
    /// Whether the commit there is signed.
    pub signed: bool,
}

/// The section.
pub fn body(ink: &Ink<'_>) -> Markup {
    let citation = ink.dossier.citation();
    let rules = ink
        .dossier
        .citation_of("stance")
        .and_then(|stance| stance.rules.clone());
    let lines = [
        ("origin", citation.origin.clone()),
        ("log", citation.log.clone()),
        ("position", citation.position.to_string()),
        ("root", citation.root.clone()),
        ("rules", rules.unwrap_or_default()),
        ("version", format!("dateline {}", citation.dateline)),
    ];
    html! {
        dl { @for (key, value) in &lines { dt { (ink.text(&format!("citation.{key}"))) } dd { code { (value) } } } }
        h3 { (ink.text("citation.checkpoint")) }
        @match ink.seal() {
            Some(seal) => { (sealed(ink, seal)) }
            None => { p { (ink.text("citation.unsealed")) } }
        }
    }
}

fn sealed(ink: &Ink<'_>, seal: &Seal) -> Markup {
    let file = ink.checkpoint_href(seal);
    let signed = if seal.signed {
        "citation.signed"
    } else {
        "citation.unsigned"
    };
    let steps = [
        (
            "citation.extends",
            "dateline verify --against checkpoint.txt".to_owned(),
        ),
        (
            "citation.python",
            "python3 tools/verify_log.py STORE".to_owned(),
        ),
        (
            "citation.prove",
            "dateline prove @N -o N.tlog-proof && dateline check-proof N.tlog-proof".to_owned(),
        ),
        ("citation.again", again(ink)),
    ];
    html! {
        pre { (seal.checkpoint) }
        p {
            a href=(file) download="checkpoint.txt" { (ink.text("citation.save")) } " · "
            (ink.say("citation.short", &Values::new().with("short", seal.short.as_str()))) " · " (ink.text(signed))
        }
        h3 { (ink.text("citation.how")) }
        ol { @for (key, command) in &steps { li { (ink.text(key)) br; code { (command) } } } }
    }
}

/// A question as it can be typed again, at the position that was considered.
pub fn again(ink: &Ink<'_>) -> String {
    let mut query = ink.dossier.citation().query.clone();
    query.insert("command".to_owned(), "report".into());
    query.insert("known".to_owned(), ink.dossier.position().into());
    if ink.lang() != crate::say::Lang::default() {
        query.insert("lang".to_owned(), ink.lang().tag().into());
    }
    format!("dateline {} -o report.html", asked::words(&query))
}

/// The question of one answer, likewise.
pub fn asked_with(citation: &crate::answer::Citation) -> String {
    let mut query = citation.query.clone();
    query.insert("known".to_owned(), citation.position.into());
    format!("dateline {}", asked::words(&query))
}
