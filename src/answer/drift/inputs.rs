//! What became of the entries that an answer rested on: corrected, retracted, disputed since, or
//! an amendment of them undone. Owns which amendment is told, and the fields that it made other;
//! asks no clock but the recorded one, for what is known now matters whatever was public.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::amend::{self, Point, Sign};
use crate::event::{Event, Kind};
use crate::facts::History;
use crate::log::Entry;

/// An input that an entry amended since, or un-amended.
pub(super) struct Amended {
    /// Its position, id, kind and label.
    pub(super) key: Map<String, Value>,
    /// `corrected`, `retracted`, `disputed`, `undone`.
    pub(super) change: &'static str,
    /// The entry that made it so.
    pub(super) through: u64,
    /// The fields that are other now, as they were and as they are.
    pub(super) before: Option<Value>,
    pub(super) after: Option<Value>,
    pub(super) reason: Option<String>,
    pub(super) by: Option<String>,
}

/// The inputs that were amended between two positions, in order.
pub(super) fn amended(
    history: &History,
    positions: [u64; 2],
    inputs: &BTreeSet<u64>,
) -> Vec<Amended> {
    let points = positions.map(|known| Point {
        known,
        published: None,
    });
    let mut found = Vec::new();
    let inputs: Vec<u64> = inputs.iter().copied().collect();
    // Of most inputs nothing is said: they are read and let go.
    let amended = history.each_at(&inputs, |entry| {
        history.is_amended(entry.id).then_some(entry.position)
    });
    for entry in amended.iter().filter_map(|at| history.at(*at)) {
        for amendment in history.amendments(entry.id) {
            found.extend(told(history, points, entry, amendment));
        }
    }
    found
}

/// What an amendment did between the two points, if it counts at one of them only.
fn told(
    history: &History,
    points: [Point; 2],
    entry: &Entry,
    amendment: &Entry,
) -> Option<Amended> {
    let [was, is] = points.map(|point| counts(history, amendment, point));
    if was == is {
        return None;
    }
    let kind = amendment.event.kind();
    let change = match kind {
        _ if was => "undone",
        Kind::Correction => "corrected",
        Kind::Retraction => "retracted",
        Kind::Dispute => "disputed",
        // Another source takes nothing away from what was printed.
        _ => return None,
    };
    let through = latest(history, amendment, points);
    let (before, after) = match kind {
        Kind::Correction => differing(history, points, entry, &amendment.event),
        _ => (None, None),
    };
    let said = |name: &str| through.event.text(name).map(str::to_owned);
    Some(Amended {
        key: key(entry),
        change,
        through: through.position,
        before,
        after,
        reason: said("reason").or_else(|| said("claim")),
        by: said("by"),
    })
}

fn counts(history: &History, amendment: &Entry, point: Point) -> bool {
    let Ok(counts) = amend::counts(Sign::of(amendment), history, point);
    counts
}

/// The last entry between the points among an amendment and the retractions around it.
fn latest<'h>(history: &'h History, amendment: &'h Entry, points: [Point; 2]) -> &'h Entry {
    let mut last = amendment;
    let mut work = vec![amendment];
    let mut met = BTreeSet::from([amendment.position]);
    while let Some(at) = work.pop() {
        for above in history.amendments(at.id) {
            if above.position <= points[1].known && met.insert(above.position) {
                last = if above.position > last.position {
                    above
                } else {
                    last
                };
                work.push(above);
            }
        }
    }
    last
}

fn key(entry: &Entry) -> Map<String, Value> {
    let mut key = Map::new();
    key.insert("position".into(), json!(entry.position));
    key.insert("id".into(), json!(entry.id.to_string()));
    key.insert("kind".into(), json!(entry.event.kind().name()));
    key.insert("label".into(), json!(entry.event.label()));
    key
}

/// The fields that a correction names and that are other at the two points.
fn differing(
    history: &History,
    points: [Point; 2],
    entry: &Entry,
    correction: &Event,
) -> (Option<Value>, Option<Value>) {
    let [before, after] = points.map(|point| {
        let Ok(known) = amend::as_known(entry, history, point);
        known.event.into_owned()
    });
    let names = correction
        .fields()
        .get("changes")
        .and_then(Value::as_object);
    let (mut old, mut new) = (Map::new(), Map::new());
    for name in names.into_iter().flat_map(|changes| changes.keys()) {
        let values = [&before, &after].map(|event| event.fields().get(name).cloned());
        let [was, is] = values;
        if was != is {
            old.insert(name.clone(), was.unwrap_or_default());
            new.insert(name.clone(), is.unwrap_or_default());
        }
    }
    let some = |fields: Map<String, Value>| (!fields.is_empty()).then_some(Value::Object(fields));
    (some(old), some(new))
}
