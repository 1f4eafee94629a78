//! The corpora: for each door a few small inputs that it takes (and some that it refuses), made
//! from the fixtures, always the same. Owns which; `DATELINE_BLESS=1` writes them to
//! `__fuzz__/<door>/corpus/seed-NN`, beside what guided runs have found.

use std::collections::BTreeSet;

use dateline::event::tables;
use dateline::import::map::BUILT_IN;
use dateline::log::codec::{self, Commit};
use dateline::merkle::{Frontier, Hash, leaf_hash, proof};
use dateline::note::{Checkpoint, Extension, Inclusion, Note, PrivateKey, Short};

use super::door::{folder, kept};
use crate::torture::forty::forty;

const EVENTS: [&str; 8] = [
    include_str!("../../fixtures/treasury-standoff/01-commentary-statements.jsonl"),
    include_str!("../../fixtures/treasury-standoff/02-dated-background.jsonl"),
    include_str!("../../fixtures/treasury-standoff/03-commentary-claims.jsonl"),
    include_str!("../../fixtures/treasury-standoff/04-official-figures.jsonl"),
    include_str!("../../fixtures/treasury-standoff/05-reports-of-january.jsonl"),
    include_str!("../../fixtures/treasury-standoff/06-corrections.jsonl"),
    include_str!("../../fixtures/treasury-standoff/07-disputes.jsonl"),
    include_str!("../../fixtures/treasury-standoff/08-march-revision.jsonl"),
];

const RULES: &str = include_str!("../../schema/stance.toml");

/// Samples of `fixtures/import`, each with the mapping that reads it.
const TABLES: &[(&str, &[u8])] = &[
    ("fred", include_bytes!("../../fixtures/import/DGS10.csv")),
    ("ftm", include_bytes!("../../fixtures/import/ftm.json")),
    ("gdelt1", include_bytes!("../../fixtures/import/gdelt1.tsv")),
    (
        "mof-jgb",
        include_bytes!("../../fixtures/import/mof-jgb-cp932.csv"),
    ),
    (
        "mof-jgb",
        include_bytes!("../../fixtures/import/mof-jgb-utf8.csv"),
    ),
    (
        "sanctions-timeline",
        include_bytes!("../../fixtures/import/sanctions-timeline-russia.csv"),
    ),
    (
        "tic-mfh",
        include_bytes!("../../fixtures/import/tic-mfh.txt"),
    ),
    (
        "timelinejs-csv",
        include_bytes!("../../fixtures/import/timelinejs.csv"),
    ),
];

const DATES: &[&str] = &[
    "2026",
    "2026-01",
    "2026-01-22",
    "2026-01-22T14:30:00Z",
    "2026-01-22T14:30:00.123456+05:30",
    "2026-33",
    "2026-33?",
    "2026-01~",
    "2026-01-22%",
    "2026-01-20/2026-01-31",
    "2025-12/2026-01-22T14:30:00Z",
    "../2026-01-22",
    "2026-01-22/..",
    "2026-Q1",
    "2026-q1/today",
    "yesterday",
    "0001-01-01",
    "9999-12-31T23:59:59Z",
    "2024-02-29",
    "2026-02-30",
    "2026-01-31/2026-01-20",
];

const AMOUNTS: &[&str] = &[
    "100M USD",
    "~1.5bn USD",
    ">30bn USD",
    "<=5 EUR",
    "1.2..1.4bn EUR",
    "6830亿美元",
    "1.32万亿 USD",
    "1,234,567.89 GBP",
    "0 JPY",
    "99999999999999999999 USD",
    "-5 USD",
    "5 XYZ",
];

const REFERENCES: &[&str] = &[
    "@1",
    "#17",
    "@40",
    "@41",
    "@0",
    "@18446744073709551616",
    "exit-one",
    "0198c000-0000-7000-8000-000000000001",
    "0198C000000070008000000000000028",
    "000011",
    "00-00-0f",
    "7",
];

const MORE_SHORT: &[&str] = &[
    "Bank of Japan, JP, central_bank",
    "akademiker",
    "us_treasury:US",
    "JP/30Y",
    "US,EU,DK",
    "0.9",
    "high",
    "A1",
];

/// The seeds of a door.
fn of(door: &str) -> Vec<Vec<u8>> {
    match door {
        "amounts" => texts(AMOUNTS),
        "dates" => texts(DATES),
        "events" => a_line_of_each_kind(),
        "imports" => imports(),
        "lines" => lines(),
        "mappings" => BUILT_IN.iter().map(|(_, text)| bytes(text)).collect(),
        "notes" => notes(),
        "proofs" => proofs(),
        "references" => texts(REFERENCES),
        "rules" => vec![bytes(RULES)],
        "shorts" => shorts(),
        "tables" => TABLES
            .iter()
            .map(|(name, table)| [name.as_bytes(), b"\n", table].concat())
            .collect(),
        _ => panic!("{door} has no seeds"),
    }
}

fn bytes(text: &str) -> Vec<u8> {
    text.as_bytes().to_vec()
}

fn texts(texts: &[&str]) -> Vec<Vec<u8>> {
    texts.iter().map(|text| bytes(text)).collect()
}

fn a_line_of_each_kind() -> Vec<Vec<u8>> {
    let mut kinds = BTreeSet::new();
    let lines = EVENTS.iter().flat_map(|text| text.lines());
    let first = lines.filter(|line| {
        let event: serde_json::Value = serde_json::from_str(line).unwrap();
        kinds.insert(event["kind"].as_str().unwrap().to_owned())
    });
    first.map(bytes).collect()
}

fn imports() -> Vec<Vec<u8>> {
    let [first, .., last] = EVENTS;
    let some: Vec<&str> = first.lines().take(2).chain(last.lines().take(2)).collect();
    let lines = some.join("\n");
    let marked = format!("\u{feff}{}\r\n\r\n{{}}\r\n", some.join("\r\n"));
    vec![lines.into_bytes(), marked.into_bytes()]
}

/// A field of each short form, and more of them.
fn shorts() -> Vec<Vec<u8>> {
    let examples: BTreeSet<&str> = tables::writable()
        .flat_map(tables::all)
        .map(|field| field.example)
        .filter(|example| example.len() < 60)
        .collect();
    let mut examples = texts(&examples.into_iter().collect::<Vec<_>>());
    examples.extend(texts(MORE_SHORT));
    examples
}

/// The header, entry lines with and without the header's hash, commits signed and not.
fn lines() -> Vec<Vec<u8>> {
    let sound = forty();
    let all = sound.lines();
    let plain = |line: &[u8]| line.strip_suffix(b"\n").unwrap().to_vec();
    let picked = [0, 1, 2, 3, 5, all.len() - 2, all.len() - 1];
    let mut lines: Vec<Vec<u8>> = picked.iter().map(|at| plain(all[*at])).collect();
    let mut commit = codec::decode_commit(lines.last().unwrap()).unwrap();
    let signature = key().sign(&commit.signed_text("example.org/desk"));
    commit = Commit {
        signatures: vec![signature, "— other \\ \"丹\" AAAAAAAA".to_owned()],
        ..commit
    };
    lines.push(codec::encode_commit(&commit).into_bytes());
    lines
}

/// The key of the published test vectors' kind: everybody knows it.
pub fn key() -> PrivateKey {
    PrivateKey::new("example.org/desk", &[7; 32]).unwrap()
}

/// The entry lines of the log, in order, without line feeds.
pub fn entry_lines() -> Vec<&'static str> {
    let lines = forty().lines().into_iter();
    let entries = lines.filter(|line| line.starts_with(b"{\"entry\""));
    let text = |line: &'static [u8]| std::str::from_utf8(line).unwrap().trim_end();
    entries.map(text).collect()
}

/// Root of the first so many entries.
pub fn root(leaves: &[Hash]) -> Hash {
    let mut tree = Frontier::new();
    leaves.iter().for_each(|leaf| tree.push(*leaf));
    tree.root()
}

pub fn leaves() -> Vec<Hash> {
    let lines = entry_lines().into_iter();
    lines.map(|line| leaf_hash(line.as_bytes())).collect()
}

fn gathered(parts: Option<Vec<std::ops::Range<u64>>>, leaves: &[Hash]) -> Vec<Hash> {
    let mut gather = proof::Gather::new(parts.unwrap());
    leaves.iter().for_each(|leaf| gather.push(*leaf));
    gather.finish().unwrap()
}

fn head(leaves: &[Hash]) -> (Note, Checkpoint) {
    let checkpoint = Checkpoint {
        origin: "example.org/desk".to_owned(),
        position: leaves.len() as u64,
        root: root(leaves),
    };
    let text = checkpoint.text();
    let signatures = vec![key().sign(&text)];
    (Note { text, signatures }, checkpoint)
}

fn inclusion(index: usize, size: usize) -> Vec<u8> {
    let leaves = &leaves()[..size];
    let (note, checkpoint) = head(leaves);
    let parts = proof::inclusion_parts(index as u64, size as u64);
    let proof = Inclusion {
        entry: entry_lines()[index].to_owned(),
        index: index as u64,
        hashes: gathered(parts, leaves),
        note,
        checkpoint,
    };
    assert!(proof.holds());
    proof.to_text().into_bytes()
}

fn extension(old: usize, size: usize) -> Vec<u8> {
    let leaves = &leaves()[..size];
    let (note, checkpoint) = head(leaves);
    let proof = Extension {
        old: old as u64,
        root: root(&leaves[..old]),
        hashes: gathered(proof::consistency_parts(old as u64, size as u64), leaves),
        note,
        checkpoint,
    };
    assert!(proof.holds());
    proof.to_text().into_bytes()
}

fn proofs() -> Vec<Vec<u8>> {
    let (note, checkpoint) = head(&leaves());
    vec![
        inclusion(0, 1),
        inclusion(4, 8),
        inclusion(39, 40),
        extension(5, 8),
        extension(0, 3),
        extension(20, 40),
        note.to_text().into_bytes(),
        checkpoint.text().into_bytes(),
    ]
}

fn notes() -> Vec<Vec<u8>> {
    let (note, checkpoint) = head(&leaves());
    let short = Short::new(checkpoint.position, &checkpoint.root);
    let mut twice = note.clone();
    let other = PrivateKey::new("丹麦/桌", &[8; 32]).unwrap();
    twice.signatures.push(other.sign(&note.text));
    vec![
        note.to_text().into_bytes(),
        twice.to_text().into_bytes(),
        b"one\n\ntwo\n\n\xe2\x80\x94 x AAAAAAAA\n".to_vec(),
        short.to_string().into_bytes(),
        key().public().to_string().into_bytes(),
        other.public().to_string().into_bytes(),
        key().secret_text().into_bytes(),
    ]
}

/// Holds the committed seeds of a door against the fixtures, or writes them.
#[track_caller]
pub fn compare(door: &str) {
    let due: Vec<Vec<u8>> = of(door);
    let corpus = folder(door).join("corpus");
    if std::env::var_os("DATELINE_BLESS").is_some() {
        std::fs::create_dir_all(&corpus).unwrap();
        for (path, _) in seeds(door) {
            std::fs::remove_file(path).unwrap();
        }
        for (number, seed) in due.iter().enumerate() {
            std::fs::write(corpus.join(format!("seed-{number:02}")), seed).unwrap();
        }
    }
    let there = seeds(door).into_iter().map(|(_, seed)| seed);
    assert!(
        there.collect::<Vec<_>>() == due,
        "{door}: the corpus is not that of the fixtures; DATELINE_BLESS=1 writes it anew"
    );
}

fn seeds(door: &str) -> Vec<(std::path::PathBuf, Vec<u8>)> {
    let mut all = kept(door, "corpus");
    all.retain(|(path, _)| {
        let name = path.file_name().unwrap_or_default();
        name.to_string_lossy().starts_with("seed-")
    });
    all
}
