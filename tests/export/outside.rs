//! What the programs say that the exports are for: the followthemoney package, TimelineJS's own
//! reader, Graphviz. Each is got from its registry into `target/` once, where that can be done;
//! where it cannot, the test says that it skips, and why.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use crate::support::Bench;

/// A store of the demo with what is hard on top: every code of a country, odd dates, odd texts.
fn hard() -> Bench {
    let bench = Bench::with_demo();
    let codes = include_str!("../../schema/countries.toml").lines();
    let codes: Vec<&str> = codes
        .filter_map(|line| line.split_once(" = {"))
        .map(|(code, _)| code)
        .collect();
    assert!(codes.len() > 250);
    let mut lines = String::new();
    for (at, code) in codes.iter().enumerate() {
        let date = [
            "2026-01-22T23:30:00-05:00",
            "1843",
            "2026-33?",
            "2025-12/2026-01-31~",
            "0900",
        ][at % 5];
        let event = serde_json::json!({"kind": "statement", "happened": date, "act": "comments",
            "by": {"name": format!("Sa\u{301}id \"{code}\" <&> \\N 大臣"), "country": code, "type": "official"},
            "toward": [code, "NATO", "EU"], "quote": "=1+1\n</S>]]>",
            "sources": [{"url": format!("https://example.org/{at}?a=1&b=%20"), "accessed": "2026-01"}]});
        lines.push_str(&format!("{event}\n"));
    }
    lines.push_str("{\"kind\":\"link\",\"cause\":\"akademiker-exit\",\"effect\":\"@1\",\"relation\":\"causes\",\"claimed_by\":\"<b>\\\"\",\"sources\":[{\"publisher\":\"x\"}]}\n");
    bench.file("hard.jsonl", lines);
    bench.run(&["import", "hard.jsonl", "-q"]).ok();
    bench
}

pub(super) fn target() -> PathBuf {
    let program = Path::new(env!("CARGO_BIN_EXE_dateline"));
    program
        .parent()
        .unwrap()
        .parent()
        .unwrap()
        .join("export-tools")
}

pub(super) fn works(command: &mut Command) -> bool {
    let quiet = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    quiet.status().is_ok_and(|status| status.success())
}

/// Makes `dir` with `steps`, all or nothing; `None`, and why, where that cannot be done.
pub(super) fn installed(
    dir: &Path,
    check: &dyn Fn(&Path) -> bool,
    make: &dyn Fn(&Path) -> bool,
    what: &str,
) -> bool {
    if check(dir) {
        return true;
    }
    let _ = std::fs::remove_dir_all(dir);
    if std::fs::create_dir_all(dir).is_ok() && make(dir) && check(dir) {
        return true;
    }
    let _ = std::fs::remove_dir_all(dir);
    println!("SKIP: {what} is missing and could not be installed from its registry");
    false
}

fn python() -> Option<PathBuf> {
    static FOUND: OnceLock<Option<PathBuf>> = OnceLock::new();
    let find = || {
        if !works(Command::new("python3").arg("--version")) {
            println!("SKIP: python3 is missing: `export ftm` is not held against followthemoney");
            return None;
        }
        let dir = target().join("ftm");
        let python = dir.join("bin/python3");
        let check = |_: &Path| works(Command::new(&python).args(["-c", "import followthemoney"]));
        let make = |dir: &Path| {
            works(Command::new("python3").args(["-m", "venv"]).arg(dir))
                && works(Command::new(&python).args([
                    "-m",
                    "pip",
                    "install",
                    "-q",
                    "--disable-pip-version-check",
                    "followthemoney",
                ]))
        };
        installed(&dir, &check, &make, "the Python package followthemoney").then_some(python)
    };
    FOUND.get_or_init(find).clone()
}

/// Every entity is of a schema of the model, has only its properties with values that are valid as
/// they stand (cleaning changes none), the required ones among them, and points to the right kinds.
const CHECK_FTM: &str = r#"
import json, sys
from followthemoney import model
entities = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
schemata = {}
for entity in entities:
    schemata.setdefault(entity["id"], set()).add(entity["schema"])
for entity in entities:
    schema = model.get(entity["schema"])
    assert schema is not None, entity
    schema.validate(entity)
    assert all(name in entity["properties"] for name in schema.required), entity
    for name, values in entity["properties"].items():
        prop = schema.get(name)
        assert prop is not None, (name, entity)
        assert len(values) == len(set(values)) and values, (name, entity)
        for value in values:
            if prop.range is not None:
                for other in schemata[value]:
                    assert model.get(other).is_a(prop.range.name), (name, other)
            else:
                assert prop.type.clean(value) == value, (name, value, prop.type.clean(value))
print(len(entities))
"#;

#[test]
fn followthemoney_accepts_every_entity_as_it_stands() {
    let Some(python) = python() else { return };
    let bench = hard();
    bench
        .run(&["export", "ftm", "--claims", "-o", "out.json", "-q"])
        .ok();
    let ran = Command::new(python)
        .args(["-c", CHECK_FTM])
        .arg(bench.path("out.json"))
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success(), "{told}");
    let count: usize = String::from_utf8_lossy(&ran.stdout).trim().parse().unwrap();
    assert!(count > 600, "{count}");
}

/// Lets node read the package's sources, which are written for a bundler: names without an ending,
/// and a cleaner of HTML that needs a browser.
const LOADER: &str = r#"
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
export async function resolve(name, context, next) {
  if (name === "dompurify") return { url: "stub:dompurify", shortCircuit: true };
  if (name.startsWith(".") && !name.endsWith(".js")) {
    const url = new URL(name + ".js", context.parentURL);
    if (existsSync(fileURLToPath(url))) return { url: url.href, format: "module", shortCircuit: true };
  }
  return next(name, context);
}
export async function load(url, context, next) {
  if (url === "stub:dompurify") {
    const source = "export default { addHook() {}, sanitize: (text) => text };";
    return { format: "module", source, shortCircuit: true };
  }
  return next(url, { ...context, format: url.endsWith(".js") ? "module" : context.format });
}
"#;

const READ_TIMELINE: &str = r#"
import { readFileSync } from "node:fs";
// The reader touches no page; its neighbours look for one as they are loaded.
const nothing = new Proxy(function () {}, {
  get: (_, name) => (name === Symbol.toPrimitive ? () => "" : nothing),
  set: () => true, apply: () => nothing, construct: () => nothing,
});
globalThis.window = globalThis; globalThis.document = nothing; globalThis.getComputedStyle = nothing;
globalThis.DOMParser = class { parseFromString(text) { return { body: { textContent: text } }; } };
const home = process.argv[2];
const { TimelineConfig } = await import(home + "/src/js/core/TimelineConfig.js");
const data = JSON.parse(readFileSync(process.argv[3], "utf8"));
const count = data.events.length;
const config = new TimelineConfig(data);
config.validate();
if (!config.isValid()) { console.error(config.getErrors("; ")); process.exit(1); }
if (config.events.length !== count || !config.title) { console.error("events were dropped"); process.exit(1); }
console.log(count);
"#;

#[test]
fn the_reader_of_timelinejs_takes_every_slide() {
    if !works(Command::new("node").arg("--version")) || !works(Command::new("npm").arg("--version"))
    {
        println!(
            "SKIP: node and npm are missing: `export timelinejs` is held against the documentation only"
        );
        return;
    }
    let dir = target().join("timelinejs");
    let home = dir.join("node_modules/@knight-lab/timelinejs");
    let check = |_: &Path| home.join("src/js/core/TimelineConfig.js").is_file();
    let make = |dir: &Path| {
        let args = [
            "install",
            "--no-audit",
            "--no-fund",
            "--ignore-scripts",
            "--silent",
            "@knight-lab/timelinejs@3.9.11",
        ];
        works(
            Command::new("npm")
                .args(args)
                .arg("--prefix")
                .arg(dir)
                .current_dir(dir),
        )
    };
    if !installed(
        &dir,
        &check,
        &make,
        "the npm package @knight-lab/timelinejs",
    ) {
        return;
    }
    let bench = hard();
    bench
        .run(&["export", "timelinejs", "-o", "out.json", "-q"])
        .ok();
    bench.file("loader.mjs", LOADER);
    bench.file("read.mjs", READ_TIMELINE);
    let ran = Command::new("node")
        .args([
            "--no-warnings",
            "--experimental-loader",
            "./loader.mjs",
            "read.mjs",
        ])
        .arg(&home)
        .arg("out.json")
        .current_dir(bench.path(""))
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success(), "{told}");
    let count: usize = String::from_utf8_lossy(&ran.stdout)
        .lines()
        .last()
        .unwrap()
        .parse()
        .unwrap();
    assert!(count > 300, "{count}");
}

#[test]
fn graphviz_draws_every_link() {
    if !works(Command::new("dot").arg("-V")) {
        println!("SKIP: dot (Graphviz) is missing: what `export dot` writes is not drawn");
        return;
    }
    let bench = hard();
    bench.run(&["export", "dot", "-o", "out.dot", "-q"]).ok();
    let ran = Command::new("dot")
        .args(["-Tsvg", "-o", "out.svg", "out.dot"])
        .current_dir(bench.path(""))
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success() && !told.contains("syntax"), "{told}");
    let drawn = std::fs::read_to_string(bench.path("out.svg")).unwrap();
    let written = std::fs::read_to_string(bench.path("out.dot")).unwrap();
    assert_eq!(
        drawn.matches("class=\"edge\"").count(),
        written.matches(" -> ").count()
    );
    assert!(
        drawn.contains("line-through"),
        "impossible links are struck"
    );
}
