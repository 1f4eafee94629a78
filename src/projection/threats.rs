//! The threats view (§7.4): each threat, how those threatened answered it, and what came of
//! it, as links in view say. Owns which link decides; a link against the dates decides nothing.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::catalog::HAPPENINGS;
use super::entries::Filter;
use super::rows::ThreatRow;
use super::tally::Tally;
use crate::event::order;
use crate::event::when::{Instant, When};
use crate::event::{Event, Kind};
use crate::facts::ids::{ById, Ids};
use crate::facts::scope::Claims;
use crate::facts::{AsKnown, Edge, Scope, Standing, Threat};
use crate::log::Entry;

/// How the view is asked for.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Options {
    /// Which threats are listed.
    pub filter: Filter,
    /// List the entries that each row rests on.
    pub why: bool,
}

/// What a link says of a threat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Word {
    /// How it was answered.
    Response(&'static str),
    /// What came of it.
    Status(&'static str),
}

fn word(relation: &str) -> Option<Word> {
    match relation {
        "complies" => Some(Word::Response("complied")),
        "defies" => Some(Word::Response("defied")),
        "carries_out" => Some(Word::Status("carried_out")),
        "partly_carries_out" => Some(Word::Status("partly")),
        "withdraws" => Some(Word::Status("withdrawn")),
        _ => None,
    }
}

/// What somebody did about a threat: a link in view, and its effect.
#[derive(Debug, Clone)]
pub struct Deed {
    /// What the link says.
    pub word: Word,
    /// Positions of the link and of its effect.
    link: u64,
    effect: u64,
    happened: When,
    /// Whether the link, and the effect, are disputed.
    disputed: [bool; 2],
}

/// The rows, in order of position.
pub fn rows(scope: &Scope<'_>, options: &Options, tally: &mut Tally) -> Vec<ThreatRow> {
    let mut rows = Vec::new();
    let deeds = deeds(scope, tally);
    let threat = |event: &Event| {
        let label = event.label().map(str::to_owned);
        Some((Threat::of(event)?, label, options.filter.takes(event)))
    };
    for drawn in scope.facts(&[Kind::Threat], Claims::IfAsked, threat) {
        let seen = tally.admits(drawn.standing);
        let Some((threat, label, true)) = drawn.fact.clone().filter(|_| seen) else {
            continue;
        };
        let told = Told {
            position: drawn.position,
            id: drawn.id,
            disputed: drawn.disputed,
        };
        let deeds = deeds.get(&drawn.id).map(Vec::as_slice).unwrap_or_default();
        rows.push(ThreatRow {
            label,
            ..row(scope, told, threat, deeds, options.why)
        });
    }
    rows
}

/// What was done about each cause, by its id. Links left out are tallied, whatever they say.
fn deeds(scope: &Scope<'_>, tally: &mut Tally) -> ById<Vec<Deed>> {
    let mut told = Vec::new();
    for drawn in scope.facts(&[Kind::Link], Claims::IfAsked, Edge::of) {
        let seen = tally.admits(drawn.standing);
        if let Some(edge) = drawn.fact.as_ref().filter(|_| seen)
            && let Some(word) = word(&edge.relation)
        {
            let (cause, effect) = (edge.cause.as_u128(), edge.effect.as_u128());
            told.push((word, cause, effect, drawn.position, drawn.disputed));
        }
    }
    let named: Ids = told.iter().map(|(_, _, effect, _, _)| *effect).collect();
    let happened = |event: &Event| {
        event
            .happened()
            .filter(|_| HAPPENINGS.contains(&event.kind()))
    };
    let effects = scope.facts_of(&named, Claims::IfAsked, happened);
    let mut deeds: ById<Vec<Deed>> = ById::default();
    for (word, cause, effect, link, disputed) in told {
        // The effect has to be in view: were it retracted, the link would be broken.
        let effect = effects.get(&effect);
        let effect = effect.filter(|effect| effect.standing == Standing::InView);
        if let Some(effect) = effect
            && let Some(happened) = effect.fact.clone()
        {
            deeds.entry(cause).or_default().push(Deed {
                word,
                link,
                effect: effect.position,
                happened,
                disputed: [disputed, effect.disputed],
            });
        }
    }
    deeds
}

/// What a link that is in view says was done about its cause. The effect has to be in view: were
/// it retracted, the link would be broken.
pub fn deed(scope: &Scope<'_>, link: &Entry, known: &AsKnown<'_>) -> Option<(Uuid, Deed)> {
    let edge = Edge::of(&known.event)?;
    let word = word(&edge.relation)?;
    let effect = scope.find(edge.effect)?;
    let done = scope.see(effect);
    let seen = HAPPENINGS.contains(&effect.event.kind())
        && scope.standing(&done, Claims::IfAsked) == Standing::InView;
    if !seen {
        return None;
    }
    let deed = Deed {
        word,
        link: link.position,
        effect: effect.position,
        happened: done.event.happened()?,
        disputed: [!known.disputes.is_empty(), !done.disputes.is_empty()],
    };
    Some((edge.cause, deed))
}

impl Deed {
    /// The latest decides: by the effect's last instant, its position, that of the link.
    pub fn order(&self) -> (Instant, u64, u64) {
        (self.happened.latest, self.effect, self.link)
    }

    /// Whether it can have come of what happened then.
    pub fn is_possible(&self, cause: &When) -> bool {
        !order::is_impossible(cause, &self.happened)
    }
}

/// Which entry a threat is.
#[derive(Debug, Clone, Copy)]
pub struct Told {
    /// Where it stands.
    pub position: u64,
    /// Its id, as a number.
    pub id: u128,
    /// A dispute of it counts.
    pub disputed: bool,
}

/// The row of a threat that is in view, but for its label, if `deeds` are what was done about it (of
/// responses and of what came of it the latest possible ones are enough).
pub fn row(scope: &Scope<'_>, told: Told, threat: Threat, deeds: &[Deed], why: bool) -> ThreatRow {
    let latest = |chosen: fn(Word) -> Option<&'static str>| {
        let said = deeds
            .iter()
            .filter_map(|deed| Some((deed, chosen(deed.word)?)));
        said.filter(|(deed, _)| deed.is_possible(&threat.happened))
            .max_by_key(|(deed, _)| deed.order())
    };
    let response = latest(|word| match word {
        Word::Response(name) => Some(name),
        Word::Status(_) => None,
    });
    let status = latest(|word| match word {
        Word::Status(name) => Some(name),
        Word::Response(_) => None,
    });
    let lapsed = |until: &When| until.latest < scope.horizon();
    let still = match threat.until.as_ref().is_some_and(lapsed) {
        true => "expired",
        false => "open",
    };
    let mut rests_on = BTreeSet::from([(told.position, told.disputed)]);
    for (deed, _) in response.iter().chain(&status) {
        let [link, effect] = deed.disputed;
        rests_on.insert((deed.link, link));
        rests_on.insert((deed.effect, effect));
    }
    ThreatRow {
        position: told.position,
        id: Uuid::from_u128(told.id).to_string(),
        label: None,
        by_name: named(&threat),
        by: threat.by.key,
        against: threat.against,
        happened: threat.happened.text,
        consequence: threat.consequence,
        until: threat.until.map(|until| until.text),
        response: response.map(|(_, name)| name),
        response_by: response.map(|(deed, _)| deed.effect),
        status: status.map_or(still, |(_, name)| name),
        status_by: status.map(|(deed, _)| deed.effect),
        disputed: rests_on.iter().filter(|(_, disputed)| *disputed).count() as u64,
        entries: why.then(|| rests_on.iter().map(|(position, _)| *position).collect()),
    }
}

fn named(threat: &Threat) -> String {
    match (&threat.by.name, &threat.by.country) {
        (Some(name), Some(country)) => format!("{name} ({country})"),
        (Some(name), None) => name.clone(),
        (None, _) => threat.by.key.clone(),
    }
}
