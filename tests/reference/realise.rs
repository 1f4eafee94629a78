//! From ops to a history: each op becomes an event (a weave: up to three) that fits what was recorded before, or nothing.
//! Owns what each deed draws on (open stages, live targets, hubs for links); its events pass through a `desk`, so all are valid by §3.
//! Never draws a random number: the same ops make the same history.

use serde_json::{Value, json};

use super::{
    amend,
    desk::Desk,
    generator::{Deed, Op},
    known::Known,
    pools::{self, Picks},
    rival,
};

/// Links are mostly among the first few events, so that chains, parallel links and cycles come about.
pub const HUBS: usize = 5;

/// The commits that the ops come to; empty ones are left out.
pub fn realise(ops: &[Op]) -> Vec<Vec<Value>> {
    let (mut desk, mut commits, mut open) = (Desk::default(), Vec::new(), Vec::new());
    for (index, op) in ops.iter().enumerate() {
        let (mut picks, name) = (Picks::new(&op.picks), format!("ev-{}", index + 1));
        let events = match op.deed {
            Deed::Weave => amend::weave(&mut picks, &desk.known(), &name),
            deed => event(deed, &mut picks, &desk.known()).map_or(vec![], |mut event| {
                event["label"] = json!(name);
                vec![event]
            }),
        };
        open.extend(events.into_iter().filter(|event| desk.add(event).is_ok()));
        if op.closes && !open.is_empty() {
            commits.push(std::mem::take(&mut open));
            desk.close();
        }
    }
    if !open.is_empty() {
        commits.push(open);
    }
    commits
}

fn event(deed: Deed, picks: &mut Picks, past: &[Known]) -> Option<Value> {
    let event = match deed {
        Deed::Statement => dated(picks, statement),
        Deed::Threat => dated(picks, threat),
        Deed::ExitStart => beside(picks, past, exit),
        Deed::ExitNext => return exit_next(picks, past),
        Deed::Holding => beside(picks, past, holding),
        Deed::YieldMove => dated(picks, yield_move),
        Deed::PolicyShift => dated(picks, policy_shift),
        Deed::SanctionStart => dated(picks, sanction),
        Deed::SanctionNext => {
            let before = tail(picks, past, "sanction")?;
            let mut next = dated(picks, sanction_next);
            next["follows"] = label(before);
            next
        }
        Deed::Observation => dated(picks, observation),
        Deed::Rival => return rival::of_an_earlier(picks, past),
        Deed::Forecast => dated(picks, forecast),
        Deed::Link => return link(picks, past),
        Deed::Answer => return rival::answer(picks, past),
        _ => return amend::amendment(deed, picks, past),
    };
    Some(event)
}

/// The fields that every event has, around those of its kind.
fn dated(picks: &mut Picks, own: fn(&mut Picks) -> Value) -> Value {
    let happened = *picks.of(pools::HAPPENED);
    let sources = pools::sources(picks);
    let mut event = own(picks);
    event["happened"] = json!(happened);
    event["sources"] = sources;
    picks.maybe(10, &mut event, "claimed_by", pools::CLAIMANTS);
    picks.maybe(15, &mut event, "title", pools::TITLES);
    if picks.chance(5) {
        event["ongoing"] = json!(true);
    }
    event
}

/// How earlier entries are named.
pub fn label(known: &Known) -> Value {
    known.event["label"].clone()
}

fn party(picks: &mut Picks) -> Value {
    picks.of(&pools::parties()).clone()
}

fn statement(picks: &mut Picks) -> Value {
    let acts = [
        "comments",
        "criticises",
        "praises",
        "warns",
        "pledges",
        "negotiates",
        "reassures",
        "denies",
        "rejects",
        "supports",
        "demands",
        "considers",
        "dismisses",
        "appeals",
        "consults",
        "concedes",
        "accuses",
    ];
    let mut event = json!({"kind": "statement", "by": party(picks), "act": picks.of(&acts)});
    let toward = pools::codes(picks);
    if picks.below(5) < 4 {
        event["toward"] = toward;
    }
    event
}

fn threat(picks: &mut Picks) -> Value {
    let mut event = json!({
        "kind": "threat", "by": party(picks), "against": pools::codes(picks), "consequence": "tariffs",
    });
    picks.maybe(40, &mut event, "means", &["military", "economic"]);
    picks.maybe(45, &mut event, "until", pools::FIELD_DATES);
    event
}

/// An exit or a holding, mostly of the holder, asset and currency of an earlier one, so that they meet in a row; now and then the same exit again.
fn beside(picks: &mut Picks, past: &[Known], own: fn(&mut Picks) -> Value) -> Value {
    let matters = |k: &&Known| matches!(k.kind(), "fund_exit" | "holding") && !k.retracted;
    let earlier: Vec<&Known> = past.iter().filter(matters).collect();
    let copies = picks.chance(60) && !earlier.is_empty();
    let model = copies.then(|| *picks.of(&earlier));
    let relayed = picks.chance(40);
    let mut event = dated(picks, own);
    let last = earlier.iter().rfind(|k| k.kind() == "fund_exit");
    if let Some(last) = last.filter(|_| relayed && event["kind"] == "fund_exit") {
        for field in ["holder", "asset", "stage", "amount", "done"] {
            event[field] = last.event[field].clone();
        }
        return super::known::without_nothing(&event);
    }
    if let Some(model) = model {
        event["holder"] = model.event["holder"].clone();
        event["asset"] = model.event["asset"].clone();
        for field in ["amount", "done"]
            .into_iter()
            .filter(|field| model.event.get(field).is_some())
        {
            for own in ["amount", "done"] {
                if event.get(own).is_some() {
                    event[own]["currency"] = model.event[field]["currency"].clone();
                }
            }
        }
    }
    event
}

fn exit(picks: &mut Picks) -> Value {
    let stages = [
        "announced",
        "announced",
        "under_way",
        "completed",
        "cancelled",
    ];
    let currency = *picks.of(pools::CURRENCIES);
    let mut event = json!({
        "kind": "fund_exit", "holder": party(picks), "asset": picks.of(&pools::assets()), "stage": picks.of(&stages),
    });
    figures(picks, &mut event, currency, 75, 25);
    event
}

fn figures(picks: &mut Picks, event: &mut Value, currency: &str, amount: usize, done: usize) {
    let (has_amount, value) = (picks.chance(amount), pools::amount(picks, currency));
    if has_amount {
        event["amount"] = value;
    }
    let (has_done, value) = (picks.chance(done), pools::amount(picks, currency));
    if has_done {
        event["done"] = value;
    }
    picks.maybe(30, event, "deadline", pools::FIELD_DATES);
}

/// The next stage of an open exit: same holder key, asset and (where the last stage names one) currency.
fn exit_next(picks: &mut Picks, past: &[Known]) -> Option<Value> {
    let before = tail(picks, past, "fund_exit")?;
    let currency = ["amount", "done"]
        .iter()
        .find_map(|field| before.event[field]["currency"].as_str())
        .unwrap_or(*picks.of(pools::CURRENCIES))
        .to_owned();
    let stage = match before.text("stage") {
        Some("announced") => *picks.of(&["under_way", "completed", "cancelled", "under_way"]),
        Some("under_way") => *picks.of(&["completed", "under_way", "cancelled"]),
        _ => *picks.of(&["announced", "under_way", "completed"]),
    };
    let mut next = dated(picks, |_| json!({"kind": "fund_exit"}));
    next["stage"] = json!(stage);
    next["holder"] = before.event["holder"].clone();
    next["asset"] = before.event["asset"].clone();
    next["follows"] = label(before);
    figures(picks, &mut next, &currency, 35, 45);
    Some(next)
}

/// A live event of a kind that no live one follows.
fn tail<'a>(picks: &mut Picks, past: &'a [Known], kind: &str) -> Option<&'a Known> {
    let live: Vec<&Known> = past
        .iter()
        .filter(|k| !k.retracted && k.kind() == kind)
        .collect();
    let tails: Vec<&Known> = live
        .iter()
        .copied()
        .filter(|k| live.iter().all(|later| later.event["follows"] != k.id))
        .collect();
    (!tails.is_empty()).then(|| *picks.of(&tails))
}

fn holding(picks: &mut Picks) -> Value {
    let currency = *picks.of(pools::CURRENCIES);
    let mut event = json!({
        "kind": "holding", "holder": party(picks), "asset": picks.of(&pools::assets()),
        "amount": pools::amount(picks, currency),
    });
    picks.maybe(60, &mut event, "series", &["tic", "annual-report"]);
    picks.maybe(
        40,
        &mut event,
        "basis",
        &["market", "face", "book", "unknown"],
    );
    picks.maybe(
        40,
        &mut event,
        "attribution",
        &["custodian", "owner", "unknown"],
    );
    event
}

/// Mostly a level; now and then a record or a change without one.
fn yield_move(picks: &mut Picks) -> Value {
    let mut event = json!({
        "kind": "yield_move",
        "instrument": {"issuer": picks.of(&["JP", "JP", "US"]), "tenor": picks.of(&["30Y", "10Y"])},
    });
    match picks.below(6) {
        4 => event["record"] = json!(picks.of(&["high", "low"])),
        5 => event["from"] = json!(picks.of(pools::LEVELS)),
        _ => event["level"] = json!(picks.of(pools::LEVELS)),
    }
    picks.maybe(25, &mut event, "change_bp", &["12.5", "-3"]);
    picks.maybe(25, &mut event, "record", &["high", "low"]);
    picks.maybe(30, &mut event, "series", &["mof", "tradeweb"]);
    picks.maybe(25, &mut event, "basis", &["close", "intraday"]);
    event
}

fn policy_shift(picks: &mut Picks) -> Value {
    let mut event = json!({
        "kind": "policy_shift", "by": party(picks), "area": picks.of(&["reserves", "trade", "monetary"]),
    });
    let (has_toward, toward) = (picks.below(5) < 4, pools::codes(picks));
    if has_toward {
        event["toward"] = toward;
    }
    picks.maybe(85, &mut event, "alignment", &["away", "closer", "neutral"]);
    picks.maybe(25, &mut event, "effective", pools::FIELD_DATES);
    event
}

fn sanction(picks: &mut Picks) -> Value {
    let actions = ["imposed", "threatened", "imposed", "tightened", "eased"];
    sanction_with(picks, &actions, 50)
}

/// A later stage leaves more to those before it.
fn sanction_next(picks: &mut Picks) -> Value {
    let actions = [
        "tightened",
        "extended",
        "eased",
        "lifted",
        "extended",
        "withdrawn",
        "imposed",
        "threatened",
    ];
    sanction_with(picks, &actions, 25)
}

fn sanction_with(picks: &mut Picks, actions: &[&str], percent: usize) -> Value {
    let mut event = json!({
        "kind": "sanction", "by": pools::codes(picks), "measure": picks.of(&["tariff", "asset_freeze", "financial"]),
        "action": picks.of(actions),
    });
    let against = pools::codes(picks);
    match picks.below(5) {
        0 => event["entities"] = json!(["Acme Shipping"]),
        1 => {
            event["entities"] = json!(["Acme Shipping", "海运公司"]);
            event["against"] = against;
        }
        _ => event["against"] = against,
    }
    picks.maybe(percent, &mut event, "effective", pools::FIELD_DATES);
    picks.maybe(percent, &mut event, "expires", pools::FIELD_DATES);
    picks.maybe(percent, &mut event, "program", &["SDN", "EO 14114"]);
    event
}

fn observation(picks: &mut Picks) -> Value {
    let measures = ["federal_debt", "interest_to_tax", "federal_debt"];
    let mut event =
        json!({"kind": "observation", "subject": party(picks), "measure": picks.of(&measures)});
    match picks.below(8) {
        0..3 => event["amount"] = pools::amount(picks, "USD"),
        3..5 => event["percent"] = json!(picks.of(pools::PERCENTS)),
        5 => event["amount"] = pools::amount(picks, "EUR"),
        6 => event["count"] = json!(picks.of(&[199, 200, 0, 1000])),
        _ => event["rank"] = json!(1 + picks.below(3)),
    }
    picks.maybe(30, &mut event, "series", &["treasury-fiscal-data", "imf"]);
    event
}

fn forecast(picks: &mut Picks) -> Value {
    let mut event = json!({"kind": "forecast", "by": party(picks), "claim": "yields will rise"});
    picks.maybe(50, &mut event, "horizon", pools::FIELD_DATES);
    event
}

/// A link between two live events, mostly hubs; impossible ones and cycles come about by themselves.
fn link(picks: &mut Picks, past: &[Known]) -> Option<Value> {
    let live: Vec<&Known> = past
        .iter()
        .filter(|k| !k.retracted && !k.is_link() && !k.is_amendment())
        .collect();
    if live.len() < 2 {
        return None;
    }
    let range = if picks.chance(20) {
        live.len()
    } else {
        live.len().min(HUBS)
    };
    let cause = picks.below(range);
    let effect = (cause + 1 + picks.below(range - 1)) % range;
    let relations = [
        "causes",
        "triggers",
        "motivates",
        "complies",
        "carries_out",
        "responds_to",
        "withdraws",
    ];
    let mut link = json!({
        "kind": "link", "cause": label(live[cause]), "effect": label(live[effect]), "relation": picks.of(&relations),
    });
    let confidences = [
        json!(0.9),
        json!(0.6),
        json!(0.3),
        json!(0.4567),
        json!(1),
        json!(0),
    ];
    let confidence = picks.of(&confidences).clone();
    if picks.below(4) > 0 {
        link["confidence"] = confidence;
    }
    let sources = pools::sources(picks);
    if picks.chance(60) {
        link["sources"] = sources;
    }
    picks.maybe(15, &mut link, "claimed_by", pools::CLAIMANTS);
    Some(link)
}
