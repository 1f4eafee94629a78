//! What happens to the log itself under its files: bits flipped, bytes cut out, by somebody who is
//! no writer of it. Files are then no reason to say less than a whole reading of the log does.

use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

use dateline::columns;
use dateline::facts::History;
use dateline::log::Log as _;
use dateline::log::file::FileLog;
use proptest::prelude::*;

use super::kit::{Desk, limits, told};
use crate::agree::{clocks, question, recorded};
use crate::reference::generator;

/// Writes a log as an editor would. (Its time is set: two writes may share a tick of the clock.)
fn rewrite(path: &Path, bytes: &[u8], seconds: u64) {
    fs::write(path, bytes).unwrap();
    let file = fs::File::options().write(true).open(path).unwrap();
    let at = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
    file.set_modified(at).unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn files_are_built_of_no_log_that_a_reader_refuses(
        commits in generator::histories(30),
        flips in prop::collection::vec((any::<u32>(), any::<bool>()), 1..8),
        limits in limits(),
        asked in (generator::queries(), generator::views()),
    ) {
        let bench = recorded(&commits);
        if bench.position() == 0 {
            return Ok(());
        }
        let desk = Desk::of(&bench, limits);
        let path = desk.dir().join("log.jsonl");
        let whole = fs::read(&path).unwrap();
        for (seconds, (bit, filed)) in (1..).zip(flips) {
            rewrite(&path, &whole, 1000 + seconds);
            if filed {
                desk.filed();
            } else {
                let _ = fs::remove_dir_all(desk.cache());
            }
            let bit = bit as usize % (whole.len() * 8);
            let mut bytes = whole.clone();
            bytes[bit / 8] ^= 1 << (bit % 8);
            rewrite(&path, &bytes, 2000 + seconds);
            let Ok(log) = FileLog::open_reader(desk.dir()) else { continue };
            let (held, damage) = History::load(&log);
            if log.trouble().is_some() {
                continue;
            }
            let header = log.header().clone();
            match columns::open(&desk.cache(), None, log, desk.limits, &|_, _| {}) {
                Err(_) => prop_assert!(damage.is_some(), "bit {bit}: doubted without need"),
                Ok(opened) => {
                    prop_assert!(damage.is_none(), "bit {bit}, filed before: {filed}: {damage:?}");
                    let filed = History::from_files(header, opened.files);
                    let entries = bench.entries();
                    let query = asked.0.of(&entries);
                    let question = question(&asked.1.of(&entries, &query));
                    prop_assert_eq!(told(&held, &clocks(&query), &question), told(&filed, &clocks(&query), &question));
                }
            }
        }
    }
}

#[test]
fn a_copy_of_a_store_is_filed_once() {
    let bench = super::damage::some();
    let mut limits = super::kit::small();
    limits.tail = 2;
    let desk = Desk::of(&bench, limits);
    desk.filed();
    let path = desk.dir().join("log.jsonl");
    let whole = fs::read(&path).unwrap();
    rewrite(&path, &whole, 1000);
    let opened = |desk: &Desk| {
        let log = FileLog::open_reader(desk.dir()).unwrap();
        columns::open(&desk.cache(), None, log, limits, &|_, _| {})
            .unwrap()
            .notes
    };
    let notes = opened(&desk);
    assert!(
        notes[0].contains("written to by another program"),
        "{notes:?}"
    );
    assert!(notes[1].starts_with("columns: filed"), "{notes:?}");
    assert_eq!(opened(&desk), Vec::<String>::new());
}
