//! A log and its head after a few edits of both: the reader and `verify` agree, and nothing is
//! read that was never written. Owns also what this found.

use bolero::check;
use dateline::log::LogError;
use dateline::log::file::FileLog;

use super::mutant::{Edit, edits, mutated};
use crate::torture::forty::forty;
use crate::torture::judge::Judge;
use crate::torture::{rounds, tell};

thread_local! {
    static JUDGE: Judge<'static> = Judge::new(forty());
}

/// What stands before the first edit is read, unless the head is wrong too, or the log says
/// that it is of a newer format.
fn is_judged_alike(log: &[Edit], head: &[Edit]) {
    let sound = forty();
    let (changed, head) = (mutated(&sound.log, log), mutated(&sound.head, head));
    let same = changed.iter().zip(&sound.log);
    let same = same.take_while(|(a, b)| a == b).count();
    JUDGE.with(|judge| {
        judge.put(&changed, Some(&head));
        let verdict = judge.verdict("fuzz");
        if head == sound.head {
            assert_eq!(verdict.read, sound.position_within(same), "{verdict:?}");
            assert_eq!(
                verdict.verify.exit == 0,
                changed == sound.log,
                "{verdict:?}"
            );
        }
    });
}

#[test]
fn logs_and_heads() {
    let rounds = rounds(300, 15_000);
    check!()
        .with_iterations(usize::try_from(rounds).unwrap())
        .with_test_time(std::time::Duration::MAX)
        .with_generator((edits(), edits()))
        .for_each(|(log, head)| is_judged_alike(log, head));
    tell(&format!(
        "fuzz: {rounds} states of log and head after a few edits judged"
    ));
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
