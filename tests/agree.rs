//! Fast equals slow: over random histories, on every combination of clocks, each answer of the
//! engine is that of the literal reference in `tests/reference`, which shares no code with it.
//! Owns the bridge between the two (histories in, JSON out); asserts nothing about one alone.

use std::collections::BTreeMap;

use dateline::answer::{self, Audit, By, Filters, Question, Side, View};
use dateline::clocks::Clocks;
use dateline::desk::{self, Batch, DeskError, Draft, Options, Place};
use dateline::event::decimal::Decimal;
use dateline::event::decode;
use dateline::event::when::{Instant, When};
use dateline::facts::History;
use dateline::keys::MemoryKnown;
use dateline::log::memory::MemoryLog;
use dateline::log::{Header, Log};
use dateline::projection::audit::rules::{Level, Rule};
use dateline::projection::rows::AuditView;
use proptest::prelude::*;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::reference::{self, Query, generator};

/// A log in memory that is written through the desk, one commit after another.
pub struct Bench {
    log: MemoryLog,
    known: MemoryKnown,
    fresh: u128,
    /// Inputs that the desk refused, with its reasons.
    pub refused: Vec<(Value, String)>,
}

impl Bench {
    pub fn new() -> Bench {
        let header = Header {
            id: Uuid::from_u128(7),
            origin: "example.org/agree".into(),
            created_at: Instant(0),
        };
        Bench {
            log: MemoryLog::new(header),
            known: MemoryKnown::new(),
            fresh: 1 << 64,
            refused: Vec::new(),
        }
    }

    /// Records a commit whole, or, if it is refused, one event at a time.
    pub fn record(&mut self, events: &[Value], day: i64) {
        match (self.try_record(events, day), events) {
            (Ok(()), _) => {}
            (Err(reason), [event]) => self.refused.push((event.clone(), reason)),
            (Err(_), several) => {
                for event in several {
                    self.record(std::slice::from_ref(event), day);
                }
            }
        }
    }

    /// Records a commit whole or not at all.
    pub fn try_record(&mut self, events: &[Value], day: i64) -> Result<(), String> {
        let mut batch = Batch::default();
        for event in events {
            let fields = event.as_object().unwrap().clone();
            let input = decode::decode(fields).map_err(|problems| format!("{problems:?}"))?;
            self.fresh += 1;
            let draft = Draft {
                input,
                place: Place::default(),
            };
            batch.push(&draft, Uuid::from_u128(self.fresh)).unwrap();
        }
        let prepared = desk::prepare(&mut batch, &self.known).map_err(|error| match error {
            DeskError::Refused(problems) => format!("{problems:?}"),
            other => other.to_string(),
        })?;
        let options = Options {
            author: "desk".into(),
            expect: None,
            dry_run: false,
        };
        let now = Instant(day * 86_400_000_000 + 36_000_000_000);
        desk::commit(&mut self.log, &batch, prepared, &options, now)
            .map_err(|error| error.to_string())?;
        self.known = MemoryKnown::of(&self.log).unwrap();
        Ok(())
    }

    pub fn history(&self) -> History {
        let (history, trouble) = History::load(&self.log);
        assert!(trouble.is_none());
        history
    }

    /// The log as the reference reads it.
    pub fn entries(&self) -> Vec<Value> {
        self.log
            .entries()
            .map(|entry| {
                json!({
                    "event": entry.event.fields(),
                    "id": entry.id.to_string(),
                    "position": entry.position,
                    "recorded_at": entry.recorded_at.to_text(),
                    "recorded_by": entry.recorded_by,
                    "schema": 1,
                })
            })
            .collect()
    }

    pub fn log(&self) -> &MemoryLog {
        &self.log
    }

    pub fn position(&self) -> u64 {
        self.log.head().position
    }
}

/// 1 January 2026, days since 1970: histories are recorded from then on, a commit a day.
pub const FIRST_DAY: i64 = 20_454;

pub fn recorded(commits: &[Vec<Value>]) -> Bench {
    let mut bench = Bench::new();
    for (day, commit) in commits.iter().enumerate() {
        bench.record(commit, FIRST_DAY + day as i64);
    }
    bench
}

fn filter(text: &Option<String>) -> Option<When> {
    text.as_deref()
        .map(|text| When::parse_filter(text).unwrap())
}

pub fn clocks(query: &Query) -> Clocks {
    Clocks {
        on: filter(&query.on),
        published: filter(&query.published),
        known: query.known,
        possible: query.possible,
        claims: query.claims,
    }
}

pub fn question(view: &reference::View) -> Question {
    let list = |text: &Option<String>| text.iter().cloned().collect::<Vec<_>>();
    match view {
        reference::View::Divestment {
            by,
            since,
            asset_class,
            country,
            why,
        } => Question::Divestment {
            by: match by {
                reference::By::Holder => By::Holder,
                reference::By::Country => By::Country,
                reference::By::Asset => By::Asset,
            },
            asset: asset_class.clone(),
            why: *why,
            filters: Filters {
                country: list(country),
                since: filter(since),
                ..Filters::default()
            },
        },
        reference::View::Stance {
            country,
            toward,
            why,
        } => Question::Stance {
            country: country.clone(),
            toward: toward.clone(),
            members: false,
            rules: None,
            why: *why,
            filters: Filters::default(),
        },
        reference::View::Chain {
            of,
            causes,
            effects,
            to,
            all,
        } => Question::Chain {
            reference: of.to_string(),
            side: match (causes, effects) {
                (true, false) => Side::Causes,
                (false, true) => Side::Effects,
                _ => Side::Both,
            },
            to: to.map(|id| id.to_string()),
            all: *all,
            filters: Filters::default(),
        },
        reference::View::Timeline => Question::Timeline(Filters::default()),
        reference::View::Log => Question::Log(Filters::default()),
        reference::View::Graph => Question::Graph,
        reference::View::Audit(asked) => Question::Audit(audit(asked)),
        other => further(other),
    }
}

fn audit(asked: &reference::audit::Asked) -> Audit {
    Audit {
        rules: asked
            .rule
            .iter()
            .filter_map(|rule| Rule::named(rule))
            .collect(),
        level: Level::from_name(asked.level).unwrap(),
        about: asked.of.iter().cloned().collect(),
        why: true,
        filters: Filters::default(),
        lost: asked
            .lost
            .iter()
            .map(|name| (name.clone(), "missing"))
            .collect(),
    }
}

/// The findings without their texts for people.
fn findings(view: &AuditView) -> Value {
    let mut body = json!(view);
    for row in body["rows"].as_array_mut().unwrap() {
        for text in ["about", "why", "settle"] {
            assert!(row[text].as_str().is_some_and(|text| !text.is_empty()));
            row.as_object_mut().unwrap().remove(text);
        }
    }
    body
}

/// The views of §7.4.
fn further(view: &reference::View) -> Question {
    let filters = Filters::default();
    match view {
        reference::View::Threats { why } => Question::Threats { why: *why, filters },
        reference::View::Sanctions { why } => Question::Sanctions { why: *why, filters },
        reference::View::Observations { why } => Question::Observations { why: *why, filters },
        reference::View::Sources { why } => Question::Sources { why: *why, filters },
        reference::View::Yields { since, why } => Question::Yields {
            why: *why,
            filters: Filters {
                since: filter(since),
                ..filters
            },
        },
        reference::View::Contradictions { tolerance, why } => Question::Contradictions {
            tolerance: Decimal::parse(tolerance.as_deref().unwrap_or("0.5")).unwrap(),
            why: *why,
            filters,
        },
        reference::View::Around { of, days } => Question::Around {
            reference: of.to_string(),
            days: u32::try_from(*days).unwrap(),
            filters,
        },
        other => panic!("not of §7.4: {other:?}"),
    }
}

/// The engine's answer in the reference's shape.
pub fn engine(history: &History, query: &Query, view: &reference::View) -> Result<Value, String> {
    let found = answer::answer(history, &clocks(query), &question(view))
        .map_err(|error| error.to_string())?;
    let mut body = match &found.view {
        View::Entries(rows) => json!({ "rows": rows }),
        View::Divestment(rows) => json!({ "rows": rows }),
        View::Stance(rows) => json!({ "rows": rows }),
        View::Say(rows) => json!({ "rows": rows }),
        View::Chain(chain) => json!(chain),
        View::Entry(entry) => json!(entry),
        View::Around(rows) => json!({ "rows": rows }),
        View::Threats(rows) => json!({ "rows": rows }),
        View::Sanctions(rows) => json!({ "rows": rows }),
        View::Yields(rows) => json!({ "rows": rows }),
        View::Observations(rows) => json!({ "rows": rows }),
        View::Sources(rows) => json!({ "rows": rows }),
        View::Contradictions(rows) => json!({ "rows": rows }),
        View::Audit(view) => findings(view),
        View::Found(found) => json!(found),
        View::Drift(found) => json!(found),
    };
    let left_out: BTreeMap<_, _> = found
        .citation
        .left_out
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .collect();
    body["undated"] = json!(found.citation.undated);
    body["left_out"] = json!(left_out);
    Ok(reference::plain(&body))
}

/// What differs, so that a failure is read in seconds.
fn compare(
    bench: &Bench,
    history: &History,
    query: &Query,
    view: &reference::View,
) -> Result<(), TestCaseError> {
    let entries = bench.entries();
    let slow = reference::answer(&entries, query, view);
    let fast = engine(history, query, view);
    prop_assert!(
        fast.as_ref() == Ok(&slow),
        "the engine and the reference differ\nquery {query:?}\nview {view:?}\nengine    {}\nreference {}\nlog\n{}",
        fast.map_or_else(|error| error, |value| value.to_string()),
        slow,
        entries
            .iter()
            .map(|entry| format!("  {}\n", entry["event"]))
            .collect::<String>()
    );
    Ok(())
}

/// Histories tried; `PROPTEST_CASES` asks for more.
fn cases() -> u32 {
    let asked = std::env::var("PROPTEST_CASES").ok();
    asked.and_then(|text| text.parse().ok()).unwrap_or(400)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_view_on_every_clock_is_that_of_a_literal_replay(
        commits in generator::histories(40),
        asked in prop::collection::vec((generator::queries(), generator::views()), 1..8),
    ) {
        let bench = recorded(&commits);
        let history = bench.history();
        let entries = bench.entries();
        for (query, view) in asked {
            if entries.is_empty() {
                continue;
            }
            let query = query.of(&entries);
            let view = view.of(&entries, &query);
            compare(&bench, &history, &query, &view)?;
        }
    }
}

/// The comparison is worth what the histories hold: the desk must take most of what is generated.
#[test]
fn the_desk_takes_what_the_generator_makes() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let (mut taken, mut refused) = (0, Vec::new());
    for _ in 0..60 {
        let commits = generator::histories(48)
            .new_tree(&mut runner)
            .unwrap()
            .current();
        let bench = recorded(&commits);
        taken += bench.position();
        refused.extend(bench.refused);
    }
    let share = refused.len() as f64 / (taken as f64 + refused.len() as f64);
    assert!(
        share < 0.1,
        "{taken} taken, {} refused, for instance {:#?}",
        refused.len(),
        refused.first()
    );
}
