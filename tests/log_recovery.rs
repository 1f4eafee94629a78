//! What a writer does about a log that is not as its head says, and what it refuses to do:
//! loss and its acceptance, lost and foreign heads, tails moved away, edits noticed, the lock.

use std::fs;

use dateline::log::Log;
use dateline::log::LogError;
use dateline::log::file::{FileLog, LOG};

use crate::log_kit::sound::sound;
use crate::log_kit::{PATIENCE, append, seen};

#[test]
fn a_dropped_last_commit_is_a_loss_until_it_is_accepted() {
    let case = sound(&[2, 1, 2]);
    let end = case.ends[2].0;
    case.put(&case.log[..end], Some(&case.head));
    let (entries, error) = seen(case.path());
    assert_eq!(entries.len(), 3);
    assert!(matches!(error, Some(LogError::Lost { head: 5, found: 3 })));
    assert!(matches!(
        FileLog::open_writer(case.path(), PATIENCE),
        Err(LogError::Lost { .. })
    ));
    let accepted = FileLog::accept_head(case.path(), PATIENCE).unwrap();
    assert_eq!((accepted.before, accepted.head.position), (Some(5), 3));
    assert_eq!(accepted.moved, None);
    let mut log = FileLog::open_writer(case.path(), PATIENCE).unwrap();
    append(&mut log, 1).unwrap();
    drop(log);
    let (entries, error) = seen(case.path());
    assert!(entries.len() == 4 && error.is_none());
}

#[test]
fn accepting_moves_a_partial_line_and_refuses_damage() {
    let case = sound(&[1, 1]);
    let length = case.log.len() - 9;
    case.put(&case.log[..length], Some(&case.head));
    let accepted = FileLog::accept_head(case.path(), PATIENCE).unwrap();
    assert_eq!(accepted.head.position, 1);
    assert_eq!(case.recovered(), &case.log[case.ends[1].0..length]);
    let mut flipped = case.log.clone();
    flipped[case.ends[0].0 + 40] ^= 1;
    case.put(&flipped, Some(&case.head));
    assert!(matches!(
        FileLog::accept_head(case.path(), PATIENCE),
        Err(LogError::Damaged { sound: 0, .. })
    ));
    assert_eq!(fs::read(case.path().join(LOG)).unwrap(), flipped);
}

#[test]
fn a_lost_head_with_damage_far_from_the_end_is_not_taken_for_a_tail() {
    let case = sound(&[1, 1, 1]);
    let mut flipped = case.log.clone();
    flipped[case.ends[1].0 + 40] ^= 1;
    case.put(&flipped, None);
    let (entries, error) = seen(case.path());
    assert_eq!(entries.len(), 1);
    assert!(
        matches!(error, Some(LogError::Damaged { sound: 1, .. })),
        "{error:?}"
    );
    assert!(FileLog::open_writer(case.path(), PATIENCE).is_err());
    assert_eq!(fs::read(case.path().join(LOG)).unwrap(), flipped);
    let accepted = FileLog::accept_head(case.path(), PATIENCE).unwrap();
    assert_eq!((accepted.before, accepted.head.position), (None, 1));
    assert_eq!(case.recovered(), &flipped[case.ends[1].0..]);
}

#[test]
fn a_head_of_another_log_is_no_head() {
    let case = sound(&[1, 1]);
    let text = String::from_utf8(case.head.clone()).unwrap();
    let foreign: Vec<u8> = (0..2)
        .flat_map(|slot| {
            let text = &text[slot * 4096..(slot + 1) * 4096];
            let body = text
                .split("sum ")
                .next()
                .unwrap()
                .replace("0000000001\n", "0000000009\n");
            let sum = dateline::merkle::sha256_hex(body.as_bytes());
            format!("{:<4095}\n", format!("{body}sum {sum}\n")).into_bytes()
        })
        .collect();
    assert_eq!(foreign.len(), 8192);
    case.put(&case.log, Some(&foreign));
    let log = FileLog::open_reader(case.path()).unwrap();
    assert!(log.recovery().head_lost);
    assert_eq!(log.head().position, 2);
    drop(log);
    let log = FileLog::open_writer(case.path(), PATIENCE).unwrap();
    assert!(log.recovery().head_lost && log.recovery().rechecked);
    drop(log);
    assert!(
        !FileLog::open_reader(case.path())
            .unwrap()
            .recovery()
            .head_lost
    );
}

/// A writer trusts the prefix only while length and modification time are as it left them.
#[test]
fn a_writer_notices_an_edit_of_the_same_length() {
    let case = sound(&[1, 1]);
    drop(FileLog::open_writer(case.path(), PATIENCE).unwrap());
    let path = case.path().join(LOG);
    let at = fs::metadata(&path).unwrap().modified().unwrap();
    let text = fs::read_to_string(&path)
        .unwrap()
        .replacen("number 1", "number 7", 1);
    fs::write(&path, text).unwrap();
    let later = at + std::time::Duration::from_secs(1);
    fs::File::options()
        .write(true)
        .open(&path)
        .unwrap()
        .set_modified(later)
        .unwrap();
    let refused = FileLog::open_writer(case.path(), PATIENCE).unwrap_err();
    assert!(
        matches!(refused, LogError::Damaged { sound: 0, .. }),
        "{refused}"
    );
}

#[test]
fn a_touched_or_copied_log_is_hashed_once_and_then_trusted() {
    let case = sound(&[1, 1]);
    case.put(&case.log, Some(&case.head));
    let mut log = FileLog::open_writer(case.path(), PATIENCE).unwrap();
    assert!(log.recovery().rechecked);
    append(&mut log, 1).unwrap();
    drop(log);
    assert!(
        !FileLog::open_writer(case.path(), PATIENCE)
            .unwrap()
            .recovery()
            .rechecked
    );
}

#[test]
fn a_tail_without_end_is_moved_without_filling_the_memory() {
    let case = sound(&[1]);
    case.put(&case.log, Some(&case.head));
    let file = fs::File::options()
        .write(true)
        .open(case.path().join(LOG))
        .unwrap();
    // A hole: 64 MiB of zeros, as a crash leaves them, and no line feed.
    file.set_len(case.log.len() as u64 + (64 << 20)).unwrap();
    let (entries, error) = seen(case.path());
    assert!(entries.len() == 1 && error.is_none());
    let mut log = FileLog::open_writer(case.path(), PATIENCE).unwrap();
    assert_eq!(log.recovery().torn, 64 << 20);
    let moved = log.recovery().moved.clone().unwrap();
    assert_eq!(fs::metadata(moved).unwrap().len(), 64 << 20);
    append(&mut log, 1).unwrap();
}

#[test]
fn recovered_tails_do_not_overwrite_each_other() {
    let case = sound(&[1]);
    for number in 1..=3 {
        let path = case.path().join(LOG);
        let mut log = fs::read(&path).unwrap();
        log.extend_from_slice(format!("torn {number}").as_bytes());
        fs::write(&path, log).unwrap();
        let log = FileLog::open_writer(case.path(), PATIENCE).unwrap();
        let moved = log.recovery().moved.clone().unwrap();
        assert_eq!(
            moved.file_name().unwrap().to_str().unwrap(),
            format!("1-{number}.jsonl")
        );
        assert_eq!(fs::read_to_string(moved).unwrap(), format!("torn {number}"));
    }
}

#[test]
fn a_second_writer_waits_and_gives_up() {
    let case = sound(&[1]);
    let first = FileLog::open_writer(case.path(), PATIENCE).unwrap();
    let patience = std::time::Duration::from_millis(30);
    assert!(matches!(
        FileLog::open_writer(case.path(), patience),
        Err(LogError::Locked)
    ));
    let (entries, error) = seen(case.path());
    assert!(entries.len() == 1 && error.is_none());
    drop(first);
    assert!(FileLog::open_writer(case.path(), patience).is_ok());
}
