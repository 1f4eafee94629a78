//! Logs for the tests of keys: events of every class of key, from a seed, with ids, labels,
//! parties and targets that meet again often.

use std::path::{Path, PathBuf};
use std::time::Duration;

use dateline::event::when::Instant;
use dateline::keys::{Known, MemoryKnown, likeness};
use dateline::log::file::FileLog;
use dateline::log::{Header, Log, NewEntry, Stamp};
use serde_json::{Value, json};
use uuid::Uuid;

/// A small generator of numbers: the same seed, the same log.
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

/// The ids of a test lie close together, so that their ends meet.
pub fn id(number: u64) -> Uuid {
    let end = if number.is_multiple_of(7) {
        0x00ab_cdef
    } else {
        u128::from(number)
    };
    Uuid::from_u128((0x0198_c000_0000_7000_8000_0000 << 32) | (u128::from(number) << 40) | end)
}

pub fn label(number: u64) -> String {
    format!("label-{number}")
}

const NAMES: [&str; 5] = [
    "AkademikerPension",
    "Akademiker Pension",
    "PBU",
    "Bank of Japan",
    "日本銀行",
];

fn party(dice: &mut Dice) -> Value {
    let number = dice.roll(8);
    let country = ["DK", "JP", "US"][dice.roll(3) as usize];
    let mut party = json!({ "country": country });
    if number > 1 {
        party["name"] = json!(NAMES[dice.roll(5) as usize]);
    }
    if number > 4 {
        party["id"] = json!(format!("party-{}", dice.roll(4)));
    }
    party
}

fn event(dice: &mut Dice, number: u64) -> Value {
    let sources = json!([{"publisher": "Example Wire"}]);
    let earlier = |dice: &mut Dice| id(dice.roll(number.max(1))).to_string();
    let mut event = match dice.roll(7) {
        0 => json!({"kind": "retraction", "target": earlier(dice), "reason": "wrong"}),
        1 => {
            json!({"kind": "correction", "target": earlier(dice), "reason": "moved", "changes": {"follows": earlier(dice)}})
        }
        2 => {
            json!({"kind": "fund_exit", "happened": "2026-01-20", "holder": party(dice), "follows": earlier(dice),
            "asset": {"class": "us_treasury", "issuer": "US"}, "stage": "announced", "sources": sources})
        }
        3 => {
            json!({"kind": "sanction", "happened": "2026-01-20", "by": ["US"], "against": ["IR"], "measure": "financial",
            "action": "imposed", "follows": earlier(dice), "sources": sources})
        }
        4 => {
            json!({"kind": "observation", "happened": "2026", "subject": party(dice), "measure": "debt", "count": "1", "sources": sources})
        }
        _ => {
            json!({"kind": "statement", "happened": "2026-01-20", "by": party(dice), "act": "comments", "sources": sources})
        }
    };
    if dice.roll(3) == 0 {
        event["label"] = json!(label(dice.roll(number + 2)));
    }
    event
}

/// A new entry; one in forty has an id that was there before.
pub fn new_entry(dice: &mut Dice, number: u64) -> NewEntry {
    let again = number > 0 && dice.roll(40) == 0;
    let own = if again { dice.roll(number) } else { number };
    NewEntry {
        id: id(own),
        event: event(dice, number).to_string(),
    }
}

pub fn header(number: u64) -> Header {
    Header {
        id: Uuid::from_u128(u128::from(number) + 1),
        origin: "example.org/desk".into(),
        created_at: Instant(0),
    }
}

/// A store directory whose log has no entry.
pub fn empty_store(number: u64) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    FileLog::create(dir.path(), &header(number)).unwrap();
    dir
}

pub fn keys_dir(store: &Path) -> PathBuf {
    store.join("cache").join("keys")
}

/// Appends some entries as one commit.
pub fn append(store: &Path, dice: &mut Dice, count: u64) {
    let mut log = FileLog::open_writer(store, Duration::from_secs(10)).unwrap();
    let from = log.head().position;
    let last = log.head().recorded_at.map_or(1_000_000, |at| at.0);
    let stamp = Stamp {
        recorded_at: Instant(last + 1),
        recorded_by: "desk".into(),
    };
    let mut entries = (from..from + count).map(|number| Ok(new_entry(dice, number)));
    log.append(from, &stamp, &mut entries).unwrap();
}

/// Whether two answer every question alike; the questions come from the dice.
pub fn assert_same(known: &dyn Known, oracle: &MemoryKnown, dice: &mut Dice, questions: u64) {
    let upto = oracle.position() + 3;
    assert_eq!(known.position(), oracle.position());
    for _ in 0..questions {
        let number = dice.roll(upto);
        assert_eq!(
            known.at(number).unwrap(),
            oracle.at(number).unwrap(),
            "at {number}"
        );
        let uuid = id(number);
        assert_eq!(
            known.by_id(uuid).unwrap(),
            oracle.by_id(uuid).unwrap(),
            "id of {number}"
        );
        let name = label(number);
        assert_eq!(
            known.by_label(&name).unwrap(),
            oracle.by_label(&name).unwrap(),
            "{name}"
        );
        let hex = uuid.simple().to_string();
        let end = &hex[hex.len() - (6 + dice.roll(20) as usize)..];
        assert_eq!(
            known.by_suffix(end).unwrap(),
            oracle.by_suffix(end).unwrap(),
            "end {end}"
        );
        assert_eq!(
            known.amendments(uuid).unwrap(),
            oracle.amendments(uuid).unwrap(),
            "amendments of {number}"
        );
        assert_eq!(
            known.followers(uuid).unwrap(),
            oracle.followers(uuid).unwrap(),
            "followers of {number}"
        );
    }
    for number in 0..5 {
        let party = format!("party-{number}");
        assert_eq!(
            known.party(&party).unwrap(),
            oracle.party(&party).unwrap(),
            "{party}"
        );
    }
    for name in [
        "akademikerpension",
        "pbu",
        "bankofjapan",
        "日本銀行",
        "nobody",
    ] {
        assert_eq!(
            known.parties_named(name).unwrap(),
            oracle.parties_named(name).unwrap(),
            "{name}"
        );
    }
    assert_same_alike(known, oracle);
    assert_eq!(known.by_suffix("abc").unwrap(), []);
    assert_eq!(known.by_suffix("ærøærø").unwrap(), []);
}

/// The same of near-duplicates, of which only the last few are kept.
fn assert_same_alike(known: &dyn Known, oracle: &MemoryKnown) {
    for number in 1..=oracle.position().min(200) {
        let entry = oracle.at(number).unwrap().unwrap();
        if let Some(likeness) = likeness(&entry.event) {
            let alike = oracle.alike(&likeness).unwrap();
            assert!(alike.len() <= 8 && !alike.is_empty(), "{likeness}");
            assert_eq!(known.alike(&likeness).unwrap(), alike, "{likeness}");
        }
    }
    assert_eq!(known.alike("nothing").unwrap(), []);
}
