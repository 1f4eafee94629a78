//! Events that name no other entry: levels, yields, statements, figures, forecasts, threats,
//! shifts of policy. Owns what each says; dates, titles and sources are added by the world.

use serde_json::{Value, json};

use super::dates;
use super::draft::Members;
use super::words;
use super::world::World;

/// Cents as a decimal without trailing zeros.
pub fn decimal(hundredths: i64) -> String {
    let sign = if hundredths < 0 { "-" } else { "" };
    let size = hundredths.unsigned_abs();
    let text = format!("{sign}{}.{:02}", size / 100, size % 100);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// An amount of so many millions.
pub fn amount(world: &mut World, millions: u64, currency: &str) -> Value {
    let mut amount = json!({"value": format!("{millions}000000"), "currency": currency});
    match world.rng.below(20) {
        0..5 => amount["bound"] = "about".into(),
        5 => amount["bound"] = "at_least".into(),
        6 => amount["bound"] = "at_most".into(),
        7 => amount["high"] = format!("{}000000", millions + millions / 5 + 1).into(),
        _ => {}
    }
    amount
}

/// A size in millions: many small, few large.
pub fn millions(world: &mut World) -> u64 {
    let scale = 10_u64.pow(1 + world.rng.below(5) as u32);
    1 + world.rng.below(scale * 9)
}

pub fn holding(world: &mut World) -> Members {
    let (holder, who, chinese) = world.holder();
    let (class, issuer, what, what_chinese) = *world.rng.pick(words::ASSETS);
    let size = millions(world);
    let mut members: Members = vec![("kind", "holding".into())];
    if world.rng.percent(20) {
        members.push(("label", world.label("level")));
    }
    members.push(("holder", holder));
    members.push(("asset", json!({"class": class, "issuer": issuer})));
    let amount = amount(world, size, "USD");
    members.push(("amount", amount));
    if world.rng.percent(80) {
        members.push((
            "series",
            (*world.rng.pick(&["tic-mfh", "annual-report", "13f"])).into(),
        ));
    }
    if world.rng.percent(50) {
        members.push((
            "basis",
            (*world.rng.pick(&["market", "face", "unknown"])).into(),
        ));
        members.push((
            "attribution",
            (*world.rng.pick(&["custodian", "owner"])).into(),
        ));
    }
    let english = format!("{who} holds {what} of {size} million dollars at the end of the month");
    let chinese = format!("{chinese}持有{what_chinese}{size}百万美元");
    world.finish(&mut members, english, chinese);
    members
}

pub fn yield_move(world: &mut World) -> Members {
    let issuers = ["US", "JP", "DE", "GB", "FR", "IT", "CN"];
    let issuer = *world.rng.pick(&issuers);
    let tenor = *world.rng.pick(&["2Y", "5Y", "10Y", "30Y", "40Y"]);
    let level = world.rng.below(700) as i64 - 50;
    let change = world.rng.below(60) as i64 - 30;
    let mut members: Members = vec![
        ("kind", "yield_move".into()),
        ("instrument", json!({"issuer": issuer, "tenor": tenor})),
        ("level", decimal(level).into()),
    ];
    if world.rng.percent(60) {
        members.push(("from", decimal(level - change).into()));
        members.push(("change_bp", change.to_string().into()));
    }
    if world.rng.percent(3) {
        members.push(("record", (*world.rng.pick(&["high", "low"])).into()));
    }
    if world.rng.percent(70) {
        members.push(("basis", (*world.rng.pick(&["close", "intraday"])).into()));
    }
    members.push(("series", format!("{}-govt", issuer.to_lowercase()).into()));
    let level = decimal(level);
    let english =
        format!("The {tenor} yield of {issuer} stands at {level} per cent after the auction");
    let chinese = format!("{issuer} {tenor}国债收益率报{level}%");
    world.finish(&mut members, english, chinese);
    members
}

pub fn statement(world: &mut World) -> Members {
    let (by, code, who, chinese) = world.actor();
    let act = *world.rng.pick(words::ACTS);
    let mut members: Members = vec![("kind", "statement".into())];
    if world.rng.percent(30) {
        members.push(("label", world.label("said")));
    }
    members.push(("by", by));
    members.push(("act", act.into()));
    let toward = world.codes(code);
    members.push(("toward", toward));
    if world.rng.percent(50) {
        members.push(("speaker", (*world.rng.pick(words::PEOPLE)).into()));
        members.push(("quote", (*world.rng.pick(words::QUOTES)).into()));
    }
    let english = format!("{who} {act} in remarks on reserves and the sale of government bonds");
    let chinese = format!("{chinese}就外汇储备与抛售国债一事表态");
    world.finish(&mut members, english, chinese);
    members
}

pub fn observation(world: &mut World) -> Members {
    let (code, name, chinese) = *world.country();
    let mut members: Members = vec![("kind", "observation".into())];
    if world.rng.percent(15) {
        members.push(("label", world.label("figure")));
    }
    members.push(("subject", json!({"country": code})));
    let size = millions(world);
    let figure = match world.rng.below(4) {
        0 => ("federal_debt", "amount", amount(world, size, "USD")),
        1 => (
            "interest_to_tax",
            "percent",
            decimal(size as i64 % 4000).into(),
        ),
        2 => ("gold_tonnes", "count", json!(size % 9000)),
        _ => ("treasury_holder_rank", "rank", json!(1 + size % 40)),
    };
    members.push(("measure", figure.0.into()));
    members.push((figure.1, figure.2));
    let english = format!(
        "{} of {name} in the latest release",
        figure.0.replace('_', " ")
    );
    world.finish(
        &mut members,
        english,
        format!("{chinese}最新公布的{}数据", figure.0),
    );
    members
}

pub fn forecast(world: &mut World) -> Members {
    let (by, who, chinese) = world.holder();
    let size = millions(world);
    let mut members: Members = vec![
        ("kind", "forecast".into()),
        ("by", by),
        (
            "claim",
            format!("Up to {size} million dollars of bonds could be sold within the year.").into(),
        ),
    ];
    if world.rng.percent(60) {
        let amount = amount(world, size, "USD");
        members.push(("amount", amount));
    }
    let horizon = dates::month(dates::after(world.today, world.rng.below(700)));
    members.push(("horizon", horizon.into()));
    let english = format!("{who} expects sales of up to {size} million dollars");
    world.finish(
        &mut members,
        english,
        format!("{chinese}预计抛售规模可达{size}百万美元"),
    );
    members
}

pub fn policy_shift(world: &mut World) -> Members {
    let (by, code, who, chinese) = world.actor();
    let area = *world.rng.pick(&[
        "monetary", "trade", "reserves", "payments", "capital", "security",
    ]);
    let mut members: Members = vec![
        ("kind", "policy_shift".into()),
        ("label", world.label("shift")),
        ("by", by),
        ("area", area.into()),
    ];
    let toward = world.codes(code);
    members.push(("toward", toward));
    members.push((
        "alignment",
        (*world.rng.pick(&["closer", "neutral", "away"])).into(),
    ));
    if world.rng.percent(50) {
        members.push(("from", "the rule of the last decade".into()));
        members.push(("to", "a rule announced for the coming year".into()));
    }
    if world.rng.percent(50) {
        let effective = dates::after(world.today, world.rng.below(200));
        members.push(("effective", dates::day(effective).into()));
    }
    let english = format!("{who} changes its {area} policy and names a date for the first step");
    world.finish(&mut members, english, format!("{chinese}调整政策：{area}"));
    members
}

pub fn threat(world: &mut World) -> Members {
    let (by, code, who, chinese) = world.actor();
    let mut members: Members = vec![
        ("kind", "threat".into()),
        ("label", world.label("threat")),
        ("by", by),
    ];
    let against = world.codes(code);
    members.push(("against", against));
    members.push((
        "consequence",
        "tariffs on every shipment, and more if that does not help".into(),
    ));
    if world.rng.percent(60) {
        members.push(("condition", "holders go on selling government bonds".into()));
    }
    if world.rng.percent(50) {
        members.push(("speaker", (*world.rng.pick(words::PEOPLE)).into()));
        members.push(("quote", (*world.rng.pick(words::QUOTES)).into()));
    }
    if world.rng.percent(10) {
        members.push(("means", "military".into()));
    }
    if world.rng.percent(50) {
        let until = dates::after(world.today, world.rng.below(300));
        members.push(("until", dates::day(until).into()));
    }
    let english = format!("{who} threatens tariffs if holders go on selling");
    world.finish(&mut members, english, format!("{chinese}威胁加征关税"));
    members
}
