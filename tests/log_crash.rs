//! Writers that are killed, and writers that hit a real limit of the system, as processes of
//! their own: this test binary starts itself again. What was acknowledged must be there.

use std::io::{BufRead, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use dateline::log::file::{FileLog, LOG};
use dateline::log::{Log, LogError};

use crate::log_kit::{PATIENCE, append, are_the_first, seen, store};

/// Names the store that the child is to write to; absent in an ordinary run of the tests.
const STORE: &str = "DATELINE_TEST_LOG_CHILD";

/// Not a test by itself: what the children run. It appends and says what was acknowledged.
#[test]
fn child() {
    let Some(dir) = std::env::var_os(STORE) else {
        return;
    };
    let mut out = std::io::stdout().lock();
    let mut log = FileLog::open_writer(Path::new(&dir), PATIENCE).unwrap();
    for round in 0..100_000_u64 {
        match append(&mut log, 1 + round % 7 * 40) {
            Ok(()) => writeln!(out, "acknowledged {}", log.head().position).unwrap(),
            Err(LogError::NotWritten { .. }) => {
                writeln!(out, "not written, still {}", log.head().position).unwrap();
                return;
            }
            Err(error) => panic!("{error}"),
        }
        out.flush().unwrap();
    }
}

/// Starts the child, through a shell that sets a limit first if one is given.
fn start(dir: &Path, limit: &str) -> Child {
    let this = std::env::current_exe().unwrap();
    let args = [
        "--exact",
        "log_crash::child",
        "--nocapture",
        "--test-threads=1",
    ];
    let mut command = if limit.is_empty() {
        Command::new(this)
    } else {
        let mut shell = Command::new("sh");
        shell
            .args(["-c", &format!("{limit}; exec \"$0\" \"$@\"")])
            .arg(this);
        shell
    };
    command
        .args(args)
        .env(STORE, dir)
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    command.spawn().unwrap()
}

fn number_after(line: &str, words: &str) -> Option<u64> {
    let at = line.find(words)? + words.len();
    line[at..].trim().parse().ok()
}

#[test]
fn a_killed_writer_loses_nothing_that_it_acknowledged() {
    let dir = store(&[1]);
    for round in 0..6 {
        let mut child = start(dir.path(), "");
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut acknowledged = 0;
        for line in lines.by_ref().map_while(Result::ok) {
            acknowledged = number_after(&line, "acknowledged ").unwrap_or(acknowledged);
            if acknowledged > 0 && acknowledged % 8 >= round {
                break;
            }
        }
        child.kill().unwrap();
        child.wait().unwrap();
        for line in lines.map_while(Result::ok) {
            acknowledged = number_after(&line, "acknowledged ").unwrap_or(acknowledged);
        }
        assert!(acknowledged > 0);
        let (entries, error) = seen(dir.path());
        assert!(error.is_none(), "{error:?}");
        assert!(entries.len() as u64 >= acknowledged && are_the_first(&entries));
        let mut log = FileLog::open_writer(dir.path(), PATIENCE).unwrap();
        assert!(log.head().position >= acknowledged);
        append(&mut log, 1).unwrap();
    }
}

/// A limit on the size of files stands for a full disk: the system refuses part of a write.
#[cfg(unix)]
#[test]
fn a_write_that_the_system_refuses_leaves_the_log_as_it_was() {
    let dir = store(&[1]);
    // 100 blocks of 512 bytes; without the signal ignored the child would be killed.
    let child = start(dir.path(), "trap '' XFSZ; ulimit -f 100");
    let said = child.wait_with_output().unwrap();
    let said = String::from_utf8(said.stdout).unwrap();
    let still = said
        .lines()
        .find_map(|line| number_after(line, "not written, still "));
    let still = still.unwrap_or_else(|| panic!("the limit was not met: {said}"));
    let (entries, error) = seen(dir.path());
    assert!(error.is_none() && entries.len() as u64 == still);
    let log = FileLog::open_writer(dir.path(), PATIENCE).unwrap();
    let recovery = log.recovery();
    assert!(
        recovery.torn == 0 && recovery.kept == 0 && !recovery.rechecked,
        "{recovery:?}"
    );
    assert!(std::fs::metadata(dir.path().join(LOG)).unwrap().len() <= 100 * 512);
}

/// Two writers at once take turns; none loses a commit.
#[test]
fn writers_take_turns() {
    let dir = store(&[]);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..5 {
                    let mut log = FileLog::open_writer(dir.path(), PATIENCE).unwrap();
                    append(&mut log, 2).unwrap();
                }
            });
        }
        for _ in 0..20 {
            let (entries, error) = seen(dir.path());
            assert!(error.is_none(), "{error:?}");
            assert!(entries.len() % 2 == 0 && are_the_first(&entries));
        }
    });
    assert_eq!(seen(dir.path()).0.len(), 40);
}
