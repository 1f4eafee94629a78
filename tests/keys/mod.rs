//! `Known` over files gives what plain maps give, whatever happens to the files: the one
//! promise of `cache/keys/`.

mod hostile;
pub mod kit;

use dateline::keys::{FileKnown, Known, MemoryKnown, Settled, settle};
use dateline::log::file::FileLog;
use dateline::log::{Log, START};
use proptest::prelude::*;

use kit::{Dice, append, assert_same, empty_store, keys_dir};

/// One thing that happens to a store.
#[derive(Debug, Clone)]
enum Step {
    Append(u64),
    Settle,
    DeleteCache,
    DeleteFile(usize),
    Garbage(usize, usize),
    Flip(usize, u64),
    Truncate(usize),
    FileForDirectory,
    ForeignManifest,
    OldManifest,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        5 => (1_u64..400).prop_map(Step::Append),
        4 => Just(Step::Settle),
        1 => Just(Step::DeleteCache),
        1 => (0..20_usize).prop_map(Step::DeleteFile),
        1 => (0..20_usize, 0..9000_usize).prop_map(|(file, size)| Step::Garbage(file, size)),
        3 => (0..20_usize, any::<u64>()).prop_map(|(file, bit)| Step::Flip(file, bit)),
        1 => (0..20_usize).prop_map(Step::Truncate),
        1 => Just(Step::FileForDirectory),
        1 => Just(Step::ForeignManifest),
        1 => Just(Step::OldManifest),
    ]
}

fn files(dir: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut found: Vec<_> = std::fs::read_dir(dir)
        .map(|items| {
            items
                .flatten()
                .map(|item| item.path())
                .filter(|path| path.is_file())
                .collect()
        })
        .unwrap_or_default();
    found.sort();
    found
}

fn change(dir: &std::path::Path, number: usize, how: impl FnOnce(&mut Vec<u8>)) {
    let files = files(dir);
    if let Some(path) = files.get(number % files.len().max(1)) {
        let mut bytes = std::fs::read(path).unwrap();
        how(&mut bytes);
        std::fs::write(path, bytes).unwrap();
    }
}

fn take(step: &Step, store: &std::path::Path, dice: &mut Dice, old: &mut Option<Vec<u8>>) {
    let dir = keys_dir(store);
    match step {
        Step::Append(count) => append(store, dice, *count),
        Step::Settle => {
            let log = FileLog::open_reader(store).unwrap();
            settle(&dir, &log, log.path());
        }
        Step::DeleteCache => drop(std::fs::remove_dir_all(store.join("cache"))),
        Step::DeleteFile(number) => {
            let files = files(&dir);
            if let Some(path) = files.get(number % files.len().max(1)) {
                std::fs::remove_file(path).unwrap();
            }
        }
        Step::Garbage(number, size) => change(&dir, *number, |bytes| {
            *bytes = (0..*size).map(|_| dice.roll(256) as u8).collect();
        }),
        Step::Flip(number, bit) => change(&dir, *number, |bytes| {
            let bits = bytes.len() as u64 * 8;
            if bits > 0 {
                bytes[(bit % bits / 8) as usize] ^= 1 << (bit % 8);
            }
        }),
        Step::Truncate(number) => change(&dir, *number, |bytes| bytes.truncate(bytes.len() / 2)),
        Step::FileForDirectory => {
            let _ = std::fs::remove_dir_all(&dir);
            let _ = std::fs::create_dir_all(store.join("cache"));
            let _ = std::fs::write(&dir, "not a directory");
        }
        Step::ForeignManifest => {
            let other = empty_store(7);
            append(other.path(), dice, 300);
            let log = FileLog::open_reader(other.path()).unwrap();
            assert_eq!(
                settle(&keys_dir(other.path()), &log, log.path()),
                Settled::Written(300)
            );
            let _ = std::fs::create_dir_all(&dir);
            let _ = std::fs::copy(
                keys_dir(other.path()).join("manifest"),
                dir.join("manifest"),
            );
        }
        Step::OldManifest => {
            let now = std::fs::read(dir.join("manifest")).ok();
            if let Some(before) = std::mem::replace(old, now) {
                let _ = std::fs::write(dir.join("manifest"), before);
            }
        }
    }
}

fn check(store: &std::path::Path, dice: &mut Dice) {
    let log = FileLog::open_reader(store).unwrap();
    let oracle = MemoryKnown::of(&log).unwrap();
    for use_cache in [true, false] {
        let known = FileKnown::open(&log, log.path(), &keys_dir(store), use_cache).unwrap();
        assert_same(&known, &oracle, dice, 10);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, max_shrink_iters: 100, ..ProptestConfig::default() })]

    #[test]
    fn files_know_what_memory_knows(seed in any::<u64>(), steps in proptest::collection::vec(step(), 3..9)) {
        let store = empty_store(seed % 1000 + 10);
        let mut dice = Dice(seed);
        let mut old = None;
        for step in &steps {
            take(step, store.path(), &mut dice, &mut old);
            check(store.path(), &mut dice);
        }
    }
}

/// Settles. Other tests of this process start programs, and a child holds every open lock for the
/// moment between its fork and its exec: then one tries again.
fn settled(store: &std::path::Path, log: &FileLog) -> Settled {
    let busy = Settled::Skipped("another process is writing them".into());
    let mut tries = (0..200).map(|_| {
        std::thread::sleep(std::time::Duration::from_millis(5));
        settle(&keys_dir(store), log, log.path())
    });
    tries.find(|found| *found != busy).unwrap_or(busy)
}

#[test]
fn a_long_log_is_settled_in_tiers_and_answers_alike() {
    let store = empty_store(1);
    let mut dice = Dice(42);
    let mut most = 0;
    let mut written = 0;
    for round in 0..70 {
        append(store.path(), &mut dice, 290 + round % 3);
        let log = FileLog::open_reader(store.path()).unwrap();
        let position = log.head().position;
        assert_eq!(settled(store.path(), &log), Settled::Written(position));
        let runs = files(&keys_dir(store.path()))
            .iter()
            .filter(|path| path.extension().is_some_and(|end| end == "keys"))
            .count();
        most = most.max(runs);
        written += 1;
    }
    assert_eq!(written, 70);
    assert!(most <= 12, "{most} runs at once");
    let log = FileLog::open_reader(store.path()).unwrap();
    assert!(log.head().position > 20_000);
    let oracle = MemoryKnown::of(&log).unwrap();
    let known = FileKnown::open(&log, log.path(), &keys_dir(store.path()), true).unwrap();
    assert_same(&known, &oracle, &mut dice, 150);
    assert_eq!(known.notes(), Vec::<String>::new());
}

#[test]
fn a_short_tail_is_left_alone() {
    let store = empty_store(2);
    append(store.path(), &mut Dice(1), 256);
    let log = FileLog::open_reader(store.path()).unwrap();
    assert_eq!(
        settle(&keys_dir(store.path()), &log, log.path()),
        Settled::Nothing
    );
    assert!(!keys_dir(store.path()).exists());
}

#[test]
fn settling_twice_writes_nothing_the_second_time() {
    let store = empty_store(3);
    append(store.path(), &mut Dice(1), 300);
    let log = FileLog::open_reader(store.path()).unwrap();
    let mut known = FileKnown::open(&log, log.path(), &keys_dir(store.path()), true).unwrap();
    assert_eq!(known.settle(&log), Settled::Written(300));
    assert_eq!(known.settle(&log), Settled::Nothing);
    let mut scanned = FileKnown::open(&log, log.path(), &keys_dir(store.path()), false).unwrap();
    assert_eq!(scanned.settle(&log), Settled::Nothing);
}

#[test]
fn files_that_went_on_since_the_log_was_opened_tell_nothing_newer() {
    let store = empty_store(6);
    let mut dice = Dice(6);
    append(store.path(), &mut dice, 300);
    let log = FileLog::open_reader(store.path()).unwrap();
    append(store.path(), &mut dice, 300);
    let later = FileLog::open_reader(store.path()).unwrap();
    let written = settle(&keys_dir(store.path()), &later, later.path());
    assert_eq!(written, Settled::Written(600));
    let known = FileKnown::open(&log, log.path(), &keys_dir(store.path()), true).unwrap();
    assert_eq!(known.at(301).unwrap(), None);
    assert_same(&known, &MemoryKnown::of(&log).unwrap(), &mut dice, 200);
}

#[test]
fn the_same_log_gives_the_same_files() {
    let write = || {
        let store = empty_store(4);
        append(store.path(), &mut Dice(5), 600);
        let log = FileLog::open_reader(store.path()).unwrap();
        settle(&keys_dir(store.path()), &log, log.path());
        let dir = keys_dir(store.path());
        files(&dir)
            .iter()
            .map(|path| {
                (
                    path.file_name().unwrap().to_owned(),
                    std::fs::read(path).unwrap(),
                )
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(write(), write());
}

#[test]
fn entries_of_a_log_are_read_only_where_a_key_is() {
    let store = empty_store(5);
    append(store.path(), &mut Dice(9), 300);
    let log = FileLog::open_reader(store.path()).unwrap();
    settle(&keys_dir(store.path()), &log, log.path());
    let known = FileKnown::open(&log, log.path(), &keys_dir(store.path()), true).unwrap();
    let mut ids = Vec::new();
    log.read(START, &mut |read| {
        ids.push(read.entry.id);
        Ok(())
    })
    .unwrap();
    for id in ids {
        assert_eq!(known.by_id(id).unwrap().map(|entry| entry.id), Some(id));
    }
    assert_eq!(known.notes(), Vec::<String>::new());
}
