//! The fast keys against `keys_of`, over the fixture and what its lines come to with ids in
//! place of labels.

#![allow(clippy::unwrap_used)]

use uuid::Uuid;

use super::record::Record;
use super::swift::Swift;
use crate::event::decode::decode_text;
use crate::event::quick::Bench;
use crate::event::when::Instant;
use crate::log::Entry;

#[test]
fn the_fast_keys_are_the_keys() {
    let dir = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/treasury-standoff");
    let (mut bench, mut swift, mut seen) = (Bench::default(), Swift::default(), 0);
    for item in std::fs::read_dir(dir).unwrap() {
        let path = item.unwrap().path();
        if path.extension().is_none_or(|end| end != "jsonl") {
            continue;
        }
        for line in std::fs::read_to_string(path).unwrap().lines() {
            let mut line = line.to_owned();
            for (at, field) in ["target", "follows", "cause", "effect"]
                .into_iter()
                .enumerate()
            {
                let opening = format!("\"{field}\": \"");
                if let Some(from) = line.find(&opening).map(|from| from + opening.len()) {
                    let to = from + line[from..].find('"').unwrap();
                    line.replace_range(from..to, &Uuid::from_u128(at as u128 + 77).to_string());
                }
            }
            let Some(quick) = bench.read(&line) else {
                continue;
            };
            let id = Uuid::from_u128(0x0192_7000_0000_7000_8000_0000_0000_0001 + seen);
            let mut found = Vec::new();
            swift.records(id, 9, &quick, &mut found);
            let entry = Entry {
                position: 9,
                id,
                recorded_at: Instant(0),
                recorded_by: String::new(),
                event: decode_text(&line).unwrap().event,
            };
            assert_eq!(found, Record::of(&entry).collect::<Vec<_>>(), "{line}");
            seen += 1;
        }
    }
    assert!(seen > 60);
}
