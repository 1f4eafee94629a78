//! The codes: those that the source can give, those that `schema/errors.md` lists, and those
//! that a fixture provokes are the same, but for a few that only a unit test can reach.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::{assert_all, commands, files, imports, root, table, unlike};
use crate::support::Bench;

/// What stands before a code in the source.
const BEFORE: &[&str] = &[
    "Fault::new(",
    "CliError::bad_input(",
    "CliError::new(BAD_INPUT,",
    "CliError::new(CONFLICT,",
    "CliError::new(DAMAGED,",
    "AnswerError { code:",
];

/// Where codes are given in several ways, among the errors of other rooms.
const EDGES: [&str; 2] = ["src/cli/error.rs", "src/answer/found.rs"];

fn sources(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push(path);
        }
    }
}

/// The text of a file without its tests, every run of white space as one space.
fn code_only(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let code = text.split("mod tests {").next().unwrap_or_default();
    let lines = code.lines().map(|line| line.trim());
    let lines: Vec<&str> = lines.filter(|line| !line.starts_with("//")).collect();
    lines.join(" ")
}

/// Every text between quotes that a name could be.
fn names(code: &str) -> impl Iterator<Item = &str> {
    let is_name = |text: &&str| {
        let letter = |byte: u8| byte.is_ascii_lowercase() || byte == b'_';
        !text.is_empty() && text.bytes().all(letter)
    };
    code.split('"').skip(1).step_by(2).filter(is_name)
}

/// The codes that the source gives, each with the files that do. Findings of `verify` have a
/// list of their own.
fn given() -> BTreeMap<String, Vec<String>> {
    let mut paths = Vec::new();
    sources(&root().join("src"), &mut paths);
    let mut given: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for path in paths {
        let name = path.strip_prefix(root()).unwrap().display().to_string();
        if name.starts_with("src/verify/") || name.ends_with("_test.rs") {
            continue;
        }
        let code = code_only(&path);
        let mut found: Vec<&str> = Vec::new();
        if EDGES.contains(&name.as_str()) {
            found.extend(names(&code));
        } else {
            for before in BEFORE {
                for (at, _) in code.match_indices(before) {
                    let rest = code[at + before.len()..].trim_start();
                    let literal = rest
                        .strip_prefix('"')
                        .and_then(|rest| rest.split('"').next());
                    let passed_on = rest.starts_with("fault.code");
                    assert!(
                        literal.is_some() || passed_on,
                        "{name}: a code is a literal: {before}{}",
                        rest.chars().take(40).collect::<String>()
                    );
                    found.extend(literal);
                }
            }
        }
        for code in found {
            given.entry(code.to_owned()).or_default().push(name.clone());
        }
    }
    given
}

/// An error as a fixture provokes it.
#[derive(Debug, Clone)]
struct Example {
    exit: i32,
    message: String,
    hint: String,
}

/// For every code that a fixture provokes, what the first of them says.
fn provoked() -> BTreeMap<String, Example> {
    let mut provoked = BTreeMap::new();
    let bench = Bench::with_store();
    for path in files("fixtures/error", "jsonl") {
        let error = bench
            .run(&["import", path.to_str().unwrap(), "--json"])
            .exits(2)
            .error();
        let code = imports::code_of(&path);
        let problems = error["problems"].as_array().unwrap().clone();
        let found = problems
            .into_iter()
            .find(|problem| problem["code"] == *code);
        provoked.insert(code, example(2, &found.unwrap_or_default()));
    }
    for (name, session) in commands::sessions() {
        for (code, exit, said) in &session.codes {
            let example = example(*exit, said);
            if code == name {
                provoked.entry(code.clone()).or_insert(example);
            }
        }
    }
    provoked
}

fn example(exit: i32, said: &Value) -> Example {
    let text = |name: &str| said[name].as_str().unwrap_or_default().to_owned();
    Example {
        exit,
        message: text("message"),
        hint: text("hint"),
    }
}

#[test]
fn the_list_is_that_of_the_source() {
    let rows = table::rows(&table::text());
    let listed: BTreeSet<String> = rows.iter().map(|row| row.code.clone()).collect();
    assert_eq!(listed.len(), rows.len(), "a code is listed twice");
    let given = given();
    let mut wrong = Vec::new();
    for (code, places) in given.iter().filter(|(code, _)| !listed.contains(*code)) {
        wrong.push(format!(
            "{code} ({}) is not listed in {}",
            places.join(", "),
            table::PATH
        ));
    }
    for code in listed.iter().filter(|code| !given.contains_key(*code)) {
        wrong.push(format!("{code} is listed, and nothing gives it"));
    }
    assert_all(wrong);
}

#[test]
fn every_code_is_provoked_and_its_row_is_true() {
    let text = table::text();
    let provoked = provoked();
    let mut wrong = Vec::new();
    let mut rows = table::rows(&text);
    for row in rows.iter_mut().filter(|row| !row.inside) {
        let Some(example) = provoked.get(&row.code) else {
            wrong.push(format!("{}: no fixture in fixtures/error/", row.code));
            continue;
        };
        if row.exit != example.exit.to_string() {
            wrong.push(format!("{}: exits with {}", row.code, example.exit));
        }
        let cut = |text: &str| match text.split_once('\n') {
            Some((first, _)) => format!("{first} …"),
            None => text.to_owned(),
        };
        row.message = cut(&example.message);
        if !example.hint.is_empty() {
            row.hint = cut(&example.hint);
        }
    }
    wrong.extend(unlike(
        &root().join(table::PATH),
        &table::with(&text, &rows),
    ));
    assert_all(wrong);
}

/// What only a unit test can provoke names it, and it is there.
#[test]
fn what_is_not_provoked_from_outside_names_its_test() {
    let mut paths = Vec::new();
    sources(&root().join("src"), &mut paths);
    sources(&root().join("tests"), &mut paths);
    let all: String = paths
        .iter()
        .map(|path| fs::read_to_string(path).unwrap())
        .collect();
    let rows = table::rows(&table::text());
    let inside: Vec<_> = rows.iter().filter(|row| row.inside).collect();
    for row in &inside {
        let test = row.hint.split('`').nth(1).unwrap_or_default();
        assert!(
            !test.is_empty() && all.contains(&format!("fn {test}()")),
            "{}: no test {test:?}",
            row.code
        );
    }
    assert!(inside.len() < 6, "most errors can be provoked");
}
