//! Prints an error on standard error: `error: …` and `hint: …` for people, one JSON object
//! for programs. Owns how many problems are shown; maps nothing.

use std::io::Write;

use serde_json::{Value, json};

use super::env::Env;
use super::error::CliError;
use crate::desk::Placed;
use crate::render::block::clean;

const SHOWN: usize = 100;
const LISTED: usize = 1_000;

/// Prints an error and gives its exit code.
pub fn print(error: &CliError, as_json: bool, env: &Env) -> u8 {
    let text = match as_json {
        true => format!("{}\n", to_json(error)),
        false => to_text(error, colored(env)),
    };
    // When standard error is gone as well there is nobody left to tell.
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
    error.exit
}

/// Whether the command line asks for JSON, known even when the rest of it is wrong.
pub fn wants_json(env: &Env) -> bool {
    let mut args = env.args.iter().skip(1).filter_map(|arg| arg.to_str());
    let mut wants = false;
    while let Some(arg) = args.next() {
        match arg {
            "--" => break,
            "--json" | "--format=json" | "--format=jsonl" => wants = true,
            "--format" => wants |= matches!(args.next(), Some("json" | "jsonl")),
            _ => {}
        }
    }
    wants
}

/// Whether standard error takes colours.
pub fn colored(env: &Env) -> bool {
    let asked = env.args.windows(2).find_map(|pair| match pair {
        [flag, value] if flag == "--color" => value.to_str().map(str::to_owned),
        _ => None,
    });
    let joined = env.args.iter().filter_map(|arg| arg.to_str());
    let joined = joined
        .filter_map(|arg| arg.strip_prefix("--color="))
        .next_back();
    match asked.as_deref().or(joined) {
        Some("always") => true,
        Some("never") => false,
        _ => env.warns && env.var("NO_COLOR").is_none(),
    }
}

fn to_text(error: &CliError, color: bool) -> String {
    let (red, cyan, plain) = match color {
        true => ("\u{1b}[1;31m", "\u{1b}[36m", "\u{1b}[0m"),
        false => ("", "", ""),
    };
    let mut text = String::new();
    for placed in error.problems.iter().take(SHOWN) {
        text.push_str(&problem_line(placed));
        text.push('\n');
    }
    if error.problems.len() > SHOWN {
        let more = error.problems.len() - SHOWN;
        text.push_str(&format!("… and {more} more\n"));
    }
    text.push_str(&format!("{red}error:{plain} {}\n", clean(&error.message)));
    if let Some(hint) = &error.hint {
        text.push_str(&format!("{cyan}hint:{plain} {}\n", clean(hint)));
    }
    text
}

/// `file:line: field: message; hint`.
pub fn problem_line(placed: &Placed) -> String {
    let mut line = String::new();
    if let Some(file) = &placed.place.file {
        line.push_str(&clean(file));
        if let Some(number) = placed.place.line {
            line.push_str(&format!(":{number}"));
        }
        line.push_str(": ");
    }
    let problem = &placed.problem;
    if !problem.field.is_empty() {
        line.push_str(&format!("{}: ", clean(&problem.field)));
    }
    line.push_str(&clean(&problem.fault.message));
    if let Some(hint) = &problem.fault.hint {
        line.push_str(&format!("; {}", clean(hint)));
    }
    line.replace('\n', " ")
}

/// The shape of contract §8; a problem also carries its own code.
pub fn to_json(error: &CliError) -> Value {
    let problems: Vec<Value> = error
        .problems
        .iter()
        .take(LISTED)
        .map(|placed| {
            json!({
                "file": placed.place.file,
                "line": placed.place.line,
                "field": placed.problem.field,
                "code": placed.problem.fault.code,
                "message": placed.problem.fault.message,
                "hint": placed.problem.fault.hint,
            })
        })
        .collect();
    json!({ "error": {
        "code": error.code,
        "message": error.message,
        "hint": error.hint,
        "problems": problems,
    }})
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use super::*;
    use crate::desk::Place;
    use crate::event::Fault;

    #[test]
    fn a_problem_says_where_what_and_what_next() {
        let placed = Placed {
            place: Place {
                file: Some("a.jsonl".into()),
                line: Some(3),
            },
            problem: Fault::new("bad_date", "no such day", "write 2026-02-28").at("happened"),
        };
        assert_eq!(
            problem_line(&placed),
            "a.jsonl:3: happened: no such day; write 2026-02-28"
        );
    }
}
