//! The vocabulary: valid and invalid events of every kind, the generated schemas and text,
//! and what must hold of any input. With `DATELINE_BLESS=1` pinned files are written anew.

mod examples;
mod faults;
mod files;
pub mod properties;
mod quick;
mod refused;
mod rules;

use std::path::PathBuf;

use dateline::event::Problem;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Asserts that a pinned file holds `text`, or writes it when blessing.
fn pinned(path: &str, text: &str) {
    let path = root().join(path);
    if std::env::var_os("DATELINE_BLESS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        return;
    }
    let held = std::fs::read_to_string(&path).unwrap_or_default();
    let differs = held
        .lines()
        .zip(text.lines())
        .find(|(one, other)| one != other);
    assert!(
        held == text,
        "{} is out of date, first at {differs:?}; if the change is meant, run the tests with \
         DATELINE_BLESS=1",
        path.display()
    );
}

/// Problems as the fixtures hold them: code, field and message on a line, the hint below it.
fn told(problems: &[Problem]) -> String {
    problems
        .iter()
        .map(|Problem { field, fault }| {
            let hint = fault.hint.as_deref().unwrap_or("");
            format!("{} at {field:?}: {}\n  {hint}\n", fault.code, fault.message)
        })
        .collect()
}
