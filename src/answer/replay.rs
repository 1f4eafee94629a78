//! `replay`: a view entry by entry, the change that each makes, and after each commit the digest
//! of the rows. Owns the order of steps and the digest; which rows an entry changes is the
//! projection's. One fold forward, whatever is told, and one at the end for the citation.

use serde::Serialize;
use serde_json::{Map, Value, json};
use sha2::Digest as _;

use super::follow::Followed;
use super::{AnswerError, Citation, answer};
use crate::clocks::Clocks;
use crate::event::when::Instant;
use crate::facts::without::Without;
use crate::facts::{History, Scope};
use crate::log::Entry;
use crate::merkle;
use crate::projection::replay::{Arrival, Change, Fold};

/// What is replayed.
#[derive(Debug, Clone)]
pub struct Replay {
    /// The view.
    pub view: &'static Followed,
    /// The first position told, 1 when absent.
    pub from: Option<u64>,
    /// The last position considered, the head when absent.
    pub to: Option<u64>,
    /// Digests instead of changes.
    pub digest: bool,
    /// What was left out of the history, for the citation.
    pub without: Vec<Without>,
}

/// One entry and what it did.
#[derive(Debug, Clone, PartialEq)]
pub struct Step<'h> {
    /// The entry.
    pub entry: &'h Entry,
    /// The rows that it changed, in the order of the view.
    pub changes: Vec<Change>,
    /// With digests: the one after its commit, if it ends one, or the range.
    pub digest: Option<Digest>,
}

/// The rows after a commit, in 32 bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Digest {
    /// The last entry of the commit (or of the range, should that end within one).
    pub position: u64,
    /// Which commit of the log it is, from 1; null if the range ends within it.
    pub commit: Option<u64>,
    /// SHA-256 of the RFC 8785 form of the rows, hex.
    pub digest: String,
}

/// A row of `replay --json`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct EffectRow {
    pub position: u64,
    pub id: String,
    pub kind: &'static str,
    pub view: &'static str,
    pub key: Map<String, Value>,
    pub change: &'static str,
    /// Only the day moved, not what the row rests on.
    pub aged: bool,
    pub before: Option<Value>,
    pub after: Option<Value>,
}

impl EffectRow {
    /// One change of a step.
    pub fn new(entry: &Entry, view: &'static Followed, change: Change) -> EffectRow {
        EffectRow {
            position: entry.position,
            id: entry.id.to_string(),
            kind: entry.event.kind().name(),
            view: view.listed.name,
            change: change.name(),
            key: change.key,
            aged: change.aged,
            before: change.before,
            after: change.after,
        }
    }
}

/// A replay under way: an iterator of its steps, from the first position told.
pub struct Replaying<'h> {
    history: &'h History,
    clocks: Clocks,
    fold: Box<dyn Fold<'h> + 'h>,
    digest: bool,
    from: u64,
    to: u64,
    at: u64,
    commit: u64,
    horizon: Option<Instant>,
}

/// Starts a replay. The clocks but `known` stay fixed for all of it.
///
/// # Errors
/// `known_beyond_head`, `backwards_span`.
pub fn replay<'h>(
    history: &'h History,
    clocks: &Clocks,
    replay: &Replay,
) -> Result<(Citation, Replaying<'h>), AnswerError> {
    let to = replay.to.unwrap_or(history.position());
    let from = replay.from.unwrap_or(1).max(1);
    if replay.from.is_some_and(|from| from > to.max(1)) {
        return Err(match replay.to {
            Some(to) => backwards(from, to),
            None => from_beyond(from, to),
        });
    }
    let clocks = Clocks {
        known: Some(to),
        ..clocks.clone()
    };
    let end = answer(history, &clocks, &replay.view.question(false))?;
    let citation = Citation {
        query: query(&clocks, replay, from, to),
        ..end.citation
    };
    let replaying = Replaying {
        history,
        clocks,
        fold: replay.view.begin(history)?,
        digest: replay.digest,
        from,
        to,
        at: 0,
        commit: 0,
        horizon: None,
    };
    Ok((citation, replaying))
}

fn backwards(from: u64, to: u64) -> AnswerError {
    AnswerError {
        code: "backwards_span",
        message: format!("--from @{from} is later than --to @{to}"),
        hint: format!("turn them round: --from @{to} --to @{from}"),
    }
}

fn from_beyond(from: u64, head: u64) -> AnswerError {
    AnswerError {
        code: "known_beyond_head",
        message: format!("--from @{from} is beyond the end of the log, which is at @{head}"),
        hint: format!("start with --from @{head} or less, or without it"),
    }
}

fn query(clocks: &Clocks, replay: &Replay, from: u64, to: u64) -> Map<String, Value> {
    let without: Vec<String> = replay.without.iter().map(named).collect();
    let mut query = super::query::clocks(clocks);
    for (name, value) in [
        ("command", json!("replay")),
        ("arguments", json!([])),
        ("view", json!(replay.view.listed.name)),
        // `to` says it.
        ("known", Value::Null),
        ("from", json!(from)),
        ("to", json!(to)),
        ("digest", json!(replay.digest)),
        ("without", json!(without)),
    ] {
        query.insert(name.to_owned(), value);
    }
    query
}

/// As the command line writes it.
pub fn named(without: &Without) -> String {
    match without {
        Without::Publisher(name) => format!("publisher={name}"),
        Without::Origin(name) => format!("origin={name}"),
        Without::Author(name) => format!("author={name}"),
        Without::Entry(id) => id.to_string(),
    }
}

impl<'h> Replaying<'h> {
    /// The next entry, told or not.
    fn step(&mut self) -> Option<Step<'h>> {
        if self.at >= self.to {
            return None;
        }
        self.at += 1;
        let entry = self.history.at(self.at)?;
        self.clocks.known = Some(self.at);
        let scope = Scope::new(self.history, &self.clocks).ok()?;
        let new_day = self.horizon.replace(scope.horizon()) != Some(scope.horizon());
        let arrival = Arrival::new(&scope, entry, new_day);
        let changes = self.fold.take(&scope, &arrival);
        let next = self.history.at(self.at + 1);
        let ends = next.is_none_or(|next| next.recorded_at != entry.recorded_at);
        self.commit += u64::from(ends);
        let told = self.digest && self.at >= self.from && (ends || self.at == self.to);
        let digest = told.then(|| Digest {
            position: self.at,
            commit: ends.then_some(self.commit),
            digest: self.rows_digest(),
        });
        Some(Step {
            entry,
            changes,
            digest,
        })
    }

    /// SHA-256 of the RFC 8785 form of the rows as they stand, hex.
    fn rows_digest(&mut self) -> String {
        merkle::hex(&self.fold.seal().finalize().into())
    }

    /// The rows as they stand, as one RFC 8785 text.
    pub fn rows(&self) -> String {
        let mut text = String::new();
        self.fold.write(&mut |piece| text.push_str(piece));
        text
    }
}

impl<'h> Iterator for Replaying<'h> {
    type Item = Step<'h>;

    fn next(&mut self) -> Option<Step<'h>> {
        loop {
            let step = self.step()?;
            if step.entry.position >= self.from {
                return Some(step);
            }
        }
    }
}
