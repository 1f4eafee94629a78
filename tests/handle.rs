//! A store held open by several threads: what is acknowledged is there, each commit is whole and
//! by itself, and the rules hold between commits that shared a sync.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use dateline::desk::{Clock, DeskError, Draft, Ids, Options, Place};
use dateline::event::decode::{decode, decode_text};
use dateline::event::when::Instant;
use dateline::log::LogError;
use dateline::note::{PrivateKey, Trust};
use dateline::store::Store;
use dateline::store::handle::Handle;
use dateline::verify::{Asked, verify, verify_asked};
use proptest::prelude::*;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::vocabulary::properties::any_event;

struct Ticking(AtomicI64);

impl Clock for Ticking {
    fn now(&self) -> Instant {
        Instant(1_700_000_000_000_000 + self.0.fetch_add(1, Ordering::Relaxed) / 3)
    }
}

struct Numbered<'a>(&'a AtomicU64);

impl Ids for Numbered<'_> {
    fn fresh(&mut self) -> Uuid {
        Uuid::from_u128(u128::from(self.0.fetch_add(1, Ordering::Relaxed)) + (1 << 90))
    }
}

fn draft(event: Value) -> Draft {
    let input = decode(event.as_object().unwrap().clone()).unwrap();
    Draft {
        input,
        place: Place::default(),
    }
}

fn statement(label: &str) -> Value {
    json!({"kind": "statement", "by": {"country": "DK"}, "act": "comments", "label": label,
        "happened": "2026-01-20", "sources": [{"publisher": "Example Wire"}]})
}

fn options() -> Options {
    Options {
        author: "desk".into(),
        expect: None,
        dry_run: false,
    }
}

fn open(dir: &std::path::Path, ids: &AtomicU64) -> Handle {
    let clock = Ticking(AtomicI64::new(0));
    let store = match Store::at(dir) {
        Ok(store) => store,
        Err(_) => Store::init(dir, None, &clock, &mut Numbered(ids)).unwrap(),
    };
    Handle::open(store, Duration::from_secs(10), Box::new(clock)).unwrap()
}

#[test]
fn what_many_threads_write_is_all_there_and_sound() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path().join("desk");
    let ids = AtomicU64::new(0);
    let handle = open(&dir, &ids);
    let positions = std::sync::Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for thread in 0..8 {
            let (handle, ids, positions) = (&handle, &ids, &positions);
            scope.spawn(move || {
                for number in 0..25 {
                    let first = draft(statement(&format!("t{thread}-{number}")));
                    let second = draft(json!({"kind": "dispute", "target": format!("t{thread}-{number}"), "claim": "no"}));
                    let outcome = handle.write(&[first, second], &options(), &mut Numbered(ids));
                    let receipt = outcome.unwrap().receipt;
                    assert_eq!(receipt.entries, 2);
                    positions.lock().unwrap().push(receipt.position);
                }
            });
        }
    });
    drop(handle);
    let mut positions = positions.into_inner().unwrap();
    positions.sort_unstable();
    let due: Vec<u64> = (1..=200).map(|commit| commit * 2).collect();
    assert_eq!(positions, due, "each acknowledgment is of one whole commit");
    let report = verify(&dir, true, &mut |_, _| {});
    assert_eq!((report.entries, report.commits), (400, 200));
    assert!(report.findings.is_empty(), "{:?}", report.findings);
}

#[test]
fn what_shares_a_sync_is_signed_commit_by_commit() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path().join("desk");
    let ids = AtomicU64::new(0);
    drop(open(&dir, &ids));
    let origin = Store::at(&dir).unwrap().origin().unwrap();
    let key = PrivateKey::new(&origin, &[7; 32]).unwrap();
    let store = Store::at(&dir).unwrap().signed_by(Some(key.clone()));
    let clock = Box::new(Ticking(AtomicI64::new(9)));
    let handle = Handle::open(store, Duration::from_secs(10), clock).unwrap();
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let (handle, ids) = (&handle, &ids);
            scope.spawn(move || {
                for number in 0..5 {
                    let written = draft(statement(&format!("t{thread}-{number}")));
                    let outcome = handle.write(&[written], &options(), &mut Numbered(ids));
                    outcome.unwrap();
                }
            });
        }
    });
    drop(handle);
    let asked = Asked {
        trust: Trust::new(vec![key.public().clone()], vec![], vec![]),
        ..Asked::default()
    };
    let report = verify_asked(&dir, asked, &mut |_, _| {});
    assert!(report.findings.is_empty(), "{:?}", report.findings);
    assert_eq!((report.commits, report.signatures.trusted), (20, 20));
}

#[test]
fn of_several_that_want_one_label_one_gets_it() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path().join("desk");
    let ids = AtomicU64::new(0);
    let handle = open(&dir, &ids);
    let taken = AtomicU64::new(0);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for number in 0..20 {
                    let wanted = draft(statement(&format!("label-{number}")));
                    match handle.write(&[wanted], &options(), &mut Numbered(&ids)) {
                        Ok(_) => {}
                        Err(DeskError::Refused(problems)) => {
                            assert_eq!(problems[0].problem.fault.code, "label_taken");
                            taken.fetch_add(1, Ordering::Relaxed);
                        }
                        Err(other) => panic!("{other}"),
                    }
                }
            });
        }
    });
    assert_eq!(taken.into_inner(), 7 * 20);
    drop(handle);
    let report = verify(&dir, true, &mut |_, _| {});
    assert_eq!(report.entries, 20);
    assert!(report.findings.is_empty(), "{:?}", report.findings);
}

#[test]
fn a_held_store_is_locked_and_goes_on_where_it_was() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path().join("desk");
    let ids = AtomicU64::new(0);
    for round in 0..3 {
        let handle = open(&dir, &ids);
        let store = Store::at(&dir).unwrap();
        let second = Handle::open(store, Duration::ZERO, Box::new(Ticking(AtomicI64::new(0))));
        assert!(matches!(second.map(drop), Err(LogError::Locked)));
        for number in 0..3 {
            let written = draft(statement(&format!("r{round}-{number}")));
            let outcome = handle.write(&[written], &options(), &mut Numbered(&ids));
            assert_eq!(outcome.unwrap().receipt.position, round * 3 + number + 1);
        }
        let unknown = draft(json!({"kind": "retraction", "target": "nobody", "reason": "x"}));
        let refused = handle.write(&[unknown], &options(), &mut Numbered(&ids));
        assert!(matches!(refused, Err(DeskError::Refused(_))));
        let expects = Options {
            expect: Some(1),
            ..options()
        };
        let late = draft(statement("late"));
        let conflict = handle.write(&[late], &expects, &mut Numbered(&ids));
        assert!(matches!(
            conflict,
            Err(DeskError::Conflict { expected: 1, .. })
        ));
    }
}

/// Writes one after the other through a new store; what was answered, and the bytes of the log.
fn written(
    texts: &[String],
    write: &mut dyn FnMut(&Handle, &str, &mut Numbered<'_>) -> Result<u64, String>,
) -> (Vec<Result<u64, String>>, Vec<u8>) {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path().join("desk");
    let ids = AtomicU64::new(0);
    let handle = open(&dir, &ids);
    let answers = texts
        .iter()
        .map(|text| write(&handle, text, &mut Numbered(&ids)))
        .collect();
    drop(handle);
    let report = verify(&dir, true, &mut |_, _| {});
    assert!(report.findings.is_empty(), "{:?}", report.findings);
    (answers, std::fs::read(dir.join("log.jsonl")).unwrap())
}

fn told(outcome: Result<dateline::desk::Outcome, DeskError>) -> Result<u64, String> {
    match outcome {
        Ok(outcome) => Ok(outcome.receipt.position),
        Err(DeskError::Refused(problems)) => {
            let problems = problems.into_iter().map(|placed| placed.problem);
            Err(format!("{:?}", problems.collect::<Vec<_>>()))
        }
        Err(other) => panic!("{other}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Texts that are read the fast way, and checked before the lock is taken, against drafts that
    /// were decoded exactly and are checked against the index.
    #[test]
    fn texts_become_what_decoded_events_become(
        events in prop::collection::vec((any_event(), 0u8..8), 1..12),
        labels in any::<bool>(),
    ) {
        let texts: Vec<String> = events.into_iter().enumerate().map(|(number, (mut event, how))| {
            match how {
                0 if labels => event["label"] = json!(format!("l{}-x", number % 3)),
                1 => event["kind"] = json!("none of them"),
                2 => event["id"] = json!(Uuid::from_u128(u128::from(how) + number as u128 % 2)),
                3 => event = statement(&format!("s{number}-x")),
                4 => event = json!({"kind": "dispute", "claim": "no", "target": format!("@{}", number.max(1))}),
                _ => {}
            }
            event.to_string()
        }).collect();
        let (answers, bytes) = written(&texts, &mut |handle, text, ids| {
            told(handle.write_json(&[text], &options(), ids))
        });
        let exact = written(&texts, &mut |handle, text, ids| {
            let Ok(input) = decode_text(text) else {
                let problems = decode_text(text).unwrap_err();
                return Err(format!("{problems:?}"));
            };
            let written = Draft { input, place: Place::default() };
            // Beside an amendment of what is not there, nothing can be checked ahead; so it is
            // refused first, and the index is there for all that follow.
            let nobody = draft(json!({"kind": "retraction", "target": "nobody", "reason": "x"}));
            assert!(handle.write(&[nobody], &options(), &mut Spare).is_err());
            told(handle.write(&[written], &options(), ids))
        });
        prop_assert_eq!(answers, exact.0);
        prop_assert_eq!(String::from_utf8(bytes), String::from_utf8(exact.1));
    }
}

/// Ids that nobody counts.
struct Spare;

impl Ids for Spare {
    fn fresh(&mut self) -> Uuid {
        Uuid::max()
    }
}

#[test]
fn every_problem_of_every_text_is_told_at_once() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path().join("desk");
    let ids = AtomicU64::new(0);
    let handle = open(&dir, &ids);
    let good = statement("good").to_string();
    let texts = ["{", good.as_str(), "[]", r#"{"kind":"statement"}"#];
    let refused = handle.write_json(&texts, &options(), &mut Numbered(&ids));
    let Err(DeskError::Refused(problems)) = refused else {
        panic!("not refused");
    };
    let mut lines: Vec<u64> = problems.iter().filter_map(|one| one.place.line).collect();
    lines.dedup();
    assert_eq!(lines, [1, 3, 4]);
    let outcome = handle.write_json(&[&good], &options(), &mut Numbered(&ids));
    assert_eq!(outcome.unwrap().receipt.position, 1);
}
