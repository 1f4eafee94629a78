//! Stages that follow each other: exits of funds and sanctions. Owns when a chain begins,
//! goes on and ends; a stage is followed once, by one of the same holder, asset and currency.

use serde_json::json;
use uuid::Uuid;

use super::dates;
use super::draft::Members;
use super::plain::{amount, millions};
use super::rng::Rng;
use super::words;
use super::world::{Chain, Named, World};

/// Chains that are open at one time.
const OPEN: usize = 2000;

/// The chain to go on with, taken out of the open ones; `None` to begin another.
fn drawn(chains: &mut Vec<Chain>, go_on: bool, rng: &mut Rng) -> Option<Chain> {
    if !go_on || chains.is_empty() {
        return None;
    }
    let at = rng.below(chains.len() as u64) as usize;
    Some(chains.swap_remove(at))
}

fn named(members: &Members, id: Uuid, kind: &'static str) -> Named {
    let label = members.iter().find(|(name, _)| *name == "label");
    let label = label
        .and_then(|(_, value)| value.as_str())
        .unwrap_or_default()
        .to_owned();
    Named {
        label,
        id,
        kind,
        stage: true,
    }
}

pub fn exit(world: &mut World, id: Uuid) -> Members {
    let go_on = world.rng.percent(60) || world.exits.len() >= OPEN;
    let before = drawn(&mut world.exits, go_on, &mut world.rng);
    let mut members: Members = vec![("kind", "fund_exit".into()), ("label", world.label("exit"))];
    let (shared, size, stages) = match &before {
        Some(chain) => (chain.shared.clone(), chain.millions, chain.stages),
        None => {
            let (holder, _, _) = world.holder();
            let (class, issuer, _, _) = *world.rng.pick(words::ASSETS);
            let asset = json!({"class": class, "issuer": issuer});
            (
                vec![("holder", holder), ("asset", asset)],
                millions(world),
                0,
            )
        }
    };
    members.extend(shared.iter().cloned());
    let stage = match (stages, world.rng.below(10)) {
        (0, _) => "announced",
        (_, 0) => "cancelled",
        (1..4, 1..7) => "under_way",
        _ => "completed",
    };
    members.push(("stage", stage.into()));
    if stages == 0 || world.rng.percent(40) {
        let whole = amount(world, size, "USD");
        members.push(("amount", whole));
    }
    if stage == "under_way" || (stage == "completed" && world.rng.percent(50)) {
        let done = (size * (stages + 1) / 5).max(1);
        members.push((
            "done",
            json!({"value": format!("{done}000000"), "currency": "USD"}),
        ));
    }
    if stages == 0 && world.rng.percent(70) {
        let deadline = dates::after(world.today, world.rng.below(400));
        members.push(("deadline", dates::day(deadline).into()));
        members.push(("scope", (*world.rng.pick(&["full", "partial"])).into()));
        members.push(("reason", "public finances and the risk of sanctions".into()));
    }
    if let Some(chain) = &before {
        world.refer("follows", &chain.last);
    }
    if stage == "announced" || stage == "under_way" {
        let last = named(&members, id, "fund_exit");
        world.exits.push(Chain {
            shared,
            last,
            stages: stages + 1,
            millions: size,
        });
    }
    let english = format!(
        "A sale of {size} million dollars of bonds is {}",
        stage.replace('_', " ")
    );
    world.finish(
        &mut members,
        english,
        format!("出售{size}百万美元债券：{stage}"),
    );
    members
}

pub fn sanction(world: &mut World, id: Uuid) -> Members {
    let go_on = world.rng.percent(55) || world.sanctions.len() >= OPEN;
    let before = drawn(&mut world.sanctions, go_on, &mut world.rng);
    let mut members: Members = vec![
        ("kind", "sanction".into()),
        ("label", world.label("sanction")),
    ];
    let (shared, stages) = match &before {
        Some(chain) => (chain.shared.clone(), chain.stages),
        None => (beginning(world), 0),
    };
    members.extend(shared.iter().cloned());
    let draw = world.rng.below(10);
    let action = match (stages, draw) {
        (0, _) if draw < 4 => "threatened",
        (0 | 1, _) => "imposed",
        (_, 0..=2) => "lifted",
        (_, 3..=5) => "extended",
        (_, 6) => "eased",
        _ => "tightened",
    };
    members.push(("action", action.into()));
    if action != "threatened" && world.rng.percent(70) {
        let effective = dates::after(world.today, world.rng.below(40));
        members.push(("effective", dates::day(effective).into()));
        let expires = dates::after(effective, 180 + world.rng.below(400));
        members.push(("expires", dates::day(expires).into()));
    }
    if let Some(chain) = &before {
        world.refer("follows", &chain.last);
    }
    if action != "lifted" && stages < 9 {
        let last = named(&members, id, "sanction");
        world.sanctions.push(Chain {
            shared,
            last,
            stages: stages + 1,
            millions: 0,
        });
    }
    let english = format!("Measures against banks and shippers are {action} after talks fail");
    world.finish(
        &mut members,
        english,
        format!("针对银行与航运企业的措施：{action}"),
    );
    members
}

fn beginning(world: &mut World) -> Members {
    let by = world.country().0;
    let against = world.codes(by);
    let measures = [
        "asset_freeze",
        "trade_embargo",
        "export_control",
        "tariff",
        "financial",
    ];
    let mut shared: Members = vec![
        ("by", json!([by])),
        ("against", against),
        ("measure", (*world.rng.pick(&measures)).into()),
    ];
    if world.rng.percent(60) {
        let number = world.rng.below(40);
        shared.push(("program", format!("{by} package {number}").into()));
    }
    if world.rng.percent(30) {
        shared.push((
            "entities",
            json!(["Meridian Shipping Ltd", "Банк «Север»", "远洋航运集团"]),
        ));
    }
    shared
}
