//! Evidence (§7.2): what one event says about how an actor stands toward its targets.
//! Owns the table of axes, CAMEO codes and scores, and the direction actor → target.
//! Never weighs: that is `stance`. Events that are never evidence (an unaligned shift, a withdrawn sanction) are not looked at or counted.

use serde_json::Value;

use super::{dates, exits::Chain, known::Known, party, world::World};

/// One contribution to one row.
#[derive(Clone, Debug)]
pub struct Evidence {
    pub country: String,
    pub toward: String,
    pub actors: &'static str,
    pub position: u64,
    pub axis: &'static str,
    pub cameo: Option<&'static str>,
    /// In hundredths.
    pub score: i64,
    pub happened: i64,
    pub disputed: bool,
}

/// Axis, CAMEO code, score in hundredths.
type Line = (&'static str, Option<&'static str>, i64);

/// Whether an event is of a kind, and says something, that stance takes in.
pub fn is_of_stance(known: &Known) -> bool {
    match known.kind() {
        "threat" | "statement" | "fund_exit" => true,
        "policy_shift" => known.text("alignment").is_some(),
        "sanction" => known.text("action") != Some("withdrawn"),
        _ => false,
    }
}

/// What an event in view (other than an exit) contributes.
pub fn of_event(world: &mut World, known: &Known) -> Vec<Evidence> {
    let event = &known.event;
    let by = &event["by"];
    let (actors, side, targets) = match known.kind() {
        "sanction" => (codes(by), "state", codes(&event["against"])),
        "threat" => (one(party::country(by)), side(by), codes(&event["against"])),
        "policy_shift" | "statement" => {
            (one(party::country(by)), side(by), codes(&event["toward"]))
        }
        other => panic!("no evidence of kind {other}"),
    };
    let line = match known.kind() {
        "threat" if known.text("means") == Some("military") => Some(("words", Some("138"), -700)),
        "threat" => Some(("words", Some("131"), -580)),
        "policy_shift" => Some(shift(known)),
        "statement" => Some(statement(known)),
        _ => sanction(known, world.d),
    };
    directed(world, known, (&actors, side, &targets), line)
}

/// What the state of an exit chain contributes: holder country → asset issuer; a cancelled one nothing.
pub fn of_chain(world: &mut World, chain: &Chain) -> Vec<Evidence> {
    let state = chain.state();
    let line = match chain.stage() {
        "cancelled" => return Vec::new(),
        "announced" => ("words", None, -400),
        _ => ("deeds", None, -400),
    };
    let holder = &state.event["holder"];
    let issuer = state.event["asset"]["issuer"].as_str().map(str::to_owned);
    let (actors, targets) = (one(party::country(holder)), one(issuer));
    directed(world, state, (&actors, side(holder), &targets), Some(line))
}

/// Each actor toward each target. `line` is `None` for an easing that is not yet effective.
fn directed(
    world: &mut World,
    known: &Known,
    (actors, side, targets): (&[String], &'static str, &[String]),
    line: Option<Line>,
) -> Vec<Evidence> {
    if actors.is_empty() {
        world.leave_out("no_country");
        return Vec::new();
    }
    if targets.is_empty() {
        world.leave_out("no_target");
        return Vec::new();
    }
    let Some((axis, cameo, score)) = line else {
        world.leave_out("not_effective");
        return Vec::new();
    };
    let mut all = Vec::new();
    for country in actors {
        for toward in targets {
            if country == toward {
                world.leave_out("same_country");
                continue;
            }
            all.push(Evidence {
                country: country.clone(),
                toward: toward.clone(),
                actors: side,
                position: known.position,
                axis,
                cameo,
                score,
                happened: known.happened().latest,
                disputed: known.disputed > 0,
            });
        }
    }
    all
}

fn shift(known: &Known) -> Line {
    match known.text("alignment") {
        Some("away") => ("deeds", Some("160"), -400),
        Some("neutral") => ("deeds", Some("010"), 0),
        Some("closer") => ("deeds", Some("060"), 600),
        other => panic!("no such alignment: {other:?}"),
    }
}

fn sanction(known: &Known, d: i64) -> Option<Line> {
    let effective = known
        .text("effective")
        .is_none_or(|text| dates::span(text).expect("effective is a date").latest <= d);
    match known.text("action") {
        Some("threatened") => Some(("words", Some("1312"), -580)),
        Some("imposed" | "tightened" | "extended") if effective => {
            Some(("deeds", Some("163"), -800))
        }
        Some("imposed" | "tightened" | "extended") => Some(("words", Some("1312"), -580)),
        Some("eased" | "lifted") if effective => Some(("deeds", Some("085"), 700)),
        Some("eased" | "lifted") => None,
        other => panic!("no such action: {other:?}"),
    }
}

fn statement(known: &Known) -> Line {
    let (cameo, score) = match known.text("act").unwrap_or_default() {
        "comments" | "dismisses" => ("010", 0),
        "reassures" => ("013", 40),
        "considers" => ("014", 0),
        "denies" => ("016", -200),
        "appeals" => ("020", 300),
        "pledges" => ("030", 400),
        "consults" => ("040", 100),
        "negotiates" => ("046", 700),
        "praises" => ("051", 340),
        "supports" => ("053", 380),
        "concedes" => ("080", 500),
        "demands" => ("100", -500),
        "criticises" => ("111", -200),
        "accuses" => ("112", -200),
        "rejects" => ("120", -400),
        "warns" => ("130", -440),
        other => panic!("no such act: {other}"),
    };
    ("words", Some(cameo), score)
}

fn side(party: &Value) -> &'static str {
    if party::acts_for_state(party) {
        "state"
    } else {
        "others"
    }
}

fn one(code: Option<String>) -> Vec<String> {
    code.into_iter().collect()
}

fn codes(value: &Value) -> Vec<String> {
    let items = value.as_array().cloned().unwrap_or_default();
    items
        .iter()
        .filter_map(|code| code.as_str().map(str::to_owned))
        .collect()
}
