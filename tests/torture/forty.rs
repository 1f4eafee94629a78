//! The log that is tortured: forty entries in ten commits, written by the program's own door
//! from the fixture and a few amendments, with fixed ids and instants; its bytes and heads.

use std::sync::OnceLock;
use std::time::Duration;

use dateline::desk::{Clock, Draft, Ids, Options, Place};
use dateline::event::decode::decode_text;
use dateline::event::when::Instant;
use dateline::log::Log as _;
use dateline::log::file::FileLog;
use dateline::log::{Entry, START};
use dateline::store::Store;

const STATEMENTS: &str =
    include_str!("../../fixtures/treasury-standoff/01-commentary-statements.jsonl");
const FIGURES: &str = include_str!("../../fixtures/treasury-standoff/04-official-figures.jsonl");

/// Lines of the desk's own, about the entries before them.
const AMENDMENTS: &str = r#"{"kind":"link","cause":"@1","effect":"@2","relation":"triggers","confidence":"medium"}
{"kind":"correction","target":"@3","changes":{"note":"订正：日期以原文为准"},"reason":"the note was of another entry"}
{"kind":"dispute","target":"@4","by":"the ministry","claim":"never said"}
{"kind":"retraction","target":"@5","reason":"withdrawn by its source"}
{"kind":"corroboration","target":"@6","sources":[{"publisher":"Another Wire","published":"2026-01-23"}]}
{"kind":"retraction","target":"@37","reason":"the source stands by it"}
{"kind":"fund_exit","label":"exit-one","happened":"2026-01-23","holder":{"name":"Ærø Pension","country":"DK"},"asset":{"class":"us_treasury","issuer":"US"},"stage":"announced","amount":{"value":"100000000","currency":"USD"},"sources":[{"publisher":"Wire"}]}"#;

/// How many entries each commit has: the last two are small.
const COMMITS: [usize; 10] = [1, 2, 3, 5, 8, 3, 11, 4, 2, 1];

/// The bytes of a store, in a state.
pub struct Forty {
    /// The log.
    pub log: Vec<u8>,
    /// `head` after the last commit.
    pub head: Vec<u8>,
    /// `head` as it was one commit earlier, and the commit before that.
    pub older: [Vec<u8>; 2],
    /// Bytes at which commits end, the header's end first; positions there.
    pub ends: Vec<(usize, u64)>,
    /// The entries.
    pub entries: Vec<Entry>,
}

struct At(i64);

impl Clock for At {
    fn now(&self) -> Instant {
        Instant(1_770_000_000_000_000 + self.0)
    }
}

struct Count(u128);

impl Ids for Count {
    fn fresh(&mut self) -> uuid::Uuid {
        self.0 += 1;
        uuid::Uuid::from_u128(0x0198_c000_0000_7000_8000_0000_0000_0000 + self.0)
    }
}

/// Writes some lines as one commit.
fn write(store: &Store, lines: &[&str], at: i64, ids: &mut Count) {
    let mut drafts = lines.iter().map(|line| {
        let input = decode_text(line).unwrap();
        let place = Place::default();
        Ok(Draft { input, place })
    });
    let options = Options {
        author: "mette@example.org".to_owned(),
        expect: None,
        dry_run: false,
    };
    store
        .write(&mut drafts, &options, &At(at), ids, Duration::from_secs(10))
        .unwrap();
}

/// The log, made once.
pub fn forty() -> &'static Forty {
    static MADE: OnceLock<Forty> = OnceLock::new();
    MADE.get_or_init(make)
}

fn make() -> Forty {
    let dir = super::fast_dir();
    let path = dir.path().join("desk");
    let mut ids = Count(0);
    let store = Store::init(&path, Some("example.org/desk"), &At(0), &mut ids).unwrap();
    let all: Vec<&str> = [STATEMENTS, FIGURES, AMENDMENTS]
        .iter()
        .flat_map(|text| text.lines())
        .collect();
    assert_eq!((all.len(), COMMITS.iter().sum()), (40, 40));
    let mut rest = all.as_slice();
    let mut heads = Vec::new();
    for (number, count) in COMMITS.iter().enumerate() {
        let (now, later) = rest.split_at(*count);
        rest = later;
        write(&store, now, 1_000_000 * (number as i64 + 1), &mut ids);
        heads.push(std::fs::read(path.join("head")).unwrap());
    }
    let log = std::fs::read(path.join("log.jsonl")).unwrap();
    let mut entries = Vec::new();
    let open = FileLog::open_reader(&path).unwrap();
    open.read(START, &mut |read| {
        entries.push(read.entry);
        Ok(())
    })
    .unwrap();
    let head = heads.pop().unwrap();
    let older = [heads.pop().unwrap(), heads.pop().unwrap()];
    Forty {
        ends: ends_of(&log),
        log,
        head,
        older,
        entries,
    }
}

fn ends_of(log: &[u8]) -> Vec<(usize, u64)> {
    let mut ends = Vec::new();
    let (mut at, mut position) = (0, 0);
    for line in log.split_inclusive(|byte| *byte == b'\n') {
        at += line.len();
        match line.starts_with(b"{\"entry\"") {
            true => position += 1,
            false => ends.push((at, position)),
        }
    }
    ends
}

impl Forty {
    /// The position of the last commit that ends within that many bytes.
    pub fn position_within(&self, bytes: usize) -> u64 {
        let mut ends = self.ends.iter().rev();
        ends.find(|end| end.0 <= bytes).map_or(0, |end| end.1)
    }

    /// The lines, each with its line feed.
    pub fn lines(&self) -> Vec<&[u8]> {
        self.log.split_inclusive(|byte| *byte == b'\n').collect()
    }
}
