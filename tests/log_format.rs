//! The bytes of the format, frozen. Everybody who holds a log is hurt if one of them moves:
//! old logs would no longer verify, checkpoints and citations made from them would point at
//! nothing, and other programs that read `schema/log-format.md` would disagree with this one.
//! So a failure here is mended in the code, never in the literals. A change of the format
//! gets a new name (`dateline-log/2`) and its own literals beside these.

use std::fs;

use dateline::log::codec::{self, Commit, LineError};
use dateline::log::file::{FileLog, HEAD, LOG};
use dateline::log::{Header, Log, NewEntry, Stamp};
use dateline::merkle;
use proptest::prelude::*;

use crate::log_kit::{PATIENCE, at, header, id, read_all};

const HEADER: &str = r#"{"log":{"created_at":"2026-01-25T10:00:00.000000Z","format":"dateline-log/1","id":"0198c000-0000-7000-8000-000000000001","origin":"example.org/treasury-desk"}}"#;

const ENTRIES: [&str; 3] = [
    r#"{"entry":{"event":{"against":["DK","EU"],"by":{"country":"US","name":"Example Official","type":"official"},"consequence":"tariffs on European goods","happened":"2026-01-17","kind":"threat","label":"tariff-threat","sources":[{"published":"2026-01-18T09:30:00Z","publisher":"Example Wire"}],"title":"A threat of tariffs"},"id":"0198c000-0000-7000-8000-000000000002","log":"ISIZDyyJAa6hRNfu4Djl5TqthCdlodxe0E/Elg3TH4A=","position":1,"recorded_at":"2026-01-25T10:02:03.123456Z","recorded_by":"mette@example.org","schema":1}}"#,
    r#"{"entry":{"event":{"amount":{"bound":"about","currency":"USD","value":"100000000"},"asset":{"class":"us_treasury","issuer":"US"},"happened":"2026-01-20","holder":{"country":"DK","id":"fond","name":"Fjordfonden – Ærø","type":"pension_fund"},"kind":"fund_exit","sources":[{"publisher":"Example Wire","quote":"We \"will sell\".\nAll of it."}],"stage":"announced","titles":{"zh":"丹麦养老基金宣布清仓 📉"}},"id":"0198c000-0000-7000-8000-000000000003","position":2,"recorded_at":"2026-01-25T10:02:03.123456Z","recorded_by":"mette@example.org","schema":1}}"#,
    r#"{"entry":{"event":{"cause":"0198c000-0000-7000-8000-000000000002","confidence":0.6,"effect":"0198c000-0000-7000-8000-000000000003","kind":"link","relation":"motivates"},"id":"0198c000-0000-7000-8000-000000000004","position":3,"recorded_at":"2026-01-25T10:02:03.123457Z","recorded_by":"Søren \"S\" Å","schema":1}}"#,
];

const COMMITS: [&str; 2] = [
    r#"{"commit":{"entries":2,"position":2,"root":"karHTmCkn2XsUJ0zM7cv+C6Mw4nqS58Pe3qwuV8btGI="}}"#,
    r#"{"commit":{"entries":1,"position":3,"root":"Kt5ttiKDUVygojbULD92kAUPHtew1u2xG8Zre4szqDY="}}"#,
];

/// The slots of `head`, without their `sum` line and padding, the place of the log file's
/// modification time left open.
const SLOT_AFTER_1: &str = "dateline-head/1
log 0198c000-0000-7000-8000-000000000001
sequence 1
position 2
bytes 1340
root karHTmCkn2XsUJ0zM7cv+C6Mw4nqS58Pe3qwuV8btGI=
recorded_at 2026-01-25T10:02:03.123456Z
modified MODIFIED
frontier karHTmCkn2XsUJ0zM7cv+C6Mw4nqS58Pe3qwuV8btGI=
";

const SLOT_AFTER_2: &str = "dateline-head/1
log 0198c000-0000-7000-8000-000000000001
sequence 2
position 3
bytes 1747
root Kt5ttiKDUVygojbULD92kAUPHtew1u2xG8Zre4szqDY=
recorded_at 2026-01-25T10:02:03.123457Z
modified MODIFIED
frontier karHTmCkn2XsUJ0zM7cv+C6Mw4nqS58Pe3qwuV8btGI= zGe5VP2AUmjsWGwlRXepf1k6ls8zgBeoxw83eWcuaWY=
";

/// Checksum of `SLOT_AFTER_2` with `modified -`, computed elsewhere.
const SUM_AFTER_2: &str = "969e7b3ca6225b45fffb828d80e698bb7e77a63a0a8dc12366204a491704a24a";

/// The slot of a log without entries, sequence 0.
const SLOT_EMPTY: &str = "dateline-head/1
log 0198c000-0000-7000-8000-000000000001
sequence 0
position 0
bytes 160
root 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=
recorded_at -
modified -
frontier
";

fn whole_log() -> String {
    [
        HEADER, ENTRIES[0], ENTRIES[1], COMMITS[0], ENTRIES[2], COMMITS[1], "",
    ]
    .join("\n")
}

/// The 4096 bytes of a slot, laid out here by hand.
fn slot(text: &str, modified: &str) -> Vec<u8> {
    let text = text.replace("MODIFIED", modified);
    let sum = merkle::sha256_hex(text.as_bytes());
    let mut bytes = format!("{text}sum {sum}\n").into_bytes();
    bytes.resize(4095, b' ');
    bytes.push(b'\n');
    bytes
}

/// What stands after `modified` in a slot that was written.
fn modified(slot: &[u8]) -> String {
    let text = std::str::from_utf8(slot).unwrap();
    let line = text.lines().find_map(|line| line.strip_prefix("modified "));
    line.unwrap().to_owned()
}

fn event_of(line: &str) -> &str {
    codec::decode_entry(line.as_bytes()).unwrap().event
}

fn write_the_log(dir: &std::path::Path) {
    FileLog::create(dir, &header()).unwrap();
    let mut log = FileLog::open_writer(dir, PATIENCE).unwrap();
    let mut entries = [0, 1].into_iter().map(|index| {
        Ok(NewEntry {
            id: id(index as u64 + 2),
            event: event_of(ENTRIES[index]).to_owned(),
        })
    });
    let stamp = Stamp {
        recorded_at: at("2026-01-25T10:02:03.123456Z"),
        recorded_by: "mette@example.org".to_owned(),
    };
    log.append(0, &stamp, &mut entries).unwrap();
    let mut entries = std::iter::once(Ok(NewEntry {
        id: id(4),
        event: event_of(ENTRIES[2]).to_owned(),
    }));
    let stamp = Stamp {
        recorded_at: at("2026-01-25T10:02:03.123457Z"),
        recorded_by: "Søren \"S\" Å".to_owned(),
    };
    log.append(2, &stamp, &mut entries).unwrap();
}

#[test]
fn the_bytes_of_a_small_log_are_frozen() {
    let dir = tempfile::tempdir().unwrap();
    write_the_log(dir.path());
    let written = fs::read_to_string(dir.path().join(LOG)).unwrap();
    assert_eq!(written, whole_log());
    assert_eq!(written.len(), 1747);
}

#[test]
fn the_bytes_of_its_head_are_frozen() {
    let dir = tempfile::tempdir().unwrap();
    write_the_log(dir.path());
    let head = fs::read(dir.path().join(HEAD)).unwrap();
    assert_eq!(head.len(), 8192);
    let (even, odd) = head.split_at(4096);
    assert_eq!(even, slot(SLOT_AFTER_2, &modified(even)));
    assert_eq!(odd, slot(SLOT_AFTER_1, &modified(odd)));
    assert!(modified(even).parse::<i128>().is_ok());
    let by_hand = slot(SLOT_AFTER_2, "-");
    assert!(String::from_utf8(by_hand).unwrap().contains(SUM_AFTER_2));
}

#[test]
fn a_new_store_has_one_slot_and_one_blank() {
    let dir = tempfile::tempdir().unwrap();
    FileLog::create(dir.path(), &header()).unwrap();
    let head = fs::read(dir.path().join(HEAD)).unwrap();
    let mut blank = vec![b' '; 4095];
    blank.push(b'\n');
    assert_eq!(head, [slot(SLOT_EMPTY, "-"), blank].concat());
    assert_eq!(
        fs::read_to_string(dir.path().join(LOG)).unwrap(),
        format!("{HEADER}\n")
    );
}

#[test]
fn the_frozen_files_are_read_as_what_they_say() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join(LOG), whole_log()).unwrap();
    let head = [slot(SLOT_AFTER_2, "-"), slot(SLOT_AFTER_1, "-17")].concat();
    fs::write(dir.path().join(HEAD), head).unwrap();
    let log = FileLog::open_reader(dir.path()).unwrap();
    assert_eq!(log.header(), &header());
    assert!(!log.recovery().head_lost && log.recovery().kept == 0);
    let (entries, end) = read_all(&log);
    end.unwrap();
    assert_eq!(entries.len(), 3);
    assert_eq!(entries[2].recorded_by, "Søren \"S\" Å");
    assert_eq!(entries[0].event.label(), Some("tariff-threat"));
    assert_eq!(
        log.head().root(),
        "Kt5ttiKDUVygojbULD92kAUPHtew1u2xG8Zre4szqDY="
    );
    assert_eq!(log.head().bytes, 1747);
}

#[test]
fn lines_decode_and_encode_to_themselves() {
    let first: Header = codec::decode_header(HEADER.as_bytes()).unwrap();
    assert_eq!(codec::encode_header(&first), HEADER);
    for line in COMMITS {
        let commit = codec::decode_commit(line.as_bytes()).unwrap();
        assert_eq!(codec::encode_commit(&commit), line);
    }
    let binding = merkle::sha256(HEADER.as_bytes());
    for line in ENTRIES {
        let entry = codec::decode_entry(line.as_bytes()).unwrap();
        let stamp = Stamp {
            recorded_at: entry.recorded_at,
            recorded_by: entry.recorded_by.clone(),
        };
        let again = codec::encode_entry(entry.position, entry.id, &stamp, &binding, entry.event);
        assert_eq!(again, line);
        assert_eq!(entry.entry().unwrap().event.canonical(), entry.event);
    }
}

#[test]
fn signatures_have_their_place() {
    let commit = Commit {
        entries: 1,
        position: 3,
        root: "Kt5ttiKDUVygojbULD92kAUPHtew1u2xG8Zre4szqDY=".to_owned(),
        signatures: vec![
            "— example.org/desk Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe".to_owned(),
        ],
    };
    let line = r#"{"commit":{"entries":1,"position":3,"root":"Kt5ttiKDUVygojbULD92kAUPHtew1u2xG8Zre4szqDY=","signatures":["— example.org/desk Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe"]}}"#;
    assert_eq!(codec::encode_commit(&commit), line);
    assert_eq!(codec::decode_commit(line.as_bytes()).unwrap(), commit);
    assert_eq!(
        commit.signed_text("example.org/treasury-desk"),
        "example.org/treasury-desk\n3\nKt5ttiKDUVygojbULD92kAUPHtew1u2xG8Zre4szqDY=\n"
    );
}

#[test]
fn newer_forms_are_told_from_damage() {
    let newer = HEADER.replace("dateline-log/1", "dateline-log/2");
    let found = codec::decode_header(newer.as_bytes()).unwrap_err();
    assert_eq!(found, LineError::Newer("dateline-log/2".to_owned()));
    let odd = r#"{"log":{"format":"dateline-log/7","shape":[1]}}"#;
    assert!(matches!(
        codec::decode_header(odd.as_bytes()),
        Err(LineError::Newer(_))
    ));
    for line in [
        ENTRIES[1].replace("\"schema\":1", "\"schema\":2"),
        r#"{"entry":{"blob":"x","schema":9}}"#.to_owned(),
    ] {
        assert!(matches!(
            codec::decode_entry(line.as_bytes()),
            Err(LineError::Newer(_))
        ));
    }
}

/// Every one-byte change of a header or commit line must be refused or say something else:
/// no byte of them is free.
#[test]
fn no_byte_of_a_header_or_commit_line_is_free() {
    let first = codec::decode_header(HEADER.as_bytes()).unwrap();
    let commit = codec::decode_commit(COMMITS[0].as_bytes()).unwrap();
    for bit in 0..8 * HEADER.len() {
        let mut bytes = HEADER.as_bytes().to_vec();
        bytes[bit / 8] ^= 1 << (bit % 8);
        assert_ne!(
            codec::decode_header(&bytes).ok(),
            Some(first.clone()),
            "bit {bit}"
        );
    }
    for bit in 0..8 * COMMITS[0].len() {
        let mut bytes = COMMITS[0].as_bytes().to_vec();
        bytes[bit / 8] ^= 1 << (bit % 8);
        assert_ne!(
            codec::decode_commit(&bytes).ok(),
            Some(commit.clone()),
            "bit {bit}"
        );
    }
}

#[test]
fn misshapen_lines_are_refused_in_words() {
    let entry = ENTRIES[0];
    let misshapen = [
        entry.replace("\"position\":1", "\"position\":01"),
        entry.replace("\"position\":1", "\"position\":0"),
        entry.replace("\"position\":1", "\"position\":1.0"),
        entry.replace("\"position\":1", "\"position\":9007199254740992"),
        entry.replace("\"schema\":1", "\"schema\":0"),
        entry.replace(".123456Z", ".123Z"),
        entry.replace(
            "T10:02:03.123456Z\",\"recorded_by",
            "T25:02:03.123456Z\",\"recorded_by",
        ),
        entry.replace(
            "0198c000-0000-7000-8000-000000000002",
            "0198C000-0000-7000-8000-000000000002",
        ),
        entry.replace("\"log\":\"I", "\"log\":\""),
        entry.replace(",\"recorded_by\":\"mette@example.org\"", ""),
        entry.replace("\"mette@", "\"\\u006dette@"),
        entry.replace(",\"id\"", " ,\"id\""),
        entry
            .replace("\"event\":{", "\"event\":[")
            .replace("},\"id\"", "],\"id\""),
        format!("{entry} "),
        entry[..entry.len() - 1].to_owned(),
        "{\"entry\":{\"event\":".to_owned(),
        String::new(),
        "x".repeat(codec::MAX_LINE + 1),
        "[".repeat(5000),
    ];
    for line in misshapen {
        let shown: String = line.chars().take(60).collect();
        match codec::decode_entry(line.as_bytes()) {
            Err(LineError::Bad(what)) => assert!(!what.is_empty()),
            other => panic!("{shown}: {other:?}"),
        }
        assert!(codec::decode_commit(line.as_bytes()).is_err(), "{shown}");
        assert!(codec::decode_header(line.as_bytes()).is_err(), "{shown}");
    }
    assert!(codec::decode_entry(b"\xff\xfe").is_err());
    // An event that is cut wrong is noticed when it is parsed.
    let twice = entry.replace("},\"id\"", "},\"id\":\"x\"},\"id\"");
    assert!(
        codec::decode_entry(twice.as_bytes())
            .unwrap()
            .entry()
            .is_err()
    );
    let deep = format!(
        "{{\"a\":{}{},\"kind\":\"link\"}}",
        "[".repeat(4000),
        "]".repeat(4000)
    );
    let deep = entry.replace(event_of(entry), &deep);
    assert!(
        codec::decode_entry(deep.as_bytes())
            .unwrap()
            .entry()
            .is_err()
    );
}

proptest! {
    #[test]
    fn any_entry_line_survives_the_round_trip(
        position in 1..=codec::MAX_POSITION,
        bits in any::<u128>(),
        author in "\\PC{0,40}|[\u{0}-\u{30}\"\\\\]{0,20}",
        note in "\\PC{0,60}|[\u{0}-\u{30}\"\\\\,:{}]{0,30}",
        micros in 0_i64..200_000_000_000_000_000,
    ) {
        let stamp = Stamp {
            recorded_at: dateline::event::when::Instant(micros),
            recorded_by: author,
        };
        let event = format!(
            r#"{{"id":"x","kind":"statement","log":"y","note":{},"position":3}}"#,
            codec::json_string(&note)
        );
        let id = uuid::Uuid::from_u128(bits);
        let binding = merkle::sha256(b"header");
        let line = codec::encode_entry(position, id, &stamp, &binding, &event);
        let cut = codec::decode_entry(line.as_bytes()).unwrap();
        prop_assert_eq!(cut.event, event.as_str());
        prop_assert_eq!(cut.log, (position == 1).then_some(binding));
        let entry = cut.entry().unwrap();
        prop_assert_eq!(entry.event.text("note"), Some(note.as_str()));
        let again = Stamp { recorded_at: entry.recorded_at, recorded_by: entry.recorded_by };
        let text = entry.event.canonical();
        prop_assert_eq!(codec::encode_entry(entry.position, entry.id, &again, &binding, &text), line);
    }

    #[test]
    fn any_bytes_are_read_without_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = codec::decode_header(&bytes);
        let _ = codec::decode_commit(&bytes);
        let _ = codec::decode_entry(&bytes).map(|entry| entry.entry());
    }

    #[test]
    fn any_mangled_entry_is_read_without_a_panic(
        from in 0..600_usize, to in 0..600_usize, put in "[\"\\\\{},:0-9a-z]{0,9}",
    ) {
        let line = ENTRIES[0].as_bytes();
        let (from, to) = (from.min(line.len()), to.min(line.len()));
        let (from, to) = (from.min(to), from.max(to));
        let mangled = [&line[..from], put.as_bytes(), &line[to..]].concat();
        let _ = codec::decode_entry(&mangled).map(|entry| entry.entry());
    }
}
