//! How a door is tried: what is kept for it, then random bytes, then what is kept after a few
//! edits. Owns the bounds, the counts and where a failing input is put; knows no door. Under
//! `cargo bolero` a coverage-guided engine takes over at `whole`, and starts from the same files.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use bolero::generator::produce;
use bolero::{BorrowedInput, ByteSliceGenerator, DefaultEngine, TestTarget};

use super::mutant::{edits, mutated};
use crate::torture::{is_long, tell};

/// How long each of the two ways lasts in a long run (`BOLERO_RANDOM_TEST_TIME_MS` overrides).
const LONG: Duration = Duration::from_secs(60);

/// A target of bolero over plain bytes.
pub type Target = TestTarget<ByteSliceGenerator, DefaultEngine, BorrowedInput>;

/// A front door.
pub struct Door {
    name: &'static str,
    /// Whether the bytes were taken; panics if they were, and something does not hold of it.
    holds: fn(&[u8]) -> bool,
    tried: AtomicU64,
    taken: AtomicU64,
}

/// The folder of a door.
pub fn folder(name: &str) -> PathBuf {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    root.join("tests/fuzz/__fuzz__").join(name)
}

/// What lies in a folder of a door, in the order of the names.
pub fn kept(name: &str, part: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let Ok(files) = std::fs::read_dir(folder(name).join(part)) else {
        return Vec::new();
    };
    let mut paths: Vec<PathBuf> = files.map(|file| file.unwrap().path()).collect();
    paths.sort();
    let read = |path: PathBuf| (path.clone(), std::fs::read(path).unwrap());
    paths.into_iter().map(read).collect()
}

/// A bound: so many inputs, or in a long run as many as there is time for.
fn bounded<G, O>(
    target: TestTarget<G, DefaultEngine, O>,
    rounds: usize,
) -> TestTarget<G, DefaultEngine, O> {
    match is_long() {
        true => target.with_iterations(usize::MAX).with_test_time(LONG),
        false => target.with_iterations(rounds).with_test_time(Duration::MAX),
    }
}

impl Door {
    pub fn new(name: &'static str, holds: fn(&[u8]) -> bool) -> Door {
        Door {
            name,
            holds,
            tried: AtomicU64::new(0),
            taken: AtomicU64::new(0),
        }
    }

    /// Tries one input, and keeps it if it fails.
    fn one(&self, bytes: &[u8]) {
        let held = std::panic::catch_unwind(|| (self.holds)(bytes));
        match held {
            Ok(taken) => {
                self.tried.fetch_add(1, Relaxed);
                self.taken.fetch_add(u64::from(taken), Relaxed);
            }
            Err(cause) => {
                // It gets smaller while the engine shrinks it: the last one stays.
                let crashes = folder(self.name).join("crashes");
                let _ = std::fs::create_dir_all(&crashes);
                let _ = std::fs::write(crashes.join("new"), bytes);
                std::panic::resume_unwind(cause);
            }
        }
    }

    /// What is kept, then random bytes.
    pub fn whole(&self, target: Target, rounds: usize) {
        bounded(target, rounds).for_each(|bytes: &[u8]| self.one(bytes));
    }

    /// What is kept, after a few edits.
    pub fn nearly(&self, target: Target, rounds: usize) {
        let seeds = kept(self.name, "corpus");
        let seeds: Vec<Vec<u8>> = seeds.into_iter().map(|(_, bytes)| bytes).collect();
        assert!(!seeds.is_empty(), "DATELINE_BLESS=1 writes the corpora");
        bounded(target, rounds)
            .with_generator((produce::<u16>(), edits()))
            .for_each(|(at, edits)| {
                let seed = &seeds[usize::from(*at) * seeds.len() / 65_536];
                self.one(&mutated(seed, edits));
            });
    }

    /// Tells what was tried. A door that took nothing was never passed.
    pub fn tell(&self) {
        let (tried, taken) = (self.tried.load(Relaxed), self.taken.load(Relaxed));
        tell(&format!(
            "fuzz: {}: {tried} inputs tried, {taken} taken, all held",
            self.name
        ));
        assert!(taken > 0, "{}: nothing was ever taken", self.name);
    }
}
