//! The write door by example: what a batch is checked against, what is already recorded, and
//! what a check made outside the lock is still worth inside it.

use dateline::desk::{self, Batch, DeskError, Draft, Options, Outcome, Place, Prepared};
use dateline::event::decode;
use dateline::event::when::Instant;
use dateline::keys::MemoryKnown;
use dateline::log::memory::MemoryLog;
use dateline::log::{Entry, Header, Log};
use proptest::prelude::*;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::vocabulary::properties::any_event;

struct Door {
    log: MemoryLog,
    fresh: u128,
}

impl Door {
    fn new() -> Door {
        let header = Header {
            id: Uuid::from_u128(1),
            origin: "example.org/desk".into(),
            created_at: Instant(0),
        };
        Door {
            log: MemoryLog::new(header),
            fresh: 1 << 40,
        }
    }

    fn batch(&mut self, events: &[Value]) -> Batch {
        let mut batch = Batch::default();
        for event in events {
            let input = decode::decode(event.as_object().unwrap().clone()).unwrap();
            self.fresh += 1;
            batch
                .push(
                    &Draft {
                        input,
                        place: Place::default(),
                    },
                    Uuid::from_u128(self.fresh),
                )
                .unwrap();
        }
        batch
    }

    fn known(&self) -> MemoryKnown {
        MemoryKnown::of(&self.log).unwrap()
    }

    fn write_at(&mut self, events: &[Value], now: i64) -> Result<Outcome, DeskError> {
        let mut batch = self.batch(events);
        let prepared = desk::prepare(&mut batch, &self.known())?;
        let options = Options {
            author: "desk".into(),
            expect: None,
            dry_run: false,
        };
        desk::commit(&mut self.log, &batch, prepared, &options, Instant(now))
    }

    fn write(&mut self, events: &[Value]) -> Outcome {
        let now = self
            .log
            .head()
            .recorded_at
            .map_or(1_000, |last| last.0 + 1_000);
        self.write_at(events, now).unwrap()
    }

    /// Names of the faults of a refused write.
    fn refused(&mut self, events: &[Value]) -> Vec<&'static str> {
        match self.write_at(events, 1 << 50) {
            Err(DeskError::Refused(problems)) => problems
                .into_iter()
                .map(|placed| placed.problem.fault.code)
                .collect(),
            other => panic!("not refused: {other:?}"),
        }
    }
}

fn threat(label: &str) -> Value {
    json!({"kind": "threat", "label": label, "happened": "2026-01-22", "by": {"country": "US"}, "against": ["EU"],
           "consequence": "retaliation", "sources": [{"publisher": "Wire"}]})
}

fn exit(label: &str, follows: Option<&str>) -> Value {
    json!({"kind": "fund_exit", "label": label, "happened": "2026-01-20", "follows": follows,
           "holder": {"name": "A Fund", "country": "DK", "type": "pension_fund"},
           "asset": {"class": "us_treasury", "issuer": "US"}, "stage": "announced", "sources": [{"publisher": "Wire"}]})
}

fn retraction(label: &str, target: &str) -> Value {
    json!({"kind": "retraction", "label": label, "target": target, "reason": "in error"})
}

#[test]
fn the_same_id_and_form_again_is_already_recorded() {
    let mut door = Door::new();
    let mut event = threat("one");
    event["id"] = json!("0198c000-0000-7000-8000-000000000001");
    let first = door.write(std::slice::from_ref(&event)).receipt;
    assert_eq!((first.entries, first.already, first.position), (1, 0, 1));
    // Beside something new, and named by a link of the same import.
    let link = json!({"kind": "link", "cause": "one", "effect": "two", "relation": "causes"});
    let again = door.write(&[event.clone(), threat("two"), link]).receipt;
    assert_eq!((again.entries, again.already, again.position), (2, 1, 3));
    assert_eq!(again.ids.unwrap()[0], first.ids.unwrap()[0]);
    // Twice in one import counts once.
    event["id"] = json!("0198c000-0000-7000-8000-000000000009");
    event["label"] = json!("nine");
    let twice = door.write(&[event.clone(), event.clone()]).receipt;
    assert_eq!((twice.entries, twice.already), (1, 1));
    event["consequence"] = json!("something else");
    assert_eq!(door.refused(&[event]), ["id_reused"]);
}

#[test]
fn a_retraction_can_be_retracted_unless_the_place_is_taken() {
    let mut door = Door::new();
    door.write(&[
        exit("first", None),
        exit("second", Some("first")),
        retraction("withdrawn", "second"),
    ]);
    door.write(&[exit("instead", Some("first"))]);
    // To bring `second` back would give `first` two live followers.
    assert_eq!(
        door.refused(&[retraction("back", "withdrawn")]),
        ["follows_branches"]
    );
    door.write(&[retraction("withdrawn-too", "instead")]);
    assert_eq!(
        door.write(&[retraction("back", "withdrawn")])
            .receipt
            .entries,
        1
    );
}

#[test]
fn an_amendment_may_stand_before_its_target_in_an_import() {
    let mut door = Door::new();
    let correction = json!({"kind": "correction", "target": "one", "changes": {"happened": "2026-01-21"}, "reason": "seen"});
    let dispute = json!({"kind": "dispute", "target": "one", "claim": "never said"});
    assert_eq!(
        door.write(&[correction, dispute, threat("one")])
            .receipt
            .entries,
        3
    );
}

/// A correction may say again what the event says: it counts, and the writer is told.
#[test]
fn a_correction_that_changes_nothing_is_taken_and_said() {
    let mut door = Door::new();
    let idle = json!({"kind": "correction", "target": "one", "changes": {"happened": "2026-01-22"}, "reason": "to be sure"});
    let outcome = door.write(&[threat("one"), idle]);
    assert_eq!(outcome.receipt.entries, 2);
    assert_eq!(
        outcome.warnings,
        ["one said this already; the correction changes nothing"]
    );
}

#[test]
fn one_instant_a_commit_later_than_the_last_and_a_clock_set_back_is_said() {
    let mut door = Door::new();
    door.write_at(&[threat("one"), threat("two")], 5_000)
        .unwrap();
    let behind = door.write_at(&[threat("three")], 4_000).unwrap();
    assert_eq!(behind.warnings.len(), 1, "{:?}", behind.warnings);
    assert!(behind.warnings[0].contains("is behind the log's last entry"));
    let instants: Vec<i64> = door
        .log
        .entries()
        .map(|entry| entry.recorded_at.0)
        .collect();
    assert_eq!(instants, [5_000, 5_000, 5_001]);
}

/// A large import is checked outside the lock. What others append meanwhile may spoil the check.
#[test]
fn an_early_check_holds_only_if_nothing_came_in_that_could_change_it() {
    let meanwhile = |others: &[Value], import: &[Value]| {
        let mut door = Door::new();
        door.write(&[
            exit("first", None),
            exit("second", Some("first")),
            retraction("withdrawn", "second"),
            threat("told"),
        ]);
        let mut batch = door.batch(import);
        let early = desk::prepare(&mut batch, &door.known()).unwrap();
        let before = early.position;
        door.write(others);
        let since: Vec<Entry> = door
            .log
            .entries()
            .filter(|entry| entry.position > before)
            .cloned()
            .collect();
        early.still_holds(&batch, &since)
    };
    let third = [exit("third", Some("first"))];
    assert!(meanwhile(&[threat("other")], &third));
    assert!(meanwhile(
        &[retraction("untold", "told")],
        &[threat("plain")]
    ));
    assert!(!meanwhile(&[threat("third")], &third), "the label is gone");
    assert!(
        !meanwhile(&[exit("faster", Some("first"))], &third),
        "the place is taken"
    );
    assert!(
        !meanwhile(&[retraction("back", "withdrawn")], &third),
        "the second stage is live again"
    );
}

#[test]
fn a_dry_run_checks_everything_and_writes_nothing() {
    let mut door = Door::new();
    let mut batch = door.batch(&[threat("one")]);
    let prepared = desk::prepare(&mut batch, &door.known()).unwrap();
    let options = Options {
        author: "desk".into(),
        expect: None,
        dry_run: true,
    };
    let outcome = desk::commit(&mut door.log, &batch, prepared, &options, Instant(9)).unwrap();
    assert_eq!((outcome.receipt.entries, outcome.receipt.position), (1, 0));
    assert_eq!(door.log.head().position, 0);
}

proptest! {
    /// What is said of a batch without a look at the store is what the look would say.
    #[test]
    fn a_batch_that_stands_alone_is_checked_alike_without_the_store(
        events in prop::collection::vec(any_event(), 0..4), before in prop::collection::vec(any_event(), 0..4),
    ) {
        let valid = |events: Vec<Value>| -> Vec<Value> {
            let decoded = |event: &Value| decode::decode(event.as_object().unwrap().clone()).is_ok();
            events.into_iter().filter(decoded).collect()
        };
        let mut door = Door::new();
        for event in valid(before) {
            // What cannot be recorded is left out.
            let _ = door.write_at(&[event], 7);
        }
        let mut batch = door.batch(&valid(events));
        if let Some(alone) = Prepared::alone(&batch) {
            let known = door.known();
            let due = desk::prepare_silently(&mut batch, &known).unwrap();
            prop_assert_eq!((alone.new, alone.already, alone.warnings), (due.new, due.already, due.warnings));
        }
    }
}
