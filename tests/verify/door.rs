//! What the write door lets in, `verify` finds nothing in: stages, corrections, retractions and
//! links at random, each a batch that the door takes or refuses. The rules that the two know
//! separately (a corrected event is valid, one live follower, no circle) must be the same.

use std::time::Duration;

use dateline::desk::{Clock, DeskError, Draft, Ids, Options, Place};
use dateline::event::decode;
use dateline::event::when::Instant;
use dateline::store::Store;
use proptest::prelude::*;
use serde_json::{Value, json};

/// One event to try, its REFs as numbers of events before or after it.
#[derive(Debug, Clone)]
enum Try {
    Stage(Option<i8>, &'static str),
    Sanction(Option<i8>, &'static str),
    Follow(i8, Option<i8>),
    Change(i8, Value),
    Retract(i8),
    Link(i8, i8),
    Join(i8, i8),
}

fn tries() -> impl Strategy<Value = Try> {
    let back = || -12..3_i8;
    let holder = prop::sample::select(vec!["A Fund", "A Fund", "A Fund", "B Fund"]);
    let action = prop::sample::select(vec!["imposed", "extended"]);
    let change = prop::sample::select(vec![
        json!({"note": "other"}),
        json!({"note": null}),
        json!({"happened": "2026-02-01"}),
        json!({"happened": null}),
        json!({"holder": {"name": "B Fund"}}),
        json!({"amount": {"value": "5", "currency": "EUR"}}),
        json!({"amount": {"currency": "USD"}}),
        json!({"amount": null}),
        json!({"confidence": 0.5}),
        json!({"sources": null}),
    ]);
    prop_oneof![
        4 => (prop::option::of(back()), holder).prop_map(|(at, who)| Try::Stage(at, who)),
        2 => (prop::option::of(back()), action).prop_map(|(at, what)| Try::Sanction(at, what)),
        4 => (back(), prop::option::of(back())).prop_map(|(at, stage)| Try::Follow(at, stage)),
        4 => (back(), change).prop_map(|(at, change)| Try::Change(at, change)),
        5 => back().prop_map(Try::Retract),
        1 => (back(), back()).prop_map(|(cause, effect)| Try::Link(cause, effect)),
        1 => (back(), back()).prop_map(|(at, cause)| Try::Join(at, cause)),
    ]
}

/// The event, as number `own`. A REF may lead to what was refused, or past the batch: the door
/// refuses that too.
fn event(number: i64, one: &Try) -> Value {
    let name = |distance: &i8| format!("event-{}", number + i64::from(*distance));
    let sources = json!([{"publisher": "Wire"}]);
    let mut event = match one {
        Try::Stage(before, holder) => json!({"kind": "fund_exit", "happened": "2026-01-20",
            "holder": {"name": holder, "country": "DK"}, "asset": {"class": "us_treasury", "issuer": "US"},
            "stage": "announced", "amount": {"value": "7", "currency": "USD"},
            "follows": before.as_ref().map(name), "sources": sources}),
        Try::Sanction(before, action) => {
            json!({"kind": "sanction", "happened": "2026-01-20", "by": ["US"],
            "against": ["RU"], "measure": "asset_freeze", "action": action,
            "follows": before.as_ref().map(name), "sources": sources})
        }
        Try::Follow(at, before) => json!({"kind": "correction", "target": name(at), "reason": "x",
            "changes": {"follows": before.as_ref().map(name)}}),
        Try::Change(at, changes) => {
            json!({"kind": "correction", "target": name(at), "reason": "x", "changes": changes})
        }
        Try::Retract(at) => json!({"kind": "retraction", "target": name(at), "reason": "x"}),
        Try::Link(cause, effect) => {
            json!({"kind": "link", "cause": name(cause), "effect": name(effect),
            "relation": "causes"})
        }
        Try::Join(at, cause) => json!({"kind": "correction", "target": name(at), "reason": "x",
            "changes": {"cause": name(cause)}}),
    };
    event["label"] = json!(format!("event-{number}"));
    event
}

struct At(i64);

impl Clock for At {
    fn now(&self) -> Instant {
        Instant(1_770_000_000_000_000 + self.0)
    }
}

struct Count(u128);

impl Ids for Count {
    fn fresh(&mut self) -> uuid::Uuid {
        self.0 += 1;
        uuid::Uuid::from_u128(0x0198_c000_0000_7000_8000_0000_0000_0000 + self.0)
    }
}

fn write(store: &Store, events: &[Value], at: i64, ids: &mut Count) -> bool {
    let mut drafts = events.iter().map(|event| {
        let place = Place::default();
        let refused = |problems: Vec<dateline::event::Problem>| {
            let placed = problems.into_iter().map(|problem| dateline::desk::Placed {
                place: Place::default(),
                problem,
            });
            DeskError::Refused(placed.collect())
        };
        decode::decode_text(&event.to_string())
            .map(|input| Draft { input, place })
            .map_err(refused)
    });
    let options = Options {
        author: "tester".to_owned(),
        expect: None,
        dry_run: false,
    };
    match store.write(&mut drafts, &options, &At(at), ids, Duration::from_secs(10)) {
        Ok(_) => true,
        Err(DeskError::Refused(_)) => false,
        Err(other) => panic!("{other}"),
    }
}

proptest! {
    #![proptest_config(crate::fuzz::cases(48))]

    #[test]
    fn what_the_door_lets_in_is_sound(batches in prop::collection::vec(prop::collection::vec(tries(), 1..4), 4..14)) {
        let dir = crate::torture::fast_dir();
        let path = dir.path().join("desk");
        let mut ids = Count(0);
        let store = Store::init(&path, None, &At(0), &mut ids).unwrap();
        let mut number = 0;
        for (batch, at) in batches.iter().zip(1..) {
            let mut events = Vec::new();
            for one in batch {
                events.push(event(number, one));
                number += 1;
            }
            // A refused batch is tried again event by event: more of them get in.
            if !write(&store, &events, at * 1_000, &mut ids) {
                for (event, within) in events.iter().zip(1..) {
                    write(&store, std::slice::from_ref(event), at * 1_000 + within, &mut ids);
                }
            }
        }
        let report = dateline::verify::verify(&path, true, &mut |_, _| {});
        prop_assert_eq!(report.findings, []);
    }
}
