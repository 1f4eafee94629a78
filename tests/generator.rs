//! `tools/gen`, whose logs every measurement rests on: the same for the same seed, of all kinds,
//! and sound. The files of the tool are modules here, so that it cannot rot unseen.

#[path = "../tools/rust/gen/amend.rs"]
mod amend;
#[path = "../tools/rust/gen/chains.rs"]
mod chains;
#[path = "../tools/rust/gen/dates.rs"]
mod dates;
#[path = "../tools/rust/gen/draft.rs"]
mod draft;
#[path = "../tools/rust/gen/plain.rs"]
mod plain;
#[path = "../tools/rust/gen/rng.rs"]
mod rng;
#[path = "../tools/rust/gen/store.rs"]
mod store;
#[path = "../tools/rust/gen/words.rs"]
mod words;
#[path = "../tools/rust/gen/world.rs"]
mod world;

use std::collections::BTreeMap;

use dateline::event::{Kind, quick};
use dateline::merkle;
use serde_json::Value;
use world::World;

use crate::support::Bench;

fn lines(count: u64, seed: u64) -> String {
    let mut world = World::new(count, seed);
    (0..count).map(|_| world.next().line(None)).collect()
}

fn events(count: u64, seed: u64) -> Vec<Value> {
    let text = lines(count, seed);
    let events = text.lines().map(|line| serde_json::from_str(line).unwrap());
    events.collect()
}

#[test]
fn a_seed_gives_the_same_bytes_for_ever() {
    // Whoever compares two measurements compares them on the same log: if this moves, figures
    // taken before it say nothing about those taken after.
    let hash = |seed| merkle::hex(&merkle::sha256(lines(2_000, seed).as_bytes()));
    assert_eq!(hash(7), FROZEN);
    assert_ne!(hash(8), FROZEN);
}

const FROZEN: &str = "";

#[test]
fn a_log_is_like_that_of_a_desk() {
    let events = events(20_000, 1);
    let mut kinds: BTreeMap<&str, u64> = BTreeMap::new();
    for event in &events {
        *kinds.entry(event["kind"].as_str().unwrap()).or_default() += 1;
    }
    let all = Kind::ALL.into_iter().filter(|kind| *kind != Kind::Citation);
    for kind in all {
        let count = kinds.get(kind.name()).copied().unwrap_or_default();
        assert!(count >= 100, "{count} of kind {}", kind.name());
    }
    let happened = |event: &&Value, length: usize| {
        let text = event["happened"].as_str();
        text.is_some_and(|text| text.len() == length)
    };
    let having = |what: &dyn Fn(&&Value) -> bool| events.iter().filter(what).count();
    assert!(having(&|event| happened(event, "2026-01".len())) > 500);
    assert!(having(&|event| happened(event, "2026-01-22".len())) > 5_000);
    assert!(having(&|event| event["titles"]["zh"].is_string()) > 5_000);
    assert!(having(&|event| event["follows"].is_string()) > 500);
    assert!(having(&|event| event["claimed_by"].is_string()) > 100);
    let bytes = lines(20_000, 1).len() / 20_000;
    assert!((450..700).contains(&bytes), "{bytes} bytes an event");
}

#[test]
fn every_event_is_taken_by_the_fast_way_and_by_import() {
    let text = lines(3_000, 3);
    let mut bench = quick::Bench::default();
    for line in text.lines() {
        assert!(bench.read(line).is_some(), "{line}");
    }
    let desk = Bench::with_store();
    desk.file("events.jsonl", text);
    desk.run(&["import", "events.jsonl"]).ok();
    let report = desk.run(&["verify", "--json"]).ok().json();
    assert_eq!(report["position"], 3_000);
    assert_eq!(report["findings"], Value::Array(Vec::new()));
}

#[test]
fn a_whole_store_is_sound_and_was_recorded_late() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path().join("desk");
    store::write(&dir, 3_000, 5).unwrap();
    let report = dateline::verify::verify(&dir, true, &mut |_, _| {});
    assert_eq!(report.findings, []);
    assert_eq!(report.position, 3_000);
    assert!(report.commits > 5, "{} commits", report.commits);
    let log = std::fs::read_to_string(dir.join("log.jsonl")).unwrap();
    let entries = log.lines().filter(|line| line.starts_with("{\"entry\""));
    let late = entries.filter(|line| {
        let line: Value = serde_json::from_str(line).unwrap();
        let year = |value: &Value| {
            value
                .as_str()
                .and_then(|text| text[..4].parse::<i64>().ok())
        };
        let entry = &line["entry"];
        let happened = year(&entry["event"]["happened"]);
        happened.is_some_and(|happened| year(&entry["recorded_at"]) > Some(happened))
    });
    let late = late.count();
    assert!(late > 50, "{late} were recorded in a later year");
}
