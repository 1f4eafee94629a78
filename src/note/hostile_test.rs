//! Keys, notes, checkpoints and proofs as an enemy or a slip of the hand would have them: each
//! is refused in words, and no change of a sound one goes unnoticed. Arbitrary bytes are
//! `tests/fuzz`'s.
#![allow(clippy::unwrap_used)]

use super::*;
use crate::merkle::{Frontier, Hash, base64, leaf_hash, proof};

const PUBLIC: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

fn key() -> PrivateKey {
    PrivateKey::new("example.org/desk", &[7; 32]).unwrap()
}

fn line(position: u64) -> String {
    format!(
        "{{\"entry\":{{\"event\":{{\"kind\":\"dispute\",\"note\":\"number {position} 丹\"}},\"id\":\"0198c000-0000-7000-8000-000000000001\",\"position\":{position},\"recorded_at\":\"2026-01-25T10:00:00.000000Z\",\"recorded_by\":\"x\",\"schema\":1}}}}"
    )
}

fn leaves(size: u64) -> Vec<Hash> {
    (1..=size)
        .map(|at| leaf_hash(line(at).as_bytes()))
        .collect()
}

fn head(leaves: &[Hash]) -> (Note, Checkpoint) {
    let mut tree = Frontier::new();
    leaves.iter().for_each(|leaf| tree.push(*leaf));
    let checkpoint = Checkpoint {
        origin: "example.org/desk".to_owned(),
        position: tree.size(),
        root: tree.root(),
    };
    let text = checkpoint.text();
    let signatures = vec![key().sign(&text)];
    (Note { text, signatures }, checkpoint)
}

fn gathered(parts: Option<Vec<std::ops::Range<u64>>>, leaves: &[Hash]) -> Vec<Hash> {
    let mut gather = proof::Gather::new(parts.unwrap());
    leaves.iter().for_each(|leaf| gather.push(*leaf));
    gather.finish().unwrap()
}

fn inclusion(position: u64, size: u64) -> Inclusion {
    let leaves = leaves(size);
    let (note, checkpoint) = head(&leaves);
    Inclusion {
        entry: line(position),
        index: position - 1,
        hashes: gathered(proof::inclusion_parts(position - 1, size), &leaves),
        note,
        checkpoint,
    }
}

fn extension(old: u64, size: u64) -> Extension {
    let all = leaves(size);
    let (note, checkpoint) = head(&all);
    let (_, before) = head(&leaves(old));
    Extension {
        old,
        root: before.root,
        hashes: gathered(proof::consistency_parts(old, size), &all),
        note,
        checkpoint,
    }
}

#[test]
fn every_slip_in_a_key_is_seen() {
    let private = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
    for from in 0..PUBLIC.len() {
        for to in from..=PUBLIC.len() {
            let part = &PUBLIC[from..to];
            assert_eq!(PublicKey::parse(part).is_ok(), part == PUBLIC, "{part}");
        }
    }
    for at in 0..private.len() {
        assert!(PrivateKey::parse(&private[..at]).is_err());
        assert!(PrivateKey::parse(&private[at + 1..]).is_err());
        for (text, is_private) in [(PUBLIC, false), (private, true)] {
            let Some(byte) = text.as_bytes().get(at) else {
                continue;
            };
            let mut bytes = text.as_bytes().to_vec();
            bytes[at] = byte + 1;
            let changed = String::from_utf8(bytes).unwrap();
            let taken = match is_private {
                true => PrivateKey::parse(&changed).is_ok(),
                false => PublicKey::parse(&changed).is_ok(),
            };
            assert!(!taken, "{changed}");
        }
    }
}

#[test]
fn what_is_no_key_is_refused_in_words() {
    for (text, word) in [
        ("", "form"),
        ("a+b", "form"),
        ("PeterNeumann+c74f20a3+!!!!", "base64"),
        // Of a wrong length, and of an unknown type, with ids that fit: from Go's own test.
        (
            "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
            "base64",
        ),
        (
            "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
            "type",
        ),
        (
            "Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
            "name",
        ),
        (
            "PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
            "id",
        ),
        (
            "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz",
            "private",
        ),
        // The neutral point, of which everybody can make signatures.
        (
            "x+00000000+AQEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            "point",
        ),
    ] {
        let error = PublicKey::parse(text).unwrap_err().to_string();
        assert!(error.contains(word), "{text}: {error}");
        assert!(!error.contains("AYEK"), "{error}");
    }
    for name in ["", " ", "a b", "a+b", "a\nb", "a\u{a0}b", &"x".repeat(256)] {
        assert!(PrivateKey::new(name, &[1; 32]).is_err(), "{name:?}");
    }
    assert!(PrivateKey::new("丹麦/桌", &[1; 32]).is_ok());
}

#[test]
fn what_is_no_note_is_refused() {
    let line = "— x AAAAAAAA";
    let many = format!(
        "text\n\n{}",
        format!("{line}\n").repeat(MOST_SIGNATURES + 1)
    );
    for bad in [
        "",
        "\n",
        "text",
        "text\n\n",
        "text\n\n— x AAAAAAAA",
        "text\n\nx AAAAAAAA\n",
        "text\n\n— x\n",
        "text\n\n—  AAAAAAAA\n",
        "text\n\n— x AAAA\n",
        "text\n\n— x AAAAAA==\n",
        "text\n\n— a+b AAAAAAAA\n",
        "text\n\n— x AAAAAAAA \n",
        "te\rxt\n\n— x AAAAAAAA\n",
        "text\n\n— x AAAAAAAA\nmore\n",
        "text\u{0}\n",
        &many,
    ] {
        assert!(Note::parse(bad).is_err(), "{bad:?}");
    }
    let most = format!("text\n\n{}", format!("{line}\n").repeat(MOST_SIGNATURES));
    assert_eq!(
        Note::parse(&most).unwrap().signatures.len(),
        MOST_SIGNATURES
    );
    let inner = Note::parse("one\n\ntwo\n\n— x AAAAAAAA\n").unwrap();
    assert_eq!(inner.text, "one\n\ntwo\n");
}

#[test]
fn what_is_no_checkpoint_is_refused() {
    let root = base64(&[0; 32]);
    let take = |text: &str| {
        let note = Note::parse(text).unwrap();
        Checkpoint::of(&note)
    };
    assert!(take(&format!("o\n0\n{root}\n")).is_ok());
    let longer = format!("o\n9007199254740991\n{root}\nextension line\n");
    let signed = key().sign(&longer);
    assert!(take(&format!("{longer}\n{signed}\n")).is_ok());
    for bad in [
        "o\n".to_owned(),
        "o\n1\n".to_owned(),
        // What follows the root, nobody signed.
        longer,
        format!("a b\n1\n{root}\n"),
        format!("o\n01\n{root}\n"),
        format!("o\n-1\n{root}\n"),
        format!("o\n+1\n{root}\n"),
        format!("o\n1 \n{root}\n"),
        format!("o\n9007199254740992\n{root}\n"),
        format!("o\n18446744073709551615\n{root}\n"),
        format!("o\n18446744073709551616\n{root}\n"),
        format!("o\n1\n{}\n", &root[1..]),
        format!("o\n1\n{}\n", root.replace("AA=", "AB=")),
        format!("o\n1\n{root} \n"),
    ] {
        assert!(take(&bad).is_err(), "{bad:?}");
    }
}

#[test]
fn proofs_survive_being_written_and_hold() {
    for size in 1..=9 {
        for position in 1..=size {
            let one = inclusion(position, size);
            assert!(one.holds());
            assert_eq!(Proof::parse(&one.to_text()), Ok(Proof::Entry(one)));
        }
        for old in 0..=size {
            let one = extension(old, size);
            assert!(one.holds());
            assert_eq!(Proof::parse(&one.to_text()), Ok(Proof::Extension(one)));
        }
    }
}

#[test]
fn sizes_and_lengths_that_cannot_be_are_refused() {
    let entry = inclusion(5, 8).to_text();
    let root = base64(&inclusion(5, 8).hashes[0]);
    let twice = format!("{root}\n{root}\n");
    let once = format!("{root}\n");
    let cases = [
        ("index 4\n", "index 8\n"),
        ("index 4\n", "index 18446744073709551615\n"),
        ("index 4\n", "index 18446744073709551616\n"),
        ("index 4\n", "index 04\n"),
        ("index 4\n", "index -4\n"),
        ("index 4\n", ""),
        ("index 4\n", "index 4\n\n"),
        ("index 4\n", "index 4\r\n"),
        ("\n8\n", "\n18446744073709551615\n"),
        ("\n8\n", "\n9007199254740992\n"),
        ("\n8\n", "\n9007199254740991\n"),
        ("\n8\n", "\n0\n"),
        ("\n8\n", "\n4\n"),
        (&once, ""),
        (&once, &twice),
        (&once, "AAAA\n"),
        ("extra ", "extra  "),
        ("extra ", "extra AA"),
        ("extra ", "ekstra "),
        ("@v1", "@v2"),
    ];
    for (from, to) in cases {
        let changed = entry.replacen(from, to, 1);
        assert_ne!(changed, entry, "{from:?}");
        assert!(Proof::parse(&changed).is_err(), "{from:?} → {to:?}");
    }
    let without: String = entry
        .lines()
        .filter(|line| !line.starts_with("extra"))
        .map(|line| format!("{line}\n"))
        .collect();
    assert!(
        Proof::parse(&without)
            .unwrap_err()
            .to_string()
            .contains("no entry")
    );
    let longer = extension(5, 8).to_text();
    for (from, to) in [
        ("old 5\n", "old 9\n"),
        ("old 5\n", "old 18446744073709551615\n"),
        ("old 5\n", "old 8\n"),
        ("old 5\n", "old 0\n"),
        ("old 5\n", "old 4\n"),
        ("root ", "root x"),
        ("proof/1", "proof/2"),
    ] {
        let changed = longer.replacen(from, to, 1);
        assert!(Proof::parse(&changed).is_err(), "{from:?} → {to:?}");
    }
}

/// Everything that a trusted key would have vouched for holds, or says that it does not.
fn all_is_well(text: &str) -> bool {
    let Ok(proof) = Proof::parse(text) else {
        return false;
    };
    let trust = Trust::new(vec![key().public().clone()], vec![], vec![]);
    let note = proof.note();
    let signed = trust.judge(&note.text, &note.signatures).standing() == Standing::Trusted;
    signed
        && match &proof {
            Proof::Entry(one) => {
                one.holds()
                    && one
                        .line()
                        .is_some_and(|line| line.position == one.index + 1)
            }
            Proof::Extension(one) => one.holds(),
            Proof::Checkpoint(..) => true,
        }
}

#[test]
fn no_cut_and_no_flipped_bit_of_a_signed_proof_passes() {
    for text in [
        inclusion(3, 7).to_text(),
        extension(3, 7).to_text(),
        head(&leaves(3)).0.to_text(),
    ] {
        assert!(all_is_well(&text));
        for at in 0..text.len() {
            assert!(!text.is_char_boundary(at) || !all_is_well(&text[..at]));
            for bit in 0..8 {
                let mut bytes = text.clone().into_bytes();
                bytes[at] ^= 1 << bit;
                if let Ok(changed) = String::from_utf8(bytes) {
                    assert!(!all_is_well(&changed), "bit {bit} of byte {at}: {changed}");
                }
            }
        }
    }
}

/// What a mail or an editor does to a file on its way is named, for the reader can undo it.
#[test]
fn what_a_transport_spoils_is_named() {
    for text in [inclusion(3, 7).to_text(), head(&leaves(3)).0.to_text()] {
        for (spoilt, word) in [
            (text.replace('\n', "\r\n"), "CR LF"),
            (format!("\u{feff}{text}"), "byte order mark"),
        ] {
            let error = Proof::parse(&spoilt).unwrap_err().to_string();
            assert!(error.contains(word), "{error}");
        }
    }
}
