//! What must hold of whatever a door takes: written and read again it is the same, and says no
//! more than was put in. One function a door; each says whether the bytes were taken. Time is
//! bounded by the size of what is given: none measures it, but a door that ran on would not end.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use dateline::desk::resolve::lookup;
use dateline::event::amount::Amount;
use dateline::event::asset::{Asset, Instrument};
use dateline::event::decode::{decode_bytes, decode_text};
use dateline::event::flag::from_flag;
use dateline::event::party::Party;
use dateline::event::reference::Reference;
use dateline::event::tables;
use dateline::event::when::{Instant, When};
use dateline::import::map::{BUILT_IN, Mapping, built_in};
use dateline::import::{Lines, Mapped, Opened, Settled};
use dateline::keys::MemoryKnown;
use dateline::log::{Stamp, codec};
use dateline::note::{
    Note, PrivateKey, Proof, PublicKey, Published, Short, Signature, Standing, Trust,
};
use dateline::projection::stance::rules::RuleTable;

use super::seeds;
use crate::torture::forty::forty;

const TODAY: Instant = Instant(1_770_000_000_000_000);

/// Text as a command gets it.
fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// An event of an import.
pub fn events(bytes: &[u8]) -> bool {
    let Ok(input) = decode_bytes(bytes) else {
        return false;
    };
    let text = input.event.canonical();
    let again = decode_text(&text).unwrap();
    assert_eq!(again.event, input.event);
    assert_eq!(again.event.canonical(), text);
    true
}

/// A line of the log: what is read is, byte for byte, what would be written; the fast way of
/// cutting entry lines gives what the strict one gives.
pub fn lines(line: &[u8]) -> bool {
    let header = codec::decode_header(line);
    if let Ok(header) = &header {
        assert!(codec::encode_header(header).as_bytes() == line);
    }
    let commit = codec::decode_commit(line);
    if let Ok(commit) = &commit {
        assert_eq!(codec::kind(line), codec::LineKind::Commit);
        assert!(codec::encode_commit(commit).as_bytes() == line);
    }
    let entry = codec::decode_entry(line);
    let mut frames = codec::Frames::default();
    for _ in 0..2 {
        assert_eq!(frames.entry(line), entry);
    }
    if let Ok(entry) = &entry {
        assert_eq!(codec::kind(line), codec::LineKind::Entry);
        let stamp = Stamp {
            recorded_at: entry.recorded_at,
            recorded_by: entry.recorded_by.clone(),
        };
        let header = entry.log.unwrap_or_default();
        let again = codec::encode_entry(entry.position, entry.id, &stamp, &header, entry.event);
        // Entry 1 binds the header, and no other does: each reader says so of the log that it reads.
        let bound = entry.log.is_some() == (entry.position == 1);
        assert_eq!(again.as_bytes() == line, bound);
        let _ = entry.entry();
    }
    header.is_ok() || commit.is_ok() || entry.is_ok()
}

/// An import of JSON lines ends, and gives no more than a draft or a refusal a line; what it
/// gives is an event that holds.
pub fn imports(bytes: &[u8]) -> bool {
    let most = bytes.split(|byte| *byte == b'\n').count();
    let reader: Box<dyn std::io::Read> = Box::new(std::io::Cursor::new(bytes.to_vec()));
    let (mut given, mut taken) = (0, 0);
    for draft in Lines::over("fuzz".to_owned(), reader) {
        given += 1;
        if let Ok(draft) = draft {
            taken += 1;
            assert!(events(draft.input.event.canonical().as_bytes()));
        }
    }
    assert!(given <= most, "{given} of {most} lines");
    taken > 0
}

/// A file and the name of the mapping that reads it, on a line before it.
pub fn tables(bytes: &[u8]) -> bool {
    static MAPPINGS: OnceLock<BTreeMap<&str, Mapping>> = OnceLock::new();
    let mappings = MAPPINGS.get_or_init(|| {
        let names = BUILT_IN.iter().map(|(name, _)| *name);
        names
            .map(|name| (name, built_in(name).unwrap().unwrap()))
            .collect()
    });
    let mut parts = bytes.splitn(2, |byte| *byte == b'\n');
    let name = parts.next().and_then(|name| std::str::from_utf8(name).ok());
    match (name.and_then(|name| mappings.get(name)), parts.next()) {
        (Some(mapping), Some(table)) => mapped(mapping, table),
        _ => false,
    }
}

/// A mapped import ends, its counts add up, and what it gives is an event that holds.
fn mapped(mapping: &Mapping, table: &[u8]) -> bool {
    thread_local! {
        static DIR: tempfile::TempDir = crate::torture::fast_dir();
    }
    let path = DIR.with(|dir| dir.path().join("table"));
    std::fs::write(&path, table).unwrap();
    let Ok(opened) = Opened::new(&path.display().to_string(), mapping) else {
        return false;
    };
    let source = serde_json::Map::from_iter([("publisher".to_owned(), "Example Wire".into())]);
    let mut settle = |input, _: &_| Ok(Settled::New(input));
    let mut rejects = Vec::new();
    let mut import = Mapped::new(
        mapping,
        vec![opened],
        source,
        &mut settle,
        Some(&mut rejects),
    )
    .unwrap();
    let (mut given, mut refused) = (0, 0);
    for draft in import.by_ref() {
        match draft {
            Ok(draft) => {
                given += 1;
                assert!(events(draft.input.event.canonical().as_bytes()));
            }
            Err(_) => refused += 1,
        }
    }
    let counts = &import.counts;
    let told = given + counts.already + counts.rejected + counts.skipped.values().sum::<u64>();
    assert!(
        (told..=told + refused).contains(&counts.read),
        "{given} given, {refused} refused: {counts:?}"
    );
    given > 0
}

/// A mapping that is taken reads a file to its end.
pub fn mappings(bytes: &[u8]) -> bool {
    const TABLE: &[u8] = include_bytes!("../../fixtures/import/sanctions-timeline.csv");
    let Ok(mapping) = Mapping::parse(&text(bytes), "fuzz") else {
        return false;
    };
    let _ = (mapping.outside(), mapped(&mapping, TABLE));
    true
}

/// What a date says after it was read once, it says for good.
pub fn dates(bytes: &[u8]) -> bool {
    let text = text(bytes);
    let (stored, filter) = (When::parse(&text), When::parse_filter(&text));
    assert_eq!(When::is_stored(&text), stored.is_ok());
    if let Ok(date) = &stored {
        assert_eq!(Some(date), filter.as_ref().ok());
        assert_eq!(When::parse(&date.text).as_ref(), Ok(date));
    }
    if let Ok(date) = &filter {
        assert!(date.earliest <= date.latest);
        assert_eq!(When::parse_filter(&date.text).as_ref(), Ok(date));
        if let Some(before) = date.year_before() {
            assert!(before.earliest <= before.latest && before.latest < date.latest);
        }
    }
    let rewritten = When::rewrite_short(&text, TODAY);
    assert_eq!(When::rewrite_short(&rewritten, TODAY), rewritten);
    filter.is_ok() || When::parse(&rewritten).is_ok()
}

/// An amount that is taken can be stored, in an event too, and its bounds are in order.
pub fn amounts(bytes: &[u8]) -> bool {
    let Ok(value) = Amount::from_short(&text(bytes)) else {
        return false;
    };
    let amount = Amount::from_stored(&value).expect("what was taken can be stored");
    assert!(amount.upper().is_none_or(|upper| amount.low() <= upper));
    let event = serde_json::json!({
        "kind": "fund_exit", "happened": "2026-01-23", "stage": "announced", "amount": value,
        "holder": {"name": "Ærø Pension", "country": "DK"},
        "asset": {"class": "us_treasury", "issuer": "US"}, "sources": [{"publisher": "Wire"}],
    });
    let taken = decode_text(&event.to_string());
    assert!(taken.is_ok(), "{value}: {:?}", taken.err());
    true
}

/// Every other short form of the command line.
pub fn shorts(bytes: &[u8]) -> bool {
    let text = text(bytes);
    let mut taken = false;
    for field in tables::writable().flat_map(tables::all) {
        // A field for any text at all takes this too, and tells nothing.
        let is_open = from_flag(field, "丹 ?", TODAY).is_ok();
        taken |= from_flag(field, &text, TODAY).is_ok() && !is_open;
    }
    if let Ok(value) = Party::from_short(&text) {
        assert!(Party::from_stored(&value).is_some(), "{value}");
    }
    if let Ok(value) = Asset::from_short(&text) {
        assert!(Asset::from_stored(&value).is_some(), "{value}");
    }
    if let Ok(value) = Instrument::from_short(&text) {
        assert!(Instrument::from_stored(&value).is_some(), "{value}");
    }
    taken
}

/// A REF names one entry of the log, or none, and says so.
pub fn references(bytes: &[u8]) -> bool {
    thread_local! {
        static KNOWN: MemoryKnown = {
            let mut known = MemoryKnown::new();
            forty().entries.iter().for_each(|entry| known.push(entry.clone()));
            known
        };
    }
    let text = text(bytes);
    let found = KNOWN.with(|known| lookup(&text, known, None)).unwrap();
    if let Ok(id) = &found {
        assert!(Reference::parse(&text).is_ok());
        assert!(forty().entries.iter().any(|entry| entry.id == *id));
    }
    found.is_ok()
}

/// A table of rules gives a label for every score.
pub fn rules(bytes: &[u8]) -> bool {
    let Ok(table) = RuleTable::parse(&text(bytes)) else {
        return false;
    };
    for (score, weight) in [(i64::MIN, i64::MAX), (i64::MAX, i64::MIN), (0, 0)] {
        let _ = table.label(score, weight);
    }
    true
}

/// A proof that is taken is written as it was read. One that a trusted key vouches for, and
/// that holds, says what the log says.
pub fn proofs(bytes: &[u8]) -> bool {
    static TRUST: OnceLock<Trust> = OnceLock::new();
    let Ok(text) = std::str::from_utf8(bytes) else {
        return false;
    };
    let published = Published::all(text);
    let Ok(proof) = Proof::parse(text) else {
        return false;
    };
    assert!(published.is_ok());
    let trust =
        TRUST.get_or_init(|| Trust::new(vec![seeds::key().public().clone()], vec![], vec![]));
    let note = proof.note();
    let is_trusted = trust.judge(&note.text, &note.signatures).standing() == Standing::Trusted;
    let (again, holds) = match &proof {
        Proof::Entry(one) => (one.to_text(), one.holds()),
        Proof::Extension(one) => (one.to_text(), one.holds()),
        Proof::Checkpoint(note, _) => (note.to_text(), true),
    };
    assert_eq!(again, text);
    if is_trusted && holds {
        says_what_the_log_says(&proof);
    }
    true
}

fn says_what_the_log_says(proof: &Proof) {
    let leaves = seeds::leaves();
    for head in proof.heads() {
        let size = usize::try_from(head.position).unwrap();
        assert_eq!(head.root, seeds::root(&leaves[..size]));
    }
    if let Proof::Entry(one) = proof {
        let index = usize::try_from(one.index).unwrap();
        assert_eq!(one.entry, seeds::entry_lines()[index]);
        assert_eq!(one.line().unwrap().position, one.index + 1);
    }
}

/// Notes, keys and heads in print are written as they were read.
pub fn notes(bytes: &[u8]) -> bool {
    let text = text(bytes);
    let note = Note::parse(&text);
    if let Ok(note) = &note {
        assert_eq!(note.to_text(), text);
        for line in &note.signatures {
            assert!(Signature::parse(line).is_ok());
        }
    }
    let public = PublicKey::parse(&text);
    if let Ok(key) = &public {
        assert_eq!(key.to_string(), text);
    }
    let private = PrivateKey::parse(&text);
    if let Ok(key) = &private {
        assert_eq!(key.secret_text(), text);
        let signed = key.sign("text\n");
        let bytes = Signature::parse(&signed).unwrap().bytes;
        assert!(key.public().verifies("text\n", &bytes));
    }
    let short = Short::parse(&text);
    if let Some(short) = &short {
        assert_eq!(Short::parse(&short.to_string()).as_ref(), Some(short));
    }
    note.is_ok() || public.is_ok() || private.is_ok() || short.is_some()
}
