//! The finder's files damaged in every way: flipped, cut, swapped, replaced, missing. The
//! answer is always that of a scan, and the index is sound again afterwards.

use std::fs;
use std::path::Path;

use dateline::clocks::Clocks;
use dateline::facts::History;
use tempfile::TempDir;

use super::kit::{Dice, agrees, database, look};
use super::stages;

/// A finder of a history of 150 entries.
fn built(seed: u64) -> (TempDir, History) {
    let dir = tempfile::tempdir().unwrap();
    let history = stages(seed, &[150]).remove(0);
    agrees(dir.path(), &history, &Clocks::default(), "bond");
    (dir, history)
}

/// Does something to the files; then every answer is right, and the index is whole again.
#[track_caller]
fn mended_after(damage: impl FnOnce(&Path)) -> Vec<String> {
    let (dir, history) = built(1);
    damage(dir.path());
    let first = agrees(dir.path(), &history, &Clocks::default(), "美债");
    let second = agrees(dir.path(), &history, &Clocks::default(), "bond");
    assert!(second.within.is_some(), "{:?}", second.notes);
    let third = look(dir.path(), &history, "bond");
    assert!(third.notes.is_empty(), "{:?}", third.notes);
    first.notes
}

fn assert_rebuilt(notes: &[String], reason: &str) {
    assert_eq!(
        notes[0],
        format!("cache/finder was damaged and is built again: {reason}")
    );
}

#[test]
fn a_flipped_bit_is_noticed_wherever_it_is() {
    let (dir, history) = built(2);
    let mut dice = Dice(3);
    for round in 0..24 {
        let files = database(dir.path());
        let file = &files[round % files.len()];
        let mut bytes = fs::read(file).unwrap();
        let at = dice.roll(bytes.len() as u64) as usize;
        bytes[at] ^= 1 << dice.roll(8);
        fs::write(file, bytes).unwrap();
        let looked = agrees(dir.path(), &history, &Clocks::default(), "bond");
        assert_rebuilt(&looked.notes, "its bytes are not those that were written");
        assert!(looked.within.is_some());
    }
}

#[test]
fn files_that_were_cut_lengthened_or_removed_are_noticed() {
    const REASON: &str = "files are missing, new or of another length";
    for index in 0..3 {
        let cut = mended_after(|dir| {
            let file = &database(dir)[index];
            let bytes = fs::read(file).unwrap();
            fs::write(file, &bytes[..bytes.len() / 2]).unwrap();
        });
        assert_rebuilt(&cut, REASON);
        let emptied = mended_after(|dir| fs::write(&database(dir)[index], "").unwrap());
        assert_rebuilt(&emptied, REASON);
        let removed = mended_after(|dir| fs::remove_file(&database(dir)[index]).unwrap());
        assert_rebuilt(&removed, REASON);
        let longer = mended_after(|dir| {
            let file = &database(dir)[index];
            let bytes = fs::read(file).unwrap();
            fs::write(file, [&bytes[..], &bytes[..]].concat()).unwrap();
        });
        assert_rebuilt(&longer, REASON);
    }
}

#[test]
fn garbage_beside_and_instead_of_files_is_noticed() {
    let beside = mended_after(|dir| fs::write(dir.join("words/snap.00ff"), "garbage").unwrap());
    assert_rebuilt(&beside, "files are missing, new or of another length");
    let folder = mended_after(|dir| fs::create_dir_all(dir.join("words/blobs/more")).unwrap());
    assert_rebuilt(&folder, "something else than files is in it");
    let instead = mended_after(|dir| {
        fs::remove_dir_all(dir.join("words")).unwrap();
        fs::write(dir.join("words"), "garbage").unwrap();
    });
    assert_rebuilt(&instead, "not a directory");
    #[cfg(unix)]
    {
        let link = mended_after(|dir| {
            std::os::unix::fs::symlink("/dev/zero", dir.join("words/link")).unwrap();
        });
        assert_rebuilt(&link, "something else than files is in it");
    }
}

#[test]
fn a_seal_that_is_gone_or_other_is_not_believed() {
    let gone = mended_after(|dir| fs::remove_file(dir.join("seal")).unwrap());
    assert_rebuilt(&gone, "it was not closed");
    let garbage = mended_after(|dir| fs::write(dir.join("seal"), [0xff; 100]).unwrap());
    assert_rebuilt(&garbage, "its seal cannot be read");
    let folder = mended_after(|dir| {
        fs::remove_file(dir.join("seal")).unwrap();
        fs::create_dir(dir.join("seal")).unwrap();
    });
    assert_rebuilt(&folder, "it was not closed");
    let hash = mended_after(|dir| {
        let seal = fs::read_to_string(dir.join("seal")).unwrap();
        fs::write(dir.join("seal"), seal.replace('a', "b")).unwrap();
    });
    assert!(hash[0].starts_with("cache/finder was damaged"), "{hash:?}");
}

/// Who is hurt if not: whoever copies a large store, and waits for an index that is there.
#[test]
fn a_copy_is_believed_for_its_bytes() {
    let (dir, history) = built(4);
    for file in database(dir.path()) {
        let bytes = fs::read(&file).unwrap();
        fs::write(file, bytes).unwrap();
    }
    let looked = agrees(dir.path(), &history, &Clocks::default(), "bond");
    assert!(looked.within.is_some());
    assert_eq!(looked.notes, [""; 0]);
}

#[test]
fn a_database_of_another_log_is_built_again() {
    let other = tempfile::tempdir().unwrap();
    let longer = stages(9, &[151]).remove(0);
    agrees(other.path(), &longer, &Clocks::default(), "bond");
    let notes = mended_after(|dir| {
        for name in ["seal", "words"] {
            let _ = fs::remove_file(dir.join(name));
            let _ = fs::remove_dir_all(dir.join(name));
            fs::rename(other.path().join(name), dir.join(name)).unwrap();
        }
    });
    // Stories share their id, and their roots tell only their lengths apart.
    assert_eq!(
        notes[0],
        "cache/finder is built again: it does not fit the log"
    );
}

#[test]
fn the_directory_may_vanish_or_be_no_directory() {
    let (dir, history) = built(4);
    fs::remove_dir_all(dir.path()).unwrap();
    assert!(
        agrees(dir.path(), &history, &Clocks::default(), "bond")
            .within
            .is_some()
    );
    fs::remove_dir_all(dir.path()).unwrap();
    fs::write(dir.path(), "a file").unwrap();
    let looked = agrees(dir.path(), &history, &Clocks::default(), "bond");
    assert_eq!(looked.within, None);
    assert!(looked.notes[0].starts_with("cache/finder is not used, the log was scanned: "));
    fs::remove_file(dir.path()).unwrap();
    fs::create_dir(dir.path()).unwrap();
}

#[test]
fn whoever_holds_it_is_left_in_peace() {
    let (dir, history) = built(5);
    let before = fs::read(dir.path().join("words/db")).unwrap();
    for (name, reason) in [
        ("lock", "another process is using it"),
        ("words/db", "another process has it open"),
    ] {
        let held = fs::File::open(dir.path().join(name)).unwrap();
        held.try_lock().unwrap();
        let looked = agrees(dir.path(), &history, &Clocks::default(), "bond");
        assert_eq!(looked.within, None);
        assert_eq!(
            looked.notes,
            [format!(
                "cache/finder is not used, the log was scanned: {reason}"
            )]
        );
        drop(held);
        assert!(look(dir.path(), &history, "bond").within.is_some());
    }
    assert_eq!(fs::read(dir.path().join("words/db")).unwrap(), before);
}

#[test]
fn a_lock_that_is_no_file_is_nothing_to_wait_for() {
    let (dir, history) = built(6);
    fs::remove_file(dir.path().join("lock")).unwrap();
    fs::create_dir(dir.path().join("lock")).unwrap();
    let looked = agrees(dir.path(), &history, &Clocks::default(), "bond");
    assert_eq!(looked.within, None);
    assert!(looked.notes[0].ends_with("its lock is not a plain file"));
}
