//! `threats` (§7.4): each threat in view, what was answered and what became of it.
//! Owns which links speak of a threat and which of them is the latest.
//! Never walks a link that is impossible or broken.

use serde_json::{Value, json};

use super::{
    chain::{self, Edge},
    dates,
    known::Known,
    party, rests,
    world::World,
};

const RESPONSES: &[(&str, &str)] = &[("complies", "complied"), ("defies", "defied")];
const OUTCOMES: &[(&str, &str)] = &[
    ("carries_out", "carried_out"),
    ("partly_carries_out", "partly"),
    ("withdraws", "withdrawn"),
];

/// Rows in order of position. Every link is looked at, whatever it says, and counted if it is left out.
pub fn rows(world: &mut World, why: bool) -> Vec<Value> {
    let claims = world.claims;
    let threats = world.in_view(claims, |k| k.kind() == "threat");
    let links = world.in_view(claims, Known::is_link);
    let events = world.looked_up(claims, chain::is_event);
    let edges: Vec<Edge> = links
        .iter()
        .filter_map(|link| chain::edge(world, &events, link, false))
        .filter(|edge| !edge.impossible && !edge.broken)
        .collect();
    threats
        .iter()
        .map(|threat| row(world, threat, &edges, why))
        .collect()
}

/// What a link says of a threat, if anything.
fn word_of(link: &Known) -> Option<&'static str> {
    let relation = link.text("relation")?;
    let mut words = RESPONSES.iter().chain(OUTCOMES);
    words
        .find(|(name, _)| *name == relation)
        .map(|(_, word)| *word)
}

/// The word of the relation, the effect and the link of the one whose effect is the latest, by happened, then position (then the link's).
fn latest<'a>(
    world: &'a World,
    threat: &Known,
    edges: &'a [Edge],
    words: &[(&str, &'static str)],
) -> Option<(&'static str, &'a Known, &'a Known)> {
    edges
        .iter()
        .filter(|edge| edge.cause == threat.id)
        .filter_map(|edge| {
            let word = word_of(&edge.link)?;
            let asked = words.iter().any(|(_, asked)| *asked == word);
            let effect = world.by_id(&edge.effect)?;
            asked.then_some((word, effect, &edge.link))
        })
        .max_by_key(|(_, effect, link)| (effect.happened().latest, effect.position, link.position))
}

fn row(world: &World, threat: &Known, edges: &[Edge], why: bool) -> Value {
    let response = latest(world, threat, edges, RESPONSES);
    let outcome = latest(world, threat, edges, OUTCOMES);
    let expired = threat
        .text("until")
        .is_some_and(|until| dates::span(until).expect("until is a date").latest < world.d);
    let status = match outcome {
        Some((word, ..)) => word,
        None if expired => "expired",
        None => "open",
    };
    let mut entries = vec![threat];
    for (_, effect, link) in [response, outcome].into_iter().flatten() {
        entries.extend([effect, link]);
    }
    let row = json!({
        "position": threat.position, "id": threat.id, "label": threat.event.get("label"),
        "by": party::key(&threat.event["by"]), "against": threat.event["against"],
        "happened": threat.event["happened"], "consequence": threat.event["consequence"],
        "until": threat.event.get("until"),
        "response": response.map(|(word, ..)| word),
        "response_by": response.map(|(_, effect, _)| effect.position),
        "status": status,
        "status_by": outcome.map(|(_, effect, _)| effect.position),
    });
    rests::on(row, &entries, why)
}
