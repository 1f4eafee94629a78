//! The filters of `log` and `timeline`: they choose rows and touch no count. Owns which
//! fields each of them looks at.

use crate::event::Event;
use crate::event::when::When;
use crate::facts::compact::{MomentRow, Span};

/// Which entries are listed; an empty list or `None` asks for nothing. All must agree; inside a
/// list one is enough.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Names of kinds.
    pub kinds: Vec<String>,
    /// Country or bloc codes, of whoever the event names: actors, holders, targets, issuers.
    pub countries: Vec<String>,
    /// Tags.
    pub tags: Vec<String>,
    /// Publishers of sources, letter by letter.
    pub publishers: Vec<String>,
    /// Happened, at least in part, at or after the first instant of it.
    pub since: Option<When>,
    /// Happened, at least in part, at or before the last instant of it.
    pub until: Option<When>,
}

impl Filter {
    /// Whether an event, as known, is listed. One that has no happened date is not when `since` or
    /// `until` is asked for.
    pub fn takes(&self, event: &Event) -> bool {
        asked(&self.kinds, || vec![event.kind().name().to_owned()])
            && asked(&self.tags, || owned(event.list("tags")))
            && asked(&self.countries, || codes(event))
            && asked(&self.publishers, || {
                let sources = event.sources().into_iter();
                sources.filter_map(|source| source.publisher).collect()
            })
            && self.spans(event.happened().map(|happened| Span::of(&happened)))
    }

    /// Whether it asks more than what an event is and when it happened.
    pub fn asks_words(&self) -> bool {
        !(self.countries.is_empty() && self.tags.is_empty() && self.publishers.is_empty())
    }

    /// The same as [`Filter::takes`], as long as it asks no more than that.
    pub fn takes_moment(&self, moment: &MomentRow) -> bool {
        asked(&self.kinds, || vec![moment.kind.name().to_owned()]) && self.spans(moment.happened)
    }

    fn spans(&self, happened: Option<Span>) -> bool {
        if self.since.is_none() && self.until.is_none() {
            return true;
        }
        happened.is_some_and(|happened| {
            let from = self.since.as_ref();
            let to = self.until.as_ref();
            from.is_none_or(|since| happened.latest >= since.earliest)
                && to.is_none_or(|until| happened.earliest <= until.latest)
        })
    }
}

fn asked(wanted: &[String], found: impl FnOnce() -> Vec<String>) -> bool {
    wanted.is_empty() || found().iter().any(|one| wanted.contains(one))
}

fn owned(items: Vec<&str>) -> Vec<String> {
    items.into_iter().map(str::to_owned).collect()
}

/// Every country or bloc that an event names.
fn codes(event: &Event) -> Vec<String> {
    let mut codes = Vec::new();
    for field in ["by", "against", "toward"] {
        codes.extend(owned(event.list(field)));
    }
    for field in ["by", "holder", "subject"] {
        codes.extend(event.party(field).and_then(|party| party.country));
    }
    codes.extend(event.asset("asset").and_then(|asset| asset.issuer));
    codes.extend(
        event
            .instrument("instrument")
            .map(|instrument| instrument.issuer),
    );
    codes
}
