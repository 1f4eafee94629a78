//! `divestment` (§7.1): rows of pending and executed exits with the published levels beside them.
//! Owns which row a chain and a level belong to and what they add there.
//! Never adds across currencies, never adds levels to exits. A row stands only where a chain or a level rests in it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::{
    By, View,
    exits::{self, Chain},
    known::Known,
    levels,
    money::{self, Range},
    party,
    world::World,
};

/// Country, holder, asset class, issuer, currency: the order of rows, nulls first.
type Key = (
    Option<String>,
    Option<String>,
    String,
    Option<String>,
    Option<String>,
);

struct Row {
    pending: Range,
    executed: Range,
    unquantified: u64,
    overdue: u64,
    levels: Vec<Known>,
    /// Each executed range with the latest instant at which its chain's state happened.
    executed_at: Vec<(i64, Range)>,
    rests_on: BTreeSet<u64>,
    disputed: BTreeSet<u64>,
}

impl Row {
    fn new() -> Row {
        Row {
            pending: Range::zero(),
            executed: Range::zero(),
            unquantified: 0,
            overdue: 0,
            levels: Vec::new(),
            executed_at: Vec::new(),
            rests_on: BTreeSet::new(),
            disputed: BTreeSet::new(),
        }
    }

    fn rest_on(&mut self, entries: &[Known]) {
        for entry in entries {
            self.rests_on.insert(entry.position);
            if entry.disputed > 0 {
                self.disputed.insert(entry.position);
            }
        }
    }
}

/// What one chain comes to, before it is known in which rows.
struct Worth {
    pending: Option<(String, Range)>,
    executed: Option<(String, Range)>,
    /// The currency of the row in which it is unquantified.
    unquantified: Option<Option<String>>,
}

/// The rows of the view asked for.
pub fn rows(world: &mut World, view: &View) -> Vec<Value> {
    let View::Divestment {
        by,
        since,
        asset_class,
        country,
        why,
    } = view
    else {
        panic!("not a divestment view");
    };
    let claims = world.claims;
    let in_view = world.in_view(claims, |k| matches!(k.kind(), "fund_exit" | "holding"));
    let mut table: BTreeMap<Key, Row> = BTreeMap::new();
    for chain in exits::chains(world, &in_view) {
        if *by == By::Asset && party::is_bloc(&chain.state().event["holder"]) {
            let worth = worth(&chain);
            if worth.pending.is_some() || worth.executed.is_some() || worth.unquantified.is_some() {
                world.leave_out("blocs");
            }
        } else {
            fold_chain(&mut table, &chain, *by, world.d);
        }
    }
    for level in in_view.iter().filter(|k| k.kind() == "holding") {
        let holder = &level.event["holder"];
        if *by == By::Asset && party::is_bloc(holder) {
            world.leave_out("blocs");
        }
        if *by == By::Holder || (*by == By::Country && party::kind(holder) == "country") {
            let currency = money::currency_of(&level.event["amount"]);
            let row = row(&mut table, level, *by, Some(currency));
            row.levels.push(level.clone());
            row.rest_on(std::slice::from_ref(level));
        }
    }
    table
        .iter()
        .filter(|(key, _)| asset_class.as_ref().is_none_or(|class| key.2 == *class))
        .filter(|(key, _)| country.is_none() || key.0 == *country)
        .map(|(key, row)| row_json(key, row, *by, since.as_deref(), *why))
        .collect()
}

/// The row of an event's holder and asset, in a currency.
fn row<'a>(
    table: &'a mut BTreeMap<Key, Row>,
    event: &Known,
    by: By,
    currency: Option<String>,
) -> &'a mut Row {
    let (holder, asset) = (&event.event["holder"], &event.event["asset"]);
    let key = (
        if by == By::Asset {
            None
        } else {
            party::country(holder)
        },
        if by == By::Holder {
            party::key(holder)
        } else {
            None
        },
        asset["class"]
            .as_str()
            .expect("an asset has a class")
            .to_owned(),
        asset["issuer"].as_str().map(str::to_owned),
        currency,
    );
    table.entry(key).or_insert_with(Row::new)
}

fn fold_chain(table: &mut BTreeMap<Key, Row>, chain: &Chain, by: By, d: i64) {
    let state = chain.state();
    let worth = worth(chain);
    if let Some((currency, range)) = &worth.pending {
        let row = row(table, state, by, Some(currency.clone()));
        row.pending = row.pending.plus(range);
        row.rest_on(&chain.line);
    }
    if let Some((currency, range)) = &worth.executed {
        let row = row(table, state, by, Some(currency.clone()));
        row.executed = row.executed.plus(range);
        row.executed_at
            .push((state.happened().latest, range.clone()));
        row.rest_on(&chain.line);
    }
    if let Some(currency) = &worth.unquantified {
        let row = row(table, state, by, currency.clone());
        row.unquantified += 1;
        row.rest_on(&chain.line);
    }
    if is_overdue(chain, d) {
        let currency = match worth.pending {
            Some((currency, _)) => Some(currency),
            None => worth
                .unquantified
                .expect("pending without a is unquantified"),
        };
        row(table, state, by, currency).overdue += 1;
    }
}

/// announced, under_way → pending a − d, executed d; completed → executed: the stage's own `done`, else a, else d; cancelled → executed d.
fn worth(chain: &Chain) -> Worth {
    let a = chain.nearest("amount");
    let d = chain.nearest("done");
    let of = |amount: &Value| (money::currency_of(amount), money::range(amount));
    match chain.stage() {
        "announced" | "under_way" => Worth {
            pending: a.map(|a| match d {
                Some(d) if money::currency_of(d) == money::currency_of(a) => (
                    money::currency_of(a),
                    money::range(a).minus(&money::range(d)),
                ),
                _ => of(a),
            }),
            executed: d.map(of),
            unquantified: a.is_none().then(|| d.map(money::currency_of)),
        },
        "completed" => {
            let executed = chain.state().event.get("done").or(a).or(d);
            Worth {
                pending: None,
                executed: executed.map(of),
                unquantified: executed.is_none().then_some(None),
            }
        }
        "cancelled" => Worth {
            pending: None,
            executed: d.map(of),
            unquantified: None,
        },
        other => panic!("no such stage: {other}"),
    }
}

/// Still pending, with its nearest given deadline before D.
pub fn is_overdue(chain: &Chain, d: i64) -> bool {
    let deadline = chain.nearest("deadline").and_then(Value::as_str);
    matches!(chain.stage(), "announced" | "under_way")
        && deadline.is_some_and(|text| super::dates::span(text).expect("a deadline").latest < d)
}

fn row_json(key: &Key, row: &Row, by: By, since: Option<&str>, why: bool) -> Value {
    let (country, holder, asset, issuer, currency) = key;
    let latest_level = row.levels.iter().map(|level| level.happened().latest).max();
    let after_level = latest_level.filter(|_| by != By::Asset).map(|latest| {
        let after = row.executed_at.iter().filter(|(at, _)| *at > latest);
        after
            .fold(Range::zero(), |sum, (_, range)| sum.plus(range))
            .json()
    });
    let mut json = json!({
        "holder": holder, "country": country, "asset": asset, "issuer": issuer, "currency": currency,
        "pending": row.pending.json(), "executed": row.executed.json(),
        "unquantified": row.unquantified, "overdue": row.overdue,
        "levels": levels::of_series(&row.levels, since),
        "executed_after_level": after_level,
        "disputed": row.disputed.len(),
    });
    if why {
        json["entries"] = json!(row.rests_on);
    }
    json
}
