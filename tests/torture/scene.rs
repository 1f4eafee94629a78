//! A store as processes meet it: made once, copied for each try, written to by the program
//! itself. Owns what was acknowledged in it, and the check that none of that is gone.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use super::judge::seen;
use crate::verify::kit;

/// An event as a line of an import, told from others by its label.
pub fn line(label: &str) -> String {
    format!(
        r#"{{"kind":"statement","label":"{label}","by":{{"country":"US"}},"act":"comments","happened":"2026-01-21","note":"{}","sources":[{{"publisher":"Example Wire"}}]}}"#,
        "丹麦 ".repeat(label.len() % 40)
    ) + "\n"
}

/// Many of them: `<name>-1` and so on.
pub fn lines(name: &str, count: u64) -> String {
    (1..=count)
        .map(|number| line(&format!("{name}-{number}")))
        .collect()
}

/// The program, in a directory with nothing inherited.
pub fn program(dir: &Path, program: &str, args: &[&str]) -> Command {
    let mut command = Command::new(program);
    command
        .args(args)
        .env_clear()
        .env("PATH", "/usr/local/bin:/usr/bin:/bin")
        .env("HOME", dir)
        .env("DATELINE_AUTHOR", "tester")
        .env("DATELINE_STORE", "desk")
        .current_dir(dir)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// Where the program is.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_dateline");

/// A directory with a store in `desk`.
pub struct Scene {
    dir: tempfile::TempDir,
}

impl Scene {
    /// An empty store.
    pub fn new() -> Scene {
        let scene = Scene::without_store();
        scene.ok(&["init", "desk", "-q"]);
        scene
    }

    /// No store yet.
    pub fn without_store() -> Scene {
        Scene {
            dir: super::fast_dir(),
        }
    }

    /// A copy, to be spoilt.
    pub fn copy(&self) -> Scene {
        let dir = super::fast_dir();
        crate::support::copy(self.dir.path(), dir.path());
        // A copy has other modification times: let a writer take note of them.
        let scene = Scene { dir };
        drop(dateline::log::file::FileLog::open_writer(
            &scene.desk(),
            crate::log_kit::PATIENCE,
        ));
        scene
    }

    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    pub fn desk(&self) -> PathBuf {
        self.path().join("desk")
    }

    pub fn file(&self, name: &str, text: impl AsRef<[u8]>) {
        std::fs::write(self.path().join(name), text).unwrap();
    }

    /// Runs the program, which must succeed.
    #[track_caller]
    pub fn ok(&self, args: &[&str]) -> Output {
        let output = program(self.path(), PROGRAM, args).output().unwrap();
        assert!(output.status.success(), "{args:?}: {output:?}");
        output
    }

    /// The labels that a reader meets, in order; the reader must come to the end without an
    /// error.
    #[track_caller]
    pub fn labels(&self, name: &str) -> Vec<String> {
        let (entries, error) = seen(&self.desk());
        assert!(error.is_none(), "{name}: {error:?}");
        let labels = entries.iter().map(|entry| entry.event.label());
        labels.map(|label| label.unwrap().to_owned()).collect()
    }

    /// After something went wrong: of the batches, each whole or absent, those acknowledged
    /// are there; a next writer goes on; then `verify` has nothing to say. Gives how many of
    /// the batches are there.
    #[track_caller]
    pub fn nothing_lost(&self, batches: &[Batch], name: &str) -> usize {
        let there = self.labels(name);
        let mut found = 0;
        let mut rest = there.as_slice();
        for batch in batches {
            let due: Vec<String> = batch.labels();
            let whole = rest.starts_with(&due);
            assert!(
                whole || !batch.acknowledged,
                "{name}: {} was acknowledged and is not there",
                batch.name
            );
            if whole {
                rest = &rest[due.len()..];
                found += 1;
            }
        }
        assert_eq!(rest, [""; 0], "{name}: half a batch, or one out of order");
        assert!(
            kit::ours(&self.desk()).exit < 2,
            "{name}: {:?}",
            kit::ours(&self.desk())
        );
        self.file("next.jsonl", line("the-next-writer"));
        self.ok(&["import", "next.jsonl", "-q"]);
        let after = self.labels(name);
        assert_eq!(after[..after.len() - 1], there, "{name}");
        let said = kit::ours(&self.desk());
        assert_eq!(said.exit, 0, "{name}: {said:?}");
        found
    }
}

/// A batch that was to be recorded in one commit.
pub struct Batch {
    pub name: String,
    pub count: u64,
    /// Whether the program said that it was recorded.
    pub acknowledged: bool,
}

impl Batch {
    pub fn new(name: &str, count: u64, acknowledged: bool) -> Batch {
        Batch {
            name: name.to_owned(),
            count,
            acknowledged,
        }
    }

    fn labels(&self) -> Vec<String> {
        (1..=self.count)
            .map(|number| format!("{}-{number}", self.name))
            .collect()
    }
}

/// Asserts that a program that failed did so with words and a code of its own.
#[track_caller]
pub fn failed_calmly(output: &Output, name: &str) {
    let told = String::from_utf8_lossy(&output.stderr);
    for word in ["panicked", "RUST_BACKTRACE", "stack overflow"] {
        assert!(!told.contains(word), "{name}: {told}");
    }
    assert_ne!(output.status.code(), Some(101), "{name}: {told}");
}
