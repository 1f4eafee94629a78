//! Shell sessions as documents: a first line that says where, then `$` lines with what each
//! printed and how it ended. Runs the lines anew and writes the document that comes of it;
//! a command that failed is run again for its JSON form and must have changed nothing.

use std::collections::BTreeMap;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use serde_json::Value;
use tempfile::TempDir;

use crate::support::{Bench, copy};

/// Longer standard output is counted, not shown.
const SHOWN: usize = 4;

/// A session as it ran.
pub struct Session {
    /// The document.
    pub text: String,
    /// Every code that an error or a problem had, its exit code, and what was said with it.
    pub codes: Vec<(String, i32, Value)>,
    /// What broke the rules of errors.
    pub wrong: Vec<String>,
}

/// Where a session happens.
struct Place {
    bench: Bench,
    bin: TempDir,
    store: bool,
    held: Option<std::fs::File>,
    /// Listens on a port, so that it is taken: `$PORT` of the lines.
    taken: TcpListener,
}

/// How one line ended.
struct Ended {
    code: i32,
    out: String,
    err: String,
}

/// Runs the session of a document.
pub fn run(document: &str) -> Session {
    let (head, lines) = parse(document);
    let place = Place::named(head.first().map_or("", String::as_str));
    let mut session = Session {
        text: head.iter().map(|line| format!("{line}\n")).collect(),
        codes: Vec::new(),
        wrong: Vec::new(),
    };
    for line in lines {
        session.step(&place, &line);
    }
    session
}

/// The lines at the top that begin with `#`, and the commands; what they printed is left out.
fn parse(document: &str) -> (Vec<String>, Vec<String>) {
    let head = document.lines().take_while(|line| line.starts_with('#'));
    let mut commands: Vec<String> = Vec::new();
    let mut open = false;
    for line in document.lines() {
        if let Some(command) = line.strip_prefix("$ ") {
            commands.push(command.to_owned());
            open = true;
        } else if let Some(more) = line.strip_prefix("> ").filter(|_| open) {
            let last = commands.last_mut().unwrap();
            last.push('\n');
            last.push_str(more);
        } else {
            open = false;
        }
    }
    (head.map(str::to_owned).collect(), commands)
}

impl Session {
    fn step(&mut self, place: &Place, line: &str) {
        let before = place.tree();
        let ended = place.shell(line, "");
        self.text
            .push_str(&format!("\n$ {}\n", line.replace('\n', "\n> ")));
        self.text.push_str(&place.told(&ended));
        if ended.code == 0 {
            return;
        }
        let mut code = String::new();
        if ended.code > 1 {
            code = self.failed(place, line, &ended, &before);
        }
        let gap = if code.is_empty() { "" } else { " " };
        self.text
            .push_str(&format!("[exit {}{gap}{code}]\n", ended.code));
    }

    /// The code of a command that failed; what was there before it must still be there.
    fn failed(
        &mut self,
        place: &Place,
        line: &str,
        ended: &Ended,
        before: &BTreeMap<PathBuf, Vec<u8>>,
    ) -> String {
        let mut complain = |what: &str| self.wrong.push(format!("$ {line}\n  {what}"));
        let again = place.shell(line, "--format json");
        if place.tree() != *before {
            complain("a command that failed changed something");
        }
        if again.code != ended.code {
            complain(&format!("ends with {} when asked for JSON", again.code));
        }
        let last = again.err.lines().last().unwrap_or_default();
        let told: Value = serde_json::from_str(last).unwrap_or_default();
        let error = &told["error"];
        let Some(code) = error["code"].as_str() else {
            // An answer from a damaged store is still an answer.
            if ended.code != 4 || again.out.is_empty() {
                complain(&format!("no error in JSON: {}", again.err));
            }
            return String::new();
        };
        let problems = error["problems"].as_array().unwrap();
        if !problems.iter().any(|problem| problem["code"] == code) {
            self.codes
                .push((code.to_owned(), ended.code, place.steady(error)));
        }
        let each = problems
            .iter()
            .chain((problems.is_empty()).then_some(error));
        for said in each {
            let code = said["code"].as_str().unwrap().to_owned();
            self.codes.push((code, ended.code, place.steady(said)));
            let message = said["message"].as_str().unwrap();
            if said["hint"].as_str().is_none_or(str::is_empty) {
                complain(&format!("no way on: {message}"));
            }
            if message.ends_with('.') || message.is_empty() {
                complain(&format!("ends with a full stop: {message:?}"));
            }
        }
        if !ended.out.is_empty() || !again.out.is_empty() {
            complain("a command that failed wrote to standard output");
        }
        for word in ["panicked", "RUST_BACKTRACE", "os error"] {
            if ended.err.contains(word) || again.err.contains(word) {
                complain(&format!("says {word}: {}", ended.err));
            }
        }
        code.to_owned()
    }
}

impl Place {
    fn named(head: &str) -> Place {
        let (bench, store, busy) = match head {
            "# in an empty directory" => (Bench::empty(), false, false),
            "# with a new store" => (Bench::with_store(), true, false),
            "# with a small story" => (with_story(), true, false),
            "# with a small story, while another process writes" => (with_story(), true, true),
            "# with the demo store" => (Bench::with_demo(), true, false),
            other => panic!("a session begins with where it happens, not with {other:?}"),
        };
        let bin = tempfile::tempdir().unwrap();
        let program = env!("CARGO_BIN_EXE_dateline");
        let script = format!("#!/bin/sh\nexec '{program}' $MORE_FLAGS \"$@\"\n");
        executable(&bin.path().join("dateline"), &script);
        let held = busy.then(|| {
            let file = std::fs::File::open(bench.path("desk/lock")).unwrap();
            file.lock().unwrap();
            file
        });
        Place {
            bench,
            bin,
            store,
            held,
            taken: TcpListener::bind("127.0.0.1:0").unwrap(),
        }
    }

    fn port(&self) -> String {
        self.taken.local_addr().unwrap().port().to_string()
    }

    fn shell(&self, line: &str, more: &str) -> Ended {
        let mut command = Command::new("/bin/sh");
        command
            .args(["-c", line])
            .env_clear()
            .env(
                "PATH",
                format!("{}:/usr/bin:/bin", self.bin.path().display()),
            )
            .env("HOME", self.bench.path("desk").parent().unwrap())
            .env("COLUMNS", "100")
            .env("LC_ALL", "C")
            .env("DATELINE_AUTHOR", "tester")
            .env("MORE_FLAGS", more)
            .env("PORT", self.port())
            .current_dir(self.bench.path("."))
            .stdin(Stdio::null());
        if self.store {
            command.env("DATELINE_STORE", "desk");
        }
        let output = command.output().unwrap();
        Ended {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// What a line printed, with what differs from run to run named instead.
    fn told(&self, ended: &Ended) -> String {
        let count = ended.out.lines().count();
        let out = match count > SHOWN {
            true => format!("({count} lines on standard output)\n"),
            false => ended.out.clone(),
        };
        self.steadied(&format!("{}{out}", ended.err))
    }

    fn steadied(&self, text: &str) -> String {
        let dir = self.bench.path("").display().to_string();
        let text = text.replace(dir.trim_end_matches('/'), "<dir>");
        steady(&text.replace(&format!("port {}", self.port()), "port <port>"))
    }

    /// The texts of an error, with what differs from run to run named instead.
    fn steady(&self, said: &Value) -> Value {
        let text = |name: &str| self.steadied(said[name].as_str().unwrap_or_default());
        serde_json::json!({"message": text("message"), "hint": text("hint")})
    }

    /// Every file, with its bytes.
    fn tree(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut found = BTreeMap::new();
        // What is derived may be made at any time; a failed append moves the other head slot.
        let derived = ["desk/cache", "desk/head"].map(|name| self.bench.path(name));
        let mut folders = vec![self.bench.path("")];
        while let Some(folder) = folders.pop() {
            let Ok(inside) = std::fs::read_dir(&folder) else {
                continue;
            };
            for path in inside.map(|entry| entry.unwrap().path()) {
                if derived.contains(&path) {
                    continue;
                }
                if path.is_dir() {
                    folders.push(path.clone());
                }
                let bytes = match path.is_file() {
                    true => std::fs::read(&path).unwrap_or_default(),
                    false => Vec::new(),
                };
                found.insert(path, bytes);
            }
        }
        found
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Some(held) = self.held.take() {
            let _ = held.unlock();
        }
    }
}

/// A copy of a store of a handful of entries, whose positions a message may name.
fn with_story() -> Bench {
    static MADE: OnceLock<Bench> = OnceLock::new();
    let made = MADE.get_or_init(|| {
        let bench = Bench::with_store();
        let story = super::root().join("fixtures/error/commands/story.jsonl");
        bench.run(&["import", story.to_str().unwrap(), "-q"]).ok();
        bench
    });
    let bench = Bench::empty();
    copy(&made.path("desk"), &bench.path("desk"));
    bench
}

fn executable(path: &Path, script: &str) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::write(path, script).unwrap();
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
}

/// Ids as `<id>`, the instants of recording as `<instant>`, roots as `<root>`.
fn steady(text: &str) -> String {
    const ID: &str = "########-####-####-####-############";
    const INSTANT: &str = "0000-00-00T00:00:00.000000Z";
    const ROOT: &str = "*******************************************=";
    let letters: Vec<char> = text.chars().collect();
    let mut steady = String::new();
    let mut at = 0;
    while at < letters.len() {
        let rest = &letters[at..];
        let (name, length) = match () {
            () if fits(rest, ID) => ("<id>", ID.len()),
            () if fits(rest, INSTANT) => ("<instant>", INSTANT.len()),
            () if fits(rest, ROOT) => ("<root>", ROOT.len()),
            () => {
                steady.push(letters[at]);
                at += 1;
                continue;
            }
        };
        steady.push_str(name);
        at += length;
    }
    steady
}

fn fits(letters: &[char], pattern: &str) -> bool {
    letters.len() >= pattern.len()
        && pattern
            .chars()
            .zip(letters)
            .all(|(want, letter)| match want {
                '#' => letter.is_ascii_hexdigit(),
                '0' => letter.is_ascii_digit(),
                '*' => letter.is_ascii_alphanumeric() || "+/".contains(*letter),
                other => other == *letter,
            })
}

#[test]
fn a_document_is_read_without_what_was_printed() {
    let (head, lines) =
        parse("# with a new store\n# why\n\n$ one\n> more\nout\n> not more\n\n$ two\n[exit 2 x]\n");
    assert_eq!(head, ["# with a new store", "# why"]);
    assert_eq!(lines, ["one\nmore", "two"]);
    assert_eq!(
        steady("id 0198c000-0000-7000-8000-000000000001 at 2026-01-25T10:02:03.123456Z, 2026"),
        "id <id> at <instant>, 2026"
    );
}
