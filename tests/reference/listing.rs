//! `log`, `timeline` and `around` as entry rows (§6): recorded order and happened order.
//! Owns what each lists. Log: every entry that is known and public, retracted ones marked. Timeline: live events that happened. Around: those
//! near one of them, counted in whole days of UTC.
//! Never leaves claims out.

use serde_json::{Value, json};

use super::{
    chain, dates,
    known::{self, Known},
    world::World,
};

/// Live events in view, by earliest then latest instant, then position. Links and amendments have no happened clock and are not in it.
pub fn timeline(world: &mut World) -> Vec<Value> {
    in_order(world.in_view(true, chain::is_event))
        .iter()
        .map(row)
        .collect()
}

fn in_order(events: Vec<Known>) -> Vec<Known> {
    let mut events = events;
    events.sort_by_key(|k| (k.happened().earliest, k.happened().latest, k.position));
    events
}

/// Live events in view within so many days of one that is considered, whether in view or not: as in `timeline`, each with `days`.
pub fn around(world: &mut World, id: &str, most: i64) -> Vec<Value> {
    let centre = world.by_id(id).expect("an entry considered").happened();
    let mut rows = Vec::new();
    for known in in_order(world.in_view(true, chain::is_event)) {
        let days = days_between(centre, known.happened());
        if days.abs() <= most {
            let mut row = row(&known);
            row["days"] = json!(days);
            rows.push(row);
        }
    }
    rows
}

/// From the last day of the one to the first of the other, negative if the other comes before; 0 if they share a day.
fn days_between(centre: dates::Span, other: dates::Span) -> i64 {
    let after = dates::utc_day(other.earliest) - dates::utc_day(centre.latest);
    let before = dates::utc_day(other.latest) - dates::utc_day(centre.earliest);
    if after > 0 { after } else { before.min(0) }
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
