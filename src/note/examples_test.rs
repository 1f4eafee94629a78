//! Keys and notes against what others published: the example of Go's `sumdb/note`, that of
//! C2SP `signed-note`, RFC 8032, RFC 4648; and the worked example of `schema/proof.md`.
#![allow(clippy::unwrap_used)]

use super::*;
use crate::merkle;

const PRIVATE: &str =
    "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
const PUBLIC: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const TEXT: &str = "If you think cryptography is the answer to your problem,\n\
    then you don't know what your problem is.\n";
const LINE: &str = "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=";

fn trust(key: &str) -> Trust {
    Trust::new(vec![PublicKey::parse(key).unwrap()], vec![], vec![])
}

#[test]
fn the_example_of_sumdb_note_is_made_and_taken() {
    let private = PrivateKey::parse(PRIVATE).unwrap();
    assert_eq!(private.public().to_string(), PUBLIC);
    assert_eq!(private.secret_text(), PRIVATE);
    assert_eq!(private.sign(TEXT), LINE);
    let note = Note::parse(&format!("{TEXT}\n{LINE}\n")).unwrap();
    assert_eq!(
        (note.text.as_str(), note.signatures.as_slice()),
        (TEXT, &[LINE.to_owned()][..])
    );
    let verdict = trust(PUBLIC).judge(&note.text, &note.signatures);
    assert_eq!(verdict.standing(), Standing::Trusted);
    assert_eq!(verdict.trusted, ["PeterNeumann+c74f20a3"]);
    let other = trust(PUBLIC).judge("If you think otherwise\n", &note.signatures);
    assert_eq!(other.standing(), Standing::Bad);
    assert!(!format!("{private:?}").contains("AYEK"));
}

#[test]
fn the_example_of_c2sp_is_taken() {
    let key = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
    let note = "This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";
    let note = Note::parse(note).unwrap();
    let verdict = trust(key).judge(&note.text, &note.signatures);
    assert_eq!(verdict.standing(), Standing::Trusted);
}

/// RFC 8032, section 7.1: seed, public key, message, signature of its first three tests.
#[test]
fn the_vectors_of_rfc_8032_hold() {
    let unhex = merkle::oracle_test::unhex;
    let tests = [
        (
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        ),
        (
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            "r",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        ),
    ];
    for (seed, public, text, signature) in tests {
        let key = PrivateKey::new("x", &unhex(seed).try_into().unwrap()).unwrap();
        let line = Signature::parse(&key.sign(text)).unwrap();
        assert_eq!(line.bytes, unhex(signature));
        assert!(key.public().verifies(text, &unhex(signature)));
        use base64::Engine as _;
        let shown =
            base64::engine::general_purpose::STANDARD.encode([&[1][..], &unhex(public)].concat());
        assert!(key.public().to_string().ends_with(&shown));
    }
}

/// Known keys are told from unknown ones by name and id together.
#[test]
fn a_key_is_its_name_and_its_id() {
    let key = PrivateKey::parse(PRIVATE).unwrap();
    let renamed = LINE.replace("PeterNeumann", "EnochRoot");
    assert_eq!(
        trust(PUBLIC)
            .judge(TEXT, std::slice::from_ref(&renamed))
            .standing(),
        Standing::Unknown
    );
    let claimed = Trust::new(vec![], vec![], vec![key.public().clone()]);
    assert_eq!(
        claimed.judge(TEXT, &[LINE.to_owned()]).standing(),
        Standing::Claimed
    );
    assert_eq!(
        claimed.judge("other\n", &[LINE.to_owned()]).standing(),
        Standing::Bad
    );
    assert_eq!(claimed.judge(TEXT, &[]).standing(), Standing::Unsigned);
    assert_eq!(
        Trust::default()
            .judge("other\n", &[LINE.to_owned()])
            .standing(),
        Standing::Unknown
    );
    // An unknown signature beside a good one spoils nothing; a bad one does.
    let both = [renamed, LINE.to_owned()];
    assert_eq!(
        trust(PUBLIC).judge(TEXT, &both).standing(),
        Standing::Trusted
    );
    let bad = [LINE.to_owned(), key.sign("other\n")];
    assert_eq!(trust(PUBLIC).judge(TEXT, &bad).standing(), Standing::Bad);
    assert!(claimed.is_empty() && !claimed.expects("PeterNeumann"));
    let config = Trust::new(vec![], vec![key.public().clone()], vec![]);
    assert!(config.expects("PeterNeumann") && !config.expects("example.org/desk"));
    assert!(trust(PUBLIC).expects("example.org/desk"));
}

#[test]
fn a_signature_takes_the_place_of_one_by_the_same_key() {
    let key = PrivateKey::parse(PRIVATE).unwrap();
    let mut note = Note::parse(&format!("{TEXT}\n{LINE}\n— other AAAAAAAA\n")).unwrap();
    note.add(key.sign(TEXT));
    assert_eq!(note.signatures, ["— other AAAAAAAA", LINE]);
    assert_eq!(Note::parse(&note.to_text()).unwrap(), note);
}

/// RFC 4648, section 10, over bytes that fill a head, and what people make of it.
#[test]
fn a_head_in_print_is_base32_however_it_is_typed() {
    let mut root = [0; 32];
    root[..20].copy_from_slice(b"foobarfoobarfoobarfo");
    let short = Short::new(124, &root);
    let printed = "dateline @124 mzxw-6ytb-ojtg-633c-mfzg-m33p-mjqx-eztp";
    assert_eq!(short.to_string(), printed);
    for typed in [
        printed,
        "@124 mzxw6ytbojtg633cmfzgm33pmjqxeztp",
        "  #124 MZXW 6YTB OJTG 633C MFZG M33P MJQX EZTP ",
        "DATELINE @124 mzxw-6ytb-ojtg-633c\n mfzg-m33p-mjqx-eztp",
        "@124:mzxw6ytbojtg633cmfzgm33pmjqxeztp",
    ] {
        let parsed = Short::parse(typed).unwrap();
        assert_eq!(parsed, short, "{typed}");
        assert!(parsed.fits(&root));
    }
    for none in [
        "",
        "@124",
        "124 mzxw6ytbojtg633cmfzgm33pmjqxeztp",
        "@124 mzxw6ytbojtg633cmfzgm33pmjqxezt",
        "@124 mzxw6ytbojtg633cmfzgm33pmjqxeztpp",
        "@124 mzxw6ytbojtg633cmfzgm33pmjqxezt0",
        "@0124 mzxw6ytbojtg633cmfzgm33pmjqxeztp",
        "@-1 mzxw6ytbojtg633cmfzgm33pmjqxeztp",
        "@18446744073709551615 mzxw6ytbojtg633cmfzgm33pmjqxeztp",
        "@99999999999999999999999 mzxw6ytbojtg633cmfzgm33pmjqxeztp",
        "@124 mzxw6ytbojtg633cmfzgm33pmjqxeztø",
    ] {
        assert_eq!(Short::parse(none), None, "{none}");
    }
    let mut other = root;
    other[0] ^= 0x80;
    assert!(!short.fits(&other) && short.is_slip(&other));
    assert!(!short.is_slip(&[9; 32]) && !short.is_slip(&root));
    // What comes after 160 bits is not printed.
    other = root;
    other[20] ^= 1;
    assert!(short.fits(&other));
}
