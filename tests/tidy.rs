//! The house, as a test: arrows between rooms, charters, lengths, forgotten tests, words
//! that must not appear. Owns no behaviour of the program.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

const MOST_FILE_LINES: usize = 400;
const MOST_FUNCTION_LINES: usize = 70;

/// Which rooms a room may name. What is not listed here is forbidden.
const ARROWS: &[(&str, &[&str])] = &[
    ("event", &[]),
    ("merkle", &[]),
    ("evidence", &["log", "merkle"]),
    ("log", &["crew", "event", "merkle"]),
    ("note", &["log", "merkle"]),
    ("amend", &["event", "log"]),
    ("clocks", &["event"]),
    ("crew", &[]),
    ("pack", &[]),
    ("spool", &[]),
    ("keys", &["crew", "event", "log", "merkle", "pack"]),
    ("desk", &["amend", "crew", "event", "keys", "log", "spool"]),
    (
        "facts",
        &["amend", "clocks", "crew", "event", "log", "merkle"],
    ),
    (
        "columns",
        &[
            "amend", "crew", "event", "facts", "keys", "log", "merkle", "pack", "spool",
        ],
    ),
    (
        "projection",
        &["clocks", "crew", "event", "facts", "log", "say"],
    ),
    ("say", &["event"]),
    (
        "answer",
        &[
            "amend",
            "clocks",
            "event",
            "facts",
            "log",
            "merkle",
            "projection",
        ],
    ),
    (
        "finder",
        &["crew", "event", "facts", "log", "merkle", "projection"],
    ),
    (
        "export",
        &[
            "amend",
            "answer",
            "chart",
            "clocks",
            "event",
            "facts",
            "log",
            "merkle",
            "projection",
            "render",
            "say",
        ],
    ),
    ("import", &["crew", "desk", "event"]),
    (
        "verify",
        &["amend", "crew", "event", "keys", "log", "merkle", "note"],
    ),
    (
        "store",
        &[
            "amend", "columns", "desk", "event", "evidence", "facts", "finder", "keys", "log",
            "merkle", "note",
        ],
    ),
    (
        "render",
        &["answer", "crew", "event", "projection", "verify", "desk"],
    ),
    ("chart", &["event", "say"]),
    (
        "page",
        &[
            "answer",
            "chart",
            "clocks",
            "event",
            "facts",
            "projection",
            "say",
        ],
    ),
    ("web", &[]),
    ("cli", &["*"]),
    ("lib", &[]),
    ("main", &["cli"]),
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn rust_files(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let Ok(inside) = fs::read_dir(dir) else {
        return found;
    };
    for entry in inside.map(|entry| entry.unwrap().path()) {
        if entry.is_dir() {
            found.extend(rust_files(&entry));
        } else if entry.extension().is_some_and(|end| end == "rs") {
            found.push(entry);
        }
    }
    found.sort();
    found
}

fn all_files() -> Vec<(String, String)> {
    ["src", "tests", "tools"]
        .iter()
        .flat_map(|dir| rust_files(&root().join(dir)))
        .map(|path| {
            let name = path.strip_prefix(root()).unwrap().display().to_string();
            (name, fs::read_to_string(&path).unwrap())
        })
        .collect()
}

fn assert_none(rule: &str, offences: Vec<String>) {
    assert!(offences.is_empty(), "{rule}:\n  {}", offences.join("\n  "));
}

#[test]
fn files_open_with_a_charter() {
    let mut offences = Vec::new();
    for (name, text) in all_files() {
        let lines = text
            .lines()
            .take_while(|line| line.starts_with("//!"))
            .count();
        let short = lines < 2 && !name.starts_with("tests/reference/") || lines < 1;
        if short {
            offences.push(format!("{name}: {lines} lines of //! at the top"));
        }
    }
    assert_none(
        "a file opens with a //! charter of two lines or more",
        offences,
    );
}

#[test]
fn files_are_short() {
    let offences = all_files()
        .into_iter()
        .filter(|(_, text)| text.lines().count() > MOST_FILE_LINES)
        .map(|(name, text)| format!("{name}: {} lines", text.lines().count()))
        .collect();
    assert_none("a file has at most 400 lines", offences);
}

/// Formatted code: a function begins with `fn` on a line and ends with a brace at the same indent.
fn functions(text: &str) -> Vec<(String, usize)> {
    let mut found = Vec::new();
    let lines: Vec<&str> = text.lines().collect();
    for (start, line) in lines.iter().enumerate() {
        let code = line.trim_start();
        let head = code
            .trim_start_matches("pub ")
            .trim_start_matches("pub(crate) ")
            .trim_start_matches("pub(super) ");
        let head = head
            .trim_start_matches("const ")
            .trim_start_matches("async ");
        if !head.starts_with("fn ") || code.ends_with(';') {
            continue;
        }
        let indent = line.len() - code.len();
        let close = format!("{}}}", " ".repeat(indent));
        let end = lines[start..]
            .iter()
            .position(|later| *later == close)
            .unwrap_or(0);
        let name = head[3..]
            .split(['(', '<'])
            .next()
            .unwrap_or_default()
            .to_string();
        found.push((name, end + 1));
    }
    found
}

#[test]
fn functions_are_short() {
    let mut offences = Vec::new();
    for (name, text) in all_files() {
        for (function, lines) in functions(&text) {
            if lines > MOST_FUNCTION_LINES {
                offences.push(format!("{name}: {function}: {lines} lines"));
            }
        }
    }
    assert_none("a function has at most 70 lines", offences);
}

#[test]
fn the_measure_of_functions_sees_a_long_one() {
    let long = format!(
        "fn short() {{\n}}\n\nfn long() {{\n{}}}\n",
        "    let _ = 1;\n".repeat(80)
    );
    assert_eq!(
        functions(&long),
        [("short".to_string(), 2), ("long".to_string(), 82)]
    );
}

/// The room of a file: the folder or file right under `src`.
fn room(name: &str) -> Option<&str> {
    let inside = name.strip_prefix("src/")?;
    Some(inside.split('/').next()?.trim_end_matches(".rs"))
}

fn named_rooms(text: &str) -> Vec<String> {
    let mut rooms = Vec::new();
    for (at, _) in text.match_indices("crate::") {
        let rest = &text[at + "crate::".len()..];
        if let Some(list) = rest.strip_prefix('{') {
            let list = list.split('}').next().unwrap_or_default();
            rooms.extend(list.split(',').map(|item| first_word(item.trim())));
        } else {
            rooms.push(first_word(rest));
        }
    }
    rooms
}

fn first_word(text: &str) -> String {
    text.chars()
        .take_while(|c| c.is_alphanumeric() || *c == '_')
        .collect()
}

#[test]
fn arrows_go_one_way() {
    let allowed: BTreeMap<&str, &[&str]> = ARROWS.iter().copied().collect();
    let mut offences = Vec::new();
    for (name, text) in all_files() {
        let Some(room) = room(&name) else { continue };
        let Some(may) = allowed.get(room) else {
            offences.push(format!("{name}: the room {room} has no arrows; add it to ARROWS and to the picture in README.md"));
            continue;
        };
        for other in named_rooms(&text) {
            let known = allowed.contains_key(other.as_str());
            if known && other != room && !may.contains(&"*") && !may.contains(&other.as_str()) {
                offences.push(format!("{name}: {room} must not name {other}"));
            }
        }
    }
    offences.sort();
    offences.dedup();
    assert_none("data flows one way", offences);
}

#[test]
fn only_the_finder_names_sled_and_bincode() {
    let mut offences = Vec::new();
    for (name, text) in all_files() {
        let engines = text.contains("sled::") || text.contains("bincode::");
        if engines && name.starts_with("src/") && !name.starts_with("src/finder/") {
            offences.push(name);
        }
    }
    assert_none("what is not trusted has one door", offences);
}

#[test]
fn only_the_edge_prints_reads_the_environment_or_the_clock() {
    let forbidden = [
        "println!",
        "eprintln!",
        "std::env::",
        "env::var",
        "SystemTime::now",
        "Utc::now",
        "Local::now",
    ];
    let mut offences = Vec::new();
    for (name, text) in all_files() {
        if !name.starts_with("src/") || name.starts_with("src/cli/") {
            continue;
        }
        for word in forbidden {
            // A rig among the unit tests tells its counts.
            let tells = word == "println!" && name.ends_with("_test.rs");
            if text.contains(word) && !tells {
                offences.push(format!("{name}: {word}"));
            }
        }
    }
    assert_none("the library neither prints nor asks the machine", offences);
}

#[test]
fn no_test_is_forgotten() {
    let runner = fs::read_to_string(root().join("tests/runner.rs")).unwrap();
    let mut offences = Vec::new();
    for entry in fs::read_dir(root().join("tests"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
    {
        let name = entry.file_stem().unwrap().to_string_lossy().to_string();
        let is_module = entry.is_dir() || entry.extension().is_some_and(|end| end == "rs");
        if is_module && name != "runner" && !runner.contains(&format!("mod {name};")) {
            offences.push(name);
        }
    }
    assert_none(
        "every file of tests/ is a module of tests/runner.rs",
        offences,
    );
}

#[test]
fn tests_assert_no_time_and_none_is_ignored() {
    let mut offences = Vec::new();
    for (name, text) in all_files() {
        let this = name == "tests/tidy.rs";
        if !this
            && (text.contains("#[ignore")
                || text.contains("todo!(")
                || text.contains("unimplemented!("))
        {
            offences.push(format!("{name}: #[ignore], todo! or unimplemented!"));
        }
        if name.starts_with("tests/")
            && !this
            && text.contains("elapsed()")
            && text.contains("assert!(elapsed")
        {
            offences.push(format!("{name}: a test that asserts a time"));
        }
    }
    assert_none("no test is switched off or timed", offences);
}

#[test]
fn every_source_file_is_reachable() {
    let mut offences = Vec::new();
    for (name, _) in all_files() {
        let path = root().join(&name);
        let stem = path.file_stem().unwrap().to_string_lossy().to_string();
        let parent = path.parent().unwrap();
        if !name.starts_with("src/") || ["lib", "main", "mod"].contains(&stem.as_str()) {
            continue;
        }
        let folder = parent.file_name().unwrap().to_string_lossy().to_string();
        let homes = [
            parent.join("mod.rs"),
            parent.join("lib.rs"),
            parent.with_file_name(format!("{folder}.rs")),
        ];
        let declared = homes
            .iter()
            .filter_map(|home| fs::read_to_string(home).ok())
            .any(|text| text.contains(&format!("mod {stem};")));
        if !declared {
            offences.push(name);
        }
    }
    assert_none(
        "every file under src is a module of the file above it",
        offences,
    );
}
