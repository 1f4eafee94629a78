//! The sanctions view (§7.4): which measures are in force at D, and since when. Owns which
//! stage is the state of a chain there and what it takes over from the stages before it.

use super::rows::SanctionRow;
use super::stages;
use super::tally::Tally;
use crate::event::Kind;
use crate::facts::sanction::Action;
use crate::facts::scope::Claims;
use crate::facts::{Sanction, Scope};

/// How the view is asked for.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Options {
    /// Only rows by or against these countries or blocs; empty = all.
    pub countries: Vec<String>,
    /// List the entries that each row rests on.
    pub why: bool,
}

/// A recorded stage, as known.
#[derive(Debug)]
pub struct Stage {
    /// Of its entry.
    pub position: u64,
    /// Of its entry, as a number.
    pub id: u128,
    /// What it says.
    pub sanction: Sanction,
    /// A dispute of it counts.
    pub disputed: bool,
    /// In effect at D: its `effective`, else its `happened`, is certain by then.
    pub in_effect: bool,
}

/// The rows, in order of position.
pub fn rows(scope: &Scope<'_>, options: &Options, tally: &mut Tally) -> Vec<SanctionRow> {
    let mut stages = Vec::new();
    let mut in_view = Vec::new();
    for drawn in scope.facts(&[Kind::Sanction], Claims::IfAsked, Sanction::of) {
        if let Some(sanction) = drawn.fact {
            let seen = tally.admits(drawn.standing);
            in_view.push(seen);
            stages.push(Stage {
                position: drawn.position,
                id: drawn.id,
                in_effect: seen && sanction.from.latest <= scope.horizon(),
                sanction,
                disputed: drawn.disputed,
            });
        }
    }
    let number = |id: uuid::Uuid| id.as_u128();
    let joints = stages
        .iter()
        .map(|stage| (stage.id, stage.sanction.follows.map(number)));
    let in_effect: Vec<bool> = stages.iter().map(|stage| stage.in_effect).collect();
    let chains = stages::chains_in_effect(&stages::joined(joints), &in_view, &in_effect);
    let mut rows: Vec<SanctionRow> = chains
        .iter()
        .filter_map(|chain| {
            let before = chain.before.iter().filter_map(|place| stages.get(*place));
            let up: Vec<&Stage> = stages.get(chain.state).into_iter().chain(before).collect();
            row(scope, &up, options.why)
        })
        .filter(|row| wanted(row, &options.countries))
        .collect();
    rows.sort_by_key(|row| row.position);
    rows
}

fn wanted(row: &SanctionRow, countries: &[String]) -> bool {
    let mut named = row.by.iter().chain(&row.against);
    countries.is_empty() || named.any(|code| countries.contains(code))
}

/// The row of a chain, given its state and then the stages in view before it, nearest first. Left
/// out may be those that neither end anything nor are the nearest to say something.
pub fn row(scope: &Scope<'_>, up: &[&Stage], why: bool) -> Option<SanctionRow> {
    let state = up.first()?;
    if state.sanction.action != Action::InForce {
        return None;
    }
    let ended = |stage: &&&Stage| stage.sanction.action == Action::Ended;
    let heirs: Vec<&Sanction> = up
        .iter()
        .take_while(|stage| !ended(stage))
        .map(|stage| &stage.sanction)
        .collect();
    let expires = heirs.iter().find_map(|stage| stage.expires.as_ref());
    if expires.is_some_and(|expires| expires.latest < scope.horizon()) {
        return None;
    }
    let list = |field: fn(&Sanction) -> &Vec<String>| {
        let given = heirs.iter().map(|stage| field(stage));
        given.into_iter().find(|list| !list.is_empty()).cloned()
    };
    // What is not in effect yet begins nothing, and ends nothing either.
    let since = up
        .iter()
        .filter(|stage| stage.in_effect)
        .take_while(|stage| !ended(stage))
        .filter(|stage| stage.sanction.action == Action::InForce)
        .last()?;
    let mut rests_on: Vec<u64> = up.iter().map(|stage| stage.position).collect();
    rests_on.sort_unstable();
    Some(SanctionRow {
        position: state.position,
        id: uuid::Uuid::from_u128(state.id).to_string(),
        by: state.sanction.by.clone(),
        against: list(|stage| &stage.against).unwrap_or_default(),
        entities: list(|stage| &stage.entities).unwrap_or_default(),
        measure: state.sanction.measure.clone(),
        program: heirs.iter().find_map(|stage| stage.program.clone()),
        since: since.sanction.from.text.clone(),
        expires: expires.map(|expires| expires.text.clone()),
        disputed: up.iter().filter(|stage| stage.disputed).count() as u64,
        entries: why.then_some(rests_on),
    })
}
