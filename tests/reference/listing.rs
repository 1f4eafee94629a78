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
/// A retracted entry is listed too, marked, so the same checks (but for claims, which are always taken in) decide and count it.
pub fn log(world: &mut World) -> Vec<Value> {
    let all = world.entries.clone();
    let events = world.in_view(true, chain::is_event);
    let mut listed = Vec::new();
    for known in &all {
        let keep = if known.is_amendment() {
            known::amendment_is_public(&known.event, world.published)
        } else if chain::is_event(known) && !known.retracted {
            events.iter().any(|event| event.position == known.position)
        } else {
            let public = world.takes(known, true);
            public && (!known.is_link() || chain::both_ends(world, &events, known).is_some())
        };
        if keep {
            listed.push(row(known));
        }
    }
    listed
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
