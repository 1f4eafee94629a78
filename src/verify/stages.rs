//! Chains of stages as they stand at the end: at most one live follower, no circle. Owns these
//! two rules; finds the few stages worth a second look without holding all of them.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use uuid::Uuid;

use crate::event::Kind;
use crate::log::Entry;

use super::amended::Amended;
use super::doubles::Doubles;

/// Stages followed twice of which note is taken: with more of them the rest is not looked at.
const MOST: usize = 1 << 20;

/// Gives the position of an id.
pub(super) type At<'a> = &'a dyn Fn(Uuid) -> Option<u64>;

/// What is wrong: at which entry, and what.
pub(super) type Wrong = (u64, String);

/// What is remembered of stages: who follows whom, and where a chain leads forward. A circle
/// needs a stage that follows a later one.
#[derive(Debug, Default)]
pub(super) struct Stages {
    followers: Doubles,
    forward: Vec<u64>,
}

impl Stages {
    /// Takes note that the entry at a position (a stage, or a correction of one) names
    /// `stage` as the one before; `earlier` if that stands before the stage that follows.
    pub(super) fn follows(&mut self, stage: Uuid, position: u64, earlier: bool) -> io::Result<()> {
        if !earlier {
            self.forward.push(position);
        }
        self.followers.push(stage.as_u128(), position)
    }

    /// What is wrong with the chains up to a position, and how many were not looked at.
    pub(super) fn finish(
        self,
        upto: u64,
        amended: &Amended,
        at: At<'_>,
    ) -> io::Result<(Vec<Wrong>, u64)> {
        let mut look = Look { upto, amended, at };
        let (later, more) = self.followers.later(upto, MOST)?;
        let mut groups: BTreeMap<u64, Vec<u64>> = BTreeMap::new();
        for (position, first) in later {
            groups.entry(first).or_default().push(position);
        }
        let mut wrong = Vec::new();
        for (first, rest) in groups {
            wrong.extend(look.branches(first, &rest)?);
        }
        let mut walked = BTreeSet::new();
        for position in self.forward.into_iter().filter(|at| *at <= upto) {
            wrong.extend(look.circle(position, &mut walked)?);
        }
        wrong.sort();
        Ok((wrong, more))
    }
}

/// A second look at stages, as they stand at the end.
struct Look<'a> {
    upto: u64,
    amended: &'a Amended,
    at: At<'a>,
}

impl Look<'_> {
    /// The stage that an entry is, or corrects.
    fn stage(&mut self, position: u64) -> io::Result<Option<Entry>> {
        let entry = self.amended.places.entry(position)?;
        if entry.event.kind() != Kind::Correction {
            return Ok(Some(entry));
        }
        let target = entry.event.reference("target").and_then(self.at);
        let target = target.filter(|target| *target <= self.upto);
        target
            .map(|target| self.amended.places.entry(target))
            .transpose()
    }

    /// The stage before a stage, as corrected by now.
    fn before(&mut self, stage: &Entry) -> io::Result<Option<Uuid>> {
        let own = self.amended.own_words(stage, self.upto + 1)?;
        Ok(own.reference("follows"))
    }

    /// Of the entries that name one stage as the one before: all live followers but the first.
    fn branches(&mut self, first: u64, rest: &[u64]) -> io::Result<Vec<Wrong>> {
        let named = self.amended.places.entry(first)?.event;
        let changes = named.fields().get("changes");
        let changed = changes.and_then(|changes| changes.get("follows")?.as_str());
        let changed = changed.and_then(|text| Uuid::parse_str(text).ok());
        let Some(stage) = named.reference("follows").or(changed) else {
            return Ok(Vec::new());
        };
        let mut live: BTreeSet<u64> = BTreeSet::new();
        for position in std::iter::once(first).chain(rest.iter().copied()) {
            let Some(follower) = self.stage(position)? else {
                continue;
            };
            let retracted = self.amended.is_retracted(follower.id, self.upto + 1);
            if !retracted && self.before(&follower)? == Some(stage) {
                live.insert(follower.position);
            }
        }
        let mut live = live.into_iter();
        let Some(follower) = live.next() else {
            return Ok(Vec::new());
        };
        let what = format!("follows {stage}, which entry {follower} follows already");
        Ok(live.map(|position| (position, what.clone())).collect())
    }

    /// Whether the way back from a stage leads to it again.
    fn circle(&mut self, position: u64, walked: &mut BTreeSet<Uuid>) -> io::Result<Option<Wrong>> {
        let Some(begin) = self.stage(position)? else {
            return Ok(None);
        };
        let what = "the stages follow each other in a circle".to_owned();
        let place = begin.position;
        let mut own: BTreeSet<Uuid> = BTreeSet::new();
        let mut stage = begin;
        while own.insert(stage.id) {
            // What an earlier walk met was told then, if it was a circle.
            if walked.contains(&stage.id) {
                break;
            }
            let before = self.before(&stage)?;
            if before.is_some_and(|before| own.contains(&before)) {
                walked.append(&mut own);
                return Ok(Some((place, what)));
            }
            let next = before.and_then(self.at).filter(|at| *at <= self.upto);
            match next {
                Some(next) => stage = self.amended.places.entry(next)?,
                None => break,
            }
        }
        walked.append(&mut own);
        Ok(None)
    }
}
