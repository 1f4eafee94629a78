//! Every error text has an input that provokes it and stands in `schema/errors.md`: imports
//! (`fixtures/error/*.jsonl`), shell sessions (`fixtures/error/commands/*.txt`), and the table
//! held against the source. With `DATELINE_BLESS=1` the pinned texts are written anew.

#![cfg(unix)]

mod codes;
mod commands;
mod imports;
mod session;
mod table;

use std::path::PathBuf;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Files of a folder of the repository with an ending, by name.
fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let inside = std::fs::read_dir(root().join(folder)).unwrap();
    let mut found: Vec<PathBuf> = inside
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == ending))
        .collect();
    found.sort();
    assert!(!found.is_empty(), "no *.{ending} in {folder}");
    found
}

/// The part of a file's name before the first dot.
fn stem(path: &std::path::Path) -> String {
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    name.split('.').next().unwrap().to_owned()
}

/// What is wrong if a pinned file does not hold `text`; when blessing it is made to.
fn unlike(path: &std::path::Path, text: &str) -> Option<String> {
    let held = std::fs::read_to_string(path).unwrap_or_default();
    if held == text {
        return None;
    }
    if std::env::var_os("DATELINE_BLESS").is_some() {
        std::fs::write(path, text).unwrap();
        return None;
    }
    let mut lines = held.lines().zip(text.lines());
    let first = lines.find(|(old, new)| old != new);
    Some(format!(
        "{}: {}",
        path.display(),
        match first {
            Some((old, new)) => format!("pinned {old:?}, found {new:?}"),
            None => format!("pinned {held:?}, found {text:?}"),
        }
    ))
}

/// Fails with all that was found, so that one run shows every text that moved.
#[track_caller]
fn assert_all(wrong: Vec<String>) {
    assert!(
        wrong.is_empty(),
        "{}\n(if the change is meant, run the tests with DATELINE_BLESS=1)",
        wrong.join("\n")
    );
}
