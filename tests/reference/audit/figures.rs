//! The rules of the audit about exits and levels. Owns what makes two exits look like one, and the latest level of each series.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{
    super::{divestment, exits, known::Known, money, party, world::World},
    Finding, add,
};

/// Holder key, country, asset class, issuer, currency.
fn row_key(event: &Known, amount: &Value) -> [Option<String>; 5] {
    let (holder, asset) = (&event.event["holder"], &event.event["asset"]);
    let text = |value: &Value| value.as_str().map(str::to_owned);
    [
        party::key(holder),
        party::country(holder),
        text(&asset["class"]),
        text(&asset["issuer"]),
        text(&amount["currency"]),
    ]
}

/// Row and bound, value, high end.
type Likeness = (Vec<Option<String>>, i128, Option<i128>);

pub fn of_exits(world: &World, events: &[Known], found: &mut Vec<Finding>) {
    let mut alike: BTreeMap<Likeness, Vec<u64>> = BTreeMap::new();
    for chain in exits::chains(world, events) {
        let state = chain.state();
        let line: Vec<u64> = chain.line.iter().map(|stage| stage.position).collect();
        if divestment::is_overdue(&chain, world.d) {
            add(found, "deadline_passed", state.position, &[], &line);
        }
        if let Some(amount) = chain
            .nearest("amount")
            .filter(|_| matches!(chain.stage(), "announced" | "under_way"))
        {
            let mut key = row_key(state, amount).to_vec();
            key.push(Some(amount["bound"].as_str().unwrap_or("exact").to_owned()));
            let high = amount["high"].as_str().and_then(money::micro);
            alike
                .entry((key, money::value_of(amount), high))
                .or_default()
                .push(state.position);
        }
    }
    for mut states in alike.into_values().filter(|states| states.len() > 1) {
        states.sort();
        add(found, "doubled_exit", states[0], &states[1..], &[]);
    }
}

pub fn of_levels(events: &[Known], found: &mut Vec<Finding>) {
    let mut rows: BTreeMap<[Option<String>; 5], BTreeMap<Option<&str>, &Known>> = BTreeMap::new();
    for level in events.iter().filter(|k| k.kind() == "holding") {
        let row = rows
            .entry(row_key(level, &level.event["amount"]))
            .or_default();
        let latest = row.entry(level.text("series")).or_insert(level);
        if (level.happened().latest, level.position) > (latest.happened().latest, latest.position) {
            *latest = level;
        }
    }
    for row in rows.into_values().filter(|row| row.len() > 1) {
        let mut latest: Vec<u64> = row.values().map(|level| level.position).collect();
        latest.sort();
        add(found, "series_mixed", latest[0], &latest[1..], &[]);
    }
}
