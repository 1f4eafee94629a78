//! One way through the log for an export: each entry as known, with what the three clocks and
//! the filters make of it. Owns which entries are listed (as `log` lists them) and which are
//! events in view (as `timeline` has them); keeps none.

use uuid::Uuid;

use super::{ExportError, Ledger, Progress, named};
use crate::amend::{Amendments, AsKnown};
use crate::answer::exported::{self, Asked, Reached};
use crate::answer::{Citation, Filters};
use crate::clocks::Clocks;
use crate::event::Event;
use crate::facts::scope::Claims;
use crate::facts::{Edge, History, Scope, Standing};
use crate::log::{Entry, LogError, Mark};
use crate::projection::catalog::HAPPENINGS;
use crate::projection::entries::Filter;
use crate::projection::tally::Tally;

/// An entry on its way out.
#[derive(Debug)]
pub struct Seen<'e> {
    /// As recorded.
    pub entry: &'e Entry,
    /// Where it lies.
    pub mark: Mark,
    /// As known.
    pub known: AsKnown<'e>,
}

/// What is exported of a log.
#[derive(Debug)]
pub struct Passage<'l> {
    ledger: &'l Ledger<'l>,
    nothing: History,
    asked: Asked,
    clocks: Clocks,
    filters: Filters,
    filter: Filter,
    root: Option<Entry>,
}

impl<'l> Passage<'l> {
    /// Of a log up to the cut of its ledger; a `clocks.known` that was given is that.
    pub fn new(
        ledger: &'l Ledger<'l>,
        asked: Asked,
        clocks: Clocks,
        filters: Filters,
    ) -> Passage<'l> {
        let given = clocks.known.is_some();
        let known = given.then_some(ledger.position());
        let clocks = Clocks { known, ..clocks };
        Passage {
            ledger,
            asked,
            nothing: History::from_entries(ledger.header().clone(), Vec::new(), Vec::new()),
            clocks,
            filter: Filter::from(&filters),
            filters,
            root: None,
        }
    }

    /// The same, the REF found out; an id from then on.
    ///
    /// # Errors
    /// A REF that names no event, or what the log says.
    pub fn resolved(mut self, progress: &mut Progress<'_>) -> Result<Passage<'l>, ExportError> {
        if let Some(text) = &self.asked.reference {
            let root = named::event(&self, text, progress)?;
            self.asked.reference = Some(root.id.to_string());
            self.root = Some(root);
        }
        Ok(self)
    }

    /// The event that was named.
    pub fn root(&self) -> Option<&Entry> {
        self.root.as_ref()
    }

    /// The same without filters.
    pub fn unfiltered(&self) -> Passage<'l> {
        let clocks = self.clocks.clone();
        Passage::new(self.ledger, self.asked.clone(), clocks, Filters::default())
    }

    /// The log.
    pub fn ledger(&self) -> &'l Ledger<'l> {
        self.ledger
    }

    /// The disputes of an entry that count.
    ///
    /// # Errors
    /// What the log says.
    pub fn disputes(&self, seen: &Seen<'_>) -> Result<Vec<Event>, LogError> {
        if seen.known.disputes.is_empty() {
            return Ok(Vec::new());
        }
        let all = Amendments::of(self.ledger, seen.entry.id)?;
        let counted = all
            .iter()
            .filter(|one| seen.known.disputes.contains(&one.position));
        Ok(counted.map(|dispute| dispute.event.clone()).collect())
    }

    /// What is needed to ask for the same again and to hold it against the log.
    pub fn citation(&self, tally: &Tally) -> Citation {
        let reached = Reached {
            position: self.ledger.position(),
            root: self.ledger.root(),
        };
        exported::citation(
            self.ledger.header(),
            reached,
            &self.asked,
            (&self.clocks, &self.filters),
            tally,
        )
    }

    /// The clocks asked about, as they were asked.
    pub fn clocks(&self) -> &Clocks {
        &self.clocks
    }

    /// The filters.
    pub fn filters(&self) -> &Filters {
        &self.filters
    }

    /// The filters that choose an entry by itself.
    pub fn filter(&self) -> &Filter {
        &self.filter
    }

    /// The most rows that are wanted.
    pub fn limit(&self) -> u64 {
        self.filters.limit.unwrap_or(u64::MAX)
    }

    /// The clocks as they judge an entry that is handed to them. It finds no entry itself.
    pub fn scope(&self) -> Scope<'_> {
        self.scope_on(&self.nothing)
    }

    /// The same clocks on a part of the log that is held in memory.
    pub fn scope_on<'h>(&self, part: &'h History) -> Scope<'h> {
        let ledger = self.ledger;
        let known = ledger.position();
        Scope::of_stream(part, &self.clocks, known, ledger.last_recorded())
    }

    /// An entry as known here.
    ///
    /// # Errors
    /// What the log says.
    pub fn see<'e>(&self, entry: &'e Entry) -> Result<AsKnown<'e>, LogError> {
        self.ledger.as_known(entry, self.scope().point())
    }

    /// Hands over every entry that the clocks let through, retracted ones, amendments and links
    /// too, whatever the filters say; in the order in which they were recorded.
    ///
    /// # Errors
    /// What `each` says, or the log.
    pub fn listed(
        &self,
        tally: &mut Tally,
        progress: &mut Progress<'_>,
        each: &mut dyn FnMut(Seen<'_>) -> Result<(), ExportError>,
    ) -> Result<(), ExportError> {
        self.ledger.each(progress, &mut |entry, mark| {
            let known = self.see(&entry)?;
            let standing = self.standing(&entry, &known);
            if tally.admits(standing) && self.ends_in_view(&known)? {
                let entry = &entry;
                each(Seen { entry, mark, known })?;
            }
            Ok(())
        })
    }

    /// Hands over the live events that the clocks and the filters let through, as many as are
    /// wanted, in the order in which they were recorded.
    ///
    /// # Errors
    /// What `each` says, or the log.
    pub fn events(
        &self,
        claims: Claims,
        tally: &mut Tally,
        progress: &mut Progress<'_>,
        each: &mut dyn FnMut(Seen<'_>) -> Result<(), ExportError>,
    ) -> Result<(), ExportError> {
        let mut left = self.limit();
        self.ledger.each(progress, &mut |entry, mark| {
            if !HAPPENINGS.contains(&entry.event.kind()) {
                return Ok(());
            }
            let known = self.see(&entry)?;
            let standing = self.scope().standing(&known, claims);
            if tally.admits(standing) && self.filter.takes(&known.event) && left > 0 {
                left -= 1;
                let entry = &entry;
                each(Seen { entry, mark, known })?;
            }
            Ok(())
        })
    }

    /// What the clocks make of an entry in the log, retracted or not (§2): an amendment is public
    /// by its own rule, and what has no happened date stays whatever `--on` says.
    pub fn standing(&self, entry: &Entry, known: &AsKnown<'_>) -> Standing {
        let scope = self.scope();
        let public = match entry.event.kind().is_amendment() {
            true if scope.is_reached(entry) => Standing::InView,
            true => Standing::Unpublished,
            false => scope.published(known),
        };
        match public {
            Standing::InView => scope.happened(known),
            hidden => hidden,
        }
    }

    /// A link is in view only with both its ends, which are in view or retracted (§2).
    fn ends_in_view(&self, known: &AsKnown<'_>) -> Result<bool, LogError> {
        let Some(edge) = Edge::of(&known.event) else {
            return Ok(true);
        };
        Ok(self.is_end(edge.cause)? && self.is_end(edge.effect)?)
    }

    fn is_end(&self, id: Uuid) -> Result<bool, LogError> {
        let Some(entry) = self.ledger.find(id)? else {
            return Ok(false);
        };
        let known = self.see(&entry)?;
        let standing = self.scope().standing(&known, Claims::Always);
        Ok(matches!(standing, Standing::InView | Standing::Retracted))
    }
}
