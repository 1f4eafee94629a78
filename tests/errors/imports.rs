//! The imports of `fixtures/error/`: each file is refused as a whole by the program, with the
//! code in its name, and the text of every problem is pinned in the `.txt` beside it.

use serde_json::Value;

use super::{assert_all, files, stem, unlike};
use crate::support::Bench;

/// A file's code: its name, without `desk_` for rules that span entries.
pub fn code_of(path: &std::path::Path) -> String {
    let name = stem(path);
    name.strip_prefix("desk_")
        .map(str::to_owned)
        .unwrap_or(name)
}

/// Problems as the library's fixtures hold them, with the line where it is not the first.
fn told(problems: &[Value]) -> String {
    let text = |problem: &Value, name: &str| problem[name].as_str().unwrap_or("").to_owned();
    problems
        .iter()
        .map(|problem| {
            let line = match problem["line"].as_u64() {
                None | Some(1) => String::new(),
                Some(line) => format!("line {line}: "),
            };
            format!(
                "{line}{} at {:?}: {}\n  {}\n",
                text(problem, "code"),
                text(problem, "field"),
                text(problem, "message"),
                text(problem, "hint")
            )
        })
        .collect()
}

#[test]
fn every_import_is_refused_with_the_code_in_its_name() {
    let bench = Bench::with_store();
    let log = std::fs::read(bench.path("desk/log.jsonl")).unwrap();
    let mut wrong = Vec::new();
    for path in files("fixtures/error", "jsonl") {
        let file = path.to_str().unwrap();
        let ran = bench.run(&["import", file, "--json"]);
        if ran.code != 2 || !ran.out.is_empty() {
            wrong.push(format!("{file}: exit {}, {}", ran.code, ran.out));
            continue;
        }
        let problems = ran.error()["problems"].as_array().unwrap().clone();
        let code = code_of(&path);
        if !problems.iter().any(|problem| problem["code"] == *code) {
            wrong.push(format!("{file}: {}", told(&problems)));
        }
        for problem in &problems {
            let full = problem["message"].as_str().unwrap().ends_with('.');
            let way_on = problem["hint"]
                .as_str()
                .is_some_and(|hint| !hint.is_empty());
            if full || !way_on || problem["file"] != *file || !problem["line"].is_u64() {
                wrong.push(format!("{file}: not what, where and what next: {problem}"));
            }
        }
        wrong.extend(unlike(&path.with_extension("txt"), &told(&problems)));
    }
    assert_eq!(std::fs::read(bench.path("desk/log.jsonl")).unwrap(), log);
    assert_all(wrong);
}

#[test]
fn people_are_told_the_same_on_one_line_each() {
    let bench = Bench::with_store();
    for path in files("fixtures/error", "jsonl") {
        let file = path.to_str().unwrap();
        let error = bench.run(&["import", file, "--json"]).exits(2).error();
        let text = bench.run(&["import", file]).exits(2).err;
        let problems = error["problems"].as_array().unwrap().len();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), problems + 1, "{text}");
        assert!(lines[..problems].iter().all(|line| line.starts_with(file)));
        assert!(lines[problems].ends_with("nothing was recorded"), "{text}");
        let shown = |letter: char| letter == '\n' || !letter.is_control();
        assert!(text.chars().all(shown), "{text:?}");
    }
}
