//! A story to ask about: events recorded one commit a day from 1 February 2026, ids that can
//! be written down, and short ways to ask. Owns no expectation.

use dateline::answer::{Answer, AnswerError, By, Filters, Question, Side, View, answer};
use dateline::clocks::Clocks;
use dateline::event::decode;
use dateline::event::when::{Instant, When};
use dateline::facts::History;
use dateline::log::{Entry, Header};
use dateline::merkle;
use serde_json::{Map, Value, json};
use uuid::Uuid;

const DAY: i64 = 86_400_000_000;

/// Entries as they were recorded.
pub struct Story {
    entries: Vec<Entry>,
}

/// The id of the entry at a position.
pub fn id(position: u64) -> String {
    uuid(position).to_string()
}

fn uuid(position: u64) -> Uuid {
    Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 + u128::from(position))
}

pub fn when(text: &str) -> When {
    When::parse_filter(text).unwrap()
}

impl Story {
    pub fn new() -> Story {
        Story {
            entries: Vec::new(),
        }
    }

    /// Records events, each the day after the one before (position 1 on 1 February 2026, noon).
    pub fn of(events: impl IntoIterator<Item = Value>) -> History {
        let mut story = Story::new();
        for event in events {
            story.add(event);
        }
        story.told()
    }

    pub fn add(&mut self, event: Value) -> u64 {
        let position = self.entries.len() as u64 + 1;
        let Value::Object(fields) = event else {
            panic!("an event is an object")
        };
        let input = decode::decode(fields).unwrap_or_else(|problems| panic!("{problems:#?}"));
        let noon = When::parse("2026-02-01T12:00:00Z").unwrap().earliest.0;
        self.entries.push(Entry {
            position,
            id: uuid(position),
            recorded_at: Instant(noon + (position as i64 - 1) * DAY),
            recorded_by: "desk@example.org".into(),
            event: input.event,
        });
        position
    }

    pub fn told(self) -> History {
        let header = Header {
            id: uuid(0),
            origin: "example.org/desk".into(),
            created_at: When::parse("2026-01-31").unwrap().earliest,
        };
        let leaves = self
            .entries
            .iter()
            .map(|entry| merkle::leaf_hash(&entry.position.to_be_bytes()));
        let leaves = leaves.collect();
        History::from_entries(header, self.entries, leaves)
    }
}

/// An event with a source published on 1 January 2020, so that only tests of the published
/// clock need to name one.
pub fn event(kind: &str, happened: &str, fields: Value) -> Value {
    let mut event = Map::new();
    event.insert("kind".into(), json!(kind));
    event.insert("happened".into(), json!(happened));
    event.insert(
        "sources".into(),
        json!([{"publisher": "Wire", "published": "2020-01-01"}]),
    );
    merged(event, fields)
}

/// A link or an amendment, without sources unless given.
pub fn about(kind: &str, fields: Value) -> Value {
    let mut event = Map::new();
    event.insert("kind".into(), json!(kind));
    merged(event, fields)
}

pub fn retraction(target: u64) -> Value {
    about(
        "retraction",
        json!({"target": id(target), "reason": "wrong"}),
    )
}

pub fn dispute(target: u64) -> Value {
    about("dispute", json!({"target": id(target), "claim": "not so"}))
}

pub fn correction(target: u64, changes: Value) -> Value {
    about(
        "correction",
        json!({"target": id(target), "changes": changes, "reason": "better known"}),
    )
}

pub fn link(cause: u64, effect: u64) -> Value {
    about(
        "link",
        json!({"cause": id(cause), "effect": id(effect), "relation": "causes"}),
    )
}

fn merged(mut event: Map<String, Value>, fields: Value) -> Value {
    if let Value::Object(fields) = fields {
        event.extend(fields);
    }
    Value::Object(event)
}

pub fn amount(value: &str) -> Value {
    json!({"value": value, "currency": "USD"})
}

pub fn clocks() -> Clocks {
    Clocks::default()
}

pub fn on(date: &str) -> Clocks {
    Clocks {
        on: Some(when(date)),
        ..Clocks::default()
    }
}

pub fn published(date: &str) -> Clocks {
    Clocks {
        published: Some(when(date)),
        ..Clocks::default()
    }
}

pub fn known(position: u64) -> Clocks {
    Clocks {
        known: Some(position),
        ..Clocks::default()
    }
}

pub fn divestment(by: By) -> Question {
    Question::Divestment {
        by,
        asset: None,
        why: false,
        filters: Filters::default(),
    }
}

pub fn stance() -> Question {
    Question::Stance {
        country: None,
        toward: None,
        members: false,
        rules: None,
        why: false,
        filters: Filters::default(),
    }
}

pub fn chain(position: u64) -> Question {
    Question::Chain {
        reference: format!("@{position}"),
        side: Side::Both,
        to: None,
        all: false,
        filters: Filters::default(),
    }
}

pub fn ask(history: &History, clocks: &Clocks, question: &Question) -> Answer {
    answer(history, clocks, question).unwrap()
}

pub fn refused(history: &History, clocks: &Clocks, question: &Question) -> AnswerError {
    answer(history, clocks, question).unwrap_err()
}

/// The rows as JSON.
pub fn rows(history: &History, clocks: &Clocks, question: &Question) -> Vec<Value> {
    let rows = match ask(history, clocks, question).view {
        View::Entries(rows) => serde_json::to_value(rows),
        View::Divestment(rows) => serde_json::to_value(rows),
        View::Stance(rows) => serde_json::to_value(rows),
        View::Say(rows) => serde_json::to_value(rows),
        View::Around(rows) => serde_json::to_value(rows),
        View::Threats(rows) => serde_json::to_value(rows),
        View::Sanctions(rows) => serde_json::to_value(rows),
        View::Yields(rows) => serde_json::to_value(rows),
        View::Observations(rows) => serde_json::to_value(rows),
        View::Sources(rows) => serde_json::to_value(rows),
        View::Contradictions(rows) => serde_json::to_value(rows),
        View::Audit(view) => serde_json::to_value(view.rows),
        View::Found(found) => serde_json::to_value(found.rows),
        View::Entry(_) | View::Chain(_) | View::Drift(_) => panic!("no rows"),
    };
    let Ok(Value::Array(rows)) = rows else {
        panic!("rows are an array")
    };
    rows
}

/// The one row there is.
pub fn row(history: &History, clocks: &Clocks, question: &Question) -> Value {
    let mut rows = rows(history, clocks, question);
    assert_eq!(rows.len(), 1, "{rows:#?}");
    rows.remove(0)
}

/// Whether a row holds (at least) these fields.
#[track_caller]
pub fn holds(row: &Value, fields: Value) {
    let Value::Object(fields) = fields else {
        panic!("fields are an object")
    };
    for (name, value) in fields {
        assert_eq!(row[&name], value, "{name} of {row:#}");
    }
}

/// What the citation says was left out.
pub fn left_out(history: &History, clocks: &Clocks, question: &Question) -> Value {
    let citation = ask(history, clocks, question).citation;
    json!([citation.undated, citation.left_out])
}
