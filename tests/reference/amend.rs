//! Amendments of a random history: corrections, retractions, disputes, corroborations, and what they aim at.
//! Owns the patches, and the weaves: a correction that is only valid thanks to an earlier one, which a retraction may undo.
//! Never aims at a retracted entry, nor at an amendment but to retract it.

use serde_json::{Value, json};

use super::{
    generator::Deed,
    known::Known,
    pools::{self, Picks},
    realise::{HUBS, label},
};

/// The amendment that an op comes to.
pub fn amendment(deed: Deed, picks: &mut Picks, past: &[Known]) -> Option<Value> {
    let target = target(deed, picks, past)?;
    let mut event = match deed {
        Deed::Correction => {
            let changes = changes(picks, target, past);
            json!({"kind": "correction", "changes": changes, "reason": "the record says otherwise"})
        }
        Deed::Retraction => json!({"kind": "retraction", "reason": "not so"}),
        Deed::Dispute => json!({"kind": "dispute", "claim": "it was not so", "by": "the fund"}),
        Deed::Corroboration => json!({"kind": "corroboration"}),
        other => panic!("no amendment: {other:?}"),
    };
    event["target"] = label(target);
    let sources = pools::sources(picks);
    if deed == Deed::Corroboration || picks.chance(50) {
        event["sources"] = sources;
    }
    Some(event)
}

/// A live entry. Half of the retractions aim at amendments; corrections often aim at what was corrected before.
fn target<'a>(deed: Deed, picks: &mut Picks, past: &'a [Known]) -> Option<&'a Known> {
    let live: Vec<&Known> = past.iter().filter(|k| !k.retracted).collect();
    let (amendments, events): (Vec<&Known>, Vec<&Known>) =
        live.into_iter().partition(|k| k.is_amendment());
    let revised: Vec<&Known> = events.iter().copied().filter(|k| k.revisions > 0).collect();
    let links: Vec<&Known> = events.iter().copied().filter(|k| k.is_link()).collect();
    let first: Vec<&Known> = events.iter().copied().take(HUBS).collect();
    let list = match (deed, picks.below(4)) {
        (Deed::Retraction, 0..=2) if !amendments.is_empty() => &amendments,
        (Deed::Dispute, 0) if !links.is_empty() => &links,
        (Deed::Correction, 0 | 1) if !revised.is_empty() => &revised,
        (_, 3) => &first,
        _ => &events,
    };
    (!list.is_empty()).then(|| *picks.of(list))
}

/// Two corrections of one event, the second valid only thanks to the first, and mostly a retraction of the first.
pub fn weave(picks: &mut Picks, past: &[Known], name: &str) -> Vec<Value> {
    let woven: Vec<(&Known, [Value; 2])> = past
        .iter()
        .filter(|k| !k.retracted)
        .filter_map(|k| Some((k, leaning(k)?)))
        .collect();
    if woven.is_empty() {
        return Vec::new();
    }
    let (target, changes) = picks.of(&woven);
    let of = |part: &str, event: Value| {
        let mut event = event;
        event["label"] = json!(format!("{name}-{part}"));
        event["reason"] = json!("read again");
        event
    };
    let correction = |changes: &Value| json!({"kind": "correction", "target": label(target), "changes": changes});
    let mut all = vec![
        of("a", correction(&changes[0])),
        of("b", correction(&changes[1])),
    ];
    if picks.below(4) > 0 {
        let target = all[0]["label"].clone();
        all.push(of("c", json!({"kind": "retraction", "target": target})));
    }
    all
}

/// A patch, and one that leans on it.
fn leaning(target: &Known) -> Option<[Value; 2]> {
    let event = &target.event;
    let has = |field: &str| event.get(field).is_some();
    match target.kind() {
        "observation" if has("amount") => Some([
            json!({"amount": null, "percent": "18"}),
            json!({"percent": "19.5"}),
        ]),
        "observation" => Some([
            json!({"percent": null, "rank": null, "count": null, "amount": {"value": "3", "currency": "EUR"}}),
            json!({"amount": {"value": "12.5"}}),
        ]),
        "fund_exit" if !has("amount") => {
            let currency = event["done"]["currency"].as_str().unwrap_or("USD");
            Some([
                json!({"amount": {"value": "80", "currency": currency}}),
                json!({"amount": {"value": "12.5", "bound": "about"}}),
            ])
        }
        "sanction" if !has("entities") => Some([
            json!({"entities": ["Acme Shipping"]}),
            json!({"against": null}),
        ]),
        "sanction" if !has("against") => {
            Some([json!({"against": ["CN"]}), json!({"entities": null})])
        }
        "threat" | "statement" | "policy_shift" if event["by"].get("name").is_none() => Some([
            json!({"by": {"name": "A Ministry"}}),
            json!({"by": {"country": null}}),
        ]),
        _ => None,
    }
}

/// A merge patch for an event.
fn changes(picks: &mut Picks, target: &Known, past: &[Known]) -> Value {
    match picks.below(8) {
        0 if !target.is_link() => json!({"happened": picks.of(pools::HAPPENED)}),
        1 => json!({"sources": pools::sources(picks)}),
        2 => match picks.below(3) {
            0 => json!({"claimed_by": "a commentary"}),
            1 => json!({"claimed_by": null}),
            _ => json!({"title": picks.of(pools::TITLES), "note": "mended"}),
        },
        _ => own_changes(picks, target, past),
    }
}

fn own_changes(picks: &mut Picks, target: &Known, past: &[Known]) -> Value {
    match target.kind() {
        "fund_exit" => exit(picks, target),
        "holding" => match picks.below(4) {
            0 => json!({"amount": whole_amount(picks, "USD")}),
            1 => json!({"series": picks.of(&["tic", "annual-report"])}),
            2 => json!({"series": null, "basis": "face"}),
            _ => json!({"holder": party_patch(picks)}),
        },
        "threat" => match picks.below(5) {
            0 => json!({"means": picks.of(&["military", "economic"])}),
            1 => json!({"until": picks.of(pools::FIELD_DATES)}),
            2 => json!({"until": null}),
            3 => json!({"against": pools::codes(picks)}),
            _ => json!({"by": party_patch(picks)}),
        },
        "policy_shift" => match picks.below(3) {
            0 => json!({"alignment": null}),
            1 => json!({"alignment": picks.of(&["away", "closer", "neutral"])}),
            _ => json!({"toward": pools::codes(picks)}),
        },
        "sanction" => match picks.below(8) {
            0 => {
                json!({"action": picks.of(&["imposed", "lifted", "eased", "threatened", "withdrawn"])})
            }
            1 => json!({"effective": picks.of(pools::FIELD_DATES)}),
            2 => json!({"entities": ["Acme Shipping"]}),
            3 => json!({"effective": null}),
            4 => json!({"expires": picks.of(pools::FIELD_DATES)}),
            5 => json!({"expires": null, "program": null}),
            6 => json!({"follows": null}),
            _ => json!({"against": pools::codes(picks)}),
        },
        "statement" => match picks.below(3) {
            0 => json!({"act": picks.of(&["warns", "praises", "denies", "comments"])}),
            1 => json!({"toward": null}),
            _ => json!({"by": party_patch(picks)}),
        },
        "observation" => match picks.below(4) {
            0 => {
                json!({"amount": null, "rank": null, "count": null, "percent": picks.of(pools::PERCENTS)})
            }
            1 => json!({"series": picks.of(&["imf", "bis"])}),
            2 => json!({"subject": party_patch(picks)}),
            _ => {
                json!({"percent": null, "rank": null, "count": null, "amount": whole_amount(picks, "USD")})
            }
        },
        "yield_move" => match picks.below(4) {
            0 => json!({"level": picks.of(pools::LEVELS)}),
            1 => json!({"level": null, "record": "high"}),
            2 => json!({"series": null, "basis": null}),
            _ => json!({"instrument": {"tenor": "10Y"}}),
        },
        "link" => link(picks, past),
        _ => json!({"note": "seen again"}),
    }
}

fn exit(picks: &mut Picks, target: &Known) -> Value {
    let currency = ["amount", "done"]
        .iter()
        .find_map(|field| target.event[field]["currency"].as_str())
        .unwrap_or(*picks.of(pools::CURRENCIES))
        .to_owned();
    match picks.below(10) {
        0 => json!({"amount": whole_amount(picks, &currency)}),
        1 => json!({"done": whole_amount(picks, &currency)}),
        2 => json!({"amount": null}),
        3 => {
            json!({"amount": whole_amount(picks, &currency), "done": whole_amount(picks, &currency)})
        }
        4 => json!({"done": {"bound": "about"}}),
        5 => json!({"stage": picks.of(&["completed", "cancelled", "under_way", "announced"])}),
        6 => json!({"deadline": picks.of(pools::FIELD_DATES)}),
        7 => json!({"holder": party_patch(picks)}),
        8 => json!({"amount": {"currency": picks.of(pools::CURRENCIES)}}),
        _ => json!({"follows": null}),
    }
}

/// An amount that leaves nothing of an earlier one.
fn whole_amount(picks: &mut Picks, currency: &str) -> Value {
    let mut amount = pools::amount(picks, currency);
    for field in ["bound", "high"] {
        if amount.get(field).is_none() {
            amount[field] = Value::Null;
        }
    }
    amount
}

/// Some keep the key and some do not; some are refused, where no name or country would be left.
fn party_patch(picks: &mut Picks) -> Value {
    match picks.below(6) {
        0 => json!({"country": picks.of(pools::COUNTRIES)}),
        1 => json!({"name": "AkademikerPension"}),
        2 => json!({"country": null}),
        3 => json!({"name": null}),
        4 => json!({"type": picks.of(&["central_bank", "pension_fund", "country", "company"])}),
        _ => json!({"type": null}),
    }
}

fn link(picks: &mut Picks, past: &[Known]) -> Value {
    let ends: Vec<&Known> = past
        .iter()
        .filter(|k| !k.retracted && !k.is_link() && !k.is_amendment())
        .take(HUBS)
        .collect();
    match picks.below(5) {
        0 if !ends.is_empty() => json!({"effect": label(picks.of::<&Known>(&ends))}),
        1 => json!({"confidence": null}),
        2 => {
            json!({"relation": picks.of(&["enables", "complies", "defies", "withdraws", "partly_carries_out"])})
        }
        _ => json!({"confidence": 0.25}),
    }
}
