//! One suite over every kind of log: what the trait `Log` promises holds for each of them, or
//! it is not promised. A new kind of log is one more line in `each_kind`.

use dateline::log::file::FileLog;
use dateline::log::memory::MemoryLog;
use dateline::log::{Log, LogError, Mark, NewEntry, START};

use crate::log_kit::{PATIENCE, append, are_the_first, header, id, new_entry, read_all, stamp};

/// Runs a check on an empty log of each kind.
fn each_kind(check: &dyn Fn(&mut dyn Log)) {
    check(&mut MemoryLog::new(header()));
    let dir = tempfile::tempdir().unwrap();
    FileLog::create(dir.path(), &header()).unwrap();
    check(&mut FileLog::open_writer(dir.path(), PATIENCE).unwrap());
}

#[test]
fn an_empty_log_says_so() {
    each_kind(&|log| {
        assert_eq!(log.header(), &header());
        assert_eq!(log.head().position, 0);
        assert_eq!(log.head().recorded_at, None);
        assert_eq!(
            log.head().root(),
            "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
        );
        let (entries, end) = read_all(log);
        assert!(entries.is_empty() && end.is_ok());
        assert!(matches!(log.entry(START), Err(LogError::NotThere { .. })));
    });
}

#[test]
fn what_is_appended_is_read_back() {
    each_kind(&|log| {
        for count in [1, 3, 2] {
            append(log, count).unwrap();
        }
        assert_eq!(log.head().position, 6);
        assert_eq!(log.head().recorded_at, Some(stamp(5).recorded_at));
        let (entries, end) = read_all(log);
        end.unwrap();
        assert_eq!(entries.len(), 6);
        assert!(are_the_first(&entries));
        for (entry, commit) in entries.iter().zip([1, 2, 2, 2, 5, 5]) {
            assert_eq!(entry.recorded_at, stamp(commit).recorded_at);
            assert_eq!(entry.event.canonical(), new_entry(entry.position).event);
        }
    });
}

#[test]
fn the_same_entries_give_the_same_root_in_every_kind() {
    let roots = std::cell::RefCell::new(Vec::new());
    each_kind(&|log| {
        for count in [2, 1, 5, 9] {
            append(log, count).unwrap();
        }
        roots.borrow_mut().push(log.head().root());
    });
    let roots = roots.into_inner();
    assert!(roots.windows(2).all(|pair| pair[0] == pair[1]), "{roots:?}");
}

#[test]
fn a_read_from_the_middle_gives_the_rest() {
    each_kind(&|log| {
        append(log, 3).unwrap();
        let known = log.head().clone();
        append(log, 2).unwrap();
        append(log, 4).unwrap();
        let mut marks = Vec::new();
        log.read(START, &mut |read| {
            marks.push((read.mark, read.leaf, read.length));
            Ok(())
        })
        .unwrap();
        for start in 0..marks.len() {
            let mut rest = Vec::new();
            log.read(marks[start].0, &mut |read| {
                rest.push((read.mark, read.leaf, read.length));
                Ok(())
            })
            .unwrap();
            assert_eq!(rest, marks[start..]);
            let one = log.entry(marks[start].0).unwrap();
            assert_eq!((one.mark, one.leaf, one.length), marks[start]);
            assert_eq!(one.entry.position, start as u64 + 1);
        }
        let mut rest = Vec::new();
        log.read_after(&known, &mut |read| {
            rest.push(read.mark);
            Ok(())
        })
        .unwrap();
        assert_eq!(
            rest,
            marks[3..].iter().map(|mark| mark.0).collect::<Vec<_>>()
        );
        let end = log.head().clone();
        log.read_after(&end, &mut |_| panic!("nothing is left"))
            .unwrap();
    });
}

#[test]
fn an_entry_that_is_not_there_is_an_error() {
    each_kind(&|log| {
        append(log, 2).unwrap();
        for position in [0, 3, u64::MAX] {
            let mark = Mark {
                position,
                offset: u64::MAX,
            };
            assert!(matches!(log.entry(mark), Err(LogError::NotThere { .. })));
        }
    });
}

#[test]
fn a_reader_may_stop_a_walk() {
    each_kind(&|log| {
        append(log, 3).unwrap();
        let mut count = 0;
        let end = log.read(START, &mut |_| {
            count += 1;
            if count == 2 {
                Err(LogError::Poisoned)
            } else {
                Ok(())
            }
        });
        assert!(matches!(end, Err(LogError::Poisoned)));
        assert_eq!(count, 2);
    });
}

/// Tries an append that must fail, and sees that nothing came of it.
fn refused(
    log: &mut dyn Log,
    expected: u64,
    number: u64,
    entries: Vec<std::io::Result<NewEntry>>,
) -> LogError {
    let before = log.head().clone();
    let error = log
        .append(expected, &stamp(number), &mut entries.into_iter())
        .unwrap_err();
    assert_eq!(log.head(), &before);
    let (entries, end) = read_all(log);
    end.unwrap();
    assert_eq!(entries.len() as u64, before.position);
    error
}

#[test]
fn an_append_that_fails_leaves_nothing() {
    each_kind(&|log| {
        append(log, 2).unwrap();
        let error = refused(log, 1, 9, vec![Ok(new_entry(9))]);
        assert!(matches!(
            error,
            LogError::Conflict {
                expected: 1,
                actual: 2
            }
        ));
        for earlier in [0, 1] {
            let error = refused(log, 2, earlier, vec![Ok(new_entry(9))]);
            assert!(matches!(error, LogError::NotLater { .. }), "{error}");
        }
        let mut long = new_entry(9);
        long.event = long.event.replace("number", &"n".repeat(1 << 20));
        let error = refused(log, 2, 9, vec![Ok(new_entry(8)), Ok(long.clone())]);
        assert!(
            matches!(error, LogError::TooLong { bytes } if bytes > 1 << 20),
            "{error}"
        );
        let error = refused(log, 2, 9, vec![Ok(long)]);
        assert!(matches!(error, LogError::TooLong { .. }), "{error}");
        let broken = std::io::Error::other("the spool is gone");
        let error = refused(log, 2, 9, vec![Ok(new_entry(8)), Err(broken)]);
        assert!(matches!(error, LogError::NotDrawn { .. }), "{error}");
        append(log, 1).unwrap();
        assert_eq!(log.head().position, 3);
    });
}

#[test]
fn an_append_of_nothing_is_nothing() {
    each_kind(&|log| {
        append(log, 1).unwrap();
        let before = log.head().clone();
        let after = log.append(1, &stamp(9), &mut std::iter::empty()).unwrap();
        assert_eq!((after, log.head()), (before.clone(), &before));
    });
}

#[test]
fn a_line_of_exactly_one_mebibyte_is_taken() {
    each_kind(&|log| {
        append(log, 1).unwrap();
        let frame = {
            let mut marks = Vec::new();
            log.read(START, &mut |read| {
                marks.push(read.length);
                Ok(())
            })
            .unwrap();
            // Entry 1 has a `log` member of 53 bytes that entry 2 has not.
            marks[0] - 53 - new_entry(1).event.len() as u64
        };
        let empty = r#"{"kind":"link","note":""}"#.len() as u64;
        let note = "x".repeat(((1 << 20) - frame - empty) as usize);
        let entry = |note: &str| NewEntry {
            id: id(7),
            event: format!(r#"{{"kind":"link","note":"{note}"}}"#),
        };
        let error = refused(log, 1, 9, vec![Ok(entry(&format!("{note}x")))]);
        assert!(
            matches!(error, LogError::TooLong { bytes: 1_048_577 }),
            "{error}"
        );
        log.append(1, &stamp(9), &mut std::iter::once(Ok(entry(&note))))
            .unwrap();
        let (entries, end) = read_all(log);
        end.unwrap();
        assert_eq!(entries[1].event.text("note"), Some(note.as_str()));
    });
}
