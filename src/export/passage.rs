//! One way through the log for an export: each entry as known, with what the three clocks and
//! the filters make of it. Owns which entries are listed (as `log` lists them) and which are
//! events in view (as `timeline` has them); keeps none.

use uuid::Uuid;

use super::{ExportError, Ledger, Progress};
use crate::amend::AsKnown;
use crate::answer::Filters;
use crate::clocks::Clocks;
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
    clocks: Clocks,
    filters: Filters,
    filter: Filter,
}

impl<'l> Passage<'l> {
    /// Of a log up to the cut of its ledger; `clocks.known` is set to that.
    pub fn new(ledger: &'l Ledger<'l>, clocks: Clocks, filters: Filters) -> Passage<'l> {
        Passage {
            ledger,
            nothing: History::from_entries(ledger.header().clone(), Vec::new(), Vec::new()),
            clocks,
            filter: Filter::from(&filters),
            filters,
        }
    }

    /// The log.
    pub fn ledger(&self) -> &'l Ledger<'l> {
        self.ledger
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
        let ledger = self.ledger;
        let known = ledger.position();
        Scope::of_stream(&self.nothing, &self.clocks, known, ledger.last_recorded())
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
    fn standing(&self, entry: &Entry, known: &AsKnown<'_>) -> Standing {
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
