//! The rules about exits: deadlines that passed in silence, and one exit taken in twice. Owns
//! what makes two exits look like one; chains of stages are those of the divestment view.

use std::collections::BTreeMap;

use super::rules::{DEADLINE_PASSED, DOUBLED_EXIT};
use super::{Ledger, joined, name_of};
use crate::event::amount::Amount;
use crate::event::sentence;
use crate::facts::{Scope, Stage};
use crate::projection::divestment::RowKey;
use crate::projection::divestment::chains::{Exits, State};
use crate::projection::tally::Tally;

/// What exits share that look like one: the row, and the amount to the letter.
type Likeness = (RowKey, i128, &'static str, Option<i128>);

pub(super) fn look(scope: &Scope<'_>, ledger: &mut Ledger<'_>) {
    if !ledger.asks(&DEADLINE_PASSED) && !ledger.asks(&DOUBLED_EXIT) {
        return;
    }
    let exits = Exits::read(scope, &mut Tally::default());
    let pending =
        |state: &State<'_>| matches!(state.exit().stage, Stage::Announced | Stage::UnderWay);
    let mut alike: BTreeMap<Likeness, Vec<State<'_>>> = BTreeMap::new();
    for state in exits.states().filter(pending) {
        if ledger.asks(&DEADLINE_PASSED) {
            deadline(scope, &state, ledger);
        }
        if let Some(amount) = state.amount() {
            alike
                .entry(likeness(&state, amount))
                .or_default()
                .push(state);
        }
    }
    if ledger.asks(&DOUBLED_EXIT) {
        for states in alike.into_values().filter(|states| states.len() > 1) {
            doubled(scope, states, ledger);
        }
    }
}

fn likeness(state: &State<'_>, amount: &Amount) -> Likeness {
    let exit = state.exit();
    let currency = Some(amount.currency.clone());
    let key = RowKey::of(&exit.holder, &exit.asset, currency);
    let high = amount.high.map(|high| high.0);
    (key, amount.value.0, amount.bound.name(), high)
}

fn deadline(scope: &Scope<'_>, state: &State<'_>, ledger: &mut Ledger<'_>) {
    let horizon = scope.horizon();
    let Some(deadline) = state.deadline().filter(|by| by.latest < horizon) else {
        return;
    };
    let said = match state.exit().stage {
        Stage::UnderWay => "under way",
        _ => "announced",
    };
    let about = format!(
        "{said} on {}, due by {}; no end of it is recorded by {}",
        state.exit().happened.text,
        deadline.text,
        horizon.day_text()
    );
    let before = state.before.iter().map(|stage| stage.position);
    let before: Vec<u64> = before.collect();
    ledger.add(&DEADLINE_PASSED, state.at.position, about, &before);
}

fn doubled(scope: &Scope<'_>, mut states: Vec<State<'_>>, ledger: &mut Ledger<'_>) {
    states.sort_by_key(|state| state.at.position);
    let named = states.iter().filter_map(|state| {
        let entry = scope.history().read(state.at.position)?;
        Some(name_of(&scope.see(&entry).event, entry.position))
    });
    let names: Vec<String> = named.collect();
    let mut states = states.into_iter();
    let Some(first) = states.next() else { return };
    let money = first.amount().map(sentence::money).unwrap_or_default();
    let about = format!(
        "{} pending exits of {}, {money} each: {}",
        names.len(),
        first.exit().holder.key,
        joined(&names)
    );
    let beside: Vec<u64> = states.map(|state| state.at.position).collect();
    ledger.add_beside(&DOUBLED_EXIT, first.at.position, &beside, about, &[]);
}
