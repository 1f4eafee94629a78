//! Deeds that speak of earlier ones in the views of §7.4: rival figures for one thing, and links that answer a threat.
//! Owns how a rival differs: in date, sources, value, series, each by itself.
//! Never judges whether it contradicts: the tolerance is met exactly, missed by little, or passed by far.

use serde_json::{Value, json};

use super::{
    known::Known,
    money,
    pools::{self, Picks},
    realise,
};

/// Another figure for what a live holding, level of a yield or observation gave one for.
pub fn of_an_earlier(picks: &mut Picks, past: &[Known]) -> Option<Value> {
    let gives = |k: &&Known| {
        !k.retracted
            && match k.kind() {
                "holding" | "observation" => true,
                "yield_move" => k.text("level").is_some(),
                _ => false,
            }
    };
    let models: Vec<&Known> = past.iter().filter(gives).collect();
    if models.is_empty() {
        return None;
    }
    // Mostly of the first few, so that several speak of one thing.
    let range = if picks.chance(25) {
        models.len()
    } else {
        models.len().min(2)
    };
    let mut event = models[picks.below(range)].event.clone();
    let wide = ["2026-01", "2025", "2026-01-20/2026-01-31", "2026-33"];
    match picks.below(8) {
        0..3 => {}
        3 | 4 => event["happened"] = json!(picks.of(&wide)),
        _ => event["happened"] = json!(picks.of(pools::HAPPENED)),
    }
    event["sources"] = pools::sources(picks);
    match event["kind"].as_str() {
        Some("yield_move") => event["level"] = near(picks, &event["level"]),
        Some("observation") if event.get("percent").is_some() => {
            event["percent"] = near(picks, &event["percent"]);
        }
        Some("observation") if event.get("count").is_some() => {
            event["count"] = json!(picks.of(&[199, 200, 201, 1000]));
        }
        Some("observation") if event.get("rank").is_some() => {
            event["rank"] = json!(1 + picks.below(3));
        }
        _ => amount(picks, &mut event["amount"]),
    }
    if picks.chance(30) {
        event["series"] = json!(picks.of(&["tic", "imf", "tradeweb"]));
    }
    // One party may be given two countries; its key stays.
    let (moves, country) = (picks.chance(20), *picks.of(pools::COUNTRIES));
    for party in ["holder", "subject"] {
        let keyed = event[party].get("name").is_some() || event[party].get("id").is_some();
        if moves && keyed {
            event[party]["country"] = json!(country);
        }
    }
    event["claimed_by"] = match picks.below(6) {
        5 => json!(picks.of(pools::CLAIMANTS)),
        _ => Value::Null,
    };
    Some(super::known::without_nothing(&event))
}

fn amount(picks: &mut Picks, amount: &mut Value) {
    amount["value"] = near(picks, &amount["value"]);
    let (value, high) = (amount["value"].as_str(), amount["high"].as_str());
    let backwards = value.and_then(money::micro) > high.and_then(money::micro);
    if backwards || picks.chance(50) {
        amount["high"] = Value::Null;
    }
    match picks.below(8) {
        4 => amount["bound"] = json!("at_least"),
        5 => amount["bound"] = json!("at_most"),
        6 => amount["bound"] = json!("about"),
        7 => amount["bound"] = Value::Null,
        _ => {}
    }
}

/// The figure doubled, the same, nought, or 0.5 % less: exactly, or a millionth more or less than that.
fn near(picks: &mut Picks, figure: &Value) -> Value {
    let figure = figure.as_str().and_then(money::signed).expect("a figure");
    let half_a_percent = figure - figure / 200;
    let rival = match picks.below(8) {
        0 | 1 => figure * 2,
        2 => figure,
        3 => half_a_percent,
        4 => half_a_percent - 1,
        5 => half_a_percent + 1,
        6 => figure - figure / 8,
        _ => 0,
    };
    let fits = rival >= 0 || figure < 0;
    let text = money::show(if fits { rival } else { figure });
    match money::signed(&text) {
        Some(_) => json!(text),
        None => json!(money::show(figure)),
    }
}

/// A link from one of the first live threats to one of the latest live events, mostly one that the dates allow.
pub fn answer(picks: &mut Picks, past: &[Known]) -> Option<Value> {
    let live: Vec<&Known> = past
        .iter()
        .filter(|k| !k.retracted && !k.is_link() && !k.is_amendment())
        .collect();
    let threats: Vec<&Known> = live
        .iter()
        .copied()
        .filter(|k| k.kind() == "threat")
        .collect();
    if threats.is_empty() {
        return None;
    }
    let threat = *picks.of(&threats[..threats.len().min(2)]);
    let any_time = picks.chance(20);
    let possible = |k: &&Known| any_time || k.happened().latest >= threat.happened().earliest;
    let others: Vec<&Known> = live
        .into_iter()
        .filter(|k| k.id != threat.id)
        .filter(possible)
        .collect();
    let range = others.len().min(2 * realise::HUBS);
    if range == 0 {
        return None;
    }
    let effect = others[others.len() - 1 - picks.below(range)];
    let relations = [
        "complies",
        "defies",
        "carries_out",
        "partly_carries_out",
        "withdraws",
        "carries_out",
        "partly_carries_out",
    ];
    let mut link = json!({
        "kind": "link", "cause": realise::label(threat), "effect": realise::label(effect),
        "relation": picks.of(&relations),
    });
    let sources = pools::sources(picks);
    if picks.chance(60) {
        link["sources"] = sources;
    }
    picks.maybe(15, &mut link, "claimed_by", pools::CLAIMANTS);
    Some(link)
}
