//! Sorting with chunks so small that everything spills, and runs of every small size, against
//! plain sorting and searching.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::class::{ALIKE_KEPT, Class, NAMES_KEPT};
use super::merge::{Sorter, Stream, merge};
use super::record::{Record, sort_and_thin};
use super::run::{Run, RunWriter};
use crate::log::Entry;

fn records(count: u64, hashes: u64) -> Vec<Record> {
    let classes = [Class::Id, Class::Label, Class::Party, Class::Name];
    (1..=count)
        .map(|position| {
            let mixed = position.wrapping_mul(0x9e37_79b9_7f4a_7c15);
            let hash = (mixed % hashes).wrapping_mul(u64::MAX / hashes.max(1));
            Record::new(classes[(mixed >> 60) as usize % 4], hash, position)
        })
        .collect()
}

fn merged(streams: Vec<Stream>) -> Vec<Record> {
    let mut all = Vec::new();
    merge(streams, &mut |record| {
        all.push(record);
        Ok(())
    })
    .unwrap();
    all
}

#[test]
fn thinning_in_parts_is_thinning_the_whole() {
    for hashes in [1, 3, 50, 100_000] {
        let all = records(2000, hashes);
        let whole = sort_and_thin(all.clone());
        for size in [1, 7, 300, 1999] {
            let parts = all.chunks(size).map(|part| sort_and_thin(part.to_vec()));
            let streams = parts.map(|part| Stream::Memory(part.into_iter())).collect();
            assert_eq!(merged(streams), whole, "{hashes} hashes in parts of {size}");
        }
    }
    let one = sort_and_thin(records(2000, 1));
    let of = |class: Class| one.iter().filter(|record| record.is_of(class)).count();
    assert_eq!((of(Class::Party), of(Class::Name)), (1, 2 * NAMES_KEPT));
}

#[test]
fn a_run_finds_every_hash_whatever_its_size() {
    let dir = tempfile::tempdir().unwrap();
    for (count, hashes) in [
        (0, 9),
        (1, 9),
        (254, 99),
        (255, 1),
        (256, 1 << 40),
        (5000, 7),
        (20_000, 1 << 50),
    ] {
        let all = sort_and_thin(records(count, hashes));
        let name = format!("1-{count}-00");
        let mut writer = RunWriter::create(dir.path(), &name, 1).unwrap();
        for record in &all {
            writer.record(*record).unwrap();
        }
        for position in 1..=count {
            writer.offset(position * 100).unwrap();
        }
        let run = Run::open(dir.path(), &writer.finish().unwrap()).unwrap();
        let asked = all.iter().step_by(113).map(|record| record.hash);
        for hash in asked.chain([0, 1, u64::MAX / 2, u64::MAX]) {
            for near in [hash.wrapping_sub(1), hash, hash.wrapping_add(1)] {
                let due: Vec<Record> = all
                    .iter()
                    .filter(|record| record.hash == near)
                    .copied()
                    .collect();
                assert_eq!(
                    run.find(&(near..=near)).unwrap(),
                    due,
                    "{near} among {count}"
                );
            }
        }
        for position in (1..=count).step_by(91) {
            assert_eq!(run.offset(position).unwrap(), position * 100);
        }
        assert!(run.offset(0).is_err() && run.offset(count + 1).is_err());
    }
}

#[test]
fn hashes_that_crowd_at_one_end_are_found_too() {
    let dir = tempfile::tempdir().unwrap();
    let all: Vec<Record> = (1..=9000)
        .map(|n| Record::new(Class::Id, n * n, n))
        .collect();
    let mut writer = RunWriter::create(dir.path(), "1-1-00", 1).unwrap();
    all.iter()
        .for_each(|record| writer.record(*record).unwrap());
    writer.offset(0).unwrap();
    let run = Run::open(dir.path(), &writer.finish().unwrap()).unwrap();
    for record in all.iter().step_by(79) {
        assert_eq!(run.find(&(record.hash..=record.hash)).unwrap(), [*record]);
        assert_eq!(run.find(&(record.hash + 1..=record.hash + 1)).unwrap(), []);
    }
}

#[test]
fn a_sorter_that_spills_gives_the_same_as_one_that_does_not() {
    let entries: Vec<Entry> = (1..=900)
        .map(|position| {
            let fields = serde_json::json!({"kind": "statement", "act": "comments", "label": format!("l-{position}"),
                "by": {"id": "desk", "name": "The Desk"}, "happened": "2026", "sources": [{"publisher": "x"}]});
            Entry {
                position,
                id: uuid::Uuid::from_u128(u128::from(position) << 7),
                recorded_at: crate::event::when::Instant(0),
                recorded_by: String::new(),
                event: crate::event::Event::trusted(crate::event::Kind::Statement, fields.as_object().unwrap().clone()),
            }
        })
        .collect();
    let sorted = |mut sorter: Sorter| {
        entries.iter().for_each(|entry| sorter.push(entry).unwrap());
        let streams = vec![Stream::sorted(sorter.finish().unwrap())];
        merged(streams)
    };
    let plain = sorted(Sorter::new(None));
    assert_eq!(plain.len(), 900 * 2 + 1 + 2 * NAMES_KEPT + ALIKE_KEPT);
    for chunk in [1, 50, 1000] {
        assert_eq!(
            sorted(Sorter::with_chunk(chunk)),
            plain,
            "chunks of {chunk}"
        );
    }
}
