//! The audit section: findings under their rules, each with why it matters, what would settle
//! it, and the way to every entry that it rests on. Finds nothing itself.

use maud::{Markup, html};

use super::ink::Ink;
use crate::answer::View;
use crate::projection::audit::rules::Rule;
use crate::projection::rows::AuditRow;
use crate::say::Lang;
use crate::say::template::Values;

/// Findings of one rule that stand open; more are folded away, and counted.
const OPEN: usize = 6;

/// The section.
pub fn body(ink: &Ink<'_>) -> Markup {
    let Some(answer) = ink.dossier.answer("audit") else {
        let count = Values::new().with("count", ink.number(&ink.dossier.position().to_string()));
        return html! {
            p { (ink.say("audit.long", &count)) }
            p { code { "dateline audit --level publish --format csv" } }
        };
    };
    let View::Audit(view) = &answer.view else {
        return ink.nothing();
    };
    let groups = view.rows.chunk_by(|one, next| one.rule == next.rule);
    html! {
        @if view.rows.is_empty() { p { (ink.text("audit.none")) } }
        @for rows in groups { (group(ink, rows)) }
        (ink.left_out(&answer.citation))
    }
}

fn group(ink: &Ink<'_>, rows: &[AuditRow]) -> Markup {
    let Some(first) = rows.first() else {
        return html! {};
    };
    let count = Values::new().with("count", rows.len().to_string());
    let list = html! { ul class="plain" { @for row in ink.few(rows) { li { (finding(ink, row)) } } } (ink.rest(rows.len())) };
    html! {
        h3 { (ink.word("rule", first.rule)) " " small { (rows.len()) } }
        p { (ink.word("why", first.rule)) }
        @if rows.len() > OPEN {
            details { summary { (ink.say("audit.findings", &count)) } (list) }
        } @else { (list) }
        @if let Some(rule) = Rule::named(first.rule) {
            p { small { (ink.text("column.settle")) ": " span lang=[foreign(ink)] { (rule.settle) } } }
        }
    }
}

/// What the audit finds is told in English; a page in another language says so to a reader
/// who listens.
fn foreign(ink: &Ink<'_>) -> Option<&'static str> {
    (ink.lang() != Lang::En).then_some("en")
}

fn finding(ink: &Ink<'_>, row: &AuditRow) -> Markup {
    let entries = row.entries.as_deref().unwrap_or_default();
    let others: Vec<u64> = entries
        .iter()
        .copied()
        .filter(|at| *at != row.position)
        .collect();
    html! {
        (ink.at(row.position)) " " (ink.to(row.position, &ink.name(row.position)))
        ": " span lang=[foreign(ink)] { (row.about) }
        @if let Some(who) = &row.claimed_by {
            " " span class="mark" { (ink.say("page.claimed", &Values::new().with("who", who.as_str()))) }
        }
        @if !others.is_empty() { " " small { (ink.text("audit.rests")) " " (ink.all(&others)) } }
    }
}
