//! The rows of an answer in lists whose rows are named, and the entries that each rests on. Owns
//! what names a row of each view, also of those that `diff` does not follow; compares two
//! answers list by list.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::{Value, json};

use crate::answer::beside::Hangs;
use crate::answer::blame::Blame;
use crate::answer::compared::compare;
use crate::answer::follow::{FOLLOWED, NODE, Names, Rows};
use crate::answer::{Answer, Question, View, run};
use crate::event::Kind;
use crate::facts::{History, Scope};
use crate::projection::replay::Change;
use crate::projection::rows::Total;
use crate::projection::tally::Tally;

const EDGE: Names = &[("edge", "id")];
const ENTRY: Names = &[("position", "position"), ("id", "id")];
const AMENDMENT: Names = &[("amendment", "position"), ("id", "id")];
const VERSION: Names = &[("version", "position")];
const PATH: Names = &[("path", "edges")];
const TOTAL: Names = &[("currency", "currency")];
const WHOLE: Names = &[];

/// Rows with what names each of them.
type List = (Names, Vec<Value>);

/// The lists of a view: of one view always the same ones.
fn lists(view: &View, totals: &[Total]) -> Vec<List> {
    match view {
        View::Chain(chain) => vec![
            (NODE, values(&chain.nodes)),
            (EDGE, values(&chain.edges)),
            (PATH, values(chain.paths.as_deref().unwrap_or_default())),
        ],
        View::Entry(view) => vec![
            (ENTRY, vec![json!(view.entry)]),
            (AMENDMENT, values(&view.amendments)),
            (
                VERSION,
                values(view.versions.as_deref().unwrap_or_default()),
            ),
            (EDGE, values(&view.links)),
        ],
        View::Found(found) => vec![
            (ENTRY, values(&found.rows)),
            (WHOLE, vec![json!({"total": found.total})]),
        ],
        view => vec![(names(view), Rows::of(view).rows), (TOTAL, values(totals))],
    }
}

fn values<T: Serialize>(rows: &[T]) -> Vec<Value> {
    rows.iter().map(|row| json!(row)).collect()
}

/// What names a row of a view of rows.
fn names(view: &View) -> Names {
    let name = match view {
        View::Divestment(_) => "divestment",
        View::Stance(_) => "stance",
        View::Yields(_) => "yields",
        View::Observations(_) => "observations",
        View::Sources(_) => "sources",
        View::Contradictions(_) => "contradictions",
        _ => return ENTRY,
    };
    let followed = FOLLOWED.iter().find(|view| view.listed.name == name);
    followed.map_or(ENTRY, |view| view.names)
}

/// An answer then and now, and what its rows rest on at either point.
pub(super) struct Compared<'h> {
    blame: Blame<'h>,
    old: Vec<List>,
    new: Vec<List>,
    /// What was asked about by name, and what that is about.
    roots: BTreeSet<u64>,
}

impl<'h> Compared<'h> {
    /// Two answers to one question at two points.
    pub(super) fn new(
        scopes: [Scope<'h>; 2],
        question: &Question,
        answers: [&Answer; 2],
    ) -> Compared<'h> {
        let why = question.clone().with_why();
        let explained: Vec<List> = scopes
            .iter()
            .filter_map(|scope| run::run(scope, &why, &mut Tally::default()).ok())
            .flat_map(|found| lists(&found.view, &[]))
            .collect();
        let borrowed: Vec<(Names, &[Value])> = explained
            .iter()
            .map(|(names, rows)| (*names, &rows[..]))
            .collect();
        let [old, new] = answers.map(|answer| lists(&answer.view, &answer.totals));
        Compared {
            blame: Blame::of(scopes, hangs(question), &borrowed),
            old,
            new,
            roots: roots(scopes[0].history(), question),
        }
    }

    /// What differs, in the order of the later answer, each with the entries that made it so.
    pub(super) fn changes(&mut self) -> Vec<(Change, Vec<u64>)> {
        let mut found = Vec::new();
        let mut differs = false;
        for ((names, before), (_, after)) in self.old.iter().zip(&self.new) {
            // That more was found than is listed matters when nothing else does.
            if *names == WHOLE && differs {
                continue;
            }
            for change in compare(names, before, after) {
                differs = true;
                if is_new_citation(&change) {
                    continue;
                }
                let entries = match self.blame.entries(names, &change) {
                    none if none.is_empty() => self.blame.through(&self.roots),
                    entries => entries,
                };
                found.push((change, entries));
            }
        }
        found
    }

    /// The positions of the entries that the old answer rested on.
    pub(super) fn inputs(&self) -> BTreeSet<u64> {
        let mut inputs = self.roots.clone();
        for (names, rows) in &self.old {
            // What amended an entry is told of the entry.
            if *names == AMENDMENT || *names == VERSION {
                continue;
            }
            for row in rows {
                inputs.extend(self.blame.rests(names, row));
            }
        }
        inputs
    }
}

/// That something was cited, this very answer perhaps, makes no answer another.
fn is_new_citation(change: &Change) -> bool {
    let kind = change
        .after
        .as_ref()
        .and_then(|row| row.get("event")?.get("kind"));
    change.before.is_none() && kind.and_then(Value::as_str) == Some(Kind::Citation.name())
}

/// The entry that `around` or `say` names, and those that it is itself about.
fn roots(history: &History, question: &Question) -> BTreeSet<u64> {
    let (Question::Around { reference, .. } | Question::Say { reference, .. }) = question else {
        return BTreeSet::new();
    };
    let mut roots = BTreeSet::new();
    for entry in history.resolve(reference) {
        roots.insert(entry.position);
        let about = ["cause", "effect", "target"].into_iter();
        let ids = about.filter_map(|field| entry.event.reference(field));
        roots.extend(ids.filter_map(|id| Some(history.by_id(id)?.position)));
    }
    roots
}

/// What the rows of an answer hang on beyond what they list.
fn hangs(question: &Question) -> Hangs {
    match question {
        Question::Divestment { .. } | Question::Stance { .. } | Question::Sanctions { .. } => {
            Hangs::Stages
        }
        Question::Contradictions { .. } => Hangs::Values,
        Question::Audit(_) => Hangs::Any,
        _ => Hangs::Listed,
    }
}
