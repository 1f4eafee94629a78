//! Entries about entries: links, corrections, retractions, disputes, corroborations. Owns
//! that each names an earlier one that may be named so; a plain event stands in until there is.

use serde_json::{Value, json};

use super::dates;
use super::draft::Members;
use super::plain::{self, decimal};
use super::words;
use super::world::{Named, World};

/// An event or link that may be amended.
fn target(world: &mut World, fits: impl Fn(&Named) -> bool) -> Option<usize> {
    let many = world.named.len() as u64;
    (0..8)
        .map(|_| world.rng.below(many.max(1)) as usize)
        .find(|at| world.named.get(*at).is_some_and(&fits))
}

fn sourced(world: &mut World, members: &mut Members, chance: u64) {
    if world.rng.percent(chance) {
        let day = dates::happened(&mut world.rng, world.today);
        let sources = world.sources(day);
        members.push(("sources", sources));
    }
}

pub fn link(world: &mut World) -> Members {
    let is_event = |named: &Named| named.kind != "link";
    let (Some(cause), Some(effect)) = (target(world, is_event), target(world, is_event)) else {
        return plain::holding(world);
    };
    if cause == effect {
        return plain::statement(world);
    }
    let relations = [
        "causes",
        "triggers",
        "motivates",
        "enables",
        "amplifies",
        "responds_to",
    ];
    let relations: Vec<&str> = relations
        .into_iter()
        .chain(["complies", "defies", "carries_out", "withdraws"])
        .collect();
    let mut members: Members = vec![("kind", "link".into())];
    if world.rng.percent(30) {
        members.push(("label", world.label("link")));
    }
    members.push(("relation", (*world.rng.pick(&relations)).into()));
    if world.rng.percent(70) {
        let confidence = f64::from(u32::try_from(1 + world.rng.below(99)).unwrap_or(1)) / 100.0;
        members.push(("confidence", json!(confidence)));
    }
    for (field, at) in [("cause", cause), ("effect", effect)] {
        let end = world.named[at].clone();
        world.refer(field, &end);
    }
    members.push(("note", (*world.rng.pick(words::NOTES)).into()));
    sourced(world, &mut members, 70);
    members
}

pub fn correction(world: &mut World) -> Members {
    let Some(at) = target(world, |named| !["link", "sanction"].contains(&named.kind)) else {
        return plain::holding(world);
    };
    let named = world.named[at].clone();
    let size = plain::millions(world);
    let mut changes = match named.kind {
        "holding" | "fund_exit" => {
            json!({"amount": {"value": format!("{size}000000"), "currency": "USD", "high": null}})
        }
        "statement" => json!({"quote": *world.rng.pick(words::QUOTES), "speaker": null}),
        "threat" => json!({"until": dates::day(dates::after(world.today, 30))}),
        "observation" => json!({
            "amount": null, "count": null, "rank": null,
            "percent": decimal((size % 4000) as i64),
        }),
        _ => json!({"alignment": "neutral"}),
    };
    if world.rng.percent(30) {
        let day = dates::happened(&mut world.rng, world.today);
        changes["happened"] = dates::written(&mut world.rng, day).into();
    }
    world.refer("target", &named);
    let mut members: Members = vec![
        ("kind", "correction".into()),
        ("changes", changes),
        (
            "reason",
            "Revised by the source in its next release; the first print stood for a month.".into(),
        ),
    ];
    sourced(world, &mut members, 80);
    members
}

pub fn corroboration(world: &mut World) -> Members {
    let Some(at) = target(world, |_| true) else {
        return plain::holding(world);
    };
    let named = world.named[at].clone();
    world.refer("target", &named);
    let mut members: Members = vec![("kind", "corroboration".into())];
    if world.rng.percent(30) {
        members.push(("note", (*world.rng.pick(words::NOTES)).into()));
    }
    sourced(world, &mut members, 100);
    members
}

pub fn dispute(world: &mut World) -> Members {
    let Some(at) = target(world, |_| true) else {
        return plain::holding(world);
    };
    let named = world.named[at].clone();
    world.refer("target", &named);
    let mut members: Members = vec![
        ("kind", "dispute".into()),
        ("label", world.label("dispute")),
        ("by", (*world.rng.pick(words::PEOPLE)).into()),
        (
            "claim",
            "The decision had been taken before, and for other reasons.".into(),
        ),
    ];
    sourced(world, &mut members, 90);
    members
}

/// Withdraws an event that is no stage, or a dispute.
pub fn retraction(world: &mut World) -> Members {
    let shelf = world.rng.percent(25) && !world.amendments.is_empty();
    let named = if shelf {
        let at = world.rng.below(world.amendments.len() as u64) as usize;
        world.amendments.swap_remove(at)
    } else {
        match target(world, |named| !named.stage) {
            Some(at) => world.named.swap_remove(at),
            None => return plain::holding(world),
        }
    };
    world.refer("target", &named);
    let mut members: Members = vec![
        ("kind", "retraction".into()),
        (
            "reason",
            Value::from("The report was withdrawn by its publisher."),
        ),
    ];
    sourced(world, &mut members, 50);
    members
}
