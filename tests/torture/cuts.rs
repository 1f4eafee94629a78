//! The log cut at every byte of its last two commits, with `head` new, old, older, torn and
//! absent. Whatever the cut, the whole commits before it are read; what a next writer does is
//! tried at the boundaries and here and there between them.

use dateline::log::file::FileLog;

use super::forty::{Forty, forty};
use super::judge::{Change, Judge, python, seen, words};
use super::{rounds, tell};
use crate::log_kit::PATIENCE;

/// What a head is called, its bytes, and the length that it says.
type HeadCase = (&'static str, Option<Vec<u8>>, Option<usize>);

/// The states of `head`, with the bytes of log that each speaks of.
fn heads(sound: &Forty) -> Vec<HeadCase> {
    let ends: Vec<usize> = sound.ends.iter().map(|end| end.0).rev().collect();
    let newer = (sound.ends.len() - 1) % 2;
    let mut torn = sound.head.clone();
    torn[newer * 4096 + 300..(newer + 1) * 4096].fill(b' ');
    let mut both = torn.clone();
    both[(1 - newer) * 4096 + 300..][..2000].fill(0);
    vec![
        ("new", Some(sound.head.clone()), Some(ends[0])),
        ("old", Some(sound.older[0].clone()), Some(ends[1])),
        ("older", Some(sound.older[1].clone()), Some(ends[2])),
        ("torn", Some(torn), Some(ends[1])),
        ("both-torn", Some(both), None),
        ("absent", None, None),
    ]
}

#[test]
fn a_cut_at_every_byte_of_the_last_two_commits() {
    let sound = forty();
    let judge = Judge::new(sound);
    let whole = sound.log.len();
    let from = sound.ends[sound.ends.len() - 3].0;
    let step = rounds(13, 1) as usize;
    let (mut changes, mut said) = (Vec::new(), Vec::new());
    let (mut tried, mut written) = (0, 0);
    for (name, head, bound) in heads(sound) {
        for length in from..=whole {
            let near = sound.ends.iter().any(|end| length.abs_diff(end.0) < 3);
            if length % step != 0 && !near {
                continue;
            }
            let what = format!("cut at {length}, head {name}");
            judge.put(&sound.log[..length], head.as_deref());
            let verdict = judge.verdict(&what);
            let due = sound.position_within(length);
            assert_eq!(verdict.read, due, "{what}: whole commits are readable");
            let exit = match bound {
                Some(bound) if length < bound => 4,
                Some(bound) if length == bound => 0,
                _ => 1,
            };
            assert_eq!(verdict.verify.exit, exit, "{what}: {verdict:?}");
            tried += 1;
            said.push(words(&verdict.verify));
            changes.push(Change {
                head: name.to_owned(),
                edits: vec![(length, whole, Vec::new())],
            });
            if near || length % 50 == 0 {
                written += u64::from(settled(&judge, &sound.log[..length], exit, due, &what));
            }
        }
    }
    let files = heads(sound);
    let named: Vec<(&str, &[u8])> = files
        .iter()
        .map(|(name, head, _)| (*name, head.as_deref().unwrap_or_default()))
        .collect();
    if let Some(theirs) = python(sound, &named, &changes) {
        assert_eq!(theirs, said);
    }
    tell(&format!(
        "{tried} cuts in the last two commits under 6 states of head: whole commits read, all three agree; {written} of them settled by a next writer"
    ));
}

/// The next writer on the state that is there: refused if entries are lost, else nothing that
/// is whole is touched and every other byte is kept in `recovered/`.
fn settled(judge: &Judge<'_>, cut: &[u8], exit: u8, due: u64, what: &str) -> bool {
    let log = judge.path().join("log.jsonl");
    match FileLog::open_writer(judge.path(), PATIENCE) {
        Err(refused) => {
            assert_eq!(exit, 4, "{what}: {refused}");
            assert_eq!(std::fs::read(log).unwrap(), cut, "{what}: nothing moves");
            assert!(!judge.path().join("recovered").exists(), "{what}");
            false
        }
        Ok(writer) => {
            assert_ne!(exit, 4, "{what}");
            drop(writer);
            let now = std::fs::read(log).unwrap();
            let mut kept = now.clone();
            if let Ok(inside) = std::fs::read_dir(judge.path().join("recovered")) {
                inside.for_each(|file| kept.extend(std::fs::read(file.unwrap().path()).unwrap()));
            }
            assert_eq!(kept, cut, "{what}: no byte is gone");
            let (entries, error) = seen(judge.path());
            assert!(error.is_none() && entries.len() as u64 == due, "{what}");
            assert_eq!(crate::verify::kit::ours(judge.path()).exit, 0, "{what}");
            true
        }
    }
}

/// A header that is another one, under heads that speak of no entry yet: the commit beyond
/// proves that the header changed, and nothing is moved away.
#[test]
fn a_changed_header_is_damage_though_the_head_is_older_than_entry_one() {
    let sound = forty();
    let judge = Judge::new(sound);
    let first = sound.ends[0].0;
    let dir = super::fast_dir();
    std::fs::write(dir.path().join("log.jsonl"), &sound.log[..first]).unwrap();
    drop(FileLog::open_writer(dir.path(), PATIENCE).unwrap());
    let young = std::fs::read(dir.path().join("head")).unwrap();
    let place = sound
        .log
        .windows(5)
        .position(|part| part == b"/desk")
        .unwrap();
    let mut changed = sound.log[..sound.ends[1].0].to_vec();
    changed[place + 1] = b'D';
    let (mut damage, mut tails) = (0, 0);
    for head in [Some(&young[..]), None] {
        for length in first + 1..=changed.len() {
            judge.put(&changed[..length], head);
            let verdict = judge.verdict(&format!("a changed header, cut at {length}"));
            let whole = length == changed.len();
            assert_eq!(
                verdict.verify.exit,
                if whole { 4 } else { 1 },
                "{length}: {verdict:?}"
            );
            assert_eq!(verdict.read, 0);
            let refused = FileLog::open_writer(judge.path(), PATIENCE);
            assert_eq!(refused.is_err(), whole, "{length}");
            damage += u64::from(whole);
            tails += u64::from(!whole);
        }
    }
    tell(&format!(
        "a changed header before a young head: {damage} times damage, {tails} times an unfinished append"
    ));
}
