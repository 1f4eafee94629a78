//! Logs for the tests of the two verifiers, made line by line without the log's writer, so
//! that roots and head can be right while something else is wrong; and both verifiers' words.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use dateline::event::when::Instant;
use dateline::log::codec::{Commit, encode_commit, encode_entry, encode_header};
use dateline::log::{Header, Stamp};
use dateline::merkle::{Frontier, base64, leaf_hash, sha256, sha256_hex};
use dateline::note::Trust;
use dateline::verify::{Asked, verify_asked};
use serde_json::{Value, json};
use uuid::Uuid;

/// An entry to be: its own number makes its id.
#[derive(Debug, Clone)]
pub struct Draft {
    pub id: Uuid,
    pub event: String,
}

/// A log to be: commits of entries.
#[derive(Debug, Clone)]
pub struct Plan {
    pub header: Header,
    pub commits: Vec<Vec<Draft>>,
    /// Microseconds by which the stamp of each commit differs from its due one.
    pub late: Vec<i64>,
}

/// The bytes of a log and of its head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bytes {
    pub log: Vec<u8>,
    pub head: Vec<u8>,
}

pub fn id(number: u64) -> Uuid {
    Uuid::from_u128(0x0198_c000_0000_7000_8000_0000_0000_0000 + u128::from(number))
}

fn statement(number: u64) -> Value {
    json!({"kind": "statement", "happened": "2026-01-20", "by": {"country": "DK", "name": "Ærø \"fund\""},
        "act": "comments", "label": format!("statement-{number}"), "note": "line\nfeed 丹麦 📉",
        "sources": [{"publisher": "Example Wire", "published": "2026-01-21"}]})
}

pub fn draft(number: u64, event: &Value) -> Draft {
    Draft {
        id: id(number),
        event: dateline::event::json::canonical(event),
    }
}

/// Ten entries in four commits: statements, a link, a correction, a retraction and one of it.
pub fn plan() -> Plan {
    let link = json!({"kind": "link", "cause": id(1), "effect": id(2), "relation": "motivates", "confidence": 0.6});
    let correction =
        json!({"kind": "correction", "target": id(2), "changes": {"note": null}, "reason": "slip"});
    let retraction =
        |target: u64| json!({"kind": "retraction", "target": id(target), "reason": "withdrawn"});
    let commits = vec![
        vec![
            draft(1, &statement(1)),
            draft(2, &statement(2)),
            draft(3, &link),
        ],
        vec![draft(4, &correction)],
        vec![
            draft(5, &statement(5)),
            draft(6, &statement(6)),
            draft(7, &retraction(5)),
            draft(8, &retraction(7)),
        ],
        vec![draft(9, &statement(9)), draft(10, &statement(10))],
    ];
    let created_at = Instant::from_text("2026-01-25T10:00:00.000000Z").unwrap();
    let header = Header {
        id: id(0),
        origin: "example.org/treasury-desk".into(),
        created_at,
    };
    Plan {
        header,
        late: vec![0; commits.len()],
        commits,
    }
}

impl Plan {
    pub fn stamp(&self, commit: usize) -> Stamp {
        let at = self.header.created_at.0 + 1_000_000 * (commit as i64 + 1) + self.late[commit];
        Stamp {
            recorded_at: Instant(at),
            recorded_by: "mette@example.org".into(),
        }
    }

    /// The lines as they should be, each changed by `change` (line number from 0) before it is hashed.
    pub fn bytes_with(&self, change: &dyn Fn(usize, String) -> String) -> Bytes {
        let first = change(0, encode_header(&self.header));
        let binding = sha256(first.as_bytes());
        let mut lines = vec![first];
        let mut frontier = Frontier::new();
        let mut slots = vec![slot(self, 0, &lines, &frontier, None)];
        for (number, commit) in self.commits.iter().enumerate() {
            let stamp = self.stamp(number);
            for entry in commit {
                let line = encode_entry(
                    frontier.size() + 1,
                    entry.id,
                    &stamp,
                    &binding,
                    &entry.event,
                );
                lines.push(change(lines.len(), line));
                frontier.push(leaf_hash(lines.last().unwrap().as_bytes()));
            }
            let (entries, position) = (commit.len() as u64, frontier.size());
            let closing = Commit {
                entries,
                position,
                root: base64(&frontier.root()),
                signatures: Vec::new(),
            };
            lines.push(change(lines.len(), encode_commit(&closing)));
            slots.push(slot(
                self,
                number as u64 + 1,
                &lines,
                &frontier,
                Some(stamp.recorded_at),
            ));
        }
        let (last, before) = (slots.pop().unwrap(), slots.pop().unwrap());
        let head = if self.commits.len().is_multiple_of(2) {
            [last, before]
        } else {
            [before, last]
        };
        Bytes {
            log: text_of(&lines).into_bytes(),
            head: head.concat(),
        }
    }

    pub fn bytes(&self) -> Bytes {
        self.bytes_with(&|_, line| line)
    }
}

fn text_of(lines: &[String]) -> String {
    lines.iter().map(|line| format!("{line}\n")).collect()
}

fn slot(
    plan: &Plan,
    sequence: u64,
    lines: &[String],
    frontier: &Frontier,
    at: Option<Instant>,
) -> Vec<u8> {
    let peaks: String = frontier
        .peaks()
        .iter()
        .map(|peak| format!(" {}", base64(peak)))
        .collect();
    let text = format!(
        "dateline-head/1\nlog {}\nsequence {sequence}\nposition {}\nbytes {}\nroot {}\nrecorded_at {}\nmodified -\nfrontier{peaks}\n",
        plan.header.id,
        frontier.size(),
        text_of(lines).len(),
        base64(&frontier.root()),
        at.map_or("-".into(), Instant::to_text),
    );
    let mut bytes = format!("{text}sum {}\n", sha256_hex(text.as_bytes())).into_bytes();
    bytes.resize(4095, b' ');
    bytes.push(b'\n');
    bytes
}

/// Puts a store with these bytes into a directory.
pub fn put(dir: &Path, bytes: &Bytes) {
    std::fs::create_dir_all(dir).unwrap();
    std::fs::write(dir.join("log.jsonl"), &bytes.log).unwrap();
    std::fs::write(dir.join("head"), &bytes.head).unwrap();
}

/// What a verifier said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    pub exit: u8,
    pub position: u64,
    pub root: String,
    pub codes: BTreeSet<String>,
}

/// What the Python verifier does not look at.
const OURS_ALONE: [&str; 3] = ["bad_event", "cache_mismatch", "cache_unused"];

/// Which of these it is depends on what is looked at first; that it is damage does not.
const FORM: [&str; 6] = [
    "bad_line",
    "not_canonical",
    "bad_position",
    "bad_commit",
    "bad_clock",
    "bad_root",
];

impl Said {
    fn coarse(mut self) -> Said {
        let codes = self.codes.iter().map(|code| {
            if FORM.contains(&code.as_str()) {
                "form"
            } else {
                code
            }
        });
        self.codes = codes.map(str::to_string).collect();
        self
    }
}

fn said(exit: u8, report: &Value) -> Said {
    let findings = report["findings"].as_array().unwrap();
    let codes = findings
        .iter()
        .map(|finding| finding["code"].as_str().unwrap().to_string());
    Said {
        exit,
        position: report["position"].as_u64().unwrap(),
        root: report["root"].as_str().unwrap().to_string(),
        codes: codes
            .filter(|code| !OURS_ALONE.contains(&code.as_str()))
            .collect(),
    }
}

/// The program's own verifier.
pub fn ours(path: &Path) -> Said {
    let report = if path.is_dir() {
        dateline::verify::verify(path, true, &mut |_, _| {})
    } else {
        dateline::verify::verify_log(path, &mut |_, _| {})
    };
    said(report.exit_code(), &serde_json::to_value(&report).unwrap())
}

/// The same for a store directory, when it is given public keys.
pub fn ours_trusting(dir: &Path, trust: Trust) -> Said {
    let asked = Asked {
        trust,
        ..Asked::default()
    };
    let report = verify_asked(dir, asked, &mut |_, _| {});
    said(report.exit_code(), &serde_json::to_value(&report).unwrap())
}

pub fn tool() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tools")
        .join("verify_log.py")
}

/// Whether there is a Python 3; says so if not.
pub fn has_python() -> bool {
    let there = Command::new("python3")
        .arg("--version")
        .output()
        .is_ok_and(|output| output.status.success());
    if !there {
        println!("SKIP: python3 is missing: tools/verify_log.py is not compared with verify");
    }
    there
}

/// The Python verifier's words on many paths, in one process.
pub fn theirs(paths: &[PathBuf]) -> Vec<Said> {
    theirs_trusting(paths, &[])
}

/// The same, when it is given public keys.
pub fn theirs_trusting(paths: &[PathBuf], keys: &[String]) -> Vec<Said> {
    let driver = "import json, sys\nsys.dont_write_bytecode = True\nsys.path.insert(0, sys.argv[1])\nimport verify_log\n\
        for path in sys.stdin.read().split('\\n')[:-1]:\n    report = verify_log.check(path, list(map(verify_log.Key, sys.argv[2:])))\n    \
        print(json.dumps([report.exit_code(), report.as_json()]))\n";
    let list = tempfile::NamedTempFile::new().unwrap();
    let names: String = paths
        .iter()
        .map(|path| format!("{}\n", path.display()))
        .collect();
    std::fs::write(list.path(), names).unwrap();
    let output = Command::new("python3")
        .args(["-c", driver])
        .arg(tool().parent().unwrap())
        .args(keys)
        .stdin(std::fs::File::open(list.path()).unwrap())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .map(|pair| said(pair[0].as_u64().unwrap() as u8, &pair[1]))
        .collect()
}

/// Both verifiers on each named case; they must agree, and both must end as said.
pub fn both_say(cases: &[(String, Bytes, u8)]) {
    let place = tempfile::tempdir().unwrap();
    let mut paths = Vec::new();
    for (number, (_, bytes, _)) in cases.iter().enumerate() {
        let dir = place.path().join(number.to_string());
        put(&dir, bytes);
        paths.push(dir);
    }
    let ours: Vec<Said> = paths.iter().map(|path| ours(path)).collect();
    for ((name, _, exit), said) in cases.iter().zip(&ours) {
        assert_eq!(said.exit, *exit, "{name}: {said:?}");
    }
    if has_python() {
        for (((name, _, _), ours), theirs) in cases.iter().zip(&ours).zip(theirs(&paths)) {
            assert_eq!(ours.clone().coarse(), theirs.coarse(), "{name}");
        }
    }
}
