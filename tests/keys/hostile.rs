//! A cache that lies, or is not one: the answers stay those of the log, and nothing fails.
//! Owns the ways in which `cache/keys/` is spoilt; asks what an honest index would be asked.

use std::path::Path;

use dateline::keys::{FileKnown, Known, MemoryKnown, Settled, settle};
use dateline::log::file::FileLog;

use super::kit::{Dice, append, assert_same, empty_store, keys_dir};

/// Opens a store whose cache something was done to; the answers must be right all the same.
fn after(what: impl FnOnce(&Path, &Path)) -> Vec<String> {
    let store = empty_store(20);
    let mut dice = Dice(20);
    append(store.path(), &mut dice, 400);
    let log = FileLog::open_reader(store.path()).unwrap();
    settle(&keys_dir(store.path()), &log, log.path());
    append(store.path(), &mut dice, 300);
    what(store.path(), &keys_dir(store.path()));
    let log = FileLog::open_reader(store.path()).unwrap();
    let oracle = MemoryKnown::of(&log).unwrap();
    let known = FileKnown::open(&log, log.path(), &keys_dir(store.path()), true).unwrap();
    assert_same(&known, &oracle, &mut dice, 60);
    append(store.path(), &mut dice, 300);
    let log = FileLog::open_reader(store.path()).unwrap();
    let _ = settle(&keys_dir(store.path()), &log, log.path());
    let again = FileKnown::open(&log, log.path(), &keys_dir(store.path()), true).unwrap();
    assert_same(&again, &MemoryKnown::of(&log).unwrap(), &mut dice, 60);
    known.notes()
}

fn in_place_of(path: &Path) {
    let _ = std::fs::remove_file(path);
    let _ = std::fs::remove_dir_all(path);
}

#[test]
fn directories_stand_where_files_should() {
    let notes = after(|_, dir| {
        for name in ["manifest", "lock"] {
            in_place_of(&dir.join(name));
            std::fs::create_dir_all(dir.join(name).join("inside")).unwrap();
        }
    });
    assert!(!notes.is_empty());
}

#[test]
fn a_link_to_nowhere_stands_for_the_manifest() {
    #[cfg(unix)]
    after(|_, dir| {
        in_place_of(&dir.join("manifest"));
        std::os::unix::fs::symlink("/nowhere/at/all", dir.join("manifest")).unwrap();
    });
}

#[test]
fn a_file_stands_for_the_whole_cache() {
    after(|store, _| {
        in_place_of(&store.join("cache"));
        std::fs::write(store.join("cache"), [0xff; 10]).unwrap();
    });
}

#[test]
fn a_pipe_stands_for_the_manifest_and_nobody_waits_for_it() {
    let made = std::process::Command::new("mkfifo")
        .arg("--version")
        .output()
        .is_ok();
    if !made {
        println!("SKIP: mkfifo is missing");
        return;
    }
    after(|_, dir| {
        for name in ["manifest", "lock"] {
            in_place_of(&dir.join(name));
            std::process::Command::new("mkfifo")
                .arg(dir.join(name))
                .status()
                .unwrap();
        }
    });
}

#[test]
fn a_manifest_of_a_log_that_was_restored_and_went_another_way_is_not_believed() {
    let store = empty_store(21);
    append(store.path(), &mut Dice(1), 100);
    let (log, head) = (store.path().join("log.jsonl"), store.path().join("head"));
    let before = (std::fs::read(&log).unwrap(), std::fs::read(&head).unwrap());
    append(store.path(), &mut Dice(2), 300);
    let reader = FileLog::open_reader(store.path()).unwrap();
    assert_eq!(
        settle(&keys_dir(store.path()), &reader, reader.path()),
        Settled::Written(400)
    );
    std::fs::write(&log, before.0).unwrap();
    std::fs::write(&head, before.1).unwrap();
    append(store.path(), &mut Dice(3), 300);
    let log = FileLog::open_reader(store.path()).unwrap();
    let known = FileKnown::open(&log, log.path(), &keys_dir(store.path()), true).unwrap();
    assert_same(&known, &MemoryKnown::of(&log).unwrap(), &mut Dice(4), 300);
    assert!(
        known
            .notes()
            .iter()
            .any(|note| note.contains("does not fit")),
        "{:?}",
        known.notes()
    );
}

#[test]
fn runs_of_two_logs_that_changed_places_are_noticed() {
    let store = empty_store(22);
    let other = empty_store(23);
    for (dir, seed) in [(store.path(), 1), (other.path(), 2)] {
        append(dir, &mut Dice(seed), 300);
        let log = FileLog::open_reader(dir).unwrap();
        settle(&keys_dir(dir), &log, log.path());
    }
    let run = |dir: &Path, end: &str| {
        let inside = std::fs::read_dir(keys_dir(dir))
            .unwrap()
            .flatten()
            .map(|item| item.path());
        inside
            .into_iter()
            .find(|path| path.extension().is_some_and(|found| found == end))
            .unwrap()
    };
    for end in ["keys", "at"] {
        std::fs::copy(run(other.path(), end), run(store.path(), end)).unwrap();
    }
    let log = FileLog::open_reader(store.path()).unwrap();
    let known = FileKnown::open(&log, log.path(), &keys_dir(store.path()), true).unwrap();
    assert_same(&known, &MemoryKnown::of(&log).unwrap(), &mut Dice(4), 300);
}

#[test]
fn what_crashes_left_is_cleared_and_what_is_not_ours_stays() {
    after(|_, dir| {
        std::fs::create_dir_all(dir.join("sort-abc")).unwrap();
        std::fs::write(dir.join("1-9-0123.keys"), "x").unwrap();
        std::fs::write(dir.join("notes.txt"), "x").unwrap();
    });
    let store = empty_store(24);
    append(store.path(), &mut Dice(1), 300);
    let dir = keys_dir(store.path());
    std::fs::create_dir_all(dir.join("sort-abc")).unwrap();
    std::fs::write(dir.join("1-9-0123.at"), "x").unwrap();
    std::fs::write(dir.join("notes.txt"), "x").unwrap();
    let log = FileLog::open_reader(store.path()).unwrap();
    settle(&dir, &log, log.path());
    assert!(!dir.join("sort-abc").exists() && !dir.join("1-9-0123.at").exists());
    assert!(dir.join("notes.txt").exists());
}

#[test]
fn an_empty_log_knows_nothing() {
    let store = empty_store(25);
    let log = FileLog::open_reader(store.path()).unwrap();
    let known = FileKnown::open(&log, log.path(), &keys_dir(store.path()), true).unwrap();
    assert_eq!(known.position(), 0);
    assert_eq!(known.at(0).unwrap(), None);
    assert_eq!(known.at(1).unwrap(), None);
    assert_eq!(known.by_label("a").unwrap(), None);
    assert_eq!(known.party("a").unwrap(), None);
}
