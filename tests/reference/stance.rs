//! `stance` (§7.2): one row per country, toward and actors, words and deeds apart.
//! Owns the fold of evidence into scores, labels and gaps, and the rounding once at the end.
//! Never decides what is evidence: that is `evidence`.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{
    View, dates, decay,
    evidence::{self, Evidence},
    exits,
    world::World,
};

/// The rows of the view asked for.
pub fn rows(world: &mut World, view: &View) -> Vec<Value> {
    let View::Stance {
        country,
        toward,
        why,
    } = view
    else {
        panic!("not a stance view");
    };
    let claims = world.claims;
    let in_view = world.in_view(claims, evidence::is_of_stance);
    let mut all: Vec<Evidence> = Vec::new();
    for known in in_view.iter().filter(|k| k.kind() != "fund_exit") {
        all.extend(evidence::of_event(world, known));
    }
    for chain in exits::chains(world, &in_view) {
        all.extend(evidence::of_chain(world, &chain));
    }
    let key = |e: &Evidence| (e.country.clone(), e.toward.clone(), e.actors);
    let keys: BTreeSet<_> = all.iter().map(key).collect();
    keys.iter()
        .filter(|key| country.as_ref().is_none_or(|c| key.0 == *c))
        .filter(|key| toward.as_ref().is_none_or(|t| key.1 == *t))
        .map(|wanted| {
            let mut of_row: Vec<&Evidence> = all.iter().filter(|e| key(e) == *wanted).collect();
            of_row.sort_by_key(|e| (e.position, e.axis));
            row(&of_row, world.d, *why)
        })
        .collect()
}

fn row(evidence: &[&Evidence], d: i64, why: bool) -> Value {
    let words = axis(evidence, "words", d);
    let deeds = axis(evidence, "deeds", d);
    let gap = words
        .zip(deeds)
        .map(|(words, deeds)| decay::number(deeds.score - words.score));
    let disputed: BTreeSet<u64> = evidence
        .iter()
        .filter(|e| e.disputed)
        .map(|e| e.position)
        .collect();
    let mut json = json!({
        "country": evidence[0].country, "toward": evidence[0].toward, "actors": evidence[0].actors,
        "words": words.map(axis_json), "deeds": deeds.map(axis_json), "gap": gap,
        "disputed": disputed.len(),
    });
    if why {
        let entries: BTreeSet<u64> = evidence.iter().map(|e| e.position).collect();
        json["entries"] = json!(entries);
        json["evidence"] = evidence.iter().map(|e| evidence_json(e, d)).collect();
    }
    json
}

/// An `A`, its score and weight in hundredths.
#[derive(Clone, Copy)]
struct Axis {
    score: i64,
    n: usize,
    weight: i64,
}

fn axis(evidence: &[&Evidence], name: &str, d: i64) -> Option<Axis> {
    let of_axis: Vec<&&Evidence> = evidence.iter().filter(|e| e.axis == name).collect();
    if of_axis.is_empty() {
        return None;
    }
    let weights: Vec<_> = of_axis
        .iter()
        .map(|e| decay::weight(age_days(e, d)))
        .collect();
    let scores: Vec<i64> = of_axis.iter().map(|e| e.score).collect();
    Some(Axis {
        score: decay::mean(&weights, &scores),
        n: of_axis.len(),
        weight: decay::total(&weights),
    })
}

/// UTC date of D minus UTC date of latest(happened), at least 0.
fn age_days(evidence: &Evidence, d: i64) -> i64 {
    (dates::utc_day(d) - dates::utc_day(evidence.happened)).max(0)
}

fn axis_json(axis: Axis) -> Value {
    json!({
        "score": decay::number(axis.score),
        "n": axis.n,
        "weight": decay::number(axis.weight),
        "label": label(axis),
    })
}

/// weight < 0.25 `stale`; else score ≤ −6 `hostile`, ≤ −2 `distancing`, < 2 `neutral`, < 6 `engaging`, else `aligned`.
fn label(axis: Axis) -> &'static str {
    match (axis.weight, axis.score) {
        (..25, _) => "stale",
        (_, ..=-600) => "hostile",
        (_, ..=-200) => "distancing",
        (_, ..200) => "neutral",
        (_, ..600) => "engaging",
        _ => "aligned",
    }
}

fn evidence_json(evidence: &Evidence, d: i64) -> Value {
    let age = age_days(evidence, d);
    json!({
        "position": evidence.position,
        "axis": evidence.axis,
        "cameo": evidence.cameo,
        "score": decay::number(evidence.score),
        "age_days": age,
        "weight": decay::number(decay::total(&[decay::weight(age)])),
    })
}
