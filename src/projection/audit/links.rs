//! The rules about links: what the dates say of them, whether their ends still stand, and
//! whether anybody but the desk says so. Owns nothing of the graph: flags are those of the chain.

use std::collections::HashMap;

use super::rules::{
    IMPOSSIBLE_LINK, INFERRED_LINK, LINK_ON_DISPUTED, LINK_ON_RETRACTED, UNCLEAR_LINK,
};
use super::{Ledger, disputed_by, joined, name_of, open_disputes};
use crate::facts::Scope;
use crate::log::Entry;
use crate::projection::chain::graph::{Arrow, Graph, Spot};
use crate::projection::tally::Tally;

/// What the rules need to know of a cause or an effect.
#[derive(Clone)]
struct End {
    position: u64,
    name: String,
    happened: String,
    retracted_by: Option<u64>,
    disputes: Vec<u64>,
}

pub(super) fn look(scope: &Scope<'_>, ledger: &mut Ledger<'_>) {
    let asked = [
        &IMPOSSIBLE_LINK,
        &LINK_ON_RETRACTED,
        &UNCLEAR_LINK,
        &LINK_ON_DISPUTED,
        &INFERRED_LINK,
    ];
    if !asked.iter().any(|rule| ledger.asks(rule)) {
        return;
    }
    let graph = Graph::read(scope, None, &mut Tally::default());
    let mut met: HashMap<Spot, End> = HashMap::new();
    for arrow in graph.arrows() {
        let ends = [arrow.cause, arrow.effect].map(|spot| end(scope, &graph, spot, &mut met));
        let link = scope.history().read(arrow.position);
        let (Some(link), [Some(cause), Some(effect)]) = (link, ends) else {
            continue;
        };
        dates(arrow, &link, [&cause, &effect], ledger);
        if ledger.asks(&LINK_ON_DISPUTED) {
            disputed(scope, &link, [&cause, &effect], ledger);
        }
        if ledger.asks(&INFERRED_LINK) {
            inferred(scope, &link, [&cause, &effect], ledger);
        }
    }
}

fn end(scope: &Scope<'_>, graph: &Graph, spot: Spot, met: &mut HashMap<Spot, End>) -> Option<End> {
    if let Some(end) = met.get(&spot) {
        return Some(end.clone());
    }
    let entry = scope.history().read(graph.event(spot)?.0)?;
    let known = scope.see(&entry);
    let end = End {
        position: entry.position,
        name: name_of(&known.event, entry.position),
        happened: known.event.text("happened").unwrap_or_default().to_owned(),
        retracted_by: known.retracted_by,
        disputes: open_disputes(&known),
    };
    met.insert(spot, end.clone());
    Some(end)
}

/// `trump-threat (2026-01-22) → akademiker-exit (2026-01-20)`.
fn dated([cause, effect]: [&End; 2]) -> String {
    let side = |end: &End| format!("{} ({})", end.name, end.happened);
    format!("{} → {}", side(cause), side(effect))
}

/// What was withdrawn is not held against its dates as well.
fn dates(arrow: &Arrow, link: &Entry, ends: [&End; 2], ledger: &mut Ledger<'_>) {
    let (rule, about) = match arrow {
        arrow if arrow.broken => (&LINK_ON_RETRACTED, withdrawn(ends)),
        arrow if arrow.impossible => (
            &IMPOSSIBLE_LINK,
            format!("{}: the effect came first", dated(ends)),
        ),
        arrow if arrow.unclear => (
            &UNCLEAR_LINK,
            format!("{}: which came first is open", dated(ends)),
        ),
        _ => return,
    };
    if ledger.asks(rule) {
        let mut others: Vec<u64> = ends.iter().map(|end| end.position).collect();
        if arrow.broken {
            others.extend(ends.iter().filter_map(|end| end.retracted_by));
        }
        ledger.add(rule, link.position, about, &others);
    }
}

fn withdrawn(ends: [&End; 2]) -> String {
    let named = ["cause", "effect"].into_iter().zip(ends);
    let gone = named.filter_map(|(what, end)| {
        let by = end.retracted_by?;
        Some(format!("its {what}, {}, was retracted by @{by}", end.name))
    });
    joined(&gone.collect::<Vec<_>>())
}

fn disputed(scope: &Scope<'_>, link: &Entry, ends: [&End; 2], ledger: &mut Ledger<'_>) {
    let own = open_disputes(&scope.see(link));
    let mut said = Vec::new();
    if !own.is_empty() {
        said.push(disputed_by(scope, &own));
    }
    let mut others = own;
    for (what, end) in ["cause", "effect"].into_iter().zip(ends) {
        if !end.disputes.is_empty() {
            let by = disputed_by(scope, &end.disputes);
            said.push(format!("its {what}, {}, is {by}", end.name));
            others.extend(end.disputes.iter().chain([&end.position]));
        }
    }
    if !said.is_empty() {
        let [cause, effect] = ends;
        let about = format!("{} → {}: {}", cause.name, effect.name, joined(&said));
        ledger.add(&LINK_ON_DISPUTED, link.position, about, &others);
    }
}

fn inferred(scope: &Scope<'_>, link: &Entry, [cause, effect]: [&End; 2], ledger: &mut Ledger<'_>) {
    let event = scope.see(link).event;
    if event.claimed_by().is_none() && event.sources().is_empty() {
        let relation = event.text("relation").unwrap_or_default().replace('_', " ");
        let about = format!(
            "{} → {}: {relation}, by nobody's word",
            cause.name, effect.name
        );
        let others = [cause.position, effect.position];
        ledger.add(&INFERRED_LINK, link.position, about, &others);
    }
}
