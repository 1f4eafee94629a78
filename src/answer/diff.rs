//! `diff`: which rows of which views are other at one point than at another, and the entries
//! that made them so. Owns the comparison of two answers; two folds a view, whatever lies
//! between the points.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::blame::Blame;
use super::follow::{Followed, NODE, Names, Rows};
use super::refold::compare;
use super::{Answer, AnswerError, Citation, View, answer, query};
use crate::clocks::Clocks;
use crate::facts::{History, Scope};
use crate::projection::replay::Change;

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

/// The answer of `diff`: the rows of these views that differ between two points. Its counts are
/// those of the later point, of several views the largest for each reason.
///
/// # Errors
/// Those of the answers.
pub fn diff(
    history: &History,
    clocks: [&Clocks; 2],
    moving: Moving,
    views: &[&'static Followed],
) -> Result<Answer, AnswerError> {
    let mut rows = Vec::new();
    let mut cited: Option<Citation> = None;
    for view in views {
        let question = view.question(true);
        let [before, after] = [
            answer(history, clocks[0], &question)?,
            answer(history, clocks[1], &question)?,
        ];
        rows.extend(changes(history, clocks, view, &before.view, &after.view));
        cited = Some(match cited {
            None => after.citation,
            Some(before) => larger(before, after.citation),
        });
    }
    let mut citation = match cited {
        Some(citation) => citation,
        None => answer(history, clocks[1], &super::Question::Graph)?.citation,
    };
    citation.query = asked(clocks, moving, views);
    Ok(Answer {
        citation,
        view: View::Changes(rows),
        totals: Vec::new(),
    })
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
    let changes = compared(view, &Rows::of(&with.view), &Rows::of(&without.view));
    let rows = changes.into_iter();
    Ok(rows
        .map(|change| row(view, change, Vec::new(), false))
        .collect())
}

fn larger(one: Citation, other: Citation) -> Citation {
    let mut left_out = one.left_out;
    for (reason, count) in other.left_out {
        let most = left_out.entry(reason).or_insert(0);
        *most = count.max(*most);
    }
    Citation {
        undated: one.undated.max(other.undated),
        left_out,
        rules: one.rules.or(other.rules),
        ..other
    }
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

fn changes(
    history: &History,
    clocks: [&Clocks; 2],
    view: &'static Followed,
    before: &View,
    after: &View,
) -> Vec<ChangeRow> {
    let [old, new] = [Rows::of(before), Rows::of(after)];
    let [bare_old, bare_new] = [bare(&old), bare(&new)];
    let found = compared(view, &bare_old, &bare_new);
    let scopes = clocks.map(|clocks| Scope::new(history, clocks).ok());
    let [Some(one), Some(two)] = scopes else {
        return Vec::new();
    };
    if found.is_empty() {
        return Vec::new();
    }
    let blame = Blame::new([one, two], view, [&old, &new]);
    let rows = found.into_iter();
    rows.map(|change| {
        let is_node = change.key.contains_key("node");
        let names = if is_node { NODE } else { view.names };
        let entries = blame.entries(names, &change);
        let aged = entries.is_empty();
        row(view, change, entries, aged)
    })
    .collect()
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

fn compared(view: &'static Followed, old: &Rows, new: &Rows) -> Vec<Change> {
    let mut found = compare(NODE, &old.nodes, &new.nodes);
    found.extend(compare(view.names, &old.rows, &new.rows));
    found
}

/// The rows without what `--why` adds to them.
fn bare(rows: &Rows) -> Rows {
    let strip = |rows: &[Value]| -> Vec<Value> {
        let mut rows = rows.to_vec();
        for row in rows.iter_mut().filter_map(Value::as_object_mut) {
            row.remove("entries");
            row.remove("evidence");
        }
        rows
    };
    Rows {
        nodes: strip(&rows.nodes),
        rows: strip(&rows.rows),
    }
}

/// The text by which a row is found again: the values of the fields that name it.
pub(super) fn key_text(names: Names, row: &Value) -> String {
    let fields = names.iter().map(|(_, from)| row.get(from).cloned());
    let fields: Vec<Value> = fields.map(Option::unwrap_or_default).collect();
    crate::event::json::canonical(&Value::Array(fields))
}
