//! `diff`: which rows of which views are other at one point than at another, and the entries
//! that made them so, row by row. Owns the order of views and the citation; a few folds a view,
//! whatever lies between the points.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::blame::Blame;
use super::compared::Compared;
use super::follow::{Followed, NODE, Rows};
use super::{AnswerError, Citation, answer, beyond_head, query, run};
use crate::clocks::Clocks;
use crate::facts::{History, Scope};
use crate::projection::replay::Change;
use crate::projection::tally::Tally;

/// A row of `diff`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct ChangeRow {
    pub view: &'static str,
    pub key: Map<String, Value>,
    pub change: &'static str,
    /// Only D moved: nothing that the row rests on.
    pub aged: bool,
    pub before: Option<Value>,
    pub after: Option<Value>,
    /// Positions of the entries that came into view or left it, and of the amendments that count at
    /// one point only, among those that the row rests on.
    pub entries: Vec<u64>,
}

/// Which clock moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Moving {
    On,
    Published,
    Known,
}

impl Moving {
    /// The flag.
    pub fn name(self) -> &'static str {
        match self {
            Moving::On => "on",
            Moving::Published => "published",
            Moving::Known => "known",
        }
    }
}

/// A comparison under way: an iterator of the rows that differ, view after view. Only the answers
/// of one view are held at a time.
pub struct Diffing<'h> {
    scopes: [Scope<'h>; 2],
    views: std::vec::IntoIter<&'static Followed>,
    open: Option<(&'static Followed, Compared, Blame<'h>)>,
}

/// Compares views at two points. The counts of the citation are those of the later point, of several
/// views the largest for each reason.
///
/// # Errors
/// Those of the answers.
pub fn diff<'h>(
    history: &'h History,
    clocks: [&Clocks; 2],
    moving: Moving,
    views: &[&'static Followed],
) -> Result<(Citation, Diffing<'h>), AnswerError> {
    let scope = |clocks: &Clocks| Scope::new(history, clocks).map_err(beyond_head);
    let scopes = [scope(clocks[0])?, scope(clocks[1])?];
    let first = views
        .first()
        .map_or(super::Question::Graph, |view| view.question(false));
    let mut citation = answer(history, clocks[1], &first)?.citation;
    for view in views.iter().skip(1) {
        let mut tally = Tally::default();
        let found = run::run(&scopes[1], &view.question(false), &mut tally)?;
        citation.undated = citation.undated.max(tally.undated);
        citation.rules = citation.rules.or(found.rules);
        for (reason, count) in tally.left_out {
            let most = citation.left_out.entry(reason).or_insert(0);
            *most = count.max(*most);
        }
    }
    citation.query = asked(clocks, moving, views);
    let views = Vec::from(views).into_iter();
    let diffing = Diffing {
        scopes,
        views,
        open: None,
    };
    Ok((citation, diffing))
}

/// What a view says with and without something: rows of the one that the other has not.
///
/// # Errors
/// Those of the answers.
pub fn between(
    histories: [&History; 2],
    clocks: &Clocks,
    view: &'static Followed,
) -> Result<Vec<ChangeRow>, AnswerError> {
    let question = view.question(false);
    let [with, without] = [
        answer(histories[0], clocks, &question)?,
        answer(histories[1], clocks, &question)?,
    ];
    let changes = Compared::new(view, Rows::of(&with.view), Rows::of(&without.view));
    let rows = changes.map(|change| row(view, change, Vec::new(), false));
    Ok(rows.collect())
}

fn asked(
    [from, to]: [&Clocks; 2],
    moving: Moving,
    views: &[&'static Followed],
) -> Map<String, Value> {
    let mut asked = query::clocks(to);
    let names: Vec<&str> = views.iter().map(|view| view.listed.name).collect();
    let range = |name: &str| {
        let end = |clocks| query::clocks(clocks).remove(name).unwrap_or_default();
        json!([end(from), end(to)])
    };
    for (name, value) in [
        ("command", json!("diff")),
        ("arguments", json!([])),
        ("view", json!(names)),
        (moving.name(), range(moving.name())),
    ] {
        asked.insert(name.to_owned(), value);
    }
    asked
}

impl Iterator for Diffing<'_> {
    type Item = ChangeRow;

    fn next(&mut self) -> Option<ChangeRow> {
        loop {
            if let Some((view, compared, blame)) = &mut self.open
                && let Some(change) = compared.next()
            {
                let is_node = change.key.contains_key("node");
                let names = if is_node { NODE } else { view.names };
                let entries = blame.entries(names, &change);
                let aged = entries.is_empty();
                return Some(row(view, change, entries, aged));
            }
            // What the view before held goes first.
            self.open = None;
            let view = self.views.next()?;
            self.open = Some(self.start(view));
        }
    }
}

impl<'h> Diffing<'h> {
    fn start(&self, view: &'static Followed) -> (&'static Followed, Compared, Blame<'h>) {
        let question = view.question(true);
        let [old, new] = self.scopes.each_ref().map(|scope| {
            let found = run::run(scope, &question, &mut Tally::default());
            // Nothing of the question can be refused: it names no entry and brings no rules.
            found.map(|found| Rows::of(&found.view)).unwrap_or_default()
        });
        let blame = Blame::new(self.scopes, view, [&old, &new]);
        (view, Compared::new(view, bare(old), bare(new)), blame)
    }
}

fn row(view: &'static Followed, change: Change, entries: Vec<u64>, aged: bool) -> ChangeRow {
    ChangeRow {
        view: view.listed.name,
        change: change.name(),
        key: change.key,
        aged,
        before: change.before,
        after: change.after,
        entries,
    }
}

/// The rows without what `--why` adds to them.
fn bare(mut rows: Rows) -> Rows {
    for row in rows.rows.iter_mut().filter_map(Value::as_object_mut) {
        row.remove("entries");
        row.remove("evidence");
    }
    rows
}
