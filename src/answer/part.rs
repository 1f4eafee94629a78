//! Parts of answers that would be long: the first or the latest entries, and how many there are,
//! for pages that show no more. Owns that a part is counted and cited as the whole; which
//! entries there are is the projection's.

use super::query::{self, Named};
use super::{AnswerError, Citation, Filters, Question, beyond_head, cited, run};
use crate::clocks::Clocks;
use crate::facts::{History, Scope};
use crate::projection::rows::{ChainView, EntryRow};
use crate::projection::tally::Tally;
use crate::projection::{chain, entries};

/// Some rows of an answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// How to ask for all of them.
    pub citation: Citation,
    /// Those that were asked for.
    pub rows: Vec<EntryRow>,
    /// How many there are in all.
    pub total: usize,
}

/// Some links of a log, and the events that they join.
#[derive(Debug, Clone, PartialEq)]
pub struct Links {
    /// How to ask for all of them.
    pub citation: Citation,
    /// Those that were asked for.
    pub view: ChainView,
    /// How many links there are in all.
    pub total: usize,
}

/// What is asked, on which clocks, without asking it: to cite a page as a whole.
pub fn citation(scope: &Scope<'_>, clocks: &Clocks, filters: &Filters) -> Citation {
    let question = Question::Log(filters.clone());
    let query = query::resolved(clocks, &question, Named::default());
    cited(scope, query, Tally::default(), None)
}

/// The first rows of `log`.
///
/// # Errors
/// `known_beyond_head`.
pub fn first_of_log(
    history: &History,
    clocks: &Clocks,
    filters: &Filters,
    most: usize,
) -> Result<Part, AnswerError> {
    let scope = Scope::new(history, clocks).map_err(beyond_head)?;
    let mut tally = Tally::default();
    let (total, rows) = entries::log_first(&scope, most, &run::filter(filters), &mut tally);
    let query = query::resolved(clocks, &Question::Log(filters.clone()), Named::default());
    Ok(Part {
        citation: cited(&scope, query, tally, None),
        rows,
        total,
    })
}

/// The last rows of `timeline`.
///
/// # Errors
/// `known_beyond_head`.
pub fn last_of_timeline(
    history: &History,
    clocks: &Clocks,
    filters: &Filters,
    most: usize,
) -> Result<Part, AnswerError> {
    let scope = Scope::new(history, clocks).map_err(beyond_head)?;
    let mut tally = Tally::default();
    let (total, rows) = entries::timeline_last(&scope, most, &run::filter(filters), &mut tally);
    let query = query::resolved(
        clocks,
        &Question::Timeline(filters.clone()),
        Named::default(),
    );
    Ok(Part {
        citation: cited(&scope, query, tally, None),
        rows,
        total,
    })
}

/// The rows of `log` recorded before a position, the latest first; looks no further back than
/// it must.
///
/// # Errors
/// `known_beyond_head`.
pub fn log_before(
    history: &History,
    clocks: &Clocks,
    filters: &Filters,
    before: u64,
    most: usize,
) -> Result<Vec<EntryRow>, AnswerError> {
    let scope = Scope::new(history, clocks).map_err(beyond_head)?;
    Ok(entries::log_before(
        &scope,
        before,
        most,
        &run::filter(filters),
    ))
}

/// The last links of `chain` without a REF, and no events but those that they join.
///
/// # Errors
/// `known_beyond_head`.
pub fn last_of_links(
    history: &History,
    clocks: &Clocks,
    most: usize,
) -> Result<Links, AnswerError> {
    let scope = Scope::new(history, clocks).map_err(beyond_head)?;
    let mut tally = Tally::default();
    let (total, view) = chain::latest(&scope, most, &mut tally);
    let query = query::resolved(clocks, &Question::Graph, Named::default());
    Ok(Links {
        citation: cited(&scope, query, tally, None),
        view,
        total,
    })
}
