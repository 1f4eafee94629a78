//! The threats view (§7.4): each threat, how those threatened answered it, and what came of
//! it, as links in view say. Owns which link decides; a link against the dates decides nothing.

use std::collections::{BTreeSet, HashMap};

use uuid::Uuid;

use super::catalog::HAPPENINGS;
use super::entries::Filter;
use super::rows::ThreatRow;
use super::tally::Tally;
use crate::event::order;
use crate::event::when::{Instant, When};
use crate::event::{Event, Kind};
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
pub struct Deed<'h> {
    /// What the link says.
    pub word: Word,
    link: &'h Entry,
    effect: &'h Entry,
    happened: When,
    /// Whether the link, and the effect, are disputed.
    disputed: [bool; 2],
}

/// The rows, in order of position.
pub fn rows(scope: &Scope<'_>, options: &Options, tally: &mut Tally) -> Vec<ThreatRow> {
    let mut rows = Vec::new();
    let deeds = deeds(scope, tally);
    for entry in scope.entries() {
        if entry.event.kind() != Kind::Threat {
            continue;
        }
        let known = scope.see(entry);
        if !tally.admits(scope.standing(&known, Claims::IfAsked))
            || !options.filter.takes(&known.event)
        {
            continue;
        }
        let deeds = deeds.get(&entry.id).map(Vec::as_slice).unwrap_or_default();
        let disputed = !known.disputes.is_empty();
        rows.extend(row(
            scope,
            entry,
            &known.event,
            deeds,
            disputed,
            options.why,
        ));
    }
    rows
}

/// What was done about each cause, by its id. Links left out are tallied, whatever they say.
fn deeds<'h>(scope: &Scope<'h>, tally: &mut Tally) -> HashMap<Uuid, Vec<Deed<'h>>> {
    let mut deeds: HashMap<Uuid, Vec<Deed<'h>>> = HashMap::new();
    for link in scope.entries() {
        if link.event.kind() != Kind::Link {
            continue;
        }
        let known = scope.see(link);
        if tally.admits(scope.standing(&known, Claims::IfAsked))
            && let Some((cause, deed)) = deed(scope, link, &known)
        {
            deeds.entry(cause).or_default().push(deed);
        }
    }
    deeds
}

/// What a link that is in view says was done about its cause. The effect has to be in view: were
/// it retracted, the link would be broken.
pub fn deed<'h>(
    scope: &Scope<'h>,
    link: &'h Entry,
    known: &AsKnown<'_>,
) -> Option<(Uuid, Deed<'h>)> {
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
        link,
        effect,
        happened: done.event.happened()?,
        disputed: [!known.disputes.is_empty(), !done.disputes.is_empty()],
    };
    Some((edge.cause, deed))
}

impl Deed<'_> {
    /// The latest decides: by the effect's last instant, its position, that of the link.
    pub fn order(&self) -> (Instant, u64, u64) {
        let (effect, link) = (self.effect.position, self.link.position);
        (self.happened.latest, effect, link)
    }

    /// Whether it can have come of what happened then.
    pub fn is_possible(&self, cause: &When) -> bool {
        !order::is_impossible(cause, &self.happened)
    }
}

/// The row of a threat that is in view, if `deeds` are what was done about it (of responses and of
/// what came of it the latest possible ones are enough).
pub fn row<'h>(
    scope: &Scope<'h>,
    entry: &'h Entry,
    event: &Event,
    deeds: &[Deed<'h>],
    disputed: bool,
    why: bool,
) -> Option<ThreatRow> {
    let threat = Threat::of(event)?;
    let latest = |chosen: fn(Word) -> Option<&'static str>| {
        let told = deeds
            .iter()
            .filter_map(|deed| Some((deed, chosen(deed.word)?)));
        told.filter(|(deed, _)| deed.is_possible(&threat.happened))
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
    let mut rests_on = BTreeSet::from([(entry.position, disputed)]);
    for (deed, _) in response.iter().chain(&status) {
        let [link, effect] = deed.disputed;
        rests_on.insert((deed.link.position, link));
        rests_on.insert((deed.effect.position, effect));
    }
    Some(ThreatRow {
        position: entry.position,
        id: entry.id.to_string(),
        label: event.label().map(str::to_owned),
        by_name: named(&threat),
        by: threat.by.key,
        against: threat.against,
        happened: threat.happened.text,
        consequence: threat.consequence,
        until: threat.until.map(|until| until.text),
        response: response.map(|(_, name)| name),
        response_by: response.map(|(deed, _)| deed.effect.position),
        status: status.map_or(still, |(_, name)| name),
        status_by: status.map(|(deed, _)| deed.effect.position),
        disputed: rests_on.iter().filter(|(_, disputed)| *disputed).count() as u64,
        entries: why.then(|| rests_on.iter().map(|(position, _)| *position).collect()),
    })
}

fn named(threat: &Threat) -> String {
    match (&threat.by.name, &threat.by.country) {
        (Some(name), Some(country)) => format!("{name} ({country})"),
        (Some(name), None) => name.clone(),
        (None, _) => threat.by.key.clone(),
    }
}
