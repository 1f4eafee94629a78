//! `log` and `timeline` as entry rows (§6): recorded order and happened order.
//! Owns what each lists. Log: every entry that is known and public, retracted ones marked. Timeline: live events that happened.
//! Never leaves claims out.

use serde_json::{Value, json};

use super::{
    chain,
    known::{self, Known},
    world::World,
};

/// Live events in view, by earliest then latest instant, then position. Links and amendments have no happened clock and are not in it.
pub fn timeline(world: &mut World) -> Vec<Value> {
    let mut events = world.in_view(true, chain::is_event);
    events.sort_by_key(|k| (k.happened().earliest, k.happened().latest, k.position));
    events.iter().map(row).collect()
}

/// Entries in order of position: events by all three clocks; links also by their ends; amendments by the clocks they have.
pub fn log(world: &mut World) -> Vec<Value> {
    let events = world.in_view(true, chain::is_event);
    let links = world.in_view(true, Known::is_link);
    let all = world.entries.clone();
    let listed = |known: &Known| {
        let is_in = |list: &[Known]| list.iter().any(|k| k.position == known.position);
        if known.is_amendment() {
            known::amendment_is_public(&known.event, world.published)
        } else if known.is_link() {
            let public = is_in(&links) || known.retracted && is_kept_though_retracted(world, known);
            public && chain::both_ends(world, &events, known).is_some()
        } else {
            is_in(&events) || known.retracted && is_kept_though_retracted(world, known)
        }
    };
    all.iter().filter(|known| listed(known)).map(row).collect()
}

/// Whether a retracted entry would be kept by the clocks; nothing is counted.
fn is_kept_though_retracted(world: &World, known: &Known) -> bool {
    let public = match (world.published, known::first_published(&known.event)) {
        (None, _) => true,
        (Some(by), Some(latest)) => latest <= by,
        (Some(_), None) => false,
    };
    let happened = known.is_link()
        || world.on.is_none_or(|on| {
            let span = known.happened();
            span.latest <= on || (world.possible && span.earliest <= on)
        });
    public && happened
}

fn row(known: &Known) -> Value {
    json!({
        "position": known.position,
        "id": known.entry["id"],
        "recorded_at": known.entry["recorded_at"],
        "recorded_by": known.entry["recorded_by"],
        "event": known.event,
        "status": if known.retracted { "retracted" } else { "live" },
        "revisions": known.revisions,
        "disputed": known.disputed,
    })
}
