//! One property a door. Time is bounded by the size of what is given: no test measures it,
//! but a door that ran on would never end.

use dateline::desk::resolve::lookup;
use dateline::event::amount::Amount;
use dateline::event::asset::{Asset, Instrument};
use dateline::event::decode::{decode_bytes, decode_text};
use dateline::event::flag::from_flag;
use dateline::event::party::Party;
use dateline::event::reference::Reference;
use dateline::event::tables;
use dateline::event::when::{Instant, When};
use dateline::import::Lines;
use dateline::keys::MemoryKnown;
use dateline::log::file::FileLog;
use dateline::log::{LogError, codec};
use dateline::projection::stance::rules::RuleTable;
use proptest::prelude::*;

use super::cases;
use super::mutant::{edits, mutated};
use crate::torture::forty::forty;
use crate::torture::judge::Judge;

const TODAY: Instant = Instant(1_770_000_000_000_000);

const RULES: &str = include_str!("../../schema/stance.toml");

/// Events as they are imported, one of each kind and the fixture's.
fn events() -> Vec<Vec<u8>> {
    let files = [
        include_str!("../../fixtures/treasury-standoff/01-commentary-statements.jsonl"),
        include_str!("../../fixtures/treasury-standoff/02-dated-background.jsonl"),
        include_str!("../../fixtures/treasury-standoff/03-commentary-claims.jsonl"),
        include_str!("../../fixtures/treasury-standoff/04-official-figures.jsonl"),
        include_str!("../../fixtures/treasury-standoff/05-reports-of-january.jsonl"),
        include_str!("../../fixtures/treasury-standoff/06-corrections.jsonl"),
        include_str!("../../fixtures/treasury-standoff/07-disputes.jsonl"),
        include_str!("../../fixtures/treasury-standoff/08-march-revision.jsonl"),
    ];
    let lines = files.iter().flat_map(|text| text.lines());
    lines.map(|line| line.as_bytes().to_vec()).collect()
}

fn of(seeds: Vec<Vec<u8>>) -> impl Strategy<Value = Vec<u8>> {
    (prop::sample::select(seeds), edits()).prop_map(|(seed, edits)| mutated(&seed, &edits))
}

fn near_or_any(seeds: Vec<Vec<u8>>) -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        6 => of(seeds),
        1 => prop::collection::vec(any::<u8>(), 0..400),
    ]
}

/// Short forms as typed, right ones first.
fn typed() -> impl Strategy<Value = String> {
    let examples = tables::writable()
        .flat_map(tables::all)
        .map(|field| field.example);
    let more = [
        "100M USD",
        "~1.5bn USD",
        ">30bn USD",
        "<=5 EUR",
        "1.2..1.4bn EUR",
        "6830亿美元",
        "1.32万亿 USD",
        "2026-01-20/2026-01-31",
        "2026-Q1",
        "2026-01-22T14:30:00+05:30",
        "2026-33?",
        "../2026-01-22",
        "today",
        "Bank of Japan, JP, central_bank",
        "akademiker",
        "us_treasury:US",
        "JP/30Y",
        "@17",
        "#17",
        "0198c000-0000-7000-8000-000000000001",
        "abcdef",
        "US,EU,DK",
        "sha256:ab",
        "0.9",
        "high",
        "A1",
    ];
    let seeds: Vec<Vec<u8>> = examples
        .chain(more)
        .map(|text| text.as_bytes().to_vec())
        .collect();
    let long = ("\\PC{1,3}", 1..20_000_usize).prop_map(|(text, count)| text.repeat(count));
    prop_oneof![
        8 => of(seeds).prop_map(|bytes| String::from_utf8_lossy(&bytes).into_owned()),
        2 => any::<String>(),
        1 => long,
    ]
}

proptest! {
    #![proptest_config(cases(2_000))]

    /// What is taken is a fixed point: written and read again it is the same.
    #[test]
    fn events_from_json(bytes in near_or_any(events())) {
        if let Ok(input) = decode_bytes(&bytes) {
            let text = input.event.canonical();
            let again = decode_text(&text).unwrap();
            prop_assert_eq!(&again.event, &input.event);
            prop_assert_eq!(again.event.canonical(), text);
        }
    }

    /// A header or commit line that is read is the one that would be written; of an entry line
    /// so is the frame.
    #[test]
    fn lines_of_the_log(line in near_or_any(forty().lines().iter().map(|line| line.to_vec()).collect())) {
        let line = line.strip_suffix(b"\n").unwrap_or(&line);
        let _ = codec::kind(line);
        if let Ok(header) = codec::decode_header(line) {
            prop_assert!(codec::encode_header(&header).as_bytes() == line);
        }
        if let Ok(commit) = codec::decode_commit(line) {
            prop_assert!(codec::encode_commit(&commit).as_bytes() == line);
        }
        if let Ok(entry) = codec::decode_entry(line) {
            let stamp = dateline::log::Stamp {
                recorded_at: entry.recorded_at,
                recorded_by: entry.recorded_by.clone(),
            };
if entry.log.is_some() == (entry.position == 1) {
                let binding = entry.log.unwrap_or_default();
                let again = codec::encode_entry(entry.position, entry.id, &stamp, &binding, entry.event);
                prop_assert_eq!(again.as_bytes(), line);
            }
            let _ = entry.entry();
        }
    }

    #[test]
    fn short_forms(text in typed(), at in any::<prop::sample::Index>()) {
        let fields: Vec<_> = tables::writable().flat_map(tables::all).collect();
        let _ = from_flag(fields[at.index(fields.len())], &text, TODAY);
        let _ = Amount::from_short(&text);
        let _ = Asset::from_short(&text);
        let _ = Instrument::from_short(&text);
        let _ = Party::from_short(&text);
        let _ = Reference::parse(&text);
        let _ = When::rewrite_short(&text, TODAY);
        for date in [When::parse(&text), When::parse_filter(&text)].into_iter().flatten() {
            prop_assert!(date.earliest <= date.latest, "{text}");
        }
    }

    /// What an amount or a date says after it was read once, it says for good.
    #[test]
    fn short_forms_are_stored_once(text in typed()) {
        if let Ok(value) = Amount::from_short(&text) {
            let stored = Amount::from_stored(&value);
            prop_assert!(stored.is_some(), "{text}: {value}");
        }
        if let Ok(value) = Party::from_short(&text) {
            prop_assert!(Party::from_stored(&value).is_some(), "{text}: {value}");
        }
        if let Ok(value) = Asset::from_short(&text) {
            prop_assert!(Asset::from_stored(&value).is_some(), "{text}: {value}");
        }
    }

    /// A REF names one entry of the log, or none, and says so.
    #[test]
    fn refs(text in prop_oneof![
        4 => typed(),
        4 => (prop::sample::select(forty().entries.iter().map(|entry| entry.id.to_string()).collect::<Vec<_>>()), 0..36_usize)
            .prop_map(|(id, from)| id[from..].to_owned()),
        2 => (0..60_u64, prop::sample::select(vec!["@", "#", "", "@0", "@ "])).prop_map(|(at, sign)| format!("{sign}{at}")),
    ]) {
        thread_local! {
            static KNOWN: MemoryKnown = {
                let mut known = MemoryKnown::new();
                forty().entries.iter().for_each(|entry| known.push(entry.clone()));
                known
            };
        }
        let found = KNOWN.with(|known| lookup(&text, known, None)).unwrap();
        if let Ok(id) = found {
            prop_assert!(forty().entries.iter().any(|entry| entry.id == id), "{text}");
        }
    }

    #[test]
    fn rule_files(bytes in near_or_any(vec![RULES.as_bytes().to_vec()])) {
        let text = String::from_utf8_lossy(&bytes);
        if let Ok(table) = RuleTable::parse(&text) {
            for (score, weight) in [(i64::MIN, i64::MAX), (i64::MAX, i64::MIN), (0, 0)] {
                let _ = table.label(score, weight);
            }
        }
    }
}

proptest! {
    #![proptest_config(cases(300))]

    /// An import ends, and gives no more than a draft or a refusal a line.
    #[test]
    fn imports(bytes in near_or_any(vec![events().join(&b"\n"[..]), events().join(&b"\r\n"[..])])) {
        let lines = bytes.split(|byte| *byte == b'\n').count();
        let reader: Box<dyn std::io::Read> = Box::new(std::io::Cursor::new(bytes));
        let given = Lines::over("fuzz".to_owned(), reader).count();
        prop_assert!(given <= lines, "{given} of {lines} lines");
    }

    /// A log and a head after a few edits: the reader and `verify` agree, nothing is read that
    /// was never written, and what stands before the first edit is read (unless the head is
    /// wrong too, or the log says that it is of a newer format).
    #[test]
    fn logs_and_heads(log in edits(), head in edits()) {
        let sound = forty();
        thread_local! {
            static JUDGE: Judge<'static> = Judge::new(forty());
        }
        let (changed, head) = (mutated(&sound.log, &log), mutated(&sound.head, &head));
        let same = changed.iter().zip(&sound.log).take_while(|(a, b)| a == b).count();
        JUDGE.with(|judge| {
            judge.put(&changed, Some(&head));
            let verdict = judge.verdict("fuzz");
            if head == sound.head {
                assert_eq!(verdict.read, sound.position_within(same), "{verdict:?}");
                assert_eq!(verdict.verify.exit == 0, changed == sound.log, "{verdict:?}");
            }
        });
    }
}

/// Found by `logs_and_heads`: a line of a newer format, met by a reader that has no head to
/// go by, kept it from all that stands before that line.
#[test]
fn what_stands_before_a_newer_line_is_read_without_a_head_too() {
    let sound = forty();
    let judge = Judge::new(sound);
    let third = sound.ends[3].0;
    let text = String::from_utf8(sound.log[third..].to_vec()).unwrap();
    let newer = text.replacen("\"schema\":1}}", "\"schema\":3}}", 1);
    let log = [&sound.log[..third], newer.as_bytes()].concat();
    for head in [Some(&sound.head[..]), None] {
        judge.put(&log, head);
        let verdict = judge.verdict("a newer line");
        assert_eq!((verdict.read, verdict.verify.exit), (6, 4), "{verdict:?}");
        assert!(verdict.verify.codes.contains("newer_format"));
        let refused = FileLog::open_writer(judge.path(), crate::log_kit::PATIENCE);
        assert!(
            matches!(refused, Err(LogError::Newer { .. })),
            "{refused:?}"
        );
        let refused = FileLog::accept_head(judge.path(), crate::log_kit::PATIENCE);
        assert!(
            matches!(refused, Err(LogError::Newer { .. })),
            "{refused:?}"
        );
        assert_eq!(std::fs::read(judge.path().join("log.jsonl")).unwrap(), log);
    }
}
