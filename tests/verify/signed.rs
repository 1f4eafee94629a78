//! Signed commits as the two verifiers see them, with the key and without: unsigned, unknown,
//! bad, each where it stands. The codes and severities are those of `schema/proof.md` §3.

use dateline::log::codec;
use dateline::note::{PrivateKey, Trust};

use super::kit::{Bytes, Said, has_python, ours_trusting, plan, put, theirs_trusting};

/// The lines of the four commits of the plan, and the positions at which they end.
const COMMITS: [(usize, u64); 4] = [(4, 3), (6, 4), (11, 8), (14, 10)];

fn key() -> PrivateKey {
    PrivateKey::new("example.org/treasury-desk", &[7; 32]).unwrap()
}

fn other() -> PrivateKey {
    PrivateKey::new("example.net/else", &[8; 32]).unwrap()
}

fn trust(asked: bool) -> Trust {
    let keys = vec![key().public().clone()];
    match asked {
        true => Trust::new(keys, vec![], vec![]),
        false => Trust::new(vec![], keys, vec![]),
    }
}

fn with(line: &str, signatures: Vec<String>) -> String {
    let mut commit = codec::decode_commit(line.as_bytes()).unwrap();
    commit.signatures = signatures;
    codec::encode_commit(&commit)
}

/// The log with a signature of each of these commits, made by `sign` from the text to be signed.
fn signed(commits: &[usize], sign: &dyn Fn(&str) -> Vec<String>) -> Bytes {
    plan().bytes_with(&|number, line| {
        let commit = COMMITS.iter().position(|(at, _)| *at == number);
        match commit.filter(|commit| commits.contains(commit)) {
            None => line,
            Some(_) => {
                let commit = codec::decode_commit(line.as_bytes()).unwrap();
                let text = commit.signed_text("example.org/treasury-desk");
                with(&line, sign(&text))
            }
        }
    })
}

/// Exit code and codes of both without a key, with one, and of ours with one in the config.
fn said(name: &str, bytes: &Bytes) -> [(u8, Vec<String>); 3] {
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), bytes);
    let ours =
        [Trust::default(), trust(true), trust(false)].map(|trust| ours_trusting(dir.path(), trust));
    if has_python() {
        let paths = [dir.path().to_path_buf()];
        let theirs = theirs_trusting(&paths, &[]);
        assert_eq!(ours[0], theirs[0], "{name}, no key");
        let theirs = theirs_trusting(&paths, &[key().public().to_string()]);
        assert_eq!(ours[1], theirs[0], "{name}, with the key");
    }
    ours.map(|Said { exit, codes, .. }| (exit, codes.into_iter().collect()))
}

fn is(exit: u8, codes: &[&str]) -> (u8, Vec<String>) {
    (exit, codes.iter().map(|code| (*code).to_owned()).collect())
}

#[test]
fn a_log_that_is_signed_throughout_has_no_finding_with_its_key() {
    let bytes = signed(&[0, 1, 2, 3], &|text| vec![key().sign(text)]);
    let expected = [is(0, &["unknown_key"]), is(0, &[]), is(0, &[])];
    assert_eq!(said("all", &bytes), expected);
    let both = signed(&[0, 1, 2, 3], &|text| {
        vec![other().sign(text), key().sign(text)]
    });
    assert_eq!(said("both", &both), expected);
}

#[test]
fn an_unsigned_log_is_a_finding_only_where_a_signature_is_due() {
    let bytes = plan().bytes();
    // The key has the log's origin as its name: that it lies in the config file is enough.
    let expected = [is(0, &[]), is(1, &["unsigned"]), is(1, &["unsigned"])];
    assert_eq!(said("none", &bytes), expected);
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), &bytes);
    let elsewhere = Trust::new(vec![], vec![other().public().clone()], vec![]);
    let note = ours_trusting(dir.path(), elsewhere);
    assert_eq!((note.exit, note.codes.len()), (0, 1));
}

#[test]
fn an_unsigned_commit_after_a_signed_one_is_a_finding_and_before_it_a_note() {
    let before = signed(&[2, 3], &|text| vec![key().sign(text)]);
    let expected = [
        is(0, &["unknown_key", "unsigned"]),
        is(0, &["unsigned"]),
        is(0, &["unsigned"]),
    ];
    assert_eq!(said("before", &before), expected);
    for commits in [&[0, 1, 2][..], &[0, 1, 3], &[0]] {
        let after = signed(commits, &|text| vec![key().sign(text)]);
        let expected = [
            is(1, &["unknown_key", "unsigned"]),
            is(1, &["unsigned"]),
            is(1, &["unsigned"]),
        ];
        assert_eq!(said("after", &after), expected, "{commits:?}");
    }
}

#[test]
fn a_key_that_nobody_trusts_vouches_for_nothing() {
    let bytes = signed(&[0, 1, 2, 3], &|text| vec![other().sign(text)]);
    let expected = [
        is(0, &["unknown_key"]),
        is(1, &["unknown_key"]),
        is(1, &["unknown_key"]),
    ];
    assert_eq!(said("other", &bytes), expected);
}

#[test]
fn a_signature_of_something_else_is_bad() {
    let moved = signed(&[0, 1, 2, 3], &|_| {
        vec![key().sign("example.org/treasury-desk\n3\nx\n")]
    });
    let expected = [
        is(0, &["unknown_key"]),
        is(1, &["bad_signature"]),
        is(1, &["bad_signature"]),
    ];
    assert_eq!(said("moved", &moved), expected);
    let beside = signed(&[3], &|text| vec![key().sign(text), key().sign("x\n")]);
    let [_, given, _] = said("beside", &beside);
    assert_eq!(given, is(1, &["bad_signature", "unsigned"]));
    for line in [
        "x",
        "— example.org AAAA",
        "— a b AAAAAAAA",
        "-- x AAAAAAAA",
        "— x AAAAAAAA=",
    ] {
        let none = signed(&[3], &|_| vec![line.to_owned()]);
        let expected = is(1, &["bad_signature", "unsigned"]);
        assert_eq!(
            said(line, &none),
            [expected.clone(), expected.clone(), expected],
            "{line}"
        );
    }
}

#[test]
fn every_finding_says_where() {
    let bytes = signed(&[1], &|text| vec![key().sign(&text.replace('4', "5"))]);
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), &bytes);
    let asked = dateline::verify::Asked {
        trust: trust(true),
        ..Default::default()
    };
    let report = dateline::verify::verify_asked(dir.path(), asked, &mut |_, _| {});
    let places: Vec<_> = report
        .findings
        .iter()
        .map(|one| (one.code, one.position, one.line))
        .collect();
    assert_eq!(
        places,
        [
            ("unsigned", Some(3), Some(5)),
            ("bad_signature", Some(4), Some(7)),
            ("unsigned", Some(8), Some(12)),
        ]
    );
    assert!(
        report.findings[2]
            .message
            .contains("2 commits from @8 to @10")
    );
    let signed = report.signatures;
    assert_eq!((signed.bad, signed.unsigned, signed.vouched), (1, 3, None));
}

#[test]
fn a_key_that_only_the_store_names_is_said_to_be_its_claim() {
    let bytes = signed(&[0, 1, 2, 3], &|text| vec![key().sign(text)]);
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), &bytes);
    let look = |trust: Trust| {
        let asked = dateline::verify::Asked {
            trust,
            ..Default::default()
        };
        dateline::verify::verify_asked(dir.path(), asked, &mut |_, _| {})
    };
    let claimed = || vec![key().public().clone()];
    let report = look(Trust::new(vec![], vec![], claimed()));
    assert_eq!((report.exit_code(), report.signatures.claimed), (0, 4));
    assert!(report.findings[0].message.contains("names"), "{report:?}");
    let report = look(Trust::new(
        vec![other().public().clone()],
        vec![],
        claimed(),
    ));
    assert_eq!((report.exit_code(), report.signatures.vouched), (1, None));
    let report = look(Trust::new(claimed(), vec![], claimed()));
    assert_eq!(
        (report.exit_code(), report.signatures.vouched),
        (0, Some(10))
    );
}

#[test]
fn no_flipped_bit_of_a_signature_passes_with_the_key() {
    let sound = signed(&[0, 1, 2, 3], &|text| vec![key().sign(text)]);
    let text = String::from_utf8(sound.log.clone()).unwrap();
    let from = text.rfind(",\"signatures\":[").unwrap();
    let dir = tempfile::tempdir().unwrap();
    // Every third byte, for the time it takes; every bit of a note: src/note/hostile_test.rs.
    for at in (from..text.len() - 1).step_by(3) {
        for bit in 0..8 {
            let mut bytes = sound.clone();
            bytes.log[at] ^= 1 << bit;
            put(dir.path(), &bytes);
            let said = ours_trusting(dir.path(), trust(true));
            assert_ne!(said.exit, 0, "bit {bit} of byte {at}: {said:?}");
        }
    }
}

#[test]
fn the_tool_refuses_what_is_no_key() {
    if !has_python() {
        return;
    }
    let neutral = "x+00000000+AQEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    for bad in ["x", "me+00000000+AAAA", neutral] {
        let mut tool = std::process::Command::new("python3");
        tool.arg(super::kit::tool()).args([".", "--key", bad]);
        assert_eq!(tool.output().unwrap().status.code(), Some(2), "{bad}");
    }
}

/// The signed line that `schema/log-format.md` shows, which must never move: every signature
/// ever made would be bad.
#[test]
fn the_signed_commit_of_the_format_is_frozen() {
    let format = include_str!("../../schema/log-format.md");
    let shown = format
        .lines()
        .find(|line| line.contains("\"signatures\":[\"—"))
        .unwrap();
    let bare = shown.split(",\"signatures\"").next().unwrap().to_owned() + "}}";
    let commit = codec::decode_commit(bare.as_bytes()).unwrap();
    let text = commit.signed_text("example.org/treasury-desk");
    assert_eq!(with(&bare, vec![key().sign(&text)]), shown);
    let bytes = codec::decode_commit(shown.as_bytes()).unwrap();
    assert_eq!(trust(true).judge(&text, &bytes.signatures).trusted.len(), 1);
    // The same in `schema/proof.md`: the key, the checkpoint, the head in print.
    let proofs = include_str!("../../schema/proof.md");
    let note = dateline::note::Note {
        text,
        signatures: bytes.signatures,
    };
    let root = dateline::merkle::from_base64(&commit.root).unwrap();
    let short = dateline::note::Short::new(3, &root);
    let keys = format!("{}\n{}", key().public(), key().secret_text());
    for block in [note.to_text(), format!("{short}\n"), format!("{keys}\n")] {
        assert!(proofs.contains(&format!("```\n{block}```\n")), "{block}");
    }
}
