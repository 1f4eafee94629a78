//! Amendments of a random history: corrections, retractions, disputes, corroborations, and what they aim at.
//! Owns the patches, among them such as are only valid after an earlier correction, which a later retraction may undo.
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
    let target = match deed {
        Deed::Undo => earlier_correction(picks, past)?,
        _ => target(deed, picks, past)?,
    };
    let mut event = match deed {
        Deed::Correction => {
            let changes = changes(picks, target, past);
            json!({"kind": "correction", "changes": changes, "reason": "the record says otherwise"})
        }
        Deed::Retraction | Deed::Undo => json!({"kind": "retraction", "reason": "not so"}),
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
    let first: Vec<&Known> = events.iter().copied().take(HUBS).collect();
    let list = match (deed, picks.below(4)) {
        (Deed::Retraction, 0..3) if !amendments.is_empty() => &amendments,
        (Deed::Correction, 0..2) if !revised.is_empty() => &revised,
        (_, 3) => &first,
        _ => &events,
    };
    (!list.is_empty()).then(|| *picks.of(list))
}

/// A live correction after which its target was corrected again.
fn earlier_correction<'a>(picks: &mut Picks, past: &'a [Known]) -> Option<&'a Known> {
    let live: Vec<&Known> =
        past.iter().filter(|k| !k.retracted && k.kind() == "correction").collect();
    let earlier: Vec<&Known> = live
        .iter()
        .copied()
        .filter(|k| live.iter().any(|l| l.position > k.position && l.event["target"] == k.event["target"]))
        .collect();
    (!earlier.is_empty()).then(|| *picks.of(&earlier))
}

/// Patches that are valid only thanks to an earlier correction: they build on what it put there.
fn fragile(target: &Known) -> Vec<Value> {
    let (before, now) = (&target.entry["event"], &target.event);
    let added = |field: &str| before.get(field).is_none() && now.get(field).is_some();
    let mut patches = Vec::new();
    for field in ["amount", "done"].into_iter().filter(|field| added(field)) {
        patches.push(json!({field: {"value": "12.5", "high": null}}));
    }
    if added("percent") {
        patches.push(json!({"percent": "19"}));
    }
    if added("entities") || added("against") {
        patches.push(json!({if added("entities") { "against" } else { "entities" }: null}));
    }
    for field in ["holder", "by", "subject"] {
        let added = |part: &str| before[field].get(part).is_none() && now[field].get(part).is_some();
        if now[field].is_object() && (added("name") || added("country")) {
            let other = if added("name") { "country" } else { "name" };
            patches.push(json!({field: {other: null}}));
        }
    }
    patches
}

/// A merge patch for an event.
fn changes(picks: &mut Picks, target: &Known, past: &[Known]) -> Value {
    let fragile = fragile(target);
    match picks.below(8) {
        3..6 if !fragile.is_empty() => picks.of(&fragile).clone(),
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
        "threat" => match picks.below(3) {
            0 => json!({"means": picks.of(&["military", "economic"])}),
            1 => json!({"against": pools::codes(picks)}),
            _ => json!({"by": party_patch(picks)}),
        },
        "policy_shift" => match picks.below(3) {
            0 => json!({"alignment": null}),
            1 => json!({"alignment": picks.of(&["away", "closer", "neutral"])}),
            _ => json!({"toward": pools::codes(picks)}),
        },
        "sanction" => match picks.below(4) {
            0 => json!({"action": picks.of(&["imposed", "lifted", "eased", "threatened", "withdrawn"])}),
            1 => json!({"effective": picks.of(pools::FIELD_DATES)}),
            2 => json!({"entities": ["Acme Shipping"]}),
            _ => json!({"against": pools::codes(picks)}),
        },
        "statement" => match picks.below(3) {
            0 => json!({"act": picks.of(&["warns", "praises", "denies", "comments"])}),
            1 => json!({"toward": null}),
            _ => json!({"by": party_patch(picks)}),
        },
        "observation" => match picks.below(2) {
            0 => json!({"amount": null, "rank": null, "percent": picks.of(&["18.5", "23"])}),
            _ => json!({"percent": null, "rank": null, "amount": whole_amount(picks, "USD")}),
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
        3 => json!({"amount": whole_amount(picks, &currency), "done": whole_amount(picks, &currency)}),
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
    let ends: Vec<&Known> =
        past.iter().filter(|k| !k.retracted && !k.is_link() && !k.is_amendment()).take(HUBS).collect();
    match picks.below(5) {
        0 if !ends.is_empty() => json!({"effect": label(picks.of::<&Known>(&ends))}),
        1 => json!({"confidence": null}),
        2 => json!({"relation": picks.of(&["enables", "amplifies", "defies"])}),
        _ => json!({"confidence": 0.25}),
    }
}
