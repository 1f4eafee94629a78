//! The rules about the sources of one event: how many voices, their dates, their grades and
//! terms, the copies kept, and whether a claimant is among them. Owns what "below B2" means.

use super::rules::{
    CLAIM_UNATTRIBUTED, EVIDENCE_LOST, NO_DATED_SOURCE, NO_EVIDENCE, NOT_ON_RECORD, Rule,
    SINGLE_ORIGIN, UNGRADED, WEAK_GRADE, WEAK_SOURCE,
};
use super::{Ledger, Lost, Seen, joined};
use crate::event::Event;
use crate::event::source::{Source, independent};

/// What a rule says of an event with these sources, if it finds anything.
type Check = fn(&Event, &[Source]) -> Option<String>;

const CHECKS: [(&Rule, Check); 8] = [
    (&NO_DATED_SOURCE, no_dated_source),
    (&SINGLE_ORIGIN, single_origin),
    (&WEAK_GRADE, weak_grade),
    (&NOT_ON_RECORD, not_on_record),
    (&CLAIM_UNATTRIBUTED, claim_unattributed),
    (&NO_EVIDENCE, no_evidence),
    (&UNGRADED, ungraded),
    (&WEAK_SOURCE, weak_source),
];

pub(super) fn look(seen: &Seen<'_>, ledger: &mut Ledger<'_>) {
    for (rule, check) in CHECKS {
        if ledger.asks(rule)
            && let Some(about) = check(&seen.known.event, &seen.sources)
        {
            ledger.add(rule, seen.position, about, &[]);
        }
    }
    if ledger.asks(&EVIDENCE_LOST)
        && let Some(about) = evidence_lost(&seen.sources, ledger.lost)
    {
        ledger.add(&EVIDENCE_LOST, seen.position, about, &[]);
    }
}

/// `the copy of Reuters is altered`; of several `copies are lost: Reuters (missing) and AP (altered)`.
fn evidence_lost(sources: &[Source], lost: &Lost) -> Option<String> {
    let found = sources.iter().filter_map(|source| {
        let state = lost.get(source.evidence.as_deref()?)?;
        Some((name(source), *state))
    });
    let found: Vec<_> = found.collect();
    match found.as_slice() {
        [] => None,
        [(name, state)] => Some(format!("the copy of {name} is {state}")),
        several => {
            let named = several
                .iter()
                .map(|(name, state)| format!("{name} ({state})"));
            let named = joined(&named.collect::<Vec<_>>());
            Some(format!("copies are lost: {named}"))
        }
    }
}

/// Who says it: `Reuters`, `Reuters relaying AkademikerPension`, or the address.
fn name(source: &Source) -> String {
    let publisher = source.publisher.as_ref().or(source.url.as_ref());
    match (publisher, &source.origin) {
        (Some(publisher), Some(origin)) => format!("{publisher} relaying {origin}"),
        (Some(publisher), None) => publisher.clone(),
        (None, _) => String::new(),
    }
}

/// `its source, Reuters, is not graded` or `none of its 3 sources is graded`.
fn of_all(sources: &[Source], one: &str, none: &str) -> String {
    match sources {
        [source] => format!("its source, {}, {one}", name(source)),
        several => format!("none of its {} sources {none}", several.len()),
    }
}

fn single_origin(_: &Event, sources: &[Source]) -> Option<String> {
    if independent(sources) != 1 {
        return None;
    }
    Some(match sources {
        [source] => format!("rests on one source: {}", name(source)),
        [first, ..] => format!(
            "all of its {} sources have it from one: {}",
            sources.len(),
            first.voice().unwrap_or_default()
        ),
        [] => return None,
    })
}

fn no_dated_source(_: &Event, sources: &[Source]) -> Option<String> {
    let dated = sources.iter().any(|source| source.published.is_some());
    (!dated).then(|| of_all(sources, "has no date", "has a date"))
}

fn no_evidence(_: &Event, sources: &[Source]) -> Option<String> {
    let kept = sources.iter().any(|source| source.evidence.is_some());
    (!kept).then(|| match sources {
        [source] => format!("no copy of its source, {}, is kept", name(source)),
        several => format!("no copy of any of its {} sources is kept", several.len()),
    })
}

/// Graded A or B, and 1 or 2.
fn is_good(grade: &str) -> bool {
    matches!(grade.as_bytes(), [b'A' | b'B', b'1' | b'2'])
}

/// The sources that are graded good, and those that are graded otherwise.
fn graded(sources: &[Source]) -> (Vec<&Source>, Vec<&Source>) {
    let graded = sources.iter().filter(|source| source.grade.is_some());
    graded.partition(|source| source.grade.as_deref().is_some_and(is_good))
}

/// `Blog D4 and Wire C3`.
fn grades(sources: &[&Source]) -> String {
    let named = sources.iter().map(|source| {
        let grade = source.grade.as_deref().unwrap_or_default();
        format!("{} {grade}", name(source))
    });
    joined(&named.collect::<Vec<_>>())
}

fn weak_grade(_: &Event, sources: &[Source]) -> Option<String> {
    let (good, weak) = graded(sources);
    let found = good.is_empty() && !weak.is_empty();
    found.then(|| format!("graded below B2: {}", grades(&weak)))
}

fn weak_source(_: &Event, sources: &[Source]) -> Option<String> {
    let (good, weak) = graded(sources);
    let found = !good.is_empty() && !weak.is_empty();
    found.then(|| {
        format!(
            "graded below B2: {}; better: {}",
            grades(&weak),
            grades(&good)
        )
    })
}

fn ungraded(_: &Event, sources: &[Source]) -> Option<String> {
    let (good, weak) = graded(sources);
    let none = good.is_empty() && weak.is_empty();
    none.then(|| of_all(sources, "is not graded", "is graded"))
}

fn not_on_record(_: &Event, sources: &[Source]) -> Option<String> {
    let mut terms = Vec::new();
    for source in sources {
        let words = match source.terms.as_deref() {
            Some("background") => "on background",
            Some("deep_background") => "on deep background",
            Some("off_record") => "off the record",
            _ => return None,
        };
        terms.push(format!("{} {words}", name(source)));
    }
    (!terms.is_empty()).then(|| format!("spoke only so: {}", joined(&terms)))
}

fn claim_unattributed(event: &Event, sources: &[Source]) -> Option<String> {
    let claimant = event.claimed_by()?;
    let says = |source: &Source| {
        let names = [&source.publisher, &source.origin];
        let mut names = names.into_iter().flatten();
        names.any(|name| name == claimant)
    };
    let found = !sources.iter().any(says);
    found.then(|| format!("claimed by {claimant}, which none of its sources is or relays"))
}
