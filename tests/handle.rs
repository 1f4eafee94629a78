//! A store held open by several threads: what is acknowledged is there, each commit is whole and
//! by itself, and the rules hold between commits that shared a sync.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use dateline::desk::{Clock, DeskError, Draft, Ids, Options, Place};
use dateline::event::decode::decode;
use dateline::event::when::Instant;
use dateline::log::LogError;
use dateline::note::{PrivateKey, Trust};
use dateline::store::Store;
use dateline::store::handle::Handle;
use dateline::verify::{Asked, verify, verify_asked};
use serde_json::{Value, json};
use uuid::Uuid;

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
