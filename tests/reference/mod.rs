//! The slow, literal reference: what every answer should be, read straight off the contract.
//! Owns the meaning of §2 (clocks), §6 (rows) and §7 (views), of replay and diff (§5) on plain JSON, recomputing everything for each question, in exact
//! arithmetic; and the generator of valid histories that property tests feed to both sides.
//! Never names a type of the engine, never caches, never is clever: where the two differ, this text is held against the contract.

#![allow(
    dead_code,
    reason = "each test binary that includes the reference uses a part of it"
)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "test code: to stop at the first surprise is what it is for"
)]

mod amend;
pub mod audit;
pub mod canonical;
mod chain;
mod contradictions;
mod dates;
mod decay;
pub mod desk;
mod divestment;
mod evidence;
mod examples;
mod exits;
mod figures;
pub mod generator;
mod known;
pub mod less;
mod levels;
mod listing;
mod money;
mod party;
mod paths;
pub mod pools;
pub mod realise;
pub mod replay;
mod rests;
mod rival;
mod sanctions;
mod sources;
mod stance;
mod threats;
mod valid;
mod vocabulary;
mod world;

use serde_json::{Map, Value, json};
use uuid::Uuid;

pub use world::Query;

/// How `divestment` rolls its rows up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// One row per holder: `--by holder`, the default.
    Holder,
    /// Summed over the holders of a country.
    Country,
    /// Summed over everyone but blocs.
    Asset,
}

/// Which view is asked for, with the arguments that are its own.
#[derive(Clone, Debug)]
pub enum View {
    /// §7.1.
    Divestment {
        by: By,
        /// `--since`: what a level's change is measured from.
        since: Option<String>,
        /// `--asset CLASS`: chooses rows.
        asset_class: Option<String>,
        /// `--country CODE`: chooses rows.
        country: Option<String>,
        why: bool,
    },
    /// §7.2, never with `--members`.
    Stance {
        /// Chooses rows.
        country: Option<String>,
        /// Chooses rows.
        toward: Option<String>,
        why: bool,
    },
    /// §7.3. Neither `causes` nor `effects` is the same as both.
    Chain {
        of: Uuid,
        causes: bool,
        effects: bool,
        to: Option<Uuid>,
        all: bool,
    },
    /// All of `chain`: every event and every link in view, no depths.
    Graph,
    /// §7.4, as are those up to `Around`.
    Threats {
        why: bool,
    },
    Sanctions {
        why: bool,
    },
    Yields {
        /// `--since`: what a row takes in.
        since: Option<String>,
        why: bool,
    },
    Observations {
        why: bool,
    },
    Contradictions {
        /// `--tolerance`, in percent.
        tolerance: Option<String>,
        why: bool,
    },
    Sources {
        why: bool,
    },
    Around {
        of: Uuid,
        days: i64,
    },
    /// What an editor asks.
    Audit(audit::Asked),
    /// Events in the order in which they happened.
    Timeline,
    /// Entries in the order in which they were recorded.
    Log,
}

/// The answer without its citation: `{"rows": …}` or `{"nodes", "edges", "paths"?}`, beside `"undated"` and `"left_out"` (counts above zero only).
/// `entries` are the values of `entry` of each entry line, in order. Numbers come out as `plain` leaves them.
pub fn answer(entries: &[Value], query: &Query, view: &View) -> Value {
    let mut world = world::World::at(entries, query);
    let mut body: Map<String, Value> = match view {
        View::Divestment { .. } => rows(divestment::rows(&mut world, view)),
        View::Stance { .. } => rows(stance::rows(&mut world, view)),
        View::Chain { .. } => chain::graph(&mut world, view),
        View::Graph => chain::whole(&mut world),
        View::Threats { why } => rows(threats::rows(&mut world, *why)),
        View::Sanctions { why } => rows(sanctions::rows(&mut world, *why)),
        View::Yields { since, why } => rows(figures::yields(&mut world, since.as_deref(), *why)),
        View::Observations { why } => rows(figures::observations(&mut world, *why)),
        View::Contradictions { tolerance, why } => {
            rows(contradictions::rows(&mut world, tolerance.as_deref(), *why))
        }
        View::Sources { why } => rows(sources::rows(&mut world, *why)),
        View::Around { of, days } => rows(listing::around(&mut world, &of.to_string(), *days)),
        View::Audit(asked) => audit::view(&mut world, asked),
        View::Timeline => rows(listing::timeline(&mut world)),
        View::Log => rows(listing::log(&mut world)),
    };
    body.insert("undated".to_owned(), json!(world.undated));
    body.insert("left_out".to_owned(), json!(world.left_out));
    plain(&Value::Object(body))
}

fn rows(rows: Vec<Value>) -> Map<String, Value> {
    Map::from_iter([("rows".to_owned(), Value::Array(rows))])
}

/// The same value with every whole number as an integer, so that `-4.0` and `-4` compare equal: put the engine's answer through it too.
pub fn plain(value: &Value) -> Value {
    match value {
        Value::Number(number) => match number.as_f64() {
            Some(float) if number.is_f64() && float.fract() == 0.0 && float.abs() < 9e15 => {
                json!(float as i64)
            }
            _ => value.clone(),
        },
        Value::Array(items) => Value::Array(items.iter().map(plain).collect()),
        Value::Object(fields) => Value::Object(
            fields
                .iter()
                .map(|(name, field)| (name.clone(), plain(field)))
                .collect(),
        ),
        other => other.clone(),
    }
}
