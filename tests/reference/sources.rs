//! `sources` (§7.4): what rests on each publisher and origin.
//! Owns the voices of an event and the first and last publication of a row.
//! Never counts an event twice in a row.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use serde_json::{Value, json};

use super::{chain, dates, known::Known, rests, world::World};

/// One row per publisher and origin, nulls first.
pub fn rows(world: &mut World, why: bool) -> Vec<Value> {
    let claims = world.claims;
    let events = world.in_view(claims, chain::is_event);
    let mut rows: BTreeMap<[Option<String>; 2], Vec<(&Known, Value)>> = BTreeMap::new();
    for event in &events {
        for source in sources(event) {
            let key = ["publisher", "origin"].map(|name| source[name].as_str().map(str::to_owned));
            rows.entry(key).or_default().push((event, source));
        }
    }
    rows.iter()
        .map(|([publisher, origin], uses)| {
            let of = |chosen: &dyn Fn(&(&Known, Value)) -> bool| {
                let events: BTreeSet<u64> = uses
                    .iter()
                    .filter(|u| chosen(u))
                    .map(|(event, _)| event.position)
                    .collect();
                events.len()
            };
            let row = json!({
                "publisher": publisher, "origin": origin, "events": of(&|_| true),
                "sole_source": of(&|(event, _)| voices(event).len() == 1),
                "with_evidence": of(&|(_, source)| source.get("evidence").is_some()),
                "first_published": published(uses).min_by_key(|(at, order, _)| (*at, *order)).map(|(_, _, text)| text),
                "last_published": published(uses).max_by_key(|(at, order, _)| (*at, Reverse(*order))).map(|(_, _, text)| text),
            });
            let entries: Vec<&Known> = uses.iter().map(|(event, _)| *event).collect();
            rests::on(row, &entries, why)
        })
        .collect()
}

fn sources(known: &Known) -> Vec<Value> {
    known.event["sources"]
        .as_array()
        .cloned()
        .unwrap_or_default()
}

/// Whom an event has it from: of each source the origin, else the publisher, else the url.
fn voices(known: &Known) -> BTreeSet<String> {
    sources(known)
        .iter()
        .filter_map(|source| {
            let fields = ["origin", "publisher", "url"];
            let name = fields.iter().find_map(|field| source[field].as_str())?;
            Some(name.to_owned())
        })
        .collect()
}

/// The dated sources of a row: latest instant, order in the log, date as recorded.
fn published<'a>(
    uses: &'a [(&'a Known, Value)],
) -> impl Iterator<Item = (i64, usize, &'a str)> + 'a {
    uses.iter().enumerate().filter_map(|(order, (_, source))| {
        let text = source["published"].as_str()?;
        let latest = dates::span(text).expect("published is a date").latest;
        Some((latest, order, text))
    })
}
