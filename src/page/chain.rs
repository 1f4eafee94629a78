//! The section of causes and effects: the events that links join, in the order in which they
//! happened, with an arc for each link. Owns that order; which links are impossible or broken
//! was decided by the view.

use std::collections::{BTreeMap, BTreeSet};

use maud::{Markup, html};

use super::ink::{Ink, field};
use crate::chart::arcs::{self, Arc, Stop};
use crate::event::when::{Instant, When};
use crate::projection::rows::{ChainView, Edge, Node};
use crate::say::template::Values;

/// The most events that one picture joins.
const MOST: usize = 150;

/// The section.
pub fn body(ink: &Ink<'_>) -> Markup {
    let Some(links) = ink.dossier.links() else {
        return ink.nothing();
    };
    let view = &links.view;
    if view.edges.is_empty() {
        return ink.nothing();
    }
    let unseen = links.total.saturating_sub(view.edges.len());
    html! {
        (ink.chart(picture(ink, view)))
        @if unseen > 0 {
            p { (ink.say("page.more", &Values::new().with("count", ink.number(&unseen.to_string())))) }
        }
        (ink.folded(&table(ink, view)))
        (ink.left_out(&links.citation))
    }
}

/// The picture of a chain, or of the linked part of a graph. What was retracted has no node in
/// the view; a link that it broke still has it as an end, so it is looked up in the log.
pub fn picture(ink: &Ink<'_>, view: &ChainView) -> Option<Markup> {
    let shown: BTreeMap<&str, &Node> = view
        .nodes
        .iter()
        .map(|node| (node.id.as_str(), node))
        .collect();
    let edges = view.edges.iter();
    let joined: BTreeSet<&str> = edges
        .flat_map(|edge| [edge.cause.as_str(), edge.effect.as_str()])
        .collect();
    let mut ends: Vec<End<'_>> = joined
        .into_iter()
        .filter_map(|id| match shown.get(id) {
            Some(node) => Some(End::of(id, node.position, node.happened.as_deref())),
            None => ink
                .row(id)
                .map(|row| End::of(id, row.position, Some(field(&row, "happened")))),
        })
        .collect();
    ends.sort_by_key(|end| (end.when, end.position));
    ends.truncate(MOST);
    let places: BTreeMap<&str, usize> = ends
        .iter()
        .enumerate()
        .map(|(place, end)| (end.id, place))
        .collect();
    let stop = |end: &End<'_>| Stop {
        href: ink.href(end.position),
        date: ink.date(&end.happened),
        label: format!("@{} {}", end.position, ink.name(end.position)),
    };
    let arc = |edge: &Edge| {
        let flag = |name: &str| edge.flags.contains(&name);
        Some(Arc {
            from: *places.get(edge.cause.as_str())?,
            to: *places.get(edge.effect.as_str())?,
            label: said(ink, edge),
            impossible: flag("impossible"),
            unclear: flag("order_unclear"),
            broken: flag("broken"),
        })
    };
    let stops: Vec<Stop> = ends.iter().map(stop).collect();
    let arcs: Vec<Arc> = view.edges.iter().filter_map(arc).collect();
    arcs::draw(&stops, &arcs, ink.lang())
}

/// An end of a link.
struct End<'v> {
    id: &'v str,
    position: u64,
    happened: String,
    when: Option<(Instant, Instant)>,
}

impl<'v> End<'v> {
    fn of(id: &'v str, position: u64, happened: Option<&str>) -> End<'v> {
        let happened = happened.unwrap_or("");
        let when = When::parse(happened).ok();
        End {
            id,
            position,
            happened: happened.to_owned(),
            when: when.map(|when| (when.earliest, when.latest)),
        }
    }
}

/// What a link says, in a line: relation, confidence, what the dates say of it, whose claim.
fn said(ink: &Ink<'_>, edge: &Edge) -> String {
    let relation = ink.word("relation", &edge.relation);
    let confidence = edge.confidence.as_ref().map(|number| number.to_string());
    let flags = edge
        .flags
        .iter()
        .map(|flag| ink.text(&format!("flag.{flag}")));
    let parts = confidence.into_iter().chain(flags);
    std::iter::once(relation)
        .chain(parts)
        .collect::<Vec<_>>()
        .join(", ")
}

/// The links as a table.
pub fn table(ink: &Ink<'_>, view: &ChainView) -> Markup {
    let node = |id: &str| view.nodes.iter().find(|node| node.id == id);
    let end = |id: &str| match node(id) {
        Some(node) => {
            html! { (ink.at(node.position)) " " (ink.name(node.position)) br; small { (ink.date(node.happened.as_deref().unwrap_or(""))) } }
        }
        None => {
            html! { @if let Some(row) = ink.row(id) { (ink.at(row.position)) " " (ink.name_of(&row)) " " (super::entries::marks(ink, &row)) } @else { small { (id) } } }
        }
    };
    let row = |edge: &Edge| {
        let refuted = edge.flags.contains(&"impossible");
        let relation = ink.word("relation", &edge.relation);
        let flags: Vec<String> = edge
            .flags
            .iter()
            .map(|flag| ink.text(&format!("flag.{flag}")))
            .collect();
        vec![
            end(&edge.cause),
            html! { @if refuted { s { (relation) } } @else { (relation) } " " small { (ink.at(edge.position)) } },
            end(&edge.effect),
            html! { @if let Some(confidence) = &edge.confidence { (confidence.to_string()) } },
            html! {
                @if !flags.is_empty() { span class={ "mark" (if refuted { " wrong" } else { "" }) } { (flags.join(", ")) } }
                @if let Some(who) = &edge.claimed_by { " " small { (ink.say("page.claimed", &Values::new().with("who", who.as_str()))) } }
            },
        ]
    };
    let rows: Vec<Vec<Markup>> = ink.few(&view.edges).iter().map(row).collect();
    let columns = ["cause", "relation", "effect", "confidence", "dates"];
    html! { (ink.table(&columns, &[3], &rows)) (ink.rest(view.edges.len())) }
}
