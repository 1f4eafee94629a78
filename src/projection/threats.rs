//! The threats view (§7.4): each threat, how those threatened answered it, and what came of
//! it, as links in view say. Owns which link decides; a link against the dates decides nothing.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::catalog::HAPPENINGS;
use super::entries::Filter;
use super::rows::ThreatRow;
use super::tally::Tally;
use crate::event::order;
use crate::event::when::When;
use crate::event::{Event, Kind};
use crate::facts::draw::Drawn;
use crate::facts::ids::{ById, Ids};
use crate::facts::scope::Claims;
use crate::facts::{Edge, Scope, Standing, Threat};

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
enum Word {
    Response(&'static str),
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
#[derive(Debug)]
struct Deed {
    word: Word,
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
    let told = |event: &Event| {
        let label = event.label().map(str::to_owned);
        Some((Threat::of(event)?, label, options.filter.takes(event)))
    };
    for drawn in scope.facts(&[Kind::Threat], Claims::IfAsked, told) {
        let seen = tally.admits(drawn.standing);
        let Some((threat, label, true)) = drawn.fact.clone().filter(|_| seen) else {
            continue;
        };
        let deeds = deeds.get(&drawn.id).map(Vec::as_slice).unwrap_or_default();
        rows.push(ThreatRow {
            label,
            ..row(scope, &drawn, threat, deeds, options.why)
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

/// The row of a threat, but for its label.
fn row<F>(
    scope: &Scope<'_>,
    drawn: &Drawn<F>,
    threat: Threat,
    deeds: &[Deed],
    why: bool,
) -> ThreatRow {
    let latest = |chosen: fn(Word) -> Option<&'static str>| {
        let told = deeds
            .iter()
            .filter_map(|deed| Some((deed, chosen(deed.word)?)));
        told.filter(|(deed, _)| !order::is_impossible(&threat.happened, &deed.happened))
            .max_by_key(|(deed, _)| {
                let effect = (deed.happened.latest, deed.effect);
                (effect, deed.link)
            })
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
    let mut rests_on = BTreeSet::from([(drawn.position, drawn.disputed)]);
    for (deed, _) in response.iter().chain(&status) {
        let [link, effect] = deed.disputed;
        rests_on.insert((deed.link, link));
        rests_on.insert((deed.effect, effect));
    }
    ThreatRow {
        position: drawn.position,
        id: Uuid::from_u128(drawn.id).to_string(),
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
