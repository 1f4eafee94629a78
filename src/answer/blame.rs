//! Which entries made a row other: those it rests on that came into view or left it between two
//! points, and amendments that count at one of them only. Owns what a row rests on (its own list,
//! the ends of a link, the links on a circle with it, what `beside` finds) and who is judged.

use std::cell::OnceCell;
use std::collections::{BTreeSet, HashMap};

use serde_json::Value;
use uuid::Uuid;

use super::beside::{Beside, Hangs, places};
use super::compared::key_text;
use super::follow::Names;
use super::judged::{Judged, wider};
use crate::event::Kind;
use crate::facts::Scope;
use crate::facts::ids::{ById, Ids};
use crate::projection::audit::rules::SERIES_MIXED;
use crate::projection::replay::Change;
use crate::projection::replay::circles::Circles;
use crate::projection::rows::Edge;

/// Everything needed to say why rows differ between two points.
pub struct Blame<'h> {
    scopes: [Scope<'h>; 2],
    hangs: Hangs,
    /// What each row rests on, by its key, at both points together, where all rows are at hand.
    rests: HashMap<String, Vec<u64>>,
    /// The circles of links of each list, and what made a difference on those asked about.
    circles: Vec<(Names, Circles)>,
    rounds: HashMap<(usize, usize), BTreeSet<u64>>,
    /// Positions of the entries that links name.
    ends: ById<u64>,
    /// The same by the positions of links, as recorded.
    joined: OnceCell<HashMap<u64, Vec<u64>>>,
    judged: OnceCell<Judged>,
    beside: Beside<'h>,
}

impl<'h> Blame<'h> {
    /// Between two points; no row met yet.
    pub fn new(scopes: [Scope<'h>; 2]) -> Blame<'h> {
        Blame {
            scopes,
            hangs: Hangs::Listed,
            rests: HashMap::new(),
            circles: Vec::new(),
            rounds: HashMap::new(),
            ends: ById::default(),
            joined: OnceCell::new(),
            judged: OnceCell::new(),
            beside: Beside::new(scopes),
        }
    }

    /// For lists of rows that are at hand, each with what names a row of it.
    pub fn of(scopes: [Scope<'h>; 2], hangs: Hangs, lists: &[(Names, &[Value])]) -> Blame<'h> {
        let mut blame = Blame::new(scopes);
        blame.begin(hangs);
        let rows = lists.iter().flat_map(|(_, rows)| *rows);
        let ids: Ids = rows.flat_map(|row| Link::of_row(row).named()).collect();
        blame.ends = places(wider(&scopes), &ids);
        for (names, rows) in lists {
            for row in *rows {
                let ends = blame.ends_of(row);
                let own = blame.rests.entry(key_text(names, row)).or_default();
                own.extend(positions(row));
                own.extend(ends);
            }
        }
        let links = |rows: &[Value]| circles(rows.iter().map(Link::of_row));
        let circles = lists.iter().map(|(names, rows)| (*names, links(rows)));
        blame.circles = circles.collect();
        blame
    }

    /// Turns to another view.
    pub fn begin(&mut self, hangs: Hangs) {
        self.hangs = hangs;
        self.rests = HashMap::new();
        self.circles = Vec::new();
        self.rounds = HashMap::new();
        self.ends = ById::default();
    }

    /// Meets the edges at both points, before anything is asked about one.
    pub fn meet(&mut self, names: Names, lists: [&[Edge]; 2]) {
        let links = lists.into_iter().flatten().map(Link::of);
        let ids: Ids = links.flat_map(Link::named).collect();
        self.ends = places(wider(&self.scopes), &ids);
        let circles = lists.map(|edges| (names, circles(edges.iter().map(Link::of))));
        self.circles = circles.into();
    }

    /// The positions that a row rests on at either point, and what is joined with those: stages,
    /// and links on a circle.
    pub fn rests(&self, names: Names, row: &Value) -> BTreeSet<u64> {
        let mut all = self.own(self.listed(names, row));
        for (list, round) in self.rounds_of(names, row) {
            all.extend(self.round(list, round));
        }
        all
    }

    /// The positions of the entries that made the difference; none if only D did.
    pub fn entries(&mut self, names: Names, change: &Change) -> Vec<u64> {
        match change.after.as_ref().or(change.before.as_ref()) {
            Some(row) => self.responsible(names, row, self.listed(names, row)),
            None => Vec::new(),
        }
    }

    /// The same of a row of which it is told what it rests on at either point, but for the ends of
    /// an edge.
    pub fn behind(&mut self, names: Names, change: &Change, listed: Vec<u64>) -> Vec<u64> {
        let Some(row) = change.after.as_ref().or(change.before.as_ref()) else {
            return Vec::new();
        };
        let mut own: BTreeSet<u64> = listed.into_iter().collect();
        for row in [&change.before, &change.after].into_iter().flatten() {
            own.extend(self.ends_of(row));
        }
        self.responsible(names, row, own)
    }

    fn responsible(&mut self, names: Names, row: &Value, listed: BTreeSet<u64>) -> Vec<u64> {
        let own = self.own(listed);
        let mut found: BTreeSet<u64> = self.through(&own).into_iter().collect();
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
            true => self.through(&self.farther(&own, row)),
            false => found.into_iter().collect(),
        }
    }

    /// Of these positions, and the amendments of them, those that came into view or left it.
    pub fn through(&self, positions: &BTreeSet<u64>) -> Vec<u64> {
        let mut found = BTreeSet::new();
        let judged = self.judged();
        for position in positions {
            judged.add(*position, &mut found);
        }
        found.into_iter().collect()
    }

    /// What became of every entry between the points.
    pub(super) fn judged(&self) -> &Judged {
        self.judged.get_or_init(|| Judged::of(&self.scopes))
    }

    /// What a row of a list at hand lists.
    fn listed(&self, names: Names, row: &Value) -> BTreeSet<u64> {
        let rests = self.rests.get(&key_text(names, row));
        rests.into_iter().flatten().copied().collect()
    }

    /// What a row lists, and the stages joined with that.
    fn own(&self, listed: BTreeSet<u64>) -> BTreeSet<u64> {
        let mut all = listed.clone();
        if self.hangs == Hangs::Stages {
            self.beside.stages(&listed, &mut all);
        }
        all
    }

    /// What else a row may hang on when nothing of its own made it other: what was missing and has
    /// come, or was there and is gone.
    fn farther(&self, own: &BTreeSet<u64>, row: &Value) -> BTreeSet<u64> {
        let mut all = BTreeSet::new();
        match self.hangs {
            Hangs::Listed | Hangs::Stages => {}
            Hangs::Values => self.beside.values(own, true, &mut all),
            Hangs::Any => {
                let rule = row.get("rule").and_then(Value::as_str);
                self.beside.stages(own, &mut all);
                self.beside.outcomes(own, &mut all);
                let within = rule != Some(SERIES_MIXED.name);
                self.beside.values(own, within, &mut all);
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
        let joined = self.joined.get_or_init(|| joined(wider(&self.scopes)));
        let ends: Vec<u64> = all
            .iter()
            .filter_map(|link| joined.get(link))
            .flatten()
            .copied()
            .collect();
        all.extend(ends);
        all
    }

    /// The positions of the ends of an edge.
    fn ends_of(&self, row: &Value) -> Vec<u64> {
        let ends = Link::of_row(row).named();
        ends.filter_map(|id| self.ends.get(&id).copied()).collect()
    }
}

fn position(row: &Value) -> Option<u64> {
    row.get("position").and_then(Value::as_u64)
}

/// What a row says it rests on, or itself.
pub(super) fn positions(row: &Value) -> Vec<u64> {
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

/// Of each link the positions of its ends, as recorded.
fn joined(scope: &Scope<'_>) -> HashMap<u64, Vec<u64>> {
    let links = scope.draw(&[Kind::Link], |link, _| {
        let ends = ["cause", "effect"].map(|end| link.event.reference(end));
        let ends = ends.into_iter().flatten().map(|id| id.as_u128());
        Some((link.position, ends.collect::<Vec<u128>>()))
    });
    let ids: Ids = links.iter().flat_map(|(_, ends)| ends).copied().collect();
    let places = places(scope, &ids);
    let at = |ends: Vec<u128>| {
        let ends = ends.iter().filter_map(|id| places.get(id));
        ends.copied().collect()
    };
    links
        .into_iter()
        .map(|(link, ends)| (link, at(ends)))
        .collect()
}

/// What of an edge says which circles it is on.
struct Link {
    position: Option<u64>,
    /// Cause and effect.
    ends: [Option<u128>; 2],
    /// Neither impossible nor broken.
    walked: bool,
}

impl Link {
    /// That of a row; of one that is no edge it says nothing.
    fn of_row(row: &Value) -> Link {
        let flags = row.get("flags").and_then(Value::as_array);
        let end = |name: &str| id(row.get(name)?.as_str()?);
        Link {
            position: position(row),
            ends: ["cause", "effect"].map(end),
            walked: flags.is_some_and(|flags| {
                let mut flags = flags.iter().filter_map(Value::as_str);
                !flags.any(refuted)
            }),
        }
    }

    fn of(edge: &Edge) -> Link {
        Link {
            position: Some(edge.position),
            ends: [&edge.cause, &edge.effect].map(|end| id(end)),
            walked: !edge.flags.iter().copied().any(refuted),
        }
    }

    fn named(self) -> impl Iterator<Item = u128> {
        self.ends.into_iter().flatten()
    }
}

fn refuted(flag: &str) -> bool {
    matches!(flag, "impossible" | "broken")
}

fn id(text: &str) -> Option<u128> {
    Uuid::parse_str(text).ok().map(|id| id.as_u128())
}

/// The circles among edges; none among other rows.
fn circles(links: impl Iterator<Item = Link>) -> Circles {
    let mut circles = Circles::default();
    for link in links.filter(|link| link.walked) {
        if let (Some(position), [Some(cause), Some(effect)]) = (link.position, link.ends) {
            circles.put(position, Some([cause, effect].map(Uuid::from_u128)));
        }
    }
    circles
}
