//! Which entries made a row other: those it rests on that came into view or left it between two
//! points, and amendments that count at one of them only. Owns what a row rests on (its own list,
//! the ends of a link, the links on a circle with it, what `beside` finds) and who is judged.

use std::collections::{BTreeSet, HashMap};

use serde_json::Value;
use uuid::Uuid;

use super::beside::{Beside, Hangs};
use super::compared::key_text;
use super::follow::{Followed, NODE, Names, Rows};
use crate::facts::scope::Claims;
use crate::facts::{Scope, Standing};
use crate::log::Entry;
use crate::projection::audit::rules::SERIES_MIXED;
use crate::projection::replay::Change;
use crate::projection::replay::circles::Circles;

/// Everything needed to say why rows differ between two points.
pub struct Blame<'h> {
    scopes: [Scope<'h>; 2],
    /// What each row rests on, by its key, at both points together.
    rests: HashMap<String, Vec<u64>>,
    /// The circles of links of each list, and what made a difference on those asked about.
    circles: Vec<(Names, Circles)>,
    rounds: HashMap<(usize, usize), BTreeSet<u64>>,
    hangs: Hangs,
    beside: Beside<'h>,
}

impl<'h> Blame<'h> {
    /// For the rows of a view at two points, as `--why` gives them.
    pub fn new(scopes: [Scope<'h>; 2], view: &Followed, rows: [&Rows; 2]) -> Blame<'h> {
        let lists = rows.map(|rows| [(NODE, &rows.nodes[..]), (view.names, &rows.rows[..])]);
        Blame::of(scopes, Hangs::of(view.listed.name), lists.as_flattened())
    }

    /// The same for lists of rows, each with what names a row of it.
    pub fn of(scopes: [Scope<'h>; 2], hangs: Hangs, lists: &[(Names, &[Value])]) -> Blame<'h> {
        let mut rests: HashMap<String, Vec<u64>> = HashMap::new();
        for (names, rows) in lists {
            for row in *rows {
                let own = rests.entry(key_text(names, row)).or_default();
                own.extend(positions(row));
                own.extend(ends(&scopes, row));
            }
        }
        let circles = lists.iter().map(|(names, rows)| (*names, circles(rows)));
        Blame {
            scopes,
            rests,
            circles: circles.collect(),
            rounds: HashMap::new(),
            hangs,
            beside: Beside::new(scopes),
        }
    }

    /// The positions that a row rests on at either point, and what is joined with those: stages,
    /// and links on a circle.
    pub fn rests(&self, names: Names, row: &Value) -> BTreeSet<u64> {
        let mut all = self.own(names, row);
        for (list, round) in self.rounds_of(names, row) {
            all.extend(self.round(list, round));
        }
        all
    }

    /// The positions of the entries that made the difference; none if only D did.
    pub fn entries(&mut self, names: Names, change: &Change) -> Vec<u64> {
        let Some(row) = change.after.as_ref().or(change.before.as_ref()) else {
            return Vec::new();
        };
        let mut found: BTreeSet<u64> = self.through(&self.own(names, row)).into_iter().collect();
        for (list, round) in self.rounds_of(names, row) {
            // All links of a circle have the same answer.
            if !self.rounds.contains_key(&(list, round)) {
                let judged = self.through(&self.round(list, round));
                self.rounds
                    .insert((list, round), judged.into_iter().collect());
            }
            found.extend(self.rounds.get(&(list, round)).into_iter().flatten());
        }
        match found.is_empty() {
            true => self.through(&self.farther(names, row)),
            false => found.into_iter().collect(),
        }
    }

    /// Of these positions, and the amendments of them, those that came into view or left it.
    pub fn through(&self, positions: &BTreeSet<u64>) -> Vec<u64> {
        let mut found = BTreeSet::new();
        for position in positions {
            self.judge(*position, &mut found);
        }
        found.into_iter().collect()
    }

    /// What a row lists, and the stages joined with that.
    fn own(&self, names: Names, row: &Value) -> BTreeSet<u64> {
        let rests = self.rests.get(&key_text(names, row));
        let own: BTreeSet<u64> = rests.into_iter().flatten().copied().collect();
        let mut all = own.clone();
        if self.hangs == Hangs::Stages {
            self.beside.stages(&own, &mut all);
        }
        all
    }

    /// What else a row may hang on when nothing of its own made it other: what was missing and has
    /// come, or was there and is gone.
    fn farther(&self, names: Names, row: &Value) -> BTreeSet<u64> {
        let own = self.own(names, row);
        let mut all = BTreeSet::new();
        match self.hangs {
            Hangs::Listed | Hangs::Stages => {}
            Hangs::Values => self.beside.values(&own, true, &mut all),
            Hangs::Any => {
                let rule = row.get("rule").and_then(Value::as_str);
                self.beside.stages(&own, &mut all);
                self.beside.outcomes(&own, &mut all);
                let within = rule != Some(SERIES_MIXED.name);
                self.beside.values(&own, within, &mut all);
            }
        }
        all
    }

    /// The circles that a link is on: its list, and which of that list.
    fn rounds_of(&self, names: Names, row: &Value) -> Vec<(usize, usize)> {
        let Some(link) = position(row) else {
            return Vec::new();
        };
        let lists = self.circles.iter().enumerate();
        let own = lists.filter(|(_, (list, _))| *list == names);
        own.filter_map(|(place, (_, circles))| Some((place, circles.round(link)?)))
            .collect()
    }

    /// The links on a circle, and their ends.
    fn round(&self, list: usize, round: usize) -> BTreeSet<u64> {
        let circles = self.circles.get(list);
        let links = circles.map(|(_, circles)| circles.links(round));
        let mut all = links.unwrap_or_default();
        let ends: Vec<u64> = all
            .iter()
            .flat_map(|link| ends_of(&self.scopes, *link))
            .collect();
        all.extend(ends);
        all
    }

    /// An entry whose standing differs, and the amendments of it whose counting does.
    fn judge(&self, position: u64, found: &mut BTreeSet<u64>) {
        let history = self.scopes[0].history();
        let Some(entry) = history.at(position) else {
            return;
        };
        let [one, two] = &self.scopes;
        if seen(one, entry) != seen(two, entry) {
            found.insert(position);
        }
        let mut work = vec![entry.id];
        let mut met = BTreeSet::from([entry.id]);
        while let Some(id) = work.pop() {
            for amendment in history.amendments(id) {
                if one.counts(amendment) != two.counts(amendment) {
                    found.insert(amendment.position);
                }
                if met.insert(amendment.id) {
                    work.push(amendment.id);
                }
            }
        }
    }
}

fn seen<'h>(scope: &Scope<'h>, entry: &'h Entry) -> bool {
    entry.position <= scope.point().known
        && scope.standing(&scope.see(entry), Claims::Always) == Standing::InView
}

fn position(row: &Value) -> Option<u64> {
    row.get("position").and_then(Value::as_u64)
}

/// What a row says it rests on, or itself.
fn positions(row: &Value) -> Vec<u64> {
    let listed = |name: &str| {
        let items = row.get(name).and_then(Value::as_array);
        let items = items.into_iter().flatten();
        items.filter_map(Value::as_u64).collect::<Vec<u64>>()
    };
    let mut all = listed("entries");
    all.extend(listed("positions"));
    all.extend(position(row));
    all
}

/// The ends of an edge.
fn ends(scopes: &[Scope<'_>; 2], row: &Value) -> Vec<u64> {
    let named = ["cause", "effect"].into_iter().filter_map(|end| {
        let id = Uuid::parse_str(row.get(end)?.as_str()?).ok()?;
        Some(scopes[0].history().by_id(id)?.position)
    });
    named.collect()
}

fn ends_of(scopes: &[Scope<'_>; 2], link: u64) -> Vec<u64> {
    let history = scopes[0].history();
    let Some(link) = history.at(link) else {
        return Vec::new();
    };
    let named = ["cause", "effect"].into_iter().filter_map(|end| {
        let id = link.event.reference(end)?;
        Some(history.by_id(id)?.position)
    });
    named.collect()
}

/// The circles among edges; none among other rows.
fn circles(rows: &[Value]) -> Circles {
    let mut circles = Circles::default();
    for row in rows {
        let flags = row.get("flags").and_then(Value::as_array);
        let walked = flags.is_some_and(|flags| {
            let refuted = |flag: &Value| matches!(flag.as_str(), Some("impossible" | "broken"));
            !flags.iter().any(refuted)
        });
        let end = |name: &str| row.get(name).and_then(Value::as_str);
        let id = |name: &str| end(name).and_then(|id| Uuid::parse_str(id).ok());
        if let (true, Some(link), Some(cause), Some(effect)) =
            (walked, position(row), id("cause"), id("effect"))
        {
            circles.put(link, Some([cause, effect]));
        }
    }
    circles
}
