//! A second definition of the three main views: the SQL of `schema/sql/` over the Parquet export,
//! run by DuckDB, gives what the engine gives, on the demo store and on random histories, on every
//! combination of clocks. Owns the way there and back; DuckDB is got from its registry once.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use dateline::answer::Filters;
use dateline::clocks::Clocks;
use dateline::event::when::When;
use dateline::export::{Asked, Cut, Ledger, Passage, parquet};
use dateline::projection::tally::Tally;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use serde_json::{Map, Value, json};

use super::outside::{installed, target, works};
use crate::agree::{self, engine};
use crate::reference::{self, By, Query, View, generator};
use crate::support::Bench;

/// A Python that has DuckDB.
pub(super) fn python() -> Option<PathBuf> {
    static FOUND: OnceLock<Option<PathBuf>> = OnceLock::new();
    let find = || {
        if !works(Command::new("python3").arg("--version")) {
            println!("SKIP: python3 is missing: schema/sql is not compared with the views");
            return None;
        }
        let dir = target().join("duckdb");
        let python = dir.join("bin/python3");
        let check = |_: &Path| works(Command::new(&python).args(["-c", "import duckdb"]));
        let make = |dir: &Path| {
            let pip = [
                "-m",
                "pip",
                "install",
                "-q",
                "--disable-pip-version-check",
                "duckdb",
            ];
            works(Command::new("python3").args(["-m", "venv"]).arg(dir))
                && works(Command::new(&python).args(pip))
        };
        installed(&dir, &check, &make, "the Python package duckdb").then_some(python)
    };
    FOUND.get_or_init(find).clone()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Asks DuckDB for all of it at once: to start it takes longer than to answer.
fn asked(python: &Path, jobs: &[Value]) -> Vec<Value> {
    let mut child = Command::new(python)
        .arg(root().join("tests/export/ask.py"))
        .arg(root().join("schema/sql"))
        .env("TZ", "Asia/Shanghai")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let lines: String = jobs.iter().map(|job| format!("{job}\n")).collect();
    let writer = std::thread::spawn(move || input.write_all(lines.as_bytes()));
    let out = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    assert!(out.status.success(), "DuckDB ended early");
    let text = String::from_utf8(out.stdout).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// Every number as text without trailing zeros: 1.50 and "1.5" are the same figure.
fn figures(value: &Value) -> Value {
    match value {
        Value::Number(number) => {
            let text = number.to_string();
            let text = match text.contains('.') {
                true => text.trim_end_matches('0').trim_end_matches('.'),
                false => &text,
            };
            json!(if text == "-0" { "0" } else { text })
        }
        Value::Array(items) => items.iter().map(figures).collect(),
        Value::Object(fields) => {
            let fields = fields
                .iter()
                .map(|(name, value)| (name.clone(), figures(value)));
            Value::Object(fields.collect())
        }
        other => other.clone(),
    }
}

fn instant(date: Option<&String>) -> Value {
    json!(date.map(|text| When::parse_filter(text).unwrap().latest.0))
}

/// A question to DuckDB, as `ask.py` takes it.
fn job(file: &Path, query: &Query, view: &View) -> Value {
    let (name, own) = match view {
        View::Divestment { by, since, .. } => {
            let by = match by {
                By::Holder => "holder",
                By::Country => "country",
                By::Asset => "asset",
            };
            (
                "divestment",
                json!({"by": by, "since": instant(since.as_ref())}),
            )
        }
        View::Stance { .. } => ("stance", json!({})),
        View::Chain {
            of,
            causes,
            effects,
            all,
            ..
        } => {
            let both = causes == effects;
            let sides = (both || *causes, both || *effects);
            (
                "chain",
                json!({"event": of.to_string(), "causes": sides.0, "effects": sides.1, "all": all}),
            )
        }
        _ => ("chain", json!({})),
    };
    let mut set = json!({
        "on": instant(query.on.as_ref()), "published": instant(query.published.as_ref()),
        "known": query.known, "possible": query.possible, "claims": query.claims,
    });
    set.as_object_mut()
        .unwrap()
        .extend(own.as_object().unwrap().clone());
    json!({"file": file, "view": name, "set": set})
}

/// The views that the SQL has, without what chooses rows or lists entries.
fn told_in_sql(view: View) -> Option<View> {
    Some(match view {
        View::Divestment { by, since, .. } => View::Divestment {
            by,
            since,
            asset_class: None,
            country: None,
            why: false,
        },
        View::Stance { .. } => View::Stance {
            country: None,
            toward: None,
            why: false,
        },
        View::Chain {
            of,
            causes,
            effects,
            all,
            ..
        } => View::Chain {
            of,
            causes,
            effects,
            to: None,
            all,
        },
        View::Graph => View::Graph,
        _ => return None,
    })
}

fn write(bench: &agree::Bench, file: &Path) {
    let ledger = Ledger::read(bench.log(), Cut::Head, &mut |_, _| {}).unwrap();
    let asked = Asked {
        format: "parquet",
        reference: None,
        flags: Map::new(),
    };
    let passage = Passage::new(&ledger, asked, Clocks::default(), Filters::default());
    let mut out = std::fs::File::create(file).unwrap();
    parquet::write(&passage, &mut Tally::default(), &mut |_, _| {}, &mut out).unwrap();
}

/// The rows alone.
fn body(mut answer: Value) -> Value {
    for beside in ["undated", "left_out", "citation", "paths"] {
        answer.as_object_mut().unwrap().remove(beside);
    }
    figures(&answer)
}

#[test]
fn the_views_in_sql_are_the_views_on_random_histories() {
    let Some(python) = python() else { return };
    let dir = tempfile::tempdir().unwrap();
    let mut runner = TestRunner::deterministic();
    let (mut jobs, mut wanted, mut rows) = (Vec::new(), Vec::new(), [0, 0, 0]);
    for nth in 0..cases() {
        let commits = generator::histories(40)
            .new_tree(&mut runner)
            .unwrap()
            .current();
        let bench = agree::recorded(&commits);
        let entries = bench.entries();
        if entries.is_empty() {
            continue;
        }
        let file = dir.path().join(format!("{nth}.parquet"));
        write(&bench, &file);
        let history = bench.history();
        let mut asked = 0;
        while asked < 10 {
            let (query, view) = (generator::queries(), generator::views())
                .new_tree(&mut runner)
                .unwrap()
                .current();
            let query = Query {
                less: Default::default(),
                ..query.of(&entries)
            };
            let Some(view) = told_in_sql(view.of(&entries, &query)) else {
                continue;
            };
            asked += 1;
            let answer = body(engine(&history, &query, &view).unwrap());
            let place = matches!(view, View::Stance { .. }) as usize
                + 2 * usize::from(answer.get("edges").is_some());
            let listed = answer.get("rows").or(answer.get("edges")).unwrap();
            rows[place] += listed.as_array().unwrap().len();
            jobs.push(job(&file, &query, &view));
            wanted.push((answer, entries.clone()));
        }
    }
    // The comparison is worth what the histories hold.
    assert!(
        rows.iter().all(|count| *count as u64 > u64::from(cases())),
        "{rows:?}"
    );
    let found = super::sql::asked(&python, &jobs);
    assert_eq!(found.len(), jobs.len());
    for ((job, found), (wanted, entries)) in jobs.iter().zip(&found).zip(&wanted) {
        assert!(
            figures(found) == *wanted,
            "DuckDB and the engine differ\njob    {job}\nengine {wanted}\nduckdb {found}\nlog\n{}",
            entries
                .iter()
                .map(|entry| format!("  {} {}\n", entry["position"], entry))
                .collect::<String>()
        );
    }
}

/// Histories tried; `PROPTEST_CASES` asks for more.
fn cases() -> u32 {
    let asked = std::env::var("PROPTEST_CASES").ok();
    asked.and_then(|text| text.parse().ok()).unwrap_or(50)
}

/// The three main views, as asked on the command line and of the reference; the chain of one event.
fn main_views(of: uuid::Uuid) -> Vec<(&'static str, View)> {
    let divestment = |by: By, since: Option<&str>| View::Divestment {
        by,
        since: since.map(str::to_owned),
        asset_class: None,
        country: None,
        why: false,
    };
    let chain = |effects: bool, all: bool| View::Chain {
        of,
        causes: false,
        effects,
        to: None,
        all,
    };
    let stance = View::Stance {
        country: None,
        toward: None,
        why: false,
    };
    vec![
        ("stance", stance),
        (
            "divestment --by country --since 2013-11",
            divestment(By::Country, Some("2013-11")),
        ),
        ("divestment", divestment(By::Holder, None)),
        ("divestment --by asset", divestment(By::Asset, None)),
        ("chain trump-threat", chain(false, false)),
        ("chain trump-threat --effects --all", chain(true, true)),
    ]
}

#[test]
fn the_views_in_sql_are_the_views_of_the_demo() {
    let Some(python) = python() else { return };
    let bench = Bench::with_demo();
    bench
        .run(&["export", "parquet", "-o", "all.parquet", "-q"])
        .ok();
    let file = bench.path("all.parquet");
    let (mut jobs, mut lines) = (Vec::new(), Vec::new());
    let queries = [
        (None, None, None, false),
        (Some("2026-01-25"), None, None, false),
        (Some("2026-02"), Some("2026-01-24"), None, true),
        (None, Some("2026-01-22"), Some(100), true),
        (Some("2026-01-21"), Some("2026-01-21"), Some(118), false),
    ];
    for (on, published, known, wide) in queries {
        let query = Query {
            on: on.map(str::to_owned),
            published: published.map(str::to_owned),
            known,
            possible: wide,
            claims: wide,
            ..Query::default()
        };
        let mut flags = String::new();
        for (flag, value) in [("on", on), ("published", published)] {
            flags.extend(value.map(|value| format!(" --{flag} {value}")));
        }
        flags.extend(known.map(|known| format!(" --known @{known}")));
        flags.push_str(if wide { " --possible --claims" } else { "" });
        let id = bench.line("show trump-threat --json").ok().json()["entry"]["id"].clone();
        let of = uuid::Uuid::parse_str(id.as_str().unwrap()).unwrap();
        for (line, view) in main_views(of) {
            jobs.push(job(&file, &query, &view));
            lines.push(format!("{line} --json{flags}"));
        }
    }
    for (found, line) in asked(&python, &jobs).iter().zip(&lines) {
        let answer = bench.line(line).ok().json();
        assert_eq!(figures(found), body(reference::plain(&answer)), "{line}");
    }
}

/// The table of weights is that of `schema/decay.toml`.
#[test]
fn the_sql_ages_evidence_by_the_same_table() {
    let text = std::fs::read_to_string(root().join("schema/decay.toml")).unwrap();
    let table: toml::Table = toml::from_str(&text).unwrap();
    let table: Vec<String> = table["table"]
        .as_array()
        .unwrap()
        .iter()
        .map(|weight| weight.as_integer().unwrap().to_string())
        .collect();
    let sql = std::fs::read_to_string(root().join("schema/sql/stance.sql")).unwrap();
    let (_, rest) = sql.split_once("decayed(days) AS ([").unwrap();
    let (list, _) = rest.split_once(']').unwrap();
    let list: Vec<&str> = list.split(',').map(str::trim).collect();
    assert_eq!(list, table);
}
