//! Attestations of the store against the definitions of RFC 6962, read off the lines of the log
//! by hand: every entry at every position, every pair of positions, small and large commits.

use std::path::Path;

use dateline::log::file::FileLog;
use dateline::log::{Log, NewEntry};
use dateline::merkle::{Frontier, Hash, leaf_hash};
use dateline::note::{PrivateKey, Proof};
use dateline::store::Store;
use dateline::store::attest::{AttestError, Attested, Wanted};

use crate::log_kit::{PATIENCE, header, id, new_entry, stamp};

fn key() -> PrivateKey {
    PrivateKey::new("example.org/desk", &[7; 32]).unwrap()
}

/// A store of these commits, the last of them signed.
fn store(commits: &[Vec<NewEntry>]) -> (tempfile::TempDir, Store) {
    let dir = tempfile::tempdir().unwrap();
    FileLog::create(dir.path(), &header()).unwrap();
    std::fs::write(
        dir.path().join("dateline.toml"),
        "format = \"dateline-store/1\"\n",
    )
    .unwrap();
    let mut log = FileLog::open_writer(dir.path(), PATIENCE).unwrap();
    for (number, entries) in commits.iter().enumerate() {
        if number + 1 == commits.len() {
            log.sign_with(Some(std::sync::Arc::new(|text: &str| key().sign(text))));
        }
        let expected = log.head().position;
        let mut entries = entries.iter().cloned().map(Ok);
        log.append(expected, &stamp(expected + 1), &mut entries)
            .unwrap();
    }
    drop(log);
    let store = Store::at(dir.path()).unwrap();
    (dir, store)
}

fn small(commits: &[u64]) -> (tempfile::TempDir, Store) {
    let mut next = 1;
    let commits: Vec<Vec<NewEntry>> = commits
        .iter()
        .map(|count| {
            let entries = (next..next + count).map(new_entry).collect();
            next += count;
            entries
        })
        .collect();
    store(&commits)
}

/// The entry lines of a log.
fn entries(dir: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(dir.join("log.jsonl")).unwrap();
    let lines = text.lines().filter(|line| line.starts_with("{\"entry\":"));
    lines.map(str::to_owned).collect()
}

fn root(lines: &[String]) -> Hash {
    let mut tree = Frontier::new();
    lines
        .iter()
        .for_each(|line| tree.push(leaf_hash(line.as_bytes())));
    tree.root()
}

fn attest(store: &Store, wanted: Wanted, known: Option<u64>) -> Result<Attested, AttestError> {
    store
        .attest(wanted, known, &mut |_, _| {})
        .map(|found| found.attested)
}

#[test]
fn every_entry_at_every_position_is_proved() {
    let (dir, store) = small(&[3, 1, 5, 2]);
    let lines = entries(dir.path());
    for known in 1..=11 {
        for position in 1..=known {
            let found = attest(&store, Wanted::Entry(position), Some(known)).unwrap();
            let Attested::Entry(one) = &found else {
                panic!("{found:?}")
            };
            assert_eq!(one.entry, lines[position as usize - 1]);
            assert_eq!(one.checkpoint.root, root(&lines[..known as usize]));
            assert!(one.holds());
            assert_eq!(
                Proof::parse(&found.to_text()),
                Ok(Proof::Entry(one.clone()))
            );
        }
        let late = attest(&store, Wanted::Entry(known + 1), Some(known));
        assert!(matches!(late, Err(AttestError::Beyond { .. })), "{late:?}");
    }
}

#[test]
fn every_extension_is_proved() {
    let (dir, store) = small(&[3, 1, 5, 2]);
    let lines = entries(dir.path());
    for known in 0..=11 {
        for old in 0..=known {
            let found = attest(&store, Wanted::Since(old), Some(known)).unwrap();
            let Attested::Since(one) = &found else {
                panic!("{found:?}")
            };
            assert_eq!(one.root, root(&lines[..old as usize]));
            assert_eq!(one.checkpoint.root, root(&lines[..known as usize]));
            assert!(one.holds());
        }
        assert!(attest(&store, Wanted::Since(known + 1), Some(known)).is_err());
    }
}

#[test]
fn a_checkpoint_carries_the_signatures_of_the_commit_that_ends_there() {
    let (_dir, store) = small(&[3, 1, 5, 2]);
    let head = attest(&store, Wanted::Head, None).unwrap();
    let text = "example.org/treasury-desk\n11\n";
    assert!(head.to_text().starts_with(text));
    assert_eq!(head.note().signatures, [key().sign(&head.note().text)]);
    for known in 0..11 {
        let head = attest(&store, Wanted::Head, Some(known)).unwrap();
        assert_eq!(head.note().signatures, [""; 0], "@{known}");
        assert_eq!(head.to_text().lines().count(), 3);
    }
    assert!(attest(&store, Wanted::Head, Some(12)).is_err());
}

/// A commit of more than 4 MiB is read a second time: its lines must be the same.
#[test]
fn a_large_commit_is_proved_like_a_small_one() {
    let large = |number: u64| NewEntry {
        id: id(1000 + number),
        event: format!(
            "{{\"kind\":\"dispute\",\"note\":\"{}\"}}",
            "x".repeat(900_000)
        ),
    };
    let (dir, store) = store(&[
        vec![new_entry(1)],
        (2..=7).map(large).collect(),
        vec![new_entry(8)],
    ]);
    let lines = entries(dir.path());
    for position in [1, 2, 7, 8] {
        let found = attest(&store, Wanted::Entry(position), None).unwrap();
        let Attested::Entry(one) = found else {
            panic!("{found:?}")
        };
        assert_eq!(one.entry, lines[position as usize - 1]);
        assert!(one.holds() && one.checkpoint.root == root(&lines));
    }
}

#[test]
fn nothing_is_attested_of_a_damaged_or_shortened_log() {
    let (dir, store) = small(&[3, 1, 5, 2]);
    let path = dir.path().join("log.jsonl");
    let good = std::fs::read(&path).unwrap();
    let mut bad = good.clone();
    // Inside an entry of the first commit: the head alone would not show it.
    let at = good.windows(6).position(|part| part == b"number").unwrap();
    bad[at] ^= 1;
    std::fs::write(&path, &bad).unwrap();
    for wanted in [Wanted::Head, Wanted::Entry(11), Wanted::Since(3)] {
        let refused = attest(&store, wanted, None);
        assert!(matches!(refused, Err(AttestError::Store(_))), "{refused:?}");
    }
    std::fs::write(&path, &good[..good.len() - 10]).unwrap();
    assert!(attest(&store, Wanted::Head, None).is_err());
    std::fs::write(&path, &good).unwrap();
    std::fs::remove_file(dir.path().join("head")).unwrap();
    let found = store.attest(Wanted::Head, None, &mut |_, _| {}).unwrap();
    assert!(found.head_lost);
}

#[test]
fn an_empty_log_has_a_checkpoint_and_nothing_else() {
    let (_dir, store) = small(&[]);
    let head = attest(&store, Wanted::Head, None).unwrap();
    assert_eq!(
        head.to_text(),
        "example.org/treasury-desk\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"
    );
    assert!(attest(&store, Wanted::Entry(1), None).is_err());
    assert!(attest(&store, Wanted::Since(0), None).is_ok());
}
