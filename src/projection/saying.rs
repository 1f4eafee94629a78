//! `say`: one entry as a sentence for publication. Owns what a sentence is told of the entry
//! (its disputes, its retraction, the other entries that it is about) and what who prints it
//! should know first; the words are `say/`'s.

use super::entries::is_listed;
use super::rows::SayRow;
use super::tally::Tally;
use crate::event::{Event, Kind, order};
use crate::facts::{AsKnown, Edge, Scope};
use crate::log::Entry;
use crate::say::{self, About, Book, Fate, Story};

pub use crate::say::Lang;

/// Amendments of amendments are followed so far to the entry that they are about.
const DEEPEST: usize = 64;

/// The sentence of an entry as known in a scope; none when the clocks do not let it through
/// (a retracted one is said as retracted). Corrections are named with `history` only.
pub fn rows<'h>(
    scope: &Scope<'h>,
    entry: &'h Entry,
    lang: Lang,
    history: bool,
    tally: &mut Tally,
) -> Vec<SayRow> {
    let known = scope.see(entry);
    if !is_listed(scope, entry, &known, tally) {
        return Vec::new();
    }
    let recorded = entry.recorded_at.day_text();
    let about = about(scope, &known.event);
    let fate = fate(scope, entry, &known, history);
    let story = Story {
        event: &known.event,
        recorded: Some(&recorded),
        about: &about,
        fate: &fate,
    };
    vec![SayRow {
        position: entry.position,
        id: entry.id.to_string(),
        lang: lang.tag(),
        sentence: say::sentence(&story, Book::of(lang)),
        cautions: cautions(&known.event, &about, &fate),
    }]
}

fn fate<'h>(scope: &Scope<'h>, entry: &'h Entry, known: &AsKnown<'_>, history: bool) -> Fate {
    let amendment = |position: u64| scope.history().at(position);
    let dated = |amendment: &Entry| (amendment.event.clone(), amendment.recorded_at.day_text());
    let corrections = match history {
        true => scope.corrected(entry),
        false => Vec::new(),
    };
    Fate {
        retraction: known.retracted_by.and_then(amendment).map(dated),
        disputes: known
            .disputes
            .iter()
            .filter_map(|position| amendment(*position))
            .map(|dispute| dispute.event.clone())
            .collect(),
        corrections: corrections
            .into_iter()
            .map(|(correction, _)| dated(correction))
            .collect(),
    }
}

/// What a link or an amendment is about, as known.
fn about(scope: &Scope<'_>, event: &Event) -> About {
    match event.kind() {
        Kind::Link => ends(scope, event),
        kind if kind.is_amendment() => target(scope, event),
        _ => About::default(),
    }
}

fn ends(scope: &Scope<'_>, link: &Event) -> About {
    let Some(edge) = Edge::of(link) else {
        return About::default();
    };
    let known = |id| {
        let known = scope.see(scope.find(id)?);
        Some((known.event.into_owned(), known.retracted_by.is_some()))
    };
    let (cause, effect) = (known(edge.cause), known(edge.effect));
    let date = |end: &Option<(Event, bool)>| end.as_ref().and_then(|(event, _)| event.happened());
    let dates = date(&cause).zip(date(&effect));
    let holds = |rule: fn(&_, &_) -> bool| {
        let dates = dates.as_ref();
        dates.is_some_and(|(cause, effect)| rule(cause, effect))
    };
    let is_gone = |end: &Option<(Event, bool)>| end.as_ref().is_some_and(|(_, gone)| *gone);
    let remarks = [
        (holds(order::is_impossible), "impossible"),
        (holds(order::is_unclear), "order_unclear"),
        (is_gone(&cause) || is_gone(&effect), "broken"),
    ];
    About {
        cause: cause.map(|(event, _)| event),
        effect: effect.map(|(event, _)| event),
        remarks: remarks
            .into_iter()
            .filter_map(|(holds, word)| holds.then_some(word))
            .collect(),
        ..About::default()
    }
}

/// The entry at the end of a chain of amendments, and the amendment that the first one undoes.
fn target(scope: &Scope<'_>, amendment: &Event) -> About {
    let next = |event: &Event| scope.find(event.reference("target")?);
    let mut found = next(amendment);
    let undone = found.map(|entry| entry.event.kind());
    let undone = undone.filter(|kind| kind.is_amendment());
    for _ in 0..DEEPEST {
        match found {
            Some(entry) if entry.event.kind().is_amendment() => found = next(&entry.event),
            _ => break,
        }
    }
    let target = found.map(|entry| scope.see(entry).event.into_owned());
    let ends = match &target {
        Some(target) if target.kind() == Kind::Link => ends(scope, target),
        _ => About::default(),
    };
    About {
        target,
        undone,
        // What the dates say of the link is not said of its amendments.
        remarks: Vec::new(),
        ..ends
    }
}

/// What one should know before printing the sentence.
fn cautions(event: &Event, about: &About, fate: &Fate) -> Vec<&'static str> {
    let cautions = [
        (
            fate.retraction.is_some(),
            "this entry is retracted: the sentence says so",
        ),
        (
            about.remarks.contains(&"broken"),
            "an entry that this link joins is retracted: the sentence says so",
        ),
        (
            say::withheld(event),
            "a source spoke on terms that keep it out of print: it is not named",
        ),
    ];
    let raised = cautions.into_iter().filter(|(raised, _)| *raised);
    raised.map(|(_, caution)| caution).collect()
}
