//! The sessions of `fixtures/error/commands/`: each provokes the code that it is named after,
//! and its whole text is pinned.

use super::{assert_all, files, session, stem, unlike};

/// Every session, run once for all tests: its file's stem and what came of it.
pub fn sessions() -> &'static [(String, session::Session)] {
    static RAN: std::sync::OnceLock<Vec<(String, session::Session)>> = std::sync::OnceLock::new();
    RAN.get_or_init(|| {
        let paths = files("fixtures/error/commands", "txt");
        let half = paths.len().div_ceil(2);
        let one = |path: &std::path::PathBuf| {
            let document = std::fs::read_to_string(path).unwrap();
            (stem(path), session::run(&document))
        };
        std::thread::scope(|scope| {
            let parts: Vec<_> = paths
                .chunks(half)
                .map(|part| scope.spawn(move || part.iter().map(one).collect::<Vec<_>>()))
                .collect();
            let done = parts.into_iter().map(|part| part.join().unwrap());
            done.flatten().collect()
        })
    })
}

#[test]
fn every_session_runs_as_it_is_written() {
    let mut wrong = Vec::new();
    let paths = files("fixtures/error/commands", "txt");
    for (path, (name, session)) in paths.iter().zip(sessions()) {
        let told = session.wrong.iter().map(|what| format!("{name}: {what}"));
        wrong.extend(told);
        if !session.codes.iter().any(|(code, ..)| code == name) {
            let codes: Vec<&str> = session.codes.iter().map(|(code, ..)| &code[..]).collect();
            wrong.push(format!("{name}: provokes {codes:?} only"));
        }
        wrong.extend(unlike(path, &session.text));
    }
    assert_all(wrong);
}
