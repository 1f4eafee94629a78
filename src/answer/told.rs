//! The rows of a view handed over one by one, each as JSON prints it: however many there are, one
//! at a time is a JSON value. Owns which views make their rows only then; folds nothing.

use serde::Serialize;
use serde_json::Value;

use super::follow::Rows;
use super::{AnswerError, Question, View, run};
use crate::facts::Scope;
use crate::projection::contradictions::{self, Found};
use crate::projection::rows::Edge;
use crate::projection::tally::Tally;
use crate::projection::{audit, chain, entries};

/// What a view found, its rows not made yet.
pub(crate) struct Told {
    rows: Kept,
    /// SHA-256 of the rules, where there are any.
    pub(crate) rules: Option<String>,
}

enum Kept {
    View(Box<View>),
    Pairs(Found),
    Findings(audit::Found),
    Edges(Vec<Edge>),
}

impl Told {
    /// The answer to a question, without limit; of the whole graph the edges alone.
    pub(crate) fn of(
        scope: &Scope<'_>,
        question: &Question,
        tally: &mut Tally,
    ) -> Result<Told, AnswerError> {
        let rows = match question {
            Question::Graph => Kept::Edges(chain::edges(scope, tally)),
            Question::Contradictions {
                tolerance,
                why,
                filters,
            } => {
                let options = contradictions::Options {
                    tolerance: *tolerance,
                    filter: run::filter(filters),
                    why: *why,
                };
                Kept::Pairs(Found::of(scope, &options, tally))
            }
            Question::Audit(asked) if asked.about.is_empty() => {
                let options = super::audit::options(asked);
                Kept::Findings(audit::Found::of(scope, &options, &[], tally))
            }
            _ => {
                let found = run::run(scope, question, tally)?;
                return Ok(Told {
                    rows: Kept::View(Box::new(found.view)),
                    rules: found.rules,
                });
            }
        };
        Ok(Told { rows, rules: None })
    }

    /// The edges of the whole graph.
    pub(crate) fn edges(&self) -> &[Edge] {
        match &self.rows {
            Kept::Edges(edges) => edges,
            _ => &[],
        }
    }

    /// Hands over every row in order, until `each` fails.
    pub(crate) fn each<E>(
        &self,
        scope: &Scope<'_>,
        each: &mut dyn FnMut(Value) -> Result<(), E>,
    ) -> Result<(), E> {
        match &self.rows {
            Kept::Edges(edges) => all(edges, each),
            Kept::Pairs(found) => all(found.rows(), each),
            Kept::Findings(found) => all(found.rows(scope), each),
            Kept::View(view) => match &**view {
                View::Entries(rows) => all(rows, each),
                View::Divestment(rows) => all(rows, each),
                View::Stance(rows) => all(rows, each),
                View::Threats(rows) => all(rows, each),
                View::Sanctions(rows) => all(rows, each),
                View::Yields(rows) => all(rows, each),
                View::Observations(rows) => all(rows, each),
                View::Sources(rows) => all(rows, each),
                other => Rows::of(other).rows.into_iter().try_for_each(each),
            },
        }
    }
}

fn all<T: Serialize, E>(
    rows: impl IntoIterator<Item = T>,
    each: &mut dyn FnMut(Value) -> Result<(), E>,
) -> Result<(), E> {
    let values = rows
        .into_iter()
        .filter_map(|row| serde_json::to_value(row).ok());
    for value in values {
        each(value)?;
    }
    Ok(())
}

/// The positions of the rows of a view that says of each entry what that alone says, in order: of
/// `timeline`, and of the nodes of the whole graph.
pub(super) fn of_entries(scope: &Scope<'_>, question: &Question, tally: &mut Tally) -> Vec<u64> {
    match question {
        Question::Timeline(filters) => entries::in_order(scope, &run::filter(filters), tally),
        _ => chain::nodes(scope),
    }
}
