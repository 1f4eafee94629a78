//! `diff`: which rows of which views are other at one point than at another, and the entries
//! that made them so, row by row. Owns the order of views and the citation; two folds a view,
//! whatever lies between the points. What is found is set aside, and told when all of it is.

use std::collections::BTreeSet;
use std::io;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::before::{Met, Setting};
use super::beside::Hangs;
use super::blame::Blame;
use super::compared::Compared;
use super::follow::{Followed, NODE, Names, Rows};
use super::judged::Places;
use super::spool::{Spool, Spooled};
use super::told::{self, Told};
use super::{AnswerError, Citation, Question, answer, beyond_head, cited, query};
use crate::clocks::Clocks;
use crate::facts::{History, Scope};
use crate::log::Entry;
use crate::projection::replay::Change;
use crate::projection::replay::board::change;
use crate::projection::tally::Tally;
use crate::projection::{chain, entries};

/// So many entries are read and told at a time.
const SOME: usize = 1 << 14;

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

/// Why nothing can be compared.
#[derive(Debug, thiserror::Error)]
pub enum DiffError {
    /// A question that has no answer.
    #[error(transparent)]
    Answer(#[from] AnswerError),
    /// There is no room for what was found.
    #[error(transparent)]
    Disk(#[from] io::Error),
}

/// The rows that differ, view after view, as they were found: an iterator.
#[derive(Debug)]
pub struct Changes {
    found: Spooled,
}

impl Iterator for Changes {
    type Item = io::Result<ChangeRow>;

    fn next(&mut self) -> Option<io::Result<ChangeRow>> {
        let next = self.found.next_row::<Written>().transpose()?;
        Some(next.and_then(ChangeRow::try_from))
    }
}

/// Compares views at two points. The counts of the citation are those of the later point, of several
/// views the largest for each reason.
///
/// # Errors
/// Those of the answers, and of the disk if there is much to tell.
pub fn diff(
    history: &History,
    clocks: [&Clocks; 2],
    moving: Moving,
    views: &[&'static Followed],
) -> Result<(Citation, Changes), DiffError> {
    let scope = |clocks: &Clocks| Scope::new(history, clocks).map_err(beyond_head);
    let scopes = [scope(clocks[0])?, scope(clocks[1])?];
    let mut diffing = Diffing {
        scopes,
        blame: Blame::new(scopes),
        found: Spool::new(),
        tally: Tally::default(),
        rules: None,
    };
    for view in views {
        diffing.view(view)?;
    }
    let Diffing {
        tally,
        rules,
        found,
        ..
    } = diffing;
    let asked = asked(clocks, moving, views);
    let citation = cited(&scopes[1], asked, tally, rules);
    let found = found.closed()?;
    Ok((citation, Changes { found }))
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
    let rows = changes.map(|change| ChangeRow {
        aged: false,
        ..row(view.listed.name, change, Vec::new())
    });
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

/// A comparison under way.
struct Diffing<'h> {
    scopes: [Scope<'h>; 2],
    blame: Blame<'h>,
    found: Spool,
    /// What was left out at the later point.
    tally: Tally,
    rules: Option<String>,
}

impl Diffing<'_> {
    fn view(&mut self, view: &'static Followed) -> Result<(), DiffError> {
        let question = view.question(true);
        let mut tally = Tally::default();
        self.blame.begin(Hangs::of(view.listed.name));
        if let Question::Timeline(_) = question {
            self.entries(view, &question, &mut tally)?;
        } else {
            self.rows(view, &question, &mut tally)?;
        }
        // Of several views the largest for each reason.
        self.tally.undated = self.tally.undated.max(tally.undated);
        for (reason, count) in tally.left_out {
            let most = self.tally.left_out.entry(reason).or_insert(0);
            *most = count.max(*most);
        }
        Ok(())
    }

    /// The rows of any other view; of the whole graph the nodes come first.
    fn rows(
        &mut self,
        view: &'static Followed,
        question: &Question,
        tally: &mut Tally,
    ) -> Result<(), DiffError> {
        let old = Told::of(&self.scopes[0], question, &mut Tally::default())?;
        let mut setting = Setting::new(view.names);
        old.each(&self.scopes[0], &mut |row| setting.put(row))?;
        let mut before = setting.done()?;
        // Of most views the old rows make room for the new ones now.
        let edges = matches!(question, Question::Graph).then_some(old);
        let new = Told::of(&self.scopes[1], question, tally)?;
        if let Some(old) = edges {
            self.blame.meet(view.names, [old.edges(), new.edges()]);
            self.entries(view, question, &mut Tally::default())?;
        }
        let scopes = self.scopes;
        new.each(&scopes[1], &mut |row| match before.meet(row)? {
            Met::Same => Ok(()),
            Met::Other(row, rests, None) => self.tell(view, rests, None, Some(row)),
            Met::Other(row, rests, Some((was, rested))) => {
                let all = [rests, rested].concat();
                self.tell(view, all, Some(was), Some(row))
            }
        })?;
        self.rules = self.rules.take().or(new.rules);
        before.gone(&mut |(was, rested)| self.tell(view, rested, Some(was), None))?;
        Ok(())
    }

    fn tell(
        &mut self,
        view: &Followed,
        rests: Vec<u64>,
        before: Option<Value>,
        after: Option<Value>,
    ) -> io::Result<()> {
        let change = change(view.names, before, after);
        let entries = self.blame.behind(view.names, &change, rests);
        self.found.put(&row(view.listed.name, change, entries))?;
        Ok(())
    }

    /// Rows that say of each entry what that alone says: only those are made whose entry came into
    /// view or left it, or has amendments that did.
    fn entries(
        &mut self,
        view: &'static Followed,
        question: &Question,
        tally: &mut Tally,
    ) -> io::Result<()> {
        let [old, new] = &self.scopes;
        let old = told::of_entries(old, question, &mut Tally::default());
        let new = told::of_entries(new, question, tally);
        let there = [Places::of(&old), Places::of(&new)];
        let (judged, scopes) = (self.blame.judged(), &self.scopes);
        let touched = |position: &u64| judged.touches(*position);
        let gone = old.into_iter().filter(|position| !there[1].has(*position));
        let positions = new.into_iter().chain(gone).filter(touched);
        let mut positions = positions.peekable();
        let line = |entry: &Entry| {
            let at = |which: usize| {
                let shown = there.get(which)?.has(entry.position);
                shown.then(|| of_entry(scopes.get(which)?, question, entry))?
            };
            let (before, after) = (at(0), at(1));
            if before == after {
                return None;
            }
            let mut through = BTreeSet::new();
            judged.add(entry.position, &mut through);
            let change = change(names(view, question), before, after);
            let row = row(view.listed.name, change, through.into_iter().collect());
            let mut line = serde_json::to_vec(&row).ok()?;
            line.push(b'\n');
            Some(line)
        };
        while positions.peek().is_some() {
            let some: Vec<u64> = positions.by_ref().take(SOME).collect();
            for line in self.scopes[0].history().each_at(&some, line) {
                self.found.put_lines(&line)?;
            }
        }
        Ok(())
    }
}

/// What names a row of an entry.
fn names(view: &Followed, question: &Question) -> Names {
    match question {
        Question::Timeline(_) => view.names,
        _ => NODE,
    }
}

/// The row of an entry in a scope.
fn of_entry(scope: &Scope<'_>, question: &Question, entry: &Entry) -> Option<Value> {
    let row = match question {
        Question::Timeline(_) => serde_json::to_value(entries::row(scope, entry)),
        _ => serde_json::to_value(chain::node(scope, entry, None)),
    };
    row.ok()
}

fn row(view: &'static str, change: Change, entries: Vec<u64>) -> ChangeRow {
    ChangeRow {
        view,
        change: change.name(),
        key: change.key,
        aged: entries.is_empty(),
        before: change.before,
        after: change.after,
        entries,
    }
}

/// A row as it was set aside.
#[derive(Deserialize)]
struct Written {
    view: String,
    key: Map<String, Value>,
    change: String,
    aged: bool,
    before: Option<Value>,
    after: Option<Value>,
    entries: Vec<u64>,
}

impl TryFrom<Written> for ChangeRow {
    type Error = io::Error;

    fn try_from(row: Written) -> io::Result<ChangeRow> {
        let kind = ["added", "removed", "changed"].into_iter();
        let kind = kind.into_iter().find(|kind| *kind == row.change);
        match (Followed::named(&row.view), kind) {
            (Ok(view), Some(change)) => Ok(ChangeRow {
                view: view.listed.name,
                change,
                key: row.key,
                aged: row.aged,
                before: row.before,
                after: row.after,
                entries: row.entries,
            }),
            _ => Err(io::ErrorKind::InvalidData.into()),
        }
    }
}
