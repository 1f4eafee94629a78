//! Reads while somebody appends and somebody else deletes the files: every answer is that of the log
//! at the position it cites.

use std::fs;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use dateline::answer::{Answer, By, Filters, Question};
use dateline::clocks::Clocks;
use dateline::facts::History;
use dateline::log::file::FileLog;
use dateline::log::{Log as _, START};
use proptest::strategy::{Strategy, ValueTree};

use super::kit::{Desk, small, told};
use crate::agree::recorded;
use crate::reference::generator;

fn questions() -> Vec<Question> {
    let filters = Filters::default();
    vec![
        Question::Divestment {
            by: By::Holder,
            asset: None,
            why: true,
            filters: filters.clone(),
        },
        Question::Sanctions {
            why: true,
            filters: filters.clone(),
        },
        Question::Sources { why: true, filters },
    ]
}

/// The log's first entries, in memory.
fn first(log: &FileLog, position: u64) -> History {
    let (mut entries, mut leaves) = (Vec::new(), Vec::new());
    log.read(START, &mut |read| {
        if read.entry.position <= position {
            entries.push(read.entry);
            leaves.push(read.leaf);
        }
        Ok(())
    })
    .unwrap();
    History::from_entries(log.header().clone(), entries, leaves)
}

/// Asks until the writer is done, and once more.
fn read(desk: &Desk, over: &AtomicBool, asked: &AtomicU64) -> Vec<(Question, Answer)> {
    let mut found = Vec::new();
    for question in questions().into_iter().cycle() {
        let last = over.load(Ordering::SeqCst);
        let answer = desk.ask(&Clocks::default(), &question).unwrap();
        asked.fetch_add(1, Ordering::SeqCst);
        found.push((question, answer));
        if last {
            break;
        }
    }
    found
}

#[test]
fn reads_go_on_while_others_append_and_delete() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let commits = generator::histories(60).new_tree(&mut runner).unwrap();
    let bench = recorded(&commits.current());
    let mut desk = Desk::new(bench.log().header(), small());
    desk.append_up_to(&bench, 1);
    let readers = [desk.again(), desk.again()];
    let cleaner = desk.again();
    let (over, asked) = (AtomicBool::new(false), AtomicU64::new(0));
    let answers: Vec<(Question, Answer)> = std::thread::scope(|scope| {
        let reading: Vec<_> = readers
            .iter()
            .map(|desk| scope.spawn(|| read(desk, &over, &asked)))
            .collect();
        scope.spawn(|| {
            while !over.load(Ordering::SeqCst) {
                let _ = fs::remove_dir_all(cleaner.cache());
                std::thread::sleep(std::time::Duration::from_millis(7));
            }
        });
        for position in 2..=bench.position() {
            desk.append_up_to(&bench, position);
            // The readers are to see many positions.
            let before = asked.load(Ordering::SeqCst);
            while position % 4 == 0 && asked.load(Ordering::SeqCst) < before + 2 {
                std::thread::yield_now();
            }
        }
        over.store(true, Ordering::SeqCst);
        let found = reading.into_iter().map(|reader| reader.join().unwrap());
        found.flatten().collect()
    });
    let log = FileLog::open_reader(desk.dir()).unwrap();
    let mut cited = std::collections::BTreeSet::new();
    for (question, answer) in answers {
        let position = answer.citation.position;
        cited.insert(position);
        let slow = told(&first(&log, position), &Clocks::default(), &question);
        assert_eq!(Ok(answer), slow, "@{position}");
    }
    assert!(cited.len() > 5, "{cited:?}");
}
