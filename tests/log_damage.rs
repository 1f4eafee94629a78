//! Damage to a log on disk: every cut, every flipped bit, lines swapped, doubled and dropped.
//! What `schema/log-format.md` §10 says of each is checked case by case, to readers and to the
//! next writer. Nothing here may panic, and nothing wrong before the head may pass unseen.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use dateline::log::file::{FileLog, HEAD, LOG, RECOVERED};
use dateline::log::{Log, LogError};

use crate::log_kit::{PATIENCE, append, are_the_first, read_all, seen, store};

/// A store's log and head, kept in memory to be put back in every state of damage.
struct Sound {
    dir: tempfile::TempDir,
    log: Vec<u8>,
    head: Vec<u8>,
    /// Bytes at which commits end, the header's end first; positions there.
    ends: Vec<(usize, u64)>,
}

fn sound(commits: &[u64]) -> Sound {
    let dir = store(commits);
    let log = fs::read(dir.path().join(LOG)).unwrap();
    let head = fs::read(dir.path().join(HEAD)).unwrap();
    let mut ends = Vec::new();
    let (mut at, mut position) = (0, 0);
    for line in log.split_inclusive(|byte| *byte == b'\n') {
        at += line.len();
        position += u64::from(line.starts_with(b"{\"entry\""));
        if !line.starts_with(b"{\"entry\"") {
            ends.push((at, position));
        }
    }
    Sound {
        dir,
        log,
        head,
        ends,
    }
}

impl Sound {
    fn path(&self) -> &Path {
        self.dir.path()
    }

    /// Writes the files anew; `None` for a head that is not there.
    fn put(&self, log: &[u8], head: Option<&[u8]>) {
        overwrite(&self.path().join(LOG), log);
        let path = self.path().join(HEAD);
        match head {
            Some(head) => overwrite(&path, head),
            None => drop(fs::remove_file(path)),
        }
        let _ = fs::remove_dir_all(self.path().join(RECOVERED));
    }

    /// The position of the last commit that ends within that many bytes.
    fn position_within(&self, bytes: usize) -> Option<u64> {
        let ends = self.ends.iter().rev();
        ends.into_iter().find(|end| end.0 <= bytes).map(|end| end.1)
    }

    /// The head file with its newer slot wiped: as it was one commit earlier.
    fn older_head(&self) -> Vec<u8> {
        let newer = (self.ends.len() - 1) % 2;
        let mut head = self.head.clone();
        head[newer * 4096..(newer + 1) * 4096].fill(0);
        head
    }

    /// What was moved to `recovered/`, all files one after the other.
    fn recovered(&self) -> Vec<u8> {
        let Ok(folder) = fs::read_dir(self.path().join(RECOVERED)) else {
            return Vec::new();
        };
        folder
            .flat_map(|file| fs::read(file.unwrap().path()).unwrap())
            .collect()
    }
}

/// Replaces the bytes of a file where they stand (much cheaper than making it anew).
fn overwrite(path: &Path, bytes: &[u8]) {
    let mut file = fs::File::options()
        .write(true)
        .create(true)
        .truncate(false)
        .open(path)
        .unwrap();
    file.write_all(bytes).unwrap();
    file.set_len(bytes.len() as u64).unwrap();
}

/// A log cut to `length` bytes whose head speaks of `bound` bytes (`None`: no head).
fn check_cut(case: &Sound, length: usize, head: Option<&[u8]>, bound: Option<usize>) {
    let cut = &case.log[..length];
    case.put(cut, head);
    let due = case.position_within(length);
    let (entries, error) = seen(case.path());
    assert_eq!(entries.len() as u64, due.unwrap_or(0), "cut at {length}");
    assert!(are_the_first(&entries));
    let short = bound.is_some_and(|bound| length < bound);
    match (&error, due) {
        (Some(LogError::Lost { found, .. }), _) if short => assert_eq!(*found, due.unwrap_or(0)),
        (Some(LogError::Damaged { sound: 0, .. }), None) if bound.is_none() => {}
        (None, Some(_)) if !short => {}
        other => panic!("cut at {length}: {other:?}"),
    }
    // Writing is slow (it syncs): every cut near a boundary, and every ninth elsewhere.
    let near = case.ends.iter().any(|end| length.abs_diff(end.0) < 3);
    if !near && length % 9 > 0 {
        return;
    }
    let before = (fs::read(case.path().join(LOG)).unwrap(), case.recovered());
    match FileLog::open_writer(case.path(), PATIENCE) {
        Err(refused) => {
            assert!(error.is_some(), "cut at {length}: {refused}");
            assert_eq!(
                before,
                (fs::read(case.path().join(LOG)).unwrap(), case.recovered())
            );
        }
        Ok(mut log) => {
            assert!(error.is_none(), "cut at {length}");
            let end = case
                .ends
                .iter()
                .rev()
                .find(|end| end.0 <= length)
                .unwrap()
                .0;
            assert_eq!(case.recovered(), &cut[end..], "cut at {length}");
            assert_eq!(log.recovery().torn, (length - end) as u64);
            append(&mut log, 1).unwrap();
            drop(log);
            let (entries, error) = seen(case.path());
            assert!(error.is_none());
            assert_eq!(entries.len() as u64, due.unwrap() + 1);
            assert!(
                fs::read(case.path().join(LOG))
                    .unwrap()
                    .starts_with(&cut[..end])
            );
        }
    }
}

#[test]
fn every_cut_is_a_tail_or_a_loss() {
    let case = sound(&[1, 2, 1]);
    let whole = case.log.len();
    let before = case.ends[case.ends.len() - 2].0;
    let older = case.older_head();
    let mut torn = case.head.clone();
    torn[4096 * ((case.ends.len() - 1) % 2) + 700..].fill(b'x');
    torn[..4096 * ((case.ends.len() - 1) % 2)]
        .clone_from_slice(&case.head[..4096 * ((case.ends.len() - 1) % 2)]);
    for length in 0..=whole {
        check_cut(&case, length, Some(&case.head), Some(whole));
        check_cut(&case, length, Some(&older), Some(before));
        check_cut(&case, length, None, None);
    }
    for length in (0..=whole).step_by(7) {
        check_cut(&case, length, Some(&[0; 8192]), None);
        check_cut(&case, length, Some(&case.head[..100]), None);
        check_cut(&case, length, Some(b""), None);
    }
}

#[test]
fn every_flipped_bit_before_the_head_is_noticed() {
    let case = sound(&[1, 2]);
    case.put(&case.log, Some(&case.head));
    for bit in 0..8 * case.log.len() {
        let mut flipped = case.log.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        case.put(&flipped, Some(&case.head));
        let (entries, error) = seen(case.path());
        let whole = case.position_within(bit / 8).unwrap_or(0);
        // A flip in the header is noticed at entry 1 at the latest; one that makes the format
        // or a schema a newer one is noticed as that.
        match error {
            Some(LogError::Damaged { sound, .. }) => assert_eq!(sound, whole, "bit {bit}"),
            Some(LogError::Newer { .. }) => {}
            other => panic!("bit {bit}: {other:?}"),
        }
        assert_eq!(entries.len() as u64, whole, "bit {bit}");
        assert!(are_the_first(&entries));
        if bit % 37 == 0 {
            let refused = FileLog::open_writer(case.path(), PATIENCE).unwrap_err();
            assert!(
                matches!(refused, LogError::Damaged { .. } | LogError::Newer { .. }),
                "{refused}"
            );
            assert_eq!(fs::read(case.path().join(LOG)).unwrap(), flipped);
            assert!(!case.path().join(RECOVERED).exists());
        }
    }
}

#[test]
fn every_flipped_bit_beyond_the_head_is_a_torn_tail() {
    let case = sound(&[1, 2]);
    let older = case.older_head();
    let from = case.ends[1].0;
    for bit in 8 * from..8 * case.log.len() {
        let mut flipped = case.log.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        case.put(&flipped, Some(&older));
        let (entries, error) = seen(case.path());
        assert!(
            matches!(error, None | Some(LogError::Newer { .. })),
            "bit {bit}: {error:?}"
        );
        if error.is_none() {
            assert_eq!(entries.len(), 1, "bit {bit}");
        }
        if bit % 97 == 0 && error.is_none() {
            let mut log = FileLog::open_writer(case.path(), PATIENCE).unwrap();
            assert_eq!(case.recovered(), &flipped[from..]);
            append(&mut log, 2).unwrap();
            assert_eq!(fs::read(case.path().join(LOG)).unwrap(), case.log);
        }
    }
}

#[test]
fn every_flipped_bit_of_the_head_falls_back_on_the_older_slot() {
    let case = sound(&[1, 1]);
    for bit in (0..8 * case.head.len())
        // The padding needs no look at every bit.
        .filter(|bit| bit / 8 % 4096 < 700 && bit % 3 == 0 || bit % 61 == 0)
    {
        let mut flipped = case.head.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        case.put(&case.log, Some(&flipped));
        let log = FileLog::open_reader(case.path()).unwrap();
        assert!(!log.recovery().head_lost);
        // Slot 0 is the newer one here: it took sequence 2.
        assert_eq!(log.recovery().kept, u64::from(bit / 8 < 4096), "bit {bit}");
        let (entries, end) = read_all(&log);
        assert!(end.is_ok() && entries.len() == 2);
    }
}

fn lines(log: &[u8]) -> Vec<Vec<u8>> {
    log.split_inclusive(|byte| *byte == b'\n')
        .map(<[u8]>::to_vec)
        .collect()
}

#[test]
fn lines_swapped_doubled_or_dropped_are_noticed() {
    let case = sound(&[2, 1, 2]);
    let lines = lines(&case.log);
    let mut states: Vec<(String, Vec<Vec<u8>>)> = Vec::new();
    for one in 0..lines.len() {
        let mut without = lines.clone();
        without.remove(one);
        states.push((format!("without {one}"), without));
        let mut doubled = lines.clone();
        doubled.insert(one, lines[one].clone());
        states.push((format!("twice {one}"), doubled));
        for other in one + 1..lines.len() {
            let mut swapped = lines.clone();
            swapped.swap(one, other);
            states.push((format!("{one} and {other} swapped"), swapped));
        }
    }
    for (name, state) in states {
        case.put(&state.concat(), Some(&case.head));
        let (entries, error) = seen(case.path());
        assert!(are_the_first(&entries), "{name}");
        // Doubling the last line leaves everything before the head's end as it was.
        if name == format!("twice {}", lines.len() - 1) {
            assert!(error.is_none() && entries.len() == 5, "{name}: {error:?}");
        } else {
            assert!(
                matches!(
                    error,
                    Some(LogError::Damaged { .. } | LogError::Lost { .. })
                ),
                "{name}: {error:?}"
            );
            assert!(
                FileLog::open_writer(case.path(), PATIENCE).is_err(),
                "{name}"
            );
        }
    }
}

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
