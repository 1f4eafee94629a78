//! What happens to the files between two reads: appends, other limits, deletion, what a crash leaves,
//! flipped bits, cut files. Whatever it is, the answer is that of the log.

use std::fs;

use dateline::answer::{By, Filters, Question};
use dateline::clocks::Clocks;
use dateline::log::Log as _;
use proptest::prelude::*;

use super::kit::{Desk, files, limits, small, told};
use crate::agree::{clocks, question, recorded};
use crate::reference::generator;

/// What may happen between two reads.
#[derive(Debug, Clone)]
enum Meanwhile {
    /// So many more of the log's entries come in.
    Append(u8),
    /// `cache/columns/` is gone.
    Delete,
    /// One of its files is gone.
    DeleteOne(u8),
    /// A bit of one of its files is another.
    Flip(u8, u32),
    /// One of its files ends early, or is longer.
    Cut(u8, u32),
    /// A process ended while it wrote a run.
    Crash(u8, u32),
    /// The last reader was built with other limits.
    Limits(dateline::columns::Limits),
}

fn meanwhile() -> impl Strategy<Value = Meanwhile> {
    prop_oneof![
        5 => (1..30_u8).prop_map(Meanwhile::Append),
        1 => Just(Meanwhile::Delete),
        1 => any::<u8>().prop_map(Meanwhile::DeleteOne),
        6 => any::<(u8, u32)>().prop_map(|(file, at)| Meanwhile::Flip(file, at)),
        2 => any::<(u8, u32)>().prop_map(|(file, at)| Meanwhile::Cut(file, at)),
        1 => any::<(u8, u32)>().prop_map(|(file, at)| Meanwhile::Crash(file, at)),
        1 => limits().prop_map(Meanwhile::Limits),
    ]
}

fn happen(what: &Meanwhile, desk: &mut Desk, bench: &crate::agree::Bench, at: &mut u64) {
    let all = files(&desk.cache());
    let chosen = |number: &u8| all.get(usize::from(*number) % all.len().max(1)).cloned();
    match what {
        Meanwhile::Append(many) => {
            let to = (*at + u64::from(*many)).min(bench.position());
            *at = desk.append_up_to(bench, to).position;
        }
        Meanwhile::Delete => {
            let _ = fs::remove_dir_all(desk.cache());
        }
        Meanwhile::DeleteOne(number) => {
            if let Some(path) = chosen(number) {
                fs::remove_file(path).unwrap();
            }
        }
        Meanwhile::Flip(number, bit) => desk.flip((*number, *bit)),
        Meanwhile::Cut(number, length) => {
            if let Some(path) = chosen(number) {
                let mut bytes = fs::read(&path).unwrap();
                bytes.resize(*length as usize % (bytes.len() + 20), 7);
                fs::write(&path, bytes).unwrap();
            }
        }
        Meanwhile::Crash(number, length) => {
            if let Some(path) = chosen(number) {
                let mut bytes = fs::read(&path).unwrap();
                bytes.truncate(*length as usize % (bytes.len() + 1));
                fs::write(desk.cache().join("run-crashed"), &bytes).unwrap();
                fs::write(desk.cache().join("manifest-crashed"), &bytes).unwrap();
            }
        }
        Meanwhile::Limits(limits) => desk.limits = *limits,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens_to_the_files_the_answer_is_that_of_the_log(
        commits in generator::histories(60),
        steps in prop::collection::vec((meanwhile(), generator::queries(), generator::views()), 1..14),
        limits in limits(),
    ) {
        let bench = recorded(&commits);
        if bench.position() == 0 {
            return Ok(());
        }
        let mut desk = Desk::new(bench.log().header(), limits);
        let mut at = desk.append_up_to(&bench, 1).position;
        for (what, query, view) in steps {
            happen(&what, &mut desk, &bench, &mut at);
            let entries = &bench.entries()[..at as usize];
            let query = query.of(entries);
            let asked = question(&view.of(entries, &query));
            let slow = told(&desk.held(), &clocks(&query), &asked);
            let fast = desk.ask(&clocks(&query), &asked);
            prop_assert_eq!(slow, fast, "{:?}: {:?} {:?}", what, query, asked);
        }
    }
}

fn everything() -> Question {
    Question::Divestment {
        by: By::Holder,
        asset: None,
        why: true,
        filters: Filters::default(),
    }
}

/// A log with some of everything that divestment rests on.
pub fn some() -> crate::agree::Bench {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let commits = generator::histories(60).new_tree(&mut runner).unwrap();
    let mut commits = commits.current();
    let exit = serde_json::json!({
        "kind": "fund_exit", "label": "an-exit", "happened": "2026-01-02", "stage": "announced",
        "holder": {"id": "one", "name": "One", "country": "DK"},
        "asset": {"class": "us_treasury", "issuer": "US"},
        "amount": {"value": "5", "currency": "USD"},
        "sources": [{"publisher": "Reuters", "published": "2026-01-02"}],
    });
    commits.push(vec![exit]);
    recorded(&commits)
}

#[test]
fn every_bit_of_every_block_is_watched() {
    let bench = some();
    let limits = dateline::columns::Limits {
        least: 0,
        tail: 0,
        segment: 4000,
        names: 20,
        threads: 1,
    };
    let desk = Desk::of(&bench, limits);
    let slow = told(&desk.held(), &Clocks::default(), &everything());
    assert_eq!(desk.ask(&Clocks::default(), &everything()), slow);
    for path in files(&desk.cache()) {
        let whole = fs::read(&path).unwrap();
        for byte in (0..whole.len()).step_by(7) {
            let mut bytes = whole.clone();
            bytes[byte] ^= 1 << (byte % 8);
            fs::write(&path, &bytes).unwrap();
            let history = desk.filed();
            let fast = told(&history, &Clocks::default(), &everything());
            assert!(
                history.doubt().is_some() || fast == slow,
                "byte {byte} of {}",
                path.display()
            );
            // A reader that had a doubt when it opened has built the run again.
            fs::write(&path, &whole).unwrap();
        }
    }
}

#[test]
fn verify_finds_what_the_log_would_not_give() {
    let bench = some();
    let mut desk = Desk::new(bench.log().header(), small());
    assert!(desk.check().is_ok(), "nothing there is as good");
    for step in 1..=4 {
        desk.append_up_to(&bench, bench.position() * step / 4);
        desk.filed();
        assert_eq!(desk.check(), Ok(()));
    }
    let mut runs = files(&desk.cache());
    runs.retain(|path| path.extension().is_some_and(|end| end == "cols"));
    let last = runs.pop().unwrap();
    let mut bytes = fs::read(&last).unwrap();
    bytes[10] ^= 1;
    fs::write(&last, bytes).unwrap();
    assert!(desk.check().is_err());
}
