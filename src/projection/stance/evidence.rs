//! Evidence: which event says what about whose stance toward whom. Owns directions (actor to
//! each target, blocs spread on request) and what is left out of them; adds nothing up.

use std::collections::BTreeSet;

use super::rules::{Rule, RuleTable};
use crate::event::Kind;
use crate::event::asset::Asset;
use crate::event::codes;
use crate::event::when::Instant;
use crate::facts::book::Book;
use crate::facts::compact::ExitRow;
use crate::facts::scope::Claims;
use crate::facts::{Act, Holder, Scope, Stage};
use crate::log::Entry;
use crate::projection::divestment::chains::State;
use crate::projection::divestment::exits::Exits;
use crate::projection::tally::Tally;

/// What one event says, and toward whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence<'r> {
    /// Position of its entry.
    pub position: u64,
    /// Has a dispute that counts.
    pub disputed: bool,
    /// What it says.
    pub rule: &'r Rule,
    /// The UTC day of its latest instant, since 1970.
    pub day: i64,
    /// Age at D in days, at least 0.
    pub age_days: u64,
    /// Whether the actors act for their states.
    pub state: bool,
    /// Actor and target, each pair once, never equal.
    pub pairs: BTreeSet<(String, String)>,
}

/// Kinds of the entries that are acts; exits are read by their chains.
const ACTS: &[Kind] = &[
    Kind::Threat,
    Kind::Sanction,
    Kind::PolicyShift,
    Kind::Statement,
];

/// The state of a chain of exit stages, from wherever it was read.
struct Stated<'a> {
    position: u64,
    disputed: bool,
    stage: Stage,
    holder: &'a Holder,
    asset: &'a Asset,
    latest: Instant,
}

/// Reads all evidence of a scope, exits by the state of their chains.
pub struct Collector<'s, 'h, 'r> {
    /// The clocks.
    pub scope: &'s Scope<'h>,
    /// The rule table.
    pub rules: &'r RuleTable,
    /// Spread blocs over their members.
    pub members: bool,
}

impl<'h, 'r> Collector<'_, 'h, 'r> {
    /// Hands over every piece of evidence; what is left out is tallied.
    pub fn collect(&self, tally: &mut Tally, mut each: impl FnMut(Evidence<'r>)) {
        for drawn in self.scope.facts(ACTS, Claims::IfAsked, Act::of) {
            let Some(act) = drawn.fact else { continue };
            if tally.admits(drawn.standing) {
                self.of_act(&act, drawn.position, drawn.disputed, tally)
                    .into_iter()
                    .for_each(&mut each);
            }
        }
        let mut book = Book::default();
        let exits = Exits::read(self.scope, &mut book, tally);
        for state in exits.states() {
            self.of_row(state.at, &book, tally)
                .into_iter()
                .for_each(&mut each);
        }
    }

    /// The evidence of an entry that is an act in view, exits aside.
    pub fn of_entry(&self, entry: &'h Entry, tally: &mut Tally) -> Option<Evidence<'r>> {
        let known = self.scope.see(entry);
        let act = Act::of(&known.event)?;
        if !tally.admits(self.scope.standing(&known, Claims::IfAsked)) {
            return None;
        }
        self.of_act(&act, entry.position, !known.disputes.is_empty(), tally)
    }

    fn of_act(
        &self,
        act: &Act,
        position: u64,
        disputed: bool,
        tally: &mut Tally,
    ) -> Option<Evidence<'r>> {
        let rule = self.rules.rule(act.section, self.row(act))?;
        let pairs = match self.is_relief_ahead(act) {
            false => self.pairs(&act.actors, &act.targets, act.happened.latest, tally),
            true => {
                tally.leave_out(missing(&act.actors, &act.targets).unwrap_or("not_effective"));
                BTreeSet::new()
            }
        };
        (!pairs.is_empty()).then(|| Evidence {
            position,
            disputed,
            rule,
            day: act.happened.latest.day(),
            age_days: self.age(act.happened.latest),
            state: act.state,
            pairs,
        })
    }

    /// The row of the rule table: that of a threat as long as a sanction is not in effect.
    fn row<'a>(&self, act: &'a Act) -> &'a str {
        match act.name.as_str() {
            "imposed" | "tightened" | "extended" if self.is_ahead(act) => "not_yet_effective",
            name => name,
        }
    }

    /// A sanction eased or lifted from a day on that has not come: no evidence yet.
    fn is_relief_ahead(&self, act: &Act) -> bool {
        matches!(act.name.as_str(), "eased" | "lifted") && self.is_ahead(act)
    }

    fn is_ahead(&self, act: &Act) -> bool {
        let horizon = self.scope.horizon();
        act.effective
            .as_ref()
            .is_some_and(|when| when.latest > horizon)
    }

    /// The evidence of the state of a chain of stages.
    pub fn of_exit(&self, state: &State<'_>, tally: &mut Tally) -> Option<Evidence<'r>> {
        let exit = state.exit();
        self.of_stage(
            &Stated {
                position: state.at.position,
                disputed: state.at.disputed,
                stage: exit.stage,
                holder: &exit.holder,
                asset: &exit.asset,
                latest: exit.happened.latest,
            },
            tally,
        )
    }

    fn of_row(&self, at: &ExitRow, book: &Book, tally: &mut Tally) -> Option<Evidence<'r>> {
        let stated = Stated {
            position: at.position,
            disputed: at.disputed,
            stage: at.stage,
            holder: book.holder_at(at.holder)?,
            asset: book.asset_at(at.asset)?,
            latest: at.happened.latest,
        };
        self.of_stage(&stated, tally)
    }

    fn of_stage(&self, stated: &Stated<'_>, tally: &mut Tally) -> Option<Evidence<'r>> {
        let rule = self.rules.rule("fund_exit", stated.stage.name())?;
        let actors: Vec<String> = stated.holder.country.iter().cloned().collect();
        let targets: Vec<String> = stated.asset.issuer.iter().cloned().collect();
        let pairs = self.pairs(&actors, &targets, stated.latest, tally);
        (!pairs.is_empty()).then(|| Evidence {
            position: stated.position,
            disputed: stated.disputed,
            rule,
            day: stated.latest.day(),
            age_days: self.age(stated.latest),
            state: stated.holder.state,
            pairs,
        })
    }

    fn age(&self, latest: Instant) -> u64 {
        let days = self.scope.horizon().day() - latest.day();
        u64::try_from(days).unwrap_or(0)
    }

    fn pairs(
        &self,
        actors: &[String],
        targets: &[String],
        latest: Instant,
        tally: &mut Tally,
    ) -> BTreeSet<(String, String)> {
        let mut pairs = BTreeSet::new();
        if let Some(reason) = missing(actors, targets) {
            tally.leave_out(reason);
            return pairs;
        }
        let day = latest.day();
        let targets = self.spread(targets, day);
        for actor in self.spread(actors, day) {
            for target in &targets {
                if *target == actor {
                    tally.leave_out("same_country");
                } else {
                    pairs.insert((actor.clone(), target.clone()));
                }
            }
        }
        pairs
    }

    /// The codes, each once; with `--members` the members of a bloc in its place.
    fn spread(&self, codes: &[String], day: i64) -> BTreeSet<String> {
        let mut spread = BTreeSet::new();
        for code in codes {
            let members = match self.members && codes::is_bloc(code) {
                true => codes::members(code, day),
                false => Vec::new(),
            };
            if members.is_empty() {
                spread.insert(code.clone());
            }
            spread.extend(members.into_iter().map(str::to_owned));
        }
        spread
    }
}

/// Why an act points from nowhere or at nobody.
fn missing(actors: &[String], targets: &[String]) -> Option<&'static str> {
    match (actors, targets) {
        ([], _) => Some("no_country"),
        (_, []) => Some("no_target"),
        _ => None,
    }
}
