//! The scope of a read: which entries the three clocks let through, and how each of them is
//! known there. Owns the order of the checks and D, the instant that ages and deadlines are
//! measured against; never reads the system's clock and counts nothing.

use std::convert::Infallible;

use uuid::Uuid;

use super::compact::Span;
use super::history::History;
use super::without;
use crate::amend::{self, AsKnown, Point, Sign};
use crate::clocks::Clocks;
use crate::event::Event;
use crate::event::when::{Instant, When};
use crate::log::Entry;

/// What one can see of a history from one point.
#[derive(Debug, Clone, Copy)]
pub struct Scope<'h> {
    history: &'h History,
    point: Point,
    on: Option<Instant>,
    possible: bool,
    claims: bool,
    horizon: Instant,
}

/// `known` lies beyond the end of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BeyondHead {
    /// The position asked for.
    pub asked: u64,
    /// The last position of the log.
    pub head: u64,
}

/// What becomes of an entry in a view, in the order in which it is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Of a counterfactual: no source of it is left.
    Unvouched,
    /// Withdrawn by a retraction that counts.
    Retracted,
    /// Somebody else's claim, and claims were not asked for.
    Claimed,
    /// Asked for what was public, and no source is dated.
    Undated,
    /// Not certainly published by then.
    Unpublished,
    /// Only possibly happened by then, and the possible was not asked for.
    Possible,
    /// Not yet happened.
    Future,
    /// Seen.
    InView,
}

impl Standing {
    /// All of them, in that order.
    pub const ALL: [Standing; 8] = [
        Standing::Unvouched,
        Standing::Retracted,
        Standing::Claimed,
        Standing::Undated,
        Standing::Unpublished,
        Standing::Possible,
        Standing::Future,
        Standing::InView,
    ];
}

/// Whether a view takes in what others claim without being asked to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claims {
    /// Always (log, timeline, show, chain).
    Always,
    /// Only with `--claims`.
    IfAsked,
}

/// What the clocks ask of an entry as known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Marks {
    /// A retraction of it counts.
    pub retracted: bool,
    /// Somebody else asserts it.
    pub claimed: bool,
    /// The latest instant of the date on which it was first published; `None` = undated.
    pub published: Option<Instant>,
    /// When it happened; `None` where nothing can.
    pub happened: Option<Span>,
}

impl<'h> Scope<'h> {
    /// The scope of `clocks` on a history.
    pub fn new(history: &'h History, clocks: &Clocks) -> Result<Scope<'h>, BeyondHead> {
        let head = history.position();
        let known = clocks.known.unwrap_or(head);
        if known > head {
            return Err(BeyondHead { asked: known, head });
        }
        let last = history.recorded_at(known);
        Ok(Scope::of_stream(history, clocks, known, last))
    }

    /// The scope of `clocks` on entries that are handed to it one by one: the first `known` of a
    /// log, the last of them recorded at `last`. Of that log `history` holds the header alone, so
    /// this scope finds no entry; it says how one stands.
    pub fn of_stream(
        history: &'h History,
        clocks: &Clocks,
        known: u64,
        last: Option<Instant>,
    ) -> Scope<'h> {
        let on = clocks.on.as_ref().map(|on| on.latest);
        let recorded = last.unwrap_or(history.header().created_at).end_of_day();
        Scope {
            history,
            point: Point {
                known,
                published: clocks.published.as_ref().map(|by| by.latest),
            },
            on,
            possible: clocks.possible,
            claims: clocks.claims,
            horizon: on.unwrap_or(recorded),
        }
    }

    /// What it looks at.
    pub fn history(&self) -> &'h History {
        self.history
    }

    /// Where amendments are counted from.
    pub fn point(&self) -> Point {
        self.point
    }

    /// D: the latest instant of `--on`, else of the UTC day on which the last considered entry
    /// was recorded (of an empty log: on which it was made).
    pub fn horizon(&self) -> Instant {
        self.horizon
    }

    /// The same as of an earlier instant: what had happened by then, and D is then.
    pub fn as_of(self, on: Instant) -> Scope<'h> {
        let on = self.on.map_or(on, |own| own.min(on));
        Scope {
            on: Some(on),
            horizon: on,
            ..self
        }
    }

    /// Whether what happened at a date is in view on that clock.
    pub fn has_happened(&self, date: &When) -> bool {
        let by = self.on;
        by.is_none_or(|on| date.latest <= on || (self.possible && date.earliest <= on))
    }

    /// The entries within `--known`, in order.
    pub fn entries(&self) -> &'h [Entry] {
        self.history.first(self.point.known)
    }

    /// The entry of that id, if it is within `--known`.
    pub fn find(&self, id: Uuid) -> Option<&'h Entry> {
        let within = |entry: &&Entry| entry.position <= self.point.known;
        self.history.by_id(id).filter(within)
    }

    /// An entry after the amendments that count here.
    pub fn see<'e>(&self, entry: &'e Entry) -> AsKnown<'e> {
        let known = match self.history.is_amended(entry.id) {
            true => {
                let Ok(known) = amend::as_known(entry, self.history, self.point);
                known
            }
            false => AsKnown::untouched(entry),
        };
        match self.history.missing() {
            Some(missing) => missing.strip(entry, known),
            None => known,
        }
    }

    /// Whether an amendment counts here.
    pub fn counts(&self, amendment: &Entry) -> bool {
        let counted: Result<bool, Infallible> =
            amend::counts(Sign::of(amendment), self.history, self.point);
        let Ok(counts) = counted;
        counts
    }

    /// Whether an amendment is within `--known` and public, whatever became of it since.
    pub fn is_reached(&self, amendment: &Entry) -> bool {
        Sign::of(amendment).in_reach(self.point)
    }

    /// The corrections of an entry that were applied, in order, each with the event after it.
    pub fn corrected(&self, entry: &'h Entry) -> Vec<(&'h Entry, Event)> {
        let mut event = entry.event.clone();
        let mut versions = Vec::new();
        for position in self.see(entry).corrections {
            if let Some(correction) = self.history.at(position)
                && let Some(next) = amend::corrected(&event, &correction.event)
            {
                event = next;
                versions.push((correction, event.clone()));
            }
        }
        versions
    }

    /// What becomes of an entry here. What has no `happened` is not asked when it happened.
    pub fn standing(&self, known: &AsKnown<'_>, claims: Claims) -> Standing {
        if without::is_bare(&known.event) {
            return Standing::Unvouched;
        }
        self.judge(&self.marks(known), claims)
    }

    /// The same, were it not retracted.
    pub fn standing_if_live(&self, known: &AsKnown<'_>, claims: Claims) -> Standing {
        let marks = Marks {
            retracted: false,
            ..self.marks(known)
        };
        self.judge(&marks, claims)
    }

    /// What the clocks ask of an entry as known, as far as this scope asks it.
    fn marks(&self, known: &AsKnown<'_>) -> Marks {
        let published = |_| known.event.first_published().map(|first| first.latest);
        let happened = |_| known.event.happened().map(|happened| Span::of(&happened));
        Marks {
            retracted: known.retracted_by.is_some(),
            claimed: known.event.claimed_by().is_some(),
            published: self.point.published.and_then(published),
            happened: self.on.and_then(happened),
        }
    }

    /// What becomes of an entry with these marks.
    pub fn judge(&self, marks: &Marks, claims: Claims) -> Standing {
        if marks.retracted {
            return Standing::Retracted;
        }
        if marks.claimed && !self.claims && claims == Claims::IfAsked {
            return Standing::Claimed;
        }
        match self.published_by(marks) {
            Standing::InView => self.happened_by(marks),
            hidden => hidden,
        }
    }

    fn published_by(&self, marks: &Marks) -> Standing {
        match (self.point.published, marks.published) {
            (None, _) => Standing::InView,
            (Some(_), None) => Standing::Undated,
            (Some(by), Some(first)) if first <= by => Standing::InView,
            (Some(_), Some(_)) => Standing::Unpublished,
        }
    }

    fn happened_by(&self, marks: &Marks) -> Standing {
        let (Some(on), Some(happened)) = (self.on, marks.happened) else {
            return Standing::InView;
        };
        if happened.latest <= on {
            Standing::InView
        } else if happened.earliest > on {
            Standing::Future
        } else if self.possible {
            Standing::InView
        } else {
            Standing::Possible
        }
    }

    /// The published clock alone: in view, undated, or unpublished.
    pub fn published(&self, known: &AsKnown<'_>) -> Standing {
        self.published_by(&self.marks(known))
    }

    /// The happened clock alone: in view, possible, or in the future.
    pub fn happened(&self, known: &AsKnown<'_>) -> Standing {
        self.happened_by(&self.marks(known))
    }
}
