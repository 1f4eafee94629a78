//! `contradictions` (§7.4): pairs of events that cannot both be right, by sources that do not lean on each other.
//! Owns what is comparable, independent and apart, and the rule of wide dates.
//! Never leaves claims out, never minds the series.

use std::collections::BTreeSet;

use num_bigint::BigInt;
use serde_json::{Value, json};

use super::{
    dates::Span,
    decay, figures,
    known::Known,
    money::{self, Range},
    party, rests,
    world::World,
};

const DAY: i64 = 86_400_000_000;

/// What an event gives a value for, the unit in it, and the value.
#[derive(Clone)]
struct Given {
    known: Known,
    about: Value,
    value: i128,
    range: Range,
}

/// Pairs by position. `tolerance` in percent, as a decimal.
pub fn rows(world: &mut World, tolerance: Option<&str>, why: bool) -> Vec<Value> {
    pairs(world, tolerance)
        .iter()
        .filter(|(_, _, spared)| !spared)
        .map(|(a, b, _)| row(a, b, why))
        .collect()
}

/// How many pairs only the rule of wide dates keeps from being listed.
pub fn spared_pairs(world: &mut World) -> usize {
    let pairs = pairs(world, None);
    pairs.iter().filter(|(_, _, spared)| *spared).count()
}

/// The pairs that contradict each other but for the rule of wide dates, and whether that spares them.
fn pairs(world: &mut World, tolerance: Option<&str>) -> Vec<(Given, Given, bool)> {
    let tolerance = money::micro(tolerance.unwrap_or("0.5")).expect("a tolerance is a decimal");
    let in_view = world.in_view(true, |k| given(k).is_some());
    let all: Vec<Given> = in_view.iter().filter_map(given).collect();
    let mut pairs = Vec::new();
    for (index, a) in all.iter().enumerate() {
        for b in &all[index + 1..] {
            if contradict(a, b, tolerance) {
                let spared = spared(a, b, &all, tolerance) || spared(b, a, &all, tolerance);
                pairs.push((a.clone(), b.clone(), spared));
            }
        }
    }
    pairs
}

/// A holding, a yield with a level, or an observation.
fn given(known: &Known) -> Option<Given> {
    let event = &known.event;
    let exact = |value: i128| Range {
        low: value,
        high: Some(value),
        about: false,
    };
    let (about, value, range) = match known.kind() {
        "holding" => {
            let (amount, asset) = (&event["amount"], &event["asset"]);
            let about = json!({
                "kind": "holding", "holder": party::key(&event["holder"]), "asset": asset["class"],
                "issuer": asset.get("issuer"), "currency": money::currency_of(amount),
            });
            (about, money::value_of(amount), money::range(amount))
        }
        "yield_move" => {
            let level = money::signed(known.text("level")?)?;
            let instrument = &event["instrument"];
            let about = json!({
                "kind": "yield_move", "issuer": instrument["issuer"], "tenor": instrument["tenor"],
                "basis": event.get("basis"),
            });
            (about, level, exact(level))
        }
        "observation" => {
            let (value, unit) = figures::observed(event);
            let about = json!({
                "kind": "observation", "subject": party::key(&event["subject"]), "measure": event["measure"],
                "unit": unit,
            });
            let range = event.get("amount").map_or(exact(value), money::range);
            (about, value, range)
        }
        _ => return None,
    };
    Some(Given {
        known: known.clone(),
        about,
        value,
        range,
    })
}

/// Comparable, overlapping in time, independent, and further apart than the tolerance.
fn contradict(a: &Given, b: &Given, tolerance: i128) -> bool {
    let (one, other) = (a.known.happened(), b.known.happened());
    let overlap = one.earliest <= other.latest && other.earliest <= one.latest;
    a.about == b.about && overlap && independent(a, b) && disagree(a, b, tolerance)
}

/// No publisher or origin of the one is a publisher or origin of the other.
fn independent(a: &Given, b: &Given) -> bool {
    names(&a.known).is_disjoint(&names(&b.known))
}

fn names(known: &Known) -> BTreeSet<String> {
    let sources = known.event["sources"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    sources
        .iter()
        .flat_map(|source| [&source["publisher"], &source["origin"]])
        .filter_map(|name| name.as_str().map(str::to_owned))
        .collect()
}

/// The distance between the two ranges; nought if they touch.
fn distance(a: &Given, b: &Given) -> i128 {
    let above = |low: &Range, high: &Range| low.high.map_or(0, |end| (high.low - end).max(0));
    above(&a.range, &b.range).max(above(&b.range, &a.range))
}

/// The larger value, by size where yields are below nought.
fn larger(a: &Given, b: &Given) -> i128 {
    a.value.abs().max(b.value.abs())
}

/// distance / larger × 100 > tolerance, without a division.
fn disagree(a: &Given, b: &Given, tolerance: i128) -> bool {
    BigInt::from(distance(a, b)) * 100_000_000_i64 > BigInt::from(larger(a, b)) * tolerance
}

fn inside(span: Span, wide: Span) -> bool {
    wide.earliest <= span.earliest && span.latest <= wide.latest
}

/// Whether `wide`, dated to more than a day, is not contradicted by the narrower value inside its span because another one there agrees with it.
fn spared(wide: &Given, narrow: &Given, all: &[Given], tolerance: i128) -> bool {
    let (span, within) = (wide.known.happened(), narrow.known.happened());
    let is_wide = span.latest - span.earliest + 1 > DAY;
    if !is_wide || span == within || !inside(within, span) {
        return false;
    }
    all.iter()
        .filter(|other| other.known.position != wide.known.position)
        .filter(|other| wide.about == other.about && independent(wide, other))
        .filter(|other| inside(other.known.happened(), span))
        .any(|other| !disagree(wide, other, tolerance))
}

fn row(a: &Given, b: &Given, why: bool) -> Value {
    let percent = decay::half_even(
        &(BigInt::from(distance(a, b)) * 10_000),
        &BigInt::from(larger(a, b)),
    );
    let row = json!({
        "positions": [a.known.position, b.known.position], "about": a.about,
        "values": [money::show(a.value), money::show(b.value)],
        "happened": [a.known.event["happened"], b.known.event["happened"]],
        "series": [a.known.event.get("series"), b.known.event.get("series")],
        "apart_percent": decay::number(percent),
    });
    rests::on(row, &[&a.known, &b.known], why)
}
