//! Which entries made a row other: those it rests on that came into view or left it between two
//! points, and amendments that count at one of them only. Owns what a row rests on beyond its
//! own list: the stages joined with it, the ends of a link, the links on a circle with it.

use std::collections::{BTreeSet, HashMap};

use serde_json::Value;
use uuid::Uuid;

use super::diff::key_text;
use super::follow::{Followed, NODE, Names, Rows};
use crate::event::Kind;
use crate::facts::scope::Claims;
use crate::facts::{Scope, Standing};
use crate::log::Entry;
use crate::projection::replay::Change;
use crate::projection::replay::circles::Circles;

/// Everything needed to say why rows differ between two points.
pub struct Blame<'h> {
    scopes: [Scope<'h>; 2],
    /// What each row rests on, by its key, at both points together.
    rests: HashMap<String, BTreeSet<u64>>,
    /// Stages that are joined, by the position of each.
    kin: HashMap<u64, usize>,
    kins: Vec<Vec<u64>>,
}

impl<'h> Blame<'h> {
    /// For the rows of a view at two points, as `--why` gives them.
    pub fn new(scopes: [Scope<'h>; 2], view: &Followed, rows: [&Rows; 2]) -> Blame<'h> {
        let lists = rows.map(|rows| [(NODE, &rows.nodes[..]), (view.names, &rows.rows[..])]);
        Blame::of(scopes, view.listed.kinds, lists.as_flattened())
    }

    /// The same for lists of rows, each with what names a row of it; `kinds` are those of the
    /// events that they rest on.
    pub fn of(scopes: [Scope<'h>; 2], kinds: &[Kind], lists: &[(Names, &[Value])]) -> Blame<'h> {
        let mut rests: HashMap<String, BTreeSet<u64>> = HashMap::new();
        for (names, rows) in lists {
            let circles = circles(rows);
            for row in *rows {
                let own = rests.entry(key_text(names, row)).or_default();
                own.extend(positions(row));
                own.extend(ends(&scopes, row));
                let beside = position(row).map(|link| circles.beside(link));
                for link in beside.into_iter().flatten() {
                    own.insert(link);
                    own.extend(ends_of(&scopes, link));
                }
            }
        }
        let (kin, kins) = match kinds {
            kinds if kinds.contains(&Kind::Link) => Default::default(),
            kinds if kinds.contains(&Kind::FundExit) || kinds.contains(&Kind::Sanction) => {
                joined(&scopes)
            }
            _ => Default::default(),
        };
        Blame {
            scopes,
            rests,
            kin,
            kins,
        }
    }

    /// The positions that a row rests on at either point, and the stages joined with those.
    pub fn rests(&self, names: Names, row: &Value) -> BTreeSet<u64> {
        let rests = self.rests.get(&key_text(names, row));
        let mut all: BTreeSet<u64> = BTreeSet::new();
        for position in rests.into_iter().flatten() {
            all.insert(*position);
            let kin = self.kin.get(position).and_then(|at| self.kins.get(*at));
            all.extend(kin.into_iter().flatten());
        }
        all
    }

    /// The positions of the entries that made the difference; none if only D did.
    pub fn entries(&self, names: Names, change: &Change) -> Vec<u64> {
        let row = change.after.as_ref().or(change.before.as_ref());
        self.through(&row.map(|row| self.rests(names, row)).unwrap_or_default())
    }

    /// Of these positions, and the amendments of them, those that came into view or left it.
    pub fn through(&self, positions: &BTreeSet<u64>) -> Vec<u64> {
        let mut found = BTreeSet::new();
        for position in positions {
            self.judge(*position, &mut found);
        }
        found.into_iter().collect()
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

/// Stages that a `follows` joins at either point: the component of each, and the components.
fn joined(scopes: &[Scope<'_>; 2]) -> (HashMap<u64, usize>, Vec<Vec<u64>>) {
    let mut kin: HashMap<u64, usize> = HashMap::new();
    let mut kins: Vec<Vec<u64>> = Vec::new();
    for scope in scopes {
        let of_chain = |entry: &&Entry| {
            let kind = entry.event.kind();
            matches!(kind, Kind::FundExit | Kind::Sanction)
        };
        for entry in scope.entries().iter().filter(of_chain) {
            let follows = scope.see(entry).event.reference("follows");
            if let Some(before) = follows.and_then(|id| scope.find(id)) {
                unite(&mut kin, &mut kins, entry.position, before.position);
            }
        }
    }
    (kin, kins)
}

/// Makes two stages kin; the smaller family moves into the larger.
fn unite(kin: &mut HashMap<u64, usize>, kins: &mut Vec<Vec<u64>>, one: u64, other: u64) {
    let mut family = |position: u64| {
        *kin.entry(position).or_insert_with(|| {
            kins.push(vec![position]);
            kins.len() - 1
        })
    };
    let (one, other) = (family(one), family(other));
    if one == other {
        return;
    }
    let size = |at: usize| kins.get(at).map_or(0, Vec::len);
    let (into, from) = if size(one) < size(other) {
        (other, one)
    } else {
        (one, other)
    };
    let moved = kins.get_mut(from).map(std::mem::take).unwrap_or_default();
    for position in &moved {
        kin.insert(*position, into);
    }
    if let Some(family) = kins.get_mut(into) {
        family.extend(moved);
    }
}
